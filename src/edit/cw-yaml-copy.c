/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-copy"

#include "config.h"

#include <string.h>

#include "cw-yaml-copy.h"
#include "cw-yaml-layout.h"

/**
 * cw_replacement_new:
 * @from: a word, not empty
 * @to: what takes its place
 *
 * Returns: (transfer full): a replacement
 */
CwReplacement *
cw_replacement_new (const char *from,
                    const char *to)
{
  return cw_replacement_new_at (NULL, from, to);
}

/**
 * cw_replacement_new_at:
 * @key: (nullable): only in lines under this key; %NULL: anywhere
 * @from: a word, not empty
 * @to: what takes its place
 *
 * Returns: (transfer full): a replacement
 */
CwReplacement *
cw_replacement_new_at (const char *key,
                       const char *from,
                       const char *to)
{
  CwReplacement *self = NULL;

  g_return_val_if_fail (from != NULL && *from != '\0' && to != NULL, NULL);

  self = g_new0 (CwReplacement, 1);
  self->key = g_strdup (key);
  self->from = g_strdup (from);
  self->to = g_strdup (to);
  return self;
}

void
cw_replacement_free (CwReplacement *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->key);
  g_free (self->from);
  g_free (self->to);
  g_free (self);
}

/**
 * cw_replacement_read_key:
 * @line: a line of a file
 * @length: its length
 * @value: (out): where its value begins, in @line
 *
 * Returns: (transfer full) (nullable): what stands before `: ` or `=`, without dashes, blanks and quotes; %NULL where
 *   there is no such thing
 */
char *
cw_replacement_read_key (const char  *line,
                         gsize        length,
                         const char **value)
{
  const char *start = line, *end = line + length, *at;

  while (start < end && strchr (" \t-\"'", *start) != NULL)
    start++;
  for (at = start; at < end && *at != '#'; at++)
    if (*at == '=' || (*at == ':' && (at + 1 == end || at[1] == ' ')))
      break;
  if (at >= end || *at == '#' || at == start)
    return NULL;
  *value = at + 1;
  while (at > start && strchr (" \t\"'", at[-1]) != NULL)
    at--;
  return g_strndup (start, (gsize) (at - start));
}

static gboolean
is_under (const CwReplacement *self,
          const char          *data,
          gsize                size,
          gsize                at)
{
  const char *value = NULL, *feed = memchr (data + at, '\n', size - at);
  gsize start = at;
  g_autofree char *key = NULL;

  if (self->key == NULL)
    return TRUE;
  while (start > 0 && data[start - 1] != '\n')
    start--;
  key = cw_replacement_read_key (data + start, (feed != NULL ? (gsize) (feed - data) : size) - start, &value);
  return g_strcmp0 (key, self->key) == 0 && value <= data + at;
}

void
cw_replaced_free (CwReplaced *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->from);
  g_free (self->to);
  g_free (self);
}

/* The longest of the words that stands at @at as a whole: “base” does not stand in “database”. */
static const CwReplacement *
find_at (GPtrArray  *replacements,
         const char *data,
         gsize       size,
         gsize       at)
{
  const CwReplacement *best = NULL;

  for (guint i = 0; i < replacements->len; i++)
    {
      const CwReplacement *one = replacements->pdata[i];
      gsize length = strlen (one->from);

      if (length > size - at || memcmp (data + at, one->from, length) != 0
          || (best != NULL && strlen (best->from) >= length))
        continue;
      if (at > 0 && g_ascii_isalnum (data[at - 1]) && g_ascii_isalnum (*one->from))
        continue;
      if (at + length < size && g_ascii_isalnum (data[at + length]) && g_ascii_isalnum (one->from[length - 1]))
        continue;
      if (is_under (one, data, size, at))
        best = one;
    }
  return best;
}

static void
note_replaced (GPtrArray           *replaced,
               gsize                start,
               const CwReplacement *one)
{
  CwReplaced *note = g_new0 (CwReplaced, 1);

  note->start = start;
  note->length = strlen (one->to);
  note->from = g_strdup (one->from);
  note->to = g_strdup (one->to);
  g_ptr_array_add (replaced, note);
}

/**
 * cw_replacements_apply:
 * @replacements: (element-type CwReplacement): which words become which
 * @text: a text, of another site
 * @replaced: (element-type CwReplaced): where the replaced places are added
 *
 * Replaces whole words, the longest that fits first, of equally long ones the first in the list; what was replaced is
 * not looked at again. Letters and digits belong to a word, everything else parts words.
 *
 * Returns: (transfer full): the text of this site
 */
GBytes *
cw_replacements_apply (GPtrArray *replacements,
                       GBytes    *text,
                       GPtrArray *replaced)
{
  g_autoptr (GByteArray) result = NULL;
  const char *data = NULL;
  gsize size = 0;

  g_return_val_if_fail (replacements != NULL && text != NULL && replaced != NULL, NULL);

  data = g_bytes_get_data (text, &size);
  result = g_byte_array_sized_new ((guint) size + 64);
  for (gsize at = 0; at < size;)
    {
      const CwReplacement *one = find_at (replacements, data, size, at);

      if (one == NULL)
        {
          g_byte_array_append (result, (const guint8 *) data + at, 1);
          at++;
          continue;
        }
      if (strcmp (one->from, one->to) != 0)
        note_replaced (replaced, result->len, one);
      g_byte_array_append (result, (const guint8 *) one->to, (guint) strlen (one->to));
      at += strlen (one->from);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&result));
}

/**
 * cw_yaml_copy_entry:
 * @yaml: a tree
 * @node: one of its values, not the document
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Returns: (transfer full): the lines of @node with its key or dash and the comments that belong to it
 */
char *
cw_yaml_copy_entry (const CwYaml     *yaml,
                    const CwYamlNode *node,
                    GError          **error)
{
  CwYamlText text = cw_yaml_layout_text (yaml);
  CwYamlEntry entry = { 0 };

  g_return_val_if_fail (yaml != NULL && node != NULL && node->parent != NULL, NULL);

  if (node->parent->flow)
    {
      gsize head = cw_yaml_layout_head (text, node), end = cw_yaml_layout_value_end (text, node);

      return g_strdup_printf ("%s%.*s\n", node->key != NULL ? "" : "- ", (int) (end - head), text.data + head);
    }
  if (!cw_yaml_layout_entry (text, node, &entry, error))
    return NULL;
  return g_strdup_printf ("%*s%.*s%s", entry.shares ? (int) entry.column : 0, "", (int) (entry.end - entry.start),
                          text.data + entry.start, text.data[entry.end - 1] == '\n' ? "" : "\n");
}
