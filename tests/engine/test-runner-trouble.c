/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <signal.h>
#include <sys/resource.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-test.h"
#include "runner-fixture.h"

/* The first case has what the test began with. */
static void
begin_again (Fixture *f,
             gsize    i)
{
  if (i == 0)
    return;
  fixture_tear_down (f, NULL);
  memset (f, 0, sizeof *f);
  fixture_set_up (f, NULL);
}

static void
test_refused (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);

  f->outside->perform = TROUBLE_REFUSED;
  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_FORBIDDEN);
  fixture_assert_state (f, effect, CW_EFFECT_FAILED);
  g_assert_cmpstr (cw_effect_record_get_error (fixture_record (f)), ==, "refused");
  fixture_run_well (f, effect);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 1);
}

static void
test_offline (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);

  f->outside->offline = TRUE;
  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_OFFLINE);
  fixture_assert_state (f, effect, CW_EFFECT_FAILED);
  f->outside->offline = FALSE;
  fixture_run_well (f, effect);
  fixture_assert_state (f, effect, CW_EFFECT_DONE);
}

/* What a person passed by with "send again" is neither taken nor asked about in the next attempt. */
static void
test_declined (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1), again = fixture_effect ("{\"a\":1}", 2),
                       more = fixture_effect ("{\"a\":1}", 3);

  outside_add (f->outside, "-", "{\"a\":1}");
  outside_add (f->outside, "-", "{\"a\":1}");
  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_NEEDS_PERSON);
  g_assert_true (cw_runner_send_again (f->runner, effect, NULL));
  fixture_approve (f, again);
  fixture_run_well (f, again);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 3);
  fixture_open_at (f, 1);
  g_assert_true (cw_runner_send_again (f->runner, again, NULL));
  fixture_approve (f, more);
  fixture_run_well (f, more);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 4);
}

/* Somebody may have done it where nobody of ours can look: a person does, and their word is enough. */
static void
test_blind (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1), again = fixture_effect ("{\"a\":1}", 2);

  f->outside->blind = TRUE;
  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_NEEDS_PERSON);
  fixture_assert_state (f, effect, CW_EFFECT_ASKING);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 0);
  g_assert_true (cw_runner_send_again (f->runner, effect, NULL));
  fixture_approve (f, again);
  fixture_run_well (f, again);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 1);
}

static void
test_cancelled (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  fixture_approve (f, effect);
  g_assert_false (cw_runner_run (f->runner, effect, cancellable, &error));
  g_assert_true (cw_error_is_cancelled (error));
  fixture_assert_state (f, effect, CW_EFFECT_APPROVED);
  f->outside->perform = TROUBLE_CANCELLED;
  fixture_run_badly (f, effect, CW_ERROR_CANCELLED);
  fixture_assert_state (f, effect, CW_EFFECT_APPROVED);
  g_assert_null (cw_effect_record_get_error (fixture_record (f)));
  fixture_run_well (f, effect);
}

static void
test_answer_lost_but_found (Fixture       *f,
                            gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);

  f->outside->perform = TROUBLE_LOST_AFTER;
  fixture_approve (f, effect);
  fixture_run_well (f, effect);
  fixture_assert_state (f, effect, CW_EFFECT_DONE);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 1);
}

static void
assert_not_arrived (Fixture  *f,
                    CwEffect *effect)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_runner_look (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  fixture_assert_state (f, effect, CW_EFFECT_FAILED);
}

