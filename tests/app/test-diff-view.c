/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtksourceview/gtksource.h>
#include <string.h>

#include "cw-app-test-plan.h"
#include "cw-app-test.h"
#include "cw-diff-text.h"
#include "cw-diff-view.h"

#define MANY 5000

static GBytes *
make_bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static char *
make_text (const char *before,
           const char *after)
{
  g_autoptr (GBytes) old_bytes = make_bytes (before), new_bytes = make_bytes (after);
  g_autoptr (CwPatch) patch = cw_patch_new (old_bytes, new_bytes, "a.yaml", 1, NULL);
  g_autoptr (CwDiffText) text = cw_diff_text_new (patch);

  return g_strdup (text->text->str);
}

static void
test_text (void)
{
  static const struct
  {
    const char *before;
    const char *after;
    const char *text;
  } cases[] = {
    { "1\n2\n3\n4\n5\n6\n", "1\n2\n3\nX\n5\n6\n",
      "⋯ 2 unchanged lines\n  3\n- 4\n+ X\n  5\n⋯ 1 unchanged line" },
    { "a", "a\n", "- a\n\\ No newline at the end of the file\n+ a" },
    { "", "a\n", "+ a" },
    { "a\n", "", "- a" },
    { "a\r\n", "a\n", "- a␍\n+ a" },
    { "a\rb\n", "\xff\x01\xe2\x80\xa9\n", "- a␍b\n+ ��␤" },
    { "a\n", "a\n", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = make_text (cases[i].before, cases[i].after);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_words (void)
{
  g_autoptr (GBytes) old_bytes = make_bytes ("tag: c0044 # x\nb\n"), new_bytes = make_bytes ("tag: c0045 # x\nb\n");
  g_autoptr (CwPatch) patch = cw_patch_new (old_bytes, new_bytes, "a.yaml", 3, NULL);
  g_autoptr (CwDiffText) text = cw_diff_text_new (patch);
  const CwDiffWord *first = &g_array_index (text->words, CwDiffWord, 0);
  const CwDiffWord *second = &g_array_index (text->words, CwDiffWord, 1);
  const CwDiffRow *row = &g_array_index (text->rows, CwDiffRow, 0);

  g_assert_cmpuint (text->words->len, ==, 2);
  g_assert_cmpuint (first->row, ==, 0);
  g_assert_cmpuint (second->row, ==, 1);
  g_assert_cmpmem (text->text->str + row->start + first->start, first->length, "c0044", 5);
  g_assert_cmpuint (text->changes->len, ==, 1);
  g_assert_cmpuint (g_array_index (text->changes, CwDiffChange, 0).n_rows, ==, 2);
}

static GtkWidget *
find_type (GtkWidget *root,
           GType      type)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The diff's own view; before it stands the old side's, which is seen side by side only. */
static GtkWidget *
find_source (GtkWidget *view)
{
  return cw_app_test_find (view, GTK_SOURCE_TYPE_VIEW, 1);
}

static GtkToggleButton *
find_toggle (GtkWidget *view,
             gboolean   whole_file)
{
  return GTK_TOGGLE_BUTTON (cw_app_test_find (view, GTK_TYPE_TOGGLE_BUTTON, whole_file ? 1 : 0));
}

static char *
get_text (GtkWidget *source)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (source));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static int
get_line (GtkWidget *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (find_source (view)));
  GtkTextIter at;

  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  return gtk_text_iter_get_line (&at);
}

static void
show (GtkWidget          *view,
      const CwFileChange *file)
{
  cw_diff_view_set_file (CW_DIFF_VIEW (view), file->path, file->old_bytes, file->new_bytes, file->edits);
  cw_app_test_settle ();
}

static void
count_end (GtkWidget *view,
           int        direction,
           int       *sum)
{
  *sum += direction;
}

static void
test_good (void)
{
  CwFileChange *file = cw_app_test_file_change_new ("apps/a/values.yaml", "1\nx\n3\n4\n5\n6\n7\n8\n9\nx\n", "x", "y",
                                                    "Because <b>&.");
  GtkWidget *view = cw_diff_view_new (), *window = cw_app_test_show (view), *source = NULL;
  g_autofree char *folded = NULL, *whole = NULL;
  int sum = 0;

  g_signal_connect (view, "past-end", G_CALLBACK (count_end), &sum);
  show (view, file);
  folded = get_text (find_source (view));
  g_assert_nonnull (strstr (folded, "- x\n+ y\n"));
  g_assert_nonnull (strstr (folded, "⋯ 1 unchanged line"));
  g_assert_nonnull (cw_app_test_find_label (view, "\u2066+2 −2\u2069"));
  g_assert_nonnull (cw_app_test_find_label (view, "Change 1 of 2: Because <b>&."));
  source = find_source (view);
  gtk_test_accessible_assert_property (source, GTK_ACCESSIBLE_PROPERTY_LABEL, "apps/a/values.yaml");
  gtk_test_accessible_assert_role (cw_app_test_find_label (view, "apps/a"), GTK_ACCESSIBLE_ROLE_HEADING);
  g_assert_cmpuint (cw_diff_view_get_n_changes (CW_DIFF_VIEW (view)), ==, 2);
  g_assert_true (gtk_widget_activate_action (source, "diff.next", NULL));
  g_assert_cmpint (get_line (view), ==, 10);
  g_assert_true (gtk_widget_activate_action (source, "diff.next", NULL));
  g_assert_cmpint (sum, ==, 1);
  g_assert_true (gtk_widget_activate_action (source, "diff.previous", NULL));
  g_assert_true (gtk_widget_activate_action (source, "diff.previous", NULL));
  g_assert_cmpint (sum, ==, 0);
  gtk_toggle_button_set_active (find_toggle (view, TRUE), TRUE);
  whole = get_text (find_source (view));
  g_assert_null (strstr (whole, "unchanged"));
  cw_diff_view_clear (CW_DIFF_VIEW (view));
  cw_app_test_close (window, view);
  cw_app_test_file_change_free (file);
}

/* Side by side both texts have as many rows, what only one side has stands beside nothing, and the changes are found. */
static void
test_sides (void)
{
  CwFileChange *file = cw_app_test_file_change_new ("a.yaml", "one\nx\nthree\nfour\n", "x\nthree\n", "y\n", "Why.");
  GtkWidget *view = cw_diff_view_new (), *window = cw_app_test_show (view);
  GtkWidget *old_source = cw_app_test_find (view, GTK_SOURCE_TYPE_VIEW, 0);
  g_autofree char *before = NULL, *after = NULL;

  show (view, file);
  g_assert_false (gtk_widget_get_mapped (old_source));
  gtk_toggle_button_set_active (find_toggle (view, FALSE), TRUE);
  cw_app_test_settle ();
  g_assert_true (gtk_widget_get_mapped (old_source));
  before = get_text (old_source);
  after = get_text (find_source (view));
  g_assert_cmpstr (before, ==, "  one\n- x\n- three\n  four");
  g_assert_cmpstr (after, ==, "  one\n+ y\n\n  four");
  gtk_test_accessible_assert_property (old_source, GTK_ACCESSIBLE_PROPERTY_LABEL, "a.yaml, before");
  g_assert_nonnull (cw_app_test_find_label (view, "Change 1 of 1: Why."));
  g_assert_true (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (old_source))
                 == gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (find_source (view))));
  gtk_toggle_button_set_active (find_toggle (view, FALSE), FALSE);
  cw_app_test_settle ();
  g_assert_false (gtk_widget_get_mapped (old_source));
  cw_app_test_close (window, view);
  cw_app_test_file_change_free (file);
}

