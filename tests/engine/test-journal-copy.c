/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-journal-copy.h"
#include "cw-journal.h"
#include "cw-json.h"
#include "cw-test.h"

static CwJournal *
open_journal (const char *directory,
              const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GError) error = NULL;
  CwJournal *journal = cw_journal_open (path, CW_JOURNAL_OWNER, NULL, &error);

  g_assert_no_error (error);
  return journal;
}

static void
append (CwJournal  *journal,
        const char *type,
        const char *text)
{
  g_autoptr (JsonObject) data = cw_json_object ("text", text, NULL);
  g_autoptr (CwEvent) event = cw_journal_append (journal, type, NULL, "manager", data, NULL);

  g_assert_nonnull (event);
}

static GPtrArray *
read_all (CwJournal *journal)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *events = cw_journal_read (journal, 0, &error);

  g_assert_no_error (error);
  return events;
}

static CwJournalCopy *
carry (CwJournal *journal)
{
  g_autoptr (GPtrArray) events = read_all (journal);
  g_autoptr (CwJournalCopy) copy = cw_journal_copy_new ("c0045-rubin", TRUE, "Ada", "dome", 1000000,
                                                         events);
  g_autofree char *text = cw_journal_copy_to_text (copy);
  g_autoptr (GError) error = NULL;
  CwJournalCopy *arrived = cw_journal_copy_parse (text, strlen (text), "file", &error);

  g_assert_no_error (error);
  return arrived;
}

/* What arrives is what left; both journals read the same afterwards. */
static void
test_carried (void)
{
  g_autofree char *directory = cw_test_directory ();
  g_autoptr (CwJournal) journal = open_journal (directory, "one");
  g_autoptr (CwJournal) other = open_journal (directory, "other");
  g_autoptr (CwJournalCopy) first = NULL, second = NULL;
  g_autoptr (GPtrArray) here = NULL;
  g_autoptr (GError) error = NULL;

  append (journal, CW_EVENT_CREATED, "“first” 🔭");
  first = carry (journal);
  g_assert_cmpstr (first->id, ==, "c0045-rubin");
  g_assert_true (first->rehearsal);
  g_assert_cmpstr (first->actor, ==, "Ada");
  g_assert_true (cw_journal_take (other, first->events, 0, &error));
  g_assert_no_error (error);
  append (journal, CW_EVENT_NOTE, "second");
  second = carry (journal);
  here = read_all (other);
  g_assert_cmpint (cw_journal_copy_find_difference (second, here), ==, -1);
  g_assert_true (cw_journal_take (other, second->events, here->len, &error));
  g_assert_no_error (error);
  g_ptr_array_unref (here);
  here = read_all (other);
  g_assert_cmpuint (here->len, ==, 2);
  g_assert_cmpint (cw_journal_copy_find_difference (second, here), ==, -1);
  g_assert_cmpint (cw_event_get_time (here->pdata[1]), ==, cw_event_get_time (second->events->pdata[1]));
  g_assert_cmpint (cw_journal_now (other), >=, cw_event_get_time (here->pdata[1]));
}

static void
test_went_apart (void)
{
  g_autofree char *directory = cw_test_directory ();
  g_autoptr (CwJournal) journal = open_journal (directory, "one");
  g_autoptr (CwJournal) other = open_journal (directory, "other");
  g_autoptr (CwJournalCopy) copy = NULL;
  g_autoptr (GPtrArray) here = NULL;

  append (journal, CW_EVENT_CREATED, "first");
  copy = carry (journal);
  g_assert_true (cw_journal_take (other, copy->events, 0, NULL));
  append (journal, CW_EVENT_NOTE, "here");
  append (other, CW_EVENT_NOTE, "there");
  here = read_all (other);
  cw_journal_copy_free (g_steal_pointer (&copy));
  copy = carry (journal);
  g_assert_cmpint (cw_journal_copy_find_difference (copy, here), ==, 1);
}

/* One entry that can't be written: none of them is. */
static void
test_all_or_nothing (void)
{
  g_autofree char *directory = cw_test_directory ();
  g_autoptr (CwJournal) journal = open_journal (directory, "one");
  g_autofree char *long_text = g_strnfill (CW_JSON_DEFAULT_MAX_BYTES, 'x');
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) here = NULL;
  g_autoptr (GError) error = NULL;
  const char *const texts[] = { "short", long_text };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (JsonNode) data = cw_json_node_object (cw_json_object ("text", texts[i], NULL));

      g_ptr_array_add (events, cw_event_new (i + 1, 1000000 + i, CW_EVENT_NOTE, NULL, "Ada", data));
    }
  g_assert_false (cw_journal_take (journal, events, 0, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  here = read_all (journal);
  g_assert_cmpuint (here->len, ==, 0);
  append (journal, CW_EVENT_CREATED, "goes on");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/engine/journal-copy/carried", test_carried);
  g_test_add_func ("/engine/journal-copy/went-apart", test_went_apart);
  g_test_add_func ("/engine/journal-copy/all-or-nothing", test_all_or_nothing);
  return g_test_run ();
}
