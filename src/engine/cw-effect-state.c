/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-effect-state"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-effect-record-private.h"
#include "cw-json.h"

/* Where an effect stands, and what a state is called. */

static const struct {
  const char *word;
  const char *text;
} states[] = {
  [CW_EFFECT_WAITING] = { "waiting", N_ ("Waiting") },
  [CW_EFFECT_READY] = { "ready", N_ ("Ready") },
  [CW_EFFECT_APPROVED] = { "approved", N_ ("Approved") },
  [CW_EFFECT_RUNNING] = { "running", N_ ("Sending") },
  [CW_EFFECT_IN_DOUBT] = { "in-doubt", N_ ("In doubt") },
  [CW_EFFECT_ASKING] = { "asking", N_ ("Asks you") },
  [CW_EFFECT_DONE] = { "done", N_ ("Done") },
  [CW_EFFECT_DONE_BY_HAND] = { "done-by-hand", N_ ("Done by hand") },
  [CW_EFFECT_OUTDATED] = { "outdated", N_ ("Update available") },
  [CW_EFFECT_DRIFTED] = { "drifted", N_ ("Changed outside") },
  [CW_EFFECT_FAILED] = { "failed", N_ ("Failed") },
  [CW_EFFECT_LEFT_OUT] = { "left-out", N_ ("Left out") },
};

/**
 * cw_effect_state_to_word:
 * @state: a state
 *
 * Returns: (transfer none): the stable word of the JSON output
 */
const char *
cw_effect_state_to_word (CwEffectState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), NULL);

  return states[state].word;
}

/**
 * cw_effect_state_to_text:
 * @state: a state
 *
 * Returns: (transfer none): @state as a person reads it
 */
const char *
cw_effect_state_to_text (CwEffectState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), NULL);

  return _ (states[state].text);
}

/**
 * cw_effect_state_is_settled:
 * @state: a state
 *
 * Returns: whether nothing is open about an effect in @state
 */
gboolean
cw_effect_state_is_settled (CwEffectState state)
{
  return state == CW_EFFECT_DONE || state == CW_EFFECT_DONE_BY_HAND || state == CW_EFFECT_LEFT_OUT;
}

static gboolean
is_approved (CwEffectRecord *self,
             const char     *hash)
{
  return !self->approval_used && hash != NULL && g_strcmp0 (self->approved_hash, hash) == 0;
}

