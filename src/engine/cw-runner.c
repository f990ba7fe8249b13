/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-runner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-runner-private.h"

/*
 * The runner's files: here itself, the preparation's own events and the checks; cw-runner-person.c has what a person
 * says of an effect, cw-runner-deeds.c what is done outside, cw-runner-finding.c what a look outside leads to, and
 * cw-runner-compare.c how what stands there is compared.
 */

G_DEFINE_FINAL_TYPE (CwRunner, cw_runner, G_TYPE_OBJECT)

static void
cw_runner_finalize (GObject *object)
{
  CwRunner *self = CW_RUNNER (object);

  g_clear_object (&self->journal);
  g_clear_object (&self->history);
  g_free (self->actor);
  g_hash_table_unref (self->handlers);

  G_OBJECT_CLASS (cw_runner_parent_class)->finalize (object);
}

static void
cw_runner_class_init (CwRunnerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_runner_finalize;
}

static void
cw_runner_init (CwRunner *self)
{
  self->history = cw_history_new ();
  self->handlers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * cw_runner_new:
 * @journal: the preparation's journal
 * @actor: who works here, as the journal will name them
 * @error: where to store why the journal can't be read
 *
 * Of a long journal it may not be known yet whether it is what was written: cw_runner_prove() says so.
 *
 * Returns: (transfer full) (nullable): a runner that knows all of @journal and has no handlers yet
 */
CwRunner *
cw_runner_new (CwJournal   *journal,
               const char  *actor,
               GError     **error)
{
  g_autoptr (CwRunner) self = NULL;
  g_autoptr (GPtrArray) events = NULL;

  g_return_val_if_fail (CW_IS_JOURNAL (journal) && actor != NULL, NULL);

  events = cw_journal_read_ahead (journal, 0, error);
  if (events == NULL)
    return NULL;
  self = g_object_new (CW_TYPE_RUNNER, NULL);
  self->journal = g_object_ref (journal);
  self->actor = g_strdup (actor);
  cw_history_apply_all (self->history, events);
  return g_steal_pointer (&self);
}

/**
 * cw_runner_prove:
 * @self: a runner
 * @error: where to store which entry of its journal is damaged
 *
 * Returns: whether all that its history was asked so far is what was written in the journal
 */
gboolean
cw_runner_prove (CwRunner  *self,
                 GError   **error)
{
  gint64 unreadable;

  g_return_val_if_fail (CW_IS_RUNNER (self), FALSE);

  unreadable = cw_history_get_unreadable (self->history);
  if (unreadable == 0)
    return cw_journal_prove (self->journal, error);
  cw_journal_refuse_unreadable (self->journal, unreadable, error);
  return FALSE;
}

/**
 * cw_runner_add_handler:
 * @self: a runner
 * @kind: one of CW_EFFECT_KIND_…, but no task: those are done by hand only
 * @handler: who does it; effects of a kind without a handler are done by hand
 */
void
cw_runner_add_handler (CwRunner   *self,
                       const char *kind,
                       CwHandler  *handler)
{
  g_return_if_fail (CW_IS_RUNNER (self) && kind != NULL && CW_IS_HANDLER (handler));
  g_return_if_fail (!g_str_equal (kind, CW_EFFECT_KIND_TASK));

  g_hash_table_replace (self->handlers, g_strdup (kind), g_object_ref (handler));
}

/**
 * cw_runner_set_func:
 * @self: a runner
 * @func: (nullable): called after each commit
 * @data: passed to @func; outlives @self
 */
void
cw_runner_set_func (CwRunner    *self,
                    CwRunnerFunc func,
                    gpointer     data)
{
  g_return_if_fail (CW_IS_RUNNER (self));

  self->func = func;
  self->func_data = data;
}

/**
 * cw_runner_get_journal:
 * @self: a runner
 *
 * Returns: (transfer none): its journal
 */
CwJournal *
cw_runner_get_journal (CwRunner *self)
{
  g_return_val_if_fail (CW_IS_RUNNER (self), NULL);

  return self->journal;
}

/**
 * cw_runner_get_history:
 * @self: a runner
 *
 * Returns: (transfer none): the fold of its journal; other threads get a snapshot of it
 */
CwHistory *
cw_runner_get_history (CwRunner *self)
{
  g_return_val_if_fail (CW_IS_RUNNER (self), NULL);

  return self->history;
}

const char *
cw_runner_get_actor (CwRunner *self)
{
  g_return_val_if_fail (CW_IS_RUNNER (self), NULL);

  return self->actor;
}

CwEffectRecord *
cw_runner_get_record (CwRunner *self,
                      CwEffect *effect)
{
  return cw_history_get_record (self->history, cw_effect_get_id (effect));
}

/*
 * cw_runner_commit:
 * @self: a runner
 * @type: the event's type
 * @effect_id: (nullable): the effect that it is about
 * @data: (transfer none) (nullable): the event's data
 * @error: where to store why it isn't on the disk
 *
 * The only way by which anything becomes known: onto the disk, into the history, to whoever listens.
 *
 * Returns: whether it is on the disk
 */
gboolean
cw_runner_commit (CwRunner    *self,
                  const char  *type,
                  const char  *effect_id,
                  JsonObject  *data,
                  GError     **error)
{
  g_autoptr (CwEvent) event = NULL;

  if (!cw_runner_prove (self, error))
    return FALSE;
  event = cw_journal_append (self->journal, type, effect_id, self->actor, data, error);
  if (event == NULL)
    return FALSE;
  cw_history_apply (self->history, event);
  if (self->func != NULL)
    self->func (event, self->func_data);
  return TRUE;
}

/* Translators: the title of something to be done outside, and why that is refused. */
#define REFUSAL N_ ("“%s”: %s")

void
cw_runner_refuse (CwEffect    *effect,
                  int          code,
                  const char  *reason,
                  GError     **error)
{
  g_set_error (error, CW_ERROR, code, _ (REFUSAL), cw_effect_get_title (effect), reason);
}

/*
 * cw_runner_drop_title:
 * @effect: an effect
 * @message: of cw_runner_refuse(), or any other
 *
 * What is kept with an effect stands under its title, which needn't be said again.
 *
 * Returns: (transfer full): the reason alone, as a sentence of its own
 */
char *
cw_runner_drop_title (CwEffect   *effect,
                      const char *message)
{
  g_autofree char *prefix = g_strdup_printf (_ (REFUSAL), cw_effect_get_title (effect), "");
  char first[6];
  int length;

  if (!g_str_has_prefix (message, prefix) || message[strlen (prefix)] == '\0')
    return g_strdup (message);
  message += strlen (prefix);
  length = g_unichar_to_utf8 (g_unichar_toupper (g_utf8_get_char (message)), first);
  return g_strdup_printf ("%.*s%s", length, first, g_utf8_next_char (message));
}

/*
 * cw_runner_get_handler:
 * @self: a runner
 * @effect: an effect
 * @error: where to store %CW_ERROR_NEEDS_PERSON
 *
 * Returns: (transfer none) (nullable): who does effects of this kind
 */
CwHandler *
cw_runner_get_handler (CwRunner  *self,
                       CwEffect  *effect,
                       GError   **error)
{
  CwHandler *handler = g_hash_table_lookup (self->handlers, cw_effect_get_kind (effect));

  if (handler == NULL)
    cw_runner_refuse (effect, CW_ERROR_NEEDS_PERSON, _ ("this is done by hand: do it, then say so here"), error);
  return handler;
}

/* Why a state forbids what was asked, where it does. */
static const struct {
  int code;
  const char *reason;
} refusals[] = {
  [CW_EFFECT_WAITING] = { CW_ERROR_NEEDS_PERSON, N_ ("it still waits for something else") },
  [CW_EFFECT_READY] = { CW_ERROR_NEEDS_PERSON, N_ ("it isn’t approved: review it first") },
  [CW_EFFECT_APPROVED] = { CW_ERROR_VALIDATION, N_ ("it is approved and wasn’t sent yet") },
  [CW_EFFECT_RUNNING] = { CW_ERROR_BUSY, N_ ("it is being sent") },
  [CW_EFFECT_IN_DOUBT] = { CW_ERROR_NEEDS_PERSON, N_ ("nobody knows yet whether it arrived: look again first") },
  [CW_EFFECT_ASKING] = { CW_ERROR_NEEDS_PERSON, N_ ("it asks: say first what is to become of it") },
  [CW_EFFECT_DONE] = { CW_ERROR_VALIDATION, N_ ("it is done already") },
  [CW_EFFECT_DONE_BY_HAND] = { CW_ERROR_VALIDATION, N_ ("it was done by hand: take that back first (“restore”)") },
  [CW_EFFECT_OUTDATED] = { CW_ERROR_NEEDS_PERSON, N_ ("it is done, and its update isn’t approved: review it first") },
  [CW_EFFECT_DRIFTED] = { CW_ERROR_NEEDS_PERSON, N_ ("it was changed outside: say first what is to become of it") },
  [CW_EFFECT_FAILED] = { CW_ERROR_VALIDATION, N_ ("it failed: try it again first") },
  [CW_EFFECT_LEFT_OUT] = { CW_ERROR_VALIDATION, N_ ("it is left out: take that back first (“restore”)") },
};

/*
 * cw_runner_check_state:
 * @self: a runner
 * @effect: an effect
 * @allowed: CW_STATE_BIT()s of the states in which it may be
 * @error: where to store why it may not
 *
 * Returns: whether @effect is in one of those states
 */
gboolean
cw_runner_check_state (CwRunner  *self,
                       CwEffect  *effect,
                       guint      allowed,
                       GError   **error)
{
  CwEffectState state = cw_effect_record_get_state (cw_runner_get_record (self, effect), effect);

  if (allowed & CW_STATE_BIT (state))
    return TRUE;
  if (state == CW_EFFECT_DRIFTED && cw_effect_record_is_unfinished (cw_runner_get_record (self, effect)))
    cw_runner_refuse (effect, refusals[state].code,
                      _ ("not all of it was taken: approve it to try the rest again, or take it as it is"), error);
  else if (state == CW_EFFECT_WAITING && cw_effect_get_waiting (effect) != NULL)
    cw_runner_refuse (effect, refusals[state].code, cw_effect_get_waiting (effect), error);
  else
    cw_runner_refuse (effect, refusals[state].code, _ (refusals[state].reason), error);
  return FALSE;
}

/* An approval ends with what it was for. */
gboolean
cw_runner_check_wanted (CwRunner  *self,
                        CwEffect  *effect,
                        GError   **error)
{
  if (!cw_runner_check_open (self, error))
    return FALSE;
  if (cw_effect_is_retired (effect))
    cw_runner_refuse (effect, CW_ERROR_NEEDS_PERSON, cw_effect_get_waiting (effect), error);
  return !cw_effect_is_retired (effect);
}

gboolean
cw_runner_check_open (CwRunner  *self,
                      GError   **error)
{
  if (cw_history_get_given_up (self->history) == NULL)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("This preparation was given up: nothing is sent any more"));
  return FALSE;
}

