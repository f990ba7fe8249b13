/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-line-set.h"
#include "cw-test.h"

static GHashTable *
make (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return cw_line_set_new (bytes);
}

/* What somebody changed, against a third version of the file. */
static void
test_changes (void)
{
  g_autoptr (GHashTable) old = make ("a\nb\nc\n"), new = make ("a\nB\nc\n");
  g_autoptr (GHashTable) with = make ("c\nB\nd\n"), without = make ("a\nb\nd\n"), nothing = cw_line_set_new (NULL);

  g_assert_true (cw_line_set_has_all (with, new, old));
  g_assert_true (cw_line_set_has_none (with, old, new));
  g_assert_false (cw_line_set_has_all (without, new, old));
  g_assert_false (cw_line_set_has_none (without, old, new));
  g_assert_false (cw_line_set_has_all (nothing, new, old));
  g_assert_true (cw_line_set_has_none (nothing, old, new));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/line-set/changes", test_changes);
  return g_test_run ();
}
