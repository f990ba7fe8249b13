/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cycle-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-date.h"
#include "cw-stage-private.h"

static void
check_site (const CwStageInput *input,
            CwStageResult      *result,
            const CwSite       *site)
{
  const char *zone = cw_procedure_get_zone_name (cw_deployment_get_procedure (input->deployment));
  g_autoptr (GDateTime) start = cw_deployment_get_start (input->deployment, site->id);
  g_autofree char *id = g_strconcat ("start-", site->id, NULL);
  g_autofree char *when = NULL;

  if (start == NULL)
    {
      cw_stage_check (input, result, id, site->id, CW_CHECK_OPEN, _ ("%s has no date and time yet"), site->name);
      return;
    }
  when = cw_date_show_civil (start, zone);
  cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS, "%s: %s", site->name, when);
}

/* The days of the schedule, and what a person should know of the dates. */
static void
check_schedule (const CwStageInput *input,
                CwStageResult      *result)
{
  g_autoptr (CwSchedule) schedule = cw_stage_make_schedule (input);
  GPtrArray *entries = cw_schedule_get_entries (schedule);
  GPtrArray *warnings = cw_schedule_get_warnings (schedule);

  for (guint i = 0; i < entries->len; i++)
    {
      const CwScheduleEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *id = g_strconcat ("day-", entry->id, NULL);
      GDateTime *when = cw_schedule_entry_get_when (entry);
      g_autofree char *day = when != NULL ? cw_date_show_day (when) : NULL;

      if (day != NULL)
        cw_stage_check (input, result, id, NULL, CW_CHECK_HOLDS, "%s: %s", day, cw_procedure_say (entry->title));
    }

  for (guint i = 0; i < warnings->len; i++)
    {
      const CwScheduleWarning *warning = g_ptr_array_index (warnings, i);

      cw_stage_check (input, result, warning->id, warning->site, CW_CHECK_WARNING, "%s", warning->text);
    }
}

static void
check_fates (const CwStageInput *input,
             CwStageResult      *result)
{
  GPtrArray *sites = cw_procedure_get_sites (cw_deployment_get_procedure (input->deployment));

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      const char *fate = cw_deployment_get_fate (input->deployment, site->id);
      g_autofree char *id = g_strconcat ("fate-", site->id, NULL);

      if (g_strcmp0 (fate, "put-off") == 0)
        cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS, _ ("%s is put off"), site->name);
      else if (g_strcmp0 (fate, "dropped") == 0)
        cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS, _ ("%s is dropped"), site->name);
      else if (g_strcmp0 (fate, "by-other") == 0)
        cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS, _ ("%s is prepared by someone else"), site->name);
    }
}

/**
 * cw_cycle_stage:
 * @input: all that it may know
 * @result: where it says its checks
 *
 * Which cycle or revision, which sites, when: the dates against the procedure's rules, each of which a person may wave
 * through.
 */
void
cw_cycle_stage (const CwStageInput *input,
                CwStageResult      *result)
{
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (input->deployment);
  g_autofree char *text = NULL;
  CwCycle cycle;

  if (!cw_deployment_get_cycle (input->deployment, &cycle))
    {
      cw_stage_check (input, result, "cycle", NULL, CW_CHECK_OPEN, _ ("No cycle was chosen yet"));
      return;
    }
  text = cw_cycle_to_text (&cycle);
  cw_stage_check (input, result, "cycle", NULL, CW_CHECK_HOLDS, "%s", text);
  if (sites->len == 0)
    cw_stage_check (input, result, "sites", NULL, CW_CHECK_OPEN, _ ("No site was chosen yet"));
  for (guint i = 0; i < sites->len; i++)
    check_site (input, result, g_ptr_array_index (sites, i));
  check_fates (input, result);
  check_schedule (input, result);
  cw_stage_add_tasks (input, result, "cycle", FALSE);
  cw_stage_check_effects (input, result);
  g_free (result->fact);
  result->fact = g_strdup_printf (ngettext ("%u site", "%u sites", sites->len), sites->len);
}
