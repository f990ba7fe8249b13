/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-notice"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-notice.h"

/* Whoever sends seventy things looks elsewhere meanwhile: a notification says when it is through. */

#define ID "sending"
#define DATA "cw-notice"

/* Nobody looks elsewhere for what takes less; and the focus may be on its way from one window to the next just then. */
#define WORTH_TELLING (5 * G_TIME_SPAN_SECOND)

typedef struct {
  CwDesk *desk;       /* not owned: the watch lives as long as it */
  GtkWindow *window;  /* (nullable): a weak pointer */
  guint n_all;        /* of what is sent together; 0 while nothing is */
  gint64 since;       /* when it began, monotonic */
} Watch;

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_clear_weak_pointer (&watch->window);
  g_free (watch);
}

static GApplication *
get_application (const Watch *watch)
{
  return watch->window != NULL ? G_APPLICATION (gtk_window_get_application (watch->window)) : NULL;
}

/**
 * cw_notice_is_seen:
 *
 * Returns: whether the person looks at a window of ours; a dialog is as good as the window that it belongs to
 */
gboolean
cw_notice_is_seen (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (gtk_window_is_active (window))
        return TRUE;
    }
  return FALSE;
}

static void
tell (const Watch *watch)
{
  g_autoptr (GNotification) notification = g_notification_new (gtk_window_get_title (watch->window));
  g_autofree char *body = g_strdup_printf (ngettext ("%u thing that you sent is through.",
                                                     "%u things that you sent are through.", watch->n_all),
                                           watch->n_all);

  g_notification_set_body (notification, body);
  g_application_send_notification (get_application (watch), ID, notification);
}

static void
desk_changed (Watch *watch)
{
  guint n_done = 0, n_all = 0;

  cw_desk_count_sending (watch->desk, &n_done, &n_all);
  if (n_all > 0 && watch->n_all == 0)
    watch->since = g_get_monotonic_time ();
  if (n_all == 0 && watch->n_all > 0 && g_get_monotonic_time () - watch->since > WORTH_TELLING
      && get_application (watch) != NULL && !cw_notice_is_seen ())
    tell (watch);
  watch->n_all = n_all;
}

/* Seen is seen. */
static void
window_seen (CwDesk *desk)
{
  const Watch *watch = g_object_get_data (G_OBJECT (desk), DATA);

  if (get_application (watch) != NULL && gtk_window_is_active (watch->window))
    g_application_withdraw_notification (get_application (watch), ID);
}

/**
 * cw_notice_watch:
 * @desk: what sends
 * @window: the window that shows it
 *
 * Tells by a notification when what was sent together and took a while is through, and the person looks at no window
 * of ours.
 */
void
cw_notice_watch (CwDesk    *desk,
                 GtkWindow *window)
{
  Watch *watch;

  g_return_if_fail (CW_IS_DESK (desk) && GTK_IS_WINDOW (window));

  watch = g_new0 (Watch, 1);
  watch->desk = desk;
  g_set_weak_pointer (&watch->window, window);
  g_object_set_data_full (G_OBJECT (desk), DATA, watch, watch_free);
  g_signal_connect_swapped (desk, "changed", G_CALLBACK (desk_changed), watch);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (window_seen), desk, G_CONNECT_SWAPPED);
}
