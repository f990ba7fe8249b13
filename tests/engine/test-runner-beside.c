/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-error.h"
#include "cw-json.h"
#include "cw-test.h"
#include "runner-fixture.h"

/* What stands in the place of ours, or beside it, where an update takes away what is there before another takes its
 * place. */

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  fixture_set_up (f, data);
  CW_HANDLER_GET_IFACE (f->outside)->replaces = TRUE;
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  CW_HANDLER_GET_IFACE (f->outside)->replaces = FALSE;
  fixture_tear_down (f, data);
}

/* Somebody moved it before its update, which was approved in sight of that: the update is of what stands there now. */
static void
test_moved (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (CwEffect) update = fixture_effect ("{\"a\":2}", 1);

  fixture_approve (f, effect);
  fixture_run_well (f, effect);
  outside_add (f->outside, "-", "{\"a\":7}");
  outside_change (f->outside, 0, OUTSIDE_MOVED, "1");
  g_assert_true (cw_runner_verify (f->runner, update, NULL, NULL));
  fixture_assert_state (f, update, CW_EFFECT_DRIFTED);
  fixture_approve (f, update);
  fixture_run_well (f, update);
  fixture_assert_state (f, update, CW_EFFECT_DONE);
  /* Nobody's is left to go out beside ours. */
  g_assert_cmpuint (outside_count (f->outside, "-"), ==, 0);
  g_assert_cmpuint (outside_count (f->outside, OUTSIDE_MOVED), ==, 1);
  g_assert_cmpuint (outside_count (f->outside, cw_effect_get_marker (effect)), ==, 1);
  g_assert_cmpstr (cw_effect_record_get_key (fixture_record (f)), ==, "T-1");
}

/* Which of two is ours nobody can tell but a person, whatever they were shown; the other one stays then. */
static void
test_copy (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (GError) error = NULL;

  fixture_approve (f, effect);
  fixture_run_well (f, effect);
  outside_add (f->outside, cw_effect_get_marker (effect), "{\"a\":1}");
  f->outside->sees_copies = TRUE;
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  fixture_assert_state (f, effect, CW_EFFECT_DRIFTED);
  g_assert_false (cw_runner_retract (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  g_assert_cmpuint (outside_count (f->outside, "x"), ==, 0);

  g_assert_true (cw_runner_adopt (f->runner, effect, 0, NULL, NULL));
  g_assert_true (cw_runner_retract (f->runner, effect, NULL, NULL));
  g_assert_cmpuint (outside_count (f->outside, "x"), ==, 1);
  g_assert_cmpuint (outside_count (f->outside, cw_effect_get_marker (effect)), ==, 1);
  fixture_assert_state (f, effect, CW_EFFECT_READY);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add ("/engine/runner-beside/moved", Fixture, NULL, set_up, test_moved, tear_down);
  g_test_add ("/engine/runner-beside/copy", Fixture, NULL, set_up, test_copy, tear_down);
  return g_test_run ();
}
