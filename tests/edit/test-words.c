/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-test.h"
#include "cw-words.h"

static char *
mark (const char *line,
      GArray     *ranges)
{
  g_autoptr (GString) marked = g_string_new (line);

  for (guint i = ranges->len; i > 0; i--)
    {
      const CwWordRange *range = &g_array_index (ranges, CwWordRange, i - 1);

      g_string_insert_c (marked, (gssize) (range->start + range->length), ']');
      g_string_insert_c (marked, (gssize) range->start, '[');
    }
  return g_string_free (g_steal_pointer (&marked), FALSE);
}

static void
test_compare (void)
{
  static const struct
  {
    const char *before, *after, *removed, *added;
  } cases[] = {
    { "  tag: c0044", "  tag: c0045", "  tag: [c0044]", "  tag: [c0045]" },
    { "a b c d", "a x c y d", "a [b] c d", "a [x] c[ y] d" },
    { "same", "same", "same", "same" },
    { "", "new", "", "[new]" },
    { "old", "", "[old]", "" },
    { "é 1", "è 1", "[é] 1", "[è] 1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) removed = NULL, added = NULL;
      g_autofree char *old = NULL, *new = NULL;

      cw_words_compare (cases[i].before, cases[i].after, &removed, &added);
      old = mark (cases[i].before, removed);
      new = mark (cases[i].after, added);
      g_assert_cmpstr (old, ==, cases[i].removed);
      g_assert_cmpstr (new, ==, cases[i].added);
    }
}

static void
test_long (void)
{
  g_autoptr (GString) before = g_string_new ("start "), after = g_string_new ("start ");
  g_autoptr (GArray) removed = NULL, added = NULL;

  for (guint i = 0; i < 5000; i++)
    {
      g_string_append_printf (before, "a%u ", i);
      g_string_append_printf (after, "b%u ", i);
    }
  cw_words_compare (before->str, after->str, &removed, &added);
  g_assert_cmpuint (removed->len, ==, 1);
  g_assert_cmpuint (added->len, ==, 1);
  g_assert_cmpuint (g_array_index (added, CwWordRange, 0).start, ==, 6);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/words/compare", test_compare);
  g_test_add_func ("/words/long", test_long);
  return g_test_run ();
}
