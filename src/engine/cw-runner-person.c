/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-runner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-effect-record-drift.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-runner-private.h"

static JsonObject *
new_payload_data (CwEffect *effect)
{
  JsonObject *data = cw_json_object ("hash", cw_effect_get_hash (effect), NULL);

  if (cw_effect_get_payload (effect) != NULL)
    json_object_set_member (data, "payload", json_node_ref (cw_effect_get_payload (effect)));
  return data;
}

static gboolean
is_blank (const char *text)
{
  while (text != NULL && g_ascii_isspace (*text))
    text++;
  return text == NULL || *text == '\0';
}

/* Whether it stands outside with something of somebody else that no update of ours may write over. */
static gboolean
is_kept (CwRunner *self,
         CwEffect *effect)
{
  CwEffectRecord *record = cw_runner_get_record (self, effect);
  CwHandler *handler = cw_runner_get_handler (self, effect, NULL);

  return handler != NULL && cw_effect_record_has_outcome (record)
         && cw_handler_keeps (handler, cw_effect_record_get_differences (record));
}

/* A message that went out, and is as it was sent: nothing brings it up to date. */
static gboolean
has_gone_out (CwRunner *self,
              CwEffect *effect)
{
  CwEffectRecord *record = cw_runner_get_record (self, effect);
  JsonObject *outcome = record != NULL ? cw_effect_record_get_outcome (record) : NULL;
  const char *state = outcome != NULL ? cw_json_get_string (outcome, "state", "") : "";

  if (cw_effect_record_get_state (record, effect) != CW_EFFECT_OUTDATED)
    return FALSE;
  return g_str_equal (state, "posted")
         || (g_str_equal (state, "scheduled")
             && cw_json_get_int (outcome, "post-at", 0) <= cw_journal_now (self->journal) / G_USEC_PER_SEC);
}

/* What is known to speak against an update is said before it is approved. */
static gboolean
check_update (CwRunner  *self,
              CwEffect  *effect,
              GError   **error)
{
  CwEffectRecord *record = cw_runner_get_record (self, effect);
  CwHandler *handler = cw_runner_get_handler (self, effect, NULL);

  if (!cw_effect_record_has_outcome (record))
    return TRUE;
  if (handler != NULL && CW_HANDLER_GET_IFACE (handler)->replaces && record->drifted
      && g_strcmp0 (record->verified, "several") == 0)
    {
      cw_runner_refuse_several (effect, error);
      return FALSE;
    }
  if (is_kept (self, effect))
    {
      g_propagate_error (error, cw_runner_say_kept (effect, cw_effect_record_get_outcome (record)));
      return FALSE;
    }
  return cw_runner_check_preconditions (self, effect, error)
         && (handler == NULL
             || cw_handler_check_amend (handler, effect, cw_effect_record_get_outcome (record),
                                        cw_effect_record_get_differences (record), record->seen, error));
}

/**
 * cw_runner_approve:
 * @self: a runner
 * @effect: the effect as it was shown
 * @error: where to store %CW_ERROR_NEEDS_PERSON or %CW_ERROR_VALIDATION: its state doesn't allow it, or a person must
 *   put it in by hand
 *
 * Binds a person's approval to exactly this payload; any other payload makes it void.
 *
 * Returns: whether it is approved
 */
