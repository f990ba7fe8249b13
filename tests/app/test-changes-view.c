/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-app-test-desk.h"
#include "cw-app-test-plan.h"
#include "cw-app-test.h"
#include "cw-change-rows.h"
#include "cw-change-sums.h"
#include "cw-changes-view.h"
#include "cw-split-view.h"

static CwChangeRow *
get_row (GListModel *rows,
         guint       index)
{
  g_autoptr (CwChangeRow) row = g_list_model_get_item (rows, index);

  return row;
}

static void
test_rows (void)
{
  g_autoptr (CwPlan) plan = cw_app_test_plan_new (66, 0);
  g_autoptr (GListModel) rows = cw_change_rows_new (plan, NULL, NULL);
  g_autofree char *completeness = cw_change_sums_completeness (plan, NULL, 8);
  g_autofree char *sums = cw_change_sums_repository (plan, cw_plan_get_change_set (plan, "phalanx"));
  CwChangeRow *group = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 4);
  g_assert_cmpint (cw_change_row_get_kind (get_row (rows, 0)), ==, CW_CHANGE_ROW_QUESTION);
  g_assert_cmpint (cw_change_row_get_kind (get_row (rows, 1)), ==, CW_CHANGE_ROW_WARNING);
  g_assert_cmpint (cw_change_row_get_kind (get_row (rows, 2)), ==, CW_CHANGE_ROW_FILE);
  g_assert_cmpstr (cw_change_row_get_title (get_row (rows, 2)), ==, "nublado/values-summit.yaml");
  g_assert_cmpstr (cw_change_row_get_subtitle (get_row (rows, 2)), ==,
                   "phalanx/applications · recommended_c0044 → recommended_c0045");
  group = get_row (rows, 3);
  g_assert_cmpstr (cw_change_row_get_title (group), ==, "c0044 → c0045 in 67 files");
  g_assert_cmpstr (cw_change_row_get_subtitle (group), ==, "argocd-csc, phalanx");
  g_assert_cmpuint (g_list_model_get_n_items (cw_change_row_get_children (group)), ==, 67);
  g_assert_cmpstr (completeness, ==, "113 files, 68 changed, 44 kept, 1 in question, 8 open");
  g_assert_cmpstr (sums, ==, "phalanx: 2 of 22 files change, 2 edits");
}

/* What is open is what the stage says; nothing is settled while something is open, or can't be known. */
static void
test_sums (void)
{
  g_autoptr (CwPlan) plan = cw_app_test_plan_new (66, 0), settled = cw_plan_new ("summit", &(CwCycle) { 'c', 45, 0 });
  g_autoptr (CwProcedure) procedure = cw_app_test_procedure ("rubin-2026");
  static const char *const phalanx[] = { "phalanx", NULL }, *const both[] = { "phalanx", "docker-compose-ops", NULL };
  static const struct
  {
    gboolean           asked;
    const char *const *repositories;
    int                n_open;
    gboolean           waits;
    const char        *icon, *completeness, *sums;
  } cases[] = {
    { TRUE, NULL, 8, FALSE, "dialog-question-symbolic", ", 1 in question, 8 open", NULL },
    { TRUE, NULL, -1, FALSE, "dialog-question-symbolic", ", 1 in question, 1 open", NULL },
    { FALSE, phalanx, 2, FALSE, "dialog-question-symbolic", "0 kept, 2 open", NULL },
    { FALSE, phalanx, 0, TRUE, "content-loading-symbolic", "0 kept, 0 open", NULL },
    { FALSE, phalanx, 0, FALSE, "object-select-symbolic", "0 kept, 0 open", NULL },
    { FALSE, both, 0, FALSE, "content-loading-symbolic", "0 open", "docker-compose-ops: not planned, its files" },
  };

  cw_plan_take_change_set (settled, cw_change_set_new ("phalanx", "0123", "main"));
  cw_plan_seal (settled);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *completeness = NULL, *sums = NULL;
      const char *icon = cw_change_sums_make (cases[i].asked ? plan : settled, procedure, cases[i].repositories,
                                              cases[i].n_open, cases[i].waits, &completeness, &sums);

      g_assert_cmpstr (icon, ==, cases[i].icon);
      g_assert_nonnull (strstr (completeness, cases[i].completeness));
      g_assert_true (cases[i].sums == NULL || strstr (sums, cases[i].sums) != NULL);
    }
}

