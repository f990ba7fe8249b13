/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-date.h"
#include "cw-outcome.h"
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
  CwEffectRecord *outside = record != NULL ? cw_effect_record_get_outside (record) : NULL;
  JsonNode *sent = outside != NULL ? cw_effect_record_get_sent (outside) : NULL;
  gint64 post_at = sent != NULL ? cw_json_get_int (json_node_get_object (sent), "post-at", 0) : 0;

  return post_at > g_date_time_to_unix (input->now) ? post_at : 0;
}

static GDateTime *
find_post_at (const CwStageInput *input,
              CwEffectRecord     *record)
{
  gint64 post_at = cw_stage_get_post_at (input, record);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (post_at);

  return post_at != 0
           ? g_date_time_to_timezone (utc, cw_procedure_get_time_zone (cw_deployment_get_procedure (input->deployment)))
           : NULL;
}

/**
 * cw_stage_say_post_at:
 * @input: all that a stage may know
 * @record: (nullable): what the journal says of an effect
 *
 * Returns: (transfer full) (nullable): when Slack posts a message that was sent for a later instant, for a person
 */
char *
cw_stage_say_post_at (const CwStageInput *input,
                      CwEffectRecord     *record)
{
  g_autoptr (GDateTime) there = find_post_at (input, record);

  return there != NULL
           ? cw_date_show_civil (there, cw_procedure_get_zone_name (cw_deployment_get_procedure (input->deployment)))
           : NULL;
}

static const struct {
  const char *end;
  const char *text;
} ends[] = {
  /* Translators: what became of a pull request */
  { CW_END_MERGED, N_ ("Merged") },
  /* Translators: what became of a ticket */
  { CW_END_CLOSED, N_ ("Closed") },
};

static const char *
find_end (CwEffectRecord *record)
{
  const char *end = record != NULL ? cw_effect_record_get_end (record) : NULL;

  for (guint i = 0; end != NULL && i < G_N_ELEMENTS (ends); i++)
    if (g_str_equal (ends[i].end, end))
      return _ (ends[i].text);
  return NULL;
}

/* A message that is posted can't follow what it tells of. */
static gboolean
has_gone_out (const CwStageInput *input,
              CwEffectRecord     *record)
{
  JsonObject *outcome = record != NULL ? cw_effect_record_get_outcome (record) : NULL;
  const char *state = outcome != NULL ? cw_json_get_string (outcome, "state", "") : "";

  return (g_str_equal (state, "posted") || g_str_equal (state, "scheduled"))
         && cw_stage_get_post_at (input, record) == 0;
}

/**
 * cw_stage_is_on_base:
 * @record: (nullable): what the journal says of a branch
 *
 * Returns: whether no branch was pushed, since somebody else has brought all of it to the base
 */
gboolean
cw_stage_is_on_base (CwEffectRecord *record)
{
  JsonObject *outcome = cw_effect_record_get_outcome (record);

  return outcome != NULL && json_object_has_member (outcome, CW_OUTCOME_ON);
}

static char *
describe_on_base (CwEffectRecord *record)
{
  JsonObject *outcome = cw_effect_record_get_outcome (record);

  /* Translators: a base branch, and who made the commit there */
  return g_strdup_printf (_ ("%s has this already, by %s; nothing was pushed"),
                          cw_json_get_string (outcome, CW_OUTCOME_ON, ""),
                          cw_json_get_string (outcome, CW_OUTCOME_BY, ""));
}

/**
 * cw_stage_describe_state:
 * @input: all that a stage may know
 * @record: (nullable): what the journal says of the effect
 * @state: where it stands
 *
 * Returns: (transfer full): the words for it; a message whose day hasn't come is scheduled, not done, and one that is
 *   posted has no update; what was merged or closed is that, and what a service didn't take all of isn't finished
 */
char *
cw_stage_describe_state (const CwStageInput *input,
                         CwEffectRecord     *record,
                         CwEffectState       state)
{
  g_autoptr (GDateTime) there = state == CW_EFFECT_DONE ? find_post_at (input, record) : NULL;
  const char *end = state == CW_EFFECT_DONE ? find_end (record) : NULL;
  g_autofree char *day = NULL;

  if (state == CW_EFFECT_DRIFTED && cw_effect_record_is_unfinished (record))
    return g_strdup (_ ("Not finished"));
  if (state == CW_EFFECT_OUTDATED && has_gone_out (input, record))
    return g_strdup (_ ("Posted, out of date"));
  if (state == CW_EFFECT_DONE && cw_stage_is_on_base (record))
    return describe_on_base (record);
  if (there == NULL)
    return g_strdup (end != NULL ? end : cw_effect_state_to_text (state));
  day = cw_date_show_day (there);
  /* Translators: a message, and the day on which Slack posts it: "Scheduled for Mon 4 Jan" */
  return g_strdup_printf (_ ("Scheduled for %s"), day);
}