static const char *
get_end (JsonArray *differences,
         guint      i)
{
  JsonNode *node = json_array_get_element (differences, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? cw_json_get_string (json_node_get_object (node), "end", NULL) : NULL;
}

static gboolean
has_only_ended (CwEffectRecord *self)
{
  JsonArray *differences = cw_effect_record_get_differences (self);
  guint n = differences != NULL ? json_array_get_length (differences) : 0;

  for (guint i = 0; i < n; i++)
    if (get_end (differences, i) == NULL)
      return FALSE;
  return n > 0;
}

/* A decision doesn't hide what may be outside all the same, nor what became of what a person made. */
static CwEffectState
get_decided_state (CwEffectRecord *self,
                   CwEffect       *effect)
{
  if (cw_effect_record_get_doubt (self) != NULL)
    return CW_EFFECT_IN_DOUBT;
  if (self->phase == CW_PHASE_LEFT_OUT)
    return CW_EFFECT_LEFT_OUT;
  if (self->drifted && !(cw_effect_may_end (effect) && has_only_ended (self)))
    return CW_EFFECT_DRIFTED;
  return CW_EFFECT_DONE_BY_HAND;
}

/**
 * cw_effect_record_get_state:
 * @self: (nullable): its record, %NULL where the journal has none
 * @effect: the effect as its stage makes it now
 *
 * The state follows from the journal's phase and from what we would send now:
 *
 * | phase | approved for this hash, unused | otherwise |
 * | --- | --- | --- |
 * | left out, by hand | in doubt while what they cover is; drifted where it was changed since; else that state | same |
 * | intent, in doubt, asking | that state | that state |
 * | failed | failed: it may be tried again as it is | as below |
 * | none, done: without an outcome | approved | ready, or waiting while there is no payload |
 * | none, done: with an outcome | approved: an update | drifted, else outdated (another hash), else done |
 *
 * What was taken over as it is outside, and by now would be written over by an update, counts as changed outside once
 * more.
 *
 * What came to its end in its time is done, and there is nothing left that could be brought up to date. No approval
 * counts of what was retired, and no update of it is offered.
 *
 * Returns: where the effect stands
 */
CwEffectState
cw_effect_record_get_state (CwEffectRecord *self,
                            CwEffect       *effect)
{
  const char *hash;

  g_return_val_if_fail (self == NULL || CW_IS_EFFECT_RECORD (self), CW_EFFECT_WAITING);
  g_return_val_if_fail (CW_IS_EFFECT (effect), CW_EFFECT_WAITING);

  hash = cw_effect_is_retired (effect) ? NULL : cw_effect_get_hash (effect);
  if (self == NULL)
    return hash != NULL ? CW_EFFECT_READY : CW_EFFECT_WAITING;

  switch (self->phase)
    {
    case CW_PHASE_LEFT_OUT:
    case CW_PHASE_BY_HAND:
      return get_decided_state (self, effect);
    case CW_PHASE_INTENT:
      return CW_EFFECT_RUNNING;
    case CW_PHASE_IN_DOUBT:
      return CW_EFFECT_IN_DOUBT;
    case CW_PHASE_ASKING:
      return CW_EFFECT_ASKING;
    case CW_PHASE_FAILED:
      if (is_approved (self, hash))
        return CW_EFFECT_FAILED;
      break;
    case CW_PHASE_NONE:
    case CW_PHASE_DONE:
    default:
      break;
    }

  if (is_approved (self, hash))
    return CW_EFFECT_APPROVED;
  if (self->outcome == NULL)
    return hash != NULL ? CW_EFFECT_READY : CW_EFFECT_WAITING;
  if (cw_effect_may_end (effect) && has_only_ended (self))
    return CW_EFFECT_DONE;
  if (self->drifted || cw_effect_record_is_contested (self, effect))
    return CW_EFFECT_DRIFTED;
  return hash != NULL && g_strcmp0 (hash, self->sent_hash) != 0 ? CW_EFFECT_OUTDATED : CW_EFFECT_DONE;
}

/**
 * cw_effect_record_has_failed_retract:
 * @self: (nullable): a record
 *
 * Returns: whether it stands outside as it did, since taking it back failed and nothing came of it after that
 */
gboolean
cw_effect_record_has_failed_retract (CwEffectRecord *self)
{
  g_return_val_if_fail (self == NULL || CW_IS_EFFECT_RECORD (self), FALSE);

  return self != NULL && g_strcmp0 (self->failed, CW_DEED_RETRACT) == 0;
}

/**
 * cw_effect_record_is_being_retracted:
 * @self: (nullable): a record
 *
 * Returns: whether it is taken back just now, or was to be and nobody knows what came of that
 */
gboolean
cw_effect_record_is_being_retracted (CwEffectRecord *self)
{
  g_return_val_if_fail (self == NULL || CW_IS_EFFECT_RECORD (self), FALSE);

  return self != NULL && g_strcmp0 (self->deed, CW_DEED_RETRACT) == 0;
}

/**
 * cw_effect_record_is_being_amended:
 * @self: (nullable): a record
 *
 * Returns: whether what stands outside is brought up to date just now, or was to be and nobody knows what came of that
 */
gboolean
cw_effect_record_is_being_amended (CwEffectRecord *self)
{
  g_return_val_if_fail (self == NULL || CW_IS_EFFECT_RECORD (self), FALSE);

  return self != NULL && g_strcmp0 (self->deed, CW_DEED_AMEND) == 0;
}

/**
 * cw_effect_record_get_end:
 * @self: a record
 *
 * Returns: (transfer none) (nullable): CW_END_… where what stands outside was at its end when it was last looked at
 */
const char *
cw_effect_record_get_end (CwEffectRecord *self)
{
  JsonArray *differences;

  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), NULL);

  differences = cw_effect_record_get_differences (self);
  for (guint i = 0; differences != NULL && i < json_array_get_length (differences); i++)
    if (get_end (differences, i) != NULL)
      return get_end (differences, i);
  return NULL;
}
