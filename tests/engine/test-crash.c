/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-runner.h"
#include "cw-test.h"
#include "outside.h"

/*
 * A child does the whole work and is killed after its Nth event, or around a sending; then it is started again, until
 * it ends by itself. However it was killed, each thing is outside exactly once, and the journal reads the same twice.
 */

#define EFFECTS 3
#define KIND CW_EFFECT_KIND_JIRA_ISSUE

typedef struct {
  char *journal;
  char *world;
  guint kill_at_event; /* counted from 1; 0 for never */
  guint events;
  Trouble perform;     /* trouble of the second effect */
  Trouble amend;
} Plan;

static void
count_event (CwEvent *event,
             gpointer data)
{
  Plan *plan = data;

  if (++plan->events == plan->kill_at_event)
    raise (SIGKILL);
}

static CwEffect *
make_effect (guint number,
             guint version)
{
  g_autofree char *name = g_strdup_printf ("ticket-%u", number);
  g_autofree char *id = cw_effect_make_id ("c0045", "summit", "tickets", name, 1);
  g_autofree char *marker = cw_effect_make_marker (id, 1);
  g_autofree char *text = g_strdup_printf ("{\"number\":%u,\"version\":%u}", number, version);
  g_autoptr (JsonNode) payload = cw_json_parse (text, -1, 0, NULL);
  CwEffect *effect = cw_effect_new (id, KIND, name);

  cw_effect_set_marker (effect, marker);
  cw_effect_set_payload (effect, payload);
  return effect;
}

/* One step of a person who wants it done: look, approve or send. */
static gboolean
go_on (CwRunner *runner,
       CwEffect *effect)
{
  CwEffectRecord *record = cw_history_get_record (cw_runner_get_history (runner), cw_effect_get_id (effect));

  switch (cw_effect_record_get_state (record, effect))
    {
    case CW_EFFECT_READY:
    case CW_EFFECT_OUTDATED:
      g_assert_true (cw_runner_approve (runner, effect, NULL));
      return TRUE;
    case CW_EFFECT_APPROVED:
    case CW_EFFECT_FAILED:
      cw_runner_run (runner, effect, NULL, NULL);
      return TRUE;
    case CW_EFFECT_IN_DOUBT:
      cw_runner_look (runner, effect, NULL, NULL);
      return TRUE;
    case CW_EFFECT_DONE:
      return FALSE;
    case CW_EFFECT_WAITING:
    case CW_EFFECT_RUNNING:
    case CW_EFFECT_ASKING:
    case CW_EFFECT_DONE_BY_HAND:
    case CW_EFFECT_DRIFTED:
    case CW_EFFECT_LEFT_OUT:
    default:
      g_assert_not_reached ();
    }
}

/* Makes all the things, then brings them up to date. */
static void
work (Plan *plan)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Outside) outside = outside_new (plan->world);
  g_autoptr (CwJournal) journal = cw_journal_open (plan->journal, CW_JOURNAL_OWNER, NULL, &error);
  g_autoptr (CwRunner) runner = NULL;
  gint64 done;

  g_assert_no_error (error);
  runner = cw_runner_new (journal, "manager", &error);
  g_assert_no_error (error);
  /* Nothing is on its way to a file any more when its program is dead. */
  outside->guarded = TRUE;
  cw_runner_add_handler (runner, KIND, CW_HANDLER (outside));
  cw_runner_set_func (runner, count_event, plan);

  for (guint version = 1; version <= 2; version++)
    for (guint number = 0; number < EFFECTS; number++)
      {
        g_autoptr (CwEffect) effect = make_effect (number, version);
        g_autoptr (GPtrArray) effects = g_ptr_array_new ();
        g_autoptr (JsonNode) finished = cw_json_parse ("1", -1, 0, NULL);

        done = cw_history_get_fact (cw_runner_get_history (runner), "version-1") != NULL;
        if (version == 1 && done)
          continue;
        g_ptr_array_add (effects, effect);
        g_assert_true (cw_runner_recover (runner, effects, NULL, &error));
        outside->perform = number == 1 ? plan->perform : TROUBLE_NONE;
        outside->amend = number == 1 ? plan->amend : TROUBLE_NONE;
        while (go_on (runner, effect))
          continue;
        if (version == 1 && number == EFFECTS - 1)
          g_assert_true (cw_runner_set (runner, "version-1", finished, NULL, NULL, NULL));
      }
}

/* Returns whether the child ended by itself. */
static gboolean
work_in_child (Plan *plan)
{
  int status = 0;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      work (plan);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  if (WIFSIGNALED (status))
    {
      g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
      return FALSE;
    }
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  return TRUE;
}

static char *
digest (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwJournal) journal = cw_journal_open (path, CW_JOURNAL_OWNER, NULL, &error);
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (CwHistory) history = cw_history_new ();

  g_assert_no_error (error);
  events = cw_journal_read (journal, 0, &error);
  g_assert_no_error (error);
  cw_history_apply_all (history, events);
  return cw_history_digest (history);
}

