/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-line-pieces"

#include "config.h"

#include <string.h>

#include "cw-line-pieces.h"

/* Where several values stand in one line: a mapping or a list in brackets, and the variables of a shell's command. */

static void
piece_free (gpointer data)
{
  CwLinePiece *self = data;

  g_free (self->key);
  g_free (self->value);
  g_free (self);
}

/**
 * cw_line_skip_properties:
 * @text: a value in YAML
 *
 * Returns: where the value begins behind an anchor (`&a`) and a tag (`!!str`)
 */
const char *
cw_line_skip_properties (const char *text)
{
  while (*text == '!' || (*text == '&' && text[1] != '&'))
    {
      const char *blank = strpbrk (text, " \t");

      if (blank == NULL)
        return text;
      text = blank + strspn (blank, " \t");
    }
  return text;
}

static char *
strip (const char *text,
       gsize       length)
{
  g_autofree char *copy = g_strstrip (g_strndup (text, length));
  const char *start = cw_line_skip_properties (copy);
  char *value = NULL;

  start += strspn (start, "\"' \t");
  value = g_strdup (start);
  for (gsize end = strlen (value); end > 0 && strchr (" \t\r\"'", value[end - 1]) != NULL; end--)
    value[end - 1] = '\0';
  return value;
}

/* Takes ownership of both. */
static void
take_piece (GPtrArray *pieces,
            char      *key,
            char      *value)
{
  CwLinePiece *piece = g_new0 (CwLinePiece, 1);

  piece->key = key;
  piece->value = value;
  g_ptr_array_add (pieces, piece);
}

/* `key: value`, or a value alone. */
static void
add_flow_piece (GPtrArray  *pieces,
                const char *text,
                gsize       length)
{
  const char *colon = g_strstr_len (text, (gssize) length, ": ");
  gsize before = colon != NULL ? (gsize) (colon + 1 - text) : 0;

  take_piece (pieces, strip (text, before > 0 ? before - 1 : 0), strip (text + before, length - before));
}

/* What stands between the brackets of a mapping or a list; one that began in a line above ends here. */
static void
add_flow (GPtrArray  *pieces,
          const char *text)
{
  const char *start = text;
  int depth = 0;

  for (const char *p = text; *p != '\0'; p++)
    depth += *p == '}' || *p == ']' ? 1 : *p == '{' || *p == '[' ? -1 : 0;
  depth = MAX (depth, 0);
  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_str_has_prefix (p, "${"))
        {
          p += strcspn (p, "}");
          if (*p == '\0')
            return;
          continue;
        }
      if (strchr ("{}[],", *p) == NULL)
        continue;
      if (depth > 0 && p > start)
        add_flow_piece (pieces, start, (gsize) (p - start));
      depth += *p == '{' || *p == '[' ? 1 : *p == ',' ? 0 : -1;
      start = p + 1;
    }
}

static gboolean
is_variable (const char *text,
             gsize       length)
{
  if (length == 0 || g_ascii_isdigit (*text))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '_')
      return FALSE;
  return TRUE;
}

/* `NAME=value`, before a command or exported. */
static void
add_variables (GPtrArray  *pieces,
               const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r;&|()", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *word = words[i] + strspn (words[i], "\"'");
      const char *sign = strchr (word, '=');

      if (sign != NULL && is_variable (word, (gsize) (sign - word)))
        take_piece (pieces, g_strndup (word, (gsize) (sign - word)), strip (sign + 1, strlen (sign + 1)));
    }
}

/**
 * cw_line_list_pieces:
 * @text: a line without its comment
 *
 * Returns: (transfer full) (element-type CwLinePiece): the values that stand in brackets, and those of variables
 */
GPtrArray *
cw_line_list_pieces (const char *text)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func (piece_free);

  g_return_val_if_fail (text != NULL, pieces);

  if (strpbrk (text, "{}[]") != NULL)
    add_flow (pieces, text);
  if (strchr (text, '=') != NULL)
    add_variables (pieces, text);
  return pieces;
}
