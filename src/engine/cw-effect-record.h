/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-effect.h"

G_BEGIN_DECLS

/**
 * CwEffectState:
 * @CW_EFFECT_WAITING: no payload yet: something it needs has no outcome
 * @CW_EFFECT_READY: the payload can be reviewed
 * @CW_EFFECT_APPROVED: a person approved exactly this payload
 * @CW_EFFECT_RUNNING: the intent is journalled, the outcome isn't
 * @CW_EFFECT_IN_DOUBT: sent, but no answer came: it may or may not have happened
 * @CW_EFFECT_ASKING: there is one already that differs, or there are several: a person must say
 * @CW_EFFECT_DONE: sent, or found equal, and journalled
 * @CW_EFFECT_DONE_BY_HAND: a person did it: a key, a link or their word
 * @CW_EFFECT_OUTDATED: done, but we would now send something else: an update is offered
 * @CW_EFFECT_DRIFTED: done, and changed outside since
 * @CW_EFFECT_FAILED: nothing arrived, or was refused; the record says why
 * @CW_EFFECT_LEFT_OUT: a person left it out and said why
 *
 * Where an effect stands.
 */
typedef enum {
  CW_EFFECT_WAITING,
  CW_EFFECT_READY,
  CW_EFFECT_APPROVED,
  CW_EFFECT_RUNNING,
  CW_EFFECT_IN_DOUBT,
  CW_EFFECT_ASKING,
  CW_EFFECT_DONE,
  CW_EFFECT_DONE_BY_HAND,
  CW_EFFECT_OUTDATED,
  CW_EFFECT_DRIFTED,
  CW_EFFECT_FAILED,
  CW_EFFECT_LEFT_OUT,
} CwEffectState;

/**
 * CwEffectPhase:
 * @CW_PHASE_NONE: nothing was begun
 * @CW_PHASE_INTENT: about to be sent, or being sent; after a restart: in doubt
 * @CW_PHASE_IN_DOUBT: sent without an answer
 * @CW_PHASE_ASKING: found something else; candidates and differences say what
 * @CW_PHASE_DONE: has an outcome
 * @CW_PHASE_BY_HAND: done by a person
 * @CW_PHASE_FAILED: refused or not executed
 * @CW_PHASE_LEFT_OUT: left out
 *
 * What the journal's newest event about an effect says.
 */
typedef enum {
  CW_PHASE_NONE,
  CW_PHASE_INTENT,
  CW_PHASE_IN_DOUBT,
  CW_PHASE_ASKING,
  CW_PHASE_DONE,
  CW_PHASE_BY_HAND,
  CW_PHASE_FAILED,
  CW_PHASE_LEFT_OUT,
} CwEffectPhase;

/**
 * CwEffectRecord:
 *
 * What the journal says of one effect: the fold of its events. Immutable: the next event makes a new one.
 */
#define CW_TYPE_EFFECT_RECORD (cw_effect_record_get_type ())
G_DECLARE_FINAL_TYPE (CwEffectRecord, cw_effect_record, CW, EFFECT_RECORD, GObject)

const char    *cw_effect_state_to_word             (CwEffectState   state);
const char    *cw_effect_state_to_text             (CwEffectState   state);
gboolean       cw_effect_state_is_settled          (CwEffectState   state);

CwEffectState  cw_effect_record_get_state          (CwEffectRecord *self,
                                                    CwEffect       *effect);

const char    *cw_effect_record_get_id             (CwEffectRecord *self);
CwEffectPhase  cw_effect_record_get_phase          (CwEffectRecord *self);
guint          cw_effect_record_get_attempt        (CwEffectRecord *self);
gboolean       cw_effect_record_is_changed         (CwEffectRecord *self);
gboolean       cw_effect_record_is_gone            (CwEffectRecord *self);
const char    *cw_effect_record_get_approved_hash  (CwEffectRecord *self);
const char    *cw_effect_record_get_approved_by    (CwEffectRecord *self);
gint64         cw_effect_record_get_approved_time  (CwEffectRecord *self);
JsonNode      *cw_effect_record_get_approved       (CwEffectRecord *self);
gboolean       cw_effect_record_is_void            (CwEffectRecord *self,
                                                    CwEffect       *effect);
const char    *cw_effect_record_get_sent_hash      (CwEffectRecord *self);
JsonNode      *cw_effect_record_get_sent           (CwEffectRecord *self);
JsonObject    *cw_effect_record_get_outcome        (CwEffectRecord *self);
const char    *cw_effect_record_get_key            (CwEffectRecord *self);
const char    *cw_effect_record_get_url            (CwEffectRecord *self);
CwEffectRecord *cw_effect_record_get_doubt         (CwEffectRecord *self);
gboolean       cw_effect_record_may_arrive         (CwEffectRecord *self);
CwEffectRecord *cw_effect_record_get_outside       (CwEffectRecord *self);
gboolean       cw_effect_record_is_comparable      (CwEffectRecord *self,
                                                    CwEffect       *effect);
CwEffect      *cw_effect_record_make_effect        (CwEffectRecord *self);
const char    *cw_effect_record_get_reason         (CwEffectRecord *self);
int            cw_effect_record_get_error_code     (CwEffectRecord *self);
const char    *cw_effect_record_get_error          (CwEffectRecord *self);
JsonArray     *cw_effect_record_get_candidates     (CwEffectRecord *self);
JsonArray     *cw_effect_record_get_differences    (CwEffectRecord *self);
const char    *cw_effect_record_get_seen           (CwEffectRecord *self,
                                                    const char     *member);
const char    *cw_effect_record_get_theirs         (CwEffectRecord *self);
const char    *cw_effect_record_get_refusal        (CwEffectRecord *self,
                                                    const char     *what);
gboolean       cw_effect_record_is_unfinished      (CwEffectRecord *self);
gboolean       cw_effect_record_has_failed_retract (CwEffectRecord *self);
gboolean       cw_effect_record_is_being_retracted (CwEffectRecord *self);
gboolean       cw_effect_record_is_being_amended (CwEffectRecord *self);
const char    *cw_effect_record_get_end            (CwEffectRecord *self);
gboolean       cw_effect_record_is_contested       (CwEffectRecord *self,
                                                    CwEffect       *effect);
GPtrArray     *cw_effect_record_list_conceded      (CwEffectRecord *self,
                                                    CwEffect       *effect);
gboolean       cw_effect_record_has_taken          (CwEffectRecord *self,
                                                    CwEffect       *effect);
const char    *cw_effect_record_get_kind           (CwEffectRecord *self);
gint64         cw_effect_record_get_look_again     (CwEffectRecord *self);
gint64         cw_effect_record_get_time           (CwEffectRecord *self);
const char    *cw_effect_record_get_actor          (CwEffectRecord *self);

G_END_DECLS
