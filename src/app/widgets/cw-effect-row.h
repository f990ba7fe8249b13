/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwEffectRow:
 *
 * One thing to be done outside: where it stands, its key facts, its link, and what can be done with it.
 */
#define CW_TYPE_EFFECT_ROW (cw_effect_row_get_type ())
G_DECLARE_FINAL_TYPE (CwEffectRow, cw_effect_row, CW, EFFECT_ROW, AdwPreferencesRow)

GtkWidget  *cw_effect_row_new          (CwDesk      *desk,
                                        const char  *effect_id);
const char *cw_effect_row_get_id       (CwEffectRow *self);
void        cw_effect_row_set_in_place (CwEffectRow *self,
                                        const char  *place);
void        cw_effect_row_update       (CwEffectRow *self);

G_END_DECLS
