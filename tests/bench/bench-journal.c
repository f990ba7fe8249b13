/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <time.h>

#include "cw-json.h"
#include "cw-runner.h"
#include "cw-test.h"

/*
 * How long a preparation takes to start, and to be listed, when 10 and 10,000 things were done outside in it: the
 * journal opened, proved sound, read and folded; every effect was approved, sent, made and compared. The best of some
 * runs each, in the processor's time, all threads together, which what else the machine does doesn't slow.
 */

#define FEW    10
#define MANY   10000
#define ROUNDS 15
#define OF_ONE_EFFECT 4

/* A ticket's events, as large as they are. */
static CwEvent *
make_event (guint number)
{
  static const char *const types[OF_ONE_EFFECT] = { CW_EVENT_APPROVED, CW_EVENT_INTENT, CW_EVENT_OUTCOME,
                                                    CW_EVENT_VERIFIED };
  g_autofree char *id = g_strdup_printf ("c0045/summit/tickets/ticket-%u/1", number / OF_ONE_EFFECT);
  g_autofree char *key = g_strdup_printf ("OSW-%u", number / OF_ONE_EFFECT);
  g_autofree char *text = g_strnfill (600, 'x');
  g_autoptr (JsonNode) data = cw_json_node_object (cw_json_object ("hash", id, "deed", CW_DEED_PERFORM, "kind",
                                                                   CW_EFFECT_KIND_JIRA_ISSUE, "title", "A ticket",
                                                                   "answer", "equal", NULL));
  JsonObject *object = json_node_get_object (data);
  const char *type = types[number % OF_ONE_EFFECT];

  if (g_str_equal (type, CW_EVENT_OUTCOME))
    json_object_set_object_member (object, "outcome", cw_json_object ("key", key, "url", "https://example.org", NULL));
  else if (!g_str_equal (type, CW_EVENT_VERIFIED))
    json_object_set_object_member (object, "payload", cw_json_object ("description", text, NULL));
  return cw_event_new ((gint64) number + 1, (gint64) number + 1, type, id, "manager", data);
}

static char *
make_journal (guint effects)
{
  g_autofree char *folder = cw_test_directory ();
  char *path = g_build_filename (folder, "c0045.cyclewright", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwJournal) journal = cw_journal_open (path, CW_JOURNAL_OWNER, NULL, &error);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func (g_object_unref);

  g_assert_no_error (error);
  for (guint i = 0; i < effects * OF_ONE_EFFECT; i++)
    g_ptr_array_add (events, make_event (i));
  g_assert_true (cw_journal_take (journal, events, 0, &error));
  return path;
}

static void
start (CwJournal *journal,
       guint      effects)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRunner) runner = cw_runner_new (journal, "manager", &error);

  g_assert_no_error (error);
  g_assert_true (cw_runner_prove (runner, &error));
  g_assert_cmpuint (cw_history_get_ids (cw_runner_get_history (runner))->len, ==, effects);
}

static void
list (CwJournal *journal,
      guint      effects)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) own = cw_journal_read_own (journal, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (own->len, ==, 0);
}

static double
measure (const char *path,
         guint       effects,
         void      (*read) (CwJournal *journal,
                            guint      effects))
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < ROUNDS; i++)
    {
      clock_t begin = clock ();
      g_autoptr (GError) error = NULL;
      g_autoptr (CwJournal) journal = cw_journal_open (path, CW_JOURNAL_OWNER, NULL, &error);

      g_assert_no_error (error);
      read (journal, effects);
      best = MIN (best, (double) (clock () - begin) * 1000 / CLOCKS_PER_SEC);
    }
  return best;
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *few = NULL, *many = NULL;

  cw_test_init (&argc, &argv);
  few = make_journal (FEW);
  many = make_journal (MANY);
  g_print ("start with %d past effects %.2f ms, with %d %.2f ms\n", FEW, measure (few, FEW, start), MANY,
           measure (many, MANY, start));
  g_print ("listed with %d past effects %.2f ms, with %d %.2f ms\n", FEW, measure (few, FEW, list), MANY,
           measure (many, MANY, list));
  return 0;
}
