/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-effect-record"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-effect-record-private.h"
#include "cw-json.h"
#include "cw-outcome.h"

G_DEFINE_FINAL_TYPE (CwEffectRecord, cw_effect_record, G_TYPE_OBJECT)

static void
cw_effect_record_finalize (GObject *object)
{
  CwEffectRecord *self = CW_EFFECT_RECORD (object);

  g_free (self->id);
  g_free (self->actor);
  g_free (self->kind);
  g_free (self->title);
  g_clear_pointer (&self->approved, json_node_unref);
  g_free (self->approved_hash);
  g_free (self->approved_by);
  g_clear_pointer (&self->pending, json_node_unref);
  g_free (self->pending_hash);
  g_clear_pointer (&self->declined, json_node_unref);
  g_clear_pointer (&self->outcome, json_node_unref);
  g_clear_pointer (&self->sent, json_node_unref);
  g_free (self->sent_hash);
  g_clear_pointer (&self->accepted, json_node_unref);
  g_free (self->verified);
  g_clear_pointer (&self->sender, json_node_unref);
  g_clear_pointer (&self->seen, json_node_unref);
  g_clear_pointer (&self->baseline, json_node_unref);
  g_clear_pointer (&self->candidates, json_node_unref);
  g_clear_pointer (&self->differences, json_node_unref);
  g_free (self->reason);
  g_free (self->error);
  g_clear_object (&self->covered);

  G_OBJECT_CLASS (cw_effect_record_parent_class)->finalize (object);
}

static void
cw_effect_record_class_init (CwEffectRecordClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_effect_record_finalize;
}

static void
cw_effect_record_init (CwEffectRecord *self)
{
  self->attempt = 1;
  self->error_code = -1;
}

const char *
cw_effect_record_get_id (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), NULL);

  return self->id;
}

CwEffectPhase
cw_effect_record_get_phase (CwEffectRecord *self)
{
  g_return_val_if_fail (self == NULL || CW_IS_EFFECT_RECORD (self), CW_PHASE_NONE);

  return self != NULL ? self->phase : CW_PHASE_NONE;
}

/**
 * cw_effect_record_get_attempt:
 * @self: (nullable): a record
 *
 * Returns: number of the attempt that is under way or comes next, from 1; the marker is made from it
 */
guint
cw_effect_record_get_attempt (CwEffectRecord *self)
{
  g_return_val_if_fail (self == NULL || CW_IS_EFFECT_RECORD (self), 1);

  return self != NULL ? self->attempt : 1;
}

const char *
cw_effect_record_get_approved_hash (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), NULL);

  return self->approved_hash;
}

const char *
cw_effect_record_get_approved_by (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), NULL);

  return self->approved_by;
}

/**
 * cw_effect_record_get_approved_time:
 * @self: a record
 *
 * Returns: when it was approved last, in µs since 1970; 0 if never
 */
gint64
cw_effect_record_get_approved_time (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), 0);

  return self->approved_time;
}

/**
 * cw_effect_record_is_void:
 * @self: (nullable): a record
 * @effect: the effect as its stage makes it now
 *
 * Returns: whether something else was approved, and never sent
 */
gboolean
cw_effect_record_is_void (CwEffectRecord *self,
                          CwEffect       *effect)
{
  g_return_val_if_fail (CW_IS_EFFECT (effect), FALSE);

  return self != NULL && self->approved != NULL && !self->approval_used
         && g_strcmp0 (self->approved_hash, cw_effect_get_hash (effect)) != 0;
}

/**
 * cw_effect_record_get_approved:
 * @self: a record
 *
 * Returns: (transfer none) (nullable): the payload that was approved last; the view shows what changed since
 */
JsonNode *
cw_effect_record_get_approved (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), NULL);

  return self->approved;
}

/**
 * cw_effect_record_get_sent_hash:
 * @self: a record
 *
 * Returns: (transfer none) (nullable): SHA-256 of cw_effect_record_get_sent()
 */
const char *
cw_effect_record_get_sent_hash (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), NULL);

  return self->pending != NULL ? self->pending_hash : self->sent_hash;
}

