/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-json"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json-check.h"

/*
 * A scanner of RFC 8259, strict, that builds nothing: json-glib recurses as deep as a text asks it to, keeps the last
 * of two equal keys without a word, and lets comments, trailing commas, wrapped integers and cut strings through. It
 * runs first, so that json-glib only ever sees what it reads rightly. Its own recursion is bounded by max_depth.
 */
typedef struct {
  const char *start;
  const char *at;
  const char *end;
  guint depth;
  guint max_depth;
  GError **error;
} Scanner;

static gboolean scan_value (Scanner *scanner);

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
scan_unicode_escape (Scanner *scanner,
                     GString *decoded)
{
  const char *where = scanner->at - 2;
  gunichar code = 0, low = 0;

  if (!scan_hex (scanner, &code))
    return FALSE;
  if (code == 0)
    return refuse (scanner, where, _ ("the character NUL can't be part of a text"));
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

  if (decoded != NULL)
    g_string_append_unichar (decoded, code);
  return TRUE;
}

static gboolean
scan_escape (Scanner *scanner,
             GString *decoded)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *found;

  if (take (scanner, 'u'))
    return scan_unicode_escape (scanner, decoded);
  if (scanner->at >= scanner->end || *scanner->at == '\0' || (found = strchr (letters, *scanner->at)) == NULL)
    return refuse_here (scanner, _ ("one of \" \\ / b f n r t u after a backslash"));
  if (decoded != NULL)
    g_string_append_c (decoded, meanings[found - letters]);
  scanner->at++;
  return TRUE;
}

/* At the opening quote; @decoded gets the text that is meant, where it is wanted. */
static gboolean
scan_string (Scanner *scanner,
             GString *decoded)
{
  const char *opening = scanner->at;

  scanner->at++;
  while (scanner->at < scanner->end)
    {
      guchar c = (guchar) *scanner->at;

      if (c < 0x20)
        return refuse (scanner, scanner->at, _ ("the control character U+%04X must be escaped inside a text"), c);
      scanner->at++;
      if (c == '"')
        return TRUE;
      if (c == '\\')
        {
          if (!scan_escape (scanner, decoded))
            return FALSE;
        }
      else if (decoded != NULL)
        g_string_append_c (decoded, (char) c);
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

static gboolean
scan_number (Scanner *scanner)
{
  const char *first = scanner->at;
  g_autofree char *digits = NULL;
  gboolean whole, fits;
  gint64 value;

  if (!scan_number_syntax (scanner, &whole))
    return FALSE;

  digits = g_strndup (first, (gsize) (scanner->at - first));
  fits = whole ? g_ascii_string_to_signed (digits, 10, G_MININT64, G_MAXINT64, &value, NULL)
               : isfinite (g_ascii_strtod (digits, NULL));
  if (!fits)
    return refuse (scanner, first, _ ("the number is too large"));
  return TRUE;
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
             GHashTable *keys)
{
  g_autoptr (GString) key = g_string_new (NULL);
  const char *where = scanner->at;

  if (scanner->at >= scanner->end || *scanner->at != '"')
    return refuse_here (scanner, _ ("a key in double quotes"));
  if (!scan_string (scanner, key))
    return FALSE;
  if (g_hash_table_contains (keys, key->str))
    return refuse (scanner, where, _ ("the key “%s” is there twice"), key->str);
  g_hash_table_add (keys, g_strdup (key->str));

  skip_blanks (scanner);
  if (!take (scanner, ':'))
    return refuse_here (scanner, _ ("a colon"));
  return scan_value (scanner);
}

static gboolean
scan_object (Scanner *scanner)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  skip_blanks (scanner);
  if (take (scanner, '}'))
    return TRUE;
  do
    {
      skip_blanks (scanner);
      if (!scan_member (scanner, keys))
        return FALSE;
      skip_blanks (scanner);
    }
  while (take (scanner, ','));
  return take (scanner, '}') || refuse_here (scanner, _ ("a comma or “}”"));
}

static gboolean
scan_array (Scanner *scanner)
{
  skip_blanks (scanner);
  if (take (scanner, ']'))
    return TRUE;
  do
    {
      if (!scan_value (scanner))
        return FALSE;
      skip_blanks (scanner);
    }
  while (take (scanner, ','));
  return take (scanner, ']') || refuse_here (scanner, _ ("a comma or “]”"));
}

static gboolean
scan_nested (Scanner *scanner)
{
  gboolean good;

  if (scanner->depth >= scanner->max_depth)
    return refuse (scanner, scanner->at, _ ("nested deeper than %u levels"), scanner->max_depth);
  scanner->depth++;
  if (*scanner->at++ == '{')
    good = scan_object (scanner);
  else
    good = scan_array (scanner);
  scanner->depth--;
  return good;
}

static gboolean
scan_value (Scanner *scanner)
{
  skip_blanks (scanner);
  if (scanner->at >= scanner->end)
    return refuse_here (scanner, _ ("a value"));
  switch (*scanner->at)
    {
    case '{':
    case '[':
      return scan_nested (scanner);
    case '"':
      return scan_string (scanner, NULL);
    case 't':
      return scan_word (scanner, "true");
    case 'f':
      return scan_word (scanner, "false");
    case 'n':
      return scan_word (scanner, "null");
    default:
      if (*scanner->at == '-' || g_ascii_isdigit (*scanner->at))
        return scan_number (scanner);
      return refuse_here (scanner, _ ("a value"));
    }
}

/**
 * cw_json_check:
 * @text: valid UTF-8
 * @length: its bytes
 * @max_depth: how deep arrays and objects may be nested
 * @error: where to store a %CW_ERROR_INVALID_DATA that names line and column (in characters, from 1)
 *
 * Returns: whether @text is strict JSON (RFC 8259) without duplicate keys whose numbers and texts fit in ours
 */
gboolean
cw_json_check (const char *text,
               gsize       length,
               guint       max_depth,
               GError    **error)
{
  Scanner scanner = {
    .start = text, .at = text, .end = text + length, .max_depth = max_depth, .error = error,
  };

  g_return_val_if_fail (text != NULL, FALSE);

  if (!scan_value (&scanner))
    return FALSE;
  skip_blanks (&scanner);
  return scanner.at == scanner.end || refuse_here (&scanner, _ ("the end"));
}