/* Lines that come or go are named by themselves, without the words and dashes beside them. */
static void
test_whole_lines (void)
{
  static const struct
  {
    gsize       start, length;
    const char *replacement, *subtitle;
  } cases[] = {
    { 8, 0, "- electrometer102\n  ", "phalanx/applications · added: electrometer102" },
    { 6, 0, "  - electrometer102\n", "phalanx/applications · added: electrometer102" },
    { 6, 0, "  - a:\n      b: c\n", "phalanx/applications · added: a: b: c" },
    { 6, 10, "", "phalanx/applications · removed: ataos" },
    { 11, 1, "b", "phalanx/applications · ataos → abaos" },
  };
  const CwCycle target = { 'c', 45, CW_CYCLE_NO_REVISION };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwPlan) plan = cw_plan_new ("summit", &target);
      CwChangeSet *changes = cw_change_set_new ("phalanx", "0000000000000000000000000000000000000000", "main");
      CwFileChange *file = cw_app_test_file_change_new ("applications/love/values-summit.yaml",
                                                        "list:\n  - ataos\n  - atdome\n", "ataos", "atmcs", "By hand.");
      CwEdit *edit = file->edits->pdata[0];
      g_autoptr (GListModel) rows = NULL;

      edit->start = cases[i].start;
      edit->length = cases[i].length;
      g_bytes_unref (edit->replacement);
      edit->replacement = g_bytes_new_static (cases[i].replacement, strlen (cases[i].replacement));
      g_ptr_array_add (changes->files, file);
      cw_plan_take_change_set (plan, changes);
      cw_plan_seal (plan);
      rows = cw_change_rows_new (plan, NULL, NULL);
      g_assert_cmpstr (cw_change_row_get_subtitle (get_row (rows, 0)), ==, cases[i].subtitle);
    }
}

/* A file that comes or goes stands alone, whatever others are like. */
static void
test_whole_files (void)
{
  const CwCycle target = { 'c', 45, CW_CYCLE_NO_REVISION };
  g_autoptr (CwPlan) plan = cw_plan_new ("summit", &target);
  CwChangeSet *changes = cw_change_set_new ("phalanx", "0000000000000000000000000000000000000000", "main");
  g_autoptr (GListModel) rows = NULL;

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *path = g_strdup_printf ("applications/app%u/values-summit.yaml", i);
      CwFileChange *file = cw_app_test_file_change_new (path, "namespace: calsys\n", "calsys", "other", "By hand.");

      if (i < 2)
        *file->old_blob = '\0';
      g_ptr_array_add (changes->files, file);
    }
  cw_plan_take_change_set (plan, changes);
  cw_plan_seal (plan);
  rows = cw_change_rows_new (plan, NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 3);
  g_assert_cmpstr (cw_change_row_get_title (get_row (rows, 0)), ==, "app0/values-summit.yaml");
  g_assert_cmpstr (cw_change_row_get_subtitle (get_row (rows, 0)), ==, "phalanx/applications · a new file");
  g_assert_cmpstr (cw_change_row_get_title (get_row (rows, 2)), ==, "calsys → other in 2 files");
}

