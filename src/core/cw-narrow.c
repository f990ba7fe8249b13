/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-narrow"

#include "config.h"

#include "cw-narrow.h"

/* Of a long text so many lines are shown from where it begins to differ. */
#define MAX_LINES 3

/* The lines from @first to before @end, in one. */
static char *
join_lines (char **lines,
            guint  first,
            guint  end)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = first; i < end && i < first + MAX_LINES; i++)
    g_string_append_printf (text, "%s%s", i > first ? " / " : "", lines[i]);
  if (end > first + MAX_LINES)
    g_string_append (text, " …");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * cw_narrow_lines:
 * @ours: a text
 * @theirs: another one
 * @our_part: (out) (transfer full): what @ours has where they differ, in one line
 * @their_part: (out) (transfer full): what @theirs has there
 *
 * Leaves out the lines at the beginning and at the end that both have, and all but the first few between.
 */
void
cw_narrow_lines (const char  *ours,
                 const char  *theirs,
                 char       **our_part,
                 char       **their_part)
{
  g_auto (GStrv) a = g_strsplit (ours, "\n", -1), b = g_strsplit (theirs, "\n", -1);
  guint first = 0, a_end = g_strv_length (a), b_end = g_strv_length (b);

  while (first < a_end && first < b_end && g_str_equal (a[first], b[first]))
    first++;
  while (a_end > first && b_end > first && g_str_equal (a[a_end - 1], b[b_end - 1]))
    {
      a_end--;
      b_end--;
    }
  *our_part = join_lines (a, first, a_end);
  *their_part = join_lines (b, first, b_end);
}
