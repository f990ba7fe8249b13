/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-json.h"
#include "cw-stage-private.h"

/* The procedure's manual tasks. */

/* When, and by whom where that isn't the release manager. */
static char *
describe_task (const CwTaskTemplate *task)
{
  const char *day = task->day ? _ ("On the day") : NULL;
  const char *role = task->role != NULL ? cw_procedure_say (task->role) : NULL;

  return day != NULL && role != NULL ? g_strjoin (" · ", day, role, NULL) : g_strdup (day != NULL ? day : role);
}

/* It is shown in the person's language; what is recorded as done is the same in each. */
static void
add_task (const CwStageInput   *input,
          CwStageResult        *result,
          const CwSite         *site,
          const char           *stage,
          const CwTaskTemplate *task)
{
  g_autoptr (GHashTable) variables = cw_stage_get_variables (input, site);
  const char *more = task->text != NULL ? task->text : "";
  g_autofree char *title = cw_stage_expand (result, task->id, cw_procedure_say (task->title), variables);
  g_autofree char *text = cw_stage_expand (result, task->id, cw_procedure_say (more), variables);
  g_autofree char *meant = cw_stage_expand (result, task->id, *more != '\0' ? more : task->title, variables);
  g_autofree char *detail = describe_task (task);
  g_autoptr (CwEffect) effect = NULL;

  effect = cw_stage_new_effect (input, site, stage, task->id, 1, CW_EFFECT_KIND_TASK, title);
  /* Where a text ends in a name or a link that isn't there yet. */
  cw_effect_set_preview (effect, title, g_strchomp (text));
  cw_effect_set_optional (effect, task->day);
  if (detail != NULL)
    cw_effect_set_detail (effect, detail);
  if (task->day)
    cw_effect_set_waiting (effect, _ ("Waits for the deployment day"));
  else
    cw_stage_give_payload (input, result, effect, cw_json_node_object (cw_json_object ("text", meant, NULL)));
  g_clear_pointer (&result->hole, g_free);
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}

/**
 * cw_stage_add_tasks:
 * @input: the stage's input
 * @result: where they are added
 * @stage: id of the stage
 * @day: whether the tasks of the deployment day are wanted, or those of before
 *
 * Adds the procedure's manual tasks of a stage.
 */
void
cw_stage_add_tasks (const CwStageInput *input,
                    CwStageResult      *result,
                    const char         *stage,
                    gboolean            day)
{
  const CwStageTemplate *template =
    cw_procedure_get_stage (cw_deployment_get_procedure (input->deployment), stage);
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (input->deployment);

  for (guint i = 0; template != NULL && i < template->tasks->len; i++)
    {
      const CwTaskTemplate *task = g_ptr_array_index (template->tasks, i);

      if (task->day != day)
        continue;
      if (task->sites == NULL && cw_stage_wants (input, NULL, NULL, (const char *const *) task->when))
        add_task (input, result, NULL, stage, task);
      for (guint j = 0; task->sites != NULL && j < sites->len; j++)
        {
          const CwSite *site = g_ptr_array_index (sites, j);

          if (cw_stage_wants (input, site, (const char *const *) task->sites, (const char *const *) task->when))
            add_task (input, result, site, stage, task);
        }
    }
}
