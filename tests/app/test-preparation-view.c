/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-app-test-audit.h"
#include "cw-app-test-desk.h"
#include "cw-app-test.h"
#include "cw-changes-view.h"
#include "cw-effect-row.h"
#include "cw-preparation-view.h"
#include "cw-review-window.h"
#include "cw-stage-page.h"
#include "cw-test.h"

static CwProcedure *procedure;

static GtkWidget *
show (GtkWidget *view)
{
  GtkWidget *window = adw_window_new ();

  g_object_ref (view);
  adw_window_set_content (ADW_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 720);
  gtk_window_present (GTK_WINDOW (window));
  cw_app_test_settle ();
  return window;
}

static void
visit_all (GtkWidget *view)
{
  for (guint i = 0; i < 8; i++)
    {
      cw_preparation_view_go_to (CW_PREPARATION_VIEW (view), i);
      cw_app_test_settle ();
    }
}

/* The map and the bar say the same of a stage; where a page shows one site of several, the bar says that one's too. */
static void
assert_open (GtkWidget  *view,
             CwDesk     *desk,
             const char *stage)
{
  guint open = cw_stage_result_count_open (cw_view_get_stage (cw_desk_get_view (desk), stage)->result, NULL);
  g_autofree char *on_map = g_strdup_printf ("%u open", open);
  g_autofree char *in_bar = g_str_equal (stage, "configuration")
                              ? g_strdup_printf ("still open for TTS, %u in all", open)
                              : g_strdup_printf ("%u things are still open here", open);

  g_assert_cmpuint (open, >, 1);
  g_assert_nonnull (cw_app_test_find_label (view, on_map));
  g_assert_nonnull (cw_app_test_find_label (view, in_bar));
}

/* The words of the bar lead to the first of what they count. */
static void
assert_led_to (GtkWidget  *view,
               GType       row,
               const char *words)
{
  GtkWidget *label, *focus;
  gboolean handled = FALSE;

  cw_app_test_settle ();
  label = cw_app_test_find_label (view, words);
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (label)), "<a href"));
  g_signal_emit_by_name (label, "activate-link", "open", &handled);
  g_assert_true (handled);
  focus = gtk_window_get_focus (GTK_WINDOW (gtk_widget_get_root (view)));
  g_assert_nonnull (focus);
  g_assert_true (G_TYPE_CHECK_INSTANCE_TYPE (focus, row) || gtk_widget_get_ancestor (focus, row) != NULL);
}

static void
assert_focus (GtkWidget  *view,
              const char *heading)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (gtk_widget_get_root (view)));

  g_assert_nonnull (focus);
  gtk_test_accessible_assert_property (focus, GTK_ACCESSIBLE_PROPERTY_LABEL, heading);
}

static guint
count_states (CwView        *view,
              const char    *stage,
              CwEffectState  state)
{
  GPtrArray *items = cw_view_get_stage (view, stage)->items;
  guint count = 0;

  for (guint i = 0; i < items->len; i++)
    count += ((const CwViewItem *) g_ptr_array_index (items, i))->state == state;
  return count;
}

static void
review_all (CwDesk *desk)
{
  g_autoptr (CwView) view = g_object_ref (cw_desk_get_view (desk));
  GPtrArray *stages = cw_view_get_stages (view);

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->items->len; j++)
        {
          const CwViewItem *item = g_ptr_array_index (stage->items, j);
          const char *ids[] = { cw_effect_get_id (item->effect), NULL };
          GtkWidget *window = cw_review_window_new (desk, ids);

          g_object_ref (window);
          gtk_window_present (GTK_WINDOW (window));
          cw_app_test_settle ();
          gtk_window_destroy (GTK_WINDOW (window));
          g_assert_finalize_object (window);
        }
    }
}

/* The page's primary button shows one after the other, and sends with the last. */
static void
review_and_send (GtkWidget  *view,
                 CwDesk     *desk,
                 guint       n_items,
                 const char *deed)
{
  GtkWidget *window;

  gtk_widget_activate_action (view, "preparation.perform", NULL);
  cw_app_test_settle ();
  window = cw_app_test_find_window (CW_TYPE_REVIEW_WINDOW);
  g_assert_nonnull (window);
  for (guint i = 1; i < n_items; i++)
    {
      g_autofree char *place = g_strdup_printf ("%u of %u · Ready", i, n_items), *approved = NULL;

      g_assert_nonnull (cw_app_test_find_label (window, place));
      cw_app_test_press (window, "Approve, Next");
      cw_app_test_wait_idle (desk);
      /* What is on screen now isn't approved, and doesn't go along; the last one is approved and sent in one. */
      approved = g_strdup_printf ("Send the %u Approved", i);
      g_assert_true ((cw_app_test_find_label (window, approved) != NULL) == (i + 1 < n_items));
    }
  cw_app_test_wait_idle (desk);
  cw_app_test_press (window, deed);
  cw_app_test_wait_idle (desk);
  g_assert_null (cw_app_test_find_window (CW_TYPE_REVIEW_WINDOW));
}

