/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-change-place"

#include "config.h"

#include "cw-change-place.h"

/* A file stays the same one whatever changes in it, a warning also when it is waved through. */
static gboolean
is_same (CwChangeRow *a,
         CwChangeRow *b)
{
  const CwFileChange *file = cw_change_row_get_file (a), *other = cw_change_row_get_file (b);

  if (cw_change_row_get_kind (a) == CW_CHANGE_ROW_FILE && cw_change_row_get_kind (b) == CW_CHANGE_ROW_FILE)
    return g_strcmp0 (cw_change_row_get_repository (a), cw_change_row_get_repository (b)) == 0
           && g_str_equal (file->path, other->path);
  if (cw_change_row_get_warning (a) != NULL && cw_change_row_get_warning (b) != NULL)
    return g_str_equal (cw_change_row_get_warning (a)->id, cw_change_row_get_warning (b)->id);
  return cw_change_row_get_kind (a) == cw_change_row_get_kind (b)
         && g_str_equal (cw_change_row_get_title (a), cw_change_row_get_title (b))
         && g_str_equal (cw_change_row_get_subtitle (a), cw_change_row_get_subtitle (b));
}

static gboolean
has_child (CwChangeRow *row,
           CwChangeRow *wanted)
{
  GListModel *children = cw_change_row_get_children (row);

  for (guint i = 0; children != NULL && i < g_list_model_get_n_items (children); i++)
    {
      g_autoptr (CwChangeRow) child = g_list_model_get_item (children, i);

      if (is_same (child, wanted))
        return TRUE;
    }
  return FALSE;
}

static GListModel *
get_children (gpointer item,
              gpointer data)
{
  GListModel *children = cw_change_row_get_children (item);

  return children != NULL ? g_object_ref (children) : NULL;
}

/**
 * cw_change_place_make_selection:
 * @rows: (transfer full) (element-type CwChangeRow): rows of a plan's changes, some of them in groups
 *
 * Returns: (transfer full): them as a list in which one is selected, or none; of a GtkTreeListRow each
 */
GtkSingleSelection *
cw_change_place_make_selection (GListModel *rows)
{
  GtkTreeListModel *tree = gtk_tree_list_model_new (rows, FALSE, FALSE, get_children, NULL, NULL);
  GtkSingleSelection *selection = gtk_single_selection_new (NULL);

  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_model (selection, G_LIST_MODEL (tree));
  g_object_unref (tree);
  return selection;
}

/**
 * cw_change_place_find:
 * @model: (element-type GtkTreeListRow): rows of a plan's changes, some of them in groups
 * @wanted: (nullable): a row of an earlier plan
 *
 * What was looked at stays selected where the new plan has it, too; its group is opened for that.
 *
 * Returns: its position, %GTK_INVALID_LIST_POSITION where it isn't there
 */
guint
cw_change_place_find (GListModel  *model,
                      CwChangeRow *wanted)
{
  g_return_val_if_fail (G_IS_LIST_MODEL (model), GTK_INVALID_LIST_POSITION);

  for (guint i = 0; wanted != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkTreeListRow) tree_row = g_list_model_get_item (model, i);
      g_autoptr (CwChangeRow) row = gtk_tree_list_row_get_item (tree_row);

      if (is_same (row, wanted))
        return i;
      if (has_child (row, wanted))
        gtk_tree_list_row_set_expanded (tree_row, TRUE);
    }
  return GTK_INVALID_LIST_POSITION;
}

/**
 * cw_change_place_find_first:
 * @model: (element-type GtkTreeListRow): rows of a plan's changes
 *
 * A review begins with what is asked, or else with what is pushed, not with a warning, which shows nothing of that.
 *
 * Returns: the position of the first row that is no warning, else 0
 */
guint
cw_change_place_find_first (GListModel *model)
{
  g_return_val_if_fail (G_IS_LIST_MODEL (model), 0);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkTreeListRow) tree_row = g_list_model_get_item (model, i);
      g_autoptr (CwChangeRow) row = gtk_tree_list_row_get_item (tree_row);

      if (cw_change_row_get_warning (row) == NULL)
        return i;
    }
  return 0;
}
