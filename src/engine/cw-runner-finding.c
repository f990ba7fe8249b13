/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-runner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-log.h"
#include "cw-runner-private.h"

/*
 * What a look outside leads to after something was, or may have been, sent and no answer came. "It isn't there" means
 * nothing at first, for two reasons, and until the longer of both times is over the effect stays in doubt:
 *
 * - A request whose end nobody saw may still be on its way, or wait at the service's door: it could land afterwards.
 *   GRACE_SECONDS is for that, unless the service itself refuses the one of two requests that comes later
 *   (cw_handler_is_guarded()).
 * - A search may lag behind what it searches (cw_handler_get_lag()). Afterwards, too, a search without a hit proves
 *   nothing there: a person is asked.
 */
#define GRACE_SECONDS 60

static const char *
say_question (CwFindingAnswer answer)
{
  switch (answer)
    {
    case CW_FINDING_DIFFERENT:
      return _ ("there is one already, and it differs: say whether that is the one");
    case CW_FINDING_SEVERAL:
      return _ ("there are several of them: say which is the one");
    case CW_FINDING_NOTHING:
    case CW_FINDING_CANT_TELL:
    case CW_FINDING_EQUAL:
    default:
      return _ ("it can’t be told whether it is there: look yourself, then say whether to send it");
    }
}

/*
 * cw_runner_ask:
 * @self: a runner
 * @effect: an effect with an open intent, or in doubt
 * @finding: what was found
 * @error: where to store %CW_ERROR_NEEDS_PERSON with the question
 *
 * Returns: %FALSE: a person must say
 */
gboolean
cw_runner_ask (CwRunner   *self,
               CwEffect   *effect,
               CwFinding  *finding,
               GError    **error)
{
  g_autoptr (JsonObject) data = cw_json_object ("where", finding->where, NULL);
  g_autofree char *question = NULL;

  json_object_set_array_member (data, "candidates", cw_runner_list (finding->candidates));
  json_object_set_array_member (data, "differences", cw_runner_list (finding->differences));
  json_object_set_boolean_member (data, "several", finding->answer == CW_FINDING_SEVERAL);
  question = g_strdup_printf ("%s (%s)", say_question (finding->answer), finding->where);
  if (cw_runner_commit (self, CW_EVENT_ASKING, cw_effect_get_id (effect), data, error))
    cw_runner_refuse (effect, CW_ERROR_NEEDS_PERSON, question, error);
  return FALSE;
}

static gboolean
commit_failed (CwRunner    *self,
               CwEffect    *effect,
               GError      *cause,
               JsonObject  *more,
               GError     **error)
{
  g_autoptr (GError) owned = cause;
  g_autoptr (JsonObject) data = more;
  g_autofree char *reason = cw_runner_drop_title (effect, cause->message);
  g_autofree char *message = cw_redact (reason);
  CwError code = CW_ERROR_FAILED;

  if (cw_error_is_cancelled (cause))
    code = CW_ERROR_CANCELLED;
  else if (cause->domain == CW_ERROR)
    code = cause->code;
  json_object_set_string_member (data, "code", cw_error_code_to_word (code));
  json_object_set_string_member (data, "message", message);
  if (!cw_runner_commit (self, CW_EVENT_FAILED, cw_effect_get_id (effect), data, error))
    return FALSE;
  /* Of several that run one after the other it is said which. */
  if (code == CW_ERROR_CANCELLED || !g_str_equal (reason, cause->message))
    g_propagate_error (error, g_steal_pointer (&owned));
  else
    cw_runner_refuse (effect, code, message, error);
  return FALSE;
}

/*
 * cw_runner_fail:
 * @self: a runner
 * @effect: an effect with an open intent, or in doubt
 * @cause: (transfer full): why nothing arrived
 * @error: where to store @cause, or why that isn't on the disk
 *
 * Returns: %FALSE
 */
gboolean
cw_runner_fail (CwRunner  *self,
                CwEffect  *effect,
                GError    *cause,
                GError   **error)
{
  return commit_failed (self, effect, cause, json_object_new (), error);
}

/* The intent without an outcome, which a person may have covered with a decision. */
static CwEffectRecord *
get_open (CwRunner *self,
          CwEffect *effect)
{
  CwEffectRecord *record = cw_runner_get_record (self, effect);
  CwEffectRecord *doubt = cw_effect_record_get_doubt (record);

  return doubt != NULL ? doubt : record;
}

/* From when on "it isn't there" counts, from the first look on: whoever ended in the middle of a deed may have sent it
 * long after its intent, but not after that. */