gboolean
cw_runner_approve (CwRunner  *self,
                   CwEffect  *effect,
                   GError   **error)
{
  g_autoptr (JsonObject) data = NULL;
  CwEffectRecord *record;
  guint allowed = CW_STATE_BIT (CW_EFFECT_READY) | CW_STATE_BIT (CW_EFFECT_APPROVED)
                  | CW_STATE_BIT (CW_EFFECT_OUTDATED) | CW_STATE_BIT (CW_EFFECT_DRIFTED)
                  | CW_STATE_BIT (CW_EFFECT_FAILED);
  g_return_val_if_fail (CW_IS_RUNNER (self) && CW_IS_EFFECT (effect), FALSE);

  if (!cw_runner_check_wanted (self, effect, error))
    return FALSE;
  if (g_str_equal (cw_effect_get_kind (effect), CW_EFFECT_KIND_TASK))
    {
      cw_runner_refuse (effect, CW_ERROR_NEEDS_PERSON, _ ("this is done by hand: do it, then say so here"), error);
      return FALSE;
    }
  record = cw_runner_get_record (self, effect);
  /* What a person made is theirs until they say that it is ours. */
  if (cw_effect_get_payload (effect) == NULL || cw_effect_record_get_phase (record) == CW_PHASE_BY_HAND)
    allowed = 0;
  if (!cw_runner_check_state (self, effect, allowed, error))
    return FALSE;
  if (cw_effect_record_get_state (record, effect) == CW_EFFECT_APPROVED)
    return TRUE;
  if (record != NULL && cw_effect_record_is_gone (record))
    {
      cw_runner_refuse (effect, CW_ERROR_NEEDS_PERSON, cw_runner_say_gone (), error);
      return FALSE;
    }
  if (has_gone_out (self, effect))
    {
      cw_runner_refuse (effect, CW_ERROR_NEEDS_PERSON,
                        _ ("it is posted, and stays as it is: post a correction and say that it was done by hand, or "
                           "send it again"), error);
      return FALSE;
    }
  if (!check_update (self, effect, error))
    return FALSE;
  data = new_payload_data (effect);
  return cw_runner_commit (self, CW_EVENT_APPROVED, cw_effect_get_id (effect), data, error);
}

/**
 * cw_runner_withdraw:
 * @self: a runner
 * @effect: an effect that was approved and isn't sent
 * @error: where to store %CW_ERROR_VALIDATION
 *
 * Returns: whether the approval is taken back
 */
gboolean
cw_runner_withdraw (CwRunner  *self,
                    CwEffect  *effect,
                    GError   **error)
{
  CwEffectRecord *record;
  CwEffectPhase phase;

  g_return_val_if_fail (CW_IS_RUNNER (self) && CW_IS_EFFECT (effect), FALSE);

  record = cw_runner_get_record (self, effect);
  phase = cw_effect_record_get_phase (record);
  if (record == NULL || record->approved_hash == NULL || record->approval_used
      || (phase != CW_PHASE_NONE && phase != CW_PHASE_DONE && phase != CW_PHASE_FAILED))
    {
      cw_runner_refuse (effect, CW_ERROR_VALIDATION, _ ("there is no approval that could be withdrawn"), error);
      return FALSE;
    }
  return cw_runner_commit (self, CW_EVENT_WITHDRAWN, cw_effect_get_id (effect), NULL, error);
}

static gboolean
check_url (CwEffect    *effect,
           const char  *url,
           GError     **error)
{
  g_autofree char *scheme = NULL;

  if (is_blank (url))
    return TRUE;
  if (g_uri_is_valid (url, G_URI_FLAGS_NONE, NULL))
    scheme = g_uri_parse_scheme (url);
  if (g_strcmp0 (scheme, "https") == 0 || g_strcmp0 (scheme, "http") == 0)
    return TRUE;
  cw_runner_refuse (effect, CW_ERROR_VALIDATION, _ ("the link must be a web address, https://…"), error);
  return FALSE;
}

/* A message that waits for its time, and goes out then. */
static gboolean
is_waiting_outside (CwRunner       *self,
                    CwEffectRecord *record)
{
  JsonObject *outcome = cw_effect_record_get_outcome (record);

  return outcome != NULL && g_strcmp0 (cw_json_get_string (outcome, "state", NULL), "scheduled") == 0
         && cw_json_get_int (outcome, "post-at", 0) > cw_journal_now (self->journal) / G_USEC_PER_SEC
         && g_strcmp0 (record->verified, "nothing") != 0 && !record->half_way;
}

