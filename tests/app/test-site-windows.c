/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-app-test-audit.h"
#include "cw-app-test-desk.h"
#include "cw-app-test.h"
#include "cw-branch-window.h"
#include "cw-change-rows.h"
#include "cw-component-item.h"
#include "cw-components-window.h"
#include "cw-test.h"

/* Windows about a rehearsed site: the table of components, filtered, compared, changed, taken over; and the check of a
 * branch that somebody made. */

#define SITE "tts"
#define REPOSITORY "phalanx"
#define AUXTEL "applications/auxtel/values-tucson-teststand.yaml"
#define CALSYS "applications/calsys/values-tucson-teststand.yaml"
#define LOVE "applications/love/values-tucson-teststand.yaml"

static CwProcedure *procedure;

static GtkSelectionModel *
get_model (GtkWidget *window)
{
  return gtk_column_view_get_model (GTK_COLUMN_VIEW (cw_app_test_find (window, GTK_TYPE_COLUMN_VIEW, 0)));
}

static gboolean
has_rows (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_model (data))) > 0;
}

static guint
find_row (GtkWidget  *window,
          const char *name)
{
  GListModel *model = G_LIST_MODEL (get_model (window));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (CwComponentItem) item = g_list_model_get_item (model, i);

      if (g_str_equal (cw_component_item_get_row (item)->name, name))
        return i;
    }
  return G_MAXUINT;
}

static void
search (GtkWidget  *window,
        const char *text)
{
  GtkWidget *entry = cw_app_test_find (window, GTK_TYPE_SEARCH_ENTRY, 0);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "search-changed");
  cw_app_test_settle ();
}

static void
choose (GtkWidget *window,
        guint      choice)
{
  gtk_drop_down_set_selected (GTK_DROP_DOWN (cw_app_test_find (window, GTK_TYPE_DROP_DOWN, 0)), choice);
  cw_app_test_settle ();
}

static void
select_row (GtkWidget  *window,
            const char *name)
{
  guint row = find_row (window, name);

  g_assert_cmpuint (row, !=, G_MAXUINT);
  gtk_selection_model_select_item (get_model (window), row, TRUE);
  cw_app_test_settle ();
}

static GtkWidget *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

static gboolean
has_dialog (gpointer data)
{
  return find_dialog () != NULL;
}

static gboolean
has_no_dialog (gpointer data)
{
  return find_dialog () == NULL;
}

static void
answer (CwDesk *desk)
{
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_dialog ()), "deed");
  gtk_window_destroy (GTK_WINDOW (find_dialog ()));
  cw_app_test_wait_until (has_no_dialog, NULL);
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
}

static gboolean
is_edited (CwDesk     *desk,
           const char *path)
{
  return cw_plan_find_hand_change (cw_view_get_plan (cw_desk_get_view (desk), SITE), REPOSITORY, path) != NULL;
}

static void
try_filter (GtkWidget *window)
{
  guint n_all = g_list_model_get_n_items (G_LIST_MODEL (get_model (window)));

  g_assert_cmpuint (n_all, >, 20);
  g_assert_nonnull (cw_app_test_find_label (window, "components. Choose"));
  search (window, "ATDOME");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_model (window))), <, n_all);
  g_assert_cmpuint (find_row (window, "atdome"), !=, G_MAXUINT);
  search (window, "no such thing");
  g_assert_nonnull (cw_app_test_find_label (window, "No Such Component"));
  search (window, "");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_model (window))), ==, n_all);
  g_assert_cmpuint (find_row (window, "cbp"), ==, G_MAXUINT);
}

/* Two at once: what they have in common is proposed, and only what was typed is changed. */
static void
try_change (CwDesk    *desk,
            GtkWidget *window)
{
  GtkWidget *dialog;

  select_row (window, "ataos");
  gtk_selection_model_select_item (get_model (window), find_row (window, "atdome"), FALSE);
  cw_app_test_settle ();
  g_assert_nonnull (cw_app_test_find_label (window, "2 components are chosen."));
  gtk_widget_activate_action (window, "components.change", NULL);
  cw_app_test_wait_until (has_dialog, NULL);
  dialog = find_dialog ();
  g_assert_nonnull (cw_app_test_find_label (dialog, "Change 2 Components"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (cw_app_test_find (dialog, ADW_TYPE_ENTRY_ROW, 1))), ==, "c0045");
  gtk_editable_set_text (GTK_EDITABLE (cw_app_test_find (dialog, ADW_TYPE_ENTRY_ROW, 3)), "maybe");
  answer (desk);
  g_assert_nonnull (cw_app_test_find_label (window, "not “maybe”"));
  g_assert_false (is_edited (desk, AUXTEL));

  gtk_widget_activate_action (window, "components.change", NULL);
  cw_app_test_wait_until (has_dialog, NULL);
  gtk_editable_set_text (GTK_EDITABLE (cw_app_test_find (find_dialog (), ADW_TYPE_ENTRY_ROW, 3)), "false");
  answer (desk);
  g_assert_null (cw_app_test_find_label (window, "not “maybe”"));
  g_assert_true (is_edited (desk, AUXTEL));
}

