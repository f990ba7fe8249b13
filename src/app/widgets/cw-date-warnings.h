/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-deployment.h"
#include "cw-schedule.h"

G_BEGIN_DECLS

/**
 * CwDateWarnings:
 *
 * A row below a site's date: what is wrong with it, what to know of it, and what could be done instead. Hidden where
 * there is nothing.
 */
#define CW_TYPE_DATE_WARNINGS (cw_date_warnings_get_type ())
G_DECLARE_FINAL_TYPE (CwDateWarnings, cw_date_warnings, CW, DATE_WARNINGS, AdwPreferencesRow)

void cw_date_warnings_show         (CwDateWarnings *self,
                                    CwSchedule     *schedule,
                                    const char     *site,
                                    CwDeployment   *deployment);
void cw_date_warnings_show_trouble (CwDateWarnings *self,
                                    const char     *trouble);

G_END_DECLS
