/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CwLinesRow:
 *
 * A text of several lines under a title. The signal `written` says that the person left it, or the page, with another
 * text than the one shown.
 */
#define CW_TYPE_LINES_ROW (cw_lines_row_get_type ())
G_DECLARE_FINAL_TYPE (CwLinesRow, cw_lines_row, CW, LINES_ROW, AdwPreferencesRow)

GtkWidget *cw_lines_row_new      (const char *title);
void       cw_lines_row_show     (CwLinesRow *self,
                                  const char *text);
char      *cw_lines_row_dup_text (CwLinesRow *self);

G_END_DECLS
