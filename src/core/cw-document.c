/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-document"

#include "config.h"

#include <string.h>

#include "cw-document.h"

#define MAX_LEVEL 6

struct _CwDocument
{
  gatomicrefcount ref_count;

  GPtrArray *blocks; /* (owned) (element-type CwBlock) */
};

G_DEFINE_BOXED_TYPE (CwDocument, cw_document, cw_document_ref, cw_document_unref)

static void
block_free (CwBlock *block)
{
  g_clear_pointer (&block->text, cw_text_unref);
  g_clear_pointer (&block->items, g_ptr_array_unref);
  g_clear_pointer (&block->header, g_ptr_array_unref);
  g_clear_pointer (&block->rows, g_ptr_array_unref);
  g_free (block->literal);
  g_free (block->language);
  g_free (block);
}

static CwBlock *
add_block (CwDocument *self,
           CwBlockKind kind)
{
  CwBlock *block = g_new0 (CwBlock, 1);

  block->kind = kind;
  g_ptr_array_add (self->blocks, block);
  return block;
}

static GPtrArray *
make_texts (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) cw_text_unref);
}

static CwBlock *
get_last (CwDocument *self,
          CwBlockKind kind)
{
  CwBlock *last = self->blocks->len > 0 ? g_ptr_array_index (self->blocks, self->blocks->len - 1) : NULL;

  return last != NULL && last->kind == kind ? last : NULL;
}

/**
 * cw_document_new:
 *
 * Returns: (transfer full): an empty document
 */
CwDocument *
cw_document_new (void)
{
  CwDocument *self = g_new0 (CwDocument, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) block_free);
  return self;
}

/**
 * cw_document_ref:
 * @self: a document
 *
 * Returns: (transfer full): @self
 */
CwDocument *
cw_document_ref (CwDocument *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * cw_document_unref:
 * @self: (transfer full): a document
 *
 * Gives back a reference.
 */
void
cw_document_unref (CwDocument *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->blocks);
  g_free (self);
}

/**
 * cw_document_add_heading:
 * @self: a document
 * @level: 1 (the largest) to 6
 * @text: one line; line ends in it become blanks
 *
 * Adds a heading.
 */
void
cw_document_add_heading (CwDocument *self,
                         guint       level,
                         const char *text)
{
  g_autofree char *line = NULL;
  CwBlock *block;

  g_return_if_fail (self != NULL);
  g_return_if_fail (level >= 1 && level <= MAX_LEVEL);
  g_return_if_fail (text != NULL);

  line = g_strdelimit (cw_text_clean (text), "\n\t", ' ');
  block = add_block (self, CW_BLOCK_HEADING);
  block->level = level;
  block->text = cw_text_new (line);
}

/**
 * cw_document_add_paragraph:
 * @self: a document
 * @text: (transfer full): its text; line ends in it stay line ends
 *
 * Adds a paragraph.
 */
void
cw_document_add_paragraph (CwDocument *self,
                           CwText     *text)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (text != NULL);

  add_block (self, CW_BLOCK_PARAGRAPH)->text = text;
}

/**
 * cw_document_add_plain:
 * @self: a document
 * @text: its text; nothing in it is markup
 *
 * Adds a paragraph of plain text.
 */
void
cw_document_add_plain (CwDocument *self,
                       const char *text)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (text != NULL);

  cw_document_add_paragraph (self, cw_text_new (text));
}

/**
 * cw_document_add_list:
 * @self: a document
 * @ordered: numbers instead of bullets
 *
 * Begins a list; cw_document_add_item() fills it. A list without items is not written anywhere.
 */
void
cw_document_add_list (CwDocument *self,
                      gboolean    ordered)
{
  CwBlock *block;

  g_return_if_fail (self != NULL);

  block = add_block (self, CW_BLOCK_LIST);
  block->ordered = ordered;
  block->items = make_texts ();
}

/**
 * cw_document_add_item:
 * @self: a document whose last block is a list
 * @text: (transfer full): the item
 *
 * Adds an item to the list.
 */