/* The search doesn't lag, but the request may still be on its way: for a minute "not there" means nothing. */
static void
test_answer_lost_without_lag (Fixture       *f,
                              gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);

  f->outside->perform = TROUBLE_LOST_BEFORE;
  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_UNKNOWN_OUTCOME);
  fixture_assert_state (f, effect, CW_EFFECT_IN_DOUBT);
  g_assert_cmpstr (cw_effect_record_get_reason (fixture_record (f)), ==, "the file");
  fixture_run_badly (f, effect, CW_ERROR_NEEDS_PERSON);
  fixture_assert_not_yet (f, effect);
  fixture_open_at (f, 0);
  fixture_assert_not_yet (f, effect);
  g_assert_false (cw_runner_send_again (f->runner, effect, NULL));

  fixture_open_at (f, 2);
  assert_not_arrived (f, effect);
  /* What is kept stands under the effect's title. */
  g_assert_cmpstr (cw_effect_record_get_error (fixture_record (f)), ==,
                   "It did not arrive; it can be sent once more");
  f->outside->blind = TRUE;
  fixture_run_badly (f, effect, CW_ERROR_NEEDS_PERSON);
  fixture_assert_state (f, effect, CW_EFFECT_ASKING);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 0);
}

/* The request arrives after we looked, and after we were started again. */
static void
test_landed_late (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);

  f->outside->perform = TROUBLE_LOST_BEFORE;
  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_UNKNOWN_OUTCOME);
  fixture_open_at (f, 0);
  fixture_assert_not_yet (f, effect);
  outside_add (f->outside, cw_effect_get_marker (effect), "{\"a\":1}");
  g_assert_true (cw_runner_look (f->runner, effect, NULL, NULL));
  fixture_assert_state (f, effect, CW_EFFECT_DONE);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 1);
}

/* Where the service refuses the later one of two, there is nothing to wait for. */
static void
test_answer_lost_where_guarded (Fixture       *f,
                                gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (CwEffect) update = fixture_effect ("{\"a\":2}", 1);

  f->outside->guarded = TRUE;
  f->outside->perform = TROUBLE_LOST_BEFORE;
  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_FAILED);
  fixture_assert_state (f, effect, CW_EFFECT_FAILED);
  fixture_run_well (f, effect);
  fixture_approve (f, update);
  f->outside->amend = TROUBLE_LOST_BEFORE;
  fixture_run_badly (f, update, CW_ERROR_FAILED);
  fixture_run_well (f, update);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 1);
}

