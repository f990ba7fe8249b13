/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test-desk.h"
#include "cw-app-test.h"
#include "cw-freshness.h"
#include "cw-test.h"

#define STAGE  "tickets"
#define TICKET "c0045/tts/tickets/configuration/1"

static CwProcedure *procedure;

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

int
main (int    argc,
      char **argv)
{
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  procedure = cw_app_test_procedure ("rubin-2023");
  g_test_add_func ("/app/freshness/quiet", test_quiet);
  status = g_test_run ();
  g_object_unref (procedure);
  return status;
}
