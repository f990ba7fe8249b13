/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-effect.h"
#include "cw-outcome.h"

G_BEGIN_DECLS

/**
 * CwFindingAnswer:
 * @CW_FINDING_NOTHING: it is certainly not there
 * @CW_FINDING_EQUAL: there, and equal to the payload: adopt it
 * @CW_FINDING_DIFFERENT: there, but different: a person is asked
 * @CW_FINDING_SEVERAL: two or more of them: a person is asked
 * @CW_FINDING_CANT_TELL: the service can't say yet (a lagging search), or ever (a message of somebody else)
 *
 * What a look outside can answer.
 */
typedef enum {
  CW_FINDING_NOTHING,
  CW_FINDING_EQUAL,
  CW_FINDING_DIFFERENT,
  CW_FINDING_SEVERAL,
  CW_FINDING_CANT_TELL,
} CwFindingAnswer;

/**
 * CwFinding:
 * @answer: the answer
 * @candidates: (element-type JsonObject): what was found, each as an outcome: at least "key" and "url", where there are
 *   such, and what the kind's handler needs to amend, verify or retract it
 * @differences: (element-type JsonObject): `{"what": "summary", "ours": …, "theirs": …}`, texts for the person; of
 *   several candidates each says of which (cw_finding_name_candidate()); with "end" where nothing but its end made the
 *   difference (cw_finding_add_end())
 * @ours: whether the first candidate carries the effect's own marker
 * @unfinished: whether the only candidate is ours and lacks nothing but what can be repeated (labels, say), as after an
 *   answer that was lost: amending it makes it whole
 * @seen: (nullable): what a look says of it beside all that: the words of a pull request's checks
 * @where: in words, where was looked: "Jira, label cw-1f…, then summary “Ready …”"
 */
typedef struct {
  CwFindingAnswer answer;
  GPtrArray      *candidates;
  GPtrArray      *differences;
  gboolean        ours;
  gboolean        unfinished;
  JsonObject     *seen;
  char           *where;
} CwFinding;

CwFinding *cw_finding_new            (CwFindingAnswer  answer,
                                      const char      *where);
void       cw_finding_add_candidate  (CwFinding       *self,
                                      JsonObject      *outcome);
void       cw_finding_add_difference (CwFinding       *self,
                                      const char      *what,
                                      const char      *ours,
                                      const char      *theirs);
void       cw_finding_add_news       (CwFinding       *self,
                                      const char      *what,
                                      const char      *theirs);
void       cw_finding_add_end        (CwFinding       *self,
                                      const char      *what,
                                      const char      *ours,
                                      const char      *theirs,
                                      const char      *end);
void       cw_finding_name_candidate (CwFinding       *self,
                                      guint            first,
                                      const char      *key);
void       cw_finding_free           (CwFinding       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwFinding, cw_finding_free)

/**
 * CwHandlerInterface:
 * @find: looks outside for the effect's payload: by the marker first, then by what the procedure's templates say
 * @find_since: (nullable): @find for what was sent at @since, seconds since 1970, or after it: where what is older only
 *   stands in the way. 0 is @find
 * @perform: the one request that can't be repeated; returns the outcome. %CW_ERROR_UNKNOWN_OUTCOME when it was sent and
 *   no answer came; any other error means that nothing happened
 * @amend: makes the thing of @outcome equal to the effect's (new) payload, or makes the one that the payload names now
 *   (%CW_OUTCOME_BESIDE); refuses with %CW_ERROR_CONFLICT when it was changed outside meanwhile; returns the outcome
 * @verify: compares the thing of @outcome with the payload that was sent; EQUAL, DIFFERENT (drift), NOTHING (gone) or
 *   CANT_TELL
 * @retract: (nullable): takes the thing back where the service can
 * @get_lag: (nullable): for how many seconds a thing just made may be missing from @find
 * @is_guarded: (nullable): whether the service itself refuses a request that comes after another one has done its work:
 *   by an expected old id or version, or since there can be only one of its name. A request that is still on its way
 *   then does no harm, however late it arrives. @first: the first sending is meant, else a change or a withdrawal
 * @name_sender: (nullable): which account sends, where its service shows what waits to that one alone: "sender", an id,
 *   and "sender-name"
 * @doubt: (nullable): makes of a @find's %CW_FINDING_NOTHING that it can't be told, where another account than the
 *   present one may have sent. @sender: (nullable): as from @name_sender, %NULL where nobody knows
 * @check_amend: (nullable): refuses an update that @amend would refuse, by what the last comparison saw (@seen as of
 *   #CwFinding, or %NULL); asks nobody
 * @kept: (nullable) (array zero-terminated=1): names of differences: what somebody else wrote there is theirs, and an
 *   update is never written over it
 * @replaces: whether @amend takes away what is there before another one takes its place: of an update that got half way
 *   nothing is left, which is no change by somebody else. Where somebody put another one in its place, @amend gets that
 *   as its outcome
 * @needs_present: whether @amend gets what was just seen as its outcome, not what was known before
 *
 * How one kind of effect is done outside. Blocking, called in the runner's worker; a handler keeps no state of effects.
 */
