/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "cw-error.h"
#include "cw-journal.h"
#include "cw-json.h"
#include "cw-sqlite-private.h"
#include "cw-test.h"

static char *
new_path (void)
{
  g_autofree char *directory = cw_test_directory ();

  return g_build_filename (directory, "c0045.cyclewright", NULL);
}

static CwJournal *
open_journal (const char   *path,
              CwJournalMode mode)
{
  g_autoptr (GError) error = NULL;
  CwJournal *journal = cw_journal_open (path, mode, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (journal);
  return journal;
}

static void
append (CwJournal  *journal,
        const char *type,
        const char *effect_id,
        const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) data = cw_json_object ("text", text, NULL);
  g_autoptr (CwEvent) event = cw_journal_append (journal, type, effect_id, "manager", data, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cw_event_get_effect_id (event), ==, effect_id);
}

static guint
count_events (CwJournal *journal)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = cw_journal_read (journal, 0, &error);

  g_assert_no_error (error);
  return events->len;
}

static void
make_sound_journal (const char *path)
{
  g_autoptr (CwJournal) journal = open_journal (path, CW_JOURNAL_OWNER);

  for (int i = 0; i < 20; i++)
    append (journal, CW_EVENT_NOTE, NULL, "a line of some length, so that the file gets several pages in the end");
}

static void
run_sql (const char *path,
         const char *sql)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_true (cw_sqlite_exec (database, sql, "test", &error));
  g_assert_no_error (error);
  sqlite3_close (database);
}

static char *
sum_of_file (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, length);
}

/* Refused in both modes with that code, the reason naming the file, and the file as it was. */
static void
assert_refused (const char *path,
                int         code,
                const char *word)
{
  g_autofree char *before = sum_of_file (path);
  g_autofree char *aside = g_strconcat (path, ".aside", NULL);

  for (int mode = CW_JOURNAL_OWNER; mode <= CW_JOURNAL_READER; mode++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwJournal) journal = cw_journal_open (path, mode, NULL, &error);
      g_autofree char *after = sum_of_file (path);

      g_assert_error (error, CW_ERROR, code);
      g_assert_null (journal);
      g_assert_nonnull (strstr (error->message, "c0045.cyclewright"));
      g_assert_nonnull (strstr (error->message, word));
      g_assert_cmpstr (before, ==, after);
    }
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
}

static void
test_append (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (CwJournal) journal = open_journal (path, CW_JOURNAL_OWNER);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;
  gint64 now = g_get_real_time ();

  append (journal, CW_EVENT_CREATED, NULL, "first");
  append (journal, CW_EVENT_NOTE, "c0045/summit/tickets/ticket/1", "“second” \\ \" 🔭");
  g_clear_object (&journal);

  journal = open_journal (path, CW_JOURNAL_OWNER);
  append (journal, CW_EVENT_NOTE, NULL, "third");
  events = cw_journal_read (journal, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, 2);
  g_assert_cmpint (cw_event_get_seq (events->pdata[0]), ==, 2);
  g_assert_cmpstr (cw_event_get_event_type (events->pdata[0]), ==, CW_EVENT_NOTE);
  g_assert_cmpstr (cw_event_get_effect_id (events->pdata[0]), ==, "c0045/summit/tickets/ticket/1");
  g_assert_cmpstr (cw_event_get_actor (events->pdata[0]), ==, "manager");
  g_assert_cmpstr (cw_json_get_string (cw_event_get_data (events->pdata[0]), "text", NULL), ==,
                   "“second” \\ \" 🔭");
  g_assert_cmpint (ABS (cw_event_get_time (events->pdata[0]) - now), <, 60 * G_USEC_PER_SEC);
  g_assert_null (cw_event_get_effect_id (events->pdata[1]));
}

