/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-patch-lines.h"
#include "cw-test.h"

static CwPatch *
compare (const char *before,
         gssize      n_before,
         const char *after,
         gssize      n_after,
         guint       context)
{
  g_autoptr (GBytes) old_bytes = g_bytes_new (before, n_before < 0 ? strlen (before) : (gsize) n_before);
  g_autoptr (GBytes) new_bytes = g_bytes_new (after, n_after < 0 ? strlen (after) : (gsize) n_after);
  g_autoptr (GError) error = NULL;
  CwPatch *patch = cw_patch_new (old_bytes, new_bytes, "a.yaml", context, &error);

  g_assert_no_error (error);
  return patch;
}

/* The lines of a patch, written as the patch is. */
static char *
write_lines (const CwPatch *patch)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < patch->lines->len; i++)
    {
      const CwPatchLine *line = &g_array_index (patch->lines, CwPatchLine, i);

      g_string_append_printf (text, "%c%u,%u:%s%s", " -+"[line->kind], line->old_line, line->new_line, line->text,
                              line->unfinished ? "$" : "\n");
    }
  return g_string_free (text, FALSE);
}

static void
test_lines (void)
{
  g_autoptr (CwPatch) patch = compare ("1\n2\n3\n4\n5\n6\n7\n8\n9\nx", -1, "1\nB\n3\n4\n5\n6\n7\n8\n9\ny\n", -1, 1);
  g_autofree char *text = write_lines (patch);
  const CwPatchHunk *last = &g_array_index (patch->hunks, CwPatchHunk, 1);

  g_assert_cmpstr (text, ==, " 1,1:1\n-2,0:2\n+0,2:B\n 3,3:3\n 9,9:9\n-10,0:x$+0,10:y\n");
  g_assert_cmpuint (patch->hunks->len, ==, 2);
  g_assert_cmpuint (patch->n_added, ==, 2);
  g_assert_cmpuint (patch->n_removed, ==, 2);
  g_assert_cmpuint (patch->n_old_lines, ==, 10);
  g_assert_cmpuint (last->first, ==, 4);
  g_assert_cmpuint (last->old_start, ==, 9);
  g_assert_cmpuint (last->old_lines, ==, 2);
}

static void
test_whole_file (void)
{
  g_autoptr (CwPatch) patch = compare ("1\n2\n3\n4\n5\n6\n7\n8\n9\n", -1, "1\n2\n3\n4\n5\n6\n7\n8\nX\n", -1,
                                       CW_PATCH_WHOLE_FILE);

  g_assert_cmpuint (patch->hunks->len, ==, 1);
  g_assert_cmpuint (patch->lines->len, ==, 10);
}

static void
test_odd (void)
{
  g_autoptr (CwPatch) empty = compare ("", -1, "", -1, 3);
  g_autoptr (CwPatch) same = compare ("a\n", -1, "a\n", -1, 3);
  g_autoptr (CwPatch) created = compare ("", -1, "a\n", -1, 3);
  g_autoptr (CwPatch) binary = compare ("a\0b\n", 4, "a\0c\n", 4, 3);
  g_autoptr (CwPatch) bytes = compare ("\xff\r\n", -1, "\xfe\r\n", -1, 3);
  g_autofree char *text = write_lines (bytes);

  g_assert_cmpuint (empty->hunks->len, ==, 0);
  g_assert_cmpuint (same->hunks->len, ==, 0);
  g_assert_cmpuint (created->n_added, ==, 1);
  g_assert_cmpuint (created->n_old_lines, ==, 0);
  g_assert_true (binary->binary);
  g_assert_false (bytes->binary);
  g_assert_cmpuint (binary->lines->len, ==, 0);
  g_assert_cmpstr (text, ==, "-1,0:\xff\r\n+0,1:\xfe\r\n");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/patch-lines/lines", test_lines);
  g_test_add_func ("/patch-lines/whole-file", test_whole_file);
  g_test_add_func ("/patch-lines/odd", test_odd);
  return g_test_run ();
}
