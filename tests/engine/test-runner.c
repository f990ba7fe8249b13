/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-error.h"
#include "cw-json.h"
#include "cw-test.h"
#include "runner-fixture.h"

static void
test_once (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  static const char *const order[] = { "approved", "intent", "outcome", "verified" };

  fixture_approve (f, effect);
  fixture_approve (f, effect);
  fixture_run_well (f, effect);
  fixture_assert_state (f, effect, CW_EFFECT_DONE);
  g_assert_cmpstr (cw_effect_record_get_key (fixture_record (f)), ==, "T-0");
  g_assert_cmpuint (f->seen->len, ==, G_N_ELEMENTS (order));
  for (guint i = 0; i < f->seen->len; i++)
    g_assert_cmpstr (f->seen->pdata[i], ==, order[i]);
  fixture_run_badly (f, effect, CW_ERROR_VALIDATION);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 1);
}

static void
test_only_what_was_reviewed (Fixture       *f,
                             gconstpointer  data)
{
  g_autoptr (CwEffect) waiting = fixture_effect (NULL, 1);
  g_autoptr (CwEffect) reviewed = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (CwEffect) changed = fixture_effect ("{\"a\":2}", 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_runner_approve (f->runner, waiting, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  fixture_run_badly (f, reviewed, CW_ERROR_NEEDS_PERSON);
  fixture_approve (f, reviewed);
  fixture_run_badly (f, changed, CW_ERROR_CONFLICT);
  fixture_assert_state (f, changed, CW_EFFECT_READY);
  g_assert_true (cw_runner_withdraw (f->runner, reviewed, NULL));
  fixture_run_badly (f, reviewed, CW_ERROR_NEEDS_PERSON);
  g_clear_error (&error);
  g_assert_false (cw_runner_withdraw (f->runner, reviewed, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 0);
}

/* Needs the fixture's effect to be done. */
static CwEffect *
make_dependent (void)
{
  CwEffect *effect = cw_effect_new ("c0045/all/page/announce/1", FIXTURE_KIND, "Announcement");
  g_autoptr (JsonNode) payload = cw_json_parse ("{\"b\":1}", -1, 0, NULL);

  cw_effect_set_marker (effect, "cw-000000000000");
  cw_effect_add_precondition (effect, FIXTURE_ID);
  cw_effect_set_payload (effect, payload);
  return effect;
}

static void
test_preconditions (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_dependent ();
  g_autoptr (CwEffect) first = fixture_effect ("{\"a\":1}", 1);

  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_NEEDS_PERSON);
  g_assert_true (cw_runner_by_hand (f->runner, first, "OSW-7", NULL, NULL, NULL));
  fixture_run_well (f, effect);
}

/* What needs something else isn't sent once that is gone. */
static void
test_gone_precondition (Fixture       *f,
                        gconstpointer  data)
{
  g_autoptr (CwEffect) effect = make_dependent ();
  g_autoptr (CwEffect) first = fixture_effect ("{\"a\":1}", 1);

  fixture_approve (f, first);
  fixture_run_well (f, first);
  fixture_approve (f, effect);
  outside_change (f->outside, 0, "x", "{}");
  g_assert_true (cw_runner_verify (f->runner, first, NULL, NULL));
  fixture_run_badly (f, effect, CW_ERROR_NEEDS_PERSON);
  g_assert_cmpuint (f->outside->performed, ==, 1);
}

static void
test_adopts_equal (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);

  outside_add (f->outside, "-", "{\"a\":1}");
  fixture_approve (f, effect);
  fixture_run_well (f, effect);
  fixture_assert_state (f, effect, CW_EFFECT_DONE);
  g_assert_cmpuint (f->outside->performed, ==, 0);
}

static void
test_asks (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (CwEffect) next = fixture_effect ("{\"a\":3}", 1);
  g_autoptr (GError) error = NULL;

  outside_add (f->outside, "-", "{\"a\":2}");
  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_NEEDS_PERSON);
  fixture_assert_state (f, effect, CW_EFFECT_ASKING);
  g_assert_cmpuint (json_array_get_length (cw_effect_record_get_candidates (fixture_record (f))), ==, 1);
  g_assert_cmpuint (json_array_get_length (cw_effect_record_get_differences (fixture_record (f))), ==, 1);
  fixture_run_badly (f, effect, CW_ERROR_NEEDS_PERSON);

  g_assert_false (cw_runner_adopt (f->runner, effect, 1, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_true (cw_runner_adopt (f->runner, effect, 0, NULL, NULL));
  fixture_assert_state (f, effect, CW_EFFECT_DONE);
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  fixture_assert_state (f, effect, CW_EFFECT_DONE);
  fixture_assert_state (f, next, CW_EFFECT_OUTDATED);
  outside_change (f->outside, 0, "-", "{\"a\":9}");
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  fixture_assert_state (f, effect, CW_EFFECT_DRIFTED);
  g_assert_cmpuint (f->outside->performed, ==, 0);
}

static void
test_asks_among_several (Fixture       *f,
                         gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);

  outside_add (f->outside, "-", "{\"a\":2}");
  outside_add (f->outside, "-", "{\"a\":1}");
  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_NEEDS_PERSON);
  g_assert_cmpuint (json_array_get_length (cw_effect_record_get_candidates (fixture_record (f))), ==, 2);
  g_assert_true (cw_runner_adopt (f->runner, effect, 1, NULL, NULL));
  g_assert_cmpstr (cw_effect_record_get_key (fixture_record (f)), ==, "T-1");
  fixture_assert_state (f, effect, CW_EFFECT_DONE);
}