/* A line that no change is near is shown with all of its file; the next file is folded again. */
static void
test_go_to_line (void)
{
  CwFileChange *file = cw_app_test_file_change_new ("a.yaml", "x\n1\n2\n3\n4\n5\n6\n7\n8\n9\n", "x", "y\nz", "First.");
  GtkWidget *view = cw_diff_view_new (), *window = cw_app_test_show (view);
  g_autofree char *folded = NULL, *whole = NULL, *again = NULL;

  show (view, file);
  folded = get_text (find_source (view));
  cw_diff_view_go_to_line (CW_DIFF_VIEW (view), 2, TRUE);
  g_assert_cmpint (get_line (view), ==, 2);
  cw_diff_view_go_to_line (CW_DIFF_VIEW (view), 10, TRUE);
  whole = get_text (find_source (view));
  g_assert_null (strstr (whole, "unchanged"));
  g_assert_cmpint (get_line (view), ==, 10);
  cw_diff_view_go_to_line (CW_DIFF_VIEW (view), 10, FALSE);
  g_assert_cmpint (get_line (view), ==, 11);
  cw_diff_view_go_to_line (CW_DIFF_VIEW (view), 100, TRUE);
  g_assert_cmpint (get_line (view), ==, 0);
  show (view, file);
  again = get_text (find_source (view));
  g_assert_nonnull (strstr (folded, "unchanged"));
  g_assert_cmpstr (again, ==, folded);
  cw_app_test_close (window, view);
  cw_app_test_file_change_free (file);
}

