/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-effect-fold"

#include "config.h"

#include "cw-effect-record-private.h"
#include "cw-error.h"
#include "cw-handler.h"
#include "cw-json.h"

/*
 * How the events of an effect lead from phase to phase (what we would send now comes in only with
 * cw_effect_record_get_state()):
 *
 *            approved, withdrawn
 *               ┌───────┐
 *               v       │ intent              outcome
 *             NONE ─────┴────────> INTENT ───────────────────────────> DONE ──┐ verified, approved, withdrawn
 *             ^  ^                  │ │ │                              ^ ^ ^  │
 *             │  │ failed:cancelled │ │ └──── in-doubt ──> IN_DOUBT ───┘ │ └──┘
 *             │  └──────────────────┤ │                     │  ^ │       │     intent (amend, retract)
 *             │                     │ └─ asking ─> ASKING <─┘  │ │       │ ───────────────────────────> INTENT
 *             │             failed  │                 │ outcome (a       │
 *             │                     v                 │ person's         │
 *             │                  FAILED <─────────────┼─ "this one")─────┘
 *             │                     │                 │
 *             └── raised, retracted: the next attempt, nothing outside that we know of; from any phase but INTENT
 *
 * FAILED goes back by "approved" or "withdrawn": to DONE where there is an outcome (it was an update), else to NONE. A
 * cancelled intent goes the same way. LEFT_OUT and BY_HAND cover whatever was there; "restored" brings it back as it
 * was. What they cover while it is in doubt goes on being looked for: that something arrived, or asks, uncovers it;
 * that nothing did, or that it was taken back, is known below them. The same holds for FAILED with a time until which
 * it may still arrive: a look leads from there to DONE or ASKING too, also when it was approved anew or withdrawn. An
 * approval is used up by an outcome: another deed needs another one, while a failure keeps it, so that a second try of
 * the same payload needs no second review. News of a change outside makes it void: it was given for the step from what
 * stood there before.
 */

typedef void (*Fold) (CwEffectRecord *self,
                      CwEvent        *event);

static void
take_string (char      **field,
             const char *value)
{
  g_free (*field);
  *field = g_strdup (value != NULL && *value != '\0' ? value : NULL);
}

static void
take_node (JsonNode **field,
           JsonNode  *node)
{
  g_clear_pointer (field, json_node_unref);
  *field = node;
}

/* A member of the wrong type reads as absent: the journal may be older or younger than this code. */
static void
take_member (JsonNode    **field,
             CwEvent      *event,
             const char   *member,
             JsonNodeType  type)
{
  g_autoptr (JsonNode) node = cw_event_dup_member (event, member);

  take_node (field, node != NULL && json_node_get_node_type (node) == type ? g_steal_pointer (&node) : NULL);
}

static const char *
get_string (CwEvent    *event,
            const char *member)
{
  return cw_json_get_string (cw_event_get_data (event), member, NULL);
}

static CwEffectRecord *
copy_record (CwEffectRecord *self)
{
  CwEffectRecord *copy = g_object_new (CW_TYPE_EFFECT_RECORD, NULL);

#define COPY_NODE(field) copy->field = self->field != NULL ? json_node_ref (self->field) : NULL
  copy->id = g_strdup (self->id);
  copy->phase = self->phase;
  copy->time = self->time;
  copy->actor = g_strdup (self->actor);
  copy->kind = g_strdup (self->kind);
  copy->title = g_strdup (self->title);
  copy->attempt = self->attempt;
  COPY_NODE (approved);
  copy->approved_hash = g_strdup (self->approved_hash);
  copy->approved_by = g_strdup (self->approved_by);
  copy->approved_time = self->approved_time;
  copy->approval_used = self->approval_used;
  copy->deed = self->deed;
  copy->intent = self->intent;
  COPY_NODE (pending);
  copy->pending_hash = g_strdup (self->pending_hash);
  COPY_NODE (sender);
  copy->doubted = self->doubted;
  copy->look_again = self->look_again;
  copy->clock_from = self->clock_from;
  copy->clock_until = self->clock_until;
  COPY_NODE (declined);
  COPY_NODE (outcome);
  COPY_NODE (sent);
  copy->sent_hash = g_strdup (self->sent_hash);
  COPY_NODE (accepted);
  copy->verified = g_strdup (self->verified);
  COPY_NODE (seen);
  copy->drifted = self->drifted;
  copy->half_way = self->half_way;
  COPY_NODE (baseline);
  COPY_NODE (candidates);
  COPY_NODE (differences);
  copy->reason = g_strdup (self->reason);
  copy->error_code = self->error_code;
  copy->error = g_strdup (self->error);
  copy->covered = self->covered != NULL ? g_object_ref (self->covered) : NULL;
#undef COPY_NODE
  return copy;
}

