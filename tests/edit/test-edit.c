/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-edit.h"
#include "cw-error.h"
#include "cw-lines.h"
#include "cw-test.h"

static GPtrArray *
new_edits (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) cw_edit_free);
}

static void
assert_text (GBytes     *bytes,
             const char *text)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_cmpmem (data, size, text, strlen (text));
}

static void
test_apply (void)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("one two three\r\nfour\n", 20);
  g_autoptr (GBytes) result = NULL;
  g_autoptr (GPtrArray) edits = new_edits ();
  g_autoptr (GError) error = NULL;
  CwEdit *second = cw_edit_new (8, 5, "3"), *first = cw_edit_new (0, 3, "1"), *end = cw_edit_new (20, 0, "five\n");

  g_ptr_array_add (edits, second);
  g_ptr_array_add (edits, first);
  g_ptr_array_add (edits, end);
  result = cw_edits_apply (text, edits, &error);
  g_assert_no_error (error);
  assert_text (result, "1 two 3\r\nfour\nfive\n");
  g_assert_true (edits->pdata[0] == second);

  cw_edits_describe (text, edits);
  g_assert_cmpuint (first->line, ==, 1);
  g_assert_cmpstr (first->before, ==, "one two three");
  g_assert_cmpstr (first->after, ==, "1 two 3");
  g_assert_cmpstr (second->after, ==, "1 two 3");
}

static void
test_refuse (void)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("0123456789", 10);
  static const struct
  {
    gsize start_a, length_a, start_b, length_b;
  } cases[] = {
    { 2, 3, 4, 1 }, { 2, 0, 2, 1 }, { 0, 1, 10, 1 }, { 0, 1, 11, 0 }, { 0, 1, 3, G_MAXSIZE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) edits = new_edits ();
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (edits, cw_edit_new (cases[i].start_a, cases[i].length_a, "x"));
      g_ptr_array_add (edits, cw_edit_new (cases[i].start_b, cases[i].length_b, "y"));
      g_assert_null (cw_edits_apply (text, edits, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INTERNAL);
    }
}

static void
test_nothing (void)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("", 0);
  g_autoptr (GPtrArray) edits = new_edits ();
  g_autoptr (GBytes) result = cw_edits_apply (text, edits, NULL);

  g_assert_cmpuint (g_bytes_get_size (result), ==, 0);
}

static void
test_lines (void)
{
  const char *text = "a\r\n\nbb\rc";
  g_autoptr (CwLines) lines = cw_lines_new (text, strlen (text));
  g_autofree char *first = cw_lines_dup_text (lines, 1, text), *last = cw_lines_dup_text (lines, 3, text);

  g_assert_cmpuint (cw_lines_get_number (lines), ==, 3);
  g_assert_cmpuint (cw_lines_find (lines, 0), ==, 1);
  g_assert_cmpuint (cw_lines_find (lines, 2), ==, 1);
  g_assert_cmpuint (cw_lines_find (lines, 3), ==, 2);
  g_assert_cmpuint (cw_lines_find (lines, 4), ==, 3);
  g_assert_cmpuint (cw_lines_find (lines, 999), ==, 3);
  g_assert_cmpstr (first, ==, "a");
  g_assert_cmpstr (last, ==, "bb\rc");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/edit/apply", test_apply);
  g_test_add_func ("/edit/refuse", test_refuse);
  g_test_add_func ("/edit/nothing", test_nothing);
  g_test_add_func ("/edit/lines", test_lines);
  return g_test_run ();
}
