/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-fixes.h"
#include "cw-planner.h"
#include "cw-session-offers.h"
#include "cw-session-private.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* What was fixed at other sites since their deployment, and isn't here yet. */

/* Commits looked back over, for the one with which a site's present cycle began. */
#define MAX_COMMITS 500

typedef struct {
  CwSession *session;
  const char *other;               /* id of the other site */
  const CwRepository *repository;
  GCancellable *cancellable;
} Search;

static CwSnapshot *
read_commit (const Search  *search,
             const char    *commit,
             GError       **error)
{
  GPtrArray *files = cw_procedure_get_site_files (search->session->procedure, search->repository, search->other);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) globs = NULL;

  for (guint i = 0; files != NULL && i < files->len; i++)
    g_strv_builder_addv (builder, (const char **) ((const CwSiteFiles *) g_ptr_array_index (files, i))->include);
  globs = g_strv_builder_end (builder);
  return cw_git_service_snapshot (search->session->world->git, search->repository->url, commit, search->repository->id,
                                  (const char *const *) globs, search->cancellable, error);
}

/* The cycle that the other site was at with a commit; 0 where its files say none. */
static gboolean
find_present (const Search  *search,
              const char    *commit,
              guint         *number,
              GError       **error)
{
  const CwCycle first = { 'c', 1, CW_CYCLE_NO_REVISION };
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  CwSnapshot *snapshot = read_commit (search, commit, error);
  g_autoptr (CwPlan) plan = NULL;
  const CwChangeSet *changes;

  if (snapshot == NULL)
    return FALSE;
  g_ptr_array_add (snapshots, snapshot);
  plan = cw_planner_plan (search->session->procedure, search->other, &first, snapshots, NULL, NULL, NULL, error);
  changes = plan != NULL ? cw_plan_get_change_set (plan, search->repository->id) : NULL;
  *number = changes != NULL ? changes->present.number : 0;
  return plan != NULL;
}

/* The oldest commit at which the site was at the cycle that it is at now: cycles only go up, mostly. %NULL without
 * @error where there is none, or where it was at that cycle all along. */
static const char *
find_deployment (const Search  *search,
                 GPtrArray     *commits,
                 GError       **error)
{
  guint low = 0, high = commits->len, present = 0, number = 0;

  if (commits->len == 0 || !find_present (search, ((const CwGitCommit *) commits->pdata[0])->id, &present, error)
      || present == 0)
    return NULL;
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (!find_present (search, ((const CwGitCommit *) commits->pdata[middle])->id, &number, error))
        return NULL;
      if (number >= present)
        low = middle;
      else
        high = middle;
    }
  return high < commits->len ? ((const CwGitCommit *) commits->pdata[low])->id : NULL;
}

static GPtrArray *
read_inventory (const Search  *search,
                const char    *commit,
                GError       **error)
{
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  CwSnapshot *snapshot = read_commit (search, commit, error);

  if (snapshot == NULL)
    return NULL;
  g_ptr_array_add (snapshots, snapshot);
  return cw_inventory_new (search->session->procedure, search->other, snapshots);
}

static gboolean
add_fixes (const Search       *search,
           const char         *site,
           const CwChangeSet  *changes,
           GPtrArray          *ours,
           GPtrArray          *offers,
           GError            **error)
{
  g_autoptr (GPtrArray) commits = cw_git_service_log (search->session->world->git, search->repository->url, NULL,
                                                      changes->base, MAX_COMMITS, error);
  g_autoptr (GError) local = NULL;
  const char *deployment = commits != NULL ? find_deployment (search, commits, &local) : NULL;
  g_autoptr (GPtrArray) then = deployment != NULL ? read_inventory (search, deployment, &local) : NULL;
  g_autoptr (GPtrArray) now = then != NULL ? read_inventory (search, changes->base, &local) : NULL;
  g_autoptr (GArray) fixes = now != NULL ? cw_fixes_find (then, now, ours) : NULL;

  for (guint i = 0; fixes != NULL && i < fixes->len && local == NULL; i++)
    cw_session_add_fix (search->session, site, search->other, &g_array_index (fixes, CwFix, i), ours, offers,
                        search->cancellable, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return commits != NULL;
}

/**
 * cw_session_list_fixes:
 * @self: a session
 * @site: id of a site that is prepared
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Looks through the history of the other sites' files for what was changed since their present cycle began there, from
 * a value that @site still has: a fix at a test stand that the next site needs too. Changes that are planned for other
 * sites don't count.
 *
 * Returns: (transfer full) (nullable) (element-type CwComponentOffer): what could be taken over
 */
GPtrArray *
cw_session_list_fixes (CwSession     *self,
                       const char    *site,
                       GCancellable  *cancellable,
                       GError       **error)
{
  g_autoptr (GPtrArray) offers = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_component_offer_free);
  g_autoptr (CwComponentTable) table = NULL;
  GPtrArray *sets;

  g_return_val_if_fail (CW_IS_SESSION (self) && site != NULL, NULL);
  cw_assert_in_worker ();

  table = cw_session_read_components (self, site, cancellable, error);
  if (table == NULL)
    return NULL;
  sets = cw_plan_get_change_sets (cw_view_get_plan (self->view, site));
  for (guint i = 1; table->sites[i] != NULL; i++)
    for (guint j = 0; j < sets->len; j++)
      {
        const CwChangeSet *changes = g_ptr_array_index (sets, j);
        const CwRepository *repository = cw_procedure_get_repository (self->procedure, changes->repository);
        const Search search = { self, table->sites[i], repository, cancellable };

        if (cw_procedure_get_site_files (self->procedure, search.repository, search.other) != NULL
            && !add_fixes (&search, site, changes, g_ptr_array_index (table->inventories, 0), offers, error))
          return NULL;
      }
  return g_steal_pointer (&offers);
}

