/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test.h"
#include "cw-component-item.h"

/* A row of the sites side by side: what is the same at all of them isn't in its cells. */

static const char *const site_ids[] = { "summit", "tts", "base", NULL };
static const guint all[] = { 0, 1, 2 };

static CwInventoryItem *
make_item (CwInventoryField field,
           const char      *value)
{
  CwInventoryItem *item = g_new0 (CwInventoryItem, 1);

  item->repository = g_strdup ("phalanx");
  item->path = g_strdup ("values.yaml");
  item->line = 1;
  item->place = g_strdup ("atqueue");
  item->id = g_strdup ("atqueue");
  item->name = g_strdup ("atqueue");
  item->fields[CW_INVENTORY_TAG] = g_strdup ("c0044");
  item->fields[field] = g_strdup (value);
  return item;
}

static CwComponentItem *
make_row (CwInventoryField  field,
          const char *const values[3])
{
  CwComponentTable *table = g_atomic_rc_box_new0 (CwComponentTable);
  CwComponentItem *row;

  table->sites = g_strdupv ((char **) site_ids);
  table->inventories = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_inventory_item_free);

      g_ptr_array_add (items, make_item (field, values[i]));
      g_ptr_array_add (table->inventories, items);
    }
  table->rows = cw_inventory_compare ((GPtrArray *const *) table->inventories->pdata, table->inventories->len);
  g_assert_cmpuint (table->rows->len, ==, 1);
  row = cw_component_item_new (table, table->rows->pdata[0]);
  cw_component_table_unref (table);
  return row;
}

static void
assert_cell (CwComponentItem *row,
             guint            site,
             const char      *expected)
{
  g_autofree char *text = cw_component_item_compare (row, site, all, G_N_ELEMENTS (all));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_amounts (void)
{
  const char *const resources[] = { "limits.cpu=2 limits.memory=10Gi requests.cpu=1",
                                    "limits.cpu=2 limits.memory=6Gi requests.cpu=1",
                                    "limits.cpu=2 requests.cpu=1" };
  const char *const none[] = { "limits.cpu=2", "limits.cpu=2", NULL };
  g_autoptr (CwComponentItem) row = make_row (CW_INVENTORY_RESOURCES, resources);
  g_autoptr (CwComponentItem) other = make_row (CW_INVENTORY_RESOURCES, none);

  assert_cell (row, 0, "Resources: limits.memory=10Gi");
  assert_cell (row, 1, "Resources: limits.memory=6Gi");
  assert_cell (row, 2, "Resources: –");
  assert_cell (other, 0, "Resources: limits.cpu=2");
  assert_cell (other, 2, "Resources: –");
}

/* 0 and none aren't the same: the chart makes .000 of the former, and the floating tag of the latter. */
static void
test_pins (void)
{
  const char *const pins[] = { "0", NULL, "0" }, *const zero[] = { "0", "0", "0" };
  g_autoptr (CwComponentItem) row = make_row (CW_INVENTORY_PIN, pins), same = make_row (CW_INVENTORY_PIN, zero);

  assert_cell (row, 0, "Pin: 0");
  assert_cell (row, 1, "Pin: –");
  assert_cell (same, 0, "There");
}

int
main (int    argc,
      char **argv)
{
  if (!cw_app_test_init (&argc, &argv))
    return 77;
  g_test_add_func ("/component-item/amounts", test_amounts);
  g_test_add_func ("/component-item/pins", test_pins);
  return g_test_run ();
}