static void
test_clock (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (GDateTime) then = g_date_time_new_utc (2027, 1, 12, 9, 0, 0);
  g_autoptr (CwClock) clock = cw_clock_new_at (then);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwJournal) journal = cw_journal_open (path, CW_JOURNAL_OWNER, clock, &error);
  g_autoptr (CwEvent) event = NULL;

  g_assert_no_error (error);
  event = cw_journal_append (journal, CW_EVENT_CREATED, NULL, "manager", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cw_event_get_time (event) / G_USEC_PER_SEC - g_date_time_to_unix (then), <, 60);
  g_assert_cmpint (cw_event_get_time (event) / G_USEC_PER_SEC, >=, g_date_time_to_unix (then));
}

/* What happened stays in the past though the computer's clock was set back. */
static void
test_clock_set_back (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (GDateTime) then = g_date_time_new_utc (2027, 1, 12, 9, 0, 0);
  g_autoptr (GDateTime) before = g_date_time_add_hours (then, -1);
  g_autoptr (CwClock) clock = cw_clock_new_at (then), set_back = cw_clock_new_at (before);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwJournal) journal = cw_journal_open (path, CW_JOURNAL_OWNER, clock, &error);
  g_autoptr (CwEvent) event = cw_journal_append (journal, CW_EVENT_CREATED, NULL, "manager", NULL, &error);
  gint64 now;

  g_assert_no_error (error);
  g_clear_object (&journal);
  journal = cw_journal_open (path, CW_JOURNAL_OWNER, set_back, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_events (journal), ==, 1);
  g_assert_cmpint (cw_journal_now (journal), >=, cw_event_get_time (event));

  /* It doesn't stand still either: who waits for an instant gets there. */
  now = cw_journal_now (journal);
  while (cw_journal_now (journal) == now)
    g_thread_yield ();
  g_assert_cmpint (cw_journal_now (journal), >, now);
}

static void
test_append_only (void)
{
  static const char *const statements[] = {
    "UPDATE events SET actor = 'x'",
    "DELETE FROM events",
    "INSERT OR REPLACE INTO events (seq, time, type, actor, data) VALUES (1, 0, 'note', 'x', '{}')",
  };
  g_autofree char *path = new_path ();
  g_autoptr (CwJournal) journal = NULL;
  sqlite3 *database = NULL;

  make_sound_journal (path);
  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    g_assert_cmpint (sqlite3_exec (database, statements[i], NULL, NULL, NULL), ==, SQLITE_CONSTRAINT);
  sqlite3_close (database);
  journal = open_journal (path, CW_JOURNAL_READER);
  g_assert_cmpuint (count_events (journal), ==, 20);
}

static void
test_one_owner (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (CwJournal) owner = open_journal (path, CW_JOURNAL_OWNER);
  g_autoptr (CwJournal) reader = open_journal (path, CW_JOURNAL_READER);
  g_autoptr (CwJournal) second = NULL;
  g_autoptr (CwEvent) event = NULL;
  g_autoptr (GError) error = NULL;

  second = cw_journal_open (path, CW_JOURNAL_OWNER, NULL, &error);
  g_assert_null (second);
  g_assert_error (error, CW_ERROR, CW_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, "another window or command"));
  g_clear_error (&error);

  g_assert_true (cw_journal_is_owner (owner));
  g_assert_false (cw_journal_is_owner (reader));
  event = cw_journal_append (reader, CW_EVENT_NOTE, NULL, "reader", NULL, &error);
  g_assert_null (event);
  g_assert_error (error, CW_ERROR, CW_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_false (cw_journal_set_draft (reader, "key", "text", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_BUSY);

  g_clear_object (&owner);
  second = open_journal (path, CW_JOURNAL_OWNER);
  append (second, CW_EVENT_NOTE, NULL, "now mine");
}

static void
test_reader (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (CwJournal) none = NULL;
  g_autoptr (CwJournal) owner = NULL;
  g_autoptr (CwJournal) reader = NULL;
  g_autoptr (GError) error = NULL;

  none = cw_journal_open (path, CW_JOURNAL_READER, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);

  owner = open_journal (path, CW_JOURNAL_OWNER);
  append (owner, CW_EVENT_CREATED, NULL, "one");
  reader = open_journal (path, CW_JOURNAL_READER);
  g_assert_cmpuint (count_events (reader), ==, 1);
  g_assert_false (cw_journal_has_changed (reader));
  append (owner, CW_EVENT_NOTE, NULL, "two");
  g_assert_true (cw_journal_has_changed (reader));
  g_assert_false (cw_journal_has_changed (reader));
  g_assert_cmpuint (count_events (reader), ==, 2);
  g_assert_false (cw_journal_has_changed (owner));
}

static void
test_newer (void)
{
  static const char *const versions[] = { "3", "4", "2147483647" };

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autofree char *path = new_path ();
      g_autofree char *sql = g_strdup_printf ("PRAGMA user_version = %s; PRAGMA wal_checkpoint (TRUNCATE);",
                                              versions[i]);

      make_sound_journal (path);
      run_sql (path, sql);
      assert_refused (path, CW_ERROR_INVALID_DATA, "newer");
    }
}

