/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-runner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-runner-private.h"

/*
 * cw_runner_check_preconditions:
 * @self: a runner
 * @effect: an effect
 * @error: where to store what has to be done, or decided, first
 *
 * Returns: whether all that @effect needs is there
 */
gboolean
cw_runner_check_preconditions (CwRunner  *self,
                               CwEffect  *effect,
                               GError   **error)
{
  const char *const *ids = cw_effect_get_preconditions (effect);

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      CwEffectRecord *record = cw_history_get_record (self->history, ids[i]);
      gboolean gone = record != NULL && cw_effect_record_is_gone (record);
      const char *key = gone ? cw_effect_record_get_key (record) : NULL;
      g_autofree char *reason = NULL;

      if (!gone && (cw_effect_record_has_outcome (record) || cw_effect_record_get_phase (record) == CW_PHASE_LEFT_OUT))
        continue;
      reason = gone ? g_strdup_printf (_ ("%s is not there any more: say first what is to become of that"),
                                      key != NULL ? key : ids[i])
                    : g_strdup_printf (_ ("%s has to be done first"), ids[i]);
      cw_runner_refuse (effect, CW_ERROR_NEEDS_PERSON, reason, error);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_may_send (CwRunner  *self,
                CwEffect  *effect,
                GError   **error)
{
  CwEffectRecord *record = cw_runner_get_record (self, effect);
  CwEffectPhase phase = cw_effect_record_get_phase (record);
  gboolean at_rest = phase == CW_PHASE_NONE || phase == CW_PHASE_DONE || phase == CW_PHASE_FAILED;

  if (!cw_runner_check_open (self, error))
    return FALSE;
  if (at_rest && cw_effect_get_payload (effect) != NULL && record != NULL && record->approved_hash != NULL
      && !record->approval_used
      && g_strcmp0 (record->approved_hash, cw_effect_get_hash (effect)) != 0)
    {
      cw_runner_refuse (effect, CW_ERROR_CONFLICT, _ ("it changed since it was approved: review it again"), error);
      return FALSE;
    }
  return cw_runner_check_state (self, effect, CW_STATE_BIT (CW_EFFECT_APPROVED) | CW_STATE_BIT (CW_EFFECT_FAILED),
                                error)
         && cw_runner_check_preconditions (self, effect, error);
}

/* The first thing of every deed: whatever happens from here on, the next start knows that something may be outside, and
 * whose it would be. */
static gboolean
commit_intent (CwRunner    *self,
               CwEffect    *effect,
               const char  *deed,
               JsonObject  *sender,
               GError     **error)
{
  g_autoptr (JsonObject) data = cw_json_object ("deed", deed, NULL);
  gint64 clock = cw_journal_read_clock (self->journal);

  json_object_set_int_member (data, "attempt", cw_effect_record_get_attempt (cw_runner_get_record (self, effect)));
  if (!g_str_equal (deed, CW_DEED_RETRACT))
    {
      json_object_set_string_member (data, "kind", cw_effect_get_kind (effect));
      json_object_set_string_member (data, "title", cw_effect_get_title (effect));
      json_object_set_string_member (data, "hash", cw_effect_get_hash (effect));
      json_object_set_member (data, "payload", json_node_ref (cw_effect_get_payload (effect)));
    }
  if (sender != NULL)
    json_object_set_object_member (data, "sender", json_object_ref (sender));
  /* The journal's time may be ahead of every clock: a service would find nothing from then on. */
  if (clock < cw_journal_now (self->journal))
    json_object_set_int_member (data, "clock", clock);
  return cw_runner_commit (self, CW_EVENT_INTENT, cw_effect_get_id (effect), data, error);
}

static gboolean
perform (CwRunner      *self,
         CwEffect      *effect,
         CwHandler     *handler,
         GCancellable  *cancellable,
         GError       **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (JsonObject) outcome = cw_handler_perform (handler, effect, cancellable, &failure);

  if (outcome != NULL)
    return cw_runner_outcome (self, effect, outcome, FALSE, error);
  if (g_error_matches (failure, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME))
    return cw_runner_resolve (self, effect, TRUE, failure->message, cancellable, error);
  return cw_runner_fail (self, effect, g_steal_pointer (&failure), error);
}

/*
 * Where it can't be told whether somebody did it already (a channel that may be posted to and not read), a person
 * looks. Their "send again" begins another attempt, whose marker nothing outside can carry: that one goes out, unless
 * something of it was ever in doubt.
 */
static gboolean
adopt_or_perform (CwRunner      *self,
                  CwEffect      *effect,
                  CwHandler     *handler,
                  CwFinding     *finding,
                  GCancellable  *cancellable,
                  GError       **error)
{
  CwEffectRecord *record = cw_runner_get_record (self, effect);
  gboolean looked = cw_effect_record_get_attempt (record) > 1 && !record->doubted;

  if (finding->unfinished)
    return cw_runner_complete (self, effect, handler, finding, cancellable, error);
  switch (finding->answer)
    {
    case CW_FINDING_EQUAL:
      if (finding->candidates->len == 0)
        return cw_runner_ask (self, effect, finding, error);
      return cw_runner_outcome (self, effect, finding->candidates->pdata[0], TRUE, error);
    case CW_FINDING_NOTHING:
      return perform (self, effect, handler, cancellable, error);
    case CW_FINDING_CANT_TELL:
      if (looked)
        return perform (self, effect, handler, cancellable, error);
      return cw_runner_ask (self, effect, finding, error);
    case CW_FINDING_DIFFERENT:
    case CW_FINDING_SEVERAL:
    default:
      return cw_runner_ask (self, effect, finding, error);
    }
}

/* (nullable) without an error where everybody sees what is sent. */
static JsonObject *
name_sender (CwHandler    *handler,
             CwEffect     *effect,
             GCancellable *cancellable,
             GError      **error)
{
  CwHandlerInterface *iface = CW_HANDLER_GET_IFACE (handler);

  return iface->name_sender != NULL ? iface->name_sender (handler, effect, cancellable, error) : NULL;
}

/**
 * cw_runner_run:
 * @self: a runner
 * @effect: an approved effect, as its stage makes it now
 * @cancellable: (nullable): cancels what can still be cancelled
 * @error: where to store %CW_ERROR_CONFLICT (changed since the review), %CW_ERROR_NEEDS_PERSON (not approved, by hand,
 *   or it asks), %CW_ERROR_UNKNOWN_OUTCOME (in doubt) or why nothing arrived
 *
 * Commits the intent, looks outside, adopts or performs, commits the outcome, compares. What has an outcome already is
 * amended.
 *
 * Returns: whether @effect is done
 */
gboolean
cw_runner_run (CwRunner      *self,
               CwEffect      *effect,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr (JsonObject) sender = NULL;
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (GError) failure = NULL;
  CwHandler *handler;

  g_return_val_if_fail (CW_IS_RUNNER (self) && CW_IS_EFFECT (effect), FALSE);

  handler = cw_runner_get_handler (self, effect, error);
  if (handler == NULL || !check_may_send (self, effect, error))
    return FALSE;
  if (cw_effect_record_has_outcome (cw_runner_get_record (self, effect)))
    return cw_runner_amend (self, effect, cancellable, error);

  sender = name_sender (handler, effect, cancellable, &failure);
  if (!commit_intent (self, effect, CW_DEED_PERFORM, sender, error))
    return FALSE;
  if (failure == NULL)
    finding = cw_runner_find (self, effect, handler, 0, cancellable, &failure);
  if (finding == NULL)
    {
      if (!g_error_matches (failure, CW_ERROR, CW_ERROR_OFFLINE)) /* that says so already */
        g_prefix_error (&failure, _ ("Nothing was sent: "));
      return cw_runner_fail (self, effect, g_steal_pointer (&failure), error);
    }
  return adopt_or_perform (self, effect, handler, finding, cancellable, error)
         && cw_runner_compare_after (self, effect, handler, cancellable);
}

/* Nothing arrived; what was there may be gone by the update itself, as was seen a moment ago. */
static gboolean
fail_amend (CwRunner       *self,
            CwEffect       *effect,
            CwEffectRecord *record,
            CwHandler      *handler,
            JsonObject     *present,
            GError         *failure,
            GCancellable   *cancellable,
            GError        **error)
{
  g_autoptr (CwFinding) finding = NULL;

  if (cw_effect_record_is_gone (record))
    g_prefix_error (&failure, "%s: ", cw_runner_say_gone ());
  else if (CW_HANDLER_GET_IFACE (handler)->replaces)
    finding = cw_runner_verify_thing (self, effect, handler, present, cancellable, NULL);
  if (finding != NULL && finding->answer == CW_FINDING_NOTHING)
    return cw_runner_fail_half_way (self, effect, failure, error);
  return cw_runner_fail (self, effect, failure, error);
}

/**
 * cw_runner_amend:
 * @self: a runner
 * @effect: an effect with an outcome, whose present payload is approved
 * @cancellable: (nullable): cancels what can still be cancelled
 * @error: as for cw_runner_run(); %CW_ERROR_CONFLICT also when it was changed outside meanwhile
 *
 * Makes what stands outside equal to the present payload, unless somebody changed it since the journal last heard of
 * it: that is shown first. What a person took over as it is outside stays so where the update has nothing to do with
 * it.
 *
 * Returns: whether it is so
 */
gboolean
cw_runner_amend (CwRunner      *self,
                 CwEffect      *effect,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autoptr (CwEffectRecord) record = NULL;
  g_autoptr (JsonObject) present = NULL, staying = NULL, known = NULL, outcome = NULL;
  g_autoptr (JsonNode) taken = NULL;
  g_autoptr (GError) failure = NULL;
  CwHandler *handler;
  gboolean done;

  g_return_val_if_fail (CW_IS_RUNNER (self) && CW_IS_EFFECT (effect), FALSE);

  handler = cw_runner_get_handler (self, effect, error);
  if (handler == NULL || !check_may_send (self, effect, error))
    return FALSE;
  g_set_object (&record, cw_runner_get_record (self, effect));
  if (!cw_effect_record_has_outcome (record))
    {
      cw_runner_refuse (effect, CW_ERROR_VALIDATION, _ ("there is nothing yet that could be updated"), error);
      return FALSE;
    }

  if (!commit_intent (self, effect, CW_DEED_AMEND, NULL, error)
      || !cw_runner_check_unchanged (self, effect, record, handler, &present, cancellable, error))
    return FALSE;
  taken = cw_effect_record_list_taken (record, cw_effect_get_payload (effect), FALSE);
  staying = cw_runner_let_stay (present, taken);
  known = cw_runner_name_others (self, effect, handler, staying);
  outcome = cw_handler_amend (handler, effect, known, cancellable, &failure);
  if (outcome != NULL)
    done = cw_runner_amended (self, effect, outcome, taken, FALSE, error);
  else if (g_error_matches (failure, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME))
    done = cw_runner_resolve (self, effect, TRUE, failure->message, cancellable, error);
  else
    done = fail_amend (self, effect, record, handler, present, g_steal_pointer (&failure), cancellable, error);
  return done && cw_runner_compare_after (self, effect, handler, cancellable);
}

/**
 * cw_runner_look:
 * @self: a runner
 * @effect: an effect in doubt, also one that was left out or done by hand in doubt, or that may still arrive
 * @cancellable: (nullable): cancels the look
 * @error: where to store %CW_ERROR_UNKNOWN_OUTCOME (still in doubt), %CW_ERROR_NEEDS_PERSON (it asks now) or
 *   %CW_ERROR_FAILED (nothing arrived: it may be run again)
 *
 * Returns: whether it turned out to be done
 */
gboolean
cw_runner_look (CwRunner      *self,
                CwEffect      *effect,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autofree char *message = NULL;
  CwEffectRecord *record;

  g_return_val_if_fail (CW_IS_RUNNER (self) && CW_IS_EFFECT (effect), FALSE);

  record = cw_runner_get_record (self, effect);
  if (!cw_effect_record_may_arrive (record))
    record = cw_effect_record_get_doubt (record);
  if (record == NULL)
    {
      cw_runner_refuse (effect, CW_ERROR_VALIDATION, _ ("it is not in doubt"), error);
      return FALSE;
    }
  message = g_strdup (record->error != NULL ? record->error : "");
  return cw_runner_resolve (self, effect, FALSE, message, cancellable, error);
}

/**
 * cw_runner_verify_replayed:
 * @self: a runner
 * @effect: an effect that is done, or was done by hand with a key or link
 * @replayed: (nullable): as %CW_OUTCOME_REPLAYED
 * @cancellable: (nullable): cancels the comparison
 * @error: where to store why it can't be compared; the record is left as it is then
 *
 * As cw_runner_verify(), of a commit that another effect of ours has brought along since.
 *
 * Returns: whether it was compared; the record says with which result
 */
gboolean
cw_runner_verify_replayed (CwRunner      *self,
                           CwEffect      *effect,
                           const char    *replayed,
                           GCancellable  *cancellable,
                           GError       **error)
{
  CwEffectRecord *record;
  CwHandler *handler;

  g_return_val_if_fail (CW_IS_RUNNER (self) && CW_IS_EFFECT (effect), FALSE);

  record = cw_runner_get_record (self, effect);
  if (!cw_effect_record_is_comparable (record, effect))
    {
      cw_runner_refuse (effect, CW_ERROR_VALIDATION, _ ("there is nothing that could be compared"), error);
      return FALSE;
    }
  handler = cw_runner_get_handler (self, effect, error);
  return handler != NULL && cw_runner_compare (self, effect, handler, replayed, cancellable, error);
}

/**
 * cw_runner_verify:
 * @self: a runner
 * @effect: an effect that is done, or was done by hand with a key or link
 * @cancellable: (nullable): cancels the comparison
 * @error: where to store why it can't be compared; the record is left as it is then
 *
 * Compares what stands outside with what was sent, or with what we would send where a person did it.
 *
 * Returns: whether it was compared; the record says with which result
 */
gboolean
cw_runner_verify (CwRunner      *self,
                  CwEffect      *effect,
                  GCancellable  *cancellable,
                  GError       **error)
{
  return cw_runner_verify_replayed (self, effect, NULL, cancellable, error);
}

static gboolean
retract_all (CwRunner      *self,
             CwHandler     *handler,
             CwEffect      *sent,
             GPtrArray     *things,
             GCancellable  *cancellable,
             GError       **error)
{
  for (guint i = 0; i < things->len; i++)
    {
      g_autoptr (JsonObject) thing = cw_runner_name_others (self, sent, handler, things->pdata[i]);

      if (!cw_handler_retract (handler, sent, thing, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * cw_runner_retract:
 * @self: a runner
 * @effect: an effect that is done, and whose service can take it back
 * @cancellable: (nullable): cancels what can still be cancelled
 * @error: where to store %CW_ERROR_NEEDS_PERSON (only a person can), %CW_ERROR_CONFLICT (changed outside since the
 *   journal last heard of it) or why it is still there
 *
 * What somebody put in its place is taken back with it once a person has seen it, and shown before.
 *
 * Returns: whether it was taken back; sending it anew is another attempt
 */
gboolean
cw_runner_retract (CwRunner      *self,
                   CwEffect      *effect,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr (CwEffectRecord) record = NULL;
  g_autoptr (CwEffect) sent = NULL;
  g_autoptr (GPtrArray) things = NULL;
  g_autoptr (GError) failure = NULL;
  CwEffectPhase phase;
  CwHandler *handler;

  g_return_val_if_fail (CW_IS_RUNNER (self) && CW_IS_EFFECT (effect), FALSE);

  g_set_object (&record, cw_runner_get_record (self, effect));
  phase = cw_effect_record_get_phase (record);
  if (cw_effect_record_get_doubt (record) != NULL)
    return cw_runner_check_state (self, effect, 0, error);
  if (!cw_effect_record_has_outcome (record) || (phase != CW_PHASE_DONE && phase != CW_PHASE_FAILED))
    {
      cw_runner_refuse (effect, CW_ERROR_VALIDATION, _ ("there is nothing of ours that could be taken back"), error);
      return FALSE;
    }
  handler = cw_runner_get_handler (self, effect, error);
  if (handler == NULL)
    return FALSE;
  if (!cw_handler_can_retract (handler))
    {
      cw_runner_refuse (effect, CW_ERROR_NEEDS_PERSON, _ ("this can only be taken back by hand"), error);
      return FALSE;
    }

  if (!commit_intent (self, effect, CW_DEED_RETRACT, NULL, error))
    return FALSE;
  things = cw_runner_list_known (self, effect, record, handler, cancellable, error);
  if (things == NULL)
    return FALSE;
  sent = record->sent != NULL ? cw_effect_with_payload (effect, record->sent) : g_object_ref (effect);
  if (retract_all (self, handler, sent, things, cancellable, &failure))
    return cw_runner_commit (self, CW_EVENT_RETRACTED, cw_effect_get_id (effect), NULL, error);
  if (g_error_matches (failure, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME))
    return cw_runner_resolve (self, effect, TRUE, failure->message, cancellable, error);
  return cw_runner_fail (self, effect, g_steal_pointer (&failure), error);
}

/**
 * cw_runner_recover:
 * @self: a runner that was just made
 * @effects: (element-type CwEffect): the stages' effects
 * @cancellable: (nullable): cancels the looks; what wasn't looked for is in doubt
 * @error: where to store why the journal can't be written
 *
 * Finds out what became of the intents that the last owner of the journal left without an outcome: done, not arrived,
 * or in doubt. Nothing is sent.
 *
 * Returns: whether no intent is left open
 */
gboolean
cw_runner_recover (CwRunner      *self,
                   GPtrArray     *effects,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_return_val_if_fail (CW_IS_RUNNER (self) && effects != NULL, FALSE);

  for (guint i = 0; i < effects->len; i++)
    {
      CwEffect *effect = effects->pdata[i];
      g_autoptr (GError) failure = NULL;

      if (cw_effect_record_get_phase (cw_runner_get_record (self, effect)) != CW_PHASE_INTENT)
        continue;
      if (cw_runner_resolve (self, effect, FALSE, _ ("the program ended while it was being sent"), cancellable,
                             &failure))
        continue;
      if (cw_effect_record_get_phase (cw_runner_get_record (self, effect)) == CW_PHASE_INTENT)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
    }
  return TRUE;
}
