/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-schedule"

#include "config.h"

#include "cw-date.h"
#include "cw-schedule-private.h"

/* A day is kept as its noon: midnight does not exist on the day on which Chile's clocks are put forward. */
GDateTime *
cw_schedule_noon_of (GDateTime *instant,
                     int        days_later)
{
  g_autoptr (GDateTime) noon = g_date_time_new (g_date_time_get_timezone (instant), g_date_time_get_year (instant),
                                                g_date_time_get_month (instant),
                                                g_date_time_get_day_of_month (instant), 12, 0, 0);

  return g_date_time_add_days (noon, days_later);
}

/* The number of the step that is the deployment of sites with @trait, 0 where there is none. */
int
cw_schedule_day_of_trait (const CwScheduleTemplate *template,
                          const char               *trait)
{
  for (guint i = 0; i < template->steps->len; i++)
    {
      const CwScheduleStep *step = g_ptr_array_index (template->steps, i);

      if (g_strcmp0 (step->site, trait) == 0)
        return step->day;
    }
  return 0;
}

/* Whether production may be deployed on that ISO weekday. */
gboolean
cw_schedule_allows_weekday (const CwScheduleTemplate *template,
                            int                       weekday)
{
  for (guint i = 0; i < template->weekdays->len; i++)
    if (g_array_index (template->weekdays, int, i) == weekday)
      return TRUE;
  return template->weekdays->len == 0;
}

static GDateTime *
at_usual_time (GDateTime                *noon,
               const CwScheduleTemplate *template)
{
  g_autofree char *day = g_date_time_format (noon, "%Y-%m-%d");

  return cw_date_parse_local (day, template->time, g_date_time_get_timezone (noon), NULL);
}

/**
 * cw_schedule_propose:
 * @procedure: the procedure
 * @cycle: what is prepared
 * @now: the present
 *
 * Returns: (transfer full): a good start for production: the first allowed weekday for which the whole schedule still
 *   lies ahead, at the usual time, in the procedure's zone
 */
GDateTime *
cw_schedule_propose (CwProcedure   *procedure,
                     const CwCycle *cycle,
                     GDateTime     *now)
{
  const CwScheduleTemplate *template;
  const CwScheduleStep *first;
  g_autoptr (GDateTime) today = NULL;
  int length;

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure), NULL);
  g_return_val_if_fail (cycle != NULL && now != NULL, NULL);

  template = cw_procedure_get_schedule (procedure, cycle);
  first = g_ptr_array_index (template->steps, 0);
  length = cw_schedule_day_of_trait (template, CW_SCHEDULE_PRODUCTION) - first->day;
  today = g_date_time_to_timezone (now, cw_procedure_get_time_zone (procedure));
  for (int i = length + 1;; i++)
    {
      g_autoptr (GDateTime) day = cw_schedule_noon_of (today, i);
      g_autoptr (GDateTime) start = at_usual_time (day, template);

      if (start != NULL && cw_schedule_allows_weekday (template, g_date_time_get_day_of_week (day)))
        return g_steal_pointer (&start);
    }
}

/**
 * cw_schedule_propose_for_site:
 * @procedure: the procedure
 * @cycle: what is prepared
 * @site: one of its sites
 * @anchor: when production is deployed
 *
 * Returns: (transfer full): a good start for @site: @anchor itself where the schedule says nothing of such a site, else
 *   as many days earlier as the schedule has it, and not on a Friday or a weekend
 */
GDateTime *
cw_schedule_propose_for_site (CwProcedure   *procedure,
                              const CwCycle *cycle,
                              const CwSite  *site,
                              GDateTime     *anchor)
{
  const CwScheduleTemplate *template;
  g_autoptr (GDateTime) local = NULL;
  int day = 0;

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure), NULL);
  g_return_val_if_fail (cycle != NULL && site != NULL && anchor != NULL, NULL);

  template = cw_procedure_get_schedule (procedure, cycle);
  for (guint i = 0; day == 0 && site->traits[i] != NULL; i++)
    day = cw_schedule_day_of_trait (template, site->traits[i]);
  if (day == 0 || day == cw_schedule_day_of_trait (template, CW_SCHEDULE_PRODUCTION))
    return g_date_time_ref (anchor);

  local = g_date_time_to_timezone (anchor, cw_procedure_get_time_zone (procedure));
  for (int later = day - cw_schedule_day_of_trait (template, CW_SCHEDULE_PRODUCTION);; later--)
    {
      g_autoptr (GDateTime) noon = cw_schedule_noon_of (local, later);
      g_autoptr (GDateTime) start = at_usual_time (noon, template);

      if (start != NULL && g_date_time_get_day_of_week (noon) <= CW_SCHEDULE_LAST_WEEKDAY)
        return g_steal_pointer (&start);
    }
}

/* The first day from tomorrow on at which somebody is there. */
static GDateTime *
propose_soon (CwProcedure              *procedure,
              const CwScheduleTemplate *template,
              GDateTime                *now)
{
  g_autoptr (GDateTime) today = g_date_time_to_timezone (now, cw_procedure_get_time_zone (procedure));

  for (int i = 1;; i++)
    {
      g_autoptr (GDateTime) noon = cw_schedule_noon_of (today, i);
      g_autoptr (GDateTime) start = at_usual_time (noon, template);

      if (start != NULL && g_date_time_get_day_of_week (noon) <= CW_SCHEDULE_LAST_WEEKDAY)
        return g_steal_pointer (&start);
    }
}

/**
 * cw_schedule_propose_beside:
 * @procedure: the procedure
 * @cycle: what is prepared
 * @site: one of its sites that comes late
 * @starts: (element-type utf8 GDateTime): when the others are deployed, by id
 * @now: the present
 *
 * Returns: (transfer full): a good start for @site, by production's date where that is known; where that day has passed
 *   the next one that is left
 */
GDateTime *
cw_schedule_propose_beside (CwProcedure   *procedure,
                            const CwCycle *cycle,
                            const CwSite  *site,
                            GHashTable    *starts,
                            GDateTime     *now)
{
  g_autoptr (CwSchedule) schedule = NULL;
  g_autoptr (GDateTime) proposed = NULL, start = NULL;
  GDateTime *anchor;

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure), NULL);
  g_return_val_if_fail (cycle != NULL && site != NULL && starts != NULL && now != NULL, NULL);

  schedule = cw_schedule_new (procedure, cycle, starts, now);
  anchor = cw_schedule_get_anchor (schedule);
  if (anchor == NULL)
    anchor = proposed = cw_schedule_propose (procedure, cycle, now);
  start = cw_schedule_propose_for_site (procedure, cycle, site, anchor);
  if (g_date_time_compare (start, now) > 0)
    return g_steal_pointer (&start);
  return propose_soon (procedure, cw_procedure_get_schedule (procedure, cycle), now);
}