static CwRunnerWait
plan_wait (CwRunner       *self,
           CwEffectRecord *record,
           CwHandler      *handler)
{
  gboolean first = g_str_equal (record->deed, CW_DEED_PERFORM);
  guint grace = handler != NULL && cw_handler_is_guarded (handler, first) ? 0 : GRACE_SECONDS;
  /* What stands outside already is read itself, not searched for. */
  guint lag = handler != NULL && first ? cw_handler_get_lag (handler) : 0;

  return cw_runner_plan_wait (self, record, MAX (grace, lag));
}

/* Looking again and again without news adds no lines to the journal: another place that was looked at, or a clock that
 * was set back, is some. */
static gboolean
is_news (CwEffectRecord *record,
         CwRunnerWait    wait,
         const char     *where)
{
  if (record->phase != CW_PHASE_IN_DOUBT)
    return record->phase == CW_PHASE_INTENT;
  return wait.clock_from != record->clock_from || (where != NULL && g_strcmp0 (where, record->reason) != 0);
}

static gboolean
stay_in_doubt (CwRunner    *self,
               CwEffect    *effect,
               CwRunnerWait wait,
               const char  *where,
               gboolean     half_way,
               const char  *message,
               GError     **error)
{
  g_autofree char *said = cw_redact (message);
  g_autoptr (JsonObject) data = cw_json_object ("where", where, "message", said, NULL);
  g_autofree char *clock = cw_runner_say_time (self, wait);
  g_autofree char *reason = g_strdup_printf (_ ("nobody knows whether it arrived (%s); look again from %s on"), message,
                                             clock);
  CwEffectRecord *record = get_open (self, effect);

  json_object_set_int_member (data, "look-again", wait.look_again);
  if (wait.clock_from > 0)
    {
      json_object_set_int_member (data, "clock-from", wait.clock_from);
      json_object_set_int_member (data, "clock-until", wait.clock_until);
    }
  if (half_way)
    json_object_set_boolean_member (data, "half-way", TRUE);
  if (is_news (record, wait, where)
      && !cw_runner_commit (self, CW_EVENT_IN_DOUBT, cw_effect_get_id (effect), data, error))
    return FALSE;
  cw_runner_refuse (effect, CW_ERROR_UNKNOWN_OUTCOME, reason, error);
  return FALSE;
}

static gboolean
fail_with (CwRunner    *self,
           CwEffect    *effect,
           int          code,
           const char  *reason,
           GError     **error)
{
  GError *cause = NULL;

  cw_runner_refuse (effect, code, reason, &cause);
  return cw_runner_fail (self, effect, cause, error);
}

/* The thing as the comparison saw it, with what changed about it (a page's version), else as it was known. */
static gboolean
adopt_compared (CwRunner   *self,
                CwEffect   *effect,
                CwFinding  *finding,
                JsonObject *known,
                JsonNode   *taken,
                GError    **error)
{
  JsonObject *outcome = finding->candidates->len > 0 ? finding->candidates->pdata[0] : known;

  return cw_runner_amended (self, effect, outcome, taken, TRUE, error);
}

/* Whether a person said meanwhile that they need none of it: with their word a search without a hit is enough. */
static gboolean
is_decided (CwRunner *self,
            CwEffect *effect)
{
  CwEffectPhase phase = cw_effect_record_get_phase (cw_runner_get_record (self, effect));

  return phase == CW_PHASE_LEFT_OUT || phase == CW_PHASE_BY_HAND;
}

/* Whether a person named something else that they made by hand meanwhile: which of the two counts they say. */
static gboolean
is_besides (CwRunner   *self,
            CwEffect   *effect,
            JsonObject *candidate)
{
  CwEffectRecord *record = cw_runner_get_record (self, effect);
  const char *key = cw_effect_record_get_key (record);

  if (record->phase != CW_PHASE_BY_HAND || (key == NULL && cw_effect_record_get_url (record) == NULL))
    return FALSE;
  return g_strcmp0 (key, cw_json_get_string (candidate, "key", NULL)) != 0;
}

/* What came in part is named: it stands there whether it is completed or not. */
static gboolean
fail_in_part (CwRunner   *self,
              CwEffect   *effect,
              CwFinding  *finding,
              GError    **error)
{
  JsonObject *more = json_object_new ();
  GError *cause = NULL;

  json_object_set_array_member (more, "candidates", cw_runner_list (finding->candidates));
  cw_runner_refuse (effect, CW_ERROR_FAILED, _ ("it arrived, but not whole; sent once more it is completed"), &cause);
  return commit_failed (self, effect, cause, more, error);
}

