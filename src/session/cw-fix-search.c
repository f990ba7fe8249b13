/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include "cw-fix-search.h"
#include "cw-inventory.h"
#include "cw-planner.h"
#include "cw-worker.h"

/* What ran at a site when its present cycle began there, and what runs there now. */

/* Commits looked back over, for the one with which a site's present cycle began. */
#define MAX_COMMITS 500

static CwSnapshot *
read_commit (const CwFixSearch  *self,
             const char         *commit,
             GError            **error)
{
  GPtrArray *files = cw_procedure_get_site_files (self->procedure, self->repository, self->other);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) globs = NULL;

  for (guint i = 0; files != NULL && i < files->len; i++)
    g_strv_builder_addv (builder, (const char **) ((const CwSiteFiles *) g_ptr_array_index (files, i))->include);
  globs = g_strv_builder_end (builder);
  if (self->git == NULL)
    return cw_git_read_snapshot (self->url, commit, self->repository->id, (const char *const *) globs,
                                 self->cancellable, error);
  return cw_git_service_snapshot (self->git, self->url, commit, self->repository->id, (const char *const *) globs,
                                  self->cancellable, error);
}

/* The cycle that the other site was at with a commit; 0 where its files say none. */
static gboolean
find_present (const CwFixSearch  *self,
              const char         *commit,
              guint              *number,
              GError            **error)
{
  g_autoptr (CwSnapshot) snapshot = read_commit (self, commit, error);

  if (snapshot == NULL)
    return FALSE;
  *number = cw_planner_find_present (self->procedure, self->other, snapshot).number;
  return TRUE;
}

/* The oldest commit at which the site was at the cycle that it is at now: cycles only go up, mostly. %NULL without
 * @error where there is none, or where it was at that cycle all along. */
static const char *
find_deployment (const CwFixSearch  *self,
                 GPtrArray          *commits,
                 GError            **error)
{
  guint low = 0, high = commits->len, present = 0, number = 0;

  if (commits->len < 2 || !find_present (self, ((const CwGitCommit *) commits->pdata[0])->id, &present, error)
      || present == 0)
    return NULL;
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (!find_present (self, ((const CwGitCommit *) commits->pdata[middle])->id, &number, error))
        return NULL;
      if (number >= present)
        low = middle;
      else
        high = middle;
    }
  return high < commits->len ? ((const CwGitCommit *) commits->pdata[low])->id : NULL;
}

static GPtrArray *
read_inventory (const CwFixSearch  *self,
                const char         *commit,
                GError            **error)
{
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  CwSnapshot *snapshot = read_commit (self, commit, error);

  if (snapshot == NULL)
    return NULL;
  g_ptr_array_add (snapshots, snapshot);
  return cw_inventory_new (self->procedure, self->other, snapshots);
}

/**
 * cw_fix_search_read:
 * @self: a search
 * @base: a commit
 * @then: (out) (transfer full) (nullable) (element-type CwInventoryItem): the site's components when its present cycle
 *   began there; %NULL where the history doesn't reach back to that
 * @now: (out) (transfer full) (nullable) (element-type CwInventoryItem): with @then: its components at @base
 * @error: where to store the reason
 *
 * Returns: whether the history could be read
 */
gboolean
cw_fix_search_read (const CwFixSearch  *self,
                    const char         *base,
                    GPtrArray         **then,
                    GPtrArray         **now,
                    GError            **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) commits = NULL;
  const char *deployment;

  g_return_val_if_fail (self != NULL && base != NULL && then != NULL && now != NULL, FALSE);
  cw_assert_in_worker ();

  *then = *now = NULL;
  commits = self->git != NULL ? cw_git_service_log (self->git, self->url, NULL, base, MAX_COMMITS, error)
                              : cw_git_read_log (self->url, base, MAX_COMMITS, error);
  if (commits == NULL)
    return FALSE;
  deployment = find_deployment (self, commits, &local);
  if (deployment != NULL)
    *then = read_inventory (self, deployment, &local);
  if (*then != NULL)
    *now = read_inventory (self, base, &local);
  if (local == NULL)
    return TRUE;
  g_clear_pointer (then, g_ptr_array_unref);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * cw_fix_search_is_test_stand:
 * @procedure: what this observatory does
 * @site: id of a site
 *
 * Returns: whether what is fixed there is asked of the other sites
 */
gboolean
cw_fix_search_is_test_stand (CwProcedure *procedure,
                             const char  *site)
{
  const CwSite *known = cw_procedure_get_site (procedure, site);

  return known != NULL && g_strv_contains ((const char *const *) known->traits, "test-stand");
}
