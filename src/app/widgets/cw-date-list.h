/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-view.h"

G_BEGIN_DECLS

/**
 * CwDateList:
 *
 * When each site is deployed, the next one first.
 */
#define CW_TYPE_DATE_LIST (cw_date_list_get_type ())
G_DECLARE_FINAL_TYPE (CwDateList, cw_date_list, CW, DATE_LIST, AdwBin)

void cw_date_list_update (CwDateList *self,
                          CwView     *view);

G_END_DECLS
