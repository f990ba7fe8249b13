/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-history.h"
#include "cw-journal.h"
#include "cw-json.h"
#include "cw-test.h"

#define TICKET "c0045/summit/tickets/ticket/1"
#define BRANCH "c0045/summit/configuration/phalanx/1"

static const struct {
  const char *type;
  const char *effect_id;
  const char *data;
} events[] = {
  { CW_EVENT_CREATED, NULL, "{\"cycle\":\"c0045\"}" },
  { CW_EVENT_SET, NULL, "{\"key\":\"site.summit\",\"value\":{\"date\":\"2027-01-12\"}}" },
  { CW_EVENT_SET, NULL, "{\"key\":\"skipped.page\",\"value\":true}" },
  { CW_EVENT_SET, NULL, "{\"key\":\"site.summit\",\"value\":{\"date\":\"2027-01-19\"}}" },
  { CW_EVENT_OBSERVED, NULL, "{\"key\":\"registry\",\"value\":[\"c0045\"]}" },
  { CW_EVENT_APPROVED, BRANCH, "{\"hash\":\"aa\",\"payload\":{\"a\":1}}" },
  { CW_EVENT_NOTE, TICKET, "{\"text\":\"asked them\"}" },
  { CW_EVENT_APPROVED, TICKET, "{\"hash\":\"bb\",\"payload\":{\"b\":1}}" },
  { CW_EVENT_INTENT, TICKET, "{\"hash\":\"bb\",\"payload\":{\"b\":1},\"attempt\":1,\"deed\":\"perform\"}" },
  { CW_EVENT_OUTCOME, TICKET, "{\"outcome\":{\"key\":\"OSW-1\"},\"adopted\":false}" },
  { CW_EVENT_SET, NULL, "{\"key\":\"skipped.page\",\"value\":null}" },
  { "of-a-later-version", NULL, "{\"a\":1}" },
  { "of-a-later-version", "other/effect", "{\"a\":1}" },
  { CW_EVENT_BY_HAND, BRANCH, "{\"key\":\"tickets/OSW-1\",\"url\":\"\",\"word\":\"pushed\"}" },
  { CW_EVENT_GIVEN_UP, NULL, "{\"reason\":\"the summit is closed\"}" },
};

static void
fill (CwJournal *journal)
{
  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = cw_json_parse (events[i].data, -1, 0, &error);
      g_autoptr (CwEvent) event = NULL;

      g_assert_no_error (error);
      event = cw_journal_append (journal, events[i].type, events[i].effect_id, "manager",
                                 json_node_get_object (node), &error);
      g_assert_no_error (error);
    }
}

static CwHistory *
fold (CwJournal *journal)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) read = cw_journal_read (journal, 0, &error);
  CwHistory *history = cw_history_new ();

  g_assert_no_error (error);
  cw_history_apply_all (history, read);
  return history;
}

static CwJournal *
open_journal (const char *path)
{
  g_autoptr (GError) error = NULL;
  CwJournal *journal = cw_journal_open (path, CW_JOURNAL_OWNER, NULL, &error);

  g_assert_no_error (error);
  return journal;
}

static void
test_fold (void)
{
  g_autofree char *directory = cw_test_directory ();
  g_autofree char *path = g_build_filename (directory, "journal", NULL);
  g_autoptr (CwJournal) journal = open_journal (path);
  g_autoptr (CwHistory) history = NULL;
  g_autoptr (GPtrArray) records = NULL;
  gint64 time = 0;

  fill (journal);
  history = fold (journal);
  g_assert_cmpint (cw_history_get_seq (history), ==, G_N_ELEMENTS (events));
  g_assert_cmpint (cw_history_get_created (history), >, 0);
  g_assert_cmpstr (cw_json_get_string (cw_history_get_creation (history), "cycle", NULL), ==, "c0045");
  g_assert_cmpstr (cw_history_get_given_up (history), ==, "the summit is closed");
  g_assert_cmpuint (g_hash_table_size (cw_history_get_facts (history)), ==, 1);
  g_assert_null (cw_history_get_fact (history, "skipped.page"));
  g_assert_cmpstr (cw_json_path_string (cw_history_get_fact (history, "site.summit"), "date"), ==, "2027-01-19");
  g_assert_nonnull (cw_history_get_observation (history, "registry", &time));
  g_assert_cmpint (time, >, 0);
  g_assert_null (cw_history_get_observation (history, "absent", &time));
  g_assert_cmpint (time, ==, 0);
  g_assert_cmpuint (cw_history_get_notes (history)->len, ==, 1);

  records = cw_history_get_records (history);
  g_assert_cmpuint (records->len, ==, 2);
  g_assert_cmpstr (cw_effect_record_get_id (records->pdata[0]), ==, BRANCH);
  g_assert_cmpint (cw_effect_record_get_phase (records->pdata[0]), ==, CW_PHASE_BY_HAND);
  g_assert_cmpstr (cw_effect_record_get_key (cw_history_get_record (history, TICKET)), ==, "OSW-1");
  g_assert_null (cw_history_get_record (history, "other/effect"));
}

static void
test_digest (void)
{
  g_autofree char *directory = cw_test_directory ();
  g_autofree char *path = g_build_filename (directory, "journal", NULL);
  g_autoptr (CwJournal) journal = open_journal (path);
  g_autoptr (CwHistory) first = NULL;
  g_autoptr (CwHistory) second = NULL;
  g_autoptr (CwHistory) empty = cw_history_new ();
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autofree char *none = cw_history_digest (empty);

  fill (journal);
  first = fold (journal);
  g_clear_object (&journal);
  journal = open_journal (path);
  second = fold (journal);
  one = cw_history_digest (first);
  two = cw_history_digest (second);
  g_assert_cmpstr (one, ==, two);
  g_assert_cmpstr (one, !=, none);
}

static void
test_snapshot (void)
{
  g_autofree char *directory = cw_test_directory ();
  g_autofree char *path = g_build_filename (directory, "journal", NULL);
  g_autoptr (CwJournal) journal = open_journal (path);
  g_autoptr (CwHistory) history = NULL;
  g_autoptr (CwHistory) snapshot = NULL;
  g_autoptr (CwEvent) event = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *after = NULL;

  fill (journal);
  history = fold (journal);
  before = cw_history_digest (history);
  snapshot = cw_history_snapshot (history);
  event = cw_journal_append (journal, CW_EVENT_RESTORED, BRANCH, "manager", NULL, &error);
  g_assert_no_error (error);
  cw_history_apply (history, event);
  kept = cw_history_digest (snapshot);
  after = cw_history_digest (history);
  g_assert_cmpstr (before, ==, kept);
  g_assert_cmpstr (before, !=, after);
  g_assert_cmpint (cw_effect_record_get_phase (cw_history_get_record (history, BRANCH)), ==, CW_PHASE_NONE);
  g_assert_cmpint (cw_effect_record_get_phase (cw_history_get_record (snapshot, BRANCH)), ==, CW_PHASE_BY_HAND);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/engine/history/fold", test_fold);
  g_test_add_func ("/engine/history/digest", test_digest);
  g_test_add_func ("/engine/history/snapshot", test_snapshot);
  return g_test_run ();
}