/**
 * cw_effect_record_get_sent:
 * @self: a record
 *
 * Returns: (transfer none) (nullable): what an intent without an outcome may have sent; else what stands outside with
 *   the outcome
 */
JsonNode *
cw_effect_record_get_sent (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), NULL);

  return self->pending != NULL ? self->pending : self->sent;
}

gboolean
cw_effect_record_has_outcome (CwEffectRecord *self)
{
  return self != NULL && self->outcome != NULL;
}

/*
 * cw_effect_record_is_declined:
 * @self: a record
 * @candidate: what was found
 *
 * Returns: whether a person said in an earlier attempt that this isn't the one
 */
gboolean
cw_effect_record_is_declined (CwEffectRecord *self,
                              JsonObject     *candidate)
{
  JsonArray *declined = self->declined != NULL ? json_node_get_array (self->declined) : NULL;
  const char *key = cw_json_get_string (candidate, "key", "");

  for (guint i = 0; declined != NULL && i < json_array_get_length (declined); i++)
    if (g_str_equal (json_array_get_string_element (declined, i), key))
      return TRUE;
  return FALSE;
}

/**
 * cw_effect_record_get_outcome:
 * @self: (nullable): a record
 *
 * Returns: (transfer none) (nullable): what came of it: "key", "url" and what its handler needs; done by hand: "key",
 *   "url" and "word"
 */
JsonObject *
cw_effect_record_get_outcome (CwEffectRecord *self)
{
  g_return_val_if_fail (self == NULL || CW_IS_EFFECT_RECORD (self), NULL);

  return cw_effect_record_has_outcome (self) ? json_node_get_object (self->outcome) : NULL;
}

/* What arrived in part has no outcome yet, and stands there all the same. */
static JsonObject *
get_part (CwEffectRecord *self)
{
  JsonArray *candidates = self->candidates != NULL ? json_node_get_array (self->candidates) : NULL;
  JsonNode *first = candidates != NULL && json_array_get_length (candidates) == 1
                      ? json_array_get_element (candidates, 0) : NULL;

  return self->phase == CW_PHASE_FAILED && first != NULL && JSON_NODE_HOLDS_OBJECT (first)
           ? json_node_get_object (first) : NULL;
}

static const char *
get_outcome_string (CwEffectRecord *self,
                    const char     *member)
{
  JsonObject *outcome = cw_effect_record_get_outcome (self);
  const char *value;

  if (outcome == NULL && self != NULL)
    outcome = get_part (self);
  value = outcome != NULL ? cw_json_get_string (outcome, member, NULL) : NULL;
  return value != NULL && *value != '\0' ? value : NULL;
}

/**
 * cw_effect_record_get_key:
 * @self: (nullable): a record
 *
 * Returns: (transfer none) (nullable): the key of what was made: a ticket's, a branch's, a page's id
 */
const char *
cw_effect_record_get_key (CwEffectRecord *self)
{
  return get_outcome_string (self, "key");
}

/**
 * cw_effect_record_get_url:
 * @self: (nullable): a record
 *
 * Returns: (transfer none) (nullable): where a person can see it
 */
const char *
cw_effect_record_get_url (CwEffectRecord *self)
{
  return get_outcome_string (self, "url");
}

/**
 * cw_effect_record_get_doubt:
 * @self: (nullable): a record
 *
 * What may be outside stays in doubt until it is known, whatever a person decided meanwhile; so does what wasn't there
 * when they decided, and may still arrive.
 *
 * Returns: (transfer none) (nullable): @self while it is in doubt, or what was in doubt when it was left out or done by
 *   hand, and still is
 */
CwEffectRecord *
cw_effect_record_get_doubt (CwEffectRecord *self)
{
  CwEffectPhase phase;
  CwEffectRecord *covered = NULL;

  g_return_val_if_fail (self == NULL || CW_IS_EFFECT_RECORD (self), NULL);

  phase = cw_effect_record_get_phase (self);
  if (phase == CW_PHASE_IN_DOUBT)
    return self;
  if (phase == CW_PHASE_LEFT_OUT || phase == CW_PHASE_BY_HAND)
    covered = self->covered;
  return cw_effect_record_get_phase (covered) == CW_PHASE_IN_DOUBT || cw_effect_record_may_arrive (covered) ? covered
                                                                                                            : NULL;
}

