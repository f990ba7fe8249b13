/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "cw-app-test-desk.h"
#include "cw-app-test-picture.h"
#include "cw-app-test-view.h"
#include "cw-app-test.h"
#include "cw-entry-draft.h"
#include "cw-question-row.h"
#include "cw-test.h"

static char *data_dir;
static CwDesk *desk;

static GtkWidget *
show_row (const CwQuestion *question,
          GtkWidget       **window)
{
  GtkWidget *list = gtk_list_box_new (), *row = cw_question_row_new (desk, question);

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  *window = cw_app_test_show (list);
  return row;
}

static GtkEditable *
find_entry (GtkWidget *row)
{
  return GTK_EDITABLE (cw_app_test_find (row, GTK_TYPE_ENTRY, 0));
}

static void
close_row (GtkWidget *window,
           GtkWidget *row)
{
  cw_app_test_close (window, gtk_widget_get_parent (row));
}

/* Rows are made anew whenever another question is answered: what is typed here, and isn't given yet, is there again. */
static void
test_typed (void)
{
  CwQuestion question = { .fact = "version.x", .text = "Which tag was built?" };
  GtkWidget *window, *row = show_row (&question, &window);

  gtk_editable_set_text (find_entry (row), "c0045.1");
  close_row (window, row);
  row = show_row (&question, &window);
  g_assert_cmpstr (gtk_editable_get_text (find_entry (row)), ==, "c0045.1");
  gtk_editable_set_text (find_entry (row), "");
  close_row (window, row);
  g_assert_null (cw_drafts_get (cw_desk_get_drafts (desk), "answer.version.x"));
}

static void
test_chosen (void)
{
  static char *values[] = { (char *) "keep", (char *) "take", NULL };
  CwQuestion question = { .fact = "fix.x", .text = "Take it?", .values = values, .suggested = (char *) "keep",
                          .explained = (char *) "take" };
  GtkWidget *window, *row = show_row (&question, &window);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (cw_app_test_find (row, GTK_TYPE_CHECK_BUTTON, 1)), TRUE);
  gtk_editable_set_text (find_entry (row), "since it helps");
  close_row (window, row);
  row = show_row (&question, &window);
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (cw_app_test_find (row, GTK_TYPE_CHECK_BUTTON, 1))));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (find_entry (row))));
  g_assert_cmpstr (gtk_editable_get_text (find_entry (row)), ==, "since it helps");
  close_row (window, row);
}

/* The one answer that there is looks as choices do, not as a box to tick; it is chosen, and stays so. */
static void
test_lone (void)
{
  static char *values[] = { (char *) "keep", NULL };
  CwQuestion question = { .fact = "lone.x", .text = "What becomes of it?", .values = values };
  GtkWidget *window, *row = show_row (&question, &window);
  GtkWidget *choice = cw_app_test_find (row, GTK_TYPE_CHECK_BUTTON, 0);

  g_assert_cmpuint (cw_app_test_count (row, GTK_TYPE_CHECK_BUTTON), ==, 1);
  g_assert_cmpstr (gtk_widget_get_css_name (gtk_widget_get_first_child (choice)), ==, "radio");
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (choice)));
  gtk_widget_activate (choice);
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (choice)));
  close_row (window, row);
}

/* Drafts are read from the journal after the page is there. */
static void
test_late (void)
{
  CwQuestion question = { .fact = "version.late", .text = "Which tag was built?" };
  GtkWidget *window, *row = show_row (&question, &window);

  cw_drafts_keep (cw_desk_get_drafts (desk), "answer.version.late", "\nc0045.2");
  cw_question_row_update (CW_QUESTION_ROW (row));
  g_assert_cmpstr (gtk_editable_get_text (find_entry (row)), ==, "c0045.2");
  /* What the person types from then on stays. */
  gtk_editable_set_text (find_entry (row), "c0045.3");
  cw_question_row_update (CW_QUESTION_ROW (row));
  g_assert_cmpstr (gtk_editable_get_text (find_entry (row)), ==, "c0045.3");
  close_row (window, row);
}

static void
count_applied (GtkWidget *entry,
               guint     *n_applied)
{
  (*n_applied)++;
}

/* The button beside those that the row itself has. */
static GtkWidget *
find_button (GtkWidget  *entry,
             const char *name)
{
  for (guint i = 0; i < cw_app_test_count (entry, GTK_TYPE_BUTTON); i++)
    {
      GtkWidget *button = cw_app_test_find (entry, GTK_TYPE_BUTTON, i);

      if (g_str_equal (gtk_widget_get_name (button), name))
        return button;
    }
  return NULL;
}