/* A file that a person edited stands before those that the plan alone changes, marked, and says first what is theirs. */
static void
test_by_hand (void)
{
  const CwCycle target = { 'c', 45, CW_CYCLE_NO_REVISION };
  g_autoptr (CwPlan) plan = cw_plan_new ("summit", &target);
  CwChangeSet *changes = cw_change_set_new ("phalanx", "0000000000000000000000000000000000000000", "main");
  CwFileChange *planned = cw_app_test_file_change_new ("applications/auxtel/values-summit.yaml", "revision: 2\n", "2",
                                                       "0", "Reset.");
  CwFileChange *edited = cw_app_test_file_change_new ("applications/envsys/values-summit.yaml",
                                                      "revision: 6\nother: 6\nlast: 6\n", "6", "0", "Reset.");
  CwEdit *last = edited->edits->pdata[2];
  g_autoptr (GListModel) rows = NULL;

  last->rule = g_strdup (CW_RULE_BY_HAND);
  g_bytes_unref (last->replacement);
  last->replacement = g_bytes_new_static ("7", 1);
  g_ptr_array_add (changes->files, planned);
  g_ptr_array_add (changes->files, edited);
  cw_plan_take_change_set (plan, changes);
  cw_plan_seal (plan);
  rows = cw_change_rows_new (plan, NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 2);
  g_assert_cmpstr (cw_change_row_get_title (get_row (rows, 0)), ==, "envsys/values-summit.yaml");
  g_assert_cmpstr (cw_change_row_get_subtitle (get_row (rows, 0)), ==,
                   "Edited by hand · phalanx/applications · 6 → 7, 6 → 0");
  g_assert_cmpstr (cw_change_row_get_title (get_row (rows, 1)), ==, "auxtel/values-summit.yaml");
}

static GtkWidget *
find_list (GtkWidget *root)
{
  GtkWidget *found = GTK_IS_LIST_VIEW (root) && gtk_widget_has_css_class (root, "navigation-sidebar") ? root : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_list (child);
  return found;
}

static guint
select_row (GtkWidget *view,
            guint      index)
{
  GtkSelectionModel *model = gtk_list_view_get_model (GTK_LIST_VIEW (find_list (view)));

  gtk_selection_model_select_item (model, index, TRUE);
  cw_app_test_settle ();
  return g_list_model_get_n_items (G_LIST_MODEL (model));
}

static guint
get_selected (GtkWidget *view)
{
  GtkSelectionModel *model = gtk_list_view_get_model (GTK_LIST_VIEW (find_list (view)));

  return gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (model));
}

static void
test_good (void)
{
  g_autoptr (CwPlan) plan = cw_app_test_plan_new (3, 0), again = cw_app_test_plan_new (3, 0);
  GtkWidget *view = cw_changes_view_new (), *window = NULL, *diff = NULL;

  cw_changes_view_set_plan (CW_CHANGES_VIEW (view), plan);
  window = cw_app_test_show (view);
  g_assert_nonnull (cw_app_test_find_label (view, "c0041_hotfix: change it?"));
  g_assert_nonnull (cw_app_test_find_label (view, "It would become c0045."));
  gtk_test_accessible_assert_property (find_list (view), GTK_ACCESSIBLE_PROPERTY_LABEL, "Changes");
  select_row (view, 1);
  g_assert_cmpuint (select_row (view, 2), ==, 4);
  diff = cw_app_test_find_label (view, "Nublado follows");
  g_assert_nonnull (diff);
  g_assert_true (gtk_widget_activate_action (diff, "diff.next", NULL));
  g_assert_cmpuint (get_selected (view), ==, 3);
  g_assert_true (gtk_widget_activate_action (diff, "diff.next", NULL));
  g_assert_cmpuint (get_selected (view), ==, 5);
  g_assert_true (gtk_widget_activate_action (diff, "diff.previous", NULL));
  g_assert_cmpuint (get_selected (view), ==, 4);
  cw_changes_view_set_plan (CW_CHANGES_VIEW (view), again);
  g_assert_cmpuint (get_selected (view), ==, 4);
  /* The keys do the same from the list. */
  g_assert_true (gtk_widget_activate_action (find_list (view), "changes.next", NULL));
  g_assert_cmpuint (get_selected (view), ==, 5);
  g_assert_true (gtk_widget_activate_action (find_list (view), "changes.previous", NULL));
  g_assert_cmpuint (get_selected (view), ==, 4);
  g_signal_emit_by_name (find_list (view), "activate", 3);
  g_assert_cmpuint (select_row (view, 3), ==, 4);
  cw_app_test_close (window, view);
}