/* Whether the cursor's line is seen. */
static gboolean
is_in_sight (GtkWidget *view)
{
  GtkTextView *source = GTK_TEXT_VIEW (find_source (view));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (source);
  GdkRectangle row, seen;
  GtkTextIter at;

  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  gtk_text_view_get_iter_location (source, &at, &row);
  gtk_text_view_get_visible_rect (source, &seen);
  return row.y >= seen.y && row.y + row.height <= seen.y + seen.height;
}

static void
set_over (gpointer over)
{
  *(gboolean *) over = TRUE;
}

static void
wait_for (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add_once (ms, set_over, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static CwFileChange *
make_long_file (void)
{
  g_autoptr (GString) text = g_string_new ("x\n");

  for (guint i = 2; i <= 300; i++)
    g_string_append_printf (text, "%u: a line so long that it is wrapped in a window of any width, and more than once "
                            "where that is narrow: ts-scriptqueue, ts-watcher, ts-mtcs, ts-atptg, ts-ocps\n", i);
  return cw_app_test_file_change_new ("a.yaml", text->str, "x", "y", "First.");
}

/* A line is led to however long it takes until all lines are measured, as often as the file is shown anew, and with
 * what stands above the file taking its height meanwhile. */
static void
test_stay_at_line (gconstpointer width)
{
  CwFileChange *file = make_long_file ();
  GtkWidget *view = cw_diff_view_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *window;
  GtkWidget *card = gtk_label_new ("A card\nabove it");
  GtkAdjustment *adjustment;

  gtk_widget_set_vexpand (view, TRUE);
  gtk_box_append (GTK_BOX (box), card);
  gtk_box_append (GTK_BOX (box), view);
  window = cw_app_test_show (box);
  gtk_window_set_default_size (GTK_WINDOW (window), GPOINTER_TO_INT (width), 400);
  for (guint i = 0; i < 4; i++)
    {
      show (view, file);
      cw_diff_view_go_to_line (CW_DIFF_VIEW (view), 200, TRUE);
      wait_for (100);
      gtk_label_set_text (GTK_LABEL (card), i % 2 == 0 ? "A\ncard\nof\nsix\nlines\nnow" : "A card");
      wait_for (1000);
      g_assert_true (is_in_sight (view));
    }
  /* Then it is left alone. */
  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (find_source (view)));
  gtk_adjustment_set_value (adjustment, 0);
  wait_for (200);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);
  cw_app_test_close (window, box);
  cw_app_test_file_change_free (file);
}

/* In another layout the reader is where they were. */
static void
test_layouts (void)
{
  CwFileChange *file = cw_app_test_file_change_new ("a.yaml", "x\n1\n2\n3\n4\n5\n6\n7\n8\n9\nz\n", "x", "y", "First.");
  GtkWidget *view = cw_diff_view_new (), *window = cw_app_test_show (view);
  g_autoptr (GBytes) text = g_bytes_new_static ("y\n1\n2\n3\n4\n5\n6\n7\n8\n9\nw\n", 22);

  g_bytes_unref (file->new_bytes);
  file->new_bytes = g_bytes_ref (text);
  show (view, file);
  g_assert_true (gtk_widget_activate_action (view, "diff.next", NULL));
  g_assert_nonnull (cw_app_test_find_label (view, "Change 2 of 2"));
  for (guint i = 0; i < 4; i++)
    {
      gtk_toggle_button_set_active (find_toggle (view, i % 2), i < 2);
      cw_app_test_settle ();
      g_assert_nonnull (cw_app_test_find_label (view, "Change 2 of 2"));
    }
  cw_app_test_close (window, view);
  cw_app_test_file_change_free (file);
}