static void
test_sends_again (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1,\"m\":1}", 1);
  g_autoptr (CwEffect) second = fixture_effect ("{\"a\":1,\"m\":2}", 2);
  g_autofree char *marker = cw_effect_make_marker (FIXTURE_ID, 2);

  outside_add (f->outside, cw_effect_get_marker (effect), "{\"a\":2}");
  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_NEEDS_PERSON);
  g_assert_true (cw_runner_send_again (f->runner, effect, NULL));
  g_assert_cmpuint (cw_effect_record_get_attempt (fixture_record (f)), ==, 2);
  fixture_assert_state (f, second, CW_EFFECT_READY);
  fixture_run_badly (f, second, CW_ERROR_NEEDS_PERSON);
  fixture_approve (f, second);
  fixture_run_well (f, second);
  g_assert_cmpuint (outside_count (f->outside, marker), ==, 1);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 2);
}

static void
test_amends (Fixture       *f,
             gconstpointer  data)
{
  static const Trouble troubles[] = { TROUBLE_NONE, TROUBLE_LOST_AFTER };
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":0}", 1);

  fixture_approve (f, effect);
  fixture_run_well (f, effect);
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      g_autofree char *payload = g_strdup_printf ("{\"a\":%u}", i + 1);
      g_autoptr (CwEffect) update = fixture_effect (payload, 1);

      fixture_assert_state (f, update, CW_EFFECT_OUTDATED);
      fixture_run_badly (f, update, CW_ERROR_NEEDS_PERSON);
      fixture_approve (f, update);
      f->outside->amend = troubles[i];
      fixture_run_well (f, update);
      fixture_assert_state (f, update, CW_EFFECT_DONE);
    }
  g_assert_cmpuint (f->outside->amended, ==, G_N_ELEMENTS (troubles));
  g_assert_cmpuint (f->outside->performed, ==, 1);
  g_assert_cmpuint (outside_count (f->outside, NULL), ==, 1);
}

static void
test_drift (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  guint events;

  fixture_approve (f, effect);
  fixture_run_well (f, effect);
  events = f->seen->len;
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  g_assert_cmpuint (f->seen->len, ==, events);
  outside_change (f->outside, 0, cw_effect_get_marker (effect), "{\"a\":7}");
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  g_assert_cmpuint (f->seen->len, ==, events + 1);
  fixture_assert_state (f, effect, CW_EFFECT_DRIFTED);
  fixture_run_badly (f, effect, CW_ERROR_NEEDS_PERSON);

  g_assert_true (cw_runner_adopt (f->runner, effect, 0, NULL, NULL));
  fixture_assert_state (f, effect, CW_EFFECT_DONE);
  outside_change (f->outside, 0, cw_effect_get_marker (effect), "{\"a\":8}");
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  fixture_assert_state (f, effect, CW_EFFECT_DRIFTED);
  fixture_approve (f, effect);
  fixture_run_well (f, effect);
  fixture_assert_state (f, effect, CW_EFFECT_DONE);
  g_assert_cmpuint (f->outside->amended, ==, 1);

  outside_change (f->outside, 0, "x", "");
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  fixture_assert_state (f, effect, CW_EFFECT_DRIFTED);
}