/* Beside the Summit, equal ones are folded away; one that is missing is added with what lists it. */
static void
try_take_over (CwDesk    *desk,
               GtkWidget *window)
{
  guint n_different;

  choose (window, 1);
  n_different = g_list_model_get_n_items (G_LIST_MODEL (get_model (window)));
  g_assert_nonnull (cw_app_test_find_label (window, "components differ."));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (cw_app_test_find (window, GTK_TYPE_CHECK_BUTTON, 0)), TRUE);
  cw_app_test_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_model (window))), >, n_different);
  select_row (window, "cbp");
  gtk_widget_activate_action (window, "components.take-over", NULL);
  cw_app_test_wait_until (has_dialog, NULL);
  g_assert_nonnull (cw_app_test_find_label (find_dialog (), "Add cbp"));
  g_assert_nonnull (cw_app_test_find_label (find_dialog (), CALSYS));
  answer (desk);
  g_assert_true (is_edited (desk, CALSYS));
  /* It is the same now, and folded away: a search for it finds it all the same. */
  gtk_check_button_set_active (GTK_CHECK_BUTTON (cw_app_test_find (window, GTK_TYPE_CHECK_BUTTON, 0)), FALSE);
  search (window, "cbp");
  g_assert_nonnull (cw_app_test_find_label (window, "Found, and the Same"));
  search (window, "no such thing");
  g_assert_nonnull (cw_app_test_find_label (window, "No Such Component"));
  search (window, "");
  choose (window, 0);
  g_assert_cmpuint (find_row (window, "cbp"), !=, G_MAXUINT);
}

/* A block that stands there and not here is a row of its own, which can only be taken over. */
static void
try_take_block (CwDesk    *desk,
                GtkWidget *window)
{
  static const char block[] = "love-producer.producers[name=atwhitelight]";

  choose (window, 0);
  g_assert_cmpuint (find_row (window, block), ==, G_MAXUINT);
  choose (window, 1);
  g_assert_nonnull (cw_app_test_find_label (window, "aren’t everywhere"));
  /* Its own name comes first: the list that it stands in is that of many. */
  search (window, block);
  g_assert_nonnull (cw_app_test_find_label (window, "atwhitelight, love-producer.producers"));
  search (window, "");
  select_row (window, block);
  gtk_widget_activate_action (window, "components.change", NULL);
  cw_app_test_settle ();
  g_assert_null (find_dialog ());
  gtk_widget_activate_action (window, "components.take-over", NULL);
  cw_app_test_wait_until (has_dialog, NULL);
  g_assert_nonnull (cw_app_test_find_label (find_dialog (), LOVE ": "));
  g_assert_nonnull (cw_app_test_find_label (find_dialog (), "ATWhiteLight:0"));
  answer (desk);
  g_assert_true (is_edited (desk, LOVE));
  g_assert_cmpuint (find_row (window, block), ==, G_MAXUINT);
  choose (window, 0);
}

static guint
count_rows_in_sight (GtkWidget *list)
{
  guint n = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL; row = gtk_widget_get_next_sibling (row))
    n += GTK_IS_LIST_BOX_ROW (row) && gtk_widget_get_child_visible (row);
  return n;
}

