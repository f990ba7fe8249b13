/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-handler.h"
#include "cw-history.h"
#include "cw-journal.h"

G_BEGIN_DECLS

/**
 * CwRunnerFunc:
 * @event: what was just committed
 * @data: the caller's
 *
 * Called in the runner's thread after each commit; the event may be handed to any thread.
 */
typedef void (*CwRunnerFunc) (CwEvent *event,
                              gpointer data);

/**
 * CwRunner:
 *
 * Does what was approved, once: commits the intent, looks outside, adopts or performs, commits the outcome, verifies.
 * Linear blocking code in one worker, which owns the runner, its journal and its history. A call returns %FALSE when
 * it was refused or did not come to its good end; what is known of the effect then stands in its record.
 */
#define CW_TYPE_RUNNER (cw_runner_get_type ())
G_DECLARE_FINAL_TYPE (CwRunner, cw_runner, CW, RUNNER, GObject)

CwRunner  *cw_runner_new           (CwJournal    *journal,
                                    const char   *actor,
                                    GError      **error);
gboolean   cw_runner_prove         (CwRunner     *self,
                                    GError      **error);
void       cw_runner_add_handler   (CwRunner     *self,
                                    const char   *kind,
                                    CwHandler    *handler);
void       cw_runner_set_func      (CwRunner     *self,
                                    CwRunnerFunc  func,
                                    gpointer      data);
CwJournal *cw_runner_get_journal   (CwRunner     *self);
CwHistory *cw_runner_get_history   (CwRunner     *self);
const char *cw_runner_get_actor    (CwRunner     *self);

/* The preparation. */
gboolean   cw_runner_create        (CwRunner     *self,
                                    JsonObject   *creation,
                                    GError      **error);
gboolean   cw_runner_set           (CwRunner     *self,
                                    const char   *key,
                                    JsonNode     *value,
                                    const char   *asked,
                                    const char   *answer,
                                    GError      **error);
gboolean   cw_runner_observe       (CwRunner     *self,
                                    const char   *key,
                                    JsonNode     *value,
                                    GError      **error);
gboolean   cw_runner_note          (CwRunner     *self,
                                    const char   *effect_id,
                                    const char   *text,
                                    GError      **error);
gboolean   cw_runner_give_up       (CwRunner     *self,
                                    const char   *reason,
                                    GError      **error);
gboolean   cw_runner_take_up       (CwRunner     *self,
                                    GError      **error);

/* What a person says of an effect. */
gboolean   cw_runner_approve       (CwRunner     *self,
                                    CwEffect     *effect,
                                    GError      **error);
gboolean   cw_runner_withdraw      (CwRunner     *self,
                                    CwEffect     *effect,
                                    GError      **error);
gboolean   cw_runner_by_hand       (CwRunner     *self,
                                    CwEffect     *effect,
                                    const char   *key,
                                    const char   *url,
                                    const char   *word,
                                    GError      **error);
gboolean   cw_runner_leave_out     (CwRunner     *self,
                                    CwEffect     *effect,
                                    const char   *reason,
                                    GError      **error);
gboolean   cw_runner_restore       (CwRunner     *self,
                                    CwEffect     *effect,
                                    GError      **error);
gboolean   cw_runner_adopt         (CwRunner     *self,
                                    CwEffect     *effect,
                                    guint         candidate,
                                    GCancellable *cancellable,
                                    GError      **error);
gboolean   cw_runner_send_again    (CwRunner     *self,
                                    CwEffect     *effect,
                                    GError      **error);

/* What is done outside. */
gboolean   cw_runner_run           (CwRunner     *self,
                                    CwEffect     *effect,
                                    GCancellable *cancellable,
                                    GError      **error);
gboolean   cw_runner_amend         (CwRunner     *self,
                                    CwEffect     *effect,
                                    GCancellable *cancellable,
                                    GError      **error);
gboolean   cw_runner_look          (CwRunner     *self,
                                    CwEffect     *effect,
                                    GCancellable *cancellable,
                                    GError      **error);
/* What was sent and couldn't be compared with what is there: the reason by the effect's id. */
#define CW_OBSERVED_UNCOMPARED "uncompared"

gboolean   cw_runner_verify_replayed (CwRunner     *self,
                                      CwEffect     *effect,
                                      const char   *replayed,
                                      GCancellable *cancellable,
                                      GError      **error);
gboolean   cw_runner_verify        (CwRunner     *self,
                                    CwEffect     *effect,
                                    GCancellable *cancellable,
                                    GError      **error);
gboolean   cw_runner_retract       (CwRunner     *self,
                                    CwEffect     *effect,
                                    GCancellable *cancellable,
                                    GError      **error);
gboolean   cw_runner_recover       (CwRunner     *self,
                                    GPtrArray    *effects,
                                    GCancellable *cancellable,
                                    GError      **error);

G_END_DECLS