static gboolean
refuse_waiting (CwRunner  *self,
                CwEffect  *effect,
                GError   **error)
{
  if (!is_waiting_outside (self, cw_runner_get_record (self, effect)))
    return FALSE;
  cw_runner_refuse (effect, CW_ERROR_VALIDATION,
                    _ ("it still waits there, and would go out as well: take it back first"), error);
  return TRUE;
}

/**
 * cw_runner_by_hand:
 * @self: a runner
 * @effect: an effect that a person did
 * @key: (nullable): key of what they made
 * @url: (nullable): link to it
 * @word: (nullable): their word, where there is neither
 * @error: where to store %CW_ERROR_VALIDATION: all three missing, no link, or done already
 *
 * What was done already may be brought up to date by hand where no update of ours writes over it; it is where it was.
 * So may what is posted, as a person says.
 *
 * Returns: whether it counts as done
 */
gboolean
cw_runner_by_hand (CwRunner    *self,
                   CwEffect    *effect,
                   const char  *key,
                   const char  *url,
                   const char  *word,
                   GError     **error)
{
  g_autoptr (JsonObject) data = NULL;
  guint forbidden = CW_STATE_BIT (CW_EFFECT_RUNNING) | CW_STATE_BIT (CW_EFFECT_DONE);

  g_return_val_if_fail (CW_IS_RUNNER (self) && CW_IS_EFFECT (effect), FALSE);

  if (is_kept (self, effect) && is_blank (key) && is_blank (url))
    {
      key = cw_effect_record_get_key (cw_runner_get_record (self, effect));
      url = cw_effect_record_get_url (cw_runner_get_record (self, effect));
    }
  else if (!is_kept (self, effect) && !has_gone_out (self, effect))
    forbidden |= CW_STATE_BIT (CW_EFFECT_OUTDATED);
  if (is_blank (key) && is_blank (url) && is_blank (word))
    {
      cw_runner_refuse (effect, CW_ERROR_VALIDATION, _ ("give its key, a link to it, or a word on what was done"),
                        error);
      return FALSE;
    }
  if (!check_url (effect, url, error) || !cw_runner_check_state (self, effect, ~forbidden, error)
      || refuse_waiting (self, effect, error))
    return FALSE;
  data = cw_json_object ("key", is_blank (key) ? "" : key, "url", is_blank (url) ? "" : url, "word",
                         is_blank (word) ? "" : word, NULL);
  return cw_runner_commit (self, CW_EVENT_BY_HAND, cw_effect_get_id (effect), data, error);
}

/**
 * cw_runner_leave_out:
 * @self: a runner
 * @effect: an effect that isn't done
 * @reason: why it is left out
 * @error: where to store %CW_ERROR_VALIDATION: no reason, or done already
 *
 * Returns: whether it is left out
 */
gboolean
cw_runner_leave_out (CwRunner    *self,
                     CwEffect    *effect,
                     const char  *reason,
                     GError     **error)
{
  g_autoptr (JsonObject) data = NULL;
  guint allowed = CW_STATE_BIT (CW_EFFECT_WAITING) | CW_STATE_BIT (CW_EFFECT_READY)
                  | CW_STATE_BIT (CW_EFFECT_APPROVED) | CW_STATE_BIT (CW_EFFECT_FAILED)
                  | CW_STATE_BIT (CW_EFFECT_IN_DOUBT) | CW_STATE_BIT (CW_EFFECT_ASKING)
                  | CW_STATE_BIT (CW_EFFECT_LEFT_OUT);

  g_return_val_if_fail (CW_IS_RUNNER (self) && CW_IS_EFFECT (effect), FALSE);

  if (is_blank (reason))
    {
      cw_runner_refuse (effect, CW_ERROR_VALIDATION, _ ("say why it is left out"), error);
      return FALSE;
    }
  if (!cw_runner_check_state (self, effect, allowed, error))
    return FALSE;
  if (cw_effect_record_has_outcome (cw_runner_get_record (self, effect)))
    {
      cw_runner_refuse (effect, CW_ERROR_VALIDATION, _ ("it is done already: withdraw its update instead"), error);
      return FALSE;
    }
  data = cw_json_object ("reason", reason, NULL);
  return cw_runner_commit (self, CW_EVENT_LEFT_OUT, cw_effect_get_id (effect), data, error);
}

