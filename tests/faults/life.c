/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-error.h"
#include "cw-git-branch-handler.h"
#include "cw-git-rebase-handler.h"
#include "cw-handlers.h"
#include "cw-json.h"
#include "cw-merged.h"
#include "cw-runner.h"
#include "life.h"

#define MAX_STEPS 20

static void
sleep_not (double        seconds,
           GCancellable *cancellable,
           gpointer      user_data)
{
}

static void
on_event (CwEvent *event,
          gpointer data)
{
  tap_event (data, cw_event_get_seq (event));
}

static CwRunner *
start (const Life *self,
       CwJournal  *journal,
       CwHttp     *http,
       CwAccounts *accounts,
       CwClock    *clock)
{
  g_autofree char *cache = g_strconcat (self->scene->folder, "/cache-", self->journal, NULL);
  g_autoptr (CwGitService) git = cw_git_service_new (cache, http);
  g_autoptr (CwHandler) branches = cw_git_branch_handler_new (git, clock, cw_merged_check);
  g_autoptr (GHashTable) handlers = cw_handlers_new (http, accounts, NULL, clock);
  g_autoptr (GError) error = NULL;
  CwRunner *runner = cw_runner_new (journal, "manager", &error);
  GHashTableIter iter;
  gpointer kind, handler;

  g_assert_no_error (error);
  cw_git_service_take_account (git, accounts->git);
  cw_git_service_set_timeout (git, self->timeout);
  cw_http_set_sleep (http, sleep_not, NULL);
  g_hash_table_replace (handlers, g_strdup (CW_EFFECT_KIND_GIT_BRANCH), g_steal_pointer (&branches));
  g_hash_table_replace (handlers, g_strdup (CW_EFFECT_KIND_GIT_REBASE), cw_git_rebase_handler_new (git));
  g_hash_table_remove (handlers, CW_EFFECT_KIND_TASK);
  g_hash_table_iter_init (&iter, handlers);
  while (g_hash_table_iter_next (&iter, &kind, &handler))
    cw_runner_add_handler (runner, kind, handler);
  cw_runner_set_func (runner, on_event, self->tap);
  return runner;
}

static gboolean
answer (const Life     *self,
        CwRunner       *runner,
        CwEffect       *effect,
        CwEffectRecord *record,
        GError        **error)
{
  JsonArray *candidates = cw_effect_record_get_candidates (record);

  if (candidates != NULL && json_array_get_length (candidates) > 0 && (self->takes || *self->named == '\0'))
    return cw_runner_adopt (runner, effect, 0, NULL, error);
  if (self->nothing_outside || *self->named != '\0')
    return cw_runner_send_again (runner, effect, error);
  return cw_runner_by_hand (runner, effect, NULL, NULL, "it is there", error);
}

static gboolean
decide (const Life  *self,
        CwRunner    *runner,
        CwEffect    *effect,
        GError     **error)
{
  switch (self->decision)
    {
    case DECISION_LEAVE_OUT:
      return cw_runner_leave_out (runner, effect, "nobody needs it any more", error);
    case DECISION_BY_WORD:
      return cw_runner_by_hand (runner, effect, NULL, NULL, "it is done", error);
    case DECISION_NAMED:
      return cw_runner_by_hand (runner, effect, self->named, NULL, NULL, error);
    case DECISION_GIVE_UP:
      return cw_runner_give_up (runner, "there is no such cycle", error);
    case DECISION_NONE:
    case DECISION_PUT_OFF:
    case DECISION_TAKEN_AWAY:
    case N_DECISIONS:
    default:
      return TRUE;
    }
}

/* As a session does it with each effect. */
static gboolean
refresh (CwRunner       *runner,
         CwEffect       *effect,
         CwEffectRecord *record,
         GError        **error)
{
  if (cw_effect_record_get_state (record, effect) == CW_EFFECT_IN_DOUBT || cw_effect_record_may_arrive (record))
    return cw_runner_look (runner, effect, NULL, error);
  return !cw_effect_record_is_comparable (record, effect) || cw_runner_verify (runner, effect, NULL, error);
}

static gboolean
clean_up (CwRunner       *runner,
          CwEffect       *effect,
          CwEffectRecord *record,
          GError        **error)
{
  CwEffectPhase phase = cw_effect_record_get_phase (record);

  return (phase != CW_PHASE_DONE && phase != CW_PHASE_FAILED) || cw_effect_record_get_outcome (record) == NULL
         || cw_effect_record_is_gone (record) || cw_runner_retract (runner, effect, NULL, error);
}

