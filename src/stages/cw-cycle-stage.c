/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cycle-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-date.h"
#include "cw-schedule.h"
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
  when = cw_date_format_civil (start, zone);
  cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS, "%s: %s", site->name, when);
}

static GHashTable *
list_starts (const CwStageInput *input,
             GPtrArray          *sites)
{
  GHashTable *starts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_date_time_unref);

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      GDateTime *start = cw_deployment_get_start (input->deployment, site->id);

      if (start != NULL)
        g_hash_table_replace (starts, site->id, start);
    }
  return starts;
}

static void
check_schedule (const CwStageInput *input,
                CwStageResult      *result,
                const CwCycle      *cycle,
                GPtrArray          *sites)
{
  CwProcedure *procedure = cw_deployment_get_procedure (input->deployment);
  g_autoptr (GHashTable) starts = list_starts (input, sites);
  g_autoptr (CwSchedule) schedule = cw_schedule_new (procedure, cycle, starts, input->now);
  GPtrArray *warnings = cw_schedule_get_warnings (schedule);

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
  check_schedule (input, result, &cycle, sites);
  cw_stage_add_tasks (input, result, "cycle", FALSE);
  cw_stage_check_effects (input, result);
  g_free (result->fact);
  result->fact = g_strdup_printf (ngettext ("%u site", "%u sites", sites->len), sites->len);
}
