/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test-plan.h"
#include "cw-app-test.h"
#include "cw-change-rows.h"
#include "cw-change-sums.h"
#include "cw-changes-view.h"
#include "cw-mention-row.h"
#include "cw-mentions-view.h"

static void
add_mention (CwPlan     *plan,
             guint       number,
             CwFate      fate,
             gboolean    left_out,
             const char *reason)
{
  CwMention *mention = g_new0 (CwMention, 1);

  mention->repository = g_strdup ("argocd-csc");
  mention->path = g_strdup_printf ("apps/component%u/values-summit.yaml", number);
  mention->line = 10;
  mention->text = g_strdup ("    tag: c0044");
  mention->value = g_strdup ("c0044");
  mention->target = g_strdup ("c0045");
  mention->fate = fate;
  mention->rule = g_strdup ("tag");
  mention->reason = g_strdup (reason);
  mention->left_out = left_out;
  if (fate == CW_FATE_CHANGED || left_out)
    mention->edit = g_strdup_printf ("edit-%u", number);
  cw_plan_take_mention (plan, mention);
}

/* Three equal edits, one left out, one kept, one apart; and the question that every test plan has. */
static CwPlan *
make_plan (void)
{
  CwPlan *plan = cw_app_test_plan_new (3, 0);

  for (guint i = 0; i < 3; i++)
    add_mention (plan, i, CW_FATE_CHANGED, FALSE, "The image’s tag is the cycle.");
  add_mention (plan, 3, CW_FATE_KEPT, TRUE, "Left out: it follows on Monday " CW_APP_TEST_NASTY);
  add_mention (plan, 4, CW_FATE_KEPT, FALSE, "It stands in a comment.");
  add_mention (plan, 5, CW_FATE_NOT_PART, FALSE, "An application on its own schedule.");
  return plan;
}

static GtkWidget *
find (GtkWidget *root,
      GType      type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (root), type) ? root : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static void
count_shown (GtkWidget  *view,
             const char *text)
{
  GtkWidget *count = cw_app_test_find_label (view, "mention");

  g_assert_nonnull (count);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (count)), ==, text);
}

static void
remember (GtkWidget  *view,
          const char *edit,
          GString    *told)
{
  g_string_append_printf (told, "%s;", edit);
}

static void
test_filter (void)
{
  g_autoptr (CwPlan) plan = make_plan ();
  GtkWidget *view = g_object_new (CW_TYPE_MENTIONS_VIEW, NULL), *window = NULL;
  static const char *const counts[] = { "7 mentions", "3 of 7 mentions", "1 of 7 mentions", "1 of 7 mentions",
                                        "1 of 7 mentions", "1 of 7 mentions" };
  GtkDropDown *fates = NULL;

  cw_mentions_view_set_plan (CW_MENTIONS_VIEW (view), plan, NULL);
  window = cw_app_test_show (view);
  fates = GTK_DROP_DOWN (find (view, GTK_TYPE_DROP_DOWN));
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      gtk_drop_down_set_selected (fates, i);
      cw_app_test_settle ();
      count_shown (view, counts[i]);
    }
  gtk_drop_down_set_selected (fates, 0);
  gtk_editable_set_text (GTK_EDITABLE (find (view, GTK_TYPE_SEARCH_ENTRY)), "MONDAY");
  g_signal_emit_by_name (find (view, GTK_TYPE_SEARCH_ENTRY), "search-changed");
  count_shown (view, "1 of 7 mentions");
  gtk_editable_set_text (GTK_EDITABLE (find (view, GTK_TYPE_SEARCH_ENTRY)), "nowhere");
  g_signal_emit_by_name (find (view, GTK_TYPE_SEARCH_ENTRY), "search-changed");
  cw_app_test_settle ();
  g_assert_nonnull (cw_app_test_find_label (view, "No mention is like that."));
  cw_mentions_view_set_plan (CW_MENTIONS_VIEW (view), NULL, NULL);
  cw_app_test_close (window, view);
}

