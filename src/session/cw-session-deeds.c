/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-session-private.h"
#include "cw-session-rebase.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* What a person says of a preparation and its effects, and what is sent; each call leaves a view of what follows. */

static gboolean
check_alive (CwSession  *self,
             GError    **error)
{
  if (cw_view_get_given_up (self->view) == NULL)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT, _ ("“%s” was given up; begin another preparation"), self->id);
  return FALSE;
}

/* Whoever waves a warning through means what it says now: its text is kept, and another text is another warning. */
static JsonNode *
translate_wave (CwSession   *self,
                const char  *key,
                JsonNode    *value,
                GError     **error)
{
  const CwCheck *check;
  JsonNode *text;

  if (!g_str_has_prefix (key, "waved.") || json_node_get_value_type (value) != G_TYPE_BOOLEAN
      || !json_node_get_boolean (value))
    return json_node_ref (value);
  check = cw_view_find_check (self->view, key + strlen ("waved."));
  if (check == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no warning “%s”; “show” names those there are"),
                   key + strlen ("waved."));
      return NULL;
    }
  text = json_node_new (JSON_NODE_VALUE);
  json_node_set_string (text, check->text);
  return text;
}

static gboolean
anything_begun (CwSession *self)
{
  CwHistory *history = cw_runner_get_history (self->runner);
  GPtrArray *ids = cw_history_get_ids (history);

  for (guint i = 0; i < ids->len; i++)
    if (cw_effect_record_get_phase (cw_history_get_record (history, ids->pdata[i])) != CW_PHASE_NONE)
      return TRUE;
  return FALSE;
}

/* The cycle names every effect: once something was done under it, another cycle is another preparation. A date that a
 * person sets lies ahead. */
static gboolean
check_change (CwSession   *self,
              const char  *key,
              JsonNode    *value,
              GError     **error)
{
  g_autoptr (GHashTable) facts = NULL;

  if (g_str_equal (key, "cycle") && anything_begun (self))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
                   _ ("Things were done for this cycle already; begin another preparation for another cycle"));
      return FALSE;
    }
  if (!g_str_has_prefix (key, "site.") || JSON_NODE_HOLDS_NULL (value))
    return TRUE;
  facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  g_hash_table_replace (facts, g_strdup (key), json_node_ref (value));
  return cw_session_check_starts (self, self->procedure, facts, error);
}

/* Whom a person named is looked up at once, so that they see who was understood. */
static gboolean
follow (CwSession   *self,
        const char  *key,
        GError     **error)
{
  return !g_str_has_prefix (key, "person.") || cw_session_look_at_people (self, NULL, error);
}

/* What a runner's call changed is in the journal whether it ended well or not: the view follows in both cases. */
static gboolean
conclude (CwSession *self,
          gboolean   done,
          GError   **error)
{
  g_autoptr (GError) local = NULL;

  if (!cw_session_update (self, NULL, &local) && done)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return done;
}

/* An answer that can't be one would leave its question open without a word. */
static gboolean
check_answer (CwSession   *self,
              const char  *key,
              JsonNode    *value,
              GError     **error)
{
  const char *id = g_str_has_prefix (key, "answer.") ? key + strlen ("answer.") : NULL;
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (cw_view_get_deployment (self->view));

  if (id == NULL || !JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_STRING)
    return TRUE;
  for (guint i = 0; i < sites->len; i++)
    {
      CwPlan *plan = cw_view_get_plan (self->view, ((const CwSite *) g_ptr_array_index (sites, i))->id);

      if (plan != NULL && !cw_plan_check_answer (plan, id, json_node_get_string (value), error))
        return FALSE;
    }
  return TRUE;
}

static const CwQuestion *
find_among (GPtrArray  *questions,
            const char *fact)
{
  for (guint i = 0; i < questions->len; i++)
    if (g_str_equal (((const CwQuestion *) questions->pdata[i])->fact, fact))
      return questions->pdata[i];
  return NULL;
}

/* Open, or answered before. */
static const CwQuestion *
find_asked (CwSession  *self,
            const char *key)
{
  GPtrArray *stages = cw_view_get_stages (self->view);
  const CwQuestion *question = cw_view_find_question (self->view, key);

  for (guint i = 0; i < stages->len && question == NULL; i++)
    question = find_among (((const CwViewStage *) stages->pdata[i])->result->answered, key);
  return question;
}