/**
 * cw_runner_restore:
 * @self: a runner
 * @effect: an effect that was left out or done by hand
 * @error: where to store %CW_ERROR_VALIDATION
 *
 * Returns: whether it stands again where it stood before
 */
gboolean
cw_runner_restore (CwRunner  *self,
                   CwEffect  *effect,
                   GError   **error)
{
  CwEffectPhase phase;

  g_return_val_if_fail (CW_IS_RUNNER (self) && CW_IS_EFFECT (effect), FALSE);

  phase = cw_effect_record_get_phase (cw_runner_get_record (self, effect));
  if (phase != CW_PHASE_BY_HAND && phase != CW_PHASE_LEFT_OUT)
    {
      cw_runner_refuse (effect, CW_ERROR_VALIDATION, _ ("it was neither left out nor done by hand"), error);
      return FALSE;
    }
  return cw_runner_commit (self, CW_EVENT_RESTORED, cw_effect_get_id (effect), NULL, error);
}

/* What the person points at: a candidate while it asks, else what stands outside. */
static JsonObject *
pick_candidate (CwRunner  *self,
                CwEffect  *effect,
                guint      candidate,
                GError   **error)
{
  CwEffectRecord *record = cw_runner_get_record (self, effect);
  CwEffectPhase phase = cw_effect_record_get_phase (record);
  JsonArray *candidates = record != NULL ? cw_effect_record_get_candidates (record) : NULL;
  JsonNode *node = NULL;

  if ((phase == CW_PHASE_ASKING || phase == CW_PHASE_DONE) && candidates != NULL
      && candidate < json_array_get_length (candidates))
    node = json_array_get_element (candidates, candidate);
  else if (cw_effect_record_is_comparable (record, effect) && candidate == 0
           && (phase != CW_PHASE_BY_HAND || record->drifted))
    node = record->outcome;
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return json_object_ref (json_node_get_object (node));
  cw_runner_refuse (effect, CW_ERROR_VALIDATION, _ ("there is nothing like that to be taken for it"), error);
  return NULL;
}

/* Of several that are there the one that was known so far stays in sight when another is taken. */
static void
keep_other (CwRunner   *self,
            CwEffect   *effect,
            JsonObject *outcome)
{
  CwEffectRecord *record = cw_runner_get_record (self, effect);
  const char *known = cw_effect_record_get_key (record), *taken = cw_json_get_string (outcome, "key", "");
  JsonArray *candidates = cw_effect_record_get_candidates (record);

  for (guint i = 0; candidates != NULL && known != NULL && !g_str_equal (known, taken)
                    && i < json_array_get_length (candidates); i++)
    if (g_strcmp0 (cw_json_get_string (json_array_get_object_element (candidates, i), "key", NULL), known) == 0)
      json_object_set_string_member (outcome, CW_OUTCOME_BESIDE, known);
}

/* Whether what was taken over leaves no room for an update: what was closed there, or is never written over, can only
 * be taken as it is. */
static gboolean
is_past_update (CwRunner *self,
                CwEffect *effect)
{
  CwEffectRecord *record = cw_runner_get_record (self, effect);
  CwHandler *handler = cw_runner_get_handler (self, effect, NULL);

  return handler != NULL && record->accepted != NULL && !record->drifted
         && (is_kept (self, effect)
             || !cw_handler_check_amend (handler, effect, cw_effect_record_get_outcome (record),
                                         cw_effect_record_get_differences (record), record->seen, NULL));
}

