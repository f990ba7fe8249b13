/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtksourceview/gtksource.h>
#include <string.h>

#include "cw-app-test-audit.h"
#include "cw-app-test-desk.h"
#include "cw-app-test.h"
#include "cw-code-editor.h"
#include "cw-conflict-editor.h"
#include "cw-desk-files.h"
#include "cw-drafts.h"
#include "cw-file-editor.h"
#include "cw-file-list.h"
#include "cw-hand-edit.h"
#include "cw-question-row.h"
#include "cw-test.h"

#define SITE "tts"
#define REPOSITORY "docker-compose-ops"
#define PATH "tucson-teststand/setup.env"
#define ELSEWHERE "apps/ataos/values-tucson-teststand.yaml"

static CwProcedure *procedure;

static GBytes *
make_bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static GtkWidget *
find_widget (GtkWidget *root,
             GType      type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (child, type) ? child : find_widget (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkTextBuffer *
find_buffer (GtkWidget *root)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (find_widget (root, GTK_SOURCE_TYPE_VIEW)));
}

static void
type_at_end (GtkWidget  *root,
             const char *text)
{
  GtkTextBuffer *buffer = find_buffer (root);
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_insert_interactive (buffer, &end, text, -1, TRUE);
}

static gboolean
has_trouble (gpointer data)
{
  return cw_code_editor_get_trouble (data) != NULL;
}

static gboolean
has_no_trouble (gpointer data)
{
  return cw_code_editor_get_trouble (data) == NULL;
}

/* What can't be read is said as one types, with its line; what never could be read is not blamed on the person. */
static void
test_trouble (void)
{
  GtkWidget *editor = cw_code_editor_new (), *window = cw_app_test_show (editor);
  g_autoptr (GBytes) text = make_bytes ("a: 1\r\nb: 2\r\n");
  g_autoptr (GBytes) template = make_bytes ("{{ if }}\na: {{ b }}\n");
  g_autoptr (GBytes) typed = NULL;

  cw_code_editor_set_file (CW_CODE_EDITOR (editor), "x.yaml", text, text);
  g_assert_false (cw_code_editor_get_modified (CW_CODE_EDITOR (editor)));
  type_at_end (editor, "c: [\n");
  g_assert_true (cw_code_editor_get_modified (CW_CODE_EDITOR (editor)));
  cw_app_test_wait_until (has_trouble, editor);
  g_assert_nonnull (strstr (cw_code_editor_get_trouble (CW_CODE_EDITOR (editor)), "Line 4"));
  g_assert_nonnull (cw_app_test_find_label (editor, "Line 4"));
  type_at_end (editor, "]\n");
  cw_app_test_wait_until (has_no_trouble, editor);
  typed = cw_code_editor_dup_text (CW_CODE_EDITOR (editor));
  g_assert_cmpmem (g_bytes_get_data (typed, NULL), g_bytes_get_size (typed), "a: 1\r\nb: 2\r\nc: [\r\n]\r\n", 21);
  cw_code_editor_set_file (CW_CODE_EDITOR (editor), "charts/x/templates/x.yaml", template, template);
  type_at_end (editor, "{{ end }}\n");
  cw_app_test_settle ();
  g_assert_null (cw_code_editor_get_trouble (CW_CODE_EDITOR (editor)));
  cw_app_test_close (window, editor);
}

static void
test_long_file (void)
{
  GtkWidget *editor = cw_code_editor_new (), *window = cw_app_test_show (editor);
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GBytes) text = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (all, "key%u: \"value %u\" # a comment that makes the line a bit longer\n", i, i);
  text = make_bytes (all->str);
  cw_code_editor_set_file (CW_CODE_EDITOR (editor), "x.yaml", text, text);
  cw_app_test_settle ();
  type_at_end (editor, "x");
  cw_app_test_wait_until (has_trouble, editor);
  g_assert_nonnull (strstr (cw_code_editor_get_trouble (CW_CODE_EDITOR (editor)), "Line 1000"));
  cw_app_test_close (window, editor);
}

static gboolean
is_open (gpointer data)
{
  GtkTextBuffer *buffer = find_buffer (data);

  return gtk_text_buffer_get_char_count (buffer) > 0;
}

static GtkWidget *
open_editor (CwDesk     *desk,
             const char *path)
{
  GtkWidget *window = cw_file_editor_new (desk, SITE, REPOSITORY, path);

  g_object_ref (window);
  gtk_window_present (GTK_WINDOW (window));
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  cw_app_test_look_through (window);
  return window;
}

static void
close_editor (CwDesk    *desk,
              GtkWidget *window)
{
  gtk_window_close (GTK_WINDOW (window));
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  g_assert_finalize_object (window);
}

static const CwHandChange *
find_change (CwDesk *desk)
{
  return cw_plan_find_hand_change (cw_view_get_plan (cw_desk_get_view (desk), SITE), REPOSITORY, PATH);
}

