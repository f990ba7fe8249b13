/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-fact-keys.h"
#include "cw-hand-edit.h"
#include "cw-json.h"
#include "cw-merge.h"
#include "cw-session-private.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* Another change on a ticket: the next round of a site in a repository. */

static const CwViewItem *
find_round (CwSession          *self,
            const char         *site,
            const CwRepository *repository,
            guint               round)
{
  g_autofree char *tag = NULL, *id = NULL;
  CwCycle cycle;

  if (!cw_deployment_get_cycle (cw_view_get_deployment (self->view), &cycle))
    return NULL;
  tag = cw_cycle_to_tag (&cycle);
  id = cw_effect_make_id (tag, site, repository->stage, repository->id, round);
  return cw_view_find (self->view, id);
}

/* A round in which nothing was sent can still take any change: another one would only hide it. */
static gboolean
check_round (CwSession          *self,
             const CwSite       *site,
             const CwRepository *repository,
             guint               round,
             GError            **error)
{
  const CwViewItem *item = find_round (self, site->id, repository, round);
  CwEffectPhase phase = item != NULL && item->record != NULL ? cw_effect_record_get_phase (item->record)
                                                             : CW_PHASE_NONE;

  if (phase == CW_PHASE_DONE || phase == CW_PHASE_BY_HAND || phase == CW_PHASE_LEFT_OUT)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
               _ ("%s, %s: nothing was pushed in round %u yet, so another change belongs to it"), site->name,
               repository->id, round);
  return FALSE;
}

/* The newest round that something came of. */
static guint
find_newest (CwSession          *self,
             const char         *site,
             const CwRepository *repository)
{
  CwHistory *history = cw_runner_get_history (self->runner);
  guint present = cw_deployment_get_round (cw_view_get_deployment (self->view), site, repository->id), newest = 0;
  g_autofree char *tag = NULL;
  CwCycle cycle;

  if (!cw_deployment_get_cycle (cw_view_get_deployment (self->view), &cycle))
    return 0;
  tag = cw_cycle_to_tag (&cycle);
  for (guint round = 1; round <= MAX (present, newest + 1); round++)
    {
      g_autofree char *id = cw_effect_make_id (tag, site, repository->stage, repository->id, round);

      if (cw_effect_record_get_phase (cw_history_get_record (history, id)) != CW_PHASE_NONE)
        newest = round;
    }
  return newest;
}

/*
 * cw_session_check_round:
 * @self: a session
 * @key: a fact's key
 * @value: what it is to be
 * @error: where to store %CW_ERROR_CONFLICT
 *
 * A round that another one has followed is over: its files, sent once more, would take back what the later one changed
 * in them.
 *
 * Returns: whether it is no number of a round, or no such one
 */
gboolean
cw_session_check_round (CwSession   *self,
                        const char  *key,
                        JsonNode    *value,
                        GError     **error)
{
  g_auto (GStrv) parts = g_strsplit (key, ".", 3);
  const CwRepository *repository;
  guint newest, wanted;

  if (!g_str_equal (parts[0], "round") || g_strv_length (parts) < 3)
    return TRUE;
  repository = cw_procedure_get_repository (self->procedure, parts[2]);
  newest = repository != NULL ? find_newest (self, parts[1], repository) : 0;
  wanted = JSON_NODE_HOLDS_NULL (value) ? 1 : (guint) CLAMP (json_node_get_int (value), 1, G_MAXINT);
  if (wanted >= newest)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
               _ ("%s: round %u was pushed since round %u; another change belongs to it, or to the next one"),
               parts[2], newest, wanted);
  return FALSE;
}

static GBytes *
read_sent (CwSession          *self,
           const CwRepository *repository,
           JsonObject         *payload,
           const char         *path)
{
  JsonArray *files = cw_json_get_array (payload, "files");

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      JsonObject *file = json_array_get_object_element (files, i);
      const char *blob = cw_json_get_string (file, "new", "");

      if (g_str_equal (cw_json_get_string (file, "path", ""), path) && *blob != '\0')
        return cw_git_service_read_blob (self->world->git, repository->url, blob, NULL);
    }
  return NULL;
}

/* (nullable): what of @taken was taken over after @time, in µs since 1970 */
static JsonArray *
list_later (JsonArray *taken,
            gint64     time)
{
  JsonArray *later = NULL;

  for (guint i = 0; taken != NULL && i < json_array_get_length (taken); i++)
    {
      JsonObject *record = json_array_get_object_element (taken, i);
      g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (cw_json_get_string (record, "at", ""), NULL);

      if (at == NULL || g_date_time_to_unix (at) * G_USEC_PER_SEC + g_date_time_get_microsecond (at) <= time)
        continue;
      if (later == NULL)
        later = json_array_new ();
      json_array_add_element (later, json_array_dup_element (taken, i));
    }
  return later;
}

