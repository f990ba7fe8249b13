/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-inventory"

#include "config.h"

#include <string.h>

#include "cw-component-names.h"
#include "cw-inventory.h"

/* One component may run by one repository at a site, and by another one at the next: it is one row all the same. */

static guint
count_items (const CwInventoryRow *row,
             guint                 n_sites)
{
  guint n = 0;

  for (guint i = 0; i < n_sites; i++)
    n += row->items[i] != NULL;
  return n;
}

/* The one that most sites have comes first. */
static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const CwInventoryRow *left = *(const CwInventoryRow *const *) a, *right = *(const CwInventoryRow *const *) b;
  guint n_sites = GPOINTER_TO_UINT (user_data);
  guint n_left = count_items (left, n_sites), n_right = count_items (right, n_sites);

  return n_left != n_right ? (n_left > n_right ? -1 : 1) : strcmp (left->repository, right->repository);
}

/* Two of one name in one repository are two components, and nobody knows which one is meant elsewhere. */
static gboolean
can_be_joined (GPtrArray *group)
{
  for (guint i = 0; i < group->len; i++)
    for (guint j = 0; j < i; j++)
      if (g_str_equal (((CwInventoryRow *) group->pdata[i])->repository,
                       ((CwInventoryRow *) group->pdata[j])->repository))
        return FALSE;
  return group->len > 1;
}

/* Whether every site that has the one has the other, too: then it is two components everywhere, each with a row. */
static gboolean
have_same_sites (const CwInventoryRow *row,
                 const CwInventoryRow *other,
                 guint                 n_sites)
{
  for (guint i = 0; i < n_sites; i++)
    if ((row->items[i] == NULL) != (other->items[i] == NULL))
      return FALSE;
  return TRUE;
}

/* Moves what @other has to @row; what a site has twice stays a row of its own as well. */
static void
join_row (CwInventoryRow *row,
          CwInventoryRow *other,
          guint           n_sites)
{
  for (guint i = 0; i < n_sites; i++)
    {
      const CwInventoryAlso also = { i, other->items[i] };

      if (other->items[i] == NULL)
        continue;
      if (row->items[i] == NULL)
        {
          row->items[i] = other->items[i];
          other->items[i] = NULL;
          continue;
        }
      row->also = row->also != NULL ? row->also : g_array_new (FALSE, FALSE, sizeof (CwInventoryAlso));
      g_array_append_val (row->also, also);
      other->part = TRUE;
    }
}

static GHashTable *
group_rows (GPtrArray *rows)
{
  GHashTable *groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < rows->len; i++)
    {
      g_autofree char *name = cw_component_fold (((CwInventoryRow *) rows->pdata[i])->name);
      GPtrArray *group = g_hash_table_lookup (groups, name);

      if (group == NULL)
        {
          group = g_ptr_array_new ();
          g_hash_table_insert (groups, g_steal_pointer (&name), group);
        }
      g_ptr_array_add (group, rows->pdata[i]);
    }
  return groups;
}

/**
 * cw_inventory_join:
 * @rows: (element-type CwInventoryRow): the components of several sites, a row for each repository
 * @n_sites: how many sites
 *
 * Makes one row of a component that several repositories have, unless each site that has it has it in all of them.
 */
void
cw_inventory_join (GPtrArray *rows,
                   guint      n_sites)
{
  g_autoptr (GHashTable) groups = group_rows (rows);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      GPtrArray *group = value;

      if (!can_be_joined (group))
        continue;
      g_ptr_array_sort_with_data (group, compare_rows, GUINT_TO_POINTER (n_sites));
      for (guint i = 1; i < group->len; i++)
        if (!have_same_sites (group->pdata[0], group->pdata[i], n_sites))
          join_row (group->pdata[0], group->pdata[i], n_sites);
    }
  for (guint i = rows->len; i > 0; i--)
    if (count_items (rows->pdata[i - 1], n_sites) == 0)
      g_ptr_array_remove_index (rows, i - 1);
}

/* The repositories by which a site runs it, one behind the other; empty where it doesn't. */
static char *
dup_repositories (const CwInventoryRow *self,
                  guint                 site)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->items[site] != NULL)
    g_string_append (text, self->items[site]->repository);
  for (guint i = 0; self->also != NULL && i < self->also->len; i++)
    {
      const CwInventoryAlso *also = &g_array_index (self->also, CwInventoryAlso, i);

      if (also->site == site)
        g_string_append_printf (text, "\n%s", also->item->repository);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * cw_inventory_row_is_apart:
 * @self: a component
 * @sites: (array length=n_sites) (nullable): which sites are looked at; %NULL for the first ones
 * @n_sites: how many
 *
 * Returns: whether these sites run it by different repositories, or one of them by more than another
 */
gboolean
cw_inventory_row_is_apart (const CwInventoryRow *self,
                           const guint          *sites,
                           guint                 n_sites)
{
  g_autofree char *first = NULL;

  for (guint i = 0; i < n_sites; i++)
    {
      g_autofree char *repositories = dup_repositories (self, sites != NULL ? sites[i] : i);

      if (*repositories == '\0')
        continue;
      if (first == NULL)
        first = g_steal_pointer (&repositories);
      else if (!g_str_equal (repositories, first))
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_inventory_row_find_missing:
 * @self: a component, or another block
 * @site: which site would get it
 * @other: which other site may have it
 *
 * Returns: (transfer none) (nullable): the component at @other, where @site runs it by no repository
 */
const CwInventoryItem *
cw_inventory_row_find_missing (const CwInventoryRow *self,
                               guint                 site,
                               guint                 other)
{
  return self->blocks == NULL && !self->part && self->items[site] == NULL ? self->items[other] : NULL;
}

/**
 * cw_inventory_find_twin:
 * @items: (element-type CwInventoryItem): the components of a site
 * @like: a component of another site
 *
 * Returns: (transfer none) (nullable): the component of that name which another repository runs at the site; %NULL also
 *   where the site has the one of the same repository
 */
const CwInventoryItem *
cw_inventory_find_twin (GPtrArray             *items,
                        const CwInventoryItem *like)
{
  g_autofree char *name = cw_component_fold (like->name);

  if (cw_inventory_find (items, like) != NULL)
    return NULL;
  for (guint i = 0; i < items->len; i++)
    {
      const CwInventoryItem *item = items->pdata[i];
      g_autofree char *other = cw_component_fold (item->name);

      if (g_str_equal (other, name) && !g_str_equal (item->repository, like->repository))
        return item;
    }
  return NULL;
}
