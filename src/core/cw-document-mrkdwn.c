/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-document"

#include "config.h"

#include <string.h>

#include "cw-document-private.h"
#include "cw-document-writers.h"

/* Slack's mrkdwn, https://docs.slack.dev/messaging/formatting-message-text. Only `&`, `<` and `>` can be escaped there.
 * A style that Slack would not show (inside a word, over a line end, around its own sign) is left out instead of
 * showing its signs. */

#define BULLET "• "
#define DIVIDER "──────────\n"
#define FENCE "```"

static void
append_escaped (GString    *out,
                const char *text)
{
  for (; *text != '\0'; text++)
    if (*text == '&')
      g_string_append (out, "&amp;");
    else if (*text == '<')
      g_string_append (out, "&lt;");
    else if (*text == '>')
      g_string_append (out, "&gt;");
    else
      g_string_append_c (out, *text);
}

static gboolean
is_boundary (gunichar c)
{
  return c == 0 || g_unichar_isspace (c) || (g_unichar_ispunct (c) && strchr ("*_`~", (int) c) == NULL);
}

static gboolean
can_style (const CwTextRun *run,
           gunichar         before,
           gunichar         after)
{
  const char *last = run->text + strlen (run->text) - 1;

  return is_boundary (before) && is_boundary (after) && strpbrk (run->text, "*_`~\n") == NULL
         && !g_ascii_isspace (*run->text) && !g_ascii_isspace (*last);
}

static void
append_styled (GString         *out,
               const CwTextRun *run)
{
  gboolean code = (run->style & CW_TEXT_CODE) != 0;

  if (run->style & CW_TEXT_BOLD)
    g_string_append_c (out, '*');
  if (run->style & CW_TEXT_ITALIC)
    g_string_append_c (out, '_');
  if (code)
    g_string_append_c (out, '`');
  append_escaped (out, run->text);
  if (code)
    g_string_append_c (out, '`');
  if (run->style & CW_TEXT_ITALIC)
    g_string_append_c (out, '_');
  if (run->style & CW_TEXT_BOLD)
    g_string_append_c (out, '*');
}

static void
append_link (GString         *out,
             const CwTextRun *run)
{
  g_autoptr (GString) link = g_string_new (run->link);
  g_autofree char *label = g_strdelimit (g_strdup (run->text), "\n", ' ');

  g_string_replace (link, "|", "%7C", 0);
  g_string_replace (link, "\n", "%0A", 0);
  g_string_append_c (out, '<');
  append_escaped (out, link->str);
  g_string_append_c (out, '|');
  append_escaped (out, label);
  g_string_append_c (out, '>');
}

static gunichar
get_first (const CwTextRun *run)
{
  return g_utf8_get_char (run->text);
}

static gunichar
get_last (const CwTextRun *run)
{
  return g_utf8_get_char (g_utf8_prev_char (run->text + strlen (run->text)));
}

static void
append_text (GString *out,
             CwText  *text)
{
  guint n_runs = cw_text_get_n_runs (text);

  for (guint i = 0; i < n_runs; i++)
    {
      const CwTextRun *run = cw_text_get_run (text, i);
      gunichar before = i > 0 ? get_last (cw_text_get_run (text, i - 1)) : 0;
      gunichar after = i + 1 < n_runs ? get_first (cw_text_get_run (text, i + 1)) : 0;

      if (run->link != NULL)
        append_link (out, run);
      else if (run->style != CW_TEXT_PLAIN && can_style (run, before, after))
        append_styled (out, run);
      else
        append_escaped (out, run->text);
    }
}

/* @text ends with a newline. Nothing can stand for a fence inside a fence. */
static void
append_fenced (GString    *out,
               const char *text)
{
  g_autoptr (GString) inner = g_string_new (text);

  g_string_replace (inner, FENCE, "'''", 0);
  g_string_append (out, FENCE "\n");
  append_escaped (out, inner->str);
  g_string_append (out, FENCE "\n");
}

static void
append_heading (GString       *out,
                const CwBlock *block)
{
  g_autofree char *plain = cw_text_to_plain (block->text);
  CwTextRun run = { .text = plain, .style = CW_TEXT_BOLD };

  if (*plain != '\0' && can_style (&run, 0, 0))
    append_styled (out, &run);
  else
    append_escaped (out, plain);
  g_string_append_c (out, '\n');
}

static void
append_list (GString       *out,
             const CwBlock *block)
{
  for (guint i = 0; i < block->items->len; i++)
    {
      if (block->ordered)
        g_string_append_printf (out, "%u. ", i + 1);
      else
        g_string_append (out, BULLET);
      append_text (out, g_ptr_array_index (block->items, i));
      g_string_append_c (out, '\n');
    }
}

static void
append_block (GString       *out,
              const CwBlock *block)
{
  g_autofree char *text = NULL;

  switch (block->kind)
    {
    case CW_BLOCK_HEADING:
      append_heading (out, block);
      break;
    case CW_BLOCK_PARAGRAPH:
      append_text (out, block->text);
      g_string_append_c (out, '\n');
      break;
    case CW_BLOCK_LIST:
      append_list (out, block);
      break;
    case CW_BLOCK_TABLE:
      text = cw_document_format_table (block);
      append_fenced (out, text);
      break;
    case CW_BLOCK_CODE:
      text = g_strconcat (block->literal, "\n", NULL);
      append_fenced (out, text);
      break;
    case CW_BLOCK_DIVIDER:
      g_string_append (out, DIVIDER);
      break;
    case CW_BLOCK_MARKER:
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * cw_document_to_mrkdwn:
 * @self: a document
 *
 * Writes the markup of Slack's messages: headings as bold lines, tables as aligned preformatted text.
 *
 * Returns: (transfer full): the text, each line ended
 */
char *
cw_document_to_mrkdwn (CwDocument *self)
{
  GString *out;

  g_return_val_if_fail (self != NULL, NULL);

  out = g_string_new (NULL);
  for (guint i = 0; i < cw_document_get_n_blocks (self); i++)
    {
      g_autoptr (GString) block = g_string_new (NULL);

      append_block (block, cw_document_get_block (self, i));
      if (out->len > 0 && block->len > 0)
        g_string_append_c (out, '\n');
      g_string_append (out, block->str);
    }
  return g_string_free (out, FALSE);
}