/* It can be sent once more where its service takes it only once; whoever doesn't hears of it when it arrives late. */
static gboolean
fail_not_there (CwRunner   *self,
                CwEffect   *effect,
                CwFinding  *finding,
                GError    **error)
{
  CwEffectRecord *record = get_open (self, effect);
  gint64 now = cw_journal_now (self->journal), until = 0;
  JsonObject *more = json_object_new ();
  GError *cause = NULL;

  cw_runner_refuse (effect, CW_ERROR_FAILED,
                    cw_effect_is_retired (effect) ? _ ("it did not arrive")
                                                  : _ ("it did not arrive; it can be sent once more"), &cause);
  if (cw_effect_record_may_arrive (record) && now < record->look_again)
    {
      json_object_unref (more);
      g_propagate_error (error, cause);
      return FALSE;
    }
  if (record->phase == CW_PHASE_INTENT)
    until = now + (gint64) GRACE_SECONDS * G_USEC_PER_SEC;
  if (until > 0)
    {
      json_object_set_int_member (more, "look-again", until);
      json_object_set_string_member (more, "where", finding->where);
    }
  return commit_failed (self, effect, cause, more, error);
}

static gboolean
conclude_perform (CwRunner   *self,
                  CwEffect   *effect,
                  CwFinding  *finding,
                  gboolean    certain,
                  GError    **error)
{
  if (finding->answer == CW_FINDING_EQUAL && finding->candidates->len > 0)
    {
      if (!is_besides (self, effect, finding->candidates->pdata[0]))
        return cw_runner_outcome (self, effect, finding->candidates->pdata[0], TRUE, error);
      finding->answer = CW_FINDING_SEVERAL;
    }
  if (finding->answer == CW_FINDING_NOTHING && (certain || is_decided (self, effect)))
    return fail_not_there (self, effect, finding, error);
  if (finding->unfinished)
    return fail_in_part (self, effect, finding, error);
  return cw_runner_ask (self, effect, finding, error);
}

/*
 * cw_runner_fail_half_way:
 * @self: a runner
 * @effect: an effect with an open intent to amend it, or in doubt
 * @cause: (transfer full): why nothing took the place of what the update took away
 * @error: where to store @cause, or why that isn't on the disk
 *
 * That nothing is there any more is no change by somebody else: what was approved may still take its place.
 *
 * Returns: %FALSE
 */
gboolean
cw_runner_fail_half_way (CwRunner  *self,
                         CwEffect  *effect,
                         GError    *cause,
                         GError   **error)
{
  JsonObject *more = json_object_new ();

  json_object_set_boolean_member (more, "half-way", TRUE);
  return commit_failed (self, effect, cause, more, error);
}

/* Whoever ended in the middle of an update can't tell who took away what was there: a person says what is next. */
static gboolean
fail_gone (CwRunner   *self,
           CwEffect   *effect,
           CwFinding  *finding,
           GError    **error)
{
  GError *cause = NULL;

  if (get_open (self, effect)->half_way)
    {
      cw_runner_refuse (effect, CW_ERROR_FAILED,
                        _ ("the earlier one was taken back, and the update did not arrive: nothing is there now. It "
                           "can be sent once more"), &cause);
      return cw_runner_fail_half_way (self, effect, cause, error);
    }
  return cw_runner_note_gone (self, effect, finding, error)
         && fail_with (self, effect, CW_ERROR_FAILED,
                       _ ("the update did not arrive, and what was there before is not there any more: send it again, "
                          "or say by hand where it is"), error);
}

static gboolean
conclude_amend (CwRunner   *self,
                CwEffect   *effect,
                CwFinding  *finding,
                JsonObject *known,
                JsonNode   *taken,
                GError    **error)
{
  if (finding->answer == CW_FINDING_EQUAL)
    return adopt_compared (self, effect, finding, known, taken, error);
  if (finding->answer == CW_FINDING_NOTHING)
    return fail_gone (self, effect, finding, error);
  return fail_with (self, effect, CW_ERROR_FAILED, _ ("the update did not arrive; it can be sent once more"), error);
}

static gboolean
conclude_retract (CwRunner   *self,
                  CwEffect   *effect,
                  CwFinding  *finding,
                  GError    **error)
{
  if (finding->answer == CW_FINDING_NOTHING)
    return cw_runner_commit (self, CW_EVENT_RETRACTED, cw_effect_get_id (effect), NULL, error);
  return fail_with (self, effect, CW_ERROR_FAILED, _ ("it is still there; it can be taken back once more"), error);
}