/**
 * cw_runner_create:
 * @self: a runner whose journal is empty
 * @creation: what the preparation is made for; cw_history_get_creation() gives it back
 * @error: where to store an error
 *
 * Returns: whether it is on the disk
 */
gboolean
cw_runner_create (CwRunner    *self,
                  JsonObject  *creation,
                  GError     **error)
{
  g_return_val_if_fail (CW_IS_RUNNER (self) && creation != NULL, FALSE);

  if (cw_history_get_creation (self->history) != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("There is a preparation already in %s"),
                   cw_journal_get_path (self->journal));
      return FALSE;
    }
  return cw_runner_commit (self, CW_EVENT_CREATED, NULL, creation, error);
}

/* The value is added to @data. */
static gboolean
commit_value (CwRunner    *self,
              const char  *type,
              JsonObject  *data,
              JsonNode    *value,
              GError     **error)
{
  if (value != NULL)
    json_object_set_member (data, "value", json_node_copy (value));
  else
    json_object_set_null_member (data, "value");
  return cw_runner_commit (self, type, NULL, data, error);
}

/**
 * cw_runner_set:
 * @self: a runner
 * @key: a fact's key
 * @value: (nullable) (transfer none): its value, %NULL removes it
 * @asked: (nullable): what was asked of whoever set it, in words
 * @answer: (nullable): what they chose, in words
 * @error: where to store an error
 *
 * Returns: whether it is on the disk
 */
