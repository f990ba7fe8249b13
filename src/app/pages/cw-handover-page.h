/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-stage-page.h"

G_BEGIN_DECLS

/**
 * CwHandoverPage:
 *
 * The sheet for the deployment day and the evidence, to read, copy and export; and notes.
 */
#define CW_TYPE_HANDOVER_PAGE (cw_handover_page_get_type ())
G_DECLARE_FINAL_TYPE (CwHandoverPage, cw_handover_page, CW, HANDOVER_PAGE, CwStagePage)

G_END_DECLS
