/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-effect-record.h"
#include "cw-event.h"

G_BEGIN_DECLS

/**
 * CwHistory:
 *
 * What a journal's events add up to: the facts of the preparation, what was observed, and a record for each effect. A
 * pure fold: equal events give an equal history. Belongs to one thread; other threads get a snapshot.
 */
#define CW_TYPE_HISTORY (cw_history_get_type ())
G_DECLARE_FINAL_TYPE (CwHistory, cw_history, CW, HISTORY, GObject)

CwHistory      *cw_history_new             (void);
CwHistory      *cw_history_snapshot        (CwHistory  *self);
void            cw_history_apply           (CwHistory  *self,
                                            CwEvent    *event);
void            cw_history_apply_all       (CwHistory  *self,
                                            GPtrArray  *events);

gint64          cw_history_get_seq         (CwHistory  *self);
gint64          cw_history_get_created     (CwHistory  *self);
JsonObject     *cw_history_get_creation    (CwHistory  *self);
const char     *cw_history_get_given_up    (CwHistory  *self);
CwEvent        *cw_history_get_giving_up   (CwHistory  *self);

GPtrArray      *cw_history_get_records     (CwHistory  *self);
GPtrArray      *cw_history_get_ids         (CwHistory  *self);
gboolean        cw_history_is_plain        (CwHistory  *self,
                                            const char *effect_id);
char           *cw_history_dup_kind        (CwHistory  *self,
                                            const char *effect_id);
gint64          cw_history_get_unreadable  (CwHistory  *self);
CwEffectRecord *cw_history_get_record      (CwHistory  *self,
                                            const char *effect_id);

GHashTable     *cw_history_get_facts       (CwHistory  *self);
JsonNode       *cw_history_get_fact        (CwHistory  *self,
                                            const char *key);
GHashTable     *cw_history_get_words       (CwHistory  *self);
JsonNode       *cw_history_get_observation (CwHistory  *self,
                                            const char *key,
                                            gint64     *time);
GHashTable     *cw_history_get_observations (CwHistory *self);
GPtrArray      *cw_history_get_notes       (CwHistory  *self);

char           *cw_history_digest          (CwHistory  *self);

G_END_DECLS
