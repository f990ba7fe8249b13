/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-handover-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-stage-private.h"

static guint
count_open (const CwStageResult *earlier)
{
  guint open = 0;

  for (guint i = 0; i < earlier->checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (earlier->checks, i);

      open += check->state != CW_CHECK_HOLDS && check->state != CW_CHECK_WAVED;
    }
  return open;
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
  const char *trouble = cw_stage_observe_text (input, "comparison-trouble");
  guint n_stages, open = 0;
  const CwStage *stages = cw_stages_get (&n_stages);
  CwCycle cycle;

  if (!cw_deployment_get_cycle (input->deployment, &cycle))
    return;
  for (guint i = 0; input->earlier != NULL && i < input->earlier->len && i < n_stages; i++)
    {
      const CwStageTemplate *template = cw_procedure_get_stage (procedure, stages[i].id);
      const char *title = template != NULL ? template->title : stages[i].id;
      guint open_here = count_open (g_ptr_array_index (input->earlier, i));
      g_autofree char *id = g_strconcat ("open-", stages[i].id, NULL);

      open += open_here;
      cw_stage_add_tasks (input, result, stages[i].id, TRUE);
      if (open_here == 0)
        cw_stage_check (input, result, id, NULL, CW_CHECK_HOLDS, _ ("%s: nothing open"), title);
      else
        cw_stage_check (input, result, id, NULL, CW_CHECK_OPEN,
                        ngettext ("%s: %u thing is open", "%s: %u things are open", open_here), title, open_here);
    }
  if (trouble != NULL)
    cw_stage_check (input, result, "comparison", NULL, CW_CHECK_UNKNOWN,
                    _ ("Not everything that was sent could be compared with what is there now: %s"), trouble);
  cw_stage_add_tasks (input, result, "handover", TRUE);
  cw_stage_add_tasks (input, result, "handover", FALSE);
  cw_stage_check_effects (input, result);
  g_free (result->fact);
  result->fact = open == 0 ? g_strdup (_ ("nothing open"))
                           : g_strdup_printf (ngettext ("%u open", "%u open", open), open);
}
