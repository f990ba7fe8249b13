/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-document"

#include "config.h"

#include <string.h>

#include "cw-document-private.h"

/* Where a text is being written. */
typedef struct {
  GString *out;
  CwMarkdownPlace place;
  guint indent;        /* of the lines after the first */
  gboolean line_start; /* nothing but the indent stands in this line yet */
} Writer;

/* How many @c stand in a row in @text, at most. */
gsize
cw_markdown_longest_run (const char *text,
                         char        c)
{
  gsize longest = 0, current = 0;

  for (; *text != '\0'; text++)
    {
      current = *text == c ? current + 1 : 0;
      longest = MAX (longest, current);
    }
  return longest;
}

static void
end_line (Writer *writer)
{
  if (writer->place == CW_MARKDOWN_CELL)
    g_string_append (writer->out, "<br/>");
  else if (writer->place == CW_MARKDOWN_LINE)
    g_string_append_c (writer->out, ' ');
  else
    {
      /* A backslash at the end of a line is a line break; blanks there get lost in editors. */
      g_string_append (writer->out, "\\\n");
      for (guint i = 0; i < writer->indent; i++)
        g_string_append_c (writer->out, ' ');
      writer->line_start = TRUE;
    }
}

/* Whether a list, a quote, a heading or a table would begin with @at at the start of a line. */
static gboolean
begins_block (const char *at)
{
  return strchr ("#>+-=:", *at) != NULL;
}

static gboolean
is_inside_word (const char *text,
                const char *at)
{
  return at > text && g_ascii_isalnum (at[-1]) && g_ascii_isalnum (at[1]);
}

static gboolean
is_markup (const char *text,
           const char *at)
{
  switch (*at)
    {
    case '_':
      return !is_inside_word (text, at);
    case '&':
      return g_ascii_isalnum (at[1]) || at[1] == '#';
    case '\\':
    case '`':
    case '*':
    case '[':
    case ']':
    case '<':
    case '|':
    case '~':
    case '$':
      return TRUE;
    default:
      return FALSE;
    }
}

/* At the start of a line `1.` and `1)` begin a list: the sign behind the digits is escaped. Answers what was taken. */
static const char *
append_number (Writer     *writer,
               const char *at)
{
  gsize n_digits = strspn (at, G_CSET_DIGITS);

  g_string_append_len (writer->out, at, (gssize) n_digits);
  at += n_digits;
  if (n_digits > 0 && (*at == '.' || *at == ')'))
    g_string_append_printf (writer->out, "\\%c", *at++);
  return at;
}

/* What a line must not begin with: blanks would make it code. */
static const char *
begin_line (Writer     *writer,
            const char *at)
{
  at += strspn (at, " \t");
  if (*at == '\0' || *at == '\n')
    return at;
  writer->line_start = FALSE;
  if (writer->place == CW_MARKDOWN_FLOW && begins_block (at))
    g_string_append_printf (writer->out, "\\%c", *at++);
  else if (writer->place == CW_MARKDOWN_FLOW)
    at = append_number (writer, at);
  return at;
}

static void
append_escaped (Writer     *writer,
                const char *text)
{
  const char *at = text;

  while (TRUE)
    {
      if (writer->line_start)
        at = begin_line (writer, at);
      if (*at == '\0')
        return;
      if (*at == '\n')
        end_line (writer);
      else if (is_markup (text, at) || (*at == '#' && writer->place == CW_MARKDOWN_LINE))
        g_string_append_printf (writer->out, "\\%c", *at);
      else
        g_string_append_c (writer->out, *at);
      at++;
    }
}

/* Backslashes mean nothing inside a code span, so it is fenced by more backticks than it holds; but a table's row is
 * cut at each bare pipe before spans are looked for. */
static void
append_code (Writer     *writer,
             const char *text)
{
  g_autofree char *fence = g_strnfill (cw_markdown_longest_run (text, '`') + 1, '`');
  g_autoptr (GString) inner = g_string_new (text);
  gsize length = inner->len;
  gboolean padded = text[0] == '`' || text[length - 1] == '`'
                    || (text[0] == ' ' && text[length - 1] == ' ' && strspn (text, " ") < length);

  g_strdelimit (inner->str, "\n", ' ');
  if (writer->place == CW_MARKDOWN_CELL)
    g_string_replace (inner, "|", "\\|", 0);
  g_string_append_printf (writer->out, padded ? "%s %s %s" : "%s%s%s", fence, inner->str, fence);
  writer->line_start = FALSE;
}

static void
append_link_target (GString    *out,
                    const char *link)
{
  for (const char *p = link; *p != '\0'; p++)
    if (strchr (" \"()<>[]\\|`^{}\n\t", *p) != NULL)
      g_string_append_printf (out, "%%%02X", (guchar) *p);
    else if (*p == '&')
      g_string_append (out, strchr (p, ';') != NULL ? "&amp;" : "&");
    else
      g_string_append_c (out, *p);
}

