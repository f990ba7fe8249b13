/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-stage-page.h"

G_BEGIN_DECLS

/**
 * CwPagePage:
 *
 * The cycle's wiki page: its few inputs, and how it will look.
 */
#define CW_TYPE_PAGE_PAGE (cw_page_page_get_type ())
G_DECLARE_FINAL_TYPE (CwPagePage, cw_page_page, CW, PAGE_PAGE, CwStagePage)

G_END_DECLS
