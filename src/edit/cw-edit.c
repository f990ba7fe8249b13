/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-edit"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-edit.h"
#include "cw-error.h"
#include "cw-lines.h"

/**
 * cw_edit_new:
 * @start: byte offset
 * @length: bytes to replace
 * @replacement: what comes there
 *
 * Returns: (transfer full): an edit
 */
CwEdit *
cw_edit_new (gsize       start,
             gsize       length,
             const char *replacement)
{
  CwEdit *self = NULL;

  g_return_val_if_fail (replacement != NULL, NULL);

  self = g_new0 (CwEdit, 1);
  self->start = start;
  self->length = length;
  self->replacement = g_bytes_new (replacement, strlen (replacement));
  return self;
}

void
cw_edit_free (CwEdit *self)
{
  g_return_if_fail (self != NULL);

  g_bytes_unref (self->replacement);
  g_free (self->before);
  g_free (self->after);
  g_free (self->path);
  g_free (self->key);
  g_free (self->value);
  g_free (self->rule);
  g_free (self->reason);
  g_free (self);
}

static int
compare_edits (gconstpointer a,
               gconstpointer b)
{
  const CwEdit *left = *(const CwEdit *const *) a, *right = *(const CwEdit *const *) b;

  if (left->start != right->start)
    return left->start < right->start ? -1 : 1;
  return left->length < right->length ? -1 : left->length > right->length;
}

/* Holds its own array, not the edits: the caller's order is not touched. */
static GPtrArray *
sort_edits (GPtrArray *edits)
{
  GPtrArray *sorted = g_ptr_array_copy (edits, NULL, NULL);

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_edits);
  return sorted;
}

static gboolean
is_nothing (const CwEdit *edit)
{
  return edit->length == 0 && g_bytes_get_size (edit->replacement) == 0;
}

static gboolean
check_edit (const CwEdit *edit,
            const CwEdit *previous,
            gsize         size,
            GError      **error)
{
  if (edit->start > size || edit->length > size - edit->start)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INTERNAL,
                   _ ("An edit at byte %zu reaches past the end of the text"), edit->start);
      return FALSE;
    }
  if (previous != NULL && (edit->start < previous->start + previous->length
                           || (edit->start == previous->start && !is_nothing (previous) && !is_nothing (edit))))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INTERNAL,
                   _ ("Two edits overlap at byte %zu"), edit->start);
      return FALSE;
    }
  return TRUE;
}

/**
 * cw_edits_apply:
 * @text: a text
 * @edits: (element-type CwEdit): edits in any order
 * @error: where to store a %CW_ERROR_INTERNAL: two edits overlap, or one lies outside the text
 *
 * Returns: (transfer full): @text with all edits made, every other byte the same
 */
GBytes *
cw_edits_apply (GBytes    *text,
                GPtrArray *edits,
                GError   **error)
{
  g_autoptr (GPtrArray) sorted = NULL;
  g_autoptr (GByteArray) result = NULL;
  const CwEdit *previous = NULL;
  const guint8 *data = NULL;
  gsize size = 0, position = 0;

  g_return_val_if_fail (text != NULL && edits != NULL, NULL);

  data = g_bytes_get_data (text, &size);
  data = data != NULL ? data : (const guint8 *) "";
  sorted = sort_edits (edits);
  result = g_byte_array_sized_new ((guint) size + 64);
  for (guint i = 0; i < sorted->len; i++)
    {
      const CwEdit *edit = sorted->pdata[i];
      gsize length = 0;
      const guint8 *bytes = g_bytes_get_data (edit->replacement, &length);

      if (!check_edit (edit, previous, size, error))
        return NULL;
      g_byte_array_append (result, data + position, (guint) (edit->start - position));
      g_byte_array_append (result, bytes, (guint) length);
      position = edit->start + edit->length;
      previous = edit;
    }
  if (position < size)
    g_byte_array_append (result, data + position, (guint) (size - position));
  return g_byte_array_free_to_bytes (g_steal_pointer (&result));
}

/* The line as it is once every edit that begins on it is made; an edit that spans lines is cut at the line's end. */
static char *
line_after (const CwLines *lines,
            const char    *data,
            guint          line,
            GPtrArray     *sorted)
{
  g_autoptr (GString) after = g_string_new (NULL);
  gsize length = 0, position = cw_lines_get_range (lines, line, &length), end = position + length;

  for (guint i = 0; i < sorted->len; i++)
    {
      const CwEdit *edit = sorted->pdata[i];
      gsize size = 0;
      const char *bytes = g_bytes_get_data (edit->replacement, &size);

      if (edit->line != line || edit->start < position)
        continue;
      g_string_append_len (after, data + position, (gssize) (edit->start - position));
      g_string_append_len (after, bytes, (gssize) size);
      position = MIN (edit->start + edit->length, end);
    }
  g_string_append_len (after, data + position, (gssize) (end - position));
  while (after->len > 0 && strchr ("\r\n", after->str[after->len - 1]) != NULL)
    g_string_truncate (after, after->len - 1);
  return g_utf8_make_valid (after->str, (gssize) after->len);
}

/**
 * cw_edits_describe:
 * @text: the text before the edits
 * @edits: (element-type CwEdit): edits that lie inside @text and don't overlap
 *
 * Fills in the line of each edit and that line's text before and after.
 */
void
cw_edits_describe (GBytes    *text,
                   GPtrArray *edits)
{
  g_autoptr (GPtrArray) sorted = NULL;
  g_autoptr (CwLines) lines = NULL;
  const char *data = NULL;
  gsize size = 0;

  g_return_if_fail (text != NULL && edits != NULL);

  data = g_bytes_get_data (text, &size);
  data = data != NULL ? data : "";
  lines = cw_lines_new (data, size);
  sorted = sort_edits (edits);
  for (guint i = 0; i < sorted->len; i++)
    {
      CwEdit *edit = sorted->pdata[i];

      edit->line = cw_lines_find (lines, edit->start);
    }
  for (guint i = 0; i < sorted->len; i++)
    {
      CwEdit *edit = sorted->pdata[i];

      g_free (edit->before);
      g_free (edit->after);
      edit->before = cw_lines_dup_text (lines, edit->line, data);
      edit->after = line_after (lines, data, edit->line, sorted);
    }
}
