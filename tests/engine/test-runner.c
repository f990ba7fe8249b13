/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-runner.h"
#include "cw-test.h"
#include "outside.h"

#define ID "c0045/summit/tickets/ticket/1"
#define KIND CW_EFFECT_KIND_JIRA_ISSUE

typedef struct {
  char *directory;
  Outside *outside;
  CwJournal *journal;
  CwRunner *runner;
  GPtrArray *seen; /* types of the events that were announced */
} Fixture;

static void
note_event (CwEvent *event,
            gpointer data)
{
  Fixture *f = data;

  g_ptr_array_add (f->seen, g_strdup (cw_event_get_event_type (event)));
}

/* Opens the journal at so many minutes after a fixed instant. */
static void
open_at (Fixture *f,
         int      minutes)
{
  g_autofree char *path = g_build_filename (f->directory, "journal", NULL);
  g_autoptr (GDateTime) start = g_date_time_new_utc (2027, 1, 12, 9, 0, 0);
  g_autoptr (GDateTime) now = g_date_time_add_minutes (start, minutes);
  g_autoptr (CwClock) clock = cw_clock_new_at (now);
  g_autoptr (GError) error = NULL;

  g_clear_object (&f->runner);
  g_clear_object (&f->journal);
  f->journal = cw_journal_open (path, CW_JOURNAL_OWNER, clock, &error);
  g_assert_no_error (error);
  f->runner = cw_runner_new (f->journal, "manager", &error);
  g_assert_no_error (error);
  cw_runner_add_handler (f->runner, KIND, CW_HANDLER (f->outside));
  cw_runner_set_func (f->runner, note_event, f);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autofree char *path = NULL;

  f->directory = cw_test_directory ();
  path = g_build_filename (f->directory, "outside", NULL);
  f->outside = outside_new (path);
  f->seen = g_ptr_array_new_with_free_func (g_free);
  open_at (f, 0);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_clear_object (&f->runner);
  g_clear_object (&f->journal);
  g_clear_object (&f->outside);
  g_ptr_array_unref (f->seen);
  g_free (f->directory);
}

static CwEffect *
make_effect (const char *payload,
             guint       attempt)
{
  g_autoptr (CwEffect) effect = cw_effect_new (ID, KIND, "The summit's ticket");
  g_autofree char *marker = cw_effect_make_marker (ID, attempt);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  cw_effect_set_marker (effect, marker);
  if (payload != NULL)
    {
      node = cw_json_parse (payload, -1, 0, &error);
      g_assert_no_error (error);
      cw_effect_set_payload (effect, node);
    }
  return g_steal_pointer (&effect);
}

static CwEffectRecord *
record_of (Fixture *f)
{
  return cw_history_get_record (cw_runner_get_history (f->runner), ID);
}

static void
assert_state (Fixture      *f,
              CwEffect     *effect,
              CwEffectState state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = cw_journal_read (f->journal, 0, &error);
  g_autoptr (CwHistory) again = cw_history_new ();
  g_autofree char *live = cw_history_digest (cw_runner_get_history (f->runner));
  g_autofree char *folded = NULL;

  g_assert_cmpstr (cw_effect_state_to_word (cw_effect_record_get_state (record_of (f), effect)), ==,
                   cw_effect_state_to_word (state));
  g_assert_no_error (error);
  cw_history_apply_all (again, events);
  folded = cw_history_digest (again);
  g_assert_cmpstr (live, ==, folded);
}

static void
approve (Fixture  *f,
         CwEffect *effect)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_runner_approve (f->runner, effect, &error));
  g_assert_no_error (error);
}

static void
run_well (Fixture  *f,
          CwEffect *effect)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_runner_run (f->runner, effect, NULL, &error));
  g_assert_no_error (error);
}

static void
run_badly (Fixture  *f,
           CwEffect *effect,
           int       code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_runner_run (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, code);
  g_assert_nonnull (error->message);
}