static void
try_saving (CwDesk *desk)
{
  GtkWidget *window = open_editor (desk, PATH);
  const CwHandChange *hand;

  cw_app_test_wait_until (is_open, window);
  g_assert_nonnull (cw_app_test_find_label (window, "As the plan has it"));
  type_at_end (window, "export EXTRA=1\n");
  gtk_widget_activate_action (window, "file.save", NULL);
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  hand = find_change (desk);
  g_assert_nonnull (hand);
  g_assert_true (g_str_has_suffix (hand->origin, "Tue 1 Dec, 12:00 UTC"));
  g_assert_nonnull (cw_app_test_find_label (window, "In the change set, edited by Release Manager"));
  gtk_widget_activate_action (window, "file.undo", NULL);
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  g_assert_null (find_change (desk));
  g_assert_nonnull (cw_app_test_find_label (window, "As the plan has it"));
  close_editor (desk, window);
}

/* What was typed and not saved is there again, and can be dropped. */
static void
try_draft (CwDesk *desk)
{
  GtkWidget *window = open_editor (desk, PATH);

  cw_app_test_wait_until (is_open, window);
  type_at_end (window, "export HALF=");
  close_editor (desk, window);
  g_assert_null (find_change (desk));

  window = open_editor (desk, PATH);
  cw_app_test_wait_until (is_open, window);
  g_assert_nonnull (cw_app_test_find_label (window, "didn’t save"));
  g_assert_true (cw_code_editor_get_modified (CW_CODE_EDITOR (find_widget (window, CW_TYPE_CODE_EDITOR))));
  gtk_widget_activate_action (window, "file.drop-draft", NULL);
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  g_assert_false (cw_code_editor_get_modified (CW_CODE_EDITOR (find_widget (window, CW_TYPE_CODE_EDITOR))));
  close_editor (desk, window);
}

/* A save that is refused leaves the text behind, though the window was closed at once. */
static void
try_refused_save (CwDesk *desk)
{
  GtkWidget *window = open_editor (desk, PATH);

  cw_app_test_wait_until (is_open, window);
  type_at_end (window, "<<<<<<< one\n=======\n>>>>>>> other\n");
  gtk_widget_activate_action (window, "file.save", NULL);
  close_editor (desk, window);
  g_assert_null (find_change (desk));

  window = open_editor (desk, PATH);
  cw_app_test_wait_until (is_open, window);
  g_assert_nonnull (cw_app_test_find_label (window, "didn’t save"));
  gtk_widget_activate_action (window, "file.save", NULL);
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  g_assert_nonnull (cw_app_test_find_label (window, "the conflict is not settled"));
  gtk_widget_activate_action (window, "file.drop-draft", NULL);
  close_editor (desk, window);
}

static void
try_failure (CwDesk *desk)
{
  GtkWidget *window = open_editor (desk, "summit/setup.env");

  g_assert_nonnull (cw_app_test_find_label (window, "belongs to the site"));
  close_editor (desk, window);
}

static gboolean
has_rows (gpointer data)
{
  return cw_app_test_find_label (data, PATH) != NULL;
}

static gboolean
has_other_rows (gpointer data)
{
  return cw_app_test_find_label (data, ELSEWHERE) != NULL;
}

/* A button with a label in it is told by what that says. */
static void
assert_named (GtkWidget  *window,
              const char *text)
{
  GtkWidget *label = cw_app_test_find_label (window, text);

  g_assert_nonnull (label);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, text);
}

static void
try_list (CwDesk *desk)
{
  GtkWidget *window = cw_file_list_new (desk, SITE, REPOSITORY);
  GtkWidget *search = find_widget (window, GTK_TYPE_SEARCH_ENTRY);

  g_object_ref (window);
  gtk_window_present (GTK_WINDOW (window));
  cw_app_test_wait_until (has_rows, window);
  gtk_editable_set_text (GTK_EDITABLE (search), "tucson-teststand/new.env");
  g_signal_emit_by_name (search, "search-changed");
  cw_app_test_settle ();
  assert_named (window, "New File “tucson-teststand/new.env”");
  gtk_editable_set_text (GTK_EDITABLE (search), "../../etc/passwd");
  g_signal_emit_by_name (search, "search-changed");
  cw_app_test_settle ();
  g_assert_null (cw_app_test_find_label (window, "New File “../"));
  /* What another repository has is a click away. */
  gtk_editable_set_text (GTK_EDITABLE (search), "ATAOS/values");
  g_signal_emit_by_name (search, "search-changed");
  cw_app_test_settle ();
  g_assert_nonnull (cw_app_test_find_label (window, "No Such File"));
  assert_named (window, "Show 1 File in argocd-csc");
  /* Enter does what stands out, and makes no new file of a part of a name. */
  g_signal_emit_by_name (search, "activate");
  cw_app_test_wait_until (has_other_rows, window);
  gtk_editable_set_text (GTK_EDITABLE (search), "");
  cw_app_test_try_window (window);
}

