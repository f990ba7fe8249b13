/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-fact-keys.h"
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
    return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("The site “%s” isn't prepared here"), site);
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
  return cw_error_refuse (error, CW_ERROR_CONFLICT, _ ("Nothing is planned there that wasn't pushed"));
}
