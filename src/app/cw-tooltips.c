/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-tooltips"

#include "config.h"

#include <gtk/gtk.h>

#include "cw-tooltips.h"

static gboolean
is_another_active (GtkRoot *root)
{
  GListModel *windows = gtk_window_get_toplevels ();
  guint n = g_list_model_get_n_items (windows);
  gboolean found = FALSE;

  for (guint i = 0; i < n && !found; i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      found = (gpointer) window != (gpointer) root && gtk_window_is_active (window);
    }
  return found;
}

static gboolean
query_tooltip (GtkWidget  *widget,
               int         x,
               int         y,
               gboolean    keyboard_mode,
               GtkTooltip *tooltip)
{
  gboolean answer = FALSE;

  if (!is_another_active (gtk_widget_get_root (widget)))
    g_signal_chain_from_overridden_handler (widget, x, y, keyboard_mode, tooltip, &answer);
  return answer;
}

/**
 * cw_tooltips_keep_to_active_window:
 *
 * Lets only the window in use show tooltips.
 *
 * GTK 4.8 has one tooltip for the whole display and gives it to the window of each event. A key typed in a window, while
 * the tooltip of something behind it is shown, moves that tooltip over to the first one, at the place that it had in
 * the other: where this lies outside the screen no monitor is found, and GDK complains.
 */
void
cw_tooltips_keep_to_active_window (void)
{
  static gsize done = 0;
  g_autoptr (GTypeClass) widget_class = NULL;

  if (!g_once_init_enter (&done))
    return;
  /* A class has its signals from its first use on. */
  widget_class = g_type_class_ref (GTK_TYPE_WIDGET);
  g_signal_override_class_handler ("query-tooltip", G_TYPE_FROM_CLASS (widget_class), G_CALLBACK (query_tooltip));
  g_once_init_leave (&done, 1);
}