/**
 * cw_effect_record_may_arrive:
 * @self: (nullable): a record
 *
 * What its service would refuse a second time may be sent again at once; until it is, the first try may still arrive.
 *
 * Returns: whether it failed as it wasn't there, and that doesn't count for good yet, whatever was decided since
 */
gboolean
cw_effect_record_may_arrive (CwEffectRecord *self)
{
  g_return_val_if_fail (self == NULL || CW_IS_EFFECT_RECORD (self), FALSE);

  return self != NULL && (self->phase == CW_PHASE_FAILED || self->phase == CW_PHASE_NONE) && self->look_again > 0;
}

/**
 * cw_effect_record_get_outside:
 * @self: (nullable): a record
 *
 * Whatever became of an update of it since, approved, failed or left out: what was made stands where it is.
 *
 * Returns: (transfer none) (nullable): what stands outside, or may: @self, or what was made before it was left out;
 *   done by hand it counts where a key or a link says where it is, else what was made, or may have been, before
 */
CwEffectRecord *
cw_effect_record_get_outside (CwEffectRecord *self)
{
  g_return_val_if_fail (self == NULL || CW_IS_EFFECT_RECORD (self), NULL);

  switch (cw_effect_record_get_phase (self))
    {
    case CW_PHASE_INTENT:
    case CW_PHASE_IN_DOUBT:
    case CW_PHASE_ASKING:
      return self;
    case CW_PHASE_BY_HAND:
      if (cw_effect_record_get_key (self) != NULL || cw_effect_record_get_url (self) != NULL)
        return self;
      return cw_effect_record_get_outside (self->covered);
    case CW_PHASE_LEFT_OUT:
      return cw_effect_record_get_outside (self->covered);
    case CW_PHASE_FAILED:
      if (self->candidates != NULL || cw_effect_record_may_arrive (self))
        return self;
      return cw_effect_record_has_outcome (self) && !self->half_way ? self : NULL;
    case CW_PHASE_NONE:
    case CW_PHASE_DONE:
    default:
      return cw_effect_record_has_outcome (self) || cw_effect_record_may_arrive (self) ? self : NULL;
    }
}

/**
 * cw_effect_record_is_comparable:
 * @self: (nullable): a record
 * @effect: the effect as its stage makes it now
 *
 * Returns: whether it is known where something stands outside that can be compared with what was sent, or with what we
 *   would send where a person did it
 */
gboolean
cw_effect_record_is_comparable (CwEffectRecord *self,
                                CwEffect       *effect)
{
  CwEffectPhase phase = cw_effect_record_get_phase (self);

  if (phase == CW_PHASE_DONE || phase == CW_PHASE_FAILED)
    return cw_effect_record_has_outcome (self);
  return phase == CW_PHASE_BY_HAND && (self->baseline != NULL || cw_effect_get_payload (effect) != NULL)
         && cw_effect_record_get_doubt (self) == NULL
         && (cw_effect_record_get_key (self) != NULL || cw_effect_record_get_url (self) != NULL);
}

/**
 * cw_effect_record_get_kind:
 * @self: a record
 *
 * Returns: (transfer none) (nullable): one of CW_EFFECT_KIND_…; %NULL where nothing of it was ever to be sent
 */
const char *
cw_effect_record_get_kind (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), NULL);

  return self->kind;
}

/**
 * cw_effect_record_make_effect:
 * @self: a record
 *
 * Makes the effect anew as it was sent, for when no stage makes it any more.
 *
 * Returns: (transfer full) (nullable): the effect; %NULL where nothing of it was ever to be sent
 */
