/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-runner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-runner-private.h"

/*
 * What stands outside against what was sent. A person who approves an update has seen the step from the one to the
 * other; somebody else's change in between is no part of it, and is shown before anything is sent over it.
 */

static const char *const answers[] = {
  [CW_FINDING_NOTHING] = "nothing",
  [CW_FINDING_EQUAL] = "equal",
  [CW_FINDING_DIFFERENT] = "different",
  [CW_FINDING_SEVERAL] = "several",
  [CW_FINDING_CANT_TELL] = "cant-tell",
};

/* Of two or more of the same the person sees which: there is nothing else in which they differ. */
static void
add_several (JsonArray *differences,
             CwFinding *finding)
{
  g_autoptr (GString) keys = g_string_new (NULL);

  for (guint i = 0; i < finding->candidates->len; i++)
    g_string_append_printf (keys, "%s%s", i > 0 ? ", " : "",
                            cw_json_get_string (finding->candidates->pdata[i], "key", "?"));
  json_array_add_object_element (differences,
                                 cw_json_object ("what", CW_DIFFERENCE_NUMBER, "ours", "1", "theirs", keys->str, NULL));
}

/*
 * cw_runner_list_differences:
 * @finding: a comparison
 *
 * Returns: (transfer full): an array of all in which what is there differs, that there are several of them, too
 */
JsonNode *
cw_runner_list_differences (CwFinding *finding)
{
  JsonNode *differences = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (differences, cw_runner_list (finding->differences));
  if (finding->answer == CW_FINDING_SEVERAL)
    add_several (json_node_get_array (differences), finding);
  return differences;
}

/* Whether a look saw something that the journal doesn't say. */
static gboolean
is_news (CwEffectRecord *record,
         JsonObject     *seen)
{
  g_autoptr (JsonNode) node = seen != NULL ? cw_json_node_object (json_object_ref (seen)) : NULL;

  return node != NULL && (record->seen == NULL || !json_node_equal (node, record->seen));
}

/* Whether the journal says so already. */
static gboolean
is_known (CwEffectRecord *record,
          CwFinding      *finding,
          JsonNode       *differences)
{
  return g_strcmp0 (record->verified, answers[finding->answer]) == 0
         && cw_effect_same_differences (record->differences, differences) && !is_news (record, finding->seen);
}

