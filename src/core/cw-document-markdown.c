/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-document"

#include "config.h"

#include <string.h>

#include "cw-document-private.h"
#include "cw-document-writers.h"

/* GitHub-flavoured Markdown, https://github.github.com/gfm/: blocks. Texts are in cw-document-markdown-text.c. */

static void
append_heading (GString       *out,
                const CwBlock *block)
{
  for (guint i = 0; i < block->level; i++)
    g_string_append_c (out, '#');
  g_string_append_c (out, ' ');
  cw_markdown_append_text (out, block->text, CW_MARKDOWN_LINE, 0);
  g_string_append_c (out, '\n');
}

/* A list right behind a list of its kind would continue that one; another sign begins a new one. */
static void
append_list (GString       *out,
             const CwBlock *block,
             gboolean       other_sign)
{
  for (guint i = 0; i < block->items->len; i++)
    {
      g_autofree char *label = NULL;

      if (block->ordered)
        label = g_strdup_printf ("%u%c ", i + 1, other_sign ? ')' : '.');
      else
        label = g_strdup (other_sign ? "* " : "- ");
      g_string_append (out, label);
      cw_markdown_append_text (out, g_ptr_array_index (block->items, i), CW_MARKDOWN_FLOW, (guint) strlen (label));
      g_string_append_c (out, '\n');
    }
}

static void
append_row (GString   *out,
            GPtrArray *cells)
{
  g_string_append_c (out, '|');
  for (guint i = 0; i < cells->len; i++)
    {
      g_string_append_c (out, ' ');
      cw_markdown_append_text (out, g_ptr_array_index (cells, i), CW_MARKDOWN_CELL, 0);
      g_string_append (out, " |");
    }
  g_string_append_c (out, '\n');
}

static void
append_table (GString       *out,
              const CwBlock *block)
{
  append_row (out, block->header);
  g_string_append_c (out, '|');
  for (guint i = 0; i < block->header->len; i++)
    g_string_append (out, " --- |");
  g_string_append_c (out, '\n');
  for (guint i = 0; i < block->rows->len; i++)
    append_row (out, g_ptr_array_index (block->rows, i));
}

static void
append_code (GString       *out,
             const CwBlock *block)
{
  g_autofree char *fence = g_strnfill (MAX (cw_markdown_longest_run (block->literal, '`') + 1, 3), '`');

  g_string_append_printf (out, "%s%s\n%s\n%s\n", fence, block->language != NULL ? block->language : "",
                          block->literal, fence);
}

static void
append_block (GString       *out,
              const CwBlock *block,
              gboolean       other_sign)
{
  switch (block->kind)
    {
    case CW_BLOCK_HEADING:
      append_heading (out, block);
      break;
    case CW_BLOCK_PARAGRAPH:
      cw_markdown_append_text (out, block->text, CW_MARKDOWN_FLOW, 0);
      g_string_append_c (out, '\n');
      break;
    case CW_BLOCK_LIST:
      append_list (out, block, other_sign);
      break;
    case CW_BLOCK_TABLE:
      append_table (out, block);
      break;
    case CW_BLOCK_CODE:
      append_code (out, block);
      break;
    case CW_BLOCK_DIVIDER:
      g_string_append (out, "---\n");
      break;
    case CW_BLOCK_MARKER:
      g_string_append_printf (out, "<!-- cw:%s -->\n", block->literal);
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * cw_document_to_markdown:
 * @self: a document
 *
 * Writes GitHub-flavoured Markdown for pull requests and files; a marker becomes the comment `<!-- cw:MARKER -->`.
 *
 * Returns: (transfer full): the text, each line ended
 */
char *
cw_document_to_markdown (CwDocument *self)
{
  const CwBlock *previous = NULL;
  gboolean other_sign = FALSE;
  GString *out;

  g_return_val_if_fail (self != NULL, NULL);

  out = g_string_new (NULL);
  for (guint i = 0; i < cw_document_get_n_blocks (self); i++)
    {
      const CwBlock *block = cw_document_get_block (self, i);

      if (block->kind == CW_BLOCK_LIST && block->items->len == 0)
        continue;
      other_sign = !other_sign && previous != NULL && previous->kind == CW_BLOCK_LIST
                   && block->kind == CW_BLOCK_LIST && previous->ordered == block->ordered;
      if (previous != NULL)
        g_string_append_c (out, '\n');
      append_block (out, block, other_sign);
      previous = block;
    }
  return g_string_free (out, FALSE);
}