gboolean
cw_runner_set (CwRunner    *self,
               const char  *key,
               JsonNode    *value,
               const char  *asked,
               const char  *answer,
               GError     **error)
{
  g_autoptr (JsonObject) data = NULL;

  g_return_val_if_fail (CW_IS_RUNNER (self) && key != NULL, FALSE);

  data = cw_json_object ("key", key, "text", asked, "answer", answer, NULL);
  return commit_value (self, CW_EVENT_SET, data, value, error);
}

/**
 * cw_runner_observe:
 * @self: a runner
 * @key: what was looked at
 * @value: (nullable) (transfer none): what was seen, %NULL forgets it
 * @error: where to store an error
 *
 * Returns: whether it is on the disk
 */
gboolean
cw_runner_observe (CwRunner    *self,
                   const char  *key,
                   JsonNode    *value,
                   GError     **error)
{
  g_autoptr (JsonObject) data = NULL;

  g_return_val_if_fail (CW_IS_RUNNER (self) && key != NULL, FALSE);

  data = cw_json_object ("key", key, NULL);
  return commit_value (self, CW_EVENT_OBSERVED, data, value, error);
}

/**
 * cw_runner_note:
 * @self: a runner
 * @effect_id: (nullable): the effect that it is about, %NULL for the preparation
 * @text: the note
 * @error: where to store an error
 *
 * Returns: whether it is on the disk
 */
