/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-session-private.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* Looking outside: what is seen is journalled where it changed. */

static gboolean
journal_observations (CwSession  *self,
                      GHashTable *seen,
                      GError    **error)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (seen), (GCompareFunc) strcmp);

  for (GList *l = keys; l != NULL; l = l->next)
    {
      JsonNode *value = g_hash_table_lookup (seen, l->data);
      JsonNode *known = cw_history_get_observation (cw_runner_get_history (self->runner), l->data, NULL);

      if (known != NULL ? json_node_equal (known, value) : JSON_NODE_HOLDS_NULL (value))
        continue;
      if (!cw_runner_observe (self->runner, l->data, value, error))
        return FALSE;
    }
  return TRUE;
}

static JsonObject *
get_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* An image is missing since it was first seen so. Where the registry is out of reach, its last answer goes along. */
static void
remember_images (CwSession  *self,
                 GHashTable *seen)
{
  JsonObject *images = get_object (g_hash_table_lookup (seen, "images"));
  JsonObject *last = get_object (cw_history_get_observation (cw_runner_get_history (self->runner), "images", NULL));
  JsonArray *missing = images != NULL ? cw_json_get_array (images, "missing") : NULL;
  JsonObject *before = NULL, *since;
  gint64 now = cw_clock_now_unix (self->clock);

  if (last != NULL && !json_object_has_member (last, "missing"))
    last = cw_json_get_object (last, "last");
  if (images != NULL && missing == NULL && last != NULL)
    json_object_set_object_member (images, "last", json_object_ref (last));
  if (missing == NULL)
    return;
  before = last != NULL ? cw_json_get_object (last, "since") : NULL;
  since = json_object_new ();
  for (guint i = 0; i < json_array_get_length (missing); i++)
    {
      const char *name = json_array_get_string_element (missing, i);

      json_object_set_int_member (since, name, before != NULL ? cw_json_get_int (before, name, now) : now);
    }
  json_object_set_object_member (images, "since", since);
}

/* (nullable): the files of a site's branch in the last round that was pushed. */
static JsonArray *
find_pushed (CwSession          *self,
             const char         *site,
             const CwRepository *repository)
{
  CwDeployment *deployment = cw_view_get_deployment (self->view);
  CwEffectRecord *record = NULL;
  JsonNode *sent = NULL;
  CwCycle cycle;

  if (!cw_deployment_get_cycle (deployment, &cycle))
    return NULL;
  for (guint round = cw_deployment_get_round (deployment, site, repository->id); round > 0 && sent == NULL; round--)
    {
      g_autofree char *tag = cw_cycle_to_tag (&cycle);
      g_autofree char *id = cw_effect_make_id (tag, site, repository->stage, repository->id, round);

      record = cw_history_get_record (cw_runner_get_history (self->runner), id);
      sent = record != NULL ? cw_effect_record_get_sent (record) : NULL;
    }
  return sent != NULL ? cw_json_get_array (json_node_get_object (sent), "files") : NULL;
}

/* What moved since the plan that the person had before them; it is told until the next look. */
static void
name_moves (CwSession  *self,
            GHashTable *plans,
            GHashTable *seen)
{
  GHashTableIter iter;
  gpointer site, plan;

  g_hash_table_iter_init (&iter, plans);
  while (g_hash_table_iter_next (&iter, &site, &plan))
    {
      CwPlan *before = cw_view_get_plan (self->view, site);
      GPtrArray *sets = cw_plan_get_change_sets (plan);

      for (guint i = 0; before != NULL && i < sets->len; i++)
        {
          const CwChangeSet *changes = g_ptr_array_index (sets, i);
          const CwRepository *repository = cw_procedure_get_repository (self->procedure, changes->repository);

          g_hash_table_replace (seen, g_strdup_printf ("moved-since.%s.%s", (const char *) site, changes->repository),
                                cw_world_describe_move (self->world, repository, site,
                                                        cw_plan_get_change_set (before, changes->repository), changes,
                                                        find_pushed (self, site, repository)));
        }
    }
}

/* What could not be compared is told as long as it can't: "done" then rests on what was known before. */
static gboolean
note_uncompared (CwSession   *self,
                 JsonObject  *reasons,
                 GError     **error)
{
  g_autoptr (GHashTable) seen = cw_world_new_observations ();
  JsonNode *node = json_node_new (JSON_NODE_NULL);

  if (json_object_get_size (reasons) > 0)
    json_node_init_object (node, reasons);
  g_hash_table_replace (seen, g_strdup (CW_OBSERVED_UNCOMPARED), node);
  return journal_observations (self, seen, error);
}