static void
enter_phase (CwEffectRecord *self,
             CwEffectPhase   phase,
             CwEvent        *event)
{
  self->phase = phase;
  self->time = cw_event_get_time (event);
  take_string (&self->actor, cw_event_get_actor (event));
  take_node (&self->candidates, NULL);
  /* What the last comparison found stays known, whatever becomes of an update. */
  if (self->verified == NULL)
    take_node (&self->differences, NULL);
  take_string (&self->reason, NULL);
  take_string (&self->error, NULL);
  self->failed = NULL;
  self->error_code = -1;
  self->look_again = self->clock_from = self->clock_until = 0;
}

static void
forget_comparison (CwEffectRecord *self)
{
  take_string (&self->verified, NULL);
  take_node (&self->differences, NULL);
  take_node (&self->baseline, NULL);
  self->drifted = self->half_way = FALSE;
}

static void
close_intent (CwEffectRecord *self)
{
  self->deed = NULL;
  self->intent = 0;
  take_node (&self->pending, NULL);
  take_string (&self->pending_hash, NULL);
  take_node (&self->sender, NULL);
}

static void
forget_approval (CwEffectRecord *self)
{
  take_node (&self->approved, NULL);
  take_string (&self->approved_hash, NULL);
  take_string (&self->approved_by, NULL);
  self->approved_time = 0;
  self->approval_used = FALSE;
}

static CwEffectPhase
phase_at_rest (CwEffectRecord *self)
{
  return self->outcome != NULL ? CW_PHASE_DONE : CW_PHASE_NONE;
}

/* Whatever was tried before is over; what may still arrive may do so all the same. */
static void
rest (CwEffectRecord *self,
      CwEvent        *event)
{
  gint64 look_again = cw_effect_record_may_arrive (self) ? self->look_again : 0;

  if (self->phase != CW_PHASE_FAILED && self->phase != CW_PHASE_NONE)
    return;
  if (look_again == 0)
    close_intent (self);
  enter_phase (self, phase_at_rest (self), event);
  self->look_again = look_again;
}

static void
fold_approved (CwEffectRecord *self,
               CwEvent        *event)
{
  take_member (&self->approved, event, "payload", JSON_NODE_OBJECT);
  take_string (&self->approved_hash, get_string (event, "hash"));
  take_string (&self->approved_by, cw_event_get_actor (event));
  self->approved_time = cw_event_get_time (event);
  self->approval_used = FALSE;
  rest (self, event);
}

static void
fold_withdrawn (CwEffectRecord *self,
                CwEvent        *event)
{
  forget_approval (self);
  rest (self, event);
}

static const char *
find_deed (const char *word)
{
  static const char *const deeds[] = { CW_DEED_PERFORM, CW_DEED_AMEND, CW_DEED_RETRACT };

  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++)
    if (g_strcmp0 (word, deeds[i]) == 0)
      return deeds[i];
  return CW_DEED_PERFORM;
}

static void
fold_intent (CwEffectRecord *self,
             CwEvent        *event)
{
  enter_phase (self, CW_PHASE_INTENT, event);
  self->deed = find_deed (get_string (event, "deed"));
  self->intent = cw_json_get_int (cw_event_get_data (event), "clock", cw_event_get_time (event));
  if (get_string (event, "kind") != NULL && get_string (event, "title") != NULL)
    {
      take_string (&self->kind, get_string (event, "kind"));
      take_string (&self->title, get_string (event, "title"));
    }
  take_member (&self->pending, event, "payload", JSON_NODE_OBJECT);
  take_string (&self->pending_hash, get_string (event, "hash"));
  take_member (&self->sender, event, "sender", JSON_NODE_OBJECT);
}

/* What was seen stays known as long as it is of the same thing. */
static void
take_outcome (CwEffectRecord *self,
              CwEvent        *event)
{
  g_autofree char *key = g_strdup (cw_effect_record_get_key (self));

  take_member (&self->outcome, event, "outcome", JSON_NODE_OBJECT);
  if (g_strcmp0 (key, cw_effect_record_get_key (self)) != 0)
    take_node (&self->seen, NULL);
}