/* With the words of what was asked, and of what was chosen: the record has them when nobody asks any more. */
static gboolean
store (CwSession   *self,
       const char  *key,
       JsonNode    *value,
       GError     **error)
{
  const CwQuestion *question = JSON_NODE_HOLDS_NULL (value) ? NULL : find_asked (self, key);
  const CwNote *before = cw_view_get_word (self->view, key);
  const char *asked = NULL, *answer = NULL;

  if (question != NULL)
    asked = question->answer != NULL && before != NULL && *before->text != '\0' ? before->text : question->text;
  if (question != NULL && JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
    answer = cw_question_label (question, json_node_get_string (value));
  /* What has no words of its own stands in the value. */
  if (answer != NULL && g_str_equal (answer, json_node_get_string (value)))
    answer = NULL;
  return cw_runner_set (self->runner, key, value, asked, answer, error);
}

static gboolean
set_fact (CwSession   *self,
          const char  *key,
          JsonNode    *value,
          GError     **error)
{
  g_autoptr (JsonNode) stored = translate_wave (self, key, value, error);

  return stored != NULL && check_alive (self, error) && cw_deployment_check_fact (self->procedure, key, stored, error)
         && check_change (self, key, stored, error) && check_answer (self, key, stored, error)
         && cw_session_check_round (self, key, stored, error)
         && cw_session_check_settling (self, key, stored, error)
         && cw_session_answer_fix (self, key, stored, error)
         && store (self, key, stored, error)
         && follow (self, key, error);
}

/**
 * cw_session_set:
 * @self: a session
 * @key: a fact's key (see #CwDeployment)
 * @value: its value; a JSON null takes the fact away
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Returns: %FALSE with @error set where the value can't stand
 */
gboolean
cw_session_set (CwSession  *self,
                const char *key,
                JsonNode   *value,
                GError    **error)
{
  g_return_val_if_fail (CW_IS_SESSION (self) && key != NULL && value != NULL, FALSE);
  cw_assert_in_worker ();

  return set_fact (self, key, value, error) && cw_session_update (self, NULL, error);
}

/**
 * cw_session_set_all:
 * @self: a session
 * @facts: fact → value, as for cw_session_set()
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Sets several facts and plans once. Those before one that can't stand are kept.
 *
 * Returns: %FALSE with @error set where a value can't stand
 */
gboolean
cw_session_set_all (CwSession  *self,
                    JsonObject *facts,
                    GError    **error)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  g_return_val_if_fail (CW_IS_SESSION (self) && facts != NULL, FALSE);
  cw_assert_in_worker ();

  json_object_iter_init_ordered (&iter, facts);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    if (!set_fact (self, key, value, error))
      return conclude (self, FALSE, error);
  return cw_session_update (self, NULL, error);
}

/**
 * cw_session_note:
 * @self: a session
 * @effect_id: (nullable): id of an effect; %NULL for the whole preparation
 * @text: the note
 * @error: where to store the reason
 *
 * Returns: whether the journal has it
 */
gboolean
cw_session_note (CwSession  *self,
                 const char *effect_id,
                 const char *text,
                 GError    **error)
{
  g_return_val_if_fail (CW_IS_SESSION (self) && text != NULL, FALSE);

  return cw_runner_note (self->runner, effect_id, text, error) && cw_session_update (self, NULL, error);
}

/**
 * cw_session_set_draft:
 * @self: a session
 * @key: what is being typed
 * @text: (nullable): how far the person got; %NULL forgets it
 * @error: where to store why it can't be kept
 *
 * A draft decides nothing: no view shows it, and no effect changes by it.
 *
 * Returns: whether it is on the disk
 */
gboolean
cw_session_set_draft (CwSession  *self,
                      const char *key,
                      const char *text,
                      GError    **error)
{
  g_return_val_if_fail (CW_IS_SESSION (self), FALSE);

  return cw_journal_set_draft (cw_runner_get_journal (self->runner), key, text, error);
}

/**
 * cw_session_read_drafts:
 * @self: a session
 * @error: where to store the reason
 *
 * Returns: (transfer full) (element-type utf8 utf8): how far a person got in what they type, by key; or %NULL with
 *   @error set
 */
GHashTable *
cw_session_read_drafts (CwSession  *self,
                        GError    **error)
{
  g_return_val_if_fail (CW_IS_SESSION (self), NULL);

  return cw_journal_read_drafts (cw_runner_get_journal (self->runner), error);
}