static void
test_once (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}", 1);
  static const char *const order[] = { "approved", "intent", "outcome", "verified" };

  approve (f, effect);
  approve (f, effect);
  run_well (f, effect);
  assert_state (f, effect, CW_EFFECT_DONE);
  g_assert_cmpstr (cw_effect_record_get_key (record_of (f)), ==, "T-0");
  g_assert_cmpuint (f->seen->len, ==, G_N_ELEMENTS (order));
  for (guint i = 0; i < f->seen->len; i++)
    g_assert_cmpstr (f->seen->pdata[i], ==, order[i]);
  run_badly (f, effect, CW_ERROR_VALIDATION);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 1);
}

static void
test_only_what_was_reviewed (Fixture       *f,
                             gconstpointer  data)
{
  g_autoptr (CwEffect) waiting = make_effect (NULL, 1);
  g_autoptr (CwEffect) reviewed = make_effect ("{\"a\":1}", 1);
  g_autoptr (CwEffect) changed = make_effect ("{\"a\":2}", 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_runner_approve (f->runner, waiting, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  run_badly (f, reviewed, CW_ERROR_NEEDS_PERSON);
  approve (f, reviewed);
  run_badly (f, changed, CW_ERROR_CONFLICT);
  assert_state (f, changed, CW_EFFECT_READY);
  g_assert_true (cw_runner_withdraw (f->runner, reviewed, NULL));
  run_badly (f, reviewed, CW_ERROR_NEEDS_PERSON);
  g_clear_error (&error);
  g_assert_false (cw_runner_withdraw (f->runner, reviewed, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 0);
}

static void
test_preconditions (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr (CwEffect) effect = cw_effect_new ("c0045/all/page/announce/1", KIND, "Announcement");
  g_autoptr (CwEffect) first = make_effect ("{\"a\":1}", 1);
  g_autoptr (JsonNode) payload = cw_json_parse ("{\"b\":1}", -1, 0, NULL);

  cw_effect_set_marker (effect, "cw-000000000000");
  cw_effect_add_precondition (effect, ID);
  cw_effect_set_payload (effect, payload);
  approve (f, effect);
  run_badly (f, effect, CW_ERROR_NEEDS_PERSON);
  g_assert_true (cw_runner_by_hand (f->runner, first, "OSW-7", NULL, NULL, NULL));
  run_well (f, effect);
}

static void
test_adopts_equal (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}", 1);

  outside_add (f->outside, "-", "{\"a\":1}");
  approve (f, effect);
  run_well (f, effect);
  assert_state (f, effect, CW_EFFECT_DONE);
  g_assert_cmpuint (f->outside->performed, ==, 0);
}

static void
test_asks (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}", 1);
  g_autoptr (CwEffect) next = make_effect ("{\"a\":3}", 1);
  g_autoptr (GError) error = NULL;

  outside_add (f->outside, "-", "{\"a\":2}");
  approve (f, effect);
  run_badly (f, effect, CW_ERROR_NEEDS_PERSON);
  assert_state (f, effect, CW_EFFECT_ASKING);
  g_assert_cmpuint (json_array_get_length (cw_effect_record_get_candidates (record_of (f))), ==, 1);
  g_assert_cmpuint (json_array_get_length (cw_effect_record_get_differences (record_of (f))), ==, 1);
  run_badly (f, effect, CW_ERROR_NEEDS_PERSON);

  g_assert_false (cw_runner_adopt (f->runner, effect, 1, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_true (cw_runner_adopt (f->runner, effect, 0, NULL, NULL));
  assert_state (f, effect, CW_EFFECT_DONE);
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  assert_state (f, effect, CW_EFFECT_DONE);
  assert_state (f, next, CW_EFFECT_OUTDATED);
  outside_change (f->outside, 0, "-", "{\"a\":9}");
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  assert_state (f, effect, CW_EFFECT_DRIFTED);
  g_assert_cmpuint (f->outside->performed, ==, 0);
}

static void
test_asks_among_several (Fixture       *f,
                         gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}", 1);

  outside_add (f->outside, "-", "{\"a\":2}");
  outside_add (f->outside, "-", "{\"a\":1}");
  approve (f, effect);
  run_badly (f, effect, CW_ERROR_NEEDS_PERSON);
  g_assert_cmpuint (json_array_get_length (cw_effect_record_get_candidates (record_of (f))), ==, 2);
  g_assert_true (cw_runner_adopt (f->runner, effect, 1, NULL, NULL));
  g_assert_cmpstr (cw_effect_record_get_key (record_of (f)), ==, "T-1");
  assert_state (f, effect, CW_EFFECT_DONE);
}

static void
test_sends_again (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1,\"m\":1}", 1);
  g_autoptr (CwEffect) second = make_effect ("{\"a\":1,\"m\":2}", 2);
  g_autofree char *marker = cw_effect_make_marker (ID, 2);

  outside_add (f->outside, cw_effect_get_marker (effect), "{\"a\":2}");
  approve (f, effect);
  run_badly (f, effect, CW_ERROR_NEEDS_PERSON);
  g_assert_true (cw_runner_send_again (f->runner, effect, NULL));
  g_assert_cmpuint (cw_effect_record_get_attempt (record_of (f)), ==, 2);
  assert_state (f, second, CW_EFFECT_READY);
  run_badly (f, second, CW_ERROR_NEEDS_PERSON);
  approve (f, second);
  run_well (f, second);
  g_assert_cmpuint (outside_count (f->outside, marker), ==, 1);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 2);
}