void
cw_document_add_item (CwDocument *self,
                      CwText     *text)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (text != NULL);
  g_return_if_fail (get_last (self, CW_BLOCK_LIST) != NULL);

  g_ptr_array_add (get_last (self, CW_BLOCK_LIST)->items, text);
}

/**
 * cw_document_add_table:
 * @self: a document
 * @header: (array zero-terminated=1): the heads of its columns, at least one
 *
 * Begins a table; cw_document_add_row() fills it.
 */
void
cw_document_add_table (CwDocument        *self,
                       const char *const *header)
{
  CwBlock *block;

  g_return_if_fail (self != NULL);
  g_return_if_fail (header != NULL && *header != NULL);

  block = add_block (self, CW_BLOCK_TABLE);
  block->header = make_texts ();
  block->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  for (; *header != NULL; header++)
    g_ptr_array_add (block->header, cw_text_new (*header));
}

/**
 * cw_document_add_row:
 * @self: a document whose last block is a table
 * @cells: (array length=n_cells) (transfer full): its cells; the array itself stays the caller's
 * @n_cells: no more than the table has columns; the cells that are missing are empty
 *
 * Adds a row to the table.
 */
void
cw_document_add_row (CwDocument *self,
                     CwText    **cells,
                     guint       n_cells)
{
  CwBlock *table;
  GPtrArray *row;

  g_return_if_fail (self != NULL);
  g_return_if_fail (cells != NULL || n_cells == 0);
  table = get_last (self, CW_BLOCK_TABLE);
  g_return_if_fail (table != NULL);
  g_return_if_fail (n_cells <= table->header->len);

  row = make_texts ();
  for (guint i = 0; i < table->header->len; i++)
    g_ptr_array_add (row, i < n_cells ? cells[i] : cw_text_new_empty ());
  g_ptr_array_add (table->rows, row);
}

static gboolean
is_word (const char *text)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr ("+-_.#", *text) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * cw_document_add_code:
 * @self: a document
 * @language: (nullable): what it is written in, one word such as `yaml`
 * @text: the text
 *
 * Adds preformatted text.
 */
void
cw_document_add_code (CwDocument *self,
                      const char *language,
                      const char *text)
{
  CwBlock *block;

  g_return_if_fail (self != NULL);
  g_return_if_fail (language == NULL || is_word (language));
  g_return_if_fail (text != NULL);

  block = add_block (self, CW_BLOCK_CODE);
  block->language = g_strdup (language);
  block->literal = cw_text_clean (text);
  if (g_str_has_suffix (block->literal, "\n"))
    block->literal[strlen (block->literal) - 1] = '\0';
}

/**
 * cw_document_add_divider:
 * @self: a document
 *
 * Adds a line across.
 */
void
cw_document_add_divider (CwDocument *self)
{
  g_return_if_fail (self != NULL);

  add_block (self, CW_BLOCK_DIVIDER);
}

/**
 * cw_document_add_marker:
 * @self: a document
 * @marker: letters, digits and `.:/_-`, no two hyphens in a row (an HTML comment can't hold them)
 *
 * Adds a note that people don't see, where the format has such a thing (storage, Markdown).
 */
void
cw_document_add_marker (CwDocument *self,
                        const char *marker)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (marker != NULL && *marker != '\0' && strstr (marker, "--") == NULL);
  g_return_if_fail (strspn (marker, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS ".:/_-") == strlen (marker));

  add_block (self, CW_BLOCK_MARKER)->literal = g_strdup (marker);
}

/**
 * cw_document_get_n_blocks:
 * @self: a document
 *
 * Returns: how many blocks it has
 */
guint
cw_document_get_n_blocks (CwDocument *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->blocks->len;
}

/**
 * cw_document_get_block:
 * @self: a document
 * @index: below cw_document_get_n_blocks()
 *
 * Returns: (transfer none): the block
 */
const CwBlock *
cw_document_get_block (CwDocument *self,
                       guint       index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->blocks->len, NULL);

  return g_ptr_array_index (self->blocks, index);
}