/* Whether the answer leaves open what became of the deed. */
static gboolean
is_open (CwFinding  *finding,
         const char *deed,
         gboolean    early)
{
  CwFindingAnswer wanted = g_str_equal (deed, CW_DEED_RETRACT) ? CW_FINDING_NOTHING : CW_FINDING_EQUAL;

  if (g_str_equal (deed, CW_DEED_PERFORM))
    return early && (finding->answer == CW_FINDING_NOTHING || finding->answer == CW_FINDING_CANT_TELL);
  return finding->answer == CW_FINDING_CANT_TELL || (early && finding->answer != wanted);
}

/* Whether this deed itself takes away what it found there a moment ago. */
static gboolean
takes_away (CwHandler  *handler,
            const char *deed)
{
  return g_str_equal (deed, CW_DEED_AMEND) && CW_HANDLER_GET_IFACE (handler)->replaces;
}

/* What one account sent another one may not see. */
static CwFinding *
find_sent (CwRunner       *self,
           CwEffect       *effect,
           CwEffectRecord *record,
           CwHandler      *handler,
           GCancellable   *cancellable,
           GError        **error)
{
  g_autoptr (CwFinding) finding = cw_runner_find (self, effect, handler, record->intent / G_USEC_PER_SEC, cancellable,
                                                   error);
  JsonObject *sender = record->sender != NULL ? json_node_get_object (record->sender) : NULL;
  CwHandlerInterface *iface = CW_HANDLER_GET_IFACE (handler);

  if (finding != NULL && finding->answer == CW_FINDING_NOTHING && iface->doubt != NULL
      && !iface->doubt (handler, effect, finding, sender, cancellable, error))
    return NULL;
  return g_steal_pointer (&finding);
}

/*
 * cw_runner_resolve:
 * @self: a runner
 * @effect: an effect whose intent has no outcome
 * @at_once: whether the answer was lost just now, in the deed that was approved: what lacks only a part is completed
 * @message: why it isn't known
 * @cancellable: (nullable): cancels the look
 * @error: where to store %CW_ERROR_UNKNOWN_OUTCOME (still in doubt), %CW_ERROR_NEEDS_PERSON (it asks), or that nothing
 *   arrived
 *
 * Looks outside for what an intent may have done: an update or a withdrawal by comparing the thing itself, a first
 * sending by searching for it. Nothing is sent.
 *
 * Returns: whether it turned out to have been done
 */
gboolean
cw_runner_resolve (CwRunner      *self,
                   CwEffect      *effect,
                   gboolean       at_once,
                   const char    *message,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr (CwEffectRecord) record = g_object_ref (get_open (self, effect));
  g_autoptr (GError) failure = NULL;
  g_autoptr (CwHandler) handler = NULL;
  g_autoptr (CwEffect) sent = NULL;
  g_autoptr (CwFinding) finding = NULL;
  gboolean first = g_str_equal (record->deed, CW_DEED_PERFORM);
  JsonObject *known = cw_effect_record_get_outcome (record);
  JsonNode *payload = cw_effect_record_get_sent (record);
  g_autoptr (JsonNode) taken = cw_effect_record_list_taken (record, record->pending, FALSE);
  CwRunnerWait wait;
  gboolean early;

  g_set_object (&handler, cw_runner_get_handler (self, effect, &failure));
  sent = payload != NULL ? cw_effect_with_payload (effect, payload) : g_object_ref (effect);
  wait = plan_wait (self, record, handler);
  early = cw_runner_is_waiting (self, record, wait);
  if (handler != NULL && first)
    finding = find_sent (self, sent, record, handler, cancellable, &failure);
  else if (handler != NULL && known != NULL)
    finding = cw_runner_verify_thing (self, sent, handler, known, cancellable, &failure);
  if (finding == NULL)
    return stay_in_doubt (self, effect, wait, NULL, FALSE, failure != NULL ? failure->message : message, error);
  if (!first)
    cw_runner_pass_by (finding, taken);
  if (is_open (finding, record->deed, early))
    return stay_in_doubt (self, effect, wait, finding->where,
                          at_once && finding->answer == CW_FINDING_NOTHING && takes_away (handler, record->deed),
                          message, error);

  if (first && at_once && finding->unfinished)
    return cw_runner_complete (self, sent, handler, finding, cancellable, error);
  if (first)
    return conclude_perform (self, effect, finding, cw_handler_get_lag (handler) == 0, error);
  if (g_str_equal (record->deed, CW_DEED_AMEND))
    return conclude_amend (self, effect, finding, known, taken, error);
  return conclude_retract (self, effect, finding, error);
}
