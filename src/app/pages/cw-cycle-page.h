/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-stage-page.h"

G_BEGIN_DECLS

/**
 * CwCyclePage:
 *
 * Which cycle or revision, which sites, when. Without a preparation it makes one.
 */
#define CW_TYPE_CYCLE_PAGE (cw_cycle_page_get_type ())
G_DECLARE_FINAL_TYPE (CwCyclePage, cw_cycle_page, CW, CYCLE_PAGE, CwStagePage)

void cw_cycle_page_suggest (CwCyclePage *self,
                            const char  *cycle);

G_END_DECLS
