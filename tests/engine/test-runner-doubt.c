/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-error.h"
#include "cw-test.h"
#include "runner-fixture.h"

/* How long what is in doubt is waited for, and what becomes of that under another clock. */

/* Where it was looked for may change, as with another account; that is told. */
static void
test_place_is_news (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  guint events;

  f->outside->lag = 600;
  f->outside->perform = TROUBLE_LOST_BEFORE;
  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_UNKNOWN_OUTCOME);
  g_assert_cmpstr (cw_effect_record_get_reason (fixture_record (f)), ==, "the file");
  f->outside->elsewhere = TRUE;
  fixture_assert_not_yet (f, effect);
  g_assert_cmpstr (cw_effect_record_get_reason (fixture_record (f)), ==, "another file");
  events = f->seen->len;
  fixture_assert_not_yet (f, effect);
  g_assert_cmpuint (f->seen->len, ==, events);
}

/* The journal's time stands still between two programs while the clock is before what is waited for. */
static void
test_clock_set_back (Fixture       *f,
                     gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  guint events;

  f->outside->lag = 600;
  f->outside->perform = TROUBLE_LOST_BEFORE;
  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_UNKNOWN_OUTCOME);

  fixture_open_at (f, -1000);
  g_assert_false (cw_runner_send_again (f->runner, effect, NULL));
  fixture_assert_not_yet (f, effect);
  events = f->seen->len;
  fixture_open_at (f, -991);
  fixture_assert_not_yet (f, effect);
  g_assert_cmpuint (f->seen->len, ==, events);
  g_assert_false (cw_runner_send_again (f->runner, effect, NULL));

  /* And back once more: from there on. */
  fixture_open_at (f, -2000);
  fixture_assert_not_yet (f, effect);
  fixture_open_at (f, -1991);
  fixture_assert_not_yet (f, effect);
  fixture_open_at (f, -1989);
  g_assert_true (cw_runner_send_again (f->runner, effect, NULL));
  g_assert_cmpuint (f->outside->performed, ==, 1);
}

/* What passed under the wrong clock isn't known once it is right again: the wait is then what it was before. */
static void
test_clock_right_again (Fixture       *f,
                        gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  g_autoptr (GError) error = NULL;
  gint64 until;

  f->outside->lag = 600;
  f->outside->perform = TROUBLE_LOST_BEFORE;
  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_UNKNOWN_OUTCOME);
  until = cw_effect_record_get_look_again (fixture_record (f));
  fixture_open_at (f, -1000);
  fixture_assert_not_yet (f, effect);
  g_assert_cmpint (cw_effect_record_get_look_again (fixture_record (f)), <, until);
  fixture_open_at (f, 9);
  fixture_assert_not_yet (f, effect);
  g_assert_cmpint (cw_effect_record_get_look_again (fixture_record (f)), ==, until);
  fixture_open_at (f, 11);
  g_assert_false (cw_runner_look (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  fixture_assert_state (f, effect, CW_EFFECT_ASKING);
}

/* What was in doubt is looked for from its intent on, by the clock where that was before the journal's time. */
static void
test_looked_from_intent (Fixture       *f,
                         gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);
  gint64 then;

  f->outside->lag = 600;
  f->outside->perform = TROUBLE_LOST_BEFORE;
  fixture_approve (f, effect);
  fixture_open_at (f, -1000);
  then = cw_journal_read_clock (f->journal) / G_USEC_PER_SEC;
  g_assert_cmpint (then, <, cw_journal_now (f->journal) / G_USEC_PER_SEC);
  fixture_run_badly (f, effect, CW_ERROR_UNKNOWN_OUTCOME);
  g_assert_cmpint (f->outside->since, ==, then);
  f->outside->since = 0;
  fixture_open_at (f, 5);
  fixture_assert_not_yet (f, effect);
  g_assert_cmpint (f->outside->since, ==, then);
}

/* What a person decided meanwhile stays decided. */
static void
test_clock_set_back_decided (Fixture       *f,
                             gconstpointer  data)
{
  g_autoptr (CwEffect) effect = fixture_effect ("{\"a\":1}", 1);

  f->outside->lag = 600;
  f->outside->perform = TROUBLE_LOST_BEFORE;
  fixture_approve (f, effect);
  fixture_run_badly (f, effect, CW_ERROR_UNKNOWN_OUTCOME);
  g_assert_true (cw_runner_leave_out (f->runner, effect, "not now", NULL));
  fixture_open_at (f, -1000);
  fixture_assert_not_yet (f, effect);
  fixture_open_at (f, -989);
  g_assert_false (cw_runner_look (f->runner, effect, NULL, NULL));
  fixture_assert_state (f, effect, CW_EFFECT_LEFT_OUT);
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *name;
    void (*func) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/engine/runner-doubt/place-is-news", test_place_is_news },
    { "/engine/runner-doubt/clock-set-back", test_clock_set_back },
    { "/engine/runner-doubt/clock-right-again", test_clock_right_again },
    { "/engine/runner-doubt/looked-from-intent", test_looked_from_intent },
    { "/engine/runner-doubt/clock-set-back-decided", test_clock_set_back_decided },
  };

  cw_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, fixture_set_up, tests[i].func, fixture_tear_down);
  return g_test_run ();
}