static void
add_warning (CwPlan     *plan,
             const char *id,
             const char *seen,
             guint       more)
{
  CwPlanWarning *warning = g_new0 (CwPlanWarning, 1);

  warning->id = g_strdup (id);
  warning->repository = g_strdup ("phalanx");
  warning->text = g_strdup_printf ("b/values-summit.yaml:1: the name of another site (%s)", id);
  warning->path = g_strdup ("b/values-summit.yaml");
  warning->line = 1;
  warning->seen = g_strdup (seen);
  warning->reason = g_strdup ("It isn’t the Summit’s.");
  if (more > 0)
    warning->more = g_array_append_val (g_array_new (FALSE, FALSE, sizeof (guint)), more);
  cw_plan_take_warning (plan, warning);
}

/* A review opens on what is pushed, though a warning stands above it; the warning shows the file that it is about, and
 * its lines where they are more than the one to which the file is opened. */
static void
test_warning (void)
{
  const CwCycle target = { 'c', 45, CW_CYCLE_NO_REVISION };
  g_autoptr (CwPlan) plan = cw_plan_new ("summit", &target);
  CwChangeSet *changes = cw_change_set_new ("phalanx", "0000000000000000000000000000000000000000", "main");
  GtkWidget *view = cw_changes_view_new (), *window = NULL;

  g_ptr_array_add (changes->files, cw_app_test_file_change_new ("a/values-summit.yaml", "x: A\n", "A", "B", "One."));
  g_ptr_array_add (changes->files, cw_app_test_file_change_new ("b/values-summit.yaml", "y: A\n", "A", "C", "Two."));
  cw_plan_take_change_set (plan, changes);
  add_warning (plan, "alarm", "  y: C", 0);
  add_warning (plan, "alarms", "  y: C\n  z: C", 2);
  cw_plan_seal (plan);
  cw_changes_view_set_plan (CW_CHANGES_VIEW (view), plan);
  window = cw_app_test_show (view);
  g_assert_cmpuint (get_selected (view), ==, 2);
  g_assert_nonnull (cw_app_test_find_label (view, "One."));
  select_row (view, 0);
  g_assert_nonnull (cw_app_test_find_label (view, "the name of another site"));
  g_assert_nonnull (cw_app_test_find_label (view, "Two."));
  g_assert_nonnull (cw_app_test_find_label (view, "It isn’t the Summit’s."));
  g_assert_null (cw_app_test_find_label (view, "1  y: C"));
  select_row (view, 1);
  g_assert_nonnull (cw_app_test_find_label (view, "1  y: C\n2  z: C"));
  cw_app_test_close (window, view);
}

static gboolean
is_folded (gpointer view)
{
  return cw_split_view_get_folded (CW_SPLIT_VIEW (cw_app_test_find (view, CW_TYPE_SPLIT_VIEW, 0)));
}

/* Tab leads out of the list whatever is chosen there: to its change where there is something to be read or done, else
 * to what comes after all of it. */
static void
test_leave_list (void)
{
  g_autoptr (CwPlan) plan = cw_app_test_plan_new (3, 0);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *view = cw_changes_view_new ();
  GtkWidget *after = gtk_button_new_with_label ("After"), *window;

  gtk_box_append (GTK_BOX (box), view);
  gtk_box_append (GTK_BOX (box), after);
  gtk_widget_set_vexpand (view, TRUE);
  window = cw_app_test_show (box);
  for (guint narrow = 0; narrow < 2; narrow++)
    {
      if (narrow)
        {
          gtk_window_set_default_size (GTK_WINDOW (window), 360, 600);
          cw_app_test_wait_until (is_folded, view);
        }
      cw_changes_view_set_plan (CW_CHANGES_VIEW (view), plan);
      for (guint i = 0; i < 2; i++)
        {
          select_row (view, i == 0 ? 1 : 2);
          gtk_widget_activate_action (view, "changes.back", NULL);
          gtk_widget_grab_focus (find_list (view));
          gtk_widget_activate_action (find_list (view), "changes.leave-list", NULL);
          g_assert_nonnull (gtk_window_get_focus (GTK_WINDOW (window)));
          g_assert_false (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)), find_list (view)));
          g_assert_cmpint (gtk_widget_has_focus (after), ==, i == 0 || narrow);
        }
    }
  cw_app_test_close (window, box);
}