/* What became of the commits that we brought onto another base: the old id → the new one. */
static GHashTable *
list_replayed (CwSession *self)
{
  CwHistory *history = cw_runner_get_history (self->runner);
  GPtrArray *ids = cw_history_get_ids (history);
  GHashTable *replayed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *kind = cw_history_dup_kind (history, ids->pdata[i]);
      CwEffectRecord *record = NULL;
      JsonNode *sent = NULL;
      JsonArray *commits = NULL;

      if (g_strcmp0 (kind, CW_EFFECT_KIND_GIT_REBASE) == 0)
        record = cw_history_get_record (history, ids->pdata[i]);
      if (record != NULL && cw_effect_record_get_phase (record) == CW_PHASE_DONE)
        sent = cw_effect_record_get_sent (record);
      if (sent != NULL)
        commits = cw_json_get_array (json_node_get_object (sent), "commits");
      for (guint j = 0; commits != NULL && j < json_array_get_length (commits); j++)
        {
          JsonObject *one = json_array_get_object_element (commits, j);

          g_hash_table_replace (replayed, g_strdup (cw_json_get_string (one, "before", "")),
                                g_strdup (cw_json_get_string (one, "after", "")));
        }
    }
  return replayed;
}

/* (nullable): the commit of ours that stands there now, where it was brought along, perhaps more than once. */
static const char *
find_replayed (const CwViewItem *item,
               GHashTable       *replayed)
{
  JsonObject *outcome = cw_effect_record_get_outcome (item->record);
  const char *found = NULL, *next = outcome != NULL ? cw_json_get_string (outcome, "commit", "") : "";

  for (guint i = 0; i <= g_hash_table_size (replayed) && next != NULL; i++)
    {
      next = g_hash_table_lookup (replayed, next);
      found = next != NULL ? next : found;
    }
  return found;
}

/* What a person did is compared where that can be: their word may be all that is known of it,
 * and without an account it stands. */
