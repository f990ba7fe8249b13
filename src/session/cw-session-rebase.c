/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-conflict-side.h"
#include "cw-error.h"
#include "cw-fact-keys.h"
#include "cw-hand-changes.h"
#include "cw-hand-edit.h"
#include "cw-json.h"
#include "cw-session-private.h"
#include "cw-session-rebase.h"
#include "cw-worker.h"

/* Branches that stand on a base that moved: that they are to be brought along becomes a fact; what does it is reviewed
 * and sent like any other effect. */

/* One branch that is meant. */
typedef struct {
  const CwSite *site;
  const CwRepository *repository;
} Place;

static gboolean
check_names (CwSession   *self,
             const char  *site,
             const char  *repository,
             GError     **error)
{
  if (site != NULL && !cw_deployment_has_site (cw_view_get_deployment (self->view), site))
    return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("The site “%s” isn’t prepared here"), site);
  if (repository == NULL || cw_procedure_get_repository (self->procedure, repository) != NULL)
    return TRUE;
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("The procedure “%s” has no repository “%s”"),
                          cw_procedure_get_id (self->procedure), repository);
}

static GArray *
list_places (CwSession  *self,
             const char *site,
             const char *repository)
{
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (cw_view_get_deployment (self->view));
  GPtrArray *repositories = cw_procedure_get_repositories (self->procedure);
  GArray *places = g_array_new (FALSE, FALSE, sizeof (Place));

  for (guint i = 0; i < sites->len; i++)
    for (guint j = 0; j < repositories->len; j++)
      {
        Place place = { g_ptr_array_index (sites, i), g_ptr_array_index (repositories, j) };

        if ((site == NULL || g_str_equal (site, place.site->id))
            && (repository == NULL || g_str_equal (repository, place.repository->id)))
          g_array_append_val (places, place);
      }
  return places;
}

static gboolean
has_check (CwView     *view,
           const char *prefix)
{
  GPtrArray *stages = cw_view_get_stages (view);

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->result->checks->len; j++)
        if (g_str_has_prefix (((const CwCheck *) g_ptr_array_index (stage->result->checks, j))->id, prefix))
          return TRUE;
    }
  return FALSE;
}

/**
 * cw_session_is_behind:
 * @view: a preparation as it stands
 * @site: id of a site
 *
 * Returns: whether one of the site's branches stands on a base that moved
 */
gboolean
cw_session_is_behind (CwView     *view,
                      const char *site)
{
  g_autofree char *prefix = NULL;

  g_return_val_if_fail (CW_IS_VIEW (view) && site != NULL, FALSE);

  prefix = g_strdup_printf ("behind-%s-", site);
  return has_check (view, prefix);
}

/**
 * cw_session_is_rebasing:
 * @view: a preparation as it stands
 * @site: id of a site
 *
 * Returns: whether it is planned to bring a branch of the site onto its base, and not pushed yet
 */
gboolean
cw_session_is_rebasing (CwView     *view,
                        const char *site)
{
  GPtrArray *stages = cw_view_get_stages (view);

  g_return_val_if_fail (CW_IS_VIEW (view) && site != NULL, FALSE);

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->items->len; j++)
        {
          const CwViewItem *item = g_ptr_array_index (stage->items, j);

          if (g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_GIT_REBASE)
              && g_strcmp0 (cw_effect_get_site (item->effect), site) == 0
              && (item->record == NULL || cw_effect_record_get_phase (item->record) != CW_PHASE_DONE))
            return TRUE;
        }
    }
  return FALSE;
}

static CwEffectPhase
get_phase (CwSession   *self,
           const Place *place,
           guint        number)
{
  g_autofree char *name = g_strconcat (place->repository->id, "-rebase", NULL);
  g_autofree char *tag = NULL, *id = NULL;
  CwEffectRecord *record;
  CwCycle cycle;

  if (!cw_deployment_get_cycle (cw_view_get_deployment (self->view), &cycle))
    return CW_PHASE_NONE;
  tag = cw_cycle_to_tag (&cycle);
  id = cw_effect_make_id (tag, place->site->id, place->repository->stage, name, number);
  record = cw_history_get_record (cw_runner_get_history (self->runner), id);
  return record != NULL ? cw_effect_record_get_phase (record) : CW_PHASE_NONE;
}

/* Each time is a deed of its own; one that isn't done yet is planned anew under its number. */
static guint
find_number (CwSession   *self,
             const Place *place)
{
  guint number = 1;

  while (get_phase (self, place, number) == CW_PHASE_DONE)
    number++;
  return number;
}

static gboolean
is_behind (CwSession   *self,
           const Place *place)
{
  g_autofree char *id = g_strdup_printf ("behind-%s-%s", place->site->id, place->repository->id);

  return has_check (self->view, id);
}

/**
 * cw_session_rebase:
 * @self: a session
 * @site: (nullable): id of a site that is prepared here; %NULL for all
 * @repository: (nullable): id of a repository; %NULL for all
 * @cancellable: (nullable): a cancellable
 * @error: where to store %CW_ERROR_VALIDATION for a name that there isn't, %CW_ERROR_CONFLICT where no branch stands on
 *   a base that moved
 *
 * Fetches, and plans to bring the branches that stand on a base that moved onto it. Nothing is pushed by that.
 *
 * Returns: whether it is planned
 */
