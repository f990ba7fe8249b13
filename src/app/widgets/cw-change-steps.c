/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-change-steps"

#include "config.h"

#include "cw-change-steps.h"

/* From one file of the list to the next one, as who reviews them goes. */

/* Groups are opened on the way: their first file is what they show themselves. */
static guint
find_next (GtkSingleSelection *selection,
           guint               position)
{
  g_autoptr (GtkTreeListRow) row = NULL;

  if (position == GTK_INVALID_LIST_POSITION)
    return 0;
  row = g_list_model_get_item (G_LIST_MODEL (selection), position);
  if (!gtk_tree_list_row_is_expandable (row))
    return position + 1;
  gtk_tree_list_row_set_expanded (row, TRUE);
  return position + 2;
}

static gboolean
scroll_to (GtkWidget     *list,
           GdkFrameClock *clock,
           gpointer       position)
{
  gtk_widget_activate_action (list, "list.scroll-to-item", "u", GPOINTER_TO_UINT (position));
  return G_SOURCE_REMOVE;
}

static gboolean
scroll_in_next_frame (GtkWidget     *list,
                      GdkFrameClock *clock,
                      gpointer       position)
{
  gtk_widget_add_tick_callback (list, scroll_to, position, NULL);
  return G_SOURCE_REMOVE;
}

/**
 * cw_change_steps_follow:
 * @list: a list of changes that has just got its rows
 * @position: of one of them; nothing happens where it is none
 *
 * Brings a row into sight. A row of which the list doesn't know yet how high it is can't be scrolled to: this frame
 * lays it out, the next one scrolls.
 */
void
cw_change_steps_follow (GtkListView *list,
                        guint        position)
{
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_add_tick_callback (GTK_WIDGET (list), scroll_in_next_frame, GUINT_TO_POINTER (position), NULL);
}

/**
 * cw_change_steps_to_file:
 * @selection: over the tree of changes
 * @list: that shows it
 * @diff: what shows the selected file, as soon as it is selected
 * @direction: 1 for the next file, and the first one where none is selected; -1 for the one before, at its last change
 *
 * Returns: whether there was one
 */
gboolean
cw_change_steps_to_file (GtkSingleSelection *selection,
                         GtkListView        *list,
                         CwDiffView         *diff,
                         int                 direction)
{
  guint position = gtk_single_selection_get_selected (selection), n_changes;

  if (direction < 0 && (position == GTK_INVALID_LIST_POSITION || position == 0))
    return FALSE;
  position = direction > 0 ? find_next (selection, position) : position - 1;
  if (position >= g_list_model_get_n_items (G_LIST_MODEL (selection)))
    return FALSE;
  gtk_single_selection_set_selected (selection, position);
  gtk_widget_activate_action (GTK_WIDGET (list), "list.scroll-to-item", "u", position);
  n_changes = cw_diff_view_get_n_changes (diff);
  if (direction < 0 && n_changes > 0)
    cw_diff_view_go_to_change (diff, n_changes - 1);
  return TRUE;
}

/**
 * cw_change_steps_show:
 * @diff: what shows it
 * @row: (nullable): a change
 *
 * Shows the file of a change, at the line of a warning or a question.
 */
void
cw_change_steps_show (CwDiffView  *diff,
                      CwChangeRow *row)
{
  const CwFileChange *file = row != NULL ? cw_change_row_get_file (row) : NULL;

  if (file == NULL)
    {
      cw_diff_view_clear (diff);
      return;
    }
  cw_diff_view_set_file (diff, file->path, file->old_bytes, file->new_bytes, file->edits);
  if (cw_change_row_get_warning (row) != NULL)
    cw_diff_view_go_to_line (diff, cw_change_row_get_warning (row)->line, TRUE);
  else if (cw_change_row_get_kind (row) == CW_CHANGE_ROW_QUESTION)
    cw_diff_view_go_to_line (diff, cw_change_row_get_mention (row)->line, FALSE);
}
