/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-stage-page.h"

G_BEGIN_DECLS

/**
 * CwConfigurationPage:
 *
 * The change of each site's repositories: on which base, how much, and the proof that every mention was looked at.
 */
#define CW_TYPE_CONFIGURATION_PAGE (cw_configuration_page_get_type ())
G_DECLARE_FINAL_TYPE (CwConfigurationPage, cw_configuration_page, CW, CONFIGURATION_PAGE, CwStagePage)

G_END_DECLS