#define CW_TYPE_HANDLER (cw_handler_get_type ())
G_DECLARE_INTERFACE (CwHandler, cw_handler, CW, HANDLER, GObject)

struct _CwHandlerInterface
{
  GTypeInterface parent_iface;

  CwFinding  *(*find)    (CwHandler    *self,
                          CwEffect     *effect,
                          GCancellable *cancellable,
                          GError      **error);
  CwFinding  *(*find_since) (CwHandler    *self,
                             CwEffect     *effect,
                             gint64        since,
                             GCancellable *cancellable,
                             GError      **error);
  JsonObject *(*perform) (CwHandler    *self,
                          CwEffect     *effect,
                          GCancellable *cancellable,
                          GError      **error);
  JsonObject *(*amend)   (CwHandler    *self,
                          CwEffect     *effect,
                          JsonObject   *outcome,
                          GCancellable *cancellable,
                          GError      **error);
  CwFinding  *(*verify)  (CwHandler    *self,
                          CwEffect     *effect,
                          JsonObject   *outcome,
                          GCancellable *cancellable,
                          GError      **error);
  gboolean    (*retract) (CwHandler    *self,
                          CwEffect     *effect,
                          JsonObject   *outcome,
                          GCancellable *cancellable,
                          GError      **error);
  guint       (*get_lag) (CwHandler    *self);
  gboolean    (*is_guarded) (CwHandler *self,
                             gboolean   first);
  JsonObject *(*name_sender) (CwHandler    *self,
                              CwEffect     *effect,
                              GCancellable *cancellable,
                              GError      **error);
  gboolean    (*doubt)   (CwHandler    *self,
                          CwEffect     *effect,
                          CwFinding    *finding,
                          JsonObject   *sender,
                          GCancellable *cancellable,
                          GError      **error);
  gboolean    (*check_amend) (CwHandler  *self,
                              CwEffect   *effect,
                              JsonObject *outcome,
                              JsonArray  *differences,
                              JsonNode   *seen,
                              GError    **error);
  const char *const *kept;
  gboolean    replaces;
  gboolean    needs_present;
};

CwFinding  *cw_handler_find        (CwHandler    *self,
                                    CwEffect     *effect,
                                    GCancellable *cancellable,
                                    GError      **error);
CwFinding  *cw_handler_find_since  (CwHandler    *self,
                                    CwEffect     *effect,
                                    gint64        since,
                                    GCancellable *cancellable,
                                    GError      **error);
JsonObject *cw_handler_perform     (CwHandler    *self,
                                    CwEffect     *effect,
                                    GCancellable *cancellable,
                                    GError      **error);
JsonObject *cw_handler_amend       (CwHandler    *self,
                                    CwEffect     *effect,
                                    JsonObject   *outcome,
                                    GCancellable *cancellable,
                                    GError      **error);
CwFinding  *cw_handler_verify      (CwHandler    *self,
                                    CwEffect     *effect,
                                    JsonObject   *outcome,
                                    GCancellable *cancellable,
                                    GError      **error);
gboolean    cw_handler_can_retract (CwHandler    *self);
gboolean    cw_handler_retract     (CwHandler    *self,
                                    CwEffect     *effect,
                                    JsonObject   *outcome,
                                    GCancellable *cancellable,
                                    GError      **error);
guint       cw_handler_get_lag     (CwHandler    *self);
gboolean    cw_handler_is_guarded  (CwHandler    *self,
                                    gboolean      first);
gboolean    cw_handler_check_amend (CwHandler    *self,
                                    CwEffect     *effect,
                                    JsonObject   *outcome,
                                    JsonArray    *differences,
                                    JsonNode     *seen,
                                    GError      **error);
const char *cw_handler_find_theirs (JsonArray    *differences,
                                    const char   *what);
char       *cw_handler_show_in_line (const char  *name);
gboolean    cw_handler_keeps       (CwHandler    *self,
                                    JsonArray    *differences);

G_END_DECLS
