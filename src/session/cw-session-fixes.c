/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include "cw-fix-search.h"
#include "cw-fixes.h"
#include "cw-session-offers.h"
#include "cw-session-private.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* What was fixed at other sites since their deployment, and isn't here yet. */

static CwFixSearch
make_search (CwSession          *self,
             const char         *other,
             const CwRepository *repository,
             GCancellable       *cancellable)
{
  return (CwFixSearch) { self->procedure, repository, other, self->world->git, repository->url, cancellable };
}

static gboolean
add_fixes (CwSession          *self,
           const CwFixSearch  *search,
           const char         *site,
           const CwChangeSet  *changes,
           GPtrArray          *ours,
           GPtrArray          *offers,
           GError            **error)
{
  g_autoptr (GPtrArray) then = NULL, now = NULL;
  g_autoptr (GArray) fixes = NULL;

  if (!cw_fix_search_read (search, changes->base, &then, &now, error))
    return FALSE;
  fixes = then != NULL ? cw_fixes_find (then, now, ours) : NULL;
  for (guint i = 0; fixes != NULL && i < fixes->len; i++)
    if (!cw_session_add_fix (self, site, search->other, &g_array_index (fixes, CwFix, i), ours, offers,
                             search->cancellable, error))
      return FALSE;
  return TRUE;
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
        const CwFixSearch search = make_search (self, table->sites[i], repository, cancellable);

        if (cw_procedure_get_site_files (self->procedure, repository, search.other) != NULL
            && !add_fixes (self, &search, site, changes, g_ptr_array_index (table->inventories, 0), offers, error))
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
mark_items (const CwFixSearch *search,
            GPtrArray         *items,
            GPtrArray         *then,
            GPtrArray         *now)
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
mark_site (const CwFixSearch  *search,
           const CwChangeSet  *changes,
           GPtrArray          *items,
           GError            **error)
{
  g_autoptr (GPtrArray) then = NULL, now = NULL;

  if (!cw_fix_search_read (search, changes->base, &then, &now, error))
    return FALSE;
  if (then != NULL)
    mark_items (search, items, then, now);
  return TRUE;
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
        const CwFixSearch search = make_search (self, table->sites[i], repository, cancellable);

        if (cw_procedure_get_site_files (self->procedure, repository, search.other) != NULL
            && !mark_site (&search, changes, g_ptr_array_index (table->inventories, i), error))
          return FALSE;
      }
  return TRUE;
}