/* One rehearsal for all of them. */
static void
test_windows (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  CwDesk *desk = cw_app_test_desk_begin (procedure, data_dir, SITE);

  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  try_list (desk);
  try_saving (desk);
  try_draft (desk);
  try_refused_save (desk);
  try_failure (desk);
  g_assert_finalize_object (desk);
}

static GtkWidget *
open_conflict (GtkWidget *row)
{
  GtkWidget *window;

  cw_app_test_press (row, "Edit the File…");
  window = cw_app_test_find_window (CW_TYPE_CONFLICT_EDITOR);
  g_assert_nonnull (window);
  return window;
}

static gboolean
can_use (GtkWidget *window)
{
  GtkWidget *button = gtk_widget_get_ancestor (cw_app_test_find_label (window, "Use This Text"), GTK_TYPE_BUTTON);

  return gtk_widget_is_sensitive (button);
}

/* What stays and what it becomes are choices; another word can be typed, and what can't be one is refused there. */
static void
try_other_word (CwDesk *desk)
{
  const char *values[] = { "c0041", "c0045", NULL }, *labels[] = { "It stays", "It becomes c0045", NULL };
  CwQuestion question = { .fact = (char *) "answer." SITE "/pins", .text = (char *) "Forgotten?",
                          .values = (GStrv) values, .labels = (GStrv) labels, .suggested = (char *) "c0041",
                          .other = TRUE };
  GtkWidget *row = cw_question_row_new (desk, &question), *group = adw_preferences_group_new (), *shown;
  GtkWidget *entry = cw_app_test_find (row, GTK_TYPE_ENTRY, 0);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  shown = cw_app_test_show (group);
  g_assert_false (gtk_widget_get_visible (entry));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (cw_app_test_find (row, GTK_TYPE_CHECK_BUTTON, 2)), TRUE);
  g_assert_true (gtk_widget_get_visible (entry));
  gtk_editable_set_text (GTK_EDITABLE (entry), "zeros");
  cw_app_test_press (row, "Answer");
  cw_app_test_wait_idle (desk);
  g_assert_nonnull (strstr (cw_desk_get_trouble (desk, question.fact), "“keep”, “zero” or “remove”"));
  cw_app_test_close (shown, group);
}

/* A conflict's text is used once nothing of git's marks is left in it; until then it is kept as it was typed. */
static void
test_conflict (void)
{
  static const char marked[] = "a: 0\n<<<<<<< the base\na: 1\n=======\na: 2\n>>>>>>> commit 1234567\n";
  const char *values[] = { "base", "commit", "hand", NULL }, *labels[] = { "As main", "As the commit", "Edit", NULL };
  CwQuestion question = { .fact = (char *) "answer.ops/rebase-tts/x.yaml:1234567@1234567", .text = (char *) "Which?",
                          .values = (GStrv) values, .labels = (GStrv) labels, .suggested = (char *) "hand",
                          .path = (char *) "x.yaml", .draft = (char *) marked };
  g_autofree char *data_dir = cw_test_directory ();
  CwDesk *desk = cw_app_test_desk_begin (procedure, data_dir, SITE);
  GtkWidget *row = cw_question_row_new (desk, &question), *group = adw_preferences_group_new (), *shown, *window;
  GtkTextBuffer *buffer;

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  shown = cw_app_test_show (group);
  cw_app_test_wait_idle (desk);
  window = open_conflict (row);
  g_assert_false (can_use (window));
  type_at_end (window, "b: 1\n");
  gtk_window_close (GTK_WINDOW (window));
  cw_app_test_settle ();
  g_assert_nonnull (strstr (cw_drafts_get (cw_desk_get_drafts (desk), question.fact), "b: 1"));
  window = open_conflict (row);
  buffer = find_buffer (window);
  gtk_text_buffer_set_text (buffer, "a: 2\n", -1);
  g_assert_true (can_use (window));
  cw_app_test_press (window, "Use This Text");
  cw_app_test_wait_idle (desk);
  g_assert_null (cw_drafts_get (cw_desk_get_drafts (desk), question.fact));
  /* Nobody asks that in this preparation: the row says so. */
  g_assert_nonnull (cw_desk_get_trouble (desk, question.fact));
  cw_app_test_close (shown, group);
  try_other_word (desk);
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
  g_test_add_func ("/app/file-editor/trouble", test_trouble);
  g_test_add_func ("/app/file-editor/long-file", test_long_file);
  g_test_add_func ("/app/file-editor/windows", test_windows);
  g_test_add_func ("/app/file-editor/conflict", test_conflict);
  status = g_test_run ();
  g_object_unref (procedure);
  return status;
}