static GtkWidget *
find_tab (GtkWidget  *root,
          const char *text)
{
  GtkWidget *label = cw_app_test_find_label (root, text);

  g_assert_nonnull (label);
  return gtk_widget_get_ancestor (label, GTK_TYPE_TOGGLE_BUTTON);
}

static guint
count_pushed (CwDesk     *desk,
              const char *site)
{
  GPtrArray *items = cw_view_get_stage (cw_desk_get_view (desk), "configuration")->items;
  guint count = 0;

  for (guint i = 0; i < items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (items, i);

      count += g_strcmp0 (cw_effect_get_site (item->effect), site) == 0 && item->state == CW_EFFECT_DONE;
    }
  return count;
}

static const CwQuestion *
find_answered (CwDesk     *desk,
               const char *fact)
{
  GPtrArray *answered = cw_view_get_stage (cw_desk_get_view (desk), "configuration")->result->answered;

  for (guint i = 0; i < answered->len; i++)
    if (g_str_equal (((const CwQuestion *) g_ptr_array_index (answered, i))->fact, fact))
      return g_ptr_array_index (answered, i);
  return NULL;
}

/* One site after the other: its questions, its branches, an answer taken back, another change on its ticket. */
static void
configure (GtkWidget *view,
           CwDesk    *desk)
{
  GtkWidget *page;

  cw_preparation_view_go_to (CW_PREPARATION_VIEW (view), 2);
  page = gtk_widget_get_ancestor (cw_app_test_find_label (view, "Planned On"), CW_TYPE_STAGE_PAGE);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find_tab (page, "TTS")), TRUE);
  cw_app_test_settle ();
  g_assert_nonnull (cw_app_test_find_label (view, "Push 3 Branches for TTS"));
  review_and_send (view, desk, 3, "Push 3 Branches");
  g_assert_cmpuint (count_pushed (desk, "tts"), ==, 3);
  g_assert_cmpuint (count_pushed (desk, "summit"), ==, 0);
  g_assert_nonnull (cw_app_test_find_label (page, "Another Change…"));
  g_assert_nonnull (cw_app_test_find_label (page, "as it was pushed"));

  cw_desk_start_round (desk, "tts", "docker-compose-ops");
  cw_app_test_wait_idle (desk);
  g_assert_cmpstr (cw_desk_get_trouble (desk, "round.tts.docker-compose-ops"), ==, NULL);
  g_assert_nonnull (cw_app_test_find_label (page, "Round 2"));
  cw_desk_start_round (desk, "tts", "docker-compose-ops");
  cw_app_test_wait_idle (desk);
  g_assert_nonnull (cw_desk_get_trouble (desk, "round.tts.docker-compose-ops"));

  cw_desk_set_text (desk, "base.summit.docker-compose-ops", "main");
  cw_app_test_wait_idle (desk);
  g_assert_cmpstr (find_answered (desk, "base.summit.docker-compose-ops")->answer, ==, "main");
  cw_desk_unset (desk, "base.summit.docker-compose-ops");
  cw_app_test_wait_idle (desk);
  g_assert_null (find_answered (desk, "base.summit.docker-compose-ops"));
}

static gboolean
is_folded (gpointer view)
{
  return cw_app_test_find_control (view, GTK_ACCESSIBLE_ROLE_BUTTON, "Stages") != NULL;
}

static gboolean
is_on_row (gpointer window)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

  return focus != NULL && GTK_IS_LIST_BOX_ROW (focus) && gtk_list_box_row_is_selected (GTK_LIST_BOX_ROW (focus));
}

/* Where one side alone has room, the way to the map leads to the stage that one comes from. */
static void
assert_way_to_map (GtkWidget *view,
                   GtkWidget *window)
{
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 720);
  cw_app_test_wait_until (is_folded, view);
  g_signal_emit_by_name (cw_app_test_find_control (view, GTK_ACCESSIBLE_ROLE_BUTTON, "Stages"), "clicked");
  cw_app_test_wait_until (is_on_row, window);
}