static void
fold_outcome (CwEffectRecord *self,
              CwEvent        *event)
{
  g_autoptr (JsonNode) payload = NULL;

  enter_phase (self, CW_PHASE_DONE, event);
  take_member (&payload, event, "payload", JSON_NODE_OBJECT);
  if (payload != NULL)
    {
      take_node (&self->sent, g_steal_pointer (&payload));
      take_string (&self->sent_hash, get_string (event, "hash"));
    }
  else if (self->pending != NULL)
    {
      take_node (&self->sent, g_steal_pointer (&self->pending));
      take_string (&self->sent_hash, self->pending_hash);
    }
  close_intent (self);
  forget_comparison (self);
  take_outcome (self, event);
  take_member (&self->accepted, event, "differences", JSON_NODE_ARRAY);
  if (self->accepted != NULL)
    self->differences = json_node_ref (self->accepted);
  self->doubted = FALSE;
  self->approval_used = TRUE;
}

static void
note_half_way (CwEffectRecord *self,
               CwEvent        *event)
{
  self->half_way |= cw_json_get_bool (cw_event_get_data (event), "half-way", FALSE);
}

static void
fold_in_doubt (CwEffectRecord *self,
               CwEvent        *event)
{
  enter_phase (self, CW_PHASE_IN_DOUBT, event);
  self->doubted = TRUE;
  note_half_way (self, event);
  self->look_again = cw_json_get_int (cw_event_get_data (event), "look-again", 0);
  self->clock_from = cw_json_get_int (cw_event_get_data (event), "clock-from", 0);
  self->clock_until = cw_json_get_int (cw_event_get_data (event), "clock-until", 0);
  take_string (&self->reason, get_string (event, "where"));
  take_string (&self->error, get_string (event, "message"));
  self->error_code = CW_ERROR_UNKNOWN_OUTCOME;
}

static void
fold_asking (CwEffectRecord *self,
             CwEvent        *event)
{
  enter_phase (self, CW_PHASE_ASKING, event);
  take_member (&self->candidates, event, "candidates", JSON_NODE_ARRAY);
  take_member (&self->differences, event, "differences", JSON_NODE_ARRAY);
  take_string (&self->reason, get_string (event, "where"));
}

static void
fold_failed (CwEffectRecord *self,
             CwEvent        *event)
{
  int code = (int) cw_error_code_from_word (get_string (event, "code"));
  gint64 look_again = cw_json_get_int (cw_event_get_data (event), "look-again", 0);
  const char *deed = self->deed;

  /* What arrived in part, or may still arrive, is known by what was sent. */
  if (look_again == 0 && !json_object_has_member (cw_event_get_data (event), "candidates"))
    close_intent (self);
  if (code == CW_ERROR_CANCELLED)
    {
      enter_phase (self, phase_at_rest (self), event);
      return;
    }
  enter_phase (self, CW_PHASE_FAILED, event);
  self->failed = deed;
  self->look_again = look_again;
  note_half_way (self, event);
  self->error_code = code;
  take_string (&self->error, get_string (event, "message"));
  take_string (&self->reason, get_string (event, "where"));
  take_member (&self->candidates, event, "candidates", JSON_NODE_ARRAY);
}

static void
cover (CwEffectRecord *self,
       CwEffectRecord *before)
{
  CwEffectRecord *below = before;

  if (before != NULL && (before->phase == CW_PHASE_BY_HAND || before->phase == CW_PHASE_LEFT_OUT))
    below = before->covered;
  if (below != NULL)
    g_object_ref (below);
  g_clear_object (&self->covered);
  self->covered = below;
}

static void
fold_by_hand (CwEffectRecord *self,
              CwEvent        *event)
{
  enter_phase (self, CW_PHASE_BY_HAND, event);
  close_intent (self);
  forget_comparison (self);
  take_node (&self->seen, NULL);
  take_member (&self->outcome, event, NULL, JSON_NODE_OBJECT);
  take_node (&self->accepted, NULL);
  take_string (&self->reason, get_string (event, "word"));
}

static void
fold_left_out (CwEffectRecord *self,
               CwEvent        *event)
{
  enter_phase (self, CW_PHASE_LEFT_OUT, event);
  take_node (&self->outcome, NULL);
  take_string (&self->reason, get_string (event, "reason"));
}

/* What a person made by hand needn't be as ours would be: as it was seen first it is right, unless it had ended. */
static void
take_baseline (CwEffectRecord *self,
               CwEvent        *event)
{
  take_member (&self->baseline, event, "payload", JSON_NODE_OBJECT);
  if (self->differences != NULL && cw_effect_record_get_end (self) == NULL)
    take_node (&self->accepted, json_node_ref (self->differences));
}