/* What is taken over is what was shown: an update of ours that waits beside it isn't said to be done by that. */
static void
test_taken_over_beside_an_update (Fixture       *f,
                                  gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (CwEffect) update = fixture_effect ("{\"a\":2}", 1);

  fixture_approve (f, effect);
  fixture_run_well (f, effect);
  for (guint approved = 0; approved < 2; approved++)
    {
      g_autofree char *theirs = g_strdup_printf ("{\"a\":%u}", 7 + approved);

      if (approved)
        fixture_approve (f, update);
      outside_change (f->outside, 0, cw_effect_get_marker (effect), theirs);
      if (approved)
        fixture_run_badly (f, update, CW_ERROR_CONFLICT);
      else
        g_assert_true (cw_runner_verify (f->runner, update, NULL, NULL));
      fixture_assert_state (f, update, CW_EFFECT_DRIFTED);
      g_assert_true (cw_runner_adopt (f->runner, update, 0, NULL, NULL));
      fixture_assert_state (f, update, CW_EFFECT_OUTDATED);
      fixture_assert_state (f, effect, CW_EFFECT_DONE);
      g_assert_true (cw_runner_verify (f->runner, update, NULL, NULL));
      fixture_assert_state (f, update, CW_EFFECT_OUTDATED);
      /* Nothing else was changed there: the update isn't dropped for it. */
      g_assert_false (cw_runner_adopt (f->runner, update, 0, NULL, NULL));
      fixture_assert_state (f, update, CW_EFFECT_OUTDATED);
    }
  fixture_approve (f, update);
  fixture_run_well (f, update);
  fixture_assert_state (f, update, CW_EFFECT_DONE);
}

/* What somebody changed between the review of an update and its sending is shown before it is overwritten. */
static void
test_changed_since (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (CwEffect) update = fixture_effect ("{\"a\":2}", 1);

  fixture_approve (f, effect);
  fixture_run_well (f, effect);
  fixture_approve (f, update);
  outside_change (f->outside, 0, cw_effect_get_marker (effect), "{\"a\":7}");
  fixture_run_badly (f, update, CW_ERROR_CONFLICT);
  fixture_assert_state (f, update, CW_EFFECT_DRIFTED);
  g_assert_cmpuint (json_array_get_length (cw_effect_record_get_differences (fixture_record (f))), >, 0);
  fixture_run_badly (f, update, CW_ERROR_NEEDS_PERSON);
  g_assert_cmpuint (f->outside->amended, ==, 0);

  fixture_approve (f, update);
  f->outside->amend = TROUBLE_REFUSED;
  fixture_run_badly (f, update, CW_ERROR_FORBIDDEN);
  fixture_run_well (f, update);
  fixture_assert_state (f, update, CW_EFFECT_DONE);
  g_assert_cmpuint (f->outside->amended, ==, 2);
}

static void
test_retracts (Fixture       *f,
               gconstpointer  data)
{
  static const Trouble troubles[] = { TROUBLE_NONE, TROUBLE_LOST_AFTER };

  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", i + 1);

      fixture_approve (f, effect);
      fixture_run_well (f, effect);
      f->outside->retract = troubles[i];
      g_assert_true (cw_runner_retract (f->runner, effect, NULL, NULL));
      fixture_assert_state (f, effect, CW_EFFECT_READY);
      g_assert_cmpuint (cw_effect_record_get_attempt (fixture_record (f)), ==, i + 2);
    }
  g_assert_cmpuint (outside_count (f->outside, "x"), ==, 2);
}