/* What the person was shown how it differs from: what was sent, or was to be. An update that waits beside that is no
 * part of it, and goes on waiting; where both want something else in one place that is conceded, and nothing beside it.
 * (nullable): what we would send now */
static JsonNode *
get_shown (CwRunner *self,
           CwEffect *effect)
{
  CwEffectRecord *record = cw_runner_get_record (self, effect);

  if (record->phase == CW_PHASE_ASKING)
    return record->pending != NULL ? json_node_ref (record->pending) : NULL;
  if (record->phase == CW_PHASE_BY_HAND)
    return record->baseline != NULL ? json_node_ref (record->baseline) : NULL;
  if (cw_effect_record_is_contested (record, effect))
    return cw_effect_record_concede (record, cw_effect_get_payload (effect));
  if (is_past_update (self, effect))
    return NULL;
  return record->sent != NULL ? json_node_ref (record->sent) : NULL;
}

/* What isn't changed outside, as far as anybody saw, is as it was sent: there is nothing to be taken over instead of an
 * update. */
static gboolean
check_shown (CwRunner  *self,
             CwEffect  *effect,
             GError   **error)
{
  CwEffectRecord *record = cw_runner_get_record (self, effect);

  if ((record->phase != CW_PHASE_DONE && record->phase != CW_PHASE_FAILED) || record->sent == NULL || record->drifted
      || g_strcmp0 (cw_effect_get_hash (effect), record->sent_hash) == 0
      || cw_effect_record_is_contested (record, effect) || is_past_update (self, effect))
    return TRUE;
  cw_runner_refuse (effect, CW_ERROR_VALIDATION,
                    _ ("nothing was changed outside that could be taken over: what waits is an update of ours"), error);
  return FALSE;
}

/* Of what takes the place of something that is gone only which one it is was said: how it differs is shown then, and
 * asked like a change outside. */
static JsonNode *
list_number (CwFinding *finding)
{
  g_autoptr (JsonNode) all = cw_runner_list_differences (finding);
  JsonArray *array = json_node_get_array (all), *number = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (g_strcmp0 (cw_json_get_string (json_array_get_object_element (array, i), "what", NULL),
                   CW_DIFFERENCE_NUMBER) == 0)
      json_array_add_element (number, json_node_ref (json_array_get_element (array, i)));
  json_node_take_array (node, number);
  return node;
}

static JsonNode *
dup_differences (CwFinding      *finding,
                 CwEffectRecord *record,
                 guint           candidate)
{
  if (finding != NULL && cw_effect_record_is_replaced (record))
    return list_number (finding);
  if (finding != NULL)
    return cw_runner_list_differences (finding);
  return candidate == 0 && record->differences != NULL ? json_node_ref (record->differences) : NULL;
}

/**
 * cw_runner_adopt:
 * @self: a runner
 * @effect: an effect that asks, or that was changed outside
 * @candidate: which of the record's candidates; 0 for what was changed outside
 * @cancellable: (nullable): cancels the comparison
 * @error: where to store %CW_ERROR_VALIDATION
 *
 * A person says "this one": it counts as done, and the differences that it has at this moment from what it was compared
 * with are accepted. What we would send by now beside that is an update, which may be approved afterwards; where
 * nothing but that is open there is nothing to be taken. What is not there any more can't be taken; what took its place
 * can, and counts as changed outside then where it differs.
 *
 * Returns: whether it counts as done
 */
