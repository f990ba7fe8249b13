/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-narrow"

#include "config.h"

#include "cw-narrow.h"

/* Of a long text so many lines are shown from where it begins to differ. */
#define MAX_LINES 3

/* More places than that are told as one, and so is what lies between lines too many to be compared with each other. */
#define MAX_PLACES 12
#define MAX_CELLS  4000000

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

/* Where @a from @i and @b from @j have the most lines in common: how many those are. */
static guint *
count_common (char **a,
              guint  n_a,
              char **b,
              guint  n_b)
{
  guint *common = g_new0 (guint, (gsize) (n_a + 1) * (n_b + 1));

  for (guint i = n_a; i > 0; i--)
    for (guint j = n_b; j > 0; j--)
      {
        gsize at = (gsize) (i - 1) * (n_b + 1) + j - 1;

        if (g_str_equal (a[i - 1], b[j - 1]))
          common[at] = common[at + n_b + 2] + 1;
        else
          common[at] = MAX (common[at + n_b + 1], common[at + 1]);
      }
  return common;
}

typedef struct {
  guint a, a_end, b, b_end;
} Place;

/* The places at which the two differ, between lines that both have. */
static GArray *
list_places (char **a,
             guint  n_a,
             char **b,
             guint  n_b)
{
  g_autofree guint *common = count_common (a, n_a, b, n_b);
  GArray *places = g_array_new (FALSE, FALSE, sizeof (Place));
  Place place = { 0, 0, 0, 0 };
  guint i = 0, j = 0;

  while (i < n_a || j < n_b)
    {
      gsize at = (gsize) i * (n_b + 1) + j;

      if (i < n_a && j < n_b && g_str_equal (a[i], b[j]))
        {
          if (place.a_end > place.a || place.b_end > place.b)
            g_array_append_val (places, place);
          i++;
          j++;
          place = (Place) { i, i, j, j };
        }
      else if (j >= n_b || (i < n_a && common[at + n_b + 1] >= common[at + 1]))
        place.a_end = ++i;
      else
        place.b_end = ++j;
    }
  if (place.a_end > place.a || place.b_end > place.b)
    g_array_append_val (places, place);
  return places;
}

/**
 * cw_narrow_each:
 * @ours: a text
 * @theirs: another one
 * @func: (scope call): is told each place
 * @data: passed to @func
 *
 * Tells the places at which two texts differ, one by one, so that none is lost behind the first.
 */
void
cw_narrow_each (const char  *ours,
                const char  *theirs,
                CwNarrowFunc func,
                gpointer     data)
{
  g_auto (GStrv) a = g_strsplit (ours, "\n", -1), b = g_strsplit (theirs, "\n", -1);
  guint n_a = g_strv_length (a), n_b = g_strv_length (b);
  g_autoptr (GArray) places = NULL;
  g_autofree char *our_part = NULL, *their_part = NULL;

  if ((guint64) (n_a + 1) * (n_b + 1) <= MAX_CELLS)
    places = list_places (a, n_a, b, n_b);
  for (guint i = 0; places != NULL && places->len <= MAX_PLACES && i < places->len; i++)
    {
      const Place *place = &g_array_index (places, Place, i);
      g_autofree char *our_lines = join_lines (a, place->a, place->a_end);
      g_autofree char *their_lines = join_lines (b, place->b, place->b_end);

      func (our_lines, their_lines, data);
    }
  if (places != NULL && places->len <= MAX_PLACES)
    return;
  cw_narrow_lines (ours, theirs, &our_part, &their_part);
  func (our_part, their_part, data);
}
