/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include "cw-date.h"
#include "cw-schedule.h"
#include "cw-stage-private.h"

/**
 * cw_stage_make_schedule:
 * @input: the stage's input
 *
 * Returns: (transfer full) (nullable): the procedure's schedule, worked back from the dates of the sites; %NULL while
 *   no cycle is chosen
 */
CwSchedule *
cw_stage_make_schedule (const CwStageInput *input)
{
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (input->deployment);
  g_autoptr (GHashTable) starts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                         (GDestroyNotify) g_date_time_unref);
  CwCycle cycle;

  if (!cw_deployment_get_cycle (input->deployment, &cycle))
    return NULL;
  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      GDateTime *start = cw_deployment_get_start (input->deployment, site->id);

      if (start != NULL)
        g_hash_table_replace (starts, site->id, start);
    }
  return cw_schedule_new (cw_deployment_get_procedure (input->deployment), &cycle, starts, input->now);
}

/**
 * cw_stage_add_schedule:
 * @input: the stage's input
 * @document: a page or a sheet
 * @sent: whether it is sent, and therefore English, or the person's own
 *
 * Adds the schedule's days as a list, where there are any. Of a deployment only the real day is told: others read it.
 */
void
cw_stage_add_schedule (const CwStageInput *input,
                       CwDocument         *document,
                       gboolean            sent)
{
  g_autoptr (CwSchedule) schedule = cw_stage_make_schedule (input);
  GPtrArray *entries = schedule != NULL ? cw_schedule_get_entries (schedule) : NULL;
  gboolean begun = FALSE;

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const CwScheduleEntry *entry = g_ptr_array_index (entries, i);
      GDateTime *when = cw_schedule_entry_get_when (entry);
      g_autofree char *day = NULL;
      CwText *text;

      if (when == NULL)
        continue;
      day = sent ? cw_date_format_day (when) : cw_date_show_day (when);
      if (!begun)
        cw_document_add_list (document, FALSE);
      begun = TRUE;
      text = cw_text_new_empty ();
      cw_text_append_styled (text, day, CW_TEXT_BOLD);
      cw_text_append (text, ": ");
      cw_text_append (text, sent ? entry->title : cw_procedure_say (entry->title));
      cw_document_add_item (document, text);
    }
}