static gboolean
names_difference (JsonNode   *differences,
                  const char *what)
{
  JsonArray *array = json_node_get_array (differences);

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (g_strcmp0 (cw_json_get_string (json_array_get_object_element (array, i), "what", NULL), what) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
commit_verified (CwRunner  *self,
                 CwEffect  *effect,
                 CwFinding *finding,
                 JsonNode  *differences,
                 GError   **error)
{
  CwEffectRecord *record = cw_runner_get_record (self, effect);
  g_autoptr (JsonObject) data = cw_json_object ("answer", answers[finding->answer], NULL);

  json_object_set_member (data, "differences", json_node_ref (differences));
  /* Which it could be is asked then; what the journal knows of leads elsewhere. */
  if (finding->answer == CW_FINDING_SEVERAL || names_difference (differences, CW_DIFFERENCE_INSTEAD))
    json_object_set_array_member (data, "candidates", cw_runner_list (finding->candidates));
  if (finding->seen != NULL)
    json_object_set_object_member (data, "seen", json_object_ref (finding->seen));
  if (record->phase == CW_PHASE_BY_HAND && record->baseline == NULL)
    json_object_set_member (data, "payload", json_node_ref (cw_effect_get_payload (effect)));
  return cw_runner_commit (self, CW_EVENT_VERIFIED, cw_effect_get_id (effect), data, error);
}

/*
 * cw_runner_copy_object:
 * @object: (nullable): it stays as it is
 *
 * Returns: (transfer full): the same members
 */
JsonObject *
cw_runner_copy_object (JsonObject *object)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (object != NULL)
    {
      json_object_iter_init (&iter, object);
      while (json_object_iter_next (&iter, &name, &node))
        json_object_set_member (copy, name, json_node_ref (node));
    }
  return copy;
}

/* @object: (nullable): it stays as it is */
static JsonObject *
add_member (JsonObject *object,
            const char *member,
            const char *value)
{
  JsonObject *copy = cw_runner_copy_object (object);

  json_object_set_string_member (copy, member, value);
  return copy;
}

/*
 * cw_runner_pass_by:
 * @finding: a comparison with what an update sends
 * @taken: an array of differences that stay as they are
 *
 * Takes those out of @finding that the update has nothing to do with.
 */
void
cw_runner_pass_by (CwFinding *finding,
                   JsonNode  *taken)
{
  gboolean any = FALSE;

  for (guint i = finding->differences->len; i > 0; i--)
    if (names_difference (taken, cw_json_get_string (finding->differences->pdata[i - 1], "what", NULL)))
      {
        g_ptr_array_remove_index (finding->differences, i - 1);
        any = TRUE;
      }
  if (any && finding->answer == CW_FINDING_DIFFERENT && finding->differences->len == 0)
    finding->answer = CW_FINDING_EQUAL;
}

/*
 * cw_runner_let_stay:
 * @outcome: an outcome
 * @taken: an array of differences that stay as they are
 *
 * Returns: (transfer full): @outcome for a handler, with %CW_OUTCOME_STAYS where there are such
 */
JsonObject *
cw_runner_let_stay (JsonObject *outcome,
                    JsonNode   *taken)
{
  JsonArray *differences = json_node_get_array (taken);
  JsonArray *names;
  JsonObject *copy;

  if (json_array_get_length (differences) == 0)
    return json_object_ref (outcome);
  names = json_array_new ();
  for (guint i = 0; i < json_array_get_length (differences); i++)
    json_array_add_string_element (names, cw_json_get_string (json_array_get_object_element (differences, i), "what",
                                                              ""));
  copy = cw_runner_copy_object (outcome);
  json_object_set_array_member (copy, CW_OUTCOME_STAYS, names);
  return copy;
}

static CwFinding *
verify_sent (CwRunner      *self,
             CwEffect      *effect,
             CwHandler     *handler,
             const char    *replayed,
             GCancellable  *cancellable,
             GError       **error)
{
  CwEffectRecord *record = cw_runner_get_record (self, effect);
  JsonNode *payload = record->phase == CW_PHASE_BY_HAND ? record->baseline : record->sent;
  g_autoptr (CwEffect) sent = payload != NULL ? cw_effect_with_payload (effect, payload) : g_object_ref (effect);
  JsonObject *outcome = cw_effect_record_get_outcome (record);
  g_autoptr (JsonObject) known = replayed != NULL ? add_member (outcome, CW_OUTCOME_REPLAYED, replayed) : NULL;

  return cw_runner_verify_thing (self, sent, handler, known != NULL ? known : outcome, cancellable, error);
}

static gboolean
has_difference (CwFinding  *finding,
                const char *what)
{
  for (guint i = 0; i < finding->differences->len; i++)
    if (g_strcmp0 (cw_json_get_string (finding->differences->pdata[i], "what", NULL), what) == 0)
      return TRUE;
  return FALSE;
}

/* Whether some part of it is neither as it was sent before nor as it is to be now: an earlier try of the same update
 * may have got half way. @wanted: (nullable): how it differs from what it is to be */
static gboolean
is_strange (CwFinding *finding,
            CwFinding *wanted)
{
  if (wanted == NULL || wanted->answer != CW_FINDING_DIFFERENT || finding->answer != CW_FINDING_DIFFERENT)
    return wanted == NULL || wanted->answer != CW_FINDING_EQUAL;
  for (guint i = 0; i < finding->differences->len; i++)
    if (has_difference (wanted, cw_json_get_string (finding->differences->pdata[i], "what", NULL)))
      return TRUE;
  return FALSE;
}

/* Whether all that is new about it is what an update that failed brought, or that it is gone by that: the update is
 * only to be tried again. */
static gboolean
is_half_way (CwRunner     *self,
             CwEffect     *effect,
             CwFinding    *finding,
             CwHandler    *handler,
             GCancellable *cancellable)
{
  CwEffectRecord *record = cw_runner_get_record (self, effect);
  g_autoptr (CwEffect) approved = NULL;
  g_autoptr (CwFinding) wanted = NULL;
  g_autoptr (JsonNode) taken = NULL;

  if (record->half_way && finding->answer == CW_FINDING_NOTHING)
    return TRUE;
  if (record->phase != CW_PHASE_FAILED || record->approved == NULL || record->approval_used
      || finding->answer != CW_FINDING_DIFFERENT)
    return FALSE;
  approved = cw_effect_with_payload (effect, record->approved);
  taken = cw_effect_record_list_taken (record, record->approved, FALSE);
  wanted = cw_runner_verify_thing (self, approved, handler, cw_effect_record_get_outcome (record), cancellable, NULL);
  if (wanted != NULL)
    cw_runner_pass_by (wanted, taken);
  return wanted != NULL && !is_strange (finding, wanted);
}

/* Whether what is as it was sent is another thing than the one that is known: of two that were the same somebody took
 * ours away, or it was moved. */
static JsonObject *
find_successor (CwEffectRecord *record,
                CwFinding      *finding)
{
  JsonObject *seen = finding->candidates->len == 1 ? finding->candidates->pdata[0] : NULL;
  const char *key = seen != NULL ? cw_json_get_string (seen, "key", "") : "";

  if (record->phase != CW_PHASE_DONE || finding->answer != CW_FINDING_EQUAL || *key == '\0'
      || g_strcmp0 (key, cw_effect_record_get_key (record)) == 0)
    return NULL;
  return seen;
}

/*
 * cw_runner_compare:
 * @self: a runner
 * @effect: an effect with an outcome
 * @handler: its handler
 * @replayed: (nullable): as %CW_OUTCOME_REPLAYED
 * @cancellable: (nullable): cancels the look
 * @error: where to store why it can't be compared
 *
 * Compares the thing of the record's outcome with what was sent; only news enters the journal. What took its place is
 * what a withdrawal, or the next update, must be of.
 *
 * Returns: whether it was compared
 */
gboolean
cw_runner_compare (CwRunner      *self,
                   CwEffect      *effect,
                   CwHandler     *handler,
                   const char    *replayed,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr (CwFinding) finding = verify_sent (self, effect, handler, replayed, cancellable, error);
  g_autoptr (JsonNode) differences = NULL;
  JsonObject *successor;

  if (finding == NULL)
    return FALSE;
  successor = find_successor (cw_runner_get_record (self, effect), finding);
  if (successor != NULL)
    return cw_runner_outcome (self, effect, successor, TRUE, error);
  differences = cw_runner_list_differences (finding);
  return is_known (cw_runner_get_record (self, effect), finding, differences)
         || (!is_news (cw_runner_get_record (self, effect), finding->seen)
             && is_half_way (self, effect, finding, handler, cancellable))
         || commit_verified (self, effect, finding, differences, error);
}

/* It is told until the next refresh; a reason that can't be kept is missing, no more. */
static void
note_uncompared (CwRunner   *self,
                 CwEffect   *effect,
                 const char *reason)
{
  JsonNode *known = cw_history_get_observation (self->history, CW_OBSERVED_UNCOMPARED, NULL);
  JsonObject *reasons = known != NULL && JSON_NODE_HOLDS_OBJECT (known) ? json_node_get_object (known) : NULL;
  g_autoptr (JsonNode) node = cw_json_node_object (add_member (reasons, cw_effect_get_id (effect), reason));

  cw_runner_observe (self, CW_OBSERVED_UNCOMPARED, node, NULL);
}

/* After the outcome nothing can undo the deed, so a comparison that fails is left to the next refresh. */
gboolean
cw_runner_compare_after (CwRunner     *self,
                         CwEffect     *effect,
                         CwHandler    *handler,
                         GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (!cw_runner_compare (self, effect, handler, NULL, cancellable, &error))
    note_uncompared (self, effect, error->message);
  return TRUE;
}

/* What was just seen: between this look and the update nothing may happen unseen either (a page's version). What of it
 * may be written over is found out here; where that stands in the payload (a branch's old commit) it stays so. What
 * somebody put in its place reads as it was sent, not as it is to be: only here it is known that it goes, too. */
static void
take_present (CwHandler   *handler,
              JsonObject **outcome,
              CwFinding   *finding)
{
  JsonObject *seen = finding->candidates->len == 1 ? finding->candidates->pdata[0] : NULL;
  gboolean same = seen != NULL && g_strcmp0 (cw_json_get_string (seen, "key", NULL),
                                             cw_json_get_string (*outcome, "key", NULL)) == 0;

  if (seen == NULL || (same && !CW_HANDLER_GET_IFACE (handler)->needs_present)
      || (!same && !CW_HANDLER_GET_IFACE (handler)->replaces))
    return;
  json_object_unref (*outcome);
  *outcome = json_object_ref (seen);
}

/*
 * cw_runner_note_gone:
 * @self: a runner
 * @effect: an effect with an outcome
 * @finding: that it isn't there
 * @error: where to store why that isn't on the disk
 *
 * Returns: whether it is
 */
gboolean
cw_runner_note_gone (CwRunner   *self,
                     CwEffect   *effect,
                     CwFinding  *finding,
                     GError    **error)
{
  g_autoptr (JsonNode) differences = cw_runner_list_differences (finding);

  return commit_verified (self, effect, finding, differences, error);
}

/* What is said of something that a look didn't find any more, with the way on. */
const char *
cw_runner_say_gone (void)
{
  return _ ("it was not there any more when it was last looked for; look again, send it again, or say by hand where it "
            "is");
}

/*
 * cw_runner_say_kept:
 * @effect: an effect with an outcome
 * @outcome: the outcome
 *
 * Returns: (transfer full): that it isn't written over, and what to do
 */
GError *
cw_runner_say_kept (CwEffect   *effect,
                    JsonObject *outcome)
{
  g_autofree char *reason = NULL;
  GError *error = NULL;

  reason = g_strdup_printf (_ ("somebody else wrote in it, so it is never written over. Copy our text, put it in by "
                               "hand (%s), then say that it was done by hand"),
                            cw_json_get_string (outcome, "url", ""));
  cw_runner_refuse (effect, CW_ERROR_NEEDS_PERSON, reason, &error);
  return error;
}

/* What may have been changed, or taken away, isn't made anew. */
static GError *
say_untold (CwEffect  *effect,
            CwFinding *finding)
{
  g_autofree char *reason = g_strdup_printf (_ ("it can’t be told whether it still is as it was sent (%s); nothing was "
                                                "sent. Look yourself"), finding->where);
  GError *error = NULL;

  cw_runner_refuse (effect, CW_ERROR_NEEDS_PERSON, reason, &error);
  return error;
}

static gboolean
fail_several (CwRunner  *self,
              CwEffect  *effect,
              GError   **error)
{
  GError *cause = NULL;

  cw_runner_refuse_several (effect, &cause);
  return cw_runner_fail (self, effect, cause, error);
}

/*
 * cw_runner_check_unchanged:
 * @self: a runner
 * @effect: an effect with an outcome and an open intent to amend it
 * @record: what was known of it before that intent
 * @handler: its handler
 * @outcome: (out) (transfer full): what is there now, which is to be updated
 * @cancellable: (nullable): cancels the look
 * @error: where to store %CW_ERROR_CONFLICT, or why it can't be told; the intent is closed then
 *
 * Changes that the journal knows of were there when the update was approved: a new one makes the approval void. What
 * the handler keeps (cw_handler_keeps()) isn't written over even then.
 *
 * Returns: whether what stands outside may be brought up to date
 */
gboolean
cw_runner_check_unchanged (CwRunner        *self,
                           CwEffect        *effect,
                           CwEffectRecord  *record,
                           CwHandler       *handler,
                           JsonObject     **outcome,
                           GCancellable    *cancellable,
                           GError         **error)
{
  JsonObject *known_outcome = cw_effect_record_get_outcome (record);
  g_autoptr (GError) failure = NULL;
  g_autoptr (CwFinding) finding = NULL, wanted = NULL;
  g_autoptr (JsonNode) differences = NULL;
  gboolean known, accepted, kept;
  GError *cause = NULL;

  *outcome = json_object_ref (known_outcome);
  if (record->sent == NULL)
    return TRUE;
  finding = verify_sent (self, effect, handler, NULL, cancellable, &failure);
  if (finding == NULL)
    return cw_runner_fail (self, effect, g_steal_pointer (&failure), error);
  take_present (handler, outcome, finding);
  if (finding->answer == CW_FINDING_EQUAL || (finding->answer == CW_FINDING_NOTHING && record->half_way))
    return TRUE;
  if (finding->answer == CW_FINDING_CANT_TELL)
    return cw_runner_fail (self, effect, say_untold (effect, finding), error);
  differences = cw_runner_list_differences (finding);
  accepted = cw_effect_holds_differences (record->accepted, differences);
  known = is_known (record, finding, differences) || accepted;
  if (known && !accepted && finding->answer == CW_FINDING_SEVERAL && CW_HANDLER_GET_IFACE (handler)->replaces)
    return fail_several (self, effect, error);
  kept = cw_handler_keeps (handler, json_node_get_array (differences));
  if (known && !kept)
    return TRUE;
  wanted = cw_runner_verify_thing (self, effect, handler, known_outcome, cancellable, NULL);
  if (!is_strange (finding, wanted))
    return TRUE;
  if (known)
    return cw_runner_fail (self, effect, cw_runner_say_kept (effect, known_outcome), error);
  if (!commit_verified (self, effect, finding, differences, error))
    return FALSE;
  cw_runner_refuse (effect, CW_ERROR_CONFLICT,
                    _ ("somebody changed it since its update was reviewed; nothing was sent. Look at the difference, "
                       "then say what is to become of it"),
                    &cause);
  return cw_runner_fail (self, effect, cause, error);
}

static GError *
say_changed (CwEffect *effect)
{
  GError *error = NULL;

  cw_runner_refuse (effect, CW_ERROR_CONFLICT,
                    _ ("somebody changed it since it was last looked at; nothing was taken back. Look at the "
                       "difference, then take it back once more"),
                    &error);
  return error;
}

static gboolean
has_own (CwEffectRecord *record,
         CwFinding      *finding)
{
  const char *key = cw_effect_record_get_key (record);

  for (guint i = 0; i < finding->candidates->len; i++)
    if (g_strcmp0 (cw_json_get_string (finding->candidates->pdata[i], "key", ""), key) == 0)
      return TRUE;
  return FALSE;
}

/*
 * cw_runner_list_known:
 * @self: a runner
 * @effect: an effect with an outcome and an open intent to take it back
 * @record: what was known of it before that intent
 * @handler: its handler
 * @cancellable: (nullable): cancels the look
 * @error: where to store %CW_ERROR_CONFLICT where a person hasn't seen yet what is there now, or why it can't be told;
 *   the intent is closed then
 *
 * What stands where the outcome stood may be another thing by now, or several. While ours is among them a person says
 * first that it is: the others, and those beside one that they took for ours, were left as they are.
 *
 * Returns: (transfer full) (element-type JsonObject) (nullable): as outcomes, all that is to be taken back
 */
GPtrArray *
cw_runner_list_known (CwRunner       *self,
                      CwEffect       *effect,
                      CwEffectRecord *record,
                      CwHandler      *handler,
                      GCancellable   *cancellable,
                      GError        **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (CwFinding) finding = verify_sent (self, effect, handler, NULL, cancellable, &failure);
  g_autoptr (JsonNode) differences = finding != NULL ? cw_runner_list_differences (finding) : NULL;
  GPtrArray *things = NULL;
  gboolean accepted;

  if (finding == NULL)
    {
      cw_runner_fail (self, effect, g_steal_pointer (&failure), error);
      return NULL;
    }
  accepted = cw_effect_holds_differences (record->accepted, differences);
  if ((finding->answer == CW_FINDING_DIFFERENT || finding->answer == CW_FINDING_SEVERAL)
      && !accepted && !is_known (record, finding, differences))
    {
      if (commit_verified (self, effect, finding, differences, error))
        cw_runner_fail (self, effect, say_changed (effect), error);
      return NULL;
    }
  if (!accepted && finding->answer == CW_FINDING_SEVERAL && has_own (record, finding))
    {
      fail_several (self, effect, error);
      return NULL;
    }
  if (finding->candidates->len > 0 && !(accepted && finding->answer == CW_FINDING_SEVERAL))
    return g_ptr_array_ref (finding->candidates);
  things = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_ptr_array_add (things, json_object_ref (cw_effect_record_get_outcome (record)));
  return things;
}