/* A new rehearsal from the cycle page, tickets by the primary button, every page and every review. */
static void
test_rehearsal (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  CwDesk *desk = cw_app_test_desk_new (procedure, data_dir);
  GtkWidget *view = cw_preparation_view_new (desk, NULL, "45"), *window = show (view);

  g_assert_null (cw_desk_get_view (desk));
  gtk_widget_activate_action (view, "preparation.next", NULL);
  cw_app_test_press (view, "Begin Rehearsal");
  while (!cw_desk_is_busy (desk))
    g_main_context_iteration (NULL, TRUE);
  cw_app_test_wait_idle (desk);
  /* Whoever pressed it begins at the head of the page. */
  assert_focus (view, "Cycle");
  g_assert_cmpstr (cw_desk_get_trouble (desk, ""), ==, NULL);
  g_assert_nonnull (cw_desk_get_view (desk));
  visit_all (view);
  review_all (desk);

  cw_preparation_view_go_to (CW_PREPARATION_VIEW (view), 1);
  g_assert_nonnull (cw_app_test_find_label (view, "Create 4 Tickets"));
  assert_open (view, desk, "tickets");
  assert_led_to (view, CW_TYPE_EFFECT_ROW, "still open here");
  cw_preparation_view_go_to (CW_PREPARATION_VIEW (view), 2);
  assert_open (view, desk, "configuration");
  assert_led_to (view, CW_TYPE_EFFECT_ROW, "in all");
  gtk_widget_activate_action (cw_app_test_find (view, CW_TYPE_CHANGES_VIEW, 0), "changes.next", NULL);
  g_assert_false (cw_changes_view_shows_overview (CW_CHANGES_VIEW (cw_app_test_find (view, CW_TYPE_CHANGES_VIEW, 0))));
  assert_led_to (view, CW_TYPE_EFFECT_ROW, "in all");
  g_assert_nonnull (cw_app_test_find_label (view, "in all. Waits for the ticket, whose key names the branch"));
  cw_preparation_view_go_to (CW_PREPARATION_VIEW (view), 1);
  gtk_widget_grab_focus (gtk_widget_get_ancestor (cw_app_test_find_label (view, "Create 4 Tickets"), GTK_TYPE_BUTTON));
  review_and_send (view, desk, 4, "Create 4 Tickets");
  /* What was pressed is gone; the keyboard goes on from there. */
  g_assert_true (GTK_IS_BUTTON (gtk_window_get_focus (GTK_WINDOW (window))));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (gtk_window_get_focus (GTK_WINDOW (window)))), ==, "_Next");
  g_assert_cmpuint (count_states (cw_desk_get_view (desk), "tickets", CW_EFFECT_DONE), ==, 4);
  g_assert_nonnull (cw_app_test_find_label (view, "DM-"));
  configure (view, desk);
  visit_all (view);
  assert_way_to_map (view, window);
  cw_app_test_close (window, view);
  g_assert_finalize_object (desk);
}

static void
test_missing (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  CwDesk *desk = cw_app_test_desk_new (procedure, data_dir);
  GtkWidget *view = cw_preparation_view_new (desk, "c0045-rubin-2023", NULL), *window = show (view);

  /* There is no such preparation: it says so, and what can be done. */
  cw_app_test_wait_idle (desk);
  g_assert_null (cw_desk_get_view (desk));
  g_assert_nonnull (cw_app_test_find_label (view, "There is no preparation"));
  g_assert_nonnull (cw_app_test_find_label (view, "All Preparations"));
  cw_app_test_close (window, view);
  g_assert_finalize_object (desk);
}

static void
test_refused_input (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  CwDesk *desk = cw_app_test_desk_new (procedure, data_dir);
  GtkWidget *view = cw_preparation_view_new (desk, NULL, "no cycle"), *window = show (view), *begin;

  /* Nothing can be begun, what is wrong with what was typed stands beside the button, and leads to it. */
  g_assert_nonnull (cw_app_test_find_label (view, "no cycle"));
  g_assert_null (cw_app_test_find_label (view, "The other stages open"));
  begin = gtk_widget_get_ancestor (cw_app_test_find_label (view, "Begin Rehearsal"), GTK_TYPE_BUTTON);
  g_assert_true (gtk_widget_get_visible (begin));
  g_assert_false (gtk_widget_is_sensitive (begin));
  gtk_widget_activate_action (view, "preparation.go-on", NULL);
  g_assert_false (cw_desk_is_busy (desk));
  g_assert_nonnull (gtk_widget_get_focus_child (cw_app_test_find (view, ADW_TYPE_ENTRY_ROW, 0)));
  cw_app_test_close (window, view);
  g_assert_finalize_object (desk);
}

/* Until it has begun there is one page, and words say why Next can't be pressed. */
static void
test_beginning (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  CwDesk *desk = cw_app_test_desk_new (procedure, data_dir);
  GtkWidget *view = cw_preparation_view_new (desk, NULL, "c0045"), *window = show (view);

  g_assert_nonnull (cw_app_test_find_label (view, "The other stages open once it has begun"));
  cw_app_test_close (window, view);
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
  g_test_add_func ("/preparation-view/rehearsal", test_rehearsal);
  g_test_add_func ("/preparation-view/missing", test_missing);
  g_test_add_func ("/preparation-view/refused-input", test_refused_input);
  g_test_add_func ("/preparation-view/beginning", test_beginning);
  status = g_test_run ();
  g_object_unref (procedure);
  return status;
}