/* A name or a date that is typed and not ticked yet: news don't take it away, nor does the end of the program. */
static void
test_entry (void)
{
  CwDrafts *drafts = cw_desk_get_drafts (desk);
  GtkWidget *entry = adw_entry_row_new (), *window = cw_app_test_show (entry), *tick;
  guint n_applied = 0, n_refs;

  n_refs = G_OBJECT (drafts)->ref_count;
  cw_entry_draft_show (entry, drafts, "person.x", "Ada");
  /* The desk lets them go while it can still write: an entry that outlives it doesn't hold them. */
  g_assert_cmpuint (G_OBJECT (drafts)->ref_count, ==, n_refs);
  gtk_editable_set_text (GTK_EDITABLE (entry), "Grace");
  g_assert_cmpstr (cw_entry_draft_get_shown (entry), ==, "Ada");
  cw_entry_draft_show (entry, drafts, "person.x", "Ada");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Grace");
  cw_app_test_close (window, entry);
  entry = adw_entry_row_new ();
  window = cw_app_test_show (entry);
  cw_entry_draft_show (entry, drafts, "person.x", "Ada");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Grace");
  /* The row knows nothing of what was typed before it was made: it has a tick all the same, and Enter does it. */
  g_signal_connect (entry, "apply", G_CALLBACK (count_applied), &n_applied);
  tick = find_button (entry, "draft-tick");
  g_assert_true (gtk_widget_get_visible (tick));
  g_assert_nonnull (cw_app_test_find_label (entry, "Not applied"));
  cw_app_test_take_picture (window, "entry-draft");
  g_signal_emit_by_name (tick, "clicked");
  g_signal_emit_by_name (entry, "entry-activated");
  g_assert_cmpuint (n_applied, ==, 2);
  /* It was taken over: there is nothing to keep, and what comes then is shown. */
  cw_entry_draft_show (entry, drafts, "person.x", "Grace");
  g_assert_null (cw_drafts_get (drafts, "entry.person.x"));
  g_assert_false (gtk_widget_get_visible (tick));
  cw_entry_draft_show (entry, drafts, "person.x", "Edith");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Edith");
  cw_app_test_close (window, entry);
  /* It can be let go as well. */
  cw_drafts_keep (drafts, "entry.person.x", "Grace");
  entry = adw_entry_row_new ();
  window = cw_app_test_show (entry);
  cw_entry_draft_show (entry, drafts, "person.x", "Ada");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Grace");
  g_signal_emit_by_name (find_button (entry, "draft-undo"), "clicked");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Ada");
  g_assert_null (cw_drafts_get (drafts, "entry.person.x"));
  g_assert_null (cw_app_test_find_label (entry, "Not applied"));
  cw_app_test_close (window, entry);
}

/* A few lines stand open below the question; many are folded away, and opened by the keyboard. */
static void
test_details (void)
{
  CwQuestion question = { .fact = "fix.y", .text = "Take it?", .details = (char *) "− 20\n+ 50" };
  GString *many = g_string_new ("1");
  GtkWidget *window, *row = show_row (&question, &window), *folded = cw_app_test_find (row, GTK_TYPE_EXPANDER, 0);

  g_assert_nonnull (cw_app_test_find_label (row, "− 20\n+ 50"));
  g_assert_false (gtk_widget_get_visible (folded));
  close_row (window, row);
  for (guint i = 2; i <= 20; i++)
    g_string_append_printf (many, "\n%u", i);
  question.details = many->str;
  row = show_row (&question, &window);
  folded = cw_app_test_find (row, GTK_TYPE_EXPANDER, 0);
  g_assert_true (gtk_widget_get_visible (folded));
  g_assert_cmpstr (gtk_expander_get_label (GTK_EXPANDER (folded)), ==, "Show All 20 Lines");
  g_assert_false (gtk_expander_get_expanded (GTK_EXPANDER (folded)));
  gtk_widget_activate (folded);
  g_assert_true (gtk_expander_get_expanded (GTK_EXPANDER (folded)));
  g_assert_true (gtk_widget_get_visible (gtk_expander_get_child (GTK_EXPANDER (folded))));
  close_row (window, row);
  g_string_free (many, TRUE);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  data_dir = cw_test_directory ();
  desk = cw_app_test_desk_warm (data_dir);
  g_test_add_func ("/app/question-row/typed", test_typed);
  g_test_add_func ("/app/question-row/chosen", test_chosen);
  g_test_add_func ("/app/question-row/lone", test_lone);
  g_test_add_func ("/app/question-row/details", test_details);
  g_test_add_func ("/app/question-row/late", test_late);
  g_test_add_func ("/app/question-row/entry", test_entry);
  status = g_test_run ();
  g_assert_finalize_object (desk);
  g_free (data_dir);
  return status;
}
