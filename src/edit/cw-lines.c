/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-lines"

#include "config.h"

#include <string.h>

#include "cw-lines.h"

struct _CwLines
{
  GArray *starts; /* (owned) (element-type gsize): the first is always 0 */
  gsize   length;
};

/**
 * cw_lines_new:
 * @text: a text; not kept
 * @length: its bytes
 *
 * Returns: (transfer full): where its lines begin
 */
CwLines *
cw_lines_new (const char *text,
              gsize       length)
{
  CwLines *self = NULL;
  gsize start = 0;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  self = g_new0 (CwLines, 1);
  self->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->length = length;
  g_array_append_val (self->starts, start);
  while (start < length)
    {
      const char *feed = memchr (text + start, '\n', length - start);

      if (feed == NULL)
        break;
      start = (gsize) (feed - text) + 1;
      if (start < length)
        g_array_append_val (self->starts, start);
    }
  return self;
}

void
cw_lines_free (CwLines *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->starts);
  g_free (self);
}

/**
 * cw_lines_get_number:
 * @self: lines
 *
 * Returns: how many lines there are; an empty text has one
 */
guint
cw_lines_get_number (const CwLines *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->starts->len;
}

/**
 * cw_lines_find:
 * @self: lines
 * @offset: a byte offset into the text
 *
 * Returns: the line that @offset is on, counted from 1
 */
guint
cw_lines_find (const CwLines *self,
               gsize          offset)
{
  guint low = 0, high = 0;

  g_return_val_if_fail (self != NULL, 1);

  high = self->starts->len;
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->starts, gsize, middle) <= offset)
        low = middle;
      else
        high = middle;
    }
  return low + 1;
}

/**
 * cw_lines_get_range:
 * @self: lines
 * @line: a line, counted from 1
 * @length: (out): its bytes, with its line end
 *
 * Returns: the byte offset at which @line begins
 */
gsize
cw_lines_get_range (const CwLines *self,
                    guint          line,
                    gsize         *length)
{
  gsize start = 0, end = 0;

  g_return_val_if_fail (self != NULL && length != NULL, 0);
  g_return_val_if_fail (line > 0 && line <= self->starts->len, 0);

  start = g_array_index (self->starts, gsize, line - 1);
  end = line < self->starts->len ? g_array_index (self->starts, gsize, line) : self->length;
  *length = end - start;
  return start;
}

/**
 * cw_lines_dup_text:
 * @self: lines
 * @line: a line, counted from 1
 * @text: the text that @self was made of
 *
 * Returns: (transfer full): the line without its line end (LF or CRLF), as valid UTF-8
 */
char *
cw_lines_dup_text (const CwLines *self,
                   guint          line,
                   const char    *text)
{
  gsize length = 0, start = 0;

  g_return_val_if_fail (self != NULL && text != NULL, NULL);

  start = cw_lines_get_range (self, line, &length);
  if (length > 0 && text[start + length - 1] == '\n')
    length--;
  if (length > 0 && text[start + length - 1] == '\r')
    length--;
  return g_utf8_make_valid (text + start, (gssize) length);
}
