/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <time.h>

#include "cw-json.h"
#include "cw-runner.h"
#include "cw-test.h"

/*
 * How long a preparation takes to start when 10 and 10,000 things happened in it: the journal opened, proved sound,
 * read and folded. The best of some runs each, in the processor's time, which what else the machine does doesn't slow.
 */

#define FEW    10
#define MANY   10000
#define ROUNDS 15
#define OF_ONE_EFFECT 5

/* A ticket's events, as large as they are; every fifth event begins another effect. */
static void
append (CwJournal *journal,
        guint      number)
{
  static const char *const types[OF_ONE_EFFECT] = { CW_EVENT_APPROVED, CW_EVENT_INTENT, CW_EVENT_OUTCOME,
                                                    CW_EVENT_VERIFIED, CW_EVENT_VERIFIED };
  g_autofree char *id = g_strdup_printf ("c0045/summit/tickets/ticket-%u/1", number / OF_ONE_EFFECT);
  g_autofree char *key = g_strdup_printf ("OSW-%u", number / OF_ONE_EFFECT);
  g_autofree char *text = g_strnfill (1500, 'x');
  g_autoptr (JsonObject) data = cw_json_object ("hash", id, "deed", CW_DEED_PERFORM, "answer", "equal", NULL);
  g_autoptr (CwEvent) event = NULL;
  g_autoptr (GError) error = NULL;
  const char *type = types[number % OF_ONE_EFFECT];

  if (g_str_equal (type, CW_EVENT_OUTCOME))
    json_object_set_object_member (data, "outcome", cw_json_object ("key", key, "url", "https://example.org", NULL));
  else if (!g_str_equal (type, CW_EVENT_VERIFIED))
    json_object_set_object_member (data, "payload", cw_json_object ("description", text, NULL));
  event = cw_journal_append (journal, type, id, "manager", data, &error);
  g_assert_no_error (error);
}

static char *
make_journal (guint events)
{
  g_autofree char *folder = cw_test_directory ();
  char *path = g_build_filename (folder, "c0045.cyclewright", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwJournal) journal = cw_journal_open (path, CW_JOURNAL_OWNER, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < events; i++)
    append (journal, i);
  return path;
}

static double
measure (const char *path,
         guint       events)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < ROUNDS; i++)
    {
      clock_t begin = clock ();
      g_autoptr (GError) error = NULL;
      g_autoptr (CwJournal) journal = cw_journal_open (path, CW_JOURNAL_OWNER, NULL, &error);
      g_autoptr (CwRunner) runner = NULL;

      g_assert_no_error (error);
      runner = cw_runner_new (journal, "manager", &error);
      g_assert_no_error (error);
      best = MIN (best, (double) (clock () - begin) * 1000 / CLOCKS_PER_SEC);
      g_assert_cmpint (cw_history_get_seq (cw_runner_get_history (runner)), ==, events);
    }
  return best;
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *few = NULL, *many = NULL;
  double of_few, of_many;

  cw_test_init (&argc, &argv);
  few = make_journal (FEW);
  many = make_journal (MANY);
  of_few = measure (few, FEW);
  of_many = measure (many, MANY);
  g_print ("start with %d events %.2f ms, with %d events %.2f ms: %.1f times as long\n", FEW, of_few, MANY, of_many,
           of_many / of_few);
  return 0;
}
