/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwCheckRow:
 *
 * One check of a stage: where it stands and its sentence; a warning can be waved through, and that taken back.
 */
#define CW_TYPE_CHECK_ROW (cw_check_row_get_type ())
G_DECLARE_FINAL_TYPE (CwCheckRow, cw_check_row, CW, CHECK_ROW, AdwPreferencesRow)

GtkWidget *cw_check_row_new     (CwDesk        *desk,
                                 const CwCheck *check);
gboolean   cw_check_row_is_open (CwCheckRow    *self);

G_END_DECLS
