/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-schedule.h"

G_BEGIN_DECLS

/* The trait of the sites from whose date a schedule is worked back. */
#define CW_SCHEDULE_PRODUCTION "production"

/* Thursday: from Friday on nobody is there when something breaks. */
#define CW_SCHEDULE_LAST_WEEKDAY 4

GDateTime *cw_schedule_noon_of        (GDateTime                *instant,
                                       int                       days_later);
int        cw_schedule_day_of_trait   (const CwScheduleTemplate *template,
                                       const char               *trait);
gboolean   cw_schedule_allows_weekday (const CwScheduleTemplate *template,
                                       int                       weekday);

G_END_DECLS
