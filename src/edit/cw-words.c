/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-words"

#include "config.h"

#include <string.h>

#include "cw-words.h"

/* Beyond this many pairs of words the whole stretch between the equal ends counts as changed. */
#define MAX_PAIRS 40000

/* A run of letters and digits, or one other byte (with what continues it in UTF-8). */
static GArray *
split_words (const char *line)
{
  GArray *words = g_array_new (FALSE, FALSE, sizeof (CwWordRange));
  gsize at = 0, length = strlen (line);

  while (at < length)
    {
      CwWordRange word = { at, 1 };

      if (g_ascii_isalnum (line[at]))
        while (g_ascii_isalnum (line[at + word.length]))
          word.length++;
      else
        while (((guchar) line[at + word.length] & 0xc0) == 0x80)
          word.length++;
      g_array_append_val (words, word);
      at += word.length;
    }
  return words;
}

static gboolean
same_word (const char *before,
           GArray     *old,
           guint       i,
           const char *after,
           GArray     *new,
           guint       j)
{
  const CwWordRange *a = &g_array_index (old, CwWordRange, i), *b = &g_array_index (new, CwWordRange, j);

  return a->length == b->length && memcmp (before + a->start, after + b->start, a->length) == 0;
}

static void
mark_word (GArray *ranges,
           GArray *words,
           guint   index)
{
  CwWordRange word = g_array_index (words, CwWordRange, index);
  CwWordRange *last = ranges->len > 0 ? &g_array_index (ranges, CwWordRange, ranges->len - 1) : NULL;

  if (last != NULL && last->start + last->length == word.start)
    last->length += word.length;
  else
    g_array_append_val (ranges, word);
}

/* common[i][j], a row as long as @m + 1: the longest common sequence of what is left from word i and from word j on.
 * %NULL where that would take too long. */
static guint *
make_table (const char *before,
            GArray     *old,
            const char *after,
            GArray     *new,
            guint       head,
            guint       n,
            guint       m)
{
  guint *common = NULL;

  if ((gsize) n * m > MAX_PAIRS)
    return NULL;
  common = g_new0 (guint, (gsize) (n + 1) * (m + 1));
  for (guint i = n; i > 0; i--)
    for (guint j = m; j > 0; j--)
      {
        guint *cell = &common[(i - 1) * (m + 1) + j - 1];

        if (same_word (before, old, head + i - 1, after, new, head + j - 1))
          *cell = common[i * (m + 1) + j] + 1;
        else
          *cell = MAX (common[i * (m + 1) + j - 1], common[(i - 1) * (m + 1) + j]);
      }
  return common;
}

/**
 * cw_words_compare:
 * @before: a line
 * @after: the same line after a change
 * @removed: (out) (transfer full) (element-type CwWordRange): the stretches of @before that @after lacks
 * @added: (out) (transfer full) (element-type CwWordRange): the stretches of @after that @before lacks
 *
 * Compares two lines word by word, so that a view can point at what changed.
 */
void
cw_words_compare (const char *before,
                  const char *after,
                  GArray    **removed,
                  GArray    **added)
{
  g_autoptr (GArray) old = NULL, new = NULL;
  g_autofree guint *common = NULL;
  guint head = 0, n = 0, m = 0, i = 0, j = 0;

  g_return_if_fail (before != NULL && after != NULL && removed != NULL && added != NULL);

  old = split_words (before);
  new = split_words (after);
  *removed = g_array_new (FALSE, FALSE, sizeof (CwWordRange));
  *added = g_array_new (FALSE, FALSE, sizeof (CwWordRange));
  while (head < old->len && head < new->len && same_word (before, old, head, after, new, head))
    head++;
  n = old->len - head;
  m = new->len - head;
  while (n > 0 && m > 0 && same_word (before, old, head + n - 1, after, new, head + m - 1))
    {
      n--;
      m--;
    }
  common = make_table (before, old, after, new, head, n, m);
  while (i < n || j < m)
    {
      if (common != NULL && i < n && j < m && same_word (before, old, head + i, after, new, head + j))
        {
          i++;
          j++;
        }
      else if (j >= m || (i < n && (common == NULL || common[(i + 1) * (m + 1) + j] >= common[i * (m + 1) + j + 1])))
        mark_word (*removed, old, head + i++);
      else
        mark_word (*added, new, head + j++);
    }
}
