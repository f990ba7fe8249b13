/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-focus"

#include "config.h"

#include "cw-focus.h"

/**
 * cw_focus_after:
 * @widget: what the keyboard is to leave
 *
 * Moves the focus to what comes after all of @widget in reading order, where Tab would stop at each of its rows.
 *
 * Returns: whether there is something in the window that takes it
 */
gboolean
cw_focus_after (GtkWidget *widget)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), FALSE);

  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    for (GtkWidget *next = gtk_widget_get_next_sibling (widget); next != NULL; next = gtk_widget_get_next_sibling (next))
      if (gtk_widget_get_mapped (next) && gtk_widget_child_focus (next, GTK_DIR_TAB_FORWARD))
        return TRUE;
  return FALSE;
}
