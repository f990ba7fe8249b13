/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-patch-lines.h"

G_BEGIN_DECLS

/**
 * CwDiffRowKind:
 * @CW_DIFF_SAME: a line on both sides
 * @CW_DIFF_REMOVED: a line of the old side
 * @CW_DIFF_ADDED: a line of the new side
 * @CW_DIFF_FOLD: stands for unchanged lines that are not shown
 * @CW_DIFF_NOTE: "no newline at the end"
 * @CW_DIFF_FILLER: side by side: nothing, beside a row that only the other side has
 *
 * What a row of a shown diff is.
 */
typedef enum {
  CW_DIFF_SAME,
  CW_DIFF_REMOVED,
  CW_DIFF_ADDED,
  CW_DIFF_FOLD,
  CW_DIFF_NOTE,
  CW_DIFF_FILLER,
} CwDiffRowKind;

/**
 * CwDiffRow:
 * @kind: what it is
 * @old_line: its number on the old side, or 0
 * @new_line: its number on the new side, or 0
 * @start: where its text starts in the whole text, in bytes
 * @length: of its text with the sign and without the newline, in bytes
 */
typedef struct {
  CwDiffRowKind kind;
  guint         old_line;
  guint         new_line;
  gsize         start;
  gsize         length;
} CwDiffRow;

/**
 * CwDiffWord:
 * @row: index of its row
 * @start: where it starts in the row's text, in bytes
 * @length: of it, in bytes
 *
 * A part of a line that the line on the other side doesn't have.
 */
typedef struct {
  guint row;
  guint start;
  guint length;
} CwDiffWord;

/**
 * CwDiffChange:
 * @first: index of its first row
 * @n_rows: removed and added rows without a same one between
 *
 * What "next change" goes to.
 */
typedef struct {
  guint first;
  guint n_rows;
} CwDiffChange;

/**
 * CwDiffText:
 * @text: the text of all rows, valid UTF-8, a sign at each line's start, newlines between
 * @rows: (element-type CwDiffRow): the rows
 * @words: (element-type CwDiffWord): the changed words, by row
 * @changes: (element-type CwDiffChange): the changes
 *
 * A patch as text to be shown, with everything that is marked in it. No widget.
 */
typedef struct {
  GString *text;
  GArray  *rows;
  GArray  *words;
  GArray  *changes;
} CwDiffText;

/* How many bytes stand before a line's own text: the sign and a blank. */
#define CW_DIFF_SIGN_LENGTH 2

CwDiffText *cw_diff_text_new       (const CwPatch     *patch);
CwDiffText *cw_diff_text_new_empty (void);
void        cw_diff_text_split     (const CwDiffText  *self,
                                    CwDiffText       **old_side,
                                    CwDiffText       **new_side);
void        cw_diff_text_free      (CwDiffText        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwDiffText, cw_diff_text_free)

G_END_DECLS