static gboolean
verify_one (CwSession         *self,
            const CwViewItem  *item,
            const char        *replayed,
            GCancellable      *cancellable,
            GError           **error)
{
  g_autoptr (GError) local = NULL;

  if (cw_runner_verify_replayed (self->runner, item->effect, replayed, cancellable, &local)
      || (cw_effect_record_get_phase (item->record) == CW_PHASE_BY_HAND
          && (g_error_matches (local, CW_ERROR, CW_ERROR_NEEDS_PERSON)
              || g_error_matches (local, CW_ERROR, CW_ERROR_AUTH_REQUIRED))))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* What is in doubt, or may still arrive, is looked for: what comes of it its record says. What was made is compared. */
static gboolean
compare_one (CwSession         *self,
             const CwViewItem  *item,
             GHashTable        *replayed,
             GCancellable      *cancellable,
             GError           **error)
{
  g_autoptr (GError) local = NULL;

  if (item->state != CW_EFFECT_IN_DOUBT && !cw_effect_record_may_arrive (item->record))
    return item->record == NULL || !cw_effect_record_is_comparable (item->record, item->effect)
           || verify_one (self, item, find_replayed (item, replayed), cancellable, error);
  if (cw_runner_look (self->runner, item->effect, cancellable, &local)
      || !g_error_matches (local, CW_ERROR, CW_ERROR_STORAGE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/*
 * cw_session_compare:
 * @self: a session
 * @effect_id: id of an effect
 * @cancellable: (nullable): a cancellable
 * @error: where to store why it can't be told
 *
 * Compares with what is outside what was made of one effect, as a refresh does with all. The view stays as it is.
 *
 * Returns: whether it was compared, or there is nothing to compare
 */
gboolean
cw_session_compare (CwSession     *self,
                    const char    *effect_id,
                    GCancellable  *cancellable,
                    GError       **error)
{
  const CwViewItem *item = cw_view_find (self->view, effect_id);
  g_autoptr (GHashTable) replayed = list_replayed (self);
  g_autoptr (GError) local = NULL;

  if (item == NULL || compare_one (self, item, replayed, cancellable, &local) || local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
verify_all (CwSession     *self,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr (GPtrArray) effects = cw_session_list_effects (self);
  g_autoptr (GHashTable) replayed = list_replayed (self);
  g_autoptr (JsonObject) reasons = json_object_new ();

  for (guint i = 0; i < effects->len; i++)
    {
      const char *id = cw_effect_get_id (g_ptr_array_index (effects, i));
      const CwViewItem *item = cw_view_find (self->view, id);
      g_autoptr (GError) local = NULL;

      if (compare_one (self, item, replayed, cancellable, &local) || local == NULL)
        continue;
      if (cw_error_is_cancelled (local) || g_error_matches (local, CW_ERROR, CW_ERROR_STORAGE))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      json_object_set_string_member (reasons, id, local->message);
    }
  if (json_object_get_size (reasons) == 0 && g_hash_table_size (self->world->trouble) == 0)
    self->checked = cw_clock_now_unix (self->clock);
  return note_uncompared (self, reasons, error);
}

/**
 * cw_session_look_at_people:
 * @self: a session
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Asks Jira who stands in the tickets; where it can't be asked, that is an observation too.
 *
 * Returns: %FALSE when it was cancelled or the journal refused
 */
gboolean
cw_session_look_at_people (CwSession     *self,
                           GCancellable  *cancellable,
                           GError       **error)
{
  g_autoptr (CwDeployment) deployment = cw_session_make_deployment (self);
  g_autoptr (GHashTable) seen = cw_world_look_at_people (self->world, deployment, cancellable, error);

  return seen != NULL && journal_observations (self, seen, error);
}

/* It takes a whole view to know what a site lacks. */
gboolean
cw_session_ask_fixes (CwSession     *self,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr (GHashTable) seen = cw_world_new_observations ();

  if (!cw_session_look_for_fixes (self, seen, cancellable, error) || !journal_observations (self, seen, error))
    return FALSE;
  return g_hash_table_size (seen) == 0 || cw_session_update (self, cancellable, error);
}

static gboolean
look_around (CwSession     *self,
             gboolean       verify,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr (CwDeployment) deployment = NULL;
  g_autoptr (GHashTable) plans = NULL;
  g_autoptr (GHashTable) seen = NULL;
  g_autoptr (GHashTable) bases = NULL;

  deployment = cw_session_make_deployment (self);
  bases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  if (!cw_world_fetch (self->world, deployment, cancellable, error))
    return FALSE;
  plans = cw_world_plan (self->world, deployment, cw_runner_get_history (self->runner), bases, cancellable, error);
  if (plans == NULL)
    return FALSE;
  seen = cw_world_look (self->world, deployment, plans, cancellable, error);
  if (seen != NULL)
    {
      remember_images (self, seen);
      name_moves (self, plans, seen);
    }
  if (seen == NULL || !journal_observations (self, seen, error) || !cw_session_update (self, cancellable, error)
      || !cw_session_ask_fixes (self, cancellable, error))
    return FALSE;
  if (!verify)
    return TRUE;
  return verify_all (self, cancellable, error) && cw_session_update (self, cancellable, error);
}

/**
 * cw_session_refresh:
 * @self: a session
 * @verify: whether what was sent is compared with what is there now, and what is in doubt is looked for
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Looks outside: repositories, build manifest, registry, script. What is out of reach stands in the view.
 *
 * Returns: %FALSE when it was cancelled or the journal refused
 */
gboolean
cw_session_refresh (CwSession     *self,
                    gboolean       verify,
                    GCancellable  *cancellable,
                    GError       **error)
{
  gboolean done;

  g_return_val_if_fail (CW_IS_SESSION (self), FALSE);
  cw_assert_in_worker ();

  cw_http_look_around (self->world->http, TRUE);
  done = look_around (self, verify, cancellable, error);
  cw_http_look_around (self->world->http, FALSE);
  return done;
}

/**
 * cw_session_refresh_quietly:
 * @self: a session
 * @cancellable: (nullable): a cancellable
 * @error: where to store %CW_ERROR_AUTH_REQUIRED where there are no accounts, or what was out of reach
 *
 * A refresh that nobody asked for: where something can't be compared that is a reason to wait longer for the next.
 *
 * Returns: whether all was compared
 */
gboolean
cw_session_refresh_quietly (CwSession     *self,
                            GCancellable  *cancellable,
                            GError       **error)
{
  gint64 before;

  g_return_val_if_fail (CW_IS_SESSION (self), FALSE);
  cw_assert_in_worker ();

  if (!g_hash_table_contains (cw_world_get_handlers (self->world), CW_EFFECT_KIND_JIRA_ISSUE))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED, "There is no account");
      return FALSE;
    }
  before = self->checked;
  self->checked = 0;
  if (cw_session_refresh (self, TRUE, cancellable, error) && self->checked > 0)
    return TRUE;
  self->checked = before;
  if (error != NULL && *error == NULL)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_OFFLINE, "Something is out of reach");
  return FALSE;
}
