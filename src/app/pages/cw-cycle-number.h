/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-cycle.h"

G_BEGIN_DECLS

/**
 * CwCycleNumber:
 *
 * The cycle, large, and whether everything moves or single components do.
 */
#define CW_TYPE_CYCLE_NUMBER (cw_cycle_number_get_type ())
G_DECLARE_FINAL_TYPE (CwCycleNumber, cw_cycle_number, CW, CYCLE_NUMBER, AdwBin)

GtkWidget *cw_cycle_number_new  (void);
void       cw_cycle_number_show (CwCycleNumber *self,
                                 const CwCycle *cycle,
                                 const char    *components);

G_END_DECLS
