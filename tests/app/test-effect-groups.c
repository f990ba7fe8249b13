/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test-audit.h"
#include "cw-app-test-desk.h"
#include "cw-app-test-view.h"
#include "cw-app-test.h"
#include "cw-effect-row.h"
#include "cw-test-stage.h"
#include "cw-test.h"

/* What is new in a preparation, while a person is in the middle of one of its rows, leaves them where they are. */

#define TICKET "c0045/tts/tickets/configuration/1"
#define DIFFERENCES "{\"answer\":\"different\",\"differences\":[{\"what\":\"Summary\",\"ours\":\"A\",\"theirs\":\"B\"}]}"

#define IN_PART "{\"outcome\":{\"key\":\"DM-7\",\"url\":\"https://example.org/7\",\"unfinished\":" \
                "[{\"what\":\"labels\",\"why\":\"Jira refused this (403)\"}]},\"adopted\":false}"
#define LACKS "{\"answer\":\"different\",\"differences\":[{\"what\":\"labels\",\"ours\":\"A\",\"theirs\":\"\"}]}"

typedef enum {
  TTS_ALONE,
  WITH_SUMMIT,
  DRIFTED,
  UNFINISHED
} World;

static CwDesk *desk;

static gpointer
make (gpointer data)
{
  g_autoptr (CwTestStage) world = cw_test_stage_new ();

  if (GPOINTER_TO_UINT (data) == TTS_ALONE)
    g_hash_table_remove (world->facts, "site.summit");
  if (GPOINTER_TO_UINT (data) == DRIFTED)
    {
      cw_test_stage_done (world, TICKET, "DM-7", "https://example.org/7");
      cw_test_stage_event (world, CW_EVENT_VERIFIED, TICKET, DIFFERENCES);
    }
  if (GPOINTER_TO_UINT (data) == UNFINISHED)
    {
      cw_test_stage_done (world, TICKET, "DM-7", "https://example.org/7");
      cw_test_stage_event (world, CW_EVENT_OUTCOME, TICKET, IN_PART);
      cw_test_stage_event (world, CW_EVENT_VERIFIED, TICKET, LACKS);
    }
  return cw_test_stage_view (world, FALSE);
}

static void
put (World world)
{
  g_autoptr (CwView) view = g_thread_join (g_thread_new ("view", make, GUINT_TO_POINTER (world)));

  cw_app_test_desk_put (desk, view);
}

static guint
count_rows (GtkWidget *page)
{
  return cw_app_test_count (page, CW_TYPE_EFFECT_ROW);
}

static GtkWidget *
find_row (GtkWidget  *page,
          const char *title)
{
  GtkWidget *row = cw_app_test_find_control (page, GTK_ACCESSIBLE_ROLE_LIST_ITEM, title);

  g_assert_true (CW_IS_EFFECT_ROW (row));
  return row;
}

static GtkWidget *
find_open_menu (GtkWidget *row)
{
  GtkWidget *button = cw_app_test_find (row, GTK_TYPE_MENU_BUTTON, 0);

  return GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
}

/* An effect comes before the row and goes again; its menu stays open, and what has the focus keeps it. */
static void
test_stay (void)
{
  GtkWidget *window, *page, *row, *menu, *deed;
  guint n_rows;

  put (TTS_ALONE);
  page = cw_app_test_show_page (desk, "tickets", &window);
  cw_app_test_wait_frame (window);
  n_rows = count_rows (page);
  row = find_row (page, "Configuration ticket, TTS");
  deed = cw_app_test_find_control (row, GTK_ACCESSIBLE_ROLE_BUTTON, "Review");
  g_assert_true (gtk_widget_grab_focus (deed));
  put (WITH_SUMMIT);
  g_assert_cmpuint (count_rows (page), >, n_rows);
  g_assert_true (find_row (page, "Configuration ticket, TTS") == row);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == deed);

  gtk_menu_button_popup (GTK_MENU_BUTTON (cw_app_test_find (row, GTK_TYPE_MENU_BUTTON, 0)));
  cw_app_test_wait_frame (window);
  menu = find_open_menu (row);
  g_assert_true (gtk_widget_get_mapped (menu));
  put (TTS_ALONE);
  cw_app_test_wait_frame (window);
  g_assert_cmpuint (count_rows (page), ==, n_rows);
  g_assert_true (gtk_widget_get_mapped (menu));
  put (WITH_SUMMIT);
  cw_app_test_wait_frame (window);
  g_assert_true (find_open_menu (find_row (page, "Configuration ticket, TTS")) == menu);
  g_assert_true (gtk_widget_get_mapped (menu));
  gtk_popover_popdown (GTK_POPOVER (menu));
  cw_app_test_close (window, page);
}

