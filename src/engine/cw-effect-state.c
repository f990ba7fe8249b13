/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-effect-state"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-effect-record.h"

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
