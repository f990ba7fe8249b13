/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-fact-keys.h"
#include "cw-json.h"
#include "cw-session-back.h"
#include "cw-session-private.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* A site that was prepared goes back: what is taken back, and on which branch, becomes a fact; the effect that does it
 * is reviewed and sent like any other. */

static const CwViewItem *
find_item (CwView             *view,
           const char         *site,
           const CwRepository *repository,
           const char         *suffix,
           guint               round)
{
  g_autofree char *name = g_strconcat (repository->id, suffix, NULL);
  g_autofree char *tag = NULL, *id = NULL;
  CwCycle cycle;

  if (!cw_deployment_get_cycle (cw_view_get_deployment (view), &cycle))
    return NULL;
  tag = cw_cycle_to_tag (&cycle);
  id = cw_effect_make_id (tag, site, repository->stage, name, round);
  return cw_view_find (view, id);
}

static CwEffectPhase
get_phase (const CwViewItem *item)
{
  return item != NULL && item->record != NULL ? cw_effect_record_get_phase (item->record) : CW_PHASE_NONE;
}

/* The newest round that was pushed; one that was begun and holds nothing yet is not taken back. */
static CwEffectRecord *
find_pushed (CwSession          *self,
             const char         *site,
             const CwRepository *repository,
             guint              *round)
{
  CwDeployment *deployment = cw_view_get_deployment (self->view);
  g_autofree char *tag = NULL;
  CwCycle cycle;

  if (!cw_deployment_get_cycle (deployment, &cycle))
    return NULL;
  tag = cw_cycle_to_tag (&cycle);
  for (*round = cw_deployment_get_round (deployment, site, repository->id); *round > 0; (*round)--)
    {
      g_autofree char *id = cw_effect_make_id (tag, site, repository->stage, repository->id, *round);
      CwEffectRecord *record = cw_history_get_record (cw_runner_get_history (self->runner), id);

      if (record != NULL && cw_effect_record_get_phase (record) == CW_PHASE_DONE
          && cw_effect_record_get_sent (record) != NULL)
        return record;
    }
  return NULL;
}

static gboolean
check_site (CwSession   *self,
            const char  *site,
            GError     **error)
{
  if (cw_procedure_get_back (self->procedure) == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("The procedure “%s” doesn’t say how a site goes back; its member “back” would"),
                   cw_procedure_get_id (self->procedure));
      return FALSE;
    }
  if (cw_procedure_get_site (self->procedure, site) != NULL
      && cw_deployment_has_site (cw_view_get_deployment (self->view), site))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("The site “%s” isn’t prepared here"), site);
  return FALSE;
}

/* The repositories that are meant: the named one, or all that the site has files in. */
static GPtrArray *
list_repositories (CwSession   *self,
                   const char  *site,
                   const char  *name,
                   GError     **error)
{
  GPtrArray *repositories = cw_procedure_get_repositories (self->procedure);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);

      if ((name == NULL || g_str_equal (name, repository->id))
          && cw_procedure_get_site_files (self->procedure, repository, site) != NULL)
        g_ptr_array_add (chosen, (gpointer) repository);
    }
  if (chosen->len > 0)
    return g_steal_pointer (&chosen);
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("The site “%s” has no repository “%s”"), site,
               name != NULL ? name : "");
  return NULL;
}

static gboolean
add_fact (CwSession          *self,
          const char         *site,
          const CwRepository *repository,
          const char         *base,
          JsonObject         *facts,
          GError            **error)
{
  guint round = 0;
  CwEffectRecord *record = find_pushed (self, site, repository, &round);
  const CwViewItem *back = find_item (self->view, site, repository, "-back", round);
  g_autofree char *chosen = NULL, *key = g_strdup_printf ("back.%s.%s", site, repository->id);
  JsonObject *value;

  if (record == NULL || get_phase (back) == CW_PHASE_DONE)
    return TRUE;
  chosen = cw_world_choose_back_base (self->world, repository, record, base, error);
  if (chosen == NULL)
    return FALSE;
  value = cw_json_object ("base", chosen, NULL);
  json_object_set_int_member (value, "round", round);
  json_object_set_object_member (facts, key, value);
  return TRUE;
}

/**
 * cw_session_can_go_back:
 * @view: a preparation as it stands
 * @site: id of a site
 *
 * Returns: whether something was pushed for @site that could be taken back
 */
