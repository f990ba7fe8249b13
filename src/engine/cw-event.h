/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The types of events, with the members of their data. */
#define CW_EVENT_CREATED   "created"   /* the preparation's first: what it was made for, "facts" */
#define CW_EVENT_SET       "set"       /* a fact: "key", "value" (null removes it); in words "text", what was
                                          asked, and "answer" */
#define CW_EVENT_OBSERVED  "observed"  /* a look outside: "key", "value" */
#define CW_EVENT_NOTE      "note"      /* "text"; of an effect or of the preparation */
#define CW_EVENT_GIVEN_UP  "given-up"  /* the preparation: "reason" */
#define CW_EVENT_TAKEN_UP  "taken-up"  /* the preparation, which was given up */

/* Those of one effect; cw-effect-record.c draws how they lead from state to state. */
#define CW_EVENT_APPROVED  "approved"  /* "hash", "payload" */
#define CW_EVENT_WITHDRAWN "withdrawn" /* the approval was taken back */
#define CW_EVENT_INTENT    "intent"    /* "hash", "payload", "attempt", "deed": one of CW_DEED_… */
#define CW_EVENT_OUTCOME   "outcome"   /* "outcome", "adopted"; of a person's "this one" also "hash", "payload",
                                          "differences" */
#define CW_EVENT_IN_DOUBT  "in-doubt"  /* "where", "message", "look-again" (µs since 1970), "clock-…" */
#define CW_EVENT_ASKING    "asking"    /* "candidates", "differences", "where", "several" */
#define CW_EVENT_FAILED    "failed"    /* "code" (a word, cw_error_code_to_word()), "message" */
#define CW_EVENT_BY_HAND   "by-hand"   /* "key", "url", "word" */
#define CW_EVENT_LEFT_OUT  "left-out"  /* "reason" */
#define CW_EVENT_RESTORED  "restored"  /* left out, or done by hand, was taken back */
#define CW_EVENT_VERIFIED  "verified"  /* "answer" (a word), "differences" */
#define CW_EVENT_RETRACTED "retracted" /* taken back outside */
#define CW_EVENT_RAISED    "raised"    /* a person says "send again": the next attempt begins */

/* What an intent is about to do. */
#define CW_DEED_PERFORM "perform"
#define CW_DEED_AMEND   "amend"
#define CW_DEED_RETRACT "retract"

/**
 * CwEvent:
 *
 * One line of a journal: something that was decided, done or seen. Immutable; any thread may read it.
 */
#define CW_TYPE_EVENT (cw_event_get_type ())
G_DECLARE_FINAL_TYPE (CwEvent, cw_event, CW, EVENT, GObject)

CwEvent    *cw_event_new            (gint64      seq,
                                     gint64      time,
                                     const char *type,
                                     const char *effect_id,
                                     const char *actor,
                                     JsonNode   *data);

gint64      cw_event_get_seq        (CwEvent    *self);
gint64      cw_event_get_time       (CwEvent    *self);
const char *cw_event_get_event_type (CwEvent    *self);
gboolean    cw_event_is             (CwEvent    *self,
                                     const char *type);
const char *cw_event_get_effect_id  (CwEvent    *self);
const char *cw_event_get_actor      (CwEvent    *self);
JsonObject *cw_event_get_data       (CwEvent    *self);
JsonNode   *cw_event_dup_member     (CwEvent    *self,
                                     const char *member);

G_END_DECLS