static void
test_deeds (void)
{
  g_autoptr (CwPlan) plan = make_plan ();
  g_autoptr (GString) told = g_string_new (NULL);
  GtkWidget *view = g_object_new (CW_TYPE_MENTIONS_VIEW, NULL), *window = NULL;

  cw_mentions_view_set_plan (CW_MENTIONS_VIEW (view), plan, NULL);
  window = cw_app_test_show (view);
  g_signal_connect (view, "leave-out", G_CALLBACK (remember), told);
  g_signal_connect (view, "take-back", G_CALLBACK (remember), told);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (view, GTK_TYPE_DROP_DOWN)), 3);
  cw_app_test_settle ();
  g_assert_nonnull (cw_app_test_find_label (view, "Take Back"));
  g_assert_true (gtk_widget_activate_action (find (view, CW_TYPE_MENTION_ROW), "mentions.take-back", "s", "edit-3"));
  g_assert_true (gtk_widget_activate_action (find (view, CW_TYPE_MENTION_ROW), "mentions.leave-out", "s", "edit-0"));
  g_assert_cmpstr (told->str, ==, "edit-3;edit-0;");
  cw_app_test_close (window, view);
}

static void
remember_edits (GtkWidget  *view,
                GStrv       edits,
                const char *what,
                GString    *told)
{
  g_autofree char *joined = g_strjoinv (",", edits);

  g_string_append_printf (told, "%s: %s", what, joined);
}

/* Equal edits are left out together; what was left out stands last and counts. */
static void
test_rows (void)
{
  static const char *const elsewhere[] = { "phalanx", NULL };
  g_autoptr (CwPlan) plan = make_plan ();
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (GListModel) rows = cw_change_rows_new (plan, NULL, NULL), few = cw_change_rows_new (plan, elsewhere, NULL);
  g_autoptr (CwChangeRow) last = g_list_model_get_item (rows, g_list_model_get_n_items (rows) - 1);
  g_autofree char *completeness = cw_change_sums_completeness (plan, NULL, 0);
  g_auto (GStrv) edits = cw_change_row_list_edits (last);
  GtkWidget *view = cw_changes_view_new (), *window = NULL;

  g_assert_cmpint (cw_change_row_get_kind (last), ==, CW_CHANGE_ROW_LEFT_OUT);
  g_assert_cmpstr (edits[0], ==, "edit-3");
  g_assert_null (edits[1]);
  g_assert_cmpuint (g_list_model_get_n_items (few), ==, 2);
  g_assert_true (g_str_has_suffix (completeness, ", 1 edit left out"));

  cw_changes_view_set_overview (CW_CHANGES_VIEW (view), gtk_label_new ("What is to be known first"));
  cw_changes_view_set_plan (CW_CHANGES_VIEW (view), plan);
  window = cw_app_test_show (view);
  g_assert_true (cw_changes_view_shows_overview (CW_CHANGES_VIEW (view)));
  g_signal_connect (view, "leave-out", G_CALLBACK (remember_edits), told);
  gtk_widget_activate_action (view, "changes.search", NULL);
  cw_app_test_settle ();
  g_assert_false (cw_changes_view_shows_overview (CW_CHANGES_VIEW (view)));
  g_signal_emit_by_name (find (view, CW_TYPE_MENTIONS_VIEW), "leave-out", "edit-1");
  g_assert_cmpstr (told->str, ==, "c0044 → c0045 in apps/component1/values-summit.yaml, line 10: edit-1");
  cw_app_test_close (window, view);
}

int
main (int    argc,
      char **argv)
{
  if (!cw_app_test_init (&argc, &argv))
    return 77;
  g_test_add_func ("/mentions-view/filter", test_filter);
  g_test_add_func ("/mentions-view/deeds", test_deeds);
  g_test_add_func ("/mentions-view/rows", test_rows);
  return g_test_run ();
}