/* Many choices can be searched; what is chosen already stays in sight. */
static void
try_search (GtkWidget *dialog)
{
  GtkWidget *entry = cw_app_test_find (dialog, GTK_TYPE_SEARCH_ENTRY, 0);
  GtkWidget *list = cw_app_test_find (dialog, GTK_TYPE_LIST_BOX, 0);

  g_assert_cmpuint (count_rows_in_sight (list), >, 2);
  gtk_editable_set_text (GTK_EDITABLE (entry), "no such thing");
  g_signal_emit_by_name (entry, "search-changed");
  g_assert_cmpuint (count_rows_in_sight (list), ==, 1);
  gtk_editable_set_text (GTK_EDITABLE (entry), "VALUES-SUMMIT");
  g_signal_emit_by_name (entry, "search-changed");
  g_assert_cmpuint (count_rows_in_sight (list), >, 2);
}

/* What runs there and not here is added though nothing is chosen in the table: first which, then what it changes. */
static void
try_add_from (CwDesk    *desk,
              GtkWidget *window)
{
  guint n_before = g_list_model_get_n_items (G_LIST_MODEL (get_model (window)));
  GMenuModel *menu = gtk_menu_button_get_menu_model (
    GTK_MENU_BUTTON (gtk_widget_get_template_child (window, CW_TYPE_COMPONENTS_WINDOW, "add")));

  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, 2);
  gtk_widget_activate_action (window, "components.add-from", "s", "summit");
  cw_app_test_wait_until (has_dialog, NULL);
  g_assert_nonnull (cw_app_test_find_label (find_dialog (), "Add From Summit"));
  /* Summit's compose services: no repository of this site has a file for them. */
  g_assert_nonnull (cw_app_test_find_label (find_dialog (), "have no place for"));
  g_assert_null (cw_app_test_find_label (find_dialog (), "docker-compose-ops"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (cw_app_test_find (find_dialog (), GTK_TYPE_CHECK_BUTTON, 0)), TRUE);
  try_search (find_dialog ());
  answer (desk);
  cw_app_test_wait_until (has_dialog, NULL);
  g_assert_nonnull (cw_app_test_find_label (find_dialog (), "Add a Component"));
  answer (desk);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_model (window))), ==, n_before + 1);
}

/* Beside all sites it is chosen from which one; where none has it, that is said. */
static void
try_take_over_from (CwDesk    *desk,
                    GtkWidget *window)
{
  GtkMenuButton *from;

  choose (window, 3);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (cw_app_test_find (window, GTK_TYPE_CHECK_BUTTON, 0)), TRUE);
  select_row (window, "atqueue");
  from = GTK_MENU_BUTTON (gtk_widget_get_template_child (window, CW_TYPE_COMPONENTS_WINDOW, "take_from"));
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (from)));
  g_assert_cmpint (g_menu_model_get_n_items (gtk_menu_button_get_menu_model (from)), ==, 2);
  gtk_widget_activate_action (window, "components.take-over-from", "s", "summit");
  cw_app_test_wait_until (has_dialog, NULL);
  g_assert_nonnull (cw_app_test_find_label (find_dialog (), "atqueue: Resources"));
  gtk_window_destroy (GTK_WINDOW (find_dialog ()));
  cw_app_test_wait_until (has_no_dialog, NULL);
  select_row (window, "cbp2");
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (from)));
  g_assert_nonnull (cw_app_test_find_label (window, "there is nothing to take over"));
  choose (window, 0);
}

/* What concerns every site is seen first. */
static void
assert_first (CwDesk     *desk,
              const char *title)
{
  g_autoptr (GListModel) rows = cw_change_rows_new (cw_view_get_plan (cw_desk_get_view (desk), SITE), NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (CwChangeRow) row = g_list_model_get_item (rows, i);

      if (cw_change_row_get_kind (row) != CW_CHANGE_ROW_FILE)
        continue;
      g_assert_cmpstr (cw_change_row_get_title (row), ==, title);
      g_assert_true (g_str_has_prefix (cw_change_row_get_subtitle (row), "Concerns every site"));
      return;
    }
  g_assert_not_reached ();
}

static void
try_copy (CwDesk    *desk,
          GtkWidget *window)
{
  select_row (window, "cbp");
  gtk_widget_activate_action (window, "components.copy", NULL);
  cw_app_test_wait_until (has_dialog, NULL);
  gtk_editable_set_text (GTK_EDITABLE (cw_app_test_find (find_dialog (), ADW_TYPE_ENTRY_ROW, 0)), "cbp2");
  answer (desk);
  cw_app_test_wait_until (has_dialog, NULL);
  g_assert_nonnull (cw_app_test_find_label (find_dialog (), "Add cbp2"));
  answer (desk);
  g_assert_cmpuint (find_row (window, "cbp2"), !=, G_MAXUINT);
  g_assert_true (is_edited (desk, "applications/calsys/Chart.yaml"));
  assert_first (desk, "calsys/Chart.yaml");
}