/* Version 0 is a journal in which nothing was made yet; it is brought up to date. One that says 0, or less, and has
 * what a later version has isn't ours to mend. */
static void
test_older (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *odd = new_path ();
  g_autoptr (CwJournal) journal = NULL;
  g_autoptr (GError) error = NULL;

  run_sql (path, "PRAGMA application_id = 0x43576a72; PRAGMA user_version = 0;");
  journal = open_journal (path, CW_JOURNAL_OWNER);
  append (journal, CW_EVENT_NOTE, NULL, "one");
  g_assert_cmpuint (count_events (journal), ==, 1);
  g_clear_object (&journal);
  journal = open_journal (path, CW_JOURNAL_OWNER);
  g_assert_cmpuint (count_events (journal), ==, 1);

  make_sound_journal (odd);
  run_sql (odd, "PRAGMA user_version = -1; PRAGMA wal_checkpoint (TRUNCATE);");
  g_assert_null (cw_journal_open (odd, CW_JOURNAL_OWNER, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, "c0045.cyclewright is damaged"));
  run_sql (odd, "PRAGMA user_version = 2;");
  g_clear_object (&journal);
  journal = open_journal (odd, CW_JOURNAL_OWNER);
  g_assert_cmpuint (count_events (journal), ==, 20);
}

/* The copy is of the first time that the file was refused, whatever becomes of the file. */
static void
test_aside (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *aside = g_strconcat (path, ".aside", NULL);
  g_autofree char *again = g_strconcat (path, ".aside-2", NULL);
  g_autofree char *first = NULL, *copy = NULL, *later = NULL, *worse = NULL, *second = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "no journal, but somebody's work", -1, NULL));
  first = sum_of_file (path);
  assert_refused (path, CW_ERROR_INVALID_DATA, "left as it is");
  copy = sum_of_file (aside);
  g_assert_cmpstr (first, ==, copy);
  g_assert_true (g_file_set_contents (path, "worse", -1, NULL));
  g_assert_null (cw_journal_open (path, CW_JOURNAL_OWNER, NULL, &error));
  g_assert_nonnull (strstr (error->message, "c0045.cyclewright.aside"));
  later = sum_of_file (aside);
  g_assert_cmpstr (first, ==, later);

  /* What is damaged anew has a copy of its own, which the message names; and no third one of the same. */
  g_assert_nonnull (strstr (error->message, "c0045.cyclewright.aside-2"));
  worse = sum_of_file (path);
  second = sum_of_file (again);
  g_assert_cmpstr (worse, ==, second);
  g_clear_error (&error);
  g_assert_null (cw_journal_open (path, CW_JOURNAL_OWNER, NULL, &error));
  g_assert_nonnull (strstr (error->message, "c0045.cyclewright.aside-2"));
}

static void
test_foreign (void)
{
  g_autofree char *path = new_path ();

  run_sql (path, "PRAGMA application_id = 7; CREATE TABLE theirs (a);");
  assert_refused (path, CW_ERROR_INVALID_DATA, "another program");
}