/* It wasn't there and could be sent again at once; whoever doesn't hears of it when it arrives after all. */
static void
test_decided_where_guarded (Fixture       *f,
                            gconstpointer  data)
{
  static const struct {
    gboolean withdraw;
    gboolean leave_out;
    gboolean arrives;
    CwEffectState before;
    CwEffectState after;
  } cases[] = {
    { FALSE, TRUE, TRUE, CW_EFFECT_IN_DOUBT, CW_EFFECT_DONE },
    { FALSE, TRUE, FALSE, CW_EFFECT_IN_DOUBT, CW_EFFECT_LEFT_OUT },
    { FALSE, FALSE, TRUE, CW_EFFECT_FAILED, CW_EFFECT_DONE },
    { FALSE, FALSE, FALSE, CW_EFFECT_FAILED, CW_EFFECT_FAILED },
    { TRUE, TRUE, TRUE, CW_EFFECT_IN_DOUBT, CW_EFFECT_DONE },
    { TRUE, TRUE, FALSE, CW_EFFECT_IN_DOUBT, CW_EFFECT_LEFT_OUT },
    { TRUE, FALSE, TRUE, CW_EFFECT_READY, CW_EFFECT_DONE },
    { TRUE, FALSE, FALSE, CW_EFFECT_READY, CW_EFFECT_READY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
      g_autoptr (CwEffect) as_sent = NULL;

      begin_again (f, i);
      f->outside->guarded = TRUE;
      fixture_approve (f, effect);
      f->outside->perform = TROUBLE_LOST_BEFORE;
      fixture_run_badly (f, effect, CW_ERROR_FAILED);
      g_assert_true (cw_effect_record_may_arrive (fixture_record (f)));
      as_sent = cw_effect_record_make_effect (fixture_record (f));
      g_assert_cmpstr (cw_effect_get_hash (as_sent), ==, cw_effect_get_hash (effect));
      if (cases[i].withdraw)
        g_assert_true (cw_runner_withdraw (f->runner, effect, NULL));
      if (cases[i].leave_out)
        g_assert_true (cw_runner_leave_out (f->runner, effect, "I do it", NULL));
      fixture_assert_state (f, effect, cases[i].before);
      cw_runner_look (f->runner, effect, NULL, NULL);
      fixture_assert_state (f, effect, cases[i].before);
      if (cases[i].arrives)
        outside_add (f->outside, cw_effect_get_marker (effect), "{\"a\":1}");
      fixture_open_at (f, 20);
      cw_runner_look (f->runner, effect, NULL, NULL);
      fixture_assert_state (f, effect, cases[i].after);
      g_assert_false (cw_effect_record_may_arrive (fixture_record (f)));
      g_assert_cmpint (cw_effect_record_get_outside (fixture_record (f)) != NULL, ==, cases[i].arrives);
    }
}

/* The program died in the middle of a deed: the minute begins when that is found, not when the deed began. */
static void
test_grace_after_death (Fixture       *f,
                        gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (GPtrArray) effects = g_ptr_array_new ();
  g_autoptr (JsonObject) intent = cw_json_object ("deed", "perform", "hash", cw_effect_get_hash (effect), NULL);
  g_autoptr (CwEvent) event = NULL;

  fixture_approve (f, effect);
  json_object_set_member (intent, "payload", json_node_ref (cw_effect_get_payload (effect)));
  event = cw_journal_append (f->journal, CW_EVENT_INTENT, FIXTURE_ID, "manager", intent, NULL);
  g_assert_nonnull (event);
  g_ptr_array_add (effects, effect);

  fixture_open_at (f, 10);
  g_assert_true (cw_runner_recover (f->runner, effects, NULL, NULL));
  fixture_assert_not_yet (f, effect);
  fixture_open_at (f, 12);
  assert_not_arrived (f, effect);
}

/* The search lags for ten minutes: in doubt until then, afterwards a person is asked; nothing is sent by itself. */
static void
test_answer_lost_with_lag (Fixture       *f,
                           gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (GError) error = NULL;
  guint events;

  f->outside->lag = 600;
  f->outside->perform = TROUBLE_LOST_BEFORE;
  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_UNKNOWN_OUTCOME);
  events = f->seen->len;
  g_assert_false (cw_runner_look (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  g_clear_error (&error);
  g_assert_cmpuint (f->seen->len, ==, events);
  g_assert_false (cw_runner_send_again (f->runner, effect, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  g_clear_error (&error);

  fixture_open_at (f, 9);
  g_assert_false (cw_runner_look (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  g_clear_error (&error);
  fixture_open_at (f, 11);
  g_assert_false (cw_runner_look (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  fixture_assert_state (f, effect, CW_EFFECT_ASKING);
  g_assert_true (cw_runner_send_again (f->runner, effect, NULL));
  g_assert_cmpuint (f->outside->performed, ==, 1);
}

static void
test_found_late (Fixture       *f,
                 gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (CwEffect) changed = fixture_effect ("{\"a\":2}", 1);

  f->outside->lag = 600;
  f->outside->perform = TROUBLE_LOST_BEFORE;
  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_UNKNOWN_OUTCOME);
  outside_add (f->outside, cw_effect_get_marker (effect), "{\"a\":1}");
  g_assert_true (cw_runner_look (f->runner, changed, NULL, NULL));
  fixture_assert_state (f, effect, CW_EFFECT_DONE);
  fixture_assert_state (f, changed, CW_EFFECT_OUTDATED);
}

static CwEffect *
retired_effect (const char *payload)
{
  CwEffect *effect = fixture_effect (payload, 1);

  cw_effect_retire (effect, "Nobody wants it any more");
  return effect;
}

/* Its site was dropped meanwhile: it is looked for, and nothing of it is sent. */
static void
test_retired (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1), update = fixture_effect ("{\"a\":2}", 1);
  g_autoptr (CwEffect) retired = retired_effect ("{\"a\":1}"), unsent = retired_effect ("{\"a\":2}");
  g_autoptr (GError) error = NULL;

  f->outside->perform = TROUBLE_LOST_BEFORE;
  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_UNKNOWN_OUTCOME);
  fixture_assert_state (f, retired, CW_EFFECT_IN_DOUBT);
  fixture_open_at (f, 20);
  g_assert_false (cw_runner_look (f->runner, retired, NULL, NULL));
  fixture_assert_state (f, effect, CW_EFFECT_FAILED);
  fixture_assert_state (f, retired, CW_EFFECT_WAITING);
  fixture_run_badly (f, retired, CW_ERROR_NEEDS_PERSON);
  g_assert_false (cw_runner_approve (f->runner, retired, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  g_assert_nonnull (strstr (error->message, "Nobody wants it"));
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 0);

  /* The same of an update. */
  fixture_run_well (f, effect);
  f->outside->amend = TROUBLE_REFUSED;
  fixture_approve (f, update);
  fixture_run_badly (f, update, CW_ERROR_FORBIDDEN);
  fixture_assert_state (f, unsent, CW_EFFECT_DONE);
  fixture_run_badly (f, unsent, CW_ERROR_VALIDATION);
  g_assert_cmpuint (f->outside->amended, ==, 1);
  g_assert_true (cw_runner_verify (f->runner, unsent, NULL, NULL));
}

static void
test_amend_fails (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":0}", 1);
  g_autoptr (CwEffect) update = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_runner_amend (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  g_clear_error (&error);
  fixture_approve (f, effect);
  g_assert_false (cw_runner_amend (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  fixture_run_well (f, effect);
  fixture_approve (f, update);
  f->outside->amend = TROUBLE_REFUSED;
  fixture_run_badly (f, update, CW_ERROR_FORBIDDEN);
  fixture_assert_state (f, update, CW_EFFECT_FAILED);
  fixture_assert_state (f, effect, CW_EFFECT_DONE);
  f->outside->amend = TROUBLE_LOST_BEFORE;
  fixture_run_badly (f, update, CW_ERROR_UNKNOWN_OUTCOME);
  fixture_assert_not_yet (f, update);
  fixture_open_at (f, 2);
  assert_not_arrived (f, update);
  fixture_run_well (f, update);
  fixture_assert_state (f, update, CW_EFFECT_DONE);
}

static void
test_retract_fails (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_runner_retract (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_clear_error (&error);
  fixture_approve (f, effect);
  fixture_run_well (f, effect);
  f->outside->retract = TROUBLE_REFUSED;
  g_assert_false (cw_runner_retract (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FORBIDDEN);
  g_clear_error (&error);
  f->outside->retract = TROUBLE_LOST_BEFORE;
  g_assert_false (cw_runner_retract (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  g_clear_error (&error);
  fixture_open_at (f, 2);
  g_assert_false (cw_runner_look (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  fixture_assert_state (f, effect, CW_EFFECT_DONE);
}

/* Decided while in doubt: what arrived all the same is found, and can be taken back; what didn't stays decided. */
static void
test_decided_in_doubt (Fixture       *f,
                       gconstpointer  data)
{
  static const struct {
    gboolean by_hand;
    const char *key;
    gboolean arrives;
    CwEffectState after;
  } cases[] = {
    { FALSE, NULL, TRUE, CW_EFFECT_DONE },
    { FALSE, NULL, FALSE, CW_EFFECT_LEFT_OUT },
    { TRUE, NULL, TRUE, CW_EFFECT_DONE },
    { TRUE, "K-9", TRUE, CW_EFFECT_ASKING },
    { TRUE, "K-9", FALSE, CW_EFFECT_DONE_BY_HAND },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
      g_autoptr (GError) error = NULL;

      begin_again (f, i);
      fixture_approve (f, effect);
      f->outside->perform = TROUBLE_LOST_BEFORE;
      fixture_run_badly (f, effect, CW_ERROR_UNKNOWN_OUTCOME);
      if (cases[i].by_hand)
        g_assert_true (cw_runner_by_hand (f->runner, effect, cases[i].key, NULL, "I did it", NULL));
      else
        g_assert_true (cw_runner_leave_out (f->runner, effect, "I do it", NULL));
      fixture_assert_state (f, effect, CW_EFFECT_IN_DOUBT);
      g_assert_false (cw_runner_retract (f->runner, effect, NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
      if (cases[i].arrives)
        outside_add (f->outside, cw_effect_get_marker (effect), "{\"a\":1}");
      fixture_open_at (f, 20);
      cw_runner_look (f->runner, effect, NULL, NULL);
      fixture_assert_state (f, effect, cases[i].after);
      if (cases[i].after == CW_EFFECT_DONE)
        g_assert_true (cw_runner_retract (f->runner, effect, NULL, NULL));
    }
}

/* An update that got half way is tried again as it is; somebody else's change is news, whatever failed before. */
static void
test_compared_after_failure (Fixture       *f,
                             gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1), newer = fixture_effect ("{\"a\":2}", 1);

  fixture_approve (f, effect);
  fixture_run_well (f, effect);
  fixture_approve (f, newer);
  f->outside->amend = TROUBLE_REFUSED;
  fixture_run_badly (f, newer, CW_ERROR_FORBIDDEN);
  outside_change (f->outside, 0, cw_effect_get_marker (effect), "{\"a\":2}");
  g_assert_true (cw_runner_verify (f->runner, newer, NULL, NULL));
  fixture_assert_state (f, newer, CW_EFFECT_FAILED);
  outside_change (f->outside, 0, cw_effect_get_marker (effect), "{\"a\":3}");
  g_assert_true (cw_runner_verify (f->runner, newer, NULL, NULL));
  fixture_assert_state (f, newer, CW_EFFECT_DRIFTED);
}

/* The deed is done and its outcome finds no room on the disk: nothing is sent twice, a later look finds it. */
static void
test_no_space (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (GPtrArray) effects = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  struct rlimit before;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  signal (SIGXFSZ, SIG_IGN);
  fixture_approve (f, effect);
  f->outside->perform = TROUBLE_DISK_FULL;
  fixture_run_badly (f, effect, CW_ERROR_STORAGE);
  g_ptr_array_add (effects, effect);
  g_assert_false (cw_runner_recover (f->runner, effects, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORAGE);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);

  fixture_assert_state (f, effect, CW_EFFECT_RUNNING);
  fixture_run_badly (f, effect, CW_ERROR_BUSY);
  g_assert_true (cw_runner_recover (f->runner, effects, NULL, NULL));
  fixture_assert_state (f, effect, CW_EFFECT_DONE);
  g_assert_cmpuint (f->outside->performed, ==, 1);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "/engine/runner-trouble/refused", test_refused },
    { "/engine/runner-trouble/offline", test_offline },
    { "/engine/runner-trouble/blind", test_blind },
    { "/engine/runner-trouble/declined", test_declined },
    { "/engine/runner-trouble/cancelled", test_cancelled },
    { "/engine/runner-trouble/answer-lost-but-found", test_answer_lost_but_found },
    { "/engine/runner-trouble/answer-lost-without-lag", test_answer_lost_without_lag },
    { "/engine/runner-trouble/landed-late", test_landed_late },
    { "/engine/runner-trouble/answer-lost-where-guarded", test_answer_lost_where_guarded },
    { "/engine/runner-trouble/decided-where-guarded", test_decided_where_guarded },
    { "/engine/runner-trouble/grace-after-death", test_grace_after_death },
    { "/engine/runner-trouble/answer-lost-with-lag", test_answer_lost_with_lag },
    { "/engine/runner-trouble/found-late", test_found_late },
    { "/engine/runner-trouble/amend-fails", test_amend_fails },
    { "/engine/runner-trouble/retract-fails", test_retract_fails },
    { "/engine/runner-trouble/retired", test_retired },
    { "/engine/runner-trouble/decided-in-doubt", test_decided_in_doubt },
    { "/engine/runner-trouble/compared-after-failure", test_compared_after_failure },
    { "/engine/runner-trouble/no-space", test_no_space },
  };

  cw_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, fixture_set_up, tests[i].func, fixture_tear_down);
  return g_test_run ();
}