gboolean
cw_session_can_go_back (CwView     *view,
                        const char *site)
{
  CwDeployment *deployment = cw_view_get_deployment (view);
  CwProcedure *procedure = cw_deployment_get_procedure (deployment);
  GPtrArray *repositories = cw_procedure_get_repositories (procedure);

  g_return_val_if_fail (CW_IS_VIEW (view) && site != NULL, FALSE);

  for (guint i = 0; i < repositories->len && cw_procedure_get_back (procedure) != NULL; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);
      guint round = cw_deployment_get_round (deployment, site, repository->id);

      if (get_phase (find_item (view, site, repository, "", round)) == CW_PHASE_DONE
          && cw_deployment_get_back (deployment, site, repository->id, NULL) < round)
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_session_goes_back:
 * @view: a preparation as it stands
 * @site: id of a site
 *
 * Returns: whether @site's way back is planned and not pushed yet, so that it can still be withdrawn
 */
gboolean
cw_session_goes_back (CwView     *view,
                      const char *site)
{
  CwDeployment *deployment = cw_view_get_deployment (view);
  GPtrArray *repositories = cw_procedure_get_repositories (cw_deployment_get_procedure (deployment));

  g_return_val_if_fail (CW_IS_VIEW (view) && site != NULL, FALSE);

  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);
      guint round = cw_deployment_get_back (deployment, site, repository->id, NULL);

      if (round > 0 && get_phase (find_item (view, site, repository, "-back", round)) != CW_PHASE_DONE)
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_session_go_back:
 * @self: a session
 * @site: id of a site that is prepared here
 * @repository: (nullable): id of a repository; %NULL for all in which something was pushed
 * @base: (nullable): the branch that the way back is planned on; %NULL for the one that has the change now
 * @cancellable: (nullable): a cancellable
 * @error: where to store %CW_ERROR_VALIDATION for a name that there isn't, %CW_ERROR_CONFLICT where nothing was pushed
 *
 * Fetches, and plans to take back what this preparation pushed for the site; what changed since and isn't the cycle's
 * stays.
 *
 * Returns: whether the way back is planned
 */
gboolean
cw_session_go_back (CwSession     *self,
                    const char    *site,
                    const char    *repository,
                    const char    *base,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_autoptr (JsonObject) facts = json_object_new ();
  g_autoptr (GPtrArray) repositories = NULL;

  g_return_val_if_fail (CW_IS_SESSION (self) && site != NULL, FALSE);
  cw_assert_in_worker ();

  repositories = check_site (self, site, error) ? list_repositories (self, site, repository, error) : NULL;
  if (repositories == NULL || !cw_session_refresh (self, FALSE, cancellable, error))
    return FALSE;
  for (guint i = 0; i < repositories->len; i++)
    if (!add_fact (self, site, g_ptr_array_index (repositories, i), base, facts, error))
      return FALSE;
  if (json_object_get_size (facts) == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT, _ ("%s: nothing was pushed there that could be taken back"),
                   cw_procedure_get_site (self->procedure, site)->name);
      return FALSE;
    }
  return cw_session_set_all (self, facts, error);
}

/**
 * cw_session_stay:
 * @self: a session
 * @site: id of a site that is prepared here
 * @repository: (nullable): id of a repository; %NULL for all
 * @error: where to store %CW_ERROR_CONFLICT where the way back was pushed already, or there is none
 *
 * Withdraws the way back: the site stays as it was prepared.
 *
 * Returns: whether that is so now
 */
gboolean
cw_session_stay (CwSession   *self,
                 const char  *site,
                 const char  *repository,
                 GError     **error)
{
  CwDeployment *deployment = cw_view_get_deployment (self->view);
  g_autoptr (JsonObject) facts = json_object_new ();
  g_autoptr (GPtrArray) repositories = NULL;

  g_return_val_if_fail (CW_IS_SESSION (self) && site != NULL, FALSE);
  cw_assert_in_worker ();

  repositories = check_site (self, site, error) ? list_repositories (self, site, repository, error) : NULL;
  if (repositories == NULL)
    return FALSE;
  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *one = g_ptr_array_index (repositories, i);
      guint round = cw_deployment_get_back (deployment, site, one->id, NULL);
      CwEffectPhase phase = get_phase (find_item (self->view, site, one, "-back", round));
      g_autofree char *key = g_strdup_printf ("back.%s.%s", site, one->id);

      if (phase == CW_PHASE_DONE || phase == CW_PHASE_INTENT || phase == CW_PHASE_IN_DOUBT)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
                       _ ("%s, %s: the way back was pushed already; “round” begins another change"), site, one->id);
          return FALSE;
        }
      if (round > 0)
        json_object_set_null_member (facts, key);
    }
  if (json_object_get_size (facts) > 0)
    return cw_session_set_all (self, facts, error);
  g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT, _ ("%s doesn’t go back"),
               cw_procedure_get_site (self->procedure, site)->name);
  return FALSE;
}
