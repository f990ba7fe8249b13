/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-procedure.h"

G_BEGIN_DECLS

/**
 * CwScheduleEntry:
 * @id: the step's id
 * @title: what happens
 * @day: (nullable): noon of the day on which it should happen; %NULL as long as production has no date
 * @trait: (nullable): the trait of the sites whose deployment this is
 * @start: (nullable): when the first of those sites is really deployed, where that is known
 *
 * A step of the procedure's schedule, worked back from production's date by calendar days.
 */
typedef struct {
  char      *id;
  char      *title;
  GDateTime *day;
  char      *trait;
  GDateTime *start;
} CwScheduleEntry;

/**
 * CwScheduleWarning:
 * @id: stable: `past.SITE`, `weekday.SITE`, `weekend.SITE`, `early.SITE`, `clocks.SITE`, `order` or `short`
 * @site: (nullable): the site it speaks of
 * @text: for a person, with the site's name
 * @what: the same without it
 * @advice: (nullable): what could be done instead
 *
 * Something about the dates that a person should know of and may wave through.
 */
typedef struct {
  char *id;
  char *site;
  char *text;
  char *what;
  char *advice;
} CwScheduleWarning;

/**
 * CwSchedule:
 *
 * The dates of a preparation held against the procedure's schedule. Immutable; any thread may read it.
 */
#define CW_TYPE_SCHEDULE (cw_schedule_get_type ())
G_DECLARE_FINAL_TYPE (CwSchedule, cw_schedule, CW, SCHEDULE, GObject)

CwSchedule *cw_schedule_new              (CwProcedure   *procedure,
                                          const CwCycle *cycle,
                                          GHashTable    *starts,
                                          GDateTime     *now);
GDateTime  *cw_schedule_get_anchor       (CwSchedule    *self);
GPtrArray  *cw_schedule_get_entries      (CwSchedule    *self);
GDateTime  *cw_schedule_entry_get_when   (const CwScheduleEntry *self);
GPtrArray  *cw_schedule_get_warnings     (CwSchedule    *self);

GDateTime  *cw_schedule_propose          (CwProcedure   *procedure,
                                          const CwCycle *cycle,
                                          GDateTime     *now);
GDateTime  *cw_schedule_propose_beside   (CwProcedure   *procedure,
                                          const CwCycle *cycle,
                                          const CwSite  *site,
                                          GHashTable    *starts,
                                          GDateTime     *now);
GDateTime  *cw_schedule_propose_for_site (CwProcedure   *procedure,
                                          const CwCycle *cycle,
                                          const CwSite  *site,
                                          GDateTime     *anchor);

G_END_DECLS