gboolean
cw_runner_adopt (CwRunner      *self,
                 CwEffect      *effect,
                 guint          candidate,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autoptr (JsonObject) outcome = NULL, data = NULL;
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (JsonNode) payload = NULL, differences = NULL;
  g_autoptr (CwEffect) shown = NULL;
  CwHandler *handler;
  gboolean replaced;

  g_return_val_if_fail (CW_IS_RUNNER (self) && CW_IS_EFFECT (effect), FALSE);

  outcome = pick_candidate (self, effect, candidate, error);
  if (outcome == NULL || !check_shown (self, effect, error))
    return FALSE;

  replaced = cw_effect_record_is_replaced (cw_runner_get_record (self, effect));
  payload = get_shown (self, effect);
  shown = payload != NULL ? cw_effect_with_payload (effect, payload) : g_object_ref (effect);
  handler = cw_runner_get_handler (self, effect, NULL);
  if (handler != NULL && cw_effect_get_payload (shown) != NULL)
    finding = cw_runner_verify_thing (self, shown, handler, outcome, cancellable, NULL);
  if (finding != NULL ? finding->answer == CW_FINDING_NOTHING
                      : candidate == 0 && cw_effect_record_is_gone (cw_runner_get_record (self, effect)))
    {
      cw_runner_refuse (effect, CW_ERROR_VALIDATION, cw_runner_say_gone (), error);
      return FALSE;
    }
  data = new_payload_data (shown);
  differences = dup_differences (finding, cw_runner_get_record (self, effect), candidate);
  if (differences != NULL)
    json_object_set_member (data, "differences", json_node_ref (differences));
  if (finding != NULL && finding->candidates->len > 0)
    {
      json_object_unref (outcome);
      outcome = json_object_ref (finding->candidates->pdata[0]);
    }
  keep_other (self, effect, outcome);
  json_object_set_object_member (data, "outcome", json_object_ref (outcome));
  json_object_set_boolean_member (data, "adopted", TRUE);
  return cw_runner_commit (self, CW_EVENT_OUTCOME, cw_effect_get_id (effect), data, error)
         && (!replaced || handler == NULL || cw_runner_compare_after (self, effect, handler, cancellable));
}

/**
 * cw_runner_send_again:
 * @self: a runner
 * @effect: an effect that asks, is in doubt for long enough, was done or failed
 * @error: where to store %CW_ERROR_NEEDS_PERSON (still in doubt) or %CW_ERROR_VALIDATION
 *
 * A person says "send again", knowing that there may be two then. The next attempt begins: its marker is another one,
 * so the stage makes another payload, which is reviewed like any. What was found, or made, before isn't taken for it;
 * what was made goes on under an id of its own (cw_effect_make_attempt_id()).
 *
 * Returns: whether the next attempt began
 */
gboolean
cw_runner_send_again (CwRunner  *self,
                      CwEffect  *effect,
                      GError   **error)
{
  g_autofree char *later = cw_effect_find_later_id (cw_effect_get_id (effect));
  CwEffectRecord *record, *doubt;
  guint allowed = CW_STATE_BIT (CW_EFFECT_IN_DOUBT) | CW_STATE_BIT (CW_EFFECT_ASKING) | CW_STATE_BIT (CW_EFFECT_DONE)
                  | CW_STATE_BIT (CW_EFFECT_OUTDATED) | CW_STATE_BIT (CW_EFFECT_DRIFTED)
                  | CW_STATE_BIT (CW_EFFECT_FAILED);

  g_return_val_if_fail (CW_IS_RUNNER (self) && CW_IS_EFFECT (effect), FALSE);

  record = cw_runner_get_record (self, effect);
  doubt = cw_effect_record_get_doubt (record);
  if (doubt != NULL && cw_runner_is_waiting (self, doubt, cw_runner_get_wait (doubt)))
    allowed &= ~CW_STATE_BIT (CW_EFFECT_IN_DOUBT);
  if (!cw_runner_check_open (self, error) || !cw_runner_check_state (self, effect, allowed, error))
    return FALSE;
  if (refuse_waiting (self, effect, error))
    return FALSE;
  if (later != NULL)
    {
      cw_runner_refuse (effect, CW_ERROR_VALIDATION, _ ("another attempt was begun since: send that"), error);
      return FALSE;
    }
  return cw_runner_commit (self, CW_EVENT_RAISED, cw_effect_get_id (effect), NULL, error);
}
