/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <time.h>

#include "cw-app-test-desk.h"
#include "cw-app-test.h"
#include "cw-freshness.h"
#include "cw-test.h"

#define STAGE  "tickets"
#define TICKET "c0045/tts/tickets/configuration/1"

static CwProcedure *procedure;

static gint64 minutes; /* that went by besides */

/* In place of GLib's for all of ours: its own timers don't ask this one. */
gint64
g_get_monotonic_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (now.tv_sec + minutes * 60) * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gboolean
is_through (gpointer data)
{
  return !cw_desk_is_checking (data) && !cw_desk_is_busy (data);
}

/* Nobody asked for it: it isn't busy, moves nothing, says nothing, and is in nobody's way. */
static void
test_quiet (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  CwDesk *desk = cw_app_test_desk_begin (procedure, data_dir, "tts");
  AdwWindowTitle *title = g_object_ref_sink (ADW_WINDOW_TITLE (adw_window_title_new ("Cycle 45", "")));
  GtkWidget *page, *window, *focus;
  gint64 checked;

  cw_freshness_show (desk, title);
  cw_app_test_wait_idle (desk);
  g_assert_cmpstr (adw_window_title_get_subtitle (title), ==, "Checked just now");
  page = cw_app_test_show_page (desk, STAGE, &window);
  gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
  gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
  focus = gtk_window_get_focus (GTK_WINDOW (window));
  g_assert_nonnull (focus);

  checked = cw_view_get_checked (cw_desk_get_view (desk));
  g_assert_true (cw_desk_refresh_quietly (desk));
  g_assert_false (cw_desk_refresh_quietly (desk));
  g_assert_false (cw_desk_is_busy (desk));
  g_assert_cmpstr (adw_window_title_get_subtitle (title), ==, "Checking…");
  cw_app_test_wait_until (is_through, desk);
  g_assert_cmpint (cw_view_get_checked (cw_desk_get_view (desk)), >=, checked);
  g_assert_cmpstr (adw_window_title_get_subtitle (title), ==, "Checked just now");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == focus);

  /* What a person asks for comes first. */
  g_assert_true (cw_desk_refresh_quietly (desk));
  cw_desk_leave_out (desk, TICKET, "made by hand");
  g_assert_false (cw_desk_is_checking (desk));
  g_assert_true (cw_desk_is_busy (desk));
  g_assert_false (cw_desk_refresh_quietly (desk));
  cw_app_test_wait_until (is_through, desk);
  g_assert_false (cw_desk_failed_to_check (desk));
  g_assert_cmpint (cw_view_find (cw_desk_get_view (desk), TICKET)->state, ==, CW_EFFECT_LEFT_OUT);
  g_assert_cmpstr (cw_desk_get_trouble (desk, ""), ==, NULL);

  cw_app_test_close (window, page);
  g_assert_finalize_object (title);
  g_assert_finalize_object (desk);
}

/* What the clock's tick does, too: somebody comes to the window, or leaves it. */
static void
look_at (GtkWidget *window)
{
  g_object_notify (G_OBJECT (window), "is-active");
}

/* In the tenth minute it looks outside by itself, and again ten minutes after that; a check by hand counts as one. */
static void
test_by_itself (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  CwDesk *desk = cw_app_test_desk_begin (procedure, data_dir, "tts");
  AdwWindowTitle *title = ADW_WINDOW_TITLE (adw_window_title_new ("Cycle 45", ""));
  GtkWidget *window = g_object_ref_sink (gtk_window_new ());

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (title));
  cw_freshness_show (desk, title);
  cw_app_test_wait_idle (desk);
  gtk_widget_realize (GTK_WIDGET (title));

  for (guint round = 0; round < 2; round++)
    {
      minutes += 9;
      look_at (window);
      g_assert_false (cw_desk_is_checking (desk));
      g_assert_cmpstr (adw_window_title_get_subtitle (title), ==, "Checked 9 minutes ago");
      cw_freshness_set_narrow (title, TRUE);
      g_assert_cmpstr (adw_window_title_get_subtitle (title), ==, "9 min ago");
      g_assert_cmpstr (gtk_widget_get_tooltip_text (GTK_WIDGET (title)), ==, "Checked 9 minutes ago");
      cw_freshness_set_narrow (title, FALSE);
      minutes += 1;
      look_at (window);
      g_assert_true (cw_desk_is_checking (desk));
      g_assert_cmpstr (adw_window_title_get_subtitle (title), ==, "Checking…");
      cw_app_test_wait_until (is_through, desk);
      g_assert_false (cw_desk_failed_to_check (desk));
      g_assert_cmpstr (adw_window_title_get_subtitle (title), ==, "Checked just now");
    }

  minutes += 9;
  cw_desk_refresh (desk);
  cw_app_test_wait_until (is_through, desk);
  minutes += 9;
  look_at (window);
  g_assert_false (cw_desk_is_checking (desk));

  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (window);
  g_assert_finalize_object (desk);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  procedure = cw_app_test_procedure ("rubin-2023");
  g_test_add_func ("/app/freshness/quiet", test_quiet);
  g_test_add_func ("/app/freshness/by-itself", test_by_itself);
  status = g_test_run ();
  g_object_unref (procedure);
  return status;
}
