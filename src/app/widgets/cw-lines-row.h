/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwLinesRow:
 *
 * A fact of several lines, to be written. What is typed is a draft at once, and the fact when the row is left.
 */
#define CW_TYPE_LINES_ROW (cw_lines_row_get_type ())
G_DECLARE_FINAL_TYPE (CwLinesRow, cw_lines_row, CW, LINES_ROW, AdwPreferencesRow)

GtkWidget *cw_lines_row_new    (const char *title);
void       cw_lines_row_set_up (CwLinesRow *self,
                                CwDesk     *desk,
                                const char *fact);
void       cw_lines_row_update (CwLinesRow *self);

G_END_DECLS