/* What was seen is taken back; what wasn't is shown first. */
static void
test_retracts_changed (Fixture       *f,
                       gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (GError) error = NULL;

  fixture_approve (f, effect);
  fixture_run_well (f, effect);
  outside_change (f->outside, 0, cw_effect_get_marker (effect), "{\"a\":7}");
  g_assert_false (cw_runner_retract (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
  fixture_assert_state (f, effect, CW_EFFECT_DRIFTED);
  g_assert_cmpuint (outside_count (f->outside, "x"), ==, 0);
  g_assert_true (cw_runner_retract (f->runner, effect, NULL, NULL));
  g_assert_cmpuint (outside_count (f->outside, "x"), ==, 1);
  fixture_assert_state (f, effect, CW_EFFECT_READY);
}

static void
test_by_hand (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_runner_by_hand (f->runner, effect, NULL, "", " ", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_clear_error (&error);
  g_assert_false (cw_runner_by_hand (f->runner, effect, NULL, "javascript:alert(1)", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_clear_error (&error);
  g_assert_true (cw_runner_by_hand (f->runner, effect, NULL, NULL, "told them on the phone", NULL));
  fixture_assert_state (f, effect, CW_EFFECT_DONE_BY_HAND);
  fixture_run_badly (f, effect, CW_ERROR_VALIDATION);
  g_assert_false (cw_runner_verify (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);

  outside_add (f->outside, "-", "{\"a\":2}");
  g_assert_true (cw_runner_by_hand (f->runner, effect, "T-0", "https://outside.invalid/T-0", NULL, NULL));
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  fixture_assert_state (f, effect, CW_EFFECT_DONE_BY_HAND);
  g_assert_cmpuint (json_array_get_length (cw_effect_record_get_differences (fixture_record (f))), ==, 1);
  g_assert_true (cw_runner_restore (f->runner, effect, NULL));
  fixture_assert_state (f, effect, CW_EFFECT_READY);
  g_clear_error (&error);
  g_assert_false (cw_runner_restore (f->runner, effect, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
}

static void
test_left_out (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (GError) error = NULL;

  fixture_approve (f, effect);
  g_assert_false (cw_runner_leave_out (f->runner, effect, " ", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_true (cw_runner_leave_out (f->runner, effect, "the stand is closed", NULL));
  fixture_assert_state (f, effect, CW_EFFECT_LEFT_OUT);
  fixture_run_badly (f, effect, CW_ERROR_VALIDATION);
  g_assert_true (cw_runner_restore (f->runner, effect, NULL));
  fixture_run_well (f, effect);
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
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (JsonObject) creation = cw_json_object ("procedure", "rubin-2026", NULL);
  g_autoptr (JsonNode) value = cw_json_parse ("{\"date\":\"2027-01-12\"}", -1, 0, NULL);
  g_autoptr (GError) error = NULL;
  CwHistory *history = cw_runner_get_history (f->runner);

  g_assert_true (cw_runner_create (f->runner, creation, NULL));
  g_assert_false (cw_runner_create (f->runner, creation, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_true (cw_runner_set (f->runner, "site.summit", value, NULL, NULL, NULL));
  g_assert_true (cw_runner_observe (f->runner, "build", value, NULL));
  g_assert_true (cw_runner_note (f->runner, FIXTURE_ID, "ask the build team", NULL));
  g_assert_true (json_node_equal (cw_history_get_fact (history, "site.summit"), value));
  g_assert_nonnull (cw_history_get_observation (history, "build", NULL));
  g_assert_cmpuint (cw_history_get_notes (history)->len, ==, 1);
  g_assert_true (cw_runner_set (f->runner, "site.summit", NULL, NULL, NULL, NULL));
  g_assert_null (cw_history_get_fact (history, "site.summit"));

  fixture_approve (f, effect);
  g_assert_true (cw_runner_give_up (f->runner, "the summit is closed", NULL));
  fixture_run_badly (f, effect, CW_ERROR_VALIDATION);
  fixture_assert_state (f, effect, CW_EFFECT_APPROVED);

  /* Taken up again it goes on where it was. */
  g_assert_true (cw_runner_take_up (f->runner, NULL));
  g_assert_null (cw_history_get_given_up (history));
  fixture_run_well (f, effect);
  fixture_assert_state (f, effect, CW_EFFECT_DONE);
}

/* What a service calls its thing stands in one line, and no terminal obeys it. */
static void
test_odd_name (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);

  f->outside->odd_name = "\n\u2713 done\x1b[2J\xc2\x85\u2028";
  fixture_approve (f, effect);
  fixture_run_well (f, effect);
  g_assert_cmpstr (cw_effect_record_get_key (fixture_record (f)), ==, "T-0 \u2713 done\u241b[2J\ufffd ");
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "/engine/runner/odd-name", test_odd_name },
    { "/engine/runner/once", test_once },
    { "/engine/runner/only-what-was-reviewed", test_only_what_was_reviewed },
    { "/engine/runner/preconditions", test_preconditions },
    { "/engine/runner/gone-precondition", test_gone_precondition },
    { "/engine/runner/adopts-equal", test_adopts_equal },
    { "/engine/runner/asks", test_asks },
    { "/engine/runner/asks-among-several", test_asks_among_several },
    { "/engine/runner/sends-again", test_sends_again },
    { "/engine/runner/amends", test_amends },
    { "/engine/runner/drift", test_drift },
    { "/engine/runner/taken-over-beside-an-update", test_taken_over_beside_an_update },
    { "/engine/runner/changed-since", test_changed_since },
    { "/engine/runner/retracts", test_retracts },
    { "/engine/runner/retracts-changed", test_retracts_changed },
    { "/engine/runner/by-hand", test_by_hand },
    { "/engine/runner/left-out", test_left_out },
    { "/engine/runner/no-handler", test_no_handler },
    { "/engine/runner/preparation", test_preparation },
  };

  cw_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, fixture_set_up, tests[i].func, fixture_tear_down);
  return g_test_run ();
}