static CwEffect *
find_effect (CwSession  *self,
             const char *effect_id,
             GError    **error)
{
  const CwViewItem *item = cw_view_find (self->view, effect_id);

  if (item != NULL)
    return item->effect;
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no effect “%s”; “show” names those there are"),
               effect_id);
  return NULL;
}

/**
 * cw_session_approve:
 * @self: a session
 * @effect_id: id of an effect
 * @hash: (nullable): the payload's hash that the person reviewed
 * @error: where to store the reason; %CW_ERROR_CONFLICT when the payload is another by now
 *
 * Returns: whether exactly what was reviewed is approved now
 */
gboolean
cw_session_approve (CwSession  *self,
                    const char *effect_id,
                    const char *hash,
                    GError    **error)
{
  CwEffect *effect;

  g_return_val_if_fail (CW_IS_SESSION (self) && effect_id != NULL, FALSE);

  effect = check_alive (self, error) ? find_effect (self, effect_id, error) : NULL;
  if (effect == NULL)
    return FALSE;
  if (hash != NULL && g_strcmp0 (hash, cw_effect_get_hash (effect)) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT, _ ("“%s” changed since the review: look at it again"),
                   cw_effect_get_title (effect));
      return FALSE;
    }
  return conclude (self, cw_runner_approve (self->runner, effect, error), error);
}

/**
 * cw_session_withdraw:
 * @self: a session
 * @effect_id: id of an effect
 * @error: where to store the reason
 *
 * Returns: whether the approval is taken back
 */
gboolean
cw_session_withdraw (CwSession  *self,
                     const char *effect_id,
                     GError    **error)
{
  CwEffect *effect = find_effect (self, effect_id, error);

  return effect != NULL && conclude (self, cw_runner_withdraw (self->runner, effect, error), error);
}

/* A ticket's key names branches and stands on the page: without one nothing could follow from the ticket. */
static gboolean
check_key (CwEffect    *effect,
           const char  *key,
           GError     **error)
{
  if (!g_str_equal (cw_effect_get_kind (effect), CW_EFFECT_KIND_JIRA_ISSUE)
      || (key != NULL && g_regex_match_simple ("^[A-Z][A-Z0-9_]*-[0-9]+$", key, 0, 0)))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” needs the ticket’s key, such as DM-12345"),
               cw_effect_get_title (effect));
  return FALSE;
}

/* A key that was mistyped would name branches that nobody looks for. Where Jira can't be asked the person's word stands.
 * Returns the ticket's link, which a person needn't type then. */
static gboolean
look_up_key (CwSession   *self,
             CwEffect    *effect,
             const char  *key,
             char       **url,
             GError     **error)
{
  static const char *const fields[] = { "summary", NULL };
  CwJiraService *jira = self->world->jira;
  g_autoptr (JsonObject) issue = NULL;
  g_autoptr (GError) local = NULL;

  if (!g_str_equal (cw_effect_get_kind (effect), CW_EFFECT_KIND_JIRA_ISSUE) || !cw_jira_service_has_account (jira))
    return TRUE;
  issue = cw_jira_service_get_issue (jira, key, fields, NULL, &local);
  if (issue != NULL)
    *url = cw_jira_service_make_browse_url (jira, key);
  else if (g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
                   _ ("Jira has no ticket %s that you can see: look at the key, or create the ticket first"), key);
      return FALSE;
    }
  else
    g_info ("%s was not looked up: %s", key, local->message);
  return TRUE;
}

/**
 * cw_session_by_hand:
 * @self: a session
 * @effect_id: id of an effect
 * @key: (nullable): the key of what a person made
 * @url: (nullable): its link
 * @word: (nullable): the person's word
 * @error: where to store the reason; %CW_ERROR_NOT_FOUND where Jira knows no such ticket
 *
 * Returns: whether the journal has it now
 */
gboolean
cw_session_by_hand (CwSession  *self,
                    const char *effect_id,
                    const char *key,
                    const char *url,
                    const char *word,
                    GError    **error)
{
  CwEffect *effect = find_effect (self, effect_id, error);
  g_autofree char *link = NULL;

  cw_assert_in_worker ();
  if (effect == NULL || !check_key (effect, key, error) || !look_up_key (self, effect, key, &link, error))
    return FALSE;
  return conclude (self, cw_runner_by_hand (self->runner, effect, key, url != NULL ? url : link, word, error), error);
}