/* What is left of an edit that was @sent at @time: null where it was sent whole, %NULL where nothing of it was. */
static JsonNode *
leave_rest (const CwHandEdit *edit,
            GBytes           *sent,
            gint64            time)
{
  g_autoptr (GBytes) text = NULL;
  g_autoptr (CwHandEdit) rest = NULL;
  g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (edit->at, NULL);
  guint conflict = 0;

  if (sent == NULL || edit->text == NULL || at == NULL)
    return NULL;
  if (edit->from == NULL)
    text = g_bytes_ref (edit->text);
  else if (!cw_merge_texts (edit->from, sent, edit->text, CW_MERGE_ASK, &text, &conflict, NULL) || conflict > 0)
    return NULL;
  if (g_bytes_equal (text, sent))
    return json_node_new (JSON_NODE_NULL);
  rest = cw_hand_edit_new (edit->site, edit->repository, edit->path, sent, text, edit->by, at);
  rest->taken = list_later (edit->taken, time);
  rest->only_taken = edit->only_taken;
  return cw_hand_edit_to_json (rest);
}

/* What was pushed by hand edits and is in the base of the new round is done: whatever became of it there since is what
 * somebody decided later. */
static gboolean
settle_edits (CwSession           *self,
              const char          *site,
              const CwRepository  *repository,
              CwEffectRecord      *record,
              GError             **error)
{
  g_autoptr (GPtrArray) edits = cw_deployment_list_edits (cw_view_get_deployment (self->view), site);
  g_autoptr (JsonObject) facts = json_object_new ();
  CwPlan *plan = cw_view_get_plan (self->view, site);
  const CwChangeSet *changes = plan != NULL ? cw_plan_get_change_set (plan, repository->id) : NULL;
  gboolean has = FALSE;

  if (changes == NULL || cw_effect_record_get_phase (record) != CW_PHASE_DONE
      || cw_effect_record_get_sent (record) == NULL
      || !cw_world_has_sent (self->world, repository, changes->base, record, &has, NULL) || !has)
    return TRUE;
  for (guint i = 0; i < edits->len; i++)
    {
      const CwHandEdit *edit = g_ptr_array_index (edits, i);
      g_autofree char *key = cw_hand_edit_make_key (site, repository->id, edit->path);
      g_autoptr (GBytes) sent = read_sent (self, repository, json_node_get_object (cw_effect_record_get_sent (record)),
                                           edit->path);
      JsonNode *rest = g_str_equal (edit->repository, repository->id)
                         ? leave_rest (edit, sent, cw_effect_record_get_time (record)) : NULL;

      if (rest != NULL)
        json_object_set_member (facts, key, rest);
    }
  return json_object_get_size (facts) == 0 || cw_session_set_all (self, facts, error);
}

/**
 * cw_session_start_round:
 * @self: a session
 * @site: id of a site that is prepared here
 * @repository: id of a repository
 * @cancellable: (nullable): a cancellable
 * @error: where to store %CW_ERROR_VALIDATION for a name that the procedure doesn't have, %CW_ERROR_CONFLICT while
 *   nothing was pushed in the present round
 *
 * Starts another round of changes on the site's ticket: fetches, and plans on the ticket's branch as it is now; once
 * that was merged, on the base. Edits by hand that were pushed and are there are done.
 *
 * Returns: whether the round is begun
 */
gboolean
cw_session_start_round (CwSession     *self,
                        const char    *site,
                        const char    *repository,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_autoptr (JsonObject) facts = json_object_new ();
  g_autofree char *round_fact = NULL, *base_fact = NULL;
  g_autoptr (JsonNode) number = NULL;
  const CwRepository *changed = cw_procedure_get_repository (self->procedure, repository);
  g_autoptr (CwEffectRecord) record = NULL;
  const CwViewItem *item;
  const CwSite *known;
  guint round;

  g_return_val_if_fail (CW_IS_SESSION (self) && site != NULL && repository != NULL, FALSE);
  cw_assert_in_worker ();

  round = cw_deployment_get_round (cw_view_get_deployment (self->view), site, repository);
  round_fact = g_strdup_printf ("round.%s.%s", site, repository);
  base_fact = g_strdup_printf ("base.%s.%s", site, repository);
  number = json_node_init_int (json_node_alloc (), round + 1);
  if (!cw_session_check_key (self, round_fact, number, error))
    return FALSE;
  known = cw_procedure_get_site (self->procedure, site);
  if (!check_round (self, known, changed, round, error))
    return FALSE;
  item = find_round (self, site, changed, round);
  record = item != NULL && item->record != NULL ? g_object_ref (item->record) : NULL;
  json_object_set_member (facts, round_fact, g_steal_pointer (&number));
  if (cw_session_get_fact (self, base_fact) != NULL)
    json_object_set_null_member (facts, base_fact);
  return cw_session_set_all (self, facts, error) && cw_session_refresh (self, FALSE, cancellable, error)
         && (record == NULL || settle_edits (self, site, changed, record, error));
}