static void
assert_all_done_once (Plan *plan)
{
  g_autoptr (Outside) outside = outside_new (plan->world);
  g_autofree char *first = digest (plan->journal);
  g_autofree char *second = digest (plan->journal);

  g_assert_cmpstr (first, ==, second);
  g_assert_cmpuint (outside_count (outside, NULL), ==, EFFECTS);
  for (guint number = 0; number < EFFECTS; number++)
    {
      g_autoptr (CwEffect) effect = make_effect (number, 2);
      g_autofree char *line = g_strdup_printf ("%s %s", cw_effect_get_marker (effect),
                                               cw_effect_get_payload_text (effect));

      g_assert_cmpuint (outside_count (outside, line), ==, 1);
    }
}

static void
plan_init (Plan *plan)
{
  g_autofree char *directory = cw_test_directory ();

  plan->journal = g_build_filename (directory, "journal", NULL);
  plan->world = g_build_filename (directory, "world", NULL);
}

static void
plan_clear (Plan *plan)
{
  g_free (plan->journal);
  g_free (plan->world);
}

static void
test_killed_at_each_event (void)
{
  gboolean killed = TRUE;

  for (guint n = 1; killed; n++)
    {
      Plan plan = { .kill_at_event = n };

      plan_init (&plan);
      killed = !work_in_child (&plan);
      plan.kill_at_event = 0;
      if (killed)
        g_assert_true (work_in_child (&plan));
      assert_all_done_once (&plan);
      plan_clear (&plan);
      g_assert_cmpuint (n, <, 100);
      if (!killed)
        g_assert_cmpuint (n, >, EFFECTS * 8);
    }
}

/* Killed after every third event, again and again (fewer, and no life gets beyond its intent): it comes to its end. */
static void
test_killed_over_and_over (void)
{
  Plan plan = { .kill_at_event = 3 };
  guint lives = 1;

  plan_init (&plan);
  while (!work_in_child (&plan))
    g_assert_cmpuint (++lives, <, 100);
  g_assert_cmpuint (lives, >, EFFECTS);
  assert_all_done_once (&plan);
  plan_clear (&plan);
}

static void
test_killed_around_a_sending (void)
{
  static const Trouble troubles[] = { TROUBLE_KILLED_BEFORE, TROUBLE_KILLED_AFTER };

  for (gsize i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      Plan plan = { .perform = troubles[i] };

      plan_init (&plan);
      g_assert_false (work_in_child (&plan));
      plan.perform = TROUBLE_NONE;
      plan.amend = troubles[i];
      g_assert_false (work_in_child (&plan));
      plan.amend = TROUBLE_NONE;
      g_assert_true (work_in_child (&plan));
      assert_all_done_once (&plan);
      plan_clear (&plan);
    }
}

/* Where searches lag, what isn't found after a crash stays in doubt: it may yet turn up. */
static void
test_killed_where_searches_lag (void)
{
  Plan plan = { .perform = TROUBLE_KILLED_BEFORE };
  g_autoptr (CwEffect) effect = make_effect (1, 1);
  g_autoptr (GPtrArray) effects = g_ptr_array_new ();
  g_autoptr (Outside) outside = NULL;
  g_autoptr (CwJournal) journal = NULL;
  g_autoptr (CwRunner) runner = NULL;
  g_autoptr (GError) error = NULL;
  CwEffectRecord *record;

  plan_init (&plan);
  g_assert_false (work_in_child (&plan));
  outside = outside_new (plan.world);
  outside->lag = 600;
  journal = cw_journal_open (plan.journal, CW_JOURNAL_OWNER, NULL, &error);
  g_assert_no_error (error);
  runner = cw_runner_new (journal, "manager", &error);
  cw_runner_add_handler (runner, KIND, CW_HANDLER (outside));
  g_ptr_array_add (effects, effect);
  g_assert_true (cw_runner_recover (runner, effects, NULL, &error));
  record = cw_history_get_record (cw_runner_get_history (runner), cw_effect_get_id (effect));
  g_assert_cmpint (cw_effect_record_get_state (record, effect), ==, CW_EFFECT_IN_DOUBT);
  g_assert_cmpint (cw_effect_record_get_look_again (record), >, g_get_real_time () + 300 * G_USEC_PER_SEC);
  g_assert_false (cw_runner_run (runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  g_assert_cmpuint (outside->performed, ==, 0);

  outside_add (outside, cw_effect_get_marker (effect), cw_effect_get_payload_text (effect));
  g_assert_true (cw_runner_look (runner, effect, NULL, NULL));
  g_assert_cmpuint (outside->performed, ==, 0);
  plan_clear (&plan);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/engine/crash/at-each-event", test_killed_at_each_event);
  g_test_add_func ("/engine/crash/over-and-over", test_killed_over_and_over);
  g_test_add_func ("/engine/crash/around-a-sending", test_killed_around_a_sending);
  g_test_add_func ("/engine/crash/where-searches-lag", test_killed_where_searches_lag);
  return g_test_run ();
}