/* From the chart of its application, which names it though no other site needs to have it. */
static void
try_chart (CwDesk    *desk,
           GtkWidget *window)
{
  GtkWidget *dialog;
  GtkStringObject *chosen;

  select_row (window, "cbp");
  gtk_widget_activate_action (window, "components.add", NULL);
  cw_app_test_wait_until (has_dialog, NULL);
  dialog = find_dialog ();
  chosen = adw_combo_row_get_selected_item (ADW_COMBO_ROW (cw_app_test_find (dialog, ADW_TYPE_COMBO_ROW, 0)));
  g_assert_cmpstr (gtk_string_object_get_string (chosen), ==, "calsys");
  gtk_editable_set_text (GTK_EDITABLE (cw_app_test_find (dialog, ADW_TYPE_ENTRY_ROW, 0)), "ledprojector");
  answer (desk);
  cw_app_test_wait_until (has_dialog, NULL);
  g_assert_nonnull (cw_app_test_find_label (find_dialog (), "as the chart has it"));
  answer (desk);
  g_assert_cmpuint (find_row (window, "ledprojector"), !=, G_MAXUINT);
}

static void
try_fixes (CwDesk    *desk,
           GtkWidget *window)
{
  gtk_widget_activate_action (window, "components.fixes", NULL);
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  g_assert_nonnull (cw_app_test_find_label (window, "Nothing was fixed elsewhere"));
}

static GtkWidget *
check_branch (CwDesk     *desk,
              const char *branch,
              const char *cycle)
{
  GtkWidget *window = cw_branch_window_new (desk, SITE, branch, cycle);

  g_object_ref (window);
  gtk_window_present (GTK_WINDOW (window));
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  return window;
}

static void
try_branch (CwDesk *desk)
{
  GtkWidget *window = check_branch (desk, "main", NULL);

  g_assert_nonnull (cw_app_test_find_label (window, "Measured by c0044"));
  g_assert_nonnull (cw_app_test_find_label (window, "Looked at"));
  g_assert_nonnull (cw_app_test_find_label (window, "Registry"));
  cw_app_test_try_window (window);
  window = check_branch (desk, "main", "45");
  g_assert_nonnull (cw_app_test_find_label (window, "Left behind"));
  g_assert_nonnull (cw_app_test_find_label (window, "c0044 → c0045"));
  cw_app_test_try_window (window);
  window = check_branch (desk, "tickets/NONE-1", NULL);
  g_assert_nonnull (cw_app_test_find_label (window, "has a branch “tickets/NONE-1”"));
  cw_app_test_try_window (window);
  window = check_branch (desk, "main", "<b>");
  g_assert_nonnull (cw_app_test_find_label (window, "“<b>” is no cycle"));
  cw_app_test_try_window (window);
}

static void
test_windows (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  CwDesk *desk = cw_app_test_desk_begin (procedure, data_dir, SITE);
  GtkWidget *window;

  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  window = cw_components_window_new (desk, SITE);
  g_object_ref (window);
  gtk_window_present (GTK_WINDOW (window));
  cw_app_test_wait_until (has_rows, window);
  try_filter (window);
  try_change (desk, window);
  try_take_over (desk, window);
  try_take_block (desk, window);
  try_copy (desk, window);
  try_add_from (desk, window);
  try_take_over_from (desk, window);
  try_chart (desk, window);
  try_fixes (desk, window);
  cw_app_test_try_window (window);

  /* Closed while it still reads, and of a site that isn't prepared. */
  window = cw_components_window_new (desk, SITE);
  g_object_ref (window);
  gtk_window_destroy (GTK_WINDOW (window));
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  g_assert_finalize_object (window);
  window = cw_components_window_new (desk, "bts");
  g_object_ref (window);
  gtk_window_present (GTK_WINDOW (window));
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  g_assert_nonnull (cw_app_test_find_label (window, "no plan for the site"));
  cw_app_test_try_window (window);
  try_branch (desk);
  g_assert_finalize_object (desk);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  procedure = cw_app_test_procedure ("rubin-2026");
  g_test_add_func ("/app/site-windows", test_windows);
  status = g_test_run ();
  g_object_unref (procedure);
  return status;
}
