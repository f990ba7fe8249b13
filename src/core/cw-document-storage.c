/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-document"

#include "config.h"

#include <string.h>

#include "cw-document-writers.h"

/* Confluence storage format: XHTML with Atlassian's own elements,
 * https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html */

static void
append_escaped (GString    *out,
                const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (out, escaped);
}

static void
append_lines (GString    *out,
              const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append (out, "<br />");
      append_escaped (out, lines[i]);
    }
}

static void
append_run (GString         *out,
            const CwTextRun *run)
{
  if (run->link != NULL)
    {
      g_string_append (out, "<a href=\"");
      append_escaped (out, run->link);
      g_string_append (out, "\">");
    }
  if (run->style & CW_TEXT_BOLD)
    g_string_append (out, "<strong>");
  if (run->style & CW_TEXT_ITALIC)
    g_string_append (out, "<em>");
  if (run->style & CW_TEXT_CODE)
    g_string_append (out, "<code>");

  append_lines (out, run->text);

  if (run->style & CW_TEXT_CODE)
    g_string_append (out, "</code>");
  if (run->style & CW_TEXT_ITALIC)
    g_string_append (out, "</em>");
  if (run->style & CW_TEXT_BOLD)
    g_string_append (out, "</strong>");
  if (run->link != NULL)
    g_string_append (out, "</a>");
}

static void
append_element (GString    *out,
                const char *element,
                CwText     *text)
{
  g_string_append_printf (out, "<%s>", element);
  for (guint i = 0; i < cw_text_get_n_runs (text); i++)
    append_run (out, cw_text_get_run (text, i));
  g_string_append_printf (out, "</%s>", element);
}

static void
append_list (GString       *out,
             const CwBlock *block)
{
  const char *element = block->ordered ? "ol" : "ul";

  if (block->items->len == 0)
    return;
  g_string_append_printf (out, "<%s>", element);
  for (guint i = 0; i < block->items->len; i++)
    append_element (out, "li", g_ptr_array_index (block->items, i));
  g_string_append_printf (out, "</%s>", element);
}

static void
append_row (GString    *out,
            const char *element,
            GPtrArray  *cells)
{
  g_string_append (out, "<tr>");
  for (guint i = 0; i < cells->len; i++)
    append_element (out, element, g_ptr_array_index (cells, i));
  g_string_append (out, "</tr>");
}

static void
append_table (GString       *out,
              const CwBlock *block)
{
  g_string_append (out, "<table><tbody>");
  append_row (out, "th", block->header);
  for (guint i = 0; i < block->rows->len; i++)
    append_row (out, "td", g_ptr_array_index (block->rows, i));
  g_string_append (out, "</tbody></table>");
}

/* A CDATA section ends at the first `]]>`, so one in the text is cut in two between its brackets and its angle. */
static void
append_cdata (GString    *out,
              const char *text)
{
  g_auto (GStrv) pieces = g_strsplit (text, "]]>", -1);
  g_autofree char *joined = g_strjoinv ("]]]]><![CDATA[>", pieces);

  g_string_append_printf (out, "<![CDATA[%s]]>", joined);
}

static void
append_code (GString       *out,
             const CwBlock *block)
{
  g_string_append (out, "<ac:structured-macro ac:name=\"code\">");
  if (block->language != NULL)
    {
      g_string_append (out, "<ac:parameter ac:name=\"language\">");
      append_escaped (out, block->language);
      g_string_append (out, "</ac:parameter>");
    }
  g_string_append (out, "<ac:plain-text-body>");
  append_cdata (out, block->literal);
  g_string_append (out, "</ac:plain-text-body></ac:structured-macro>");
}

static void
append_block (GString       *out,
              const CwBlock *block)
{
  char heading[] = "h0";

  switch (block->kind)
    {
    case CW_BLOCK_HEADING:
      heading[1] = (char) ('0' + block->level);
      append_element (out, heading, block->text);
      break;
    case CW_BLOCK_PARAGRAPH:
      append_element (out, "p", block->text);
      break;
    case CW_BLOCK_LIST:
      append_list (out, block);
      break;
    case CW_BLOCK_TABLE:
      append_table (out, block);
      break;
    case CW_BLOCK_CODE:
      append_code (out, block);
      break;
    case CW_BLOCK_DIVIDER:
      g_string_append (out, "<hr />");
      break;
    case CW_BLOCK_MARKER:
      /* Confluence drops comments; an anchor is invisible and stays. */
      g_string_append (out, "<ac:structured-macro ac:name=\"anchor\"><ac:parameter ac:name=\"\">");
      append_escaped (out, block->literal);
      g_string_append (out, "</ac:parameter></ac:structured-macro>");
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * cw_document_to_storage:
 * @self: a document
 *
 * Writes Confluence's storage format; well-formed XML once it stands in an element that declares the prefix `ac`.
 *
 * Returns: (transfer full): the text
 */
char *
cw_document_to_storage (CwDocument *self)
{
  GString *out;

  g_return_val_if_fail (self != NULL, NULL);

  out = g_string_new (NULL);
  for (guint i = 0; i < cw_document_get_n_blocks (self); i++)
    append_block (out, cw_document_get_block (self, i));
  return g_string_free (out, FALSE);
}