static void
test_search (void)
{
  CwFileChange *file = cw_app_test_file_change_new ("a.yaml", "one\ntwo\nthree two\n", "one", "two", NULL);
  GtkWidget *view = cw_diff_view_new (), *window = cw_app_test_show (view), *entry = NULL;

  show (view, file);
  g_assert_true (gtk_widget_activate_action (view, "diff.search", NULL));
  entry = find_type (view, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "three");
  g_signal_emit_by_name (entry, "search-changed");
  while (cw_app_test_find_label (view, "1 match") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (get_line (view), ==, 3);
  gtk_editable_set_text (GTK_EDITABLE (entry), "nowhere");
  g_signal_emit_by_name (entry, "search-changed");
  g_signal_emit_by_name (entry, "next-match");
  g_signal_emit_by_name (entry, "previous-match");
  g_signal_emit_by_name (entry, "stop-search");
  cw_app_test_close (window, view);
  cw_app_test_file_change_free (file);
}

static void
search (GtkWidget  *view,
        const char *text,
        const char *count)
{
  GtkWidget *entry = find_type (view, GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "search-changed");
  while (cw_app_test_find_label (view, count) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static char *
get_selected (GtkWidget *source)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (source));
  GtkTextIter start, end;

  return gtk_text_buffer_get_selection_bounds (buffer, &start, &end)
           ? gtk_text_buffer_get_text (buffer, &start, &end, FALSE) : NULL;
}

/* Side by side what stands at the left alone is found too, and what stands on both sides counts once. */
static void
test_search_sides (void)
{
  CwFileChange *file = cw_app_test_file_change_new ("a.yaml", "tag: one\nold: two\ntag: three\n", "old: two",
                                                    "new: four", NULL);
  GtkWidget *view = cw_diff_view_new (), *window = cw_app_test_show (view), *old_source;
  g_autofree char *selected = NULL;

  show (view, file);
  gtk_toggle_button_set_active (find_toggle (view, FALSE), TRUE);
  cw_app_test_settle ();
  old_source = cw_app_test_find (view, GTK_SOURCE_TYPE_VIEW, 0);
  g_assert_true (gtk_widget_activate_action (view, "diff.search", NULL));
  search (view, "tag", "2 matches");
  search (view, "nowhere", "0 matches");
  search (view, "two", "1 match");
  selected = get_selected (old_source);
  g_assert_cmpstr (selected, ==, "two");
  g_assert_cmpint (get_line (view), ==, 1);
  search (view, "o", "4 matches");
  cw_app_test_close (window, view);
  cw_app_test_file_change_free (file);
}

static void
test_bad (gconstpointer sides)
{
  static const struct
  {
    const char *bytes;
    gsize       length;
  } cases[] = {
    { CW_APP_TEST_NASTY, sizeof CW_APP_TEST_NASTY - 1 }, { "a\0b", 3 }, { "", 0 }, { "a\r\nb\r\n", 6 }, { "a", 1 },
    { "\xe2\x80\xa8\xe2\x80\xa9\x0b\x0c\x85", 9 },
  };
  static const char *const paths[] = { "a.yaml", "setup.env", "README", "\xff\n<b>" };
  GtkWidget *view = cw_diff_view_new (), *window = cw_app_test_show (view);

  gtk_toggle_button_set_active (find_toggle (view, FALSE), sides != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
      {
        g_autoptr (GBytes) before = g_bytes_new_static (cases[i].bytes, cases[i].length);
        g_autoptr (GBytes) after = g_bytes_new_static (cases[k].bytes, cases[k].length);

        cw_diff_view_set_file (CW_DIFF_VIEW (view), paths[k % G_N_ELEMENTS (paths)], before, after, NULL);
        cw_app_test_settle ();
        if (i == k)
          g_assert_nonnull (cw_app_test_find_label (view, "Nothing changes in this file"));
        else if (i == 1 || k == 1)
          g_assert_nonnull (cw_app_test_find_label (view, "A binary file"));
      }
  cw_app_test_close (window, view);
}

static void
assert_lines (const CwDiffText *text)
{
  g_autoptr (GtkTextBuffer) buffer = gtk_text_buffer_new (NULL);

  gtk_text_buffer_set_text (buffer, text->text->str, (int) text->text->len);
  g_assert_cmpuint ((guint) gtk_text_buffer_get_line_count (buffer), ==, MAX (text->rows->len, 1));
}

/* Both sides are as long, no line is lost, and every changed word still is where it is marked. */
static void
assert_sides (const CwDiffText *text)
{
  g_autoptr (CwDiffText) old_side = NULL;
  g_autoptr (CwDiffText) new_side = NULL;
  guint n_old = 0, n_new = 0, n_shown = 0;

  cw_diff_text_split (text, &old_side, &new_side);
  assert_lines (old_side);
  assert_lines (new_side);
  g_assert_cmpuint (old_side->rows->len, ==, new_side->rows->len);
  g_assert_cmpuint (old_side->changes->len, ==, text->changes->len);
  g_assert_cmpuint (old_side->words->len + new_side->words->len, ==, text->words->len);
  for (guint i = 0; i < text->rows->len; i++)
    {
      CwDiffRowKind kind = g_array_index (text->rows, CwDiffRow, i).kind;

      n_shown += kind == CW_DIFF_REMOVED || kind == CW_DIFF_ADDED;
    }
  for (guint i = 0; i < old_side->rows->len; i++)
    {
      n_old += g_array_index (old_side->rows, CwDiffRow, i).kind == CW_DIFF_REMOVED;
      n_new += g_array_index (new_side->rows, CwDiffRow, i).kind == CW_DIFF_ADDED;
    }
  g_assert_cmpuint (n_old + n_new, ==, n_shown);
  for (guint i = 0; i < new_side->words->len; i++)
    {
      const CwDiffWord *word = &g_array_index (new_side->words, CwDiffWord, i);

      g_assert_cmpint (g_array_index (new_side->rows, CwDiffRow, word->row).kind, ==, CW_DIFF_ADDED);
    }
}

/* Each row of the text is a line of the buffer, whatever the bytes: the numbers beside it depend on that. */
static void
test_rows (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (45);

  for (guint round = 0; round < 200; round++)
    {
      char before[64], after[64];
      g_autoptr (GBytes) old_bytes = NULL, new_bytes = NULL;
      g_autoptr (CwPatch) patch = NULL;
      g_autoptr (CwDiffText) text = NULL;

      for (guint i = 0; i < sizeof before; i++)
        {
          before[i] = "\n\r\xe2\x80\xa9\xa8" "ab" "\xc2\x85\x0c"[g_rand_int_range (random, 0, 11)];
          after[i] = g_rand_boolean (random) ? before[i] : '\n';
        }
      old_bytes = g_bytes_new (before, sizeof before);
      new_bytes = g_bytes_new (after, sizeof after);
      patch = cw_patch_new (old_bytes, new_bytes, "a", 1, NULL);
      text = cw_diff_text_new (patch);
      assert_lines (text);
      assert_sides (text);
    }
}

static void
test_long (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GtkWidget *view = cw_diff_view_new (), *window = cw_app_test_show (view);
  CwFileChange *file = NULL;

  for (guint i = 0; i < MANY; i++)
    g_string_append_printf (text, "  component%u: {tag: c0044, note: \"a\"}\n", i);
  g_string_append_printf (text, "long: c0044 %0*d\n", 200000, 0);
  file = cw_app_test_file_change_new ("a.yaml", text->str, "c0044", "c0045", "The cycle.");
  show (view, file);
  g_assert_nonnull (cw_app_test_find_label (view, "+5001 −5001"));
  cw_app_test_close (window, view);
  cw_app_test_file_change_free (file);
}

int
main (int    argc,
      char **argv)
{
  if (!cw_app_test_init (&argc, &argv))
    return 77;
  g_test_add_func ("/diff-view/text", test_text);
  g_test_add_func ("/diff-view/words", test_words);
  g_test_add_func ("/diff-view/good", test_good);
  g_test_add_func ("/diff-view/search", test_search);
  g_test_add_func ("/diff-view/search-sides", test_search_sides);
  g_test_add_func ("/diff-view/sides", test_sides);
  g_test_add_func ("/diff-view/layouts", test_layouts);
  g_test_add_func ("/diff-view/go-to-line", test_go_to_line);
  g_test_add_data_func ("/diff-view/stay-at-line/wide", GINT_TO_POINTER (1000), test_stay_at_line);
  g_test_add_data_func ("/diff-view/stay-at-line/narrow", GINT_TO_POINTER (360), test_stay_at_line);
  g_test_add_data_func ("/diff-view/bad", NULL, test_bad);
  g_test_add_data_func ("/diff-view/bad-sides", "sides", test_bad);
  g_test_add_func ("/diff-view/rows", test_rows);
  g_test_add_func ("/diff-view/long", test_long);
  return g_test_run ();
}