static void
fold_verified (CwEffectRecord *self,
               CwEvent        *event)
{
  const char *answer = get_string (event, "answer");

  take_string (&self->verified, answer);
  if (json_object_has_member (cw_event_get_data (event), "seen"))
    take_member (&self->seen, event, "seen", JSON_NODE_OBJECT);
  if (g_strcmp0 (answer, "cant-tell") == 0)
    return;
  take_member (&self->differences, event, "differences", JSON_NODE_ARRAY);
  if (self->phase == CW_PHASE_DONE)
    take_member (&self->candidates, event, "candidates", JSON_NODE_ARRAY);
  if (self->phase == CW_PHASE_BY_HAND && self->baseline == NULL)
    take_baseline (self, event);
  self->drifted = g_strcmp0 (answer, "equal") != 0;
  if (self->drifted && self->accepted != NULL && self->differences != NULL && g_strcmp0 (answer, "nothing") != 0)
    /* Fewer of them are no news; none of them are nothing that was accepted. */
    self->drifted = json_array_get_length (json_node_get_array (self->differences)) == 0
                    || !cw_effect_holds_differences (self->accepted, self->differences);
  if (self->drifted)
    self->approval_used = TRUE;
}

static void
add_declined (JsonArray *declined,
              JsonNode  *candidate)
{
  const char *key = JSON_NODE_HOLDS_OBJECT (candidate)
                    ? cw_json_get_string (json_node_get_object (candidate), "key", "") : "";

  if (*key != '\0')
    json_array_add_string_element (declined, key);
}

/* What is there already, and isn't the one: whoever looks in the next attempt passes it by. */
static void
decline (CwEffectRecord *self)
{
  JsonArray *declined = json_array_new (), *former = NULL, *candidates = NULL;

  former = self->declined != NULL ? json_node_get_array (self->declined) : NULL;
  candidates = self->candidates != NULL ? json_node_get_array (self->candidates) : NULL;
  for (guint i = 0; former != NULL && i < json_array_get_length (former); i++)
    json_array_add_element (declined, json_node_ref (json_array_get_element (former, i)));
  for (guint i = 0; candidates != NULL && i < json_array_get_length (candidates); i++)
    add_declined (declined, json_array_get_element (candidates, i));
  if (self->outcome != NULL)
    add_declined (declined, self->outcome);
  take_node (&self->declined, json_node_init_array (json_node_alloc (), declined));
  json_array_unref (declined);
  json_node_seal (self->declined);
}

/* What was taken back, or is to be sent again, is not looked for under its old marker: both begin another attempt. */
static void
fold_raised (CwEffectRecord *self,
             CwEvent        *event)
{
  decline (self);
  enter_phase (self, CW_PHASE_NONE, event);
  close_intent (self);
  forget_approval (self);
  self->attempt++;
  take_node (&self->seen, NULL);
  take_node (&self->outcome, NULL);
  take_node (&self->sent, NULL);
  take_string (&self->sent_hash, NULL);
  take_node (&self->accepted, NULL);
  forget_comparison (self);
  self->doubted = FALSE;
}

static const struct {
  const char *type;
  Fold fold;
} folds[] = {
  { CW_EVENT_APPROVED, fold_approved },
  { CW_EVENT_WITHDRAWN, fold_withdrawn },
  { CW_EVENT_INTENT, fold_intent },
  { CW_EVENT_OUTCOME, fold_outcome },
  { CW_EVENT_IN_DOUBT, fold_in_doubt },
  { CW_EVENT_ASKING, fold_asking },
  { CW_EVENT_FAILED, fold_failed },
  { CW_EVENT_BY_HAND, fold_by_hand },
  { CW_EVENT_LEFT_OUT, fold_left_out },
  { CW_EVENT_VERIFIED, fold_verified },
  { CW_EVENT_RETRACTED, fold_raised },
  { CW_EVENT_RAISED, fold_raised },
};

static Fold
find_fold (CwEvent *event)
{
  for (gsize i = 0; i < G_N_ELEMENTS (folds); i++)
    if (cw_event_is (event, folds[i].type))
      return folds[i].fold;
  return NULL;
}

