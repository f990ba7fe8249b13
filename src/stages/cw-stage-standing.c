/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-date.h"
#include "cw-json.h"
#include "cw-stage-private.h"

/* Where an effect stands, in the words of a person; the one source of them for every page, sheet and terminal. */

/**
 * cw_stage_get_post_at:
 * @input: all that a stage may know
 * @record: (nullable): what the journal says of an effect
 *
 * Returns: when Slack posts a message that was sent for a later instant, seconds since 1970; 0 once that has come, and
 *   for everything else
 */
gint64
cw_stage_get_post_at (const CwStageInput *input,
                      CwEffectRecord     *record)
{
  JsonNode *sent = record != NULL && cw_effect_record_get_phase (record) == CW_PHASE_DONE
                     ? cw_effect_record_get_sent (record) : NULL;
  gint64 post_at = sent != NULL ? cw_json_get_int (json_node_get_object (sent), "post-at", 0) : 0;

  return post_at > g_date_time_to_unix (input->now) ? post_at : 0;
}

/**
 * cw_stage_describe_state:
 * @input: all that a stage may know
 * @record: (nullable): what the journal says of the effect
 * @state: where it stands
 *
 * Returns: (transfer full): the words for it; a message whose day hasn't come is scheduled, not done
 */
char *
cw_stage_describe_state (const CwStageInput *input,
                         CwEffectRecord     *record,
                         CwEffectState       state)
{
  gint64 post_at = state == CW_EFFECT_DONE ? cw_stage_get_post_at (input, record) : 0;
  CwProcedure *procedure = cw_deployment_get_procedure (input->deployment);
  g_autoptr (GDateTime) utc = NULL, there = NULL;
  g_autofree char *day = NULL;

  if (post_at == 0)
    return g_strdup (cw_effect_state_to_text (state));
  utc = g_date_time_new_from_unix_utc (post_at);
  there = g_date_time_to_timezone (utc, cw_procedure_get_time_zone (procedure));
  day = cw_date_show_day (there);
  /* Translators: a message, and the day on which Slack posts it: "Scheduled for Mon 4 Jan" */
  return g_strdup_printf (_ ("Scheduled for %s"), day);
}
