/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-json"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json-read.h"

/*
 * A reader of RFC 8259, strict, that makes json-glib's nodes: its own parser recurses as deep as a text asks it to,
 * keeps the last of two equal keys without a word, and lets comments, trailing commas, wrapped integers and cut strings
 * through. The recursion here is bounded by max_depth.
 */
typedef struct {
  const char *start;
  const char *at;
  const char *end;
  guint depth;
  guint max_depth;
  GString *text; /* what the last string means */
  GError **error;
} Scanner;

static JsonNode *scan_value (Scanner *scanner);

G_GNUC_PRINTF (3, 4)
static gboolean
refuse (Scanner    *scanner,
        const char *where,
        const char *format,
        ...)
{
  g_autofree char *message = NULL;
  const char *line_start = scanner->start;
  guint line = 1;
  glong column;
  va_list arguments;

  for (const char *p = scanner->start; p < where; p++)
    if (*p == '\n')
      {
        line++;
        line_start = p + 1;
      }
  column = g_utf8_strlen (line_start, where - line_start) + 1;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (scanner->error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("Line %u, column %ld: %s"), line, column, message);
  return FALSE;
}

static gboolean
refuse_here (Scanner    *scanner,
             const char *expected)
{
  g_autofree char *found = NULL;
  gunichar c;

  if (scanner->at >= scanner->end)
    return refuse (scanner, scanner->end, _ ("the text ends where %s is expected"), expected);

  c = g_utf8_get_char (scanner->at);
  found = g_unichar_isgraph (c) ? g_strdup_printf ("“%.*s”", (int) g_unichar_to_utf8 (c, NULL), scanner->at)
                                : g_strdup_printf ("U+%04X", c);
  return refuse (scanner, scanner->at, _ ("%s stands where %s is expected"), found, expected);
}

static void
skip_blanks (Scanner *scanner)
{
  while (scanner->at < scanner->end && strchr (" \t\r\n", *scanner->at) != NULL && *scanner->at != '\0')
    scanner->at++;
}

static gboolean
take (Scanner *scanner,
      char     wanted)
{
  if (scanner->at >= scanner->end || *scanner->at != wanted)
    return FALSE;
  scanner->at++;
  return TRUE;
}

static gboolean
scan_hex (Scanner  *scanner,
          gunichar *code)
{
  gunichar value = 0;

  for (int i = 0; i < 4; i++)
    {
      if (scanner->at >= scanner->end || !g_ascii_isxdigit (*scanner->at))
        return refuse_here (scanner, _ ("a hexadecimal digit"));
      value = value * 16 + (gunichar) g_ascii_xdigit_value (*scanner->at);
      scanner->at++;
    }
  *code = value;
  return TRUE;
}

/* After `\u`. A NUL would cut the C string that it ends up in; half a surrogate pair is no character. */
static gboolean
scan_unicode_escape (Scanner *scanner)
{
  const char *where = scanner->at - 2;
  gunichar code = 0, low = 0;

  if (!scan_hex (scanner, &code))
    return FALSE;
  if (code == 0)
    return refuse (scanner, where, _ ("the character NUL can’t be part of a text"));
  if (code >= 0xD800 && code <= 0xDBFF)
    {
      if (!take (scanner, '\\') || !take (scanner, 'u'))
        return refuse (scanner, where, _ ("half a surrogate pair"));
      if (!scan_hex (scanner, &low))
        return FALSE;
      if (low < 0xDC00 || low > 0xDFFF)
        return refuse (scanner, where, _ ("half a surrogate pair"));
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
  else if (code >= 0xDC00 && code <= 0xDFFF)
    return refuse (scanner, where, _ ("half a surrogate pair"));

  g_string_append_unichar (scanner->text, code);
  return TRUE;
}

static gboolean
scan_escape (Scanner *scanner)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *found;

  if (take (scanner, 'u'))
    return scan_unicode_escape (scanner);
  if (scanner->at >= scanner->end || *scanner->at == '\0' || (found = strchr (letters, *scanner->at)) == NULL)
    return refuse_here (scanner, _ ("one of \" \\ / b f n r t u after a backslash"));
  g_string_append_c (scanner->text, meanings[found - letters]);
  scanner->at++;
  return TRUE;
}