static void
test_no_database (void)
{
  static const char *const contents[] = { "", "{\"cycle\": 45}", "SQLite format 3" };

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autofree char *path = new_path ();

      g_assert_true (g_file_set_contents (path, contents[i], -1, NULL));
      assert_refused (path, CW_ERROR_INVALID_DATA, "damaged");
    }
}

static void
test_damaged (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *bytes = NULL;
  gsize length = 0;

  make_sound_journal (path);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_cmpuint (length, >, 2 * 4096);
  memset (bytes + 4096, 0x5a, length - 4096);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  assert_refused (path, CW_ERROR_INVALID_DATA, "damaged");

  g_assert_true (g_file_set_contents (path, bytes, 4096 + 100, NULL));
  assert_refused (path, CW_ERROR_INVALID_DATA, "damaged");
}

/* Tables of another version than the file says it is of: nothing is brought up to date by guessing. */
static void
test_other_columns (void)
{
  static const char *const damages[] = {
    "PRAGMA user_version = 1;", "PRAGMA user_version = -3;", "ALTER TABLE events RENAME COLUMN sum TO total;",
    "ALTER TABLE drafts RENAME TO notes;",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *path = new_path ();
      g_autofree char *sql = g_strconcat (damages[i], "PRAGMA wal_checkpoint (TRUNCATE);", NULL);

      make_sound_journal (path);
      run_sql (path, sql);
      assert_refused (path, CW_ERROR_INVALID_DATA, "damaged");
    }
}

/* An entry that was tampered with is named, and what can't be read is no reason to write. */
static void
test_broken_entry (void)
{
  static const char *const entries[] = { "{\"a\":", "[]", "{\"a\":1,\"a\":2}" };

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      g_autofree char *path = new_path ();
      g_autofree char *sql = NULL;
      g_autofree char *aside = g_strconcat (path, ".aside", NULL);
      g_autoptr (CwJournal) journal = NULL, copy = NULL;
      g_autoptr (GPtrArray) events = NULL, copied = NULL;
      g_autoptr (GError) error = NULL;

      make_sound_journal (path);
      sql = g_strdup_printf ("INSERT INTO events (time, type, actor, data) VALUES (0, 'note', 'x', '%s')", entries[i]);
      run_sql (path, sql);
      journal = open_journal (path, CW_JOURNAL_OWNER);
      events = cw_journal_read (journal, 0, &error);
      g_assert_null (events);
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
      g_assert_nonnull (strstr (error->message, "c0045.cyclewright is damaged: its entry 21 can"));
      g_assert_nonnull (strstr (error->message, "put back a copy of it, or begin anew"));
      g_assert_nonnull (strstr (error->message, "put aside as "));
      g_assert_null (strstr (error->message, "column"));
      /* The copy holds what the file does, that entry too. */
      g_clear_error (&error);
      copy = open_journal (aside, CW_JOURNAL_READER);
      copied = cw_journal_read (copy, 0, &error);
      g_assert_null (copied);
      g_assert_nonnull (strstr (error->message, "c0045.cyclewright.aside is damaged: its entry 21 can"));
      g_assert_null (strstr (error->message, "put aside"));
    }
}

