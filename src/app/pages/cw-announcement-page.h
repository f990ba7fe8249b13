/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-stage-page.h"

G_BEGIN_DECLS

/**
 * CwAnnouncementPage:
 *
 * The page of the stage `announcement`: a tab a site with its messages, each with the text beside what Slack will show,
 * and whom else the site's deployment concerns.
 */
#define CW_TYPE_ANNOUNCEMENT_PAGE (cw_announcement_page_get_type ())
G_DECLARE_FINAL_TYPE (CwAnnouncementPage, cw_announcement_page, CW, ANNOUNCEMENT_PAGE, CwStagePage)

G_END_DECLS
