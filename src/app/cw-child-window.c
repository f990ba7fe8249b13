/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-child-window"

#include "config.h"

#include "cw-child-window.h"

/* Windows over another one: they obey the application's keys, and go before what they stand over does. */

static GtkWindow *
find_main (GtkWindow *window)
{
  while (window != NULL && !GTK_IS_APPLICATION_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  return window;
}

/**
 * cw_child_window_present:
 * @window: a window that isn't shown yet
 * @parent: the window that it stands over
 *
 * Shows @window over @parent, with the application's keys and the main window's help.
 */
void
cw_child_window_present (GtkWindow *window,
                         GtkWindow *parent)
{
  GtkWindow *main_window = find_main (parent);

  g_return_if_fail (GTK_IS_WINDOW (window) && GTK_IS_WINDOW (parent));

  gtk_window_set_transient_for (window, parent);
  gtk_window_set_destroy_with_parent (window, TRUE);
  gtk_window_set_application (window, gtk_window_get_application (parent));
  if (main_window != NULL)
    gtk_widget_insert_action_group (GTK_WIDGET (window), "win", G_ACTION_GROUP (main_window));
  gtk_window_present (window);
}

/**
 * cw_child_window_close_all:
 * @parent: a window of an application
 *
 * Closes what was presented over @parent, the uppermost first, so that each keeps what it has to keep.
 */
void
cw_child_window_close_all (GtkWindow *parent)
{
  g_autolist (GtkWindow) windows = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));

  if (gtk_window_get_application (parent) == NULL)
    return;
  windows = g_list_copy_deep (gtk_application_get_windows (gtk_window_get_application (parent)),
                              (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  for (GList *l = windows; l != NULL; l = l->next)
    if (gtk_window_get_transient_for (l->data) == parent)
      {
        cw_child_window_close_all (l->data);
        gtk_window_close (l->data);
      }
}