CwEffect *
cw_effect_record_make_effect (CwEffectRecord *self)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *marker = NULL, *later = NULL, *title = NULL;
  CwEffect *effect;
  JsonNode *payload;

  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), NULL);

  parts = g_strsplit (self->id, "/", 4); /* cw_effect_make_id() */
  payload = self->pending != NULL ? self->pending : self->sent;
  if (self->kind == NULL || self->title == NULL || payload == NULL || g_strv_length (parts) < 4)
    return NULL;
  later = cw_effect_find_later_id (self->id);
  marker = cw_effect_make_marker (later != NULL ? later : self->id, self->attempt);
  /* Translators: an effect, of which another attempt was begun since. */
  title = later != NULL ? g_strdup_printf (_ ("%s, attempt %u"), self->title, self->attempt) : g_strdup (self->title);
  effect = cw_effect_new (self->id, self->kind, title);
  if (!g_str_equal (parts[1], "all"))
    cw_effect_set_site (effect, parts[1]);
  cw_effect_set_stage (effect, parts[2]);
  cw_effect_set_marker (effect, marker);
  cw_effect_set_payload (effect, payload);
  return effect;
}

/**
 * cw_effect_record_get_reason:
 * @self: a record
 *
 * Returns: (transfer none) (nullable): the words behind the phase: why it was left out, a person's word for what they
 *   did by hand, where was looked while it is in doubt, asks or may still arrive
 */
const char *
cw_effect_record_get_reason (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), NULL);

  return self->reason;
}

/**
 * cw_effect_record_get_error_code:
 * @self: a record
 *
 * Returns: the #CwError of cw_effect_record_get_error(), -1 where there is none
 */
int
cw_effect_record_get_error_code (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), -1);

  return self->error_code;
}

/**
 * cw_effect_record_get_error:
 * @self: a record
 *
 * Returns: (transfer none) (nullable): why the last deed failed, or is in doubt
 */
const char *
cw_effect_record_get_error (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), NULL);

  return self->error;
}

/**
 * cw_effect_record_get_candidates:
 * @self: a record
 *
 * Returns: (transfer none) (nullable): what was found, each as an outcome, while it asks, or where what failed arrived
 *   in part
 */
JsonArray *
cw_effect_record_get_candidates (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), NULL);

  return self->candidates != NULL ? json_node_get_array (self->candidates) : NULL;
}

/**
 * cw_effect_record_get_differences:
 * @self: a record
 *
 * Returns: (transfer none) (nullable): how the first candidate, or what stands outside, differs from ours
 */
JsonArray *
cw_effect_record_get_differences (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), NULL);

  return self->differences != NULL ? json_node_get_array (self->differences) : NULL;
}

/**
 * cw_effect_record_get_seen:
 * @self: a record
 * @member: "checks", say
 *
 * Returns: (transfer none) (nullable): what the last comparison saw of what stands outside, which is no difference;
 *   %NULL where it was not looked at
 */
const char *
cw_effect_record_get_seen (CwEffectRecord *self,
                           const char     *member)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self) && member != NULL, NULL);

  return self->seen != NULL ? cw_json_get_string (json_node_get_object (self->seen), member, NULL) : NULL;
}

/**
 * cw_effect_record_get_theirs:
 * @self: a record
 *
 * Returns: (transfer none) (nullable): what other people wrote in what we sent, that stays there beside ours, or would
 *   when ours is set right
 */
const char *
cw_effect_record_get_theirs (CwEffectRecord *self)
{
  const char *theirs;

  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), NULL);

  if (!self->drifted
      && (self->outcome == NULL || !cw_json_get_bool (json_node_get_object (self->outcome), CW_OUTCOME_KEPT, FALSE)))
    return NULL;
  theirs = cw_effect_record_get_seen (self, CW_OUTCOME_KEPT);
  return theirs != NULL && *theirs != '\0' ? theirs : NULL;
}

/**
 * cw_effect_record_get_look_again:
 * @self: a record
 *
 * Returns: while it is in doubt, or may still arrive: from when on a look outside can tell, in µs since 1970, by the
 *   clock as it was at the last look; else 0
 */
gint64
cw_effect_record_get_look_again (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), 0);

  return self->clock_until > 0 ? self->clock_until : self->look_again;
}

/**
 * cw_effect_record_get_time:
 * @self: a record
 *
 * Returns: when it came into its phase, in µs since 1970
 */
gint64
cw_effect_record_get_time (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), 0);

  return self->time;
}

/**
 * cw_effect_record_get_actor:
 * @self: a record
 *
 * Returns: (transfer none): who brought it into its phase
 */
const char *
cw_effect_record_get_actor (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), NULL);

  return self->actor;
}
