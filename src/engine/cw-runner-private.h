/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-effect-record-private.h"
#include "cw-runner.h"

G_BEGIN_DECLS

struct _CwRunner
{
  GObject parent_instance;

  CwJournal *journal;
  CwHistory *history;
  char *actor;
  GHashTable *handlers; /* kind → CwHandler */
  CwRunnerFunc func;    /* (nullable) */
  gpointer func_data;
};

#define CW_STATE_BIT(state) (1u << (state))

CwEffectRecord *cw_runner_get_record  (CwRunner   *self,
                                       CwEffect   *effect);
CwHandler      *cw_runner_get_handler (CwRunner   *self,
                                       CwEffect   *effect,
                                       GError    **error);
gboolean        cw_runner_commit      (CwRunner   *self,
                                       const char *type,
                                       const char *effect_id,
                                       JsonObject *data,
                                       GError    **error);
gboolean        cw_runner_check_state (CwRunner   *self,
                                       CwEffect   *effect,
                                       guint       allowed,
                                       GError    **error);
gboolean        cw_runner_check_wanted (CwRunner  *self,
                                        CwEffect  *effect,
                                        GError   **error);
gboolean        cw_runner_check_open  (CwRunner   *self,
                                       GError    **error);
gboolean        cw_runner_check_preconditions (CwRunner  *self,
                                               CwEffect  *effect,
                                               GError   **error);
void            cw_runner_refuse      (CwEffect   *effect,
                                       int         code,
                                       const char *reason,
                                       GError    **error);
char           *cw_runner_drop_title  (CwEffect   *effect,
                                       const char *message);

/* What stands outside against what was sent: cw-runner-compare.c. */
gboolean        cw_runner_compare         (CwRunner     *self,
                                           CwEffect     *effect,
                                           CwHandler    *handler,
                                           const char   *replayed,
                                           GCancellable *cancellable,
                                           GError      **error);
gboolean        cw_runner_compare_after   (CwRunner     *self,
                                           CwEffect     *effect,
                                           CwHandler    *handler,
                                           GCancellable *cancellable);
gboolean        cw_runner_check_unchanged (CwRunner       *self,
                                           CwEffect       *effect,
                                           CwEffectRecord *record,
                                           CwHandler      *handler,
                                           JsonObject    **outcome,
                                           GCancellable   *cancellable,
                                           GError        **error);
GPtrArray      *cw_runner_list_known      (CwRunner       *self,
                                           CwEffect       *effect,
                                           CwEffectRecord *record,
                                           CwHandler      *handler,
                                           GCancellable   *cancellable,
                                           GError        **error);
gboolean        cw_runner_note_gone       (CwRunner     *self,
                                           CwEffect     *effect,
                                           CwFinding    *finding,
                                           GError      **error);
const char     *cw_runner_say_gone        (void);
GError         *cw_runner_say_kept        (CwEffect     *effect,
                                           JsonObject   *outcome);
JsonObject     *cw_runner_copy_object     (JsonObject   *object);
void            cw_runner_pass_by         (CwFinding    *finding,
                                           JsonNode     *taken);
JsonObject     *cw_runner_let_stay        (JsonObject   *outcome,
                                           JsonNode     *taken);

/* What other effects have made, where it could be taken for this one's: cw-runner-others.c. */
JsonObject     *cw_runner_name_others     (CwRunner     *self,
                                           CwEffect     *effect,
                                           CwHandler    *handler,
                                           JsonObject   *outcome);
CwFinding      *cw_runner_verify_thing    (CwRunner     *self,
                                           CwEffect     *effect,
                                           CwHandler    *handler,
                                           JsonObject   *outcome,
                                           GCancellable *cancellable,
                                           GError      **error);
void            cw_runner_pass_others     (CwRunner     *self,
                                           CwEffect     *effect,
                                           CwHandler    *handler,
                                           CwFinding    *finding);
void            cw_runner_refuse_several  (CwEffect     *effect,
                                           GError      **error);

/* How what was looked for outside enters the journal: cw-runner-finding.c. */
JsonArray      *cw_runner_list        (GPtrArray  *objects);
JsonNode       *cw_runner_list_differences (CwFinding *finding);
CwFinding      *cw_runner_find        (CwRunner     *self,
                                       CwEffect     *effect,
                                       CwHandler    *handler,
                                       gint64        since,
                                       GCancellable *cancellable,
                                       GError      **error);
gboolean        cw_runner_outcome     (CwRunner   *self,
                                       CwEffect   *effect,
                                       JsonObject *outcome,
                                       gboolean    adopted,
                                       GError    **error);
gboolean        cw_runner_amended     (CwRunner   *self,
                                       CwEffect   *effect,
                                       JsonObject *outcome,
                                       JsonNode   *taken,
                                       gboolean    adopted,
                                       GError    **error);
gboolean        cw_runner_ask         (CwRunner   *self,
                                       CwEffect   *effect,
                                       CwFinding  *finding,
                                       GError    **error);
gboolean        cw_runner_complete    (CwRunner     *self,
                                       CwEffect     *effect,
                                       CwHandler    *handler,
                                       CwFinding    *finding,
                                       GCancellable *cancellable,
                                       GError      **error);
gboolean        cw_runner_fail        (CwRunner   *self,
                                       CwEffect   *effect,
                                       GError     *cause,
                                       GError    **error);
gboolean        cw_runner_fail_half_way (CwRunner   *self,
                                         CwEffect   *effect,
                                         GError     *cause,
                                         GError    **error);
gboolean        cw_runner_resolve     (CwRunner     *self,
                                       CwEffect     *effect,
                                       gboolean      at_once,
                                       const char   *message,
                                       GCancellable *cancellable,
                                       GError      **error);

/* How long "it isn't there" says nothing, by the journal's time, and by a clock that was set back: cw-runner-wait.c. */
typedef struct {
  gint64 look_again;
  gint64 clock_from;  /* 0 while the clock is right; the instants are in µs since 1970 */
  gint64 clock_until;
} CwRunnerWait;

CwRunnerWait    cw_runner_plan_wait   (CwRunner       *self,
                                       CwEffectRecord *record,
                                       guint           seconds);
CwRunnerWait    cw_runner_get_wait    (CwEffectRecord *record);
gboolean        cw_runner_is_waiting  (CwRunner       *self,
                                       CwEffectRecord *record,
                                       CwRunnerWait    wait);
char           *cw_runner_say_time    (CwRunner       *self,
                                       CwRunnerWait    wait);

G_END_DECLS
