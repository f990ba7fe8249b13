/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwCheckList:
 *
 * The checks of a stage: what is open first, what holds folded away. Effects have rows of their own and are left out.
 */
#define CW_TYPE_CHECK_LIST (cw_check_list_get_type ())
G_DECLARE_FINAL_TYPE (CwCheckList, cw_check_list, CW, CHECK_LIST, AdwBin)

void cw_check_list_update (CwCheckList       *self,
                           CwDesk            *desk,
                           const CwViewStage *stage,
                           const char        *site);

G_END_DECLS
