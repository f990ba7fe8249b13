/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * CwRehearsalFaultKind:
 * @CW_REHEARSAL_FAULT_NONE: no such kind
 * @CW_REHEARSAL_FAULT_STATUS: answers with a status; nothing is done
 * @CW_REHEARSAL_FAULT_REFUSE: closes the connection; nothing is done
 * @CW_REHEARSAL_FAULT_LOSE_REPLY: does it, then closes the connection without an answer
 * @CW_REHEARSAL_FAULT_SLOW: does it, and answers late
 * @CW_REHEARSAL_FAULT_CUT: does it, and closes the connection in the middle of the answer
 * @CW_REHEARSAL_FAULT_NOT_JSON: does it, and answers with a web page
 * @CW_REHEARSAL_FAULT_ARRIVE_LATER: closes the connection; does it when all faults are cleared
 * @CW_REHEARSAL_FAULT_INDEX_LAG: answers a search from an index that has seen nothing since the fault was set
 */
typedef enum {
  CW_REHEARSAL_FAULT_NONE,
  CW_REHEARSAL_FAULT_STATUS,
  CW_REHEARSAL_FAULT_REFUSE,
  CW_REHEARSAL_FAULT_LOSE_REPLY,
  CW_REHEARSAL_FAULT_SLOW,
  CW_REHEARSAL_FAULT_CUT,
  CW_REHEARSAL_FAULT_NOT_JSON,
  CW_REHEARSAL_FAULT_ARRIVE_LATER,
  CW_REHEARSAL_FAULT_INDEX_LAG,
} CwRehearsalFaultKind;

/**
 * CwRehearsalFault:
 * @kind: what goes wrong
 * @status: the HTTP status of a status fault
 * @word: (nullable) (owned): Slack's error word, which is sent with that status
 * @retry_after: (nullable) (owned): what `Retry-After` says
 * @location: (nullable) (owned): what `Location` says
 * @reset: (nullable) (owned): what `X-RateLimit-Reset` says; then no request remains
 * @challenge: (nullable) (owned): what `WWW-Authenticate` says
 * @milliseconds: how late a slow answer comes
 * @seen: the last number that a lagging index has seen
 *
 * One thing that goes wrong once.
 */
typedef struct
{
  CwRehearsalFaultKind kind;
  guint status;
  char *word;
  char *retry_after;
  char *location;
  char *reset;
  char *challenge;
  guint milliseconds;
  gint64 seen;
} CwRehearsalFault;

typedef struct _CwRehearsalFaults CwRehearsalFaults;

CwRehearsalFaults *cw_rehearsal_faults_new   (void);
void               cw_rehearsal_faults_free  (CwRehearsalFaults *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRehearsalFaults, cw_rehearsal_faults_free)

gboolean           cw_rehearsal_faults_add   (CwRehearsalFaults *self,
                                              JsonObject        *wanted,
                                              gint64             seen);
void               cw_rehearsal_faults_clear (CwRehearsalFaults *self);
guint              cw_rehearsal_faults_count_hit (CwRehearsalFaults *self);
CwRehearsalFault  *cw_rehearsal_faults_take  (CwRehearsalFaults *self,
                                              const char        *service,
                                              const char        *method,
                                              const char        *path);
void               cw_rehearsal_fault_free   (CwRehearsalFault  *fault);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRehearsalFault, cw_rehearsal_fault_free)

G_END_DECLS
