/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-schedule.h"

G_BEGIN_DECLS

/**
 * CwScheduleList:
 *
 * The procedure's schedule worked back from the dates: a line for each day, and what to know of the dates.
 */
#define CW_TYPE_SCHEDULE_LIST (cw_schedule_list_get_type ())
G_DECLARE_FINAL_TYPE (CwScheduleList, cw_schedule_list, CW, SCHEDULE_LIST, AdwBin)

void cw_schedule_list_show (CwScheduleList *self,
                            CwSchedule     *schedule,
                            gboolean        with_warnings);

G_END_DECLS
