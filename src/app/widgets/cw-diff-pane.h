/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <gtksourceview/gtksource.h>

#include "cw-diff-text.h"

G_BEGIN_DECLS

/**
 * CwDiffPane:
 *
 * A diff, or one side of it, in a text view that scrolls: line numbers, syntax colours, changed words marked.
 */
#define CW_TYPE_DIFF_PANE (cw_diff_pane_get_type ())
G_DECLARE_FINAL_TYPE (CwDiffPane, cw_diff_pane, CW, DIFF_PANE, AdwBin)

/**
 * CwDiffSide:
 * @CW_DIFF_BOTH: a unified diff, with the numbers of both sides
 * @CW_DIFF_OLD: the old side alone
 * @CW_DIFF_NEW: the new side alone
 */
typedef enum {
  CW_DIFF_BOTH,
  CW_DIFF_OLD,
  CW_DIFF_NEW,
} CwDiffSide;

void             cw_diff_pane_set_text        (CwDiffPane       *self,
                                               const char       *path,
                                               const CwDiffText *text,
                                               CwDiffSide        side);
void             cw_diff_pane_clear           (CwDiffPane       *self);
GtkSourceView   *cw_diff_pane_get_view        (CwDiffPane       *self);
guint            cw_diff_pane_get_row         (CwDiffPane       *self);
void             cw_diff_pane_set_row         (CwDiffPane       *self,
                                               guint             row);
void             cw_diff_pane_scroll_to_row   (CwDiffPane       *self,
                                               guint             row);
void             cw_diff_pane_scroll_with     (CwDiffPane       *self,
                                               CwDiffPane       *other);

G_END_DECLS
