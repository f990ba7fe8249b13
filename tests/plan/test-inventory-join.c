/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-inventory.h"
#include "cw-test.h"

/* Sites side by side, where a component runs by one repository or by another. */

#define N_SITES 2

static void
add_item (GPtrArray  *items,
          const char *repository,
          const char *tag)
{
  CwInventoryItem *item = g_new0 (CwInventoryItem, 1);

  item->repository = g_strdup (repository);
  item->path = g_strdup ("values.yaml");
  item->line = 1;
  item->place = g_strdup ("atmcs");
  item->id = g_strdup ("values/atmcs");
  item->name = g_strdup ("atmcs");
  item->fields[CW_INVENTORY_TAG] = g_strdup (tag);
  g_ptr_array_add (items, item);
}

static GPtrArray *
new_items (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) cw_inventory_item_free);
}

/* By compose at the one site, by phalanx at the other: one row, and apart. */
static void
test_each_by_its_own (void)
{
  g_autoptr (GPtrArray) summit = new_items (), stand = new_items (), rows = NULL;
  GPtrArray *const inventories[] = { summit, stand };
  const CwInventoryRow *row;

  add_item (summit, "compose", "c0044");
  add_item (stand, "phalanx", "c0044");
  rows = cw_inventory_compare (inventories, N_SITES);
  g_assert_cmpuint (rows->len, ==, 1);
  row = rows->pdata[0];
  g_assert_nonnull (row->items[0]);
  g_assert_nonnull (row->items[1]);
  g_assert_true (cw_inventory_row_is_apart (row, NULL, N_SITES));
}

/* One site has it twice: told with the row, and no component of its own beside the other site. */
static void
test_twice_at_one (void)
{
  g_autoptr (GPtrArray) summit = new_items (), stand = new_items (), rows = NULL;
  GPtrArray *const inventories[] = { summit, stand };
  guint n_parts = 0, n_apart = 0;

  add_item (summit, "compose", "c0044");
  add_item (summit, "phalanx", "c0044");
  add_item (stand, "phalanx", "c0044");
  rows = cw_inventory_compare (inventories, N_SITES);
  for (guint i = 0; i < rows->len; i++)
    {
      const CwInventoryRow *row = rows->pdata[i];

      n_parts += row->part;
      n_apart += !row->part && cw_inventory_row_is_apart (row, NULL, N_SITES);
      /* The other site runs it, if only once: it lacks nothing. */
      g_assert_null (cw_inventory_row_find_missing (row, 1, 0));
    }
  g_assert_cmpuint (n_parts, ==, 1);
  g_assert_cmpuint (n_apart, ==, 1);
}

/* Both have it in both: two rows that say what differs in each, and nobody is told that they run apart. */
static void
test_twice_at_both (void)
{
  g_autoptr (GPtrArray) summit = new_items (), stand = new_items (), rows = NULL;
  GPtrArray *const inventories[] = { summit, stand };

  add_item (summit, "argocd", "c0044");
  add_item (summit, "phalanx", "c0044");
  add_item (stand, "argocd", "c0044");
  add_item (stand, "phalanx", "c0043");
  rows = cw_inventory_compare (inventories, N_SITES);
  g_assert_cmpuint (rows->len, ==, 2);
  for (guint i = 0; i < rows->len; i++)
    {
      const CwInventoryRow *row = rows->pdata[i];

      g_assert_false (row->part);
      g_assert_false (cw_inventory_row_is_apart (row, NULL, N_SITES));
      g_assert_cmpint (row->differs[CW_INVENTORY_TAG], ==, g_str_equal (row->repository, "phalanx"));
    }
}

static void
test_missing (void)
{
  g_autoptr (GPtrArray) summit = new_items (), stand = new_items (), rows = NULL;
  GPtrArray *const inventories[] = { summit, stand };

  add_item (summit, "phalanx", "c0044");
  rows = cw_inventory_compare (inventories, N_SITES);
  g_assert_true (cw_inventory_row_find_missing (rows->pdata[0], 1, 0) == summit->pdata[0]);
  g_assert_null (cw_inventory_row_find_missing (rows->pdata[0], 0, 1));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/inventory/join/each-by-its-own", test_each_by_its_own);
  g_test_add_func ("/inventory/join/twice-at-one", test_twice_at_one);
  g_test_add_func ("/inventory/join/twice-at-both", test_twice_at_both);
  g_test_add_func ("/inventory/join/missing", test_missing);
  return g_test_run ();
}