static void
append_link (Writer          *writer,
             const CwTextRun *run)
{
  g_string_append_c (writer->out, '[');
  writer->line_start = FALSE;
  append_escaped (writer, run->text);
  g_string_append (writer->out, "](");
  append_link_target (writer->out, run->link);
  g_string_append_c (writer->out, ')');
}

static gboolean
is_boundary (char c)
{
  return c == '\0' || g_ascii_isspace (c) || (g_ascii_ispunct (c) && strchr ("*_\\~<", c) == NULL);
}

/* Stars make text bold only between blanks or punctuation; beside letters, and beside other stars, HTML's elements
 * do, which GitHub takes. */
static void
append_styled (Writer          *writer,
               const CwTextRun *run,
               char             next)
{
  char previous = writer->out->len > 0 ? writer->out->str[writer->out->len - 1] : '\0';
  gboolean stars = is_boundary (previous) && is_boundary (next);
  gboolean bold = (run->style & CW_TEXT_BOLD) != 0;
  gboolean italic = (run->style & CW_TEXT_ITALIC) != 0;

  if (bold)
    g_string_append (writer->out, stars ? "**" : "<strong>");
  if (italic)
    g_string_append (writer->out, stars ? "*" : "<em>");
  if (bold || italic)
    writer->line_start = FALSE;

  if (run->style & CW_TEXT_CODE)
    append_code (writer, run->text);
  else
    append_escaped (writer, run->text);

  if (italic)
    g_string_append (writer->out, stars ? "*" : "</em>");
  if (bold)
    g_string_append (writer->out, stars ? "**" : "</strong>");
}

/* Blanks at the ends of a styled run stand outside its signs, else these would be text. */
static void
append_run (Writer          *writer,
            const CwTextRun *run,
            char             next)
{
  gsize length = strlen (run->text);
  gsize lead = strspn (run->text, " \t\n");
  gsize tail = 0;
  g_autofree char *before = g_strndup (run->text, lead);
  g_autofree char *inner = NULL;

  while (tail < length - lead && strchr (" \t\n", run->text[length - tail - 1]) != NULL)
    tail++;
  inner = g_strndup (run->text + lead, length - lead - tail);

  append_escaped (writer, before);
  if (*inner != '\0')
    {
      CwTextRun trimmed = { .text = inner, .style = run->style, .link = run->link };

      if (run->link != NULL)
        append_link (writer, &trimmed);
      else
        append_styled (writer, &trimmed, tail > 0 ? ' ' : next);
    }
  append_escaped (writer, run->text + length - tail);
}

/* The character that follows @index in the written text, as far as emphasis minds. */
static char
get_next (CwText *text,
          guint   index)
{
  const CwTextRun *next = index + 1 < cw_text_get_n_runs (text) ? cw_text_get_run (text, index + 1) : NULL;

  if (next == NULL)
    return '\0';
  return next->style & (CW_TEXT_BOLD | CW_TEXT_ITALIC) ? '*' : *next->text;
}

/* Only line breaks leave an odd number of backslashes at the end: all others are escaped, or inside signs. */
static gboolean
ends_in_break (const GString *out)
{
  gsize n_backslashes = 0;

  while (n_backslashes < out->len && out->str[out->len - n_backslashes - 1] == '\\')
    n_backslashes++;
  return n_backslashes % 2 == 1;
}

/* A line break at the end of a block would show its backslash. */
static void
drop_trailing_breaks (GString *out)
{
  g_strchomp (out->str);
  g_string_truncate (out, strlen (out->str));
  while (ends_in_break (out))
    {
      out->str[out->len - 1] = '\0';
      g_strchomp (out->str);
      g_string_truncate (out, strlen (out->str));
    }
}

/* Writes @text at the end of @out; lines after the first get @indent blanks, as a list's item wants them. */
void
cw_markdown_append_text (GString        *out,
                         CwText         *text,
                         CwMarkdownPlace place,
                         guint           indent)
{
  g_autoptr (GString) own = g_string_new (NULL);
  Writer writer = { .out = own, .place = place, .indent = indent, .line_start = TRUE };

  for (guint i = 0; i < cw_text_get_n_runs (text); i++)
    {
      const CwTextRun *run = cw_text_get_run (text, i);

      if (run->style == CW_TEXT_PLAIN && run->link == NULL)
        append_escaped (&writer, run->text);
      else
        append_run (&writer, run, get_next (text, i));
    }
  drop_trailing_breaks (own);
  g_string_append_len (out, own->str, (gssize) own->len);
}