/* What means itself. */
static void
scan_plain (Scanner *scanner)
{
  const char *first = scanner->at;

  while (scanner->at < scanner->end && (guchar) *scanner->at >= 0x20 && *scanner->at != '"' && *scanner->at != '\\')
    scanner->at++;
  g_string_append_len (scanner->text, first, scanner->at - first);
}

/* At the opening quote; the scanner's text is what is meant. */
static gboolean
scan_string (Scanner *scanner)
{
  const char *opening = scanner->at;

  g_string_truncate (scanner->text, 0);
  scanner->at++;
  for (scan_plain (scanner); scanner->at < scanner->end; scan_plain (scanner))
    {
      guchar c = (guchar) *scanner->at;

      if (c < 0x20)
        return refuse (scanner, scanner->at, _ ("the control character U+%04X must be escaped inside a text"), c);
      scanner->at++;
      if (c == '"')
        return TRUE;
      if (!scan_escape (scanner))
        return FALSE;
    }
  return refuse (scanner, opening, _ ("a text begins here and has no closing quote"));
}

static gsize
skip_digits (Scanner *scanner)
{
  const char *first = scanner->at;

  while (scanner->at < scanner->end && g_ascii_isdigit (*scanner->at))
    scanner->at++;
  return (gsize) (scanner->at - first);
}

static gboolean
scan_number_syntax (Scanner  *scanner,
                    gboolean *whole)
{
  *whole = TRUE;
  take (scanner, '-');
  if (!take (scanner, '0') && skip_digits (scanner) == 0)
    return refuse_here (scanner, _ ("a digit"));
  if (take (scanner, '.'))
    {
      *whole = FALSE;
      if (skip_digits (scanner) == 0)
        return refuse_here (scanner, _ ("a digit"));
    }
  if (take (scanner, 'e') || take (scanner, 'E'))
    {
      *whole = FALSE;
      if (!take (scanner, '+'))
        take (scanner, '-');
      if (skip_digits (scanner) == 0)
        return refuse_here (scanner, _ ("a digit"));
    }
  return TRUE;
}

static JsonNode *
scan_number (Scanner *scanner)
{
  const char *first = scanner->at;
  g_autofree char *digits = NULL;
  gboolean whole, fits;
  double broken = 0;
  gint64 value = 0;

  if (!scan_number_syntax (scanner, &whole))
    return NULL;

  digits = g_strndup (first, (gsize) (scanner->at - first));
  if (whole)
    fits = g_ascii_string_to_signed (digits, 10, G_MININT64, G_MAXINT64, &value, NULL);
  else
    fits = isfinite (broken = g_ascii_strtod (digits, NULL));
  if (!fits)
    {
      refuse (scanner, first, _ ("the number is too large"));
      return NULL;
    }
  return whole ? json_node_init_int (json_node_alloc (), value) : json_node_init_double (json_node_alloc (), broken);
}

static gboolean
scan_word (Scanner    *scanner,
           const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (scanner->end - scanner->at) < length || memcmp (scanner->at, word, length) != 0)
    return refuse_here (scanner, _ ("a value"));
  scanner->at += length;
  return TRUE;
}

static gboolean
scan_member (Scanner    *scanner,
             JsonObject *object)
{
  g_autofree char *key = NULL;
  const char *where = scanner->at;
  JsonNode *value;

  if (scanner->at >= scanner->end || *scanner->at != '"')
    return refuse_here (scanner, _ ("a key in double quotes"));
  if (!scan_string (scanner))
    return FALSE;
  if (json_object_has_member (object, scanner->text->str))
    return refuse (scanner, where, _ ("the key “%s” is there twice"), scanner->text->str);
  key = g_strdup (scanner->text->str);

  skip_blanks (scanner);
  if (!take (scanner, ':'))
    return refuse_here (scanner, _ ("a colon"));
  value = scan_value (scanner);
  if (value == NULL)
    return FALSE;
  json_object_set_member (object, key, value);
  return TRUE;
}

