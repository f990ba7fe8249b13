/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-history.h"
#include "cw-json.h"
#include "cw-runner.h"
#include "cw-sqlite-private.h"
#include "cw-test.h"

/* A journal of many past effects: what is asked of it is read, and nothing less is proved. */

#define N_EFFECTS 300
#define PAST  "c0045/summit/tickets/past-7/1"
#define OPEN  "c0045/summit/tickets/open/1"
#define TWICE "c0045/summit/tickets/twice/1"
#define MOVED "c0045/summit/configuration/moved/1"
#define HAND  "c0045/summit/tickets/hand/1"

#define APPROVED "{\"hash\":\"aa\",\"payload\":{\"kind\":\"none\",\"text\":\"some text\"}}"
#define INTENT "{\"attempt\":1,\"deed\":\"perform\",\"hash\":\"aa\",\"kind\":\"jira-issue\"," \
  "\"payload\":{\"kind\":\"none\",\"text\":\"some text\"},\"title\":\"A ticket\"}"
#define OUTCOME "{\"adopted\":false,\"outcome\":{\"key\":\"DM-40120\"}}"
#define BESIDE "{\"adopted\":false,\"outcome\":{\"beside\":\"DM-40120\",\"key\":\"DM-40121\"}}"
#define EQUAL "{\"answer\":\"equal\",\"differences\":[]}"

typedef struct {
  const char *effect_id;
  const char *type;
  const char *data;
} Line;

static const Line lines[] = {
  { NULL, CW_EVENT_CREATED, "{\"facts\":{\"cycle\":\"c0045\"}}" },
  { NULL, CW_EVENT_SET, "{\"key\":\"site.summit\",\"value\":{\"date\":\"2027-01-12\"}}" },
  { OPEN, CW_EVENT_APPROVED, APPROVED },
  { OPEN, CW_EVENT_INTENT, INTENT },
  { TWICE, CW_EVENT_APPROVED, APPROVED },
  { TWICE, CW_EVENT_INTENT, INTENT },
  { TWICE, CW_EVENT_OUTCOME, OUTCOME },
  { TWICE, CW_EVENT_APPROVED, APPROVED },
  { TWICE, CW_EVENT_INTENT, INTENT },
  { TWICE, CW_EVENT_OUTCOME, OUTCOME },
  { MOVED, CW_EVENT_INTENT, INTENT },
  { MOVED, CW_EVENT_OUTCOME, OUTCOME },
  { MOVED, CW_EVENT_INTENT, INTENT },
  { MOVED, CW_EVENT_OUTCOME, BESIDE },
  { MOVED, CW_EVENT_VERIFIED, EQUAL },
  { HAND, CW_EVENT_APPROVED, APPROVED },
  { HAND, CW_EVENT_BY_HAND, "{\"key\":\"DM-1\",\"word\":\"made\"}" },
};

static void
add (GPtrArray  *events,
     const char *effect_id,
     const char *type,
     const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) data = cw_json_parse (json, -1, CW_JSON_DEFAULT_MAX_BYTES, &error);
  gint64 seq = (gint64) events->len + 1;

  g_assert_no_error (error);
  g_ptr_array_add (events, cw_event_new (seq, seq, type, effect_id, "manager", data));
}

static GPtrArray *
make_events (void)
{
  GPtrArray *events = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    add (events, lines[i].effect_id, lines[i].type, lines[i].data);
  for (guint i = 0; i < N_EFFECTS; i++)
    {
      g_autofree char *id = g_strdup_printf ("c0045/summit/tickets/past-%u/1", i);

      add (events, id, CW_EVENT_APPROVED, APPROVED);
      add (events, id, CW_EVENT_INTENT, INTENT);
      add (events, id, CW_EVENT_OUTCOME, OUTCOME);
      add (events, id, CW_EVENT_VERIFIED, EQUAL);
    }
  return events;
}

