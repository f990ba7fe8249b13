/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-freshness"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-freshness.h"
#include "cw-notice.h"
#include "cw-refresh-pace.h"

/* How fresh what is on screen is, in words, and that it stays so: while somebody looks at the window, all that was sent
 * is compared from time to time with what is outside. */

#define DATA "cw-freshness"
#define TICK 60

typedef struct {
  CwDesk *desk;
  AdwWindowTitle *title;  /* not owned: this lives as long as it */
  CwView *view;           /* (nullable): the one that was shown last */
  gint64 arrived;         /* when it came, seconds, monotonic */
  gboolean checking;      /* as it was told last */
  gboolean narrow;        /* the title has room for few words */
  CwRefreshPace pace;
  guint timeout;
} Freshness;

static void
freshness_free (gpointer data)
{
  Freshness *self = data;

  g_source_remove (self->timeout);
  g_signal_handlers_disconnect_by_data (self->desk, self);
  g_clear_object (&self->desk);
  g_clear_object (&self->view);
  g_free (self);
}

static gint64
get_now (void)
{
  return g_get_monotonic_time () / G_USEC_PER_SEC;
}

/* Seconds since all was compared; -1 where nobody knows. */
static gint64
get_age (const Freshness *self)
{
  gint64 checked = self->view != NULL ? cw_view_get_checked (self->view) : 0;

  if (checked == 0)
    return -1;
  return MAX (g_date_time_to_unix (cw_view_get_now (self->view)) - checked + get_now () - self->arrived, 0);
}

static char *
describe_age (gint64 age)
{
  guint minutes = (guint) MIN (age / 60, G_MAXINT), hours = minutes / 60;

  if (age < 0)
    return g_strdup ("");
  if (minutes == 0)
    return g_strdup (_ ("Checked just now"));
  if (hours == 0)
    return g_strdup_printf (ngettext ("Checked %u minute ago", "Checked %u minutes ago", minutes), minutes);
  return g_strdup_printf (ngettext ("Checked %u hour ago", "Checked %u hours ago", hours), hours);
}

/* Twelve letters or so are all that a header of 360 px has room for. */
static char *
describe_age_shortly (gint64 age)
{
  guint minutes = (guint) MIN (age / 60, G_MAXINT), hours = minutes / 60;

  if (age < 0)
    return g_strdup ("");
  if (minutes == 0)
    return g_strdup (_ ("just now"));
  /* Translators: minutes, hours; in a narrow window, so shortly. */
  return hours == 0 ? g_strdup_printf (_ ("%u min ago"), minutes) : g_strdup_printf (_ ("%u h ago"), hours);
}

static void
show (const Freshness *self)
{
  gint64 age = get_age (self);
  g_autofree char *text = self->checking ? g_strdup (_ ("Checking…")) : describe_age (age);
  g_autofree char *few = self->checking ? g_strdup (text) : describe_age_shortly (age);

  adw_window_title_set_subtitle (self->title, self->narrow ? few : text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), text);
}

static gboolean
is_online (const Freshness *self)
{
  return cw_desk_is_rehearsal (self->desk)
         || g_network_monitor_get_network_available (g_network_monitor_get_default ());
}

static gboolean
tick (gpointer data)
{
  Freshness *self = data;

  if (cw_notice_is_seen ())
    self->pace.seen = get_now ();
  if (cw_refresh_pace_is_due (&self->pace, get_now ()) && is_online (self))
    cw_desk_refresh_quietly (self->desk);
  show (self);
  return G_SOURCE_CONTINUE;
}

/* A check by hand counts as well as one of ours. */
static void
desk_changed (Freshness *self)
{
  CwView *view = cw_desk_get_view (self->desk);
  gint64 before = self->view != NULL ? cw_view_get_checked (self->view) : 0;
  gboolean checking = cw_desk_is_checking (self->desk);
  gboolean whole;

  if (view != self->view)
    self->arrived = get_now ();
  g_set_object (&self->view, view);
  whole = view != NULL && cw_view_get_checked (view) != before;
  /* One that gave way to the person comes again with the next tick. */
  if (whole || (self->checking && !checking && cw_desk_failed_to_check (self->desk)))
    cw_refresh_pace_take (&self->pace, get_now (), whole);
  self->checking = checking;
  show (self);
}

static void
seen_or_not (AdwWindowTitle *title)
{
  tick (g_object_get_data (G_OBJECT (title), DATA));
}

static void
watch_window (AdwWindowTitle *title)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (title));

  if (!GTK_IS_WINDOW (root))
    return;
  g_signal_handlers_disconnect_by_func (root, seen_or_not, title);
  g_signal_connect_object (root, "notify::is-active", G_CALLBACK (seen_or_not), title, G_CONNECT_SWAPPED);
}

/**
 * cw_freshness_show:
 * @desk: a desk
 * @title: the title of the window that shows it
 *
 * Says in the title when all was last checked, and checks again from time to time.
 */
void
cw_freshness_show (CwDesk         *desk,
                   AdwWindowTitle *title)
{
  Freshness *self;

  g_return_if_fail (CW_IS_DESK (desk) && ADW_IS_WINDOW_TITLE (title));

  self = g_new0 (Freshness, 1);
  self->desk = g_object_ref (desk);
  self->title = title;
  self->pace.tried = self->pace.seen = get_now ();
  self->timeout = g_timeout_add_seconds (TICK, tick, self);
  g_object_set_data_full (G_OBJECT (title), DATA, self, freshness_free);
  g_signal_connect_swapped (desk, "changed", G_CALLBACK (desk_changed), self);
  g_signal_connect (title, "realize", G_CALLBACK (watch_window), NULL);
}

/**
 * cw_freshness_set_narrow:
 * @title: a title for which cw_freshness_show() was called
 * @narrow: whether it has room for few words; its tooltip has all of them
 */
void
cw_freshness_set_narrow (AdwWindowTitle *title,
                         gboolean        narrow)
{
  Freshness *self;

  g_return_if_fail (ADW_IS_WINDOW_TITLE (title));

  self = g_object_get_data (G_OBJECT (title), DATA);
  g_return_if_fail (self != NULL);
  self->narrow = narrow;
  show (self);
}