gboolean
cw_session_rebase (CwSession     *self,
                   const char    *site,
                   const char    *repository,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr (JsonObject) facts = json_object_new ();
  g_autoptr (GArray) places = NULL;

  g_return_val_if_fail (CW_IS_SESSION (self), FALSE);
  cw_assert_in_worker ();

  if (!check_names (self, site, repository, error) || !cw_session_refresh (self, FALSE, cancellable, error))
    return FALSE;
  places = list_places (self, site, repository);
  for (guint i = 0; i < places->len; i++)
    {
      const Place *place = &g_array_index (places, Place, i);
      g_autofree char *key = g_strdup_printf ("rebase.%s.%s", place->site->id, place->repository->id);

      if (is_behind (self, place))
        json_object_set_int_member (facts, key, find_number (self, place));
    }
  if (json_object_get_size (facts) > 0)
    return cw_session_set_all (self, facts, error);
  return cw_error_refuse (error, CW_ERROR_CONFLICT, _ ("No branch that was pushed stands on a base that moved"));
}

/**
 * cw_session_unrebase:
 * @self: a session
 * @site: (nullable): id of a site that is prepared here; %NULL for all
 * @repository: (nullable): id of a repository; %NULL for all
 * @error: where to store %CW_ERROR_VALIDATION for a name that there isn't, %CW_ERROR_CONFLICT where nothing is planned
 *   that wasn't pushed
 *
 * Withdraws what was planned: the branches stay where they are.
 *
 * Returns: whether that is so now
 */
gboolean
cw_session_unrebase (CwSession   *self,
                     const char  *site,
                     const char  *repository,
                     GError     **error)
{
  CwDeployment *deployment = cw_view_get_deployment (self->view);
  g_autoptr (JsonObject) facts = json_object_new ();
  g_autoptr (GArray) places = NULL;

  g_return_val_if_fail (CW_IS_SESSION (self), FALSE);
  cw_assert_in_worker ();

  if (!check_names (self, site, repository, error))
    return FALSE;
  places = list_places (self, site, repository);
  for (guint i = 0; i < places->len; i++)
    {
      const Place *place = &g_array_index (places, Place, i);
      guint number = cw_deployment_get_rebase (deployment, place->site->id, place->repository->id);
      g_autofree char *key = g_strdup_printf ("rebase.%s.%s", place->site->id, place->repository->id);
      CwEffectPhase phase = number > 0 ? get_phase (self, place, number) : CW_PHASE_DONE;

      if (phase != CW_PHASE_DONE && phase != CW_PHASE_INTENT && phase != CW_PHASE_IN_DOUBT)
        json_object_set_null_member (facts, key);
    }
  if (json_object_get_size (facts) > 0)
    return cw_session_set_all (self, facts, error);
  return cw_error_refuse (error, CW_ERROR_CONFLICT, _ ("Nothing is planned there that wasn’t pushed"));
}

static const CwQuestion *
find_question (CwView     *view,
               const char *fact)
{
  GPtrArray *stages = cw_view_get_stages (view);

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);
      GPtrArray *lists[] = { stage->result->questions, stage->result->answered };

      for (guint j = 0; j < G_N_ELEMENTS (lists); j++)
        for (guint k = 0; k < lists[j]->len; k++)
          if (g_str_equal (((const CwQuestion *) g_ptr_array_index (lists[j], k))->fact, fact))
            return g_ptr_array_index (lists[j], k);
    }
  return NULL;
}

static gboolean
check_text (const CwQuestion  *question,
            const char        *text,
            GError           **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autofree char *trouble = NULL;

  if (!cw_hand_edit_check_text (question->path, bytes, error)
      || !cw_hand_edit_check_markers (question->path, bytes, error))
    return FALSE;
  trouble = cw_hand_edit_find_break (question->path, NULL, bytes);
  return trouble == NULL
         || cw_error_refuse (error, CW_ERROR_INVALID_DATA, _ ("%s can’t be read: %s"), question->path, trouble);
}

/**
 * cw_session_check_settling:
 * @self: a session
 * @key: a fact's key
 * @value: what a person says
 * @error: where to store why it can't stand
 *
 * Where @key answers the question of a conflict on a branch that is brought along: whether the answer is one.
 *
 * Returns: whether the answer can stand
 */
gboolean
cw_session_check_settling (CwSession   *self,
                           const char  *key,
                           JsonNode    *value,
                           GError     **error)
{
  const char *text = json_node_get_value_type (value) == G_TYPE_STRING ? json_node_get_string (value) : NULL;
  gboolean by_hand = text != NULL && g_str_has_prefix (text, CW_CONFLICT_HAND_TEXT);
  const CwQuestion *question;

  if (!g_str_has_prefix (key, "answer.") || strstr (key, "/" CW_QUESTION_REBASE) == NULL || JSON_NODE_HOLDS_NULL (value))
    return TRUE;
  question = find_question (self->view, key);
  if (question == NULL)
    return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("Nobody asks “%s”; “rebase” prints the open questions"),
                            key + strlen ("answer."));
  if (by_hand && question->path != NULL)
    return check_text (question, text + strlen (CW_CONFLICT_HAND_TEXT), error);
  if (g_strcmp0 (text, CW_CONFLICT_BASE) == 0 || g_strcmp0 (text, CW_CONFLICT_COMMIT) == 0)
    return TRUE;
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("A conflict is settled by %s, %s or, for a text of your own, "
                                                         "%sTEXT"), CW_CONFLICT_BASE, CW_CONFLICT_COMMIT,
                          CW_CONFLICT_HAND_TEXT);
}