static void
test_refused (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}", 1);

  f->outside->perform = TROUBLE_REFUSED;
  approve (f, effect);
  run_badly (f, effect, CW_ERROR_FORBIDDEN);
  assert_state (f, effect, CW_EFFECT_FAILED);
  g_assert_cmpstr (cw_effect_record_get_error (record_of (f)), ==, "refused");
  run_well (f, effect);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 1);
}

static void
test_offline (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}", 1);

  f->outside->offline = TRUE;
  approve (f, effect);
  run_badly (f, effect, CW_ERROR_OFFLINE);
  assert_state (f, effect, CW_EFFECT_FAILED);
  f->outside->offline = FALSE;
  f->outside->blind = TRUE;
  run_well (f, effect);
  assert_state (f, effect, CW_EFFECT_DONE);
}

static void
test_cancelled (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}", 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  approve (f, effect);
  g_assert_false (cw_runner_run (f->runner, effect, cancellable, &error));
  g_assert_true (cw_error_is_cancelled (error));
  assert_state (f, effect, CW_EFFECT_APPROVED);
  f->outside->perform = TROUBLE_CANCELLED;
  run_badly (f, effect, CW_ERROR_CANCELLED);
  assert_state (f, effect, CW_EFFECT_APPROVED);
  g_assert_null (cw_effect_record_get_error (record_of (f)));
  run_well (f, effect);
}

static void
test_answer_lost_but_found (Fixture       *f,
                            gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}", 1);

  f->outside->perform = TROUBLE_LOST_AFTER;
  approve (f, effect);
  run_well (f, effect);
  assert_state (f, effect, CW_EFFECT_DONE);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 1);
}

/* The search doesn't lag: what isn't there didn't arrive, and may be sent once more. */
static void
test_answer_lost_without_lag (Fixture       *f,
                              gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}", 1);
  g_autoptr (GError) error = NULL;

  f->outside->perform = TROUBLE_LOST_BEFORE;
  approve (f, effect);
  run_badly (f, effect, CW_ERROR_UNKNOWN_OUTCOME);
  assert_state (f, effect, CW_EFFECT_IN_DOUBT);
  run_badly (f, effect, CW_ERROR_NEEDS_PERSON);
  g_assert_false (cw_runner_look (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  assert_state (f, effect, CW_EFFECT_FAILED);
  f->outside->blind = TRUE;
  run_badly (f, effect, CW_ERROR_NEEDS_PERSON);
  assert_state (f, effect, CW_EFFECT_ASKING);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 0);
}

