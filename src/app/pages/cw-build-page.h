/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-stage-page.h"

G_BEGIN_DECLS

/**
 * CwBuildPage:
 *
 * The page of the stage `build`: how many images are there, the missing ones first with since when, the tasks with the
 * build team, and notes.
 */
#define CW_TYPE_BUILD_PAGE (cw_build_page_get_type ())
G_DECLARE_FINAL_TYPE (CwBuildPage, cw_build_page, CW, BUILD_PAGE, CwStagePage)

G_END_DECLS
