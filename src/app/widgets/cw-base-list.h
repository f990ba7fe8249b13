/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwBaseList:
 *
 * On which branch each repository of a site is planned, with what else it could be; and where something was pushed,
 * the way to another change.
 */
#define CW_TYPE_BASE_LIST (cw_base_list_get_type ())
G_DECLARE_FINAL_TYPE (CwBaseList, cw_base_list, CW, BASE_LIST, AdwBin)

void cw_base_list_update (CwBaseList        *self,
                          CwDesk            *desk,
                          const CwViewStage *stage,
                          const char        *site);

G_END_DECLS