/* The search lags for ten minutes: in doubt until then, afterwards a person is asked; nothing is sent by itself. */
static void
test_answer_lost_with_lag (Fixture       *f,
                           gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}", 1);
  g_autoptr (GError) error = NULL;
  guint events;

  f->outside->lag = 600;
  f->outside->perform = TROUBLE_LOST_BEFORE;
  approve (f, effect);
  run_badly (f, effect, CW_ERROR_UNKNOWN_OUTCOME);
  events = f->seen->len;
  g_assert_false (cw_runner_look (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  g_clear_error (&error);
  g_assert_cmpuint (f->seen->len, ==, events);
  g_assert_false (cw_runner_send_again (f->runner, effect, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  g_clear_error (&error);

  open_at (f, 9);
  g_assert_false (cw_runner_look (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  g_clear_error (&error);
  open_at (f, 11);
  g_assert_false (cw_runner_look (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  assert_state (f, effect, CW_EFFECT_ASKING);
  g_assert_true (cw_runner_send_again (f->runner, effect, NULL));
  g_assert_cmpuint (f->outside->performed, ==, 1);
}

static void
test_found_late (Fixture       *f,
                 gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}", 1);
  g_autoptr (CwEffect) changed = make_effect ("{\"a\":2}", 1);

  f->outside->lag = 600;
  f->outside->perform = TROUBLE_LOST_BEFORE;
  approve (f, effect);
  run_badly (f, effect, CW_ERROR_UNKNOWN_OUTCOME);
  outside_add (f->outside, cw_effect_get_marker (effect), "{\"a\":1}");
  g_assert_true (cw_runner_look (f->runner, changed, NULL, NULL));
  assert_state (f, effect, CW_EFFECT_DONE);
  assert_state (f, changed, CW_EFFECT_OUTDATED);
}

static void
test_amends (Fixture       *f,
             gconstpointer  data)
{
  static const Trouble troubles[] = { TROUBLE_NONE, TROUBLE_LOST_AFTER };
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":0}", 1);

  approve (f, effect);
  run_well (f, effect);
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      g_autofree char *payload = g_strdup_printf ("{\"a\":%u}", i + 1);
      g_autoptr (CwEffect) update = make_effect (payload, 1);

      assert_state (f, update, CW_EFFECT_OUTDATED);
      run_badly (f, update, CW_ERROR_NEEDS_PERSON);
      approve (f, update);
      f->outside->amend = troubles[i];
      run_well (f, update);
      assert_state (f, update, CW_EFFECT_DONE);
    }
  g_assert_cmpuint (f->outside->amended, ==, G_N_ELEMENTS (troubles));
  g_assert_cmpuint (f->outside->performed, ==, 1);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 1);
}

static void
test_amend_fails (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":0}", 1);
  g_autoptr (CwEffect) update = make_effect ("{\"a\":1}", 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_runner_amend (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  g_clear_error (&error);
  approve (f, effect);
  g_assert_false (cw_runner_amend (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  run_well (f, effect);
  approve (f, update);
  f->outside->amend = TROUBLE_REFUSED;
  run_badly (f, update, CW_ERROR_FORBIDDEN);
  assert_state (f, update, CW_EFFECT_FAILED);
  assert_state (f, effect, CW_EFFECT_DONE);
  f->outside->amend = TROUBLE_LOST_BEFORE;
  run_badly (f, update, CW_ERROR_FAILED);
  assert_state (f, update, CW_EFFECT_FAILED);
  run_well (f, update);
  assert_state (f, update, CW_EFFECT_DONE);
}

static void
test_drift (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}", 1);
  guint events;

  approve (f, effect);
  run_well (f, effect);
  events = f->seen->len;
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  g_assert_cmpuint (f->seen->len, ==, events);
  outside_change (f->outside, 0, cw_effect_get_marker (effect), "{\"a\":7}");
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  g_assert_cmpuint (f->seen->len, ==, events + 1);
  assert_state (f, effect, CW_EFFECT_DRIFTED);
  run_badly (f, effect, CW_ERROR_NEEDS_PERSON);

  g_assert_true (cw_runner_adopt (f->runner, effect, 0, NULL, NULL));
  assert_state (f, effect, CW_EFFECT_DONE);
  outside_change (f->outside, 0, cw_effect_get_marker (effect), "{\"a\":8}");
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  assert_state (f, effect, CW_EFFECT_DRIFTED);
  approve (f, effect);
  run_well (f, effect);
  assert_state (f, effect, CW_EFFECT_DONE);
  g_assert_cmpuint (f->outside->amended, ==, 1);

  outside_change (f->outside, 0, "x", "");
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  assert_state (f, effect, CW_EFFECT_DRIFTED);
}

static void
test_retracts (Fixture       *f,
               gconstpointer  data)
{
  static const Trouble troubles[] = { TROUBLE_NONE, TROUBLE_LOST_AFTER };

  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}", i + 1);

      approve (f, effect);
      run_well (f, effect);
      f->outside->retract = troubles[i];
      g_assert_true (cw_runner_retract (f->runner, effect, NULL, NULL));
      assert_state (f, effect, CW_EFFECT_READY);
      g_assert_cmpuint (cw_effect_record_get_attempt (record_of (f)), ==, i + 2);
    }
  g_assert_cmpuint (outside_count (f->outside, "x"), ==, 2);
}

static void
test_retract_fails (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}", 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_runner_retract (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_clear_error (&error);
  approve (f, effect);
  run_well (f, effect);
  f->outside->retract = TROUBLE_REFUSED;
  g_assert_false (cw_runner_retract (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FORBIDDEN);
  g_clear_error (&error);
  f->outside->retract = TROUBLE_LOST_BEFORE;
  g_assert_false (cw_runner_retract (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  assert_state (f, effect, CW_EFFECT_DONE);
}

static void
test_by_hand (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}", 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_runner_by_hand (f->runner, effect, NULL, "", " ", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_clear_error (&error);
  g_assert_false (cw_runner_by_hand (f->runner, effect, NULL, "javascript:alert(1)", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_clear_error (&error);
  g_assert_true (cw_runner_by_hand (f->runner, effect, NULL, NULL, "told them on the phone", NULL));
  assert_state (f, effect, CW_EFFECT_DONE_BY_HAND);
  run_badly (f, effect, CW_ERROR_VALIDATION);
  g_assert_false (cw_runner_verify (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);

  outside_add (f->outside, "-", "{\"a\":2}");
  g_assert_true (cw_runner_by_hand (f->runner, effect, "T-0", "https://outside.invalid/T-0", NULL, NULL));
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  assert_state (f, effect, CW_EFFECT_DONE_BY_HAND);
  g_assert_cmpuint (json_array_get_length (cw_effect_record_get_differences (record_of (f))), ==, 1);
  g_assert_true (cw_runner_restore (f->runner, effect, NULL));
  assert_state (f, effect, CW_EFFECT_READY);
  g_clear_error (&error);
  g_assert_false (cw_runner_restore (f->runner, effect, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
}

static void
test_left_out (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}", 1);
  g_autoptr (GError) error = NULL;

  approve (f, effect);
  g_assert_false (cw_runner_leave_out (f->runner, effect, " ", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_true (cw_runner_leave_out (f->runner, effect, "the stand is closed", NULL));
  assert_state (f, effect, CW_EFFECT_LEFT_OUT);
  run_badly (f, effect, CW_ERROR_VALIDATION);
  g_assert_true (cw_runner_restore (f->runner, effect, NULL));
  run_well (f, effect);
  g_clear_error (&error);
  g_assert_false (cw_runner_leave_out (f->runner, effect, "too late", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
}

static void
test_no_handler (Fixture       *f,
                 gconstpointer  data)
{
  static const char *const kinds[] = { CW_EFFECT_KIND_TASK, CW_EFFECT_KIND_MESSAGE };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (CwEffect) effect = cw_effect_new (kinds[i], kinds[i], "By hand");
      g_autoptr (JsonNode) payload = cw_json_parse ("{\"text\":\"do it\"}", -1, 0, NULL);
      g_autoptr (GError) error = NULL;

      cw_effect_set_payload (effect, payload);
      g_assert_cmpint (cw_runner_approve (f->runner, effect, NULL), ==, i == 1);
      g_assert_false (cw_runner_run (f->runner, effect, NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
      g_assert_true (cw_runner_by_hand (f->runner, effect, NULL, NULL, "done", NULL));
    }
}

static void
test_preparation (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}", 1);
  g_autoptr (JsonObject) creation = cw_json_object ("procedure", "rubin-2026", NULL);
  g_autoptr (JsonNode) value = cw_json_parse ("{\"date\":\"2027-01-12\"}", -1, 0, NULL);
  g_autoptr (GError) error = NULL;
  CwHistory *history = cw_runner_get_history (f->runner);

  g_assert_true (cw_runner_create (f->runner, creation, NULL));
  g_assert_false (cw_runner_create (f->runner, creation, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_true (cw_runner_set (f->runner, "site.summit", value, NULL));
  g_assert_true (cw_runner_observe (f->runner, "build", value, NULL));
  g_assert_true (cw_runner_note (f->runner, ID, "ask the build team", NULL));
  g_assert_true (json_node_equal (cw_history_get_fact (history, "site.summit"), value));
  g_assert_nonnull (cw_history_get_observation (history, "build", NULL));
  g_assert_cmpuint (cw_history_get_notes (history)->len, ==, 1);
  g_assert_true (cw_runner_set (f->runner, "site.summit", NULL, NULL));
  g_assert_null (cw_history_get_fact (history, "site.summit"));

  approve (f, effect);
  g_assert_true (cw_runner_give_up (f->runner, "the summit is closed", NULL));
  run_badly (f, effect, CW_ERROR_VALIDATION);
  assert_state (f, effect, CW_EFFECT_APPROVED);
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "/engine/runner/once", test_once },
    { "/engine/runner/only-what-was-reviewed", test_only_what_was_reviewed },
    { "/engine/runner/preconditions", test_preconditions },
    { "/engine/runner/adopts-equal", test_adopts_equal },
    { "/engine/runner/asks", test_asks },
    { "/engine/runner/asks-among-several", test_asks_among_several },
    { "/engine/runner/sends-again", test_sends_again },
    { "/engine/runner/refused", test_refused },
    { "/engine/runner/offline", test_offline },
    { "/engine/runner/cancelled", test_cancelled },
    { "/engine/runner/answer-lost-but-found", test_answer_lost_but_found },
    { "/engine/runner/answer-lost-without-lag", test_answer_lost_without_lag },
    { "/engine/runner/answer-lost-with-lag", test_answer_lost_with_lag },
    { "/engine/runner/found-late", test_found_late },
    { "/engine/runner/amends", test_amends },
    { "/engine/runner/amend-fails", test_amend_fails },
    { "/engine/runner/drift", test_drift },
    { "/engine/runner/retracts", test_retracts },
    { "/engine/runner/retract-fails", test_retract_fails },
    { "/engine/runner/by-hand", test_by_hand },
    { "/engine/runner/left-out", test_left_out },
    { "/engine/runner/no-handler", test_no_handler },
    { "/engine/runner/preparation", test_preparation },
  };

  cw_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
