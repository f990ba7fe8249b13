/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

#include "config.h"

#include <string.h>

#include "cw-git-private.h"

/*
 * Lines of one file from three sides, as git merges them; where two sides part, a person isn't asked: it is said which
 * one counts there, and what the other one only added stays all the same, unless both added the same key.
 */

/* Long enough that no file has such a line. */
#define MARKER_SIZE 211

typedef git_merge_file_result MergeResult;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MergeResult, git_merge_file_result_free)

/* One place at which two sides part; each line with its end. */
typedef struct {
  GPtrArray *ours;
  GPtrArray *base;
  GPtrArray *theirs;
} Place;

static void
place_clear (Place *self)
{
  g_clear_pointer (&self->ours, g_ptr_array_unref);
  g_clear_pointer (&self->base, g_ptr_array_unref);
  g_clear_pointer (&self->theirs, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static void
append (GString         *text,
        const GPtrArray *lines,
        guint            first,
        guint            end)
{
  for (guint i = first; i < end; i++)
    {
      if (text->len > 0 && text->str[text->len - 1] != '\n')
        g_string_append_c (text, '\n');
      g_string_append (text, lines->pdata[i]);
    }
}

static gboolean
holds_at (const GPtrArray *lines,
          guint            at,
          const GPtrArray *part)
{
  for (guint i = 0; i < part->len; i++)
    if (at + i >= lines->len || !g_str_equal (lines->pdata[at + i], part->pdata[i]))
      return FALSE;
  return TRUE;
}

static gboolean
holds (const GPtrArray *lines,
       const GPtrArray *part)
{
  for (guint at = 0; at + part->len <= lines->len; at++)
    if (part->len > 0 && holds_at (lines, at, part))
      return TRUE;
  return FALSE;
}

static gboolean
is_item (const char *line)
{
  return g_str_has_prefix (line + strspn (line, " "), "- ");
}

/* The key that a line gives a value to, with what stands in front of it: “  level:”, “export EXTRA=”; 0 for none. Of a
 * list any number of items begin alike, so that one of them is only told by all of its first line. */
static gsize
measure_key (const char *line)
{
  gsize blank = strspn (line, " "), word = strcspn (line + blank, ":=#\n");

  if (word == 0 || (line[blank + word] != ':' && line[blank + word] != '='))
    return 0;
  return is_item (line) ? strcspn (line, "\n") : blank + word + 1;
}

/* Whether a line stands in an item that begins among @lines: its keys are that item's own. */
static gboolean
is_in_item (const GPtrArray *lines,
            guint            at)
{
  gsize margin = strspn (lines->pdata[at], " ");

  while (at > 0 && margin > 0)
    {
      const char *line = lines->pdata[--at];
      gsize blank = strspn (line, " ");

      if (line[blank] == '\n' || line[blank] == '\0' || blank >= margin)
        continue;
      if (is_item (line))
        return TRUE;
      margin = blank;
    }
  return FALSE;
}

static gboolean
has_key (const GPtrArray *lines,
         const char      *line,
         gsize            length)
{
  for (guint i = 0; i < lines->len; i++)
    if (measure_key (lines->pdata[i]) == length && strncmp (lines->pdata[i], line, length) == 0
        && !is_in_item (lines, i))
      return TRUE;
  return FALSE;
}

/* Whether one line of each gives a value to the same key: put one after the other, the second would count, or the file
 * be none any more. */
static gboolean
share_key (const GPtrArray *ours,
           const GPtrArray *theirs)
{
  for (guint i = 0; i < ours->len; i++)
    {
      gsize length = measure_key (ours->pdata[i]);

      if (length > 0 && !is_in_item (ours, i) && has_key (theirs, ours->pdata[i], length))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_line (const GPtrArray *lines,
          const char      *line)
{
  return g_ptr_array_find_with_equal_func ((GPtrArray *) lines, line, g_str_equal, NULL);
}

/* Whether theirs has lines of ours, and beside them some that nobody else knows: those would be lost. */
static gboolean
adds_beside (const Place *place)
{
  gboolean shares = FALSE, adds = FALSE;

  for (guint i = 0; i < place->theirs->len; i++)
    {
      const char *line = place->theirs->pdata[i];

      shares |= has_line (place->ours, line);
      adds |= !has_line (place->ours, line) && !has_line (place->base, line);
    }
  return shares && adds;
}

/* Ours counts; what they put around the lines that we change, and left as they were, is no part of the quarrel. */
static gboolean
settle (GString     *text,
        const Place *place)
{
  guint at = 0, end = place->base->len;

  while (at + end <= place->theirs->len && !holds_at (place->theirs, at, place->base))
    at++;
  if (holds (place->theirs, place->ours))
    {
      append (text, place->theirs, 0, place->theirs->len);
      return TRUE;
    }
  if (end == 0 && share_key (place->ours, place->theirs))
    return FALSE;
  if (end == 0)
    at = place->theirs->len;
  else if (at + end > place->theirs->len)
    {
      if (adds_beside (place))
        return FALSE;
      append (text, place->ours, 0, place->ours->len);
      return TRUE;
    }
  append (text, place->theirs, 0, at);
  append (text, place->ours, 0, place->ours->len);
  append (text, place->theirs, at + end, place->theirs->len);
  return TRUE;
}

static gboolean
is_marker (const char *line,
           char        sign)
{
  return line[0] == sign && strspn (line, (char[]) { sign, '\0' }) == MARKER_SIZE;
}

/* The lines of a text, each with its end. */
static GPtrArray *
split (const char *text,
       gsize       length)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (const char *p = text, *end = text + length; p < end;)
    {
      const char *next = memchr (p, '\n', (gsize) (end - p));
      gsize size = next != NULL ? (gsize) (next - p) + 1 : (gsize) (end - p);

      g_ptr_array_add (lines, g_strndup (p, size));
      p += size;
    }
  return lines;
}

static GBytes *
settle_all (const MergeResult *merged)
{
  g_autoptr (GPtrArray) lines = split (merged->ptr, merged->len);
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (Place) place = { g_ptr_array_new (), g_ptr_array_new (), g_ptr_array_new () };
  GPtrArray *side = NULL;

  for (guint i = 0; i < lines->len; i++)
    {
      const char *line = lines->pdata[i];

      if (is_marker (line, '<'))
        side = place.ours;
      else if (side != NULL && is_marker (line, '|'))
        side = place.base;
      else if (side != NULL && is_marker (line, '='))
        side = place.theirs;
      else if (side != NULL && is_marker (line, '>'))
        {
          if (!settle (text, &place))
            return NULL;
          g_ptr_array_set_size (place.ours, 0);
          g_ptr_array_set_size (place.base, 0);
          g_ptr_array_set_size (place.theirs, 0);
          side = NULL;
        }
      else if (side != NULL)
        g_ptr_array_add (side, (gpointer) line);
      else
        append (text, lines, i, i + 1);
    }
  return g_string_free_to_bytes (g_steal_pointer (&text));
}

/* How often each key stands at the left margin. */
static GHashTable *
count_keys (GBytes *bytes)
{
  GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autoptr (GPtrArray) lines = split (data != NULL ? data : "", size);

  for (guint i = 0; i < lines->len; i++)
    {
      const char *line = lines->pdata[i];
      gsize length = *line != ' ' ? measure_key (line) : 0;
      g_autofree char *key = g_strndup (line, length);
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, key));

      if (length > 0)
        g_hash_table_replace (counts, g_steal_pointer (&key), GUINT_TO_POINTER (count + 1));
    }
  return counts;
}

/* Whether a key at the left margin stands there more often than on either side: both brought it, each at a place of its
 * own, where git sees no quarrel. */
static gboolean
repeats_key (GBytes *merged,
             GBytes *ours,
             GBytes *theirs)
{
  g_autoptr (GHashTable) all = count_keys (merged), one = count_keys (ours), other = count_keys (theirs);
  GHashTableIter iter;
  gpointer key, count;

  g_hash_table_iter_init (&iter, all);
  while (g_hash_table_iter_next (&iter, &key, &count))
    if (GPOINTER_TO_UINT (count) > GPOINTER_TO_UINT (g_hash_table_lookup (one, key))
        && GPOINTER_TO_UINT (count) > GPOINTER_TO_UINT (g_hash_table_lookup (other, key)))
      return TRUE;
  return FALSE;
}

static git_merge_file_input
make_input (GBytes *bytes)
{
  git_merge_file_input input = GIT_MERGE_FILE_INPUT_INIT;
  gsize size;

  input.ptr = g_bytes_get_data (bytes, &size);
  input.size = size;
  if (input.ptr == NULL)
    input.ptr = "";
  return input;
}

/*
 * cw_git_lines_merge:
 * @base: what both sides began with
 * @ours: what counts where the two part
 * @theirs: the other side
 *
 * Returns: (transfer full) (nullable): @ours with what @theirs has changed elsewhere; %NULL where they can't be merged,
 *   or both bring the same key
 */
GBytes *
cw_git_lines_merge (GBytes *base,
                    GBytes *ours,
                    GBytes *theirs)
{
  GBytes *const sides[] = { base, ours, theirs };
  git_merge_file_input inputs[] = { make_input (base), make_input (ours), make_input (theirs) };
  git_merge_file_options options = GIT_MERGE_FILE_OPTIONS_INIT;
  g_auto (MergeResult) merged = { 0 };
  g_autoptr (GBytes) whole = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (inputs[i].size > 0 && memchr (inputs[i].ptr, '\0', inputs[i].size) != NULL)
      return NULL;
  options.flags = GIT_MERGE_FILE_STYLE_DIFF3;
  options.marker_size = MARKER_SIZE;
  if (git_merge_file (&merged, &inputs[0], &inputs[1], &inputs[2], &options) < 0)
    return NULL;
  whole = merged.automergeable ? g_bytes_new (merged.ptr, merged.len) : settle_all (&merged);
  return whole != NULL && !repeats_key (whole, ours, theirs) ? g_steal_pointer (&whole) : NULL;
}