/* What version 1 made, as it made it. */
static const char *const version_1 =
  "PRAGMA application_id = 0x43576a72;"
  "CREATE TABLE events ("
  "  seq INTEGER PRIMARY KEY,"
  "  time INTEGER NOT NULL,"
  "  type TEXT NOT NULL,"
  "  effect TEXT,"
  "  actor TEXT NOT NULL,"
  "  data TEXT NOT NULL);"
  "CREATE TRIGGER events_are_kept BEFORE DELETE ON events"
  "  BEGIN SELECT RAISE (ABORT, 'events are never deleted'); END;"
  "CREATE TRIGGER events_stay BEFORE UPDATE ON events"
  "  BEGIN SELECT RAISE (ABORT, 'events are never changed'); END;"
  "CREATE TRIGGER events_are_not_replaced BEFORE INSERT ON events WHEN NEW.seq IN (SELECT seq FROM events)"
  "  BEGIN SELECT RAISE (ABORT, 'events are never replaced'); END;"
  "CREATE TABLE drafts (key TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;"
  "INSERT INTO events VALUES (1, 1799744400000000, 'created', NULL, 'manager', '{\"facts\":{}}');"
  "INSERT INTO events VALUES (2, 1799744400000001, 'note', 'c0045/summit/tickets/ticket/1', 'manager', '{\"a\":1}');"
  "INSERT INTO drafts VALUES ('page.changes', 'half a sentence');"
  "PRAGMA user_version = 1;";

static void
change_entry (const char *path,
              const char *change)
{
  g_autofree char *sql = g_strdup_printf ("DROP TRIGGER events_stay; UPDATE events SET %s;", change);

  run_sql (path, sql);
}

/* Of the version before the sums: read along as it is, brought up to date by its owner, and guarded from then on. */
static void
test_without_sums (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *before = NULL, *after = NULL, *draft = NULL;
  g_autoptr (CwJournal) journal = NULL, reader = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;

  run_sql (path, version_1);
  before = sum_of_file (path);
  reader = open_journal (path, CW_JOURNAL_READER);
  g_assert_cmpuint (count_events (reader), ==, 2);
  after = sum_of_file (path);
  g_assert_cmpstr (before, ==, after);

  journal = open_journal (path, CW_JOURNAL_OWNER);
  append (journal, CW_EVENT_NOTE, NULL, "three");
  g_assert_cmpuint (count_events (reader), ==, 3);
  events = cw_journal_read (journal, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, 3);
  g_assert_cmpint (cw_event_get_time (events->pdata[1]), ==, G_GINT64_CONSTANT (1799744400000001));
  g_assert_cmpstr (cw_event_get_effect_id (events->pdata[1]), ==, "c0045/summit/tickets/ticket/1");
  g_assert_cmpint (cw_json_get_int (cw_event_get_data (events->pdata[1]), "a", 0), ==, 1);
  g_assert_true (cw_journal_get_draft (journal, "page.changes", &draft, &error));
  g_assert_cmpstr (draft, ==, "half a sentence");
  g_clear_object (&reader);
  g_clear_object (&journal);

  change_entry (path, "data = '{\"a\":2}' WHERE seq = 2");
  journal = open_journal (path, CW_JOURNAL_OWNER);
  g_assert_null (cw_journal_read (journal, 0, &error));
  g_assert_nonnull (strstr (error->message, "its entry 2 isn’t what was written there"));
}

/* What reads well and isn't what was written is found, in whichever of an entry's values it is, and named. */
static void
test_changed_entry (void)
{
  static const char *const changes[] = {
    "data = replace (data, 'some', 'same')", "actor = 'manages'", "time = time + 1", "type = 'nota'",
    "effect = ''", "effect = 'c0045/summit/tickets/ticket/1'", "data = data || ' '", "sum = x''",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *path = new_path ();
      g_autofree char *change = g_strdup_printf ("%s WHERE seq = 7", changes[i]);
      g_autoptr (CwJournal) journal = NULL;
      g_autoptr (GPtrArray) events = NULL;
      g_autoptr (GError) error = NULL;

      make_sound_journal (path);
      change_entry (path, change);
      journal = open_journal (path, CW_JOURNAL_OWNER);
      events = cw_journal_read (journal, 0, &error);
      g_assert_null (events);
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
      g_assert_nonnull (strstr (error->message, "c0045.cyclewright is damaged: its entry 7 isn’t what was written"));
      g_assert_nonnull (strstr (error->message, "put back a copy of it, or begin anew"));
      g_assert_nonnull (strstr (error->message, "put aside as "));
    }
}

