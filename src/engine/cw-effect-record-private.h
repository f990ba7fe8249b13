/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-effect-record.h"
#include "cw-event.h"

G_BEGIN_DECLS

/* The fields are written by cw-effect-fold.c alone, while the record is being made. All nodes are sealed. */
struct _CwEffectRecord
{
  GObject parent_instance;

  char *id;
  CwEffectPhase phase;
  gint64 time;  /* of the event that brought the phase, µs since 1970 */
  char *actor;  /* of the same event */
  guint attempt;
  char *kind;   /* as the last intent named it, and what a person called it then */
  char *title;

  JsonNode *approved; /* what a person approved last, and its hash */
  char *approved_hash;
  char *approved_by;
  gint64 approved_time;
  gboolean approval_used; /* an approval is good for one deed that came to its end */

  const char *deed;  /* of the open intent, one of CW_DEED_… */
  gint64 intent;     /* its instant, µs since 1970, by the clock where that was before the journal's time */
  const char *failed; /* the deed that failed last, while nothing came after it */
  JsonNode *pending; /* what the open intent is about to send, and its hash */
  char *pending_hash;
  JsonNode *sender;   /* an object: the account by which the open intent sends, where only that one sees it */
  gboolean doubted;   /* something of this attempt may be outside without our knowing */
  gint64 look_again;  /* while in doubt: when a look tells, µs since 1970 */
  gint64 clock_from;  /* where the clock was set back since: from when to when the wait is counted by it, 0 for not */
  gint64 clock_until;

  JsonNode *declined; /* an array of keys: what a person didn't take for it by saying "send again" */
  JsonNode *outcome; /* an object; the two below are what stands outside with it */
  JsonNode *sent;
  char *sent_hash;
  JsonNode *accepted; /* differences from it that a person accepted by saying "this one" */

  char *verified; /* the last comparison's answer, a word */
  JsonNode *seen; /* what the last comparison saw beside the differences: an object; of the outcome's own thing */
  gboolean drifted;
  gboolean half_way; /* an update took away what was there, and nothing took its place */
  JsonNode *baseline; /* done by hand: the payload that it was compared with first */
  JsonNode *candidates;
  JsonNode *differences;
  char *reason;
  int error_code; /* a CwError, -1 for none */
  char *error;

  CwEffectRecord *covered; /* what "left out" or "by hand" hides; "restored" brings it back */
};

CwEffectRecord *cw_effect_record_apply       (CwEffectRecord *self,
                                              CwEvent        *event);
CwEffectRecord *cw_effect_record_fold_plain  (GPtrArray      *events);
CwEffectRecord *cw_effect_record_keep        (CwEffectRecord *self,
                                              CwEvent        *event,
                                              const char     *id);
gboolean        cw_effect_record_has_outcome (CwEffectRecord *self);
gboolean        cw_effect_record_is_declined (CwEffectRecord *self,
                                              JsonObject     *candidate);
JsonNode       *cw_effect_record_dump        (CwEffectRecord *self);
JsonNode       *cw_effect_record_list_taken (CwEffectRecord *self,
                                              JsonNode       *payload,
                                              gboolean        touched);
JsonNode       *cw_effect_record_concede    (CwEffectRecord *self,
                                              JsonNode       *payload);
gboolean        cw_effect_holds_differences  (JsonNode       *differences,
                                              JsonNode       *others);
gboolean        cw_effect_same_differences   (JsonNode       *differences,
                                              JsonNode       *others);

G_END_DECLS
