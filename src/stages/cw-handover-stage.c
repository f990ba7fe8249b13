/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-handover-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-stage-private.h"

/* What an earlier stage leaves: nothing, or how much; what is out of reach is said, and waits for nobody here. */
static void
check_earlier (const CwStageInput  *input,
               CwStageResult       *result,
               const char          *stage,
               const char          *title,
               const CwStageResult *earlier)
{
  g_autofree char *id = g_strconcat ("open-", stage, NULL);
  guint open = cw_stage_result_count_open (earlier, NULL), unknown = 0;

  for (guint i = 0; i < earlier->checks->len; i++)
    unknown += ((const CwCheck *) g_ptr_array_index (earlier->checks, i))->state == CW_CHECK_UNKNOWN;
  if (earlier->skip_reason != NULL && open == 0)
    cw_stage_check (input, result, id, NULL, CW_CHECK_HOLDS, _ ("%s: left out: %s"), title, earlier->skip_reason);
  else if (earlier->skipped && open == 0)
    cw_stage_check (input, result, id, NULL, CW_CHECK_HOLDS, _ ("%s: left out"), title);
  else if (open > 0)
    cw_stage_check (input, result, id, NULL, CW_CHECK_OPEN,
                    ngettext ("%s: %u thing is open", "%s: %u things are open", open), title, open);
  else if (unknown > 0)
    cw_stage_check (input, result, id, NULL, CW_CHECK_UNKNOWN,
                    ngettext ("%s: nothing open, %u thing out of reach", "%s: nothing open, %u things out of reach",
                              unknown), title, unknown);
  else
    cw_stage_check (input, result, id, NULL, CW_CHECK_HOLDS, _ ("%s: nothing open"), title);
}

/**
 * cw_handover_stage:
 * @input: all that it may know; @input->earlier holds the seven stages before this one
 * @result: where it says its effects
 *
 * Nothing open, or each open thing named; and the tasks of the deployment day, which only stand on the day's sheet:
 * syncing, for one, is never ours.
 */
void
cw_handover_stage (const CwStageInput *input,
                   CwStageResult      *result)
{
  CwProcedure *procedure = cw_deployment_get_procedure (input->deployment);
  guint n_stages;
  const CwStage *stages = cw_stages_get (&n_stages);
  CwCycle cycle;

  if (!cw_deployment_get_cycle (input->deployment, &cycle))
    return;
  for (guint i = 0; input->earlier != NULL && i < input->earlier->len && i < n_stages; i++)
    {
      const CwStageTemplate *template = cw_procedure_get_stage (procedure, stages[i].id);
      const char *title = template != NULL ? template->title : stages[i].id, *reason;
      const CwStageResult *earlier = g_ptr_array_index (input->earlier, i);

      cw_stage_add_tasks (input, result, stages[i].id, TRUE);
      check_earlier (input, result, stages[i].id, title, earlier);
      cw_stage_name_uncompared (input, earlier->effects, result, &reason);
    }
  cw_stage_add_tasks (input, result, "handover", TRUE);
  cw_stage_add_tasks (input, result, "handover", FALSE);
  cw_stage_check_effects (input, result);
}