/**
 * cw_session_leave_out:
 * @self: a session
 * @effect_id: id of an effect
 * @reason: why
 * @error: where to store the reason
 *
 * Returns: whether the effect is left out now
 */
gboolean
cw_session_leave_out (CwSession  *self,
                      const char *effect_id,
                      const char *reason,
                      GError    **error)
{
  CwEffect *effect = find_effect (self, effect_id, error);

  return effect != NULL && conclude (self, cw_runner_leave_out (self->runner, effect, reason, error), error);
}

/**
 * cw_session_restore:
 * @self: a session
 * @effect_id: id of an effect
 * @error: where to store the reason
 *
 * Takes back that an effect was left out or done by hand.
 *
 * Returns: whether it is open again
 */
gboolean
cw_session_restore (CwSession  *self,
                    const char *effect_id,
                    GError    **error)
{
  CwEffect *effect = find_effect (self, effect_id, error);

  return effect != NULL && conclude (self, cw_runner_restore (self->runner, effect, error), error);
}

/**
 * cw_session_adopt:
 * @self: a session
 * @effect_id: id of an effect
 * @candidate: index of one of those that were found
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * A person says that this is the effect's.
 *
 * Returns: whether it counts as done now
 */
gboolean
cw_session_adopt (CwSession     *self,
                  const char    *effect_id,
                  guint          candidate,
                  GCancellable  *cancellable,
                  GError       **error)
{
  CwEffect *effect = find_effect (self, effect_id, error);

  return effect != NULL
         && conclude (self, cw_runner_adopt (self->runner, effect, candidate, cancellable, error), error);
}

/**
 * cw_session_send_again:
 * @self: a session
 * @effect_id: id of an effect
 * @error: where to store the reason
 *
 * A person says that it isn't there: the next attempt begins, with another marker.
 *
 * Returns: whether it may be sent again
 */
gboolean
cw_session_send_again (CwSession  *self,
                       const char *effect_id,
                       GError    **error)
{
  CwEffect *effect = find_effect (self, effect_id, error);

  return effect != NULL && conclude (self, cw_runner_send_again (self->runner, effect, error), error);
}

static gboolean
run_as_it_stands (CwSession        *self,
                  const CwViewItem *item,
                  GCancellable     *cancellable,
                  GError          **error)
{
  if (item->state == CW_EFFECT_IN_DOUBT)
    return cw_runner_look (self->runner, item->effect, cancellable, error);
  if (item->record != NULL && cw_effect_record_get_phase (item->record) == CW_PHASE_DONE)
    return cw_runner_amend (self->runner, item->effect, cancellable, error);
  return cw_runner_run (self->runner, item->effect, cancellable, error);
}

/**
 * cw_session_run:
 * @self: a session
 * @effect_id: id of an approved effect, or of one in doubt
 * @cancellable: (nullable): a cancellable; a request that runs is finished
 * @error: where to store the reason
 *
 * Sends what was approved, brings up to date what was sent before, or looks for what is in doubt.
 *
 * Returns: whether it is done now
 */
gboolean
cw_session_run (CwSession     *self,
                const char    *effect_id,
                GCancellable  *cancellable,
                GError       **error)
{
  const CwViewItem *item;

  g_return_val_if_fail (CW_IS_SESSION (self) && effect_id != NULL, FALSE);
  cw_assert_in_worker ();

  if (find_effect (self, effect_id, error) == NULL)
    return FALSE;
  item = cw_view_find (self->view, effect_id);
  /* Of a preparation that was given up it is still to be known what arrived. */
  if (item->state != CW_EFFECT_IN_DOUBT && !check_alive (self, error))
    return FALSE;
  if (item->state != CW_EFFECT_IN_DOUBT && !cw_session_look_at_named (self, effect_id, cancellable, error))
    return conclude (self, FALSE, error);
  item = cw_view_find (self->view, effect_id);
  return conclude (self, run_as_it_stands (self, item, cancellable, error), error);
}

/**
 * cw_session_retract:
 * @self: a session
 * @effect_id: id of an effect
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Takes back outside what was sent, where its service can do that.
 *
 * Returns: whether it is taken back
 */
gboolean
cw_session_retract (CwSession     *self,
                    const char    *effect_id,
                    GCancellable  *cancellable,
                    GError       **error)
{
  CwEffect *effect = find_effect (self, effect_id, error);

  return effect != NULL && conclude (self, cw_runner_retract (self->runner, effect, cancellable, error), error);
}