static CwEffectRecord *
new_record (CwEvent *event)
{
  CwEffectRecord *self = g_object_new (CW_TYPE_EFFECT_RECORD, NULL);

  self->id = g_strdup (cw_event_get_effect_id (event));
  self->time = cw_event_get_time (event);
  self->actor = g_strdup (cw_event_get_actor (event));
  return self;
}

/* What came of a doubt beneath what a person decided meanwhile; %NULL where @event says nothing of that. */
static CwEffectRecord *
apply_below (CwEffectRecord *self,
             CwEvent        *event)
{
  g_autoptr (CwEffectRecord) below = NULL;
  CwEffectRecord *next;

  if (self == NULL || cw_effect_record_get_doubt (self) == NULL || cw_effect_record_get_doubt (self) == self)
    return NULL;
  if (!cw_event_is (event, CW_EVENT_IN_DOUBT) && !cw_event_is (event, CW_EVENT_OUTCOME)
      && !cw_event_is (event, CW_EVENT_ASKING) && !cw_event_is (event, CW_EVENT_FAILED)
      && !cw_event_is (event, CW_EVENT_RETRACTED))
    return NULL;
  below = cw_effect_record_apply (self->covered, event);
  if (!cw_event_is (event, CW_EVENT_IN_DOUBT) && (below->outcome != NULL || below->phase == CW_PHASE_ASKING))
    return g_steal_pointer (&below);
  next = copy_record (self);
  g_set_object (&next->covered, below);
  next->attempt = below->attempt;
  return next;
}

/*
 * cw_effect_record_apply:
 * @self: (nullable): the record so far
 * @event: the next event of the same effect
 *
 * Returns: (transfer full) (nullable): the record after @event; @self is left as it is. %NULL only where there was none
 *   and @event makes none
 */
CwEffectRecord *
cw_effect_record_apply (CwEffectRecord *self,
                        CwEvent        *event)
{
  g_autoptr (CwEffectRecord) next = NULL;
  Fold fold;

  g_assert (cw_event_get_effect_id (event) != NULL);

  if (cw_event_is (event, CW_EVENT_RESTORED))
    return self != NULL && self->covered != NULL ? g_object_ref (self->covered) : new_record (event);

  fold = find_fold (event);
  if (fold == NULL)
    return self != NULL ? g_object_ref (self) : NULL;

  next = apply_below (self, event);
  if (next != NULL)
    return g_steal_pointer (&next);
  next = self != NULL ? copy_record (self) : new_record (event);
  if (fold == fold_by_hand || fold == fold_left_out)
    cover (next, self);
  fold (next, event);
  return g_steal_pointer (&next);
}

/* Of all events of an effect that was approved, withdrawn, sent, made and compared, and nothing else: the record that
 * cw_effect_record_apply() makes of one after the other. */
CwEffectRecord *
cw_effect_record_fold_plain (GPtrArray *events)
{
  CwEffectRecord *self = new_record (events->pdata[0]);

  for (guint i = 0; i < events->len; i++)
    find_fold (events->pdata[i]) (self, events->pdata[i]);
  return self;
}

/*
 * cw_effect_record_keep:
 * @self: (nullable): a record
 * @event: that its next attempt begins, or what came of an update that made another thing (%CW_OUTCOME_BESIDE)
 * @id: by what the thing is known from now on
 *
 * Returns: (transfer full) (nullable): what was made before and nobody took back, as a record of its own
 */
CwEffectRecord *
cw_effect_record_keep (CwEffectRecord *self,
                       CwEvent        *event,
                       const char     *id)
{
  JsonObject *outcome = cw_json_get_object (cw_event_get_data (event), "outcome");
  const char *beside = outcome != NULL ? cw_json_get_string (outcome, CW_OUTCOME_BESIDE, NULL) : NULL;
  CwEffectRecord *kept;

  if (self == NULL || self->outcome == NULL || self->half_way || g_strcmp0 (self->verified, "nothing") == 0
      || (cw_event_is (event, CW_EVENT_RAISED)
            ? self->phase != CW_PHASE_DONE && self->phase != CW_PHASE_FAILED
            : beside == NULL || g_strcmp0 (beside, cw_effect_record_get_key (self)) != 0))
    return NULL;
  kept = copy_record (self);
  g_free (kept->id);
  kept->id = g_strdup (id);
  kept->phase = CW_PHASE_DONE;
  forget_approval (kept);
  close_intent (kept);
  take_string (&kept->error, NULL);
  take_node (&kept->candidates, NULL);
  kept->error_code = -1;
  kept->look_again = 0;
  return kept;
}