/* What a person decided in doubt: one deed in a life. */
static void
do_once (const Life     *self,
         CwRunner       *runner,
         CwEffect       *effect,
         CwEffectRecord *record,
         GError        **error)
{
  if (self->mood == LIFE_DECIDE)
    decide (self, runner, effect, error);
  else if (self->mood == LIFE_REFRESH)
    refresh (runner, effect, record, error);
  else
    clean_up (runner, effect, record, error);
}

/* What can't be updated where it came to its end, which is said when it is approved or sent, is sent once more as
 * another one; where nothing is left that could be brought onto its base, there is nothing to do. */
static gboolean
replace (const Life  *self,
         CwRunner    *runner,
         CwEffect    *effect,
         GError     **error)
{
  if (self->mood != LIFE_ANSWER || !self->nothing_outside)
    return FALSE;
  g_clear_error (error);
  return self->scene->kind->standing ? cw_runner_leave_out (runner, effect, "it is gone", error)
                                     : cw_runner_send_again (runner, effect, error);
}

/* What was said to be gone may have been out of reach; where it is gone indeed it is sent again, or the person names
 * what stands there instead. */
static gboolean
look_again (const Life  *self,
            CwRunner    *runner,
            CwEffect    *effect,
            GError     **error)
{
  const char *id = cw_effect_get_id (effect);

  if (!cw_runner_verify (runner, effect, NULL, error))
    return FALSE;
  if (!cw_effect_record_is_gone (cw_history_get_record (cw_runner_get_history (runner), id)))
    return TRUE;
  if (self->takes && *self->named != '\0')
    return cw_runner_by_hand (runner, effect, self->named, NULL, NULL, error);
  return (self->nothing_outside || *self->named != '\0') && cw_runner_send_again (runner, effect, error);
}

/* What was taken over and came to its end has no update any more. */
static gboolean
take_as_it_is (const Life  *self,
               CwRunner    *runner,
               CwEffect    *effect,
               GError     **error)
{
  if (self->mood != LIFE_ANSWER || !self->takes)
    return FALSE;
  g_clear_error (error);
  return cw_runner_adopt (runner, effect, 0, NULL, error);
}

/* One step of the person; returns whether there may be another one. */
static gboolean
step (const Life     *self,
      CwRunner       *runner,
      CwEffect       *effect,
      CwEffectRecord *record,
      GError        **error)
{
  CwEffectState state = cw_effect_record_get_state (record, effect);

  if (self->mood >= LIFE_DECIDE)
    {
      do_once (self, runner, effect, record, error);
      return FALSE;
    }
  switch (state)
    {
    case CW_EFFECT_READY:
      if (g_str_equal (cw_effect_get_kind (effect), CW_EFFECT_KIND_TASK))
        return cw_runner_by_hand (runner, effect, NULL, NULL, "done", error);
      return cw_effect_record_get_attempt (record) == 1 || self->mood == LIFE_ANSWER
             ? cw_runner_approve (runner, effect, error) : FALSE;
    case CW_EFFECT_OUTDATED:
      return cw_runner_approve (runner, effect, error) || take_as_it_is (self, runner, effect, error);
    case CW_EFFECT_APPROVED:
      if (self->mood == LIFE_REVIEW)
        return FALSE;
      return cw_runner_run (runner, effect, NULL, error) || self->mood != LIFE_HURRY;
    case CW_EFFECT_FAILED:
      if (self->mood == LIFE_TAKE_BACK && cw_effect_record_get_outcome (record) != NULL)
        return cw_runner_retract (runner, effect, NULL, error);
      return self->mood != LIFE_HURRY
             && (cw_runner_run (runner, effect, NULL, error) || replace (self, runner, effect, error));
    case CW_EFFECT_IN_DOUBT:
      if (self->mood == LIFE_HURRY)
        return FALSE;
      cw_runner_look (runner, effect, NULL, error);
      return cw_effect_record_get_state (cw_history_get_record (cw_runner_get_history (runner),
                                                                cw_effect_get_id (effect)), effect) != state;
    case CW_EFFECT_ASKING:
      return self->mood == LIFE_ANSWER && answer (self, runner, effect, record, error);
    case CW_EFFECT_DRIFTED:
      if (self->mood == LIFE_TAKE_BACK)
        return cw_runner_retract (runner, effect, NULL, error);
      if (self->mood != LIFE_ANSWER)
        return FALSE;
      if (cw_effect_record_is_gone (record))
        return look_again (self, runner, effect, error);
      if (self->takes)
        return cw_runner_adopt (runner, effect, 0, NULL, error);
      return cw_runner_approve (runner, effect, error) || replace (self, runner, effect, error);
    case CW_EFFECT_DONE:
      if (self->mood == LIFE_TAKE_BACK)
        return cw_runner_retract (runner, effect, NULL, error);
      return FALSE;
    case CW_EFFECT_WAITING:
    case CW_EFFECT_RUNNING:
    case CW_EFFECT_DONE_BY_HAND:
    case CW_EFFECT_LEFT_OUT:
    default:
      return FALSE;
    }
}