static char *
make_journal (GPtrArray *events)
{
  g_autofree char *folder = cw_test_directory ();
  char *path = g_build_filename (folder, "c0045.cyclewright", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwJournal) journal = cw_journal_open (path, CW_JOURNAL_OWNER, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (cw_journal_take (journal, events, 0, &error));
  g_assert_no_error (error);
  return path;
}

static void
change (const char *path,
        const char *sql)
{
  g_autofree char *all = g_strdup_printf ("DROP TRIGGER events_stay; DROP TRIGGER events_are_kept; %s;", sql);
  g_autoptr (GError) error = NULL;
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_true (cw_sqlite_exec (database, all, "test", &error));
  g_assert_no_error (error);
  sqlite3_close (database);
}

static CwJournal *
open_journal (const char *path)
{
  g_autoptr (GError) error = NULL;
  CwJournal *journal = cw_journal_open (path, CW_JOURNAL_OWNER, NULL, &error);

  g_assert_no_error (error);
  return journal;
}

/* Read from the file, and told as it happened: the same, whatever was asked first. */
static void
test_folded_late (void)
{
  g_autoptr (GPtrArray) events = make_events ();
  g_autofree char *path = make_journal (events);
  g_autoptr (CwJournal) journal = open_journal (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) read = cw_journal_read (journal, 0, &error);
  g_autoptr (CwHistory) told = cw_history_new (), late = cw_history_new ();
  g_autofree char *kept = g_strconcat (MOVED, "~1", NULL);
  g_autofree char *one = NULL, *two = NULL;

  g_assert_no_error (error);
  cw_history_apply_all (told, events);
  cw_history_apply_all (late, read);
  g_assert_cmpuint (cw_history_get_ids (late)->len, ==, N_EFFECTS + 5);
  g_assert_nonnull (cw_history_get_record (late, kept));
  g_assert_cmpstr (cw_effect_record_get_key (cw_history_get_record (late, MOVED)), ==, "DM-40121");
  one = cw_history_digest (told);
  two = cw_history_digest (late);
  g_assert_cmpstr (one, ==, two);
  g_assert_cmpint (cw_history_get_unreadable (late), ==, 0);
}

/* What can be said of an effect without its record. */
static void
test_from_afar (void)
{
  g_autoptr (GPtrArray) events = make_events ();
  g_autofree char *path = make_journal (events);
  g_autoptr (CwJournal) journal = open_journal (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) read = cw_journal_read (journal, 0, &error);
  g_autoptr (CwHistory) history = cw_history_new ();
  g_autofree char *kind = NULL, *again = NULL, *none = NULL;

  g_assert_no_error (error);
  cw_history_apply_all (history, read);
  g_assert_true (cw_history_is_plain (history, PAST));
  g_assert_true (cw_history_is_plain (history, TWICE));
  g_assert_false (cw_history_is_plain (history, OPEN));
  g_assert_false (cw_history_is_plain (history, MOVED));
  g_assert_false (cw_history_is_plain (history, HAND));
  g_assert_false (cw_history_is_plain (history, "c0045/summit/tickets/none/1"));
  kind = cw_history_dup_kind (history, PAST);
  g_assert_cmpstr (kind, ==, "jira-issue");
  none = cw_history_dup_kind (history, HAND);
  g_assert_null (none);

  g_assert_cmpint (cw_effect_record_get_phase (cw_history_get_record (history, PAST)), ==, CW_PHASE_DONE);
  g_assert_false (cw_history_is_plain (history, PAST));
  again = cw_history_dup_kind (history, PAST);
  g_assert_cmpstr (again, ==, "jira-issue");
}

/* An entry that nobody asks for is damaged: nothing is shown before that is found, and nothing is written. */
static void
test_proved (void)
{
  g_autoptr (GPtrArray) events = make_events ();
  g_autofree char *path = make_journal (events);
  g_autofree char *entry = g_strdup_printf ("its entry %u isn’t what was written there", events->len - 3);
  g_autofree char *sql = g_strdup_printf ("UPDATE events SET data = replace (data, 'some', 'same') WHERE seq = %u",
                                          events->len - 3);
  g_autoptr (CwJournal) journal = NULL;
  g_autoptr (CwRunner) runner = NULL;
  g_autoptr (GError) error = NULL;

  change (path, sql);
  journal = open_journal (path);
  runner = cw_runner_new (journal, "manager", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (cw_runner_prove (runner, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
      g_assert_nonnull (strstr (error->message, entry));
      g_assert_nonnull (strstr (error->message, "put aside as "));
      g_clear_error (&error);
    }
  g_assert_false (cw_runner_note (runner, NULL, "one more", &error));
  g_assert_nonnull (strstr (error->message, entry));
  g_assert_cmpint (cw_history_get_seq (cw_runner_get_history (runner)), ==, events->len);
}

/* Its sum is right and it is no JSON, as no journal of ours is: it may not pass for one that says nothing. */
static void
test_unreadable (void)
{
  g_autoptr (GPtrArray) events = make_events ();
  g_autofree char *path = make_journal (events);
  g_autofree char *entry = g_strdup_printf ("its entry %u can’t be read", events->len);
  g_autoptr (CwJournal) journal = NULL;
  g_autoptr (CwRunner) runner = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *id = g_strdup_printf ("c0045/summit/tickets/past-%u/1", N_EFFECTS - 1);
  g_autofree char *sql = NULL;
  const char *texts[] = { CW_EVENT_VERIFIED, id, "manager", "{\"answer\":" };

  for (guint i = 0; i < 2; i++)
    {
      guint32 head[2] = { GUINT32_TO_BE (SQLITE_INTEGER), GUINT32_TO_BE (8) };
      gint64 number = GINT64_TO_BE ((gint64) events->len);

      g_checksum_update (sum, (const guchar *) head, sizeof head);
      g_checksum_update (sum, (const guchar *) &number, sizeof number);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      guint32 head[2] = { GUINT32_TO_BE (SQLITE_TEXT), GUINT32_TO_BE ((guint32) strlen (texts[i])) };

      g_checksum_update (sum, (const guchar *) head, sizeof head);
      g_checksum_update (sum, (const guchar *) texts[i], -1);
    }
  sql = g_strdup_printf ("UPDATE events SET data = '%s', sum = x'%s' WHERE seq = %u", texts[3],
                         g_checksum_get_string (sum), events->len);
  change (path, sql);
  journal = open_journal (path);
  runner = cw_runner_new (journal, "manager", &error);
  g_assert_no_error (error);
  g_assert_true (cw_runner_prove (runner, &error));
  g_assert_nonnull (cw_history_get_record (cw_runner_get_history (runner), id));
  g_assert_false (cw_runner_prove (runner, &error));
  g_assert_nonnull (strstr (error->message, entry));
  g_clear_error (&error);
  g_assert_false (cw_runner_note (runner, NULL, "one more", &error));
  g_assert_nonnull (strstr (error->message, entry));
}

/* The list of preparations asks for what is prepared alone: of that nothing may be damaged or missing. */
static void
test_own (void)
{
  static const struct {
    const char *sql;
    const char *trouble; /* (nullable) */
  } damages[] = {
    { "SELECT 1", NULL },
    { "UPDATE events SET data = '{}' WHERE seq = 30", NULL },
    { "UPDATE events SET data = replace (data, '2027', '2028') WHERE seq = 2", "its entry 2 isn’t what was written" },
    { "DELETE FROM events WHERE seq = 2", "its entry 2 is missing" },
    { "DELETE FROM events WHERE seq = 1", "its entry 1 is missing" },
  };
  g_autoptr (GPtrArray) events = make_events ();

  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *path = make_journal (events);
      g_autoptr (CwJournal) journal = NULL;
      g_autoptr (GPtrArray) own = NULL;
      g_autoptr (GError) error = NULL;

      change (path, damages[i].sql);
      journal = open_journal (path);
      own = cw_journal_read_own (journal, &error);
      if (damages[i].trouble == NULL)
        {
          g_assert_no_error (error);
          g_assert_cmpuint (own->len, ==, 2);
          g_assert_cmpint (cw_event_get_seq (own->pdata[1]), ==, 2);
          continue;
        }
      g_assert_null (own);
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
      g_assert_nonnull (strstr (error->message, damages[i].trouble));
    }
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/engine/long-journal/folded-late", test_folded_late);
  g_test_add_func ("/engine/long-journal/from-afar", test_from_afar);
  g_test_add_func ("/engine/long-journal/proved", test_proved);
  g_test_add_func ("/engine/long-journal/unreadable", test_unreadable);
  g_test_add_func ("/engine/long-journal/own", test_own);
  return g_test_run ();
}