/* The byte on the disk, past SQLite: the file is sound to it, and the text to JSON. */
static void
test_flipped_byte (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *bytes = NULL;
  g_autoptr (CwJournal) journal = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  char *place;

  journal = open_journal (path, CW_JOURNAL_OWNER);
  append (journal, CW_EVENT_OUTCOME, NULL, "DM-40120");
  append (journal, CW_EVENT_NOTE, NULL, "afterwards");
  g_clear_object (&journal);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  for (place = bytes; place < bytes + length - 8 && memcmp (place, "DM-40120", 8) != 0; place++)
    ;
  g_assert_cmpint (*place, ==, 'D');
  place[7] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));

  journal = open_journal (path, CW_JOURNAL_READER);
  events = cw_journal_read (journal, 0, &error);
  g_assert_null (events);
  g_assert_nonnull (strstr (error->message, "its entry 1 isn’t what was written there"));
}

/* What was taken out of the middle is missed. */
static void
test_missing_entry (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (CwJournal) journal = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;

  make_sound_journal (path);
  run_sql (path, "DROP TRIGGER events_are_kept; DELETE FROM events WHERE seq = 7");
  journal = open_journal (path, CW_JOURNAL_OWNER);
  events = cw_journal_read (journal, 0, &error);
  g_assert_null (events);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, "c0045.cyclewright is damaged: its entry 7 is missing"));
  g_assert_nonnull (strstr (error->message, "put aside as "));
}

/* A file that may not grow stands for the disk that is full: what is there stays readable, and it goes on later. */
static void
test_no_space (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *large = g_strnfill (100000, 'x');
  g_autoptr (CwJournal) journal = open_journal (path, CW_JOURNAL_OWNER);
  g_autoptr (JsonObject) data = cw_json_object ("text", large, NULL);
  g_autoptr (CwEvent) event = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit before, tight;

  append (journal, CW_EVENT_CREATED, NULL, "before");
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  tight = before;
  tight.rlim_cur = 50000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &tight), ==, 0);
  event = cw_journal_append (journal, CW_EVENT_NOTE, NULL, "manager", data, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);

  g_assert_null (event);
  g_assert_error (error, CW_ERROR, CW_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, "c0045.cyclewright"));
  g_assert_cmpuint (count_events (journal), ==, 1);
  append (journal, CW_EVENT_NOTE, NULL, large);
  g_clear_object (&journal);
  journal = open_journal (path, CW_JOURNAL_READER);
  g_assert_cmpuint (count_events (journal), ==, 2);
}

static void
test_full_database (void)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (":memory:", &database), ==, SQLITE_OK);
  g_assert_true (cw_sqlite_exec (database, "CREATE TABLE t (a); PRAGMA max_page_count = 2;", "Making", &error));
  g_assert_false (cw_sqlite_exec (database, "INSERT INTO t VALUES (zeroblob (100000))", "Writing", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORAGE);
  g_assert_true (g_str_has_prefix (error->message, "Writing: the disk is full"));
  sqlite3_close (database);
}

static void
test_too_large (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *large = g_strnfill (CW_JSON_DEFAULT_MAX_BYTES, 'x');
  g_autoptr (CwJournal) journal = open_journal (path, CW_JOURNAL_OWNER);
  g_autoptr (JsonObject) data = cw_json_object ("text", large, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwEvent) event = cw_journal_append (journal, CW_EVENT_NOTE, NULL, "manager", data, &error);

  g_assert_null (event);
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_cmpuint (count_events (journal), ==, 0);
}

static void
test_no_folder (void)
{
  g_autofree char *directory = cw_test_directory ();
  g_autofree char *path = g_build_filename (directory, "absent", "c0045.cyclewright", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwJournal) journal = cw_journal_open (path, CW_JOURNAL_OWNER, NULL, &error);

  g_assert_null (journal);
  g_assert_error (error, CW_ERROR, CW_ERROR_STORAGE);
}