/* As a stage makes it, or, where none does any more, as it was sent. */
static CwEffect *
make_effect (const Life     *self,
             CwEffectRecord *record)
{
  CwEffectRecord *doubt = cw_effect_record_get_doubt (record);
  CwEffect *sent = NULL;

  if (self->decision == DECISION_PUT_OFF && record != NULL)
    sent = cw_effect_record_make_effect (doubt != NULL ? doubt : record);
  return sent != NULL ? sent : scene_effect (self->scene, self->version, cw_effect_record_get_attempt (record));
}

static void
work (const Life *self,
      CwRunner   *runner)
{
  g_autofree char *id = scene_make_id (self->scene);
  gboolean going = TRUE;

  for (guint i = 0; going && i < MAX_STEPS; i++)
    {
      CwEffectRecord *current = cw_history_get_record (cw_runner_get_history (runner), id);
      g_autoptr (CwEffectRecord) record = current != NULL ? g_object_ref (current) : NULL;
      g_autoptr (CwEffect) effect = make_effect (self, record);
      g_autoptr (GPtrArray) effects = g_ptr_array_new ();
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (effects, effect);
      if (i == 0)
        {
          if (!cw_runner_recover (runner, effects, NULL, &error))
            return;
          current = cw_history_get_record (cw_runner_get_history (runner), id);
          g_set_object (&record, current);
        }
      going = step (self, runner, effect, record, &error);
      if (error != NULL)
        {
          g_assert_cmpint (error->domain, ==, CW_ERROR);
          g_assert_cmpint (error->code, !=, CW_ERROR_INTERNAL);
          g_strlcpy (self->tap->error, error->message, TAP_ERROR_SIZE);
        }
    }
}

/* Another account of Slack's sees nothing of what ours scheduled. */
static CwAccounts *
make_accounts (const Life *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAccounts) accounts = cw_accounts_new_for_rehearsal (self->scene->addresses, &error);

  g_assert_no_error (error);
  if (self->stranger)
    {
      g_autofree char *token = g_strconcat (accounts->slack->secret, "-other", NULL);

      g_free (accounts->slack->secret);
      accounts->slack->secret = g_steal_pointer (&token);
    }
  return g_steal_pointer (&accounts);
}

/**
 * life_live:
 * @self: a life
 *
 * The child's whole life.
 *
 * Returns: a LifeEnd
 */
int
life_live (const Life *self)
{
  g_autofree char *path = g_build_filename (self->scene->folder, self->journal, NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add_seconds (now, self->seconds);
  g_autoptr (CwClock) clock = cw_clock_new_at (then);
  g_autoptr (CwAccounts) accounts = NULL;
  g_autoptr (CwHttp) http = NULL;
  g_autoptr (CwJournal) journal = NULL;
  g_autoptr (CwRunner) runner = NULL;
  g_autoptr (GError) error = NULL;

  tap_install (self->tap);
  journal = cw_journal_open (path, CW_JOURNAL_OWNER, clock, &error);
  if (g_error_matches (error, CW_ERROR, CW_ERROR_BUSY))
    return LIFE_BUSY;
  if (journal == NULL && g_error_matches (error, CW_ERROR, CW_ERROR_STORAGE))
    return LIFE_ENDED;
  g_assert_no_error (error);
  http = cw_http_new_with_timeout (self->timeout);
  accounts = make_accounts (self);
  runner = start (self, journal, http, accounts, clock);
  work (self, runner);
  return LIFE_ENDED;
}