static GStrv
list_names (GtkWidget *page)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < count_rows (page); i++)
    {
      g_autofree char *name = cw_app_test_dup_name (cw_app_test_find (page, CW_TYPE_EFFECT_ROW, i));

      g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

/* A page that was open all the while shows what one shows that is opened now, in its order. */
static void
test_order (void)
{
  GtkWidget *window, *page;
  g_auto (GStrv) grown = NULL, made = NULL;

  put (TTS_ALONE);
  page = cw_app_test_show_page (desk, "tickets", &window);
  put (WITH_SUMMIT);
  grown = list_names (page);
  cw_app_test_close (window, page);
  page = cw_app_test_show_page (desk, "tickets", &window);
  made = list_names (page);
  cw_app_test_close (window, page);
  g_assert_cmpuint (g_strv_length (made), >, 3);
  g_assert_cmpstrv (grown, made);
}

static gboolean
is_scrolled (gpointer adjustment)
{
  return gtk_adjustment_get_value (adjustment) > 0;
}

static double
get_top (GtkWidget *widget,
         GtkWidget *window)
{
  graphene_point_t point;

  g_assert_true (gtk_widget_compute_point (widget, window, &GRAPHENE_POINT_INIT (0, 0), &point));
  return point.y;
}

/* Found to be changed outside while the person reads below: nothing moves under them. */
static void
test_drift (void)
{
  GtkWidget *window, *page, *row, *deed;
  GtkAdjustment *adjustment;
  double top;

  put (WITH_SUMMIT);
  page = cw_app_test_show_page (desk, "tickets", &window);
  gtk_window_set_default_size (GTK_WINDOW (window), 600, 300);
  cw_app_test_wait_frame (window);
  row = cw_app_test_find (page, CW_TYPE_EFFECT_ROW, count_rows (page) - 1);
  deed = cw_app_test_find (row, GTK_TYPE_MENU_BUTTON, 0);
  g_assert_true (gtk_widget_child_focus (deed, GTK_DIR_TAB_FORWARD));
  deed = gtk_window_get_focus (GTK_WINDOW (window));
  adjustment = gtk_scrolled_window_get_vadjustment (
    GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW)));
  cw_app_test_wait_until (is_scrolled, adjustment);
  cw_app_test_wait_frame (window);
  top = get_top (row, window);
  put (DRIFTED);
  cw_app_test_wait_frame (window);
  g_assert_nonnull (cw_app_test_find_label (page, "It was changed there"));
  g_assert_cmpfloat (get_top (row, window), ==, top);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == deed);

  /* What is offered of it keeps the focus, as long as it is offered. */
  deed = cw_app_test_find_control (page, GTK_ACCESSIBLE_ROLE_BUTTON, "Take It as It");
  g_assert_true (gtk_widget_grab_focus (deed));
  put (DRIFTED);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == deed);
  cw_app_test_close (window, page);
}

/* What a service didn't take all of was changed by nobody: the row says so, with the service's words. */
static void
test_unfinished (void)
{
  GtkWidget *window, *page;

  put (UNFINISHED);
  page = cw_app_test_show_page (desk, "tickets", &window);
  g_assert_nonnull (cw_app_test_find_label (page, "Not finished"));
  g_assert_nonnull (cw_app_test_find_label (page, "It is there, but not all of it was taken."));
  g_assert_nonnull (cw_app_test_find_label (page, "Labels: “A” wasn’t taken. Jira refused this (403)"));
  g_assert_nonnull (cw_app_test_find_control (page, GTK_ACCESSIBLE_ROLE_BUTTON, "Take It as It"));
  g_assert_null (cw_app_test_find_label (page, "Changed outside"));
  cw_app_test_close (window, page);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data_dir = NULL;
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  data_dir = cw_test_directory ();
  desk = cw_app_test_desk_warm (data_dir);
  g_test_add_func ("/effect-groups/stay", test_stay);
  g_test_add_func ("/effect-groups/order", test_order);
  g_test_add_func ("/effect-groups/drift", test_drift);
  g_test_add_func ("/effect-groups/unfinished", test_unfinished);
  status = g_test_run ();
  g_assert_finalize_object (desk);
  return status;
}
