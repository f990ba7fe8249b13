/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test-desk.h"
#include "cw-app-test.h"
#include "cw-preparation-view.h"
#include "cw-test.h"

#define ID     "c0045-rubin-2023"
#define SITE   "tts"
#define TICKET "c0045/tts/tickets/configuration/1"

static CwProcedure *procedure;

static gboolean
is_followed (gpointer data)
{
  const CwViewItem *item = cw_view_find (cw_desk_get_view (data), TICKET);

  return item->state == CW_EFFECT_LEFT_OUT;
}

static gboolean
is_alone (gpointer data)
{
  return !cw_desk_is_owned (data);
}

static gboolean
is_mine (gpointer data)
{
  return !cw_desk_is_reading (data) && !cw_desk_is_busy (data);
}

static gboolean
can_take_over (GtkWidget *window)
{
  GtkWidget *label = cw_app_test_find_label (window, "Take Over");

  return label != NULL && gtk_widget_get_mapped (label);
}

/* Whether the focus is on the heading, and that in sight. */
static gboolean
is_at_head (gpointer window)
{
  GtkWidget *focus = gtk_window_get_focus (window);
  GtkWidget *scroller = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_SCROLLED_WINDOW) : NULL;
  GtkWidget *title = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;

  return scroller != NULL && title != NULL
         && gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (title)) == GTK_ACCESSIBLE_ROLE_HEADING
         && gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller))) == 0;
}

/* Whoever takes a preparation over begins at the head of the page, in a window of any width. */
static void
test_take_over (gconstpointer width)
{
  g_autofree char *data_dir = cw_test_directory ();
  g_autoptr (CwDesk) first = cw_app_test_desk_begin (procedure, data_dir, SITE);
  g_autoptr (CwDesk) second = cw_app_test_desk_new (procedure, data_dir);
  GtkWidget *view, *window;

  cw_app_test_wait_idle (first);
  view = cw_preparation_view_new (second, ID, NULL);
  window = cw_app_test_show (view);
  gtk_window_set_default_size (GTK_WINDOW (window), GPOINTER_TO_INT (width), 500);
  cw_app_test_wait_idle (second);
  g_object_run_dispose (G_OBJECT (first));
  cw_app_test_wait_until (is_alone, second);
  gtk_widget_grab_focus (gtk_widget_get_ancestor (cw_app_test_find_label (window, "Take Over"), GTK_TYPE_BUTTON));
  cw_app_test_press (window, "Take Over");
  cw_app_test_wait_until (is_mine, second);
  cw_app_test_wait_until (is_at_head, window);
  cw_app_test_close (window, view);
}

/* Of two windows on a preparation the second one reads along, until the first one is gone and it takes over. */
static void
test_second_window (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  g_autoptr (CwDesk) first = cw_app_test_desk_begin (procedure, data_dir, SITE);
  g_autoptr (CwDesk) second = cw_app_test_desk_new (procedure, data_dir);
  GtkWidget *view, *window;

  cw_app_test_wait_idle (first);
  view = cw_preparation_view_new (second, ID, NULL);
  window = cw_app_test_show (view);
  cw_app_test_wait_idle (second);
  g_assert_cmpstr (cw_desk_get_trouble (second, ""), ==, NULL);
  g_assert_true (cw_desk_is_reading (second));
  cw_preparation_view_go_to (CW_PREPARATION_VIEW (view), 1);
  g_assert_false (can_take_over (window));

  cw_desk_leave_out (first, TICKET, "made by hand");
  cw_app_test_wait_until (is_followed, second);
  cw_desk_restore (second, TICKET);
  g_assert_nonnull (cw_desk_get_trouble (second, ""));
  g_assert_false (cw_desk_is_busy (second));

  g_object_run_dispose (G_OBJECT (first));
  cw_app_test_wait_until (is_alone, second);
  g_assert_true (cw_desk_is_reading (second));
  g_assert_true (can_take_over (window));
  gtk_widget_grab_focus (gtk_widget_get_ancestor (cw_app_test_find_label (window, "Take Over"), GTK_TYPE_BUTTON));
  cw_app_test_press (window, "Take Over");
  cw_app_test_wait_until (is_mine, second);
  g_assert_cmpstr (cw_desk_get_trouble (second, ""), ==, NULL);
  g_assert_false (can_take_over (window));
  /* Whoever pressed it goes on with what comes after it, not with the way out in the header bar. */
  g_assert_nonnull (gtk_window_get_focus (GTK_WINDOW (window)));
  g_assert_null (gtk_widget_get_ancestor (gtk_window_get_focus (GTK_WINDOW (window)), ADW_TYPE_HEADER_BAR));
  cw_desk_restore (second, TICKET);
  cw_app_test_wait_idle (second);
  g_assert_cmpint (cw_view_find (cw_desk_get_view (second), TICKET)->state, ==, CW_EFFECT_READY);
  cw_app_test_close (window, view);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  procedure = cw_app_test_procedure ("rubin-2023");
  g_test_add_func ("/app/reading-bar/second-window", test_second_window);
  g_test_add_data_func ("/app/reading-bar/take-over/wide", GINT_TO_POINTER (1000), test_take_over);
  g_test_add_data_func ("/app/reading-bar/take-over/narrow", GINT_TO_POINTER (360), test_take_over);
  status = g_test_run ();
  g_object_unref (procedure);
  return status;
}
