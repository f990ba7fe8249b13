/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-stage-page.h"

G_BEGIN_DECLS

/**
 * CwTicketsPage:
 *
 * The tickets, and who stands in them.
 */
#define CW_TYPE_TICKETS_PAGE (cw_tickets_page_get_type ())
G_DECLARE_FINAL_TYPE (CwTicketsPage, cw_tickets_page, CW, TICKETS_PAGE, CwStagePage)

G_END_DECLS
