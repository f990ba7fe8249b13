/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-document"

#include "config.h"

#include <string.h>

#include "cw-document-private.h"
#include "cw-document-writers.h"

/* In columns of a terminal: wide characters take two, combining ones none. */
static guint
get_width (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

static char *
make_cell (CwText *text)
{
  return g_strdelimit (cw_text_to_plain (text), "\n\t", ' ');
}

static void
widen (guint     *widths,
       GPtrArray *cells)
{
  for (guint i = 0; i < cells->len; i++)
    {
      g_autofree char *cell = make_cell (g_ptr_array_index (cells, i));

      widths[i] = MAX (widths[i], get_width (cell));
    }
}

static void
append_padding (GString *out,
                char     c,
                guint    n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_c (out, c);
}

static void
append_cells (GString     *out,
              const guint *widths,
              GPtrArray   *cells)
{
  guint pending = 0;

  for (guint i = 0; i < cells->len; i++)
    {
      g_autofree char *cell = make_cell (g_ptr_array_index (cells, i));

      if (*cell != '\0')
        {
          append_padding (out, ' ', pending);
          g_string_append (out, cell);
          pending = 0;
        }
      pending += widths[i] + 2 - get_width (cell);
    }
  g_string_append_c (out, '\n');
}

/* Aligned columns under a line of hyphens, for faces without tables; (transfer full), ends with a newline. */
char *
cw_document_format_table (const CwBlock *table)
{
  g_autofree guint *widths = g_new0 (guint, table->header->len);
  GString *out = g_string_new (NULL);

  widen (widths, table->header);
  for (guint i = 0; i < table->rows->len; i++)
    widen (widths, g_ptr_array_index (table->rows, i));

  append_cells (out, widths, table->header);
  for (guint i = 0; i < table->header->len; i++)
    {
      append_padding (out, ' ', i > 0 ? 2 : 0);
      append_padding (out, '-', MAX (widths[i], 1));
    }
  g_string_append_c (out, '\n');
  for (guint i = 0; i < table->rows->len; i++)
    append_cells (out, widths, g_ptr_array_index (table->rows, i));
  return g_string_free (out, FALSE);
}

/* The lines of @text, all but the first indented by @indent blanks, and a newline. */
static void
append_indented (GString    *out,
                 const char *text,
                 guint       indent)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (i > 0 && *lines[i] != '\0')
        append_padding (out, ' ', indent);
      g_string_append_printf (out, "%s\n", lines[i]);
    }
}

static char *
make_text (CwText *text)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < cw_text_get_n_runs (text); i++)
    {
      const CwTextRun *run = cw_text_get_run (text, i);

      g_string_append (out, run->text);
      if (run->link != NULL && !g_str_equal (run->link, run->text))
        g_string_append_printf (out, " (%s)", run->link);
    }
  return g_string_free (out, FALSE);
}

static void
append_heading (GString       *out,
                const CwBlock *block)
{
  g_autofree char *text = cw_text_to_plain (block->text);

  g_string_append_printf (out, "%s\n", text);
  if (block->level > 2)
    return;
  append_padding (out, block->level == 1 ? '=' : '-', get_width (text));
  g_string_append_c (out, '\n');
}

static void
append_list (GString       *out,
             const CwBlock *block)
{
  for (guint i = 0; i < block->items->len; i++)
    {
      g_autofree char *text = make_text (g_ptr_array_index (block->items, i));
      g_autofree char *label = block->ordered ? g_strdup_printf ("%u. ", i + 1) : g_strdup ("- ");

      g_string_append (out, label);
      append_indented (out, text, (guint) strlen (label));
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
      text = make_text (block->text);
      g_string_append_printf (out, "%s\n", text);
      break;
    case CW_BLOCK_LIST:
      append_list (out, block);
      break;
    case CW_BLOCK_TABLE:
      text = cw_document_format_table (block);
      g_string_append (out, text);
      break;
    case CW_BLOCK_CODE:
      append_padding (out, ' ', 4);
      append_indented (out, block->literal, 4);
      break;
    case CW_BLOCK_DIVIDER:
      g_string_append (out, "----------\n");
      break;
    case CW_BLOCK_MARKER:
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * cw_document_to_plain:
 * @self: a document
 *
 * Writes plain text for a terminal or the clipboard: underlined headings, aligned tables, addresses in brackets.
 *
 * Returns: (transfer full): the text, each line ended
 */
char *
cw_document_to_plain (CwDocument *self)
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