static gboolean
scan_object (Scanner    *scanner,
             JsonObject *object)
{
  skip_blanks (scanner);
  if (take (scanner, '}'))
    return TRUE;
  do
    {
      skip_blanks (scanner);
      if (!scan_member (scanner, object))
        return FALSE;
      skip_blanks (scanner);
    }
  while (take (scanner, ','));
  return take (scanner, '}') || refuse_here (scanner, _ ("a comma or “}”"));
}

static gboolean
scan_array (Scanner   *scanner,
            JsonArray *array)
{
  skip_blanks (scanner);
  if (take (scanner, ']'))
    return TRUE;
  do
    {
      JsonNode *value = scan_value (scanner);

      if (value == NULL)
        return FALSE;
      json_array_add_element (array, value);
      skip_blanks (scanner);
    }
  while (take (scanner, ','));
  return take (scanner, ']') || refuse_here (scanner, _ ("a comma or “]”"));
}

static JsonNode *
scan_nested (Scanner *scanner)
{
  g_autoptr (JsonNode) node = NULL;
  gboolean good;

  if (scanner->depth >= scanner->max_depth)
    {
      refuse (scanner, scanner->at, _ ("nested deeper than %u levels"), scanner->max_depth);
      return NULL;
    }
  scanner->depth++;
  if (*scanner->at++ == '{')
    {
      node = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (node, json_object_new ());
      good = scan_object (scanner, json_node_get_object (node));
    }
  else
    {
      node = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (node, json_array_new ());
      good = scan_array (scanner, json_node_get_array (node));
    }
  scanner->depth--;
  return good ? g_steal_pointer (&node) : NULL;
}

static JsonNode *
scan_value (Scanner *scanner)
{
  skip_blanks (scanner);
  switch (scanner->at < scanner->end ? *scanner->at : '\0')
    {
    case '{':
    case '[':
      return scan_nested (scanner);
    case '"':
      return scan_string (scanner) ? json_node_init_string (json_node_alloc (), scanner->text->str) : NULL;
    case 't':
      return scan_word (scanner, "true") ? json_node_init_boolean (json_node_alloc (), TRUE) : NULL;
    case 'f':
      return scan_word (scanner, "false") ? json_node_init_boolean (json_node_alloc (), FALSE) : NULL;
    case 'n':
      return scan_word (scanner, "null") ? json_node_init_null (json_node_alloc ()) : NULL;
    default:
      if (scanner->at < scanner->end && (*scanner->at == '-' || g_ascii_isdigit (*scanner->at)))
        return scan_number (scanner);
      refuse_here (scanner, _ ("a value"));
      return NULL;
    }
}

/**
 * cw_json_read:
 * @text: valid UTF-8
 * @length: its bytes
 * @max_depth: how deep arrays and objects may be nested
 * @error: where to store a %CW_ERROR_INVALID_DATA that names line and column (in characters, from 1)
 *
 * Returns: (transfer full) (nullable): what @text says, where it is strict JSON (RFC 8259) without duplicate keys whose
 *   numbers and texts fit in ours
 */
JsonNode *
cw_json_read (const char *text,
              gsize       length,
              guint       max_depth,
              GError    **error)
{
  g_autoptr (GString) string = g_string_new (NULL);
  Scanner scanner = {
    .start = text, .at = text, .end = text + length, .max_depth = max_depth, .text = string, .error = error,
  };
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  root = scan_value (&scanner);
  if (root == NULL)
    return NULL;
  skip_blanks (&scanner);
  if (scanner.at == scanner.end)
    return g_steal_pointer (&root);
  refuse_here (&scanner, _ ("the end"));
  return NULL;
}