static void
test_drafts (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (CwJournal) journal = open_journal (path, CW_JOURNAL_OWNER);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) drafts = cw_journal_read_drafts (journal, &error);

  g_assert_cmpuint (g_hash_table_size (drafts), ==, 0);
  g_assert_true (cw_journal_set_draft (journal, "page.changes", "half a sen", &error));
  g_assert_true (cw_journal_set_draft (journal, "page.changes", "half a sentence", &error));
  g_clear_object (&journal);
  journal = open_journal (path, CW_JOURNAL_OWNER);
  g_clear_pointer (&drafts, g_hash_table_unref);
  drafts = cw_journal_read_drafts (journal, &error);
  g_assert_cmpstr (g_hash_table_lookup (drafts, "page.changes"), ==, "half a sentence");
  g_assert_true (cw_journal_set_draft (journal, "page.changes", NULL, &error));
  g_clear_pointer (&drafts, g_hash_table_unref);
  drafts = cw_journal_read_drafts (journal, &error);
  g_assert_cmpuint (g_hash_table_size (drafts), ==, 0);
  g_assert_no_error (error);
}

/* What append returned is there, however the process ends; and a dead owner's lock is free. */
static void
test_killed (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (CwJournal) journal = NULL;
  int status = 0;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      CwJournal *mine = cw_journal_open (path, CW_JOURNAL_OWNER, NULL, NULL);

      for (int i = 0; i < 5; i++)
        g_object_unref (cw_journal_append (mine, CW_EVENT_NOTE, NULL, "child", NULL, NULL));
      raise (SIGKILL);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
  journal = open_journal (path, CW_JOURNAL_OWNER);
  g_assert_cmpuint (count_events (journal), ==, 5);
}

/* A creation that was cut short leaves its unfinished file, which the next one doesn't mind. */
static void
test_creation_cut_short (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *fresh = g_strconcat (path, ".new", NULL);
  g_autoptr (CwJournal) journal = NULL;

  g_assert_true (g_file_set_contents (fresh, "SQLite format 3", -1, NULL));
  journal = open_journal (path, CW_JOURNAL_OWNER);
  g_assert_cmpuint (count_events (journal), ==, 0);
  g_assert_false (g_file_test (fresh, G_FILE_TEST_EXISTS));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/engine/journal/append", test_append);
  g_test_add_func ("/engine/journal/clock", test_clock);
  g_test_add_func ("/engine/journal/clock-set-back", test_clock_set_back);
  g_test_add_func ("/engine/journal/append-only", test_append_only);
  g_test_add_func ("/engine/journal/one-owner", test_one_owner);
  g_test_add_func ("/engine/journal/reader", test_reader);
  g_test_add_func ("/engine/journal/newer", test_newer);
  g_test_add_func ("/engine/journal/older", test_older);
  g_test_add_func ("/engine/journal/aside", test_aside);
  g_test_add_func ("/engine/journal/foreign", test_foreign);
  g_test_add_func ("/engine/journal/no-database", test_no_database);
  g_test_add_func ("/engine/journal/damaged", test_damaged);
  g_test_add_func ("/engine/journal/other-columns", test_other_columns);
  g_test_add_func ("/engine/journal/missing-entry", test_missing_entry);
  g_test_add_func ("/engine/journal/broken-entry", test_broken_entry);
  g_test_add_func ("/engine/journal/without-sums", test_without_sums);
  g_test_add_func ("/engine/journal/changed-entry", test_changed_entry);
  g_test_add_func ("/engine/journal/flipped-byte", test_flipped_byte);
  g_test_add_func ("/engine/journal/no-space", test_no_space);
  g_test_add_func ("/engine/journal/full-database", test_full_database);
  g_test_add_func ("/engine/journal/too-large", test_too_large);
  g_test_add_func ("/engine/journal/no-folder", test_no_folder);
  g_test_add_func ("/engine/journal/drafts", test_drafts);
  g_test_add_func ("/engine/journal/killed", test_killed);
  g_test_add_func ("/engine/journal/creation-cut-short", test_creation_cut_short);
  return g_test_run ();
}