/* Back into a file is to where one comes from: its last change; on from nothing is to the first one. */
static void
test_steps (void)
{
  const CwCycle target = { 'c', 45, CW_CYCLE_NO_REVISION };
  g_autoptr (CwPlan) plan = cw_plan_new ("summit", &target);
  CwChangeSet *changes = cw_change_set_new ("phalanx", "0000000000000000000000000000000000000000", "main");
  GtkWidget *view = cw_changes_view_new (), *window = NULL, *list = NULL;

  g_ptr_array_add (changes->files, cw_app_test_file_change_new ("a/values-summit.yaml",
                                                                "x: A\nb: 1\nc: 2\nx: A\nd: 3\ne: 4\nx: A\n", "A", "B",
                                                                "One."));
  g_ptr_array_add (changes->files, cw_app_test_file_change_new ("b/values-summit.yaml", "y: A\n", "A", "C", "Two."));
  cw_plan_take_change_set (plan, changes);
  cw_plan_seal (plan);
  cw_changes_view_set_overview (CW_CHANGES_VIEW (view), gtk_label_new ("Overview"));
  cw_changes_view_set_plan (CW_CHANGES_VIEW (view), plan);
  window = cw_app_test_show (view);
  list = find_list (view);
  g_assert_cmpuint (get_selected (view), ==, GTK_INVALID_LIST_POSITION);
  gtk_widget_activate_action (list, "changes.previous", NULL);
  g_assert_true (cw_changes_view_shows_overview (CW_CHANGES_VIEW (view)));
  gtk_widget_activate_action (list, "changes.next", NULL);
  g_assert_cmpuint (get_selected (view), ==, 0);
  g_assert_nonnull (cw_app_test_find_label (view, "Change 1 of 3"));
  for (guint i = 0; i < 3; i++)
    gtk_widget_activate_action (list, "changes.next", NULL);
  g_assert_cmpuint (get_selected (view), ==, 1);
  gtk_widget_activate_action (list, "changes.previous", NULL);
  g_assert_cmpuint (get_selected (view), ==, 0);
  g_assert_nonnull (cw_app_test_find_label (view, "Change 3 of 3"));
  cw_app_test_close (window, view);
}

static void
test_empty (void)
{
  g_autoptr (CwPlan) plan = cw_app_test_plan_new (0, 0);
  GtkWidget *view = cw_changes_view_new (), *window = cw_app_test_show (view);

  cw_changes_view_set_plan (CW_CHANGES_VIEW (view), plan);
  cw_app_test_settle ();
  g_assert_nonnull (cw_app_test_find_label (view, "25 files, 0 changed, 25 kept, 0 open"));
  g_assert_nonnull (cw_app_test_find_label (view, "Nothing is to change."));
  cw_changes_view_set_plan (CW_CHANGES_VIEW (view), NULL);
  cw_app_test_close (window, view);
}

static void
test_long (void)
{
  g_autoptr (CwPlan) plan = cw_app_test_plan_new (5000, 5000);
  GtkWidget *view = cw_changes_view_new (), *window = cw_app_test_show (view);

  cw_changes_view_set_plan (CW_CHANGES_VIEW (view), plan);
  g_signal_emit_by_name (find_list (view), "activate", 4);
  g_assert_cmpuint (select_row (view, 3), >, 5000);
  select_row (view, 5004);
  cw_app_test_close (window, view);
}

int
main (int    argc,
      char **argv)
{
  if (!cw_app_test_init (&argc, &argv))
    return 77;
  g_test_add_func ("/changes-view/rows", test_rows);
  g_test_add_func ("/changes-view/sums", test_sums);
  g_test_add_func ("/changes-view/whole-lines", test_whole_lines);
  g_test_add_func ("/changes-view/whole-files", test_whole_files);
  g_test_add_func ("/changes-view/by-hand", test_by_hand);
  g_test_add_func ("/changes-view/steps", test_steps);
  g_test_add_func ("/changes-view/warning", test_warning);
  g_test_add_func ("/changes-view/leave-list", test_leave_list);
  g_test_add_func ("/changes-view/good", test_good);
  g_test_add_func ("/changes-view/empty", test_empty);
  g_test_add_func ("/changes-view/long", test_long);
  return g_test_run ();
}
