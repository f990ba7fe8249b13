/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-text.h"

G_BEGIN_DECLS

/**
 * CwBlockKind:
 * @CW_BLOCK_HEADING: a heading
 * @CW_BLOCK_PARAGRAPH: a paragraph
 * @CW_BLOCK_LIST: a list of items, with bullets or numbers
 * @CW_BLOCK_TABLE: a table under a header row
 * @CW_BLOCK_CODE: preformatted text
 * @CW_BLOCK_DIVIDER: a line across
 * @CW_BLOCK_MARKER: an invisible note by which a thing outside is recognised as ours
 *
 * What a document is made of.
 */
typedef enum {
  CW_BLOCK_HEADING,
  CW_BLOCK_PARAGRAPH,
  CW_BLOCK_LIST,
  CW_BLOCK_TABLE,
  CW_BLOCK_CODE,
  CW_BLOCK_DIVIDER,
  CW_BLOCK_MARKER,
} CwBlockKind;

/**
 * CwBlock:
 * @kind: what it is; decides which of the others are set
 * @level: heading: 1 to 6
 * @ordered: list: numbered
 * @text: heading and paragraph
 * @literal: code: the text as it is, without a last newline; marker: the marker
 * @language: (nullable): code: what it is written in
 * @items: (element-type CwText): list
 * @header: (element-type CwText): table: its column heads, at least one
 * @rows: (element-type GPtrArray): table: arrays of #CwText, each as long as @header
 *
 * One block, for reading only.
 */
typedef struct {
  CwBlockKind kind;
  guint       level;
  gboolean    ordered;
  CwText     *text;
  char       *literal;
  char       *language;
  GPtrArray  *items;
  GPtrArray  *header;
  GPtrArray  *rows;
} CwBlock;

/**
 * CwDocument:
 *
 * A text with headings, lists and tables, free of any service's markup; cw-document-writers.h has what turns it into
 * one. Built by its one owner and not changed after it was handed out; any thread may read it then.
 */
typedef struct _CwDocument CwDocument;

#define CW_TYPE_DOCUMENT (cw_document_get_type ())
GType          cw_document_get_type      (void);
CwDocument    *cw_document_new           (void);
CwDocument    *cw_document_ref           (CwDocument        *self);
void           cw_document_unref         (CwDocument        *self);

void           cw_document_add_heading   (CwDocument        *self,
                                          guint              level,
                                          const char        *text);
void           cw_document_add_paragraph (CwDocument        *self,
                                          CwText            *text);
void           cw_document_add_plain     (CwDocument        *self,
                                          const char        *text);
void           cw_document_add_list      (CwDocument        *self,
                                          gboolean           ordered);
void           cw_document_add_item      (CwDocument        *self,
                                          CwText            *text);
void           cw_document_add_table     (CwDocument        *self,
                                          const char *const *header);
void           cw_document_add_row       (CwDocument        *self,
                                          CwText           **cells,
                                          guint              n_cells);
void           cw_document_add_code      (CwDocument        *self,
                                          const char        *language,
                                          const char        *text);
void           cw_document_add_divider   (CwDocument        *self);
void           cw_document_add_marker    (CwDocument        *self,
                                          const char        *marker);

guint          cw_document_get_n_blocks  (CwDocument        *self);
const CwBlock *cw_document_get_block     (CwDocument        *self,
                                          guint              index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwDocument, cw_document_unref)

G_END_DECLS