static const CwInventoryItem *
find_item (GPtrArray             *items,
           const CwInventoryItem *like)
{
  for (guint i = 0; i < items->len; i++)
    {
      const CwInventoryItem *item = g_ptr_array_index (items, i);

      if (g_str_equal (item->repository, like->repository) && g_str_equal (item->id, like->id))
        return item;
    }
  return NULL;
}

/* The shared tag is the deployment itself. */
static void
mark_items (const Search *search,
            GPtrArray    *items,
            GPtrArray    *then,
            GPtrArray    *now)
{
  for (guint i = 0; i < items->len; i++)
    {
      CwInventoryItem *item = g_ptr_array_index (items, i);
      const CwInventoryItem *before, *after;

      if (!g_str_equal (item->repository, search->repository->id))
        continue;
      before = find_item (then, item);
      after = find_item (now, item);
      item->added = before == NULL && after != NULL;
      for (guint j = 0; before != NULL && after != NULL && j < CW_INVENTORY_N_FIELDS; j++)
        item->changed[j] = j != CW_INVENTORY_TAG && g_strcmp0 (before->fields[j], after->fields[j]) != 0;
    }
}

static gboolean
mark_site (const Search       *search,
           const CwChangeSet  *changes,
           GPtrArray          *items,
           GError            **error)
{
  g_autoptr (GPtrArray) commits = cw_git_service_log (search->session->world->git, search->repository->url, NULL,
                                                      changes->base, MAX_COMMITS, error);
  g_autoptr (GError) local = NULL;
  const char *deployment = commits != NULL ? find_deployment (search, commits, &local) : NULL;
  g_autoptr (GPtrArray) then = deployment != NULL ? read_inventory (search, deployment, &local) : NULL;
  g_autoptr (GPtrArray) now = then != NULL ? read_inventory (search, changes->base, &local) : NULL;

  if (now != NULL)
    mark_items (search, items, then, now);
  if (local == NULL)
    return commits != NULL;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * cw_session_mark_changes:
 * @self: a session
 * @site: id of a site that is prepared
 * @table: its components, which nobody else has yet
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Marks what changed at each site since its present cycle began there: a fix, mostly. Changes that are planned don't
 * count.
 *
 * Returns: whether the histories could be read
 */
gboolean
cw_session_mark_changes (CwSession         *self,
                         const char        *site,
                         CwComponentTable  *table,
                         GCancellable      *cancellable,
                         GError           **error)
{
  GPtrArray *sets;

  g_return_val_if_fail (CW_IS_SESSION (self) && site != NULL && table != NULL, FALSE);
  cw_assert_in_worker ();

  sets = cw_plan_get_change_sets (cw_view_get_plan (self->view, site));
  for (guint i = 0; table->sites[i] != NULL; i++)
    for (guint j = 0; j < sets->len; j++)
      {
        const CwChangeSet *changes = g_ptr_array_index (sets, j);
        const CwRepository *repository = cw_procedure_get_repository (self->procedure, changes->repository);
        const Search search = { self, table->sites[i], repository, cancellable };

        if (cw_procedure_get_site_files (self->procedure, repository, search.other) != NULL
            && !mark_site (&search, changes, g_ptr_array_index (table->inventories, i), error))
          return FALSE;
      }
  return TRUE;
}