gboolean
cw_runner_note (CwRunner    *self,
                const char  *effect_id,
                const char  *text,
                GError     **error)
{
  g_autoptr (JsonObject) data = NULL;

  g_return_val_if_fail (CW_IS_RUNNER (self) && text != NULL, FALSE);

  data = cw_json_object ("text", text, NULL);
  return cw_runner_commit (self, CW_EVENT_NOTE, effect_id, data, error);
}

/**
 * cw_runner_give_up:
 * @self: a runner
 * @reason: why
 * @error: where to store an error
 *
 * Nothing is sent from now on; what stands outside can still be verified and taken back.
 *
 * Returns: whether it is on the disk
 */
gboolean
cw_runner_give_up (CwRunner    *self,
                   const char  *reason,
                   GError     **error)
{
  g_autoptr (JsonObject) data = NULL;

  g_return_val_if_fail (CW_IS_RUNNER (self) && reason != NULL, FALSE);

  data = cw_json_object ("reason", reason, NULL);
  return cw_runner_commit (self, CW_EVENT_GIVEN_UP, NULL, data, error);
}

/**
 * cw_runner_take_up:
 * @self: a runner
 * @error: where to store an error
 *
 * Goes on with a preparation that was given up. What was approved is still approved.
 *
 * Returns: whether it is on the disk
 */
gboolean
cw_runner_take_up (CwRunner  *self,
                   GError   **error)
{
  g_autoptr (JsonObject) data = json_object_new ();

  g_return_val_if_fail (CW_IS_RUNNER (self), FALSE);

  return cw_runner_commit (self, CW_EVENT_TAKEN_UP, NULL, data, error);
}
