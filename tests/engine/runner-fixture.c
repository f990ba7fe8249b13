/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-error.h"
#include "cw-json.h"
#include "cw-test.h"
#include "runner-fixture.h"

static void
note_event (CwEvent *event,
            gpointer data)
{
  Fixture *f = data;

  g_ptr_array_add (f->seen, g_strdup (cw_event_get_event_type (event)));
}

/* Opens the journal at so many minutes after a fixed instant. */
void
fixture_open_at (Fixture *f,
                 int      minutes)
{
  g_autofree char *path = g_build_filename (f->directory, "journal", NULL);
  g_autoptr (GDateTime) start = g_date_time_new_utc (2027, 1, 12, 9, 0, 0);
  g_autoptr (GDateTime) now = g_date_time_add_minutes (start, minutes);
  g_autoptr (CwClock) clock = cw_clock_new_at (now);
  g_autoptr (GError) error = NULL;

  g_clear_object (&f->runner);
  g_clear_object (&f->journal);
  f->journal = cw_journal_open (path, CW_JOURNAL_OWNER, clock, &error);
  g_assert_no_error (error);
  f->runner = cw_runner_new (f->journal, "manager", &error);
  g_assert_no_error (error);
  cw_runner_add_handler (f->runner, FIXTURE_KIND, CW_HANDLER (f->outside));
  cw_runner_set_func (f->runner, note_event, f);
}

void
fixture_set_up (Fixture       *f,
                gconstpointer  data)
{
  g_autofree char *path = NULL;

  f->directory = cw_test_directory ();
  path = g_build_filename (f->directory, "outside", NULL);
  f->outside = outside_new (path);
  f->seen = g_ptr_array_new_with_free_func (g_free);
  fixture_open_at (f, 0);
}

void
fixture_tear_down (Fixture       *f,
                   gconstpointer  data)
{
  g_clear_object (&f->runner);
  g_clear_object (&f->journal);
  g_clear_object (&f->outside);
  g_ptr_array_unref (f->seen);
  g_free (f->directory);
}

CwEffect *
fixture_effect (const char *payload,
                guint       attempt)
{
  g_autoptr (CwEffect) effect = cw_effect_new (FIXTURE_ID, FIXTURE_KIND, "The summit's ticket");
  g_autofree char *marker = cw_effect_make_marker (FIXTURE_ID, attempt);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  cw_effect_set_marker (effect, marker);
  if (payload != NULL)
    {
      node = cw_json_parse (payload, -1, 0, &error);
      g_assert_no_error (error);
      cw_effect_set_payload (effect, node);
    }
  return g_steal_pointer (&effect);
}

CwEffectRecord *
fixture_record (Fixture *f)
{
  return cw_history_get_record (cw_runner_get_history (f->runner), FIXTURE_ID);
}

void
fixture_assert_state (Fixture       *f,
                      CwEffect      *effect,
                      CwEffectState  state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = cw_journal_read (f->journal, 0, &error);
  g_autoptr (CwHistory) again = cw_history_new ();
  g_autofree char *live = cw_history_digest (cw_runner_get_history (f->runner));
  g_autofree char *folded = NULL;

  g_assert_cmpstr (cw_effect_state_to_word (cw_effect_record_get_state (fixture_record (f), effect)), ==,
                   cw_effect_state_to_word (state));
  g_assert_no_error (error);
  cw_history_apply_all (again, events);
  folded = cw_history_digest (again);
  g_assert_cmpstr (live, ==, folded);
}

void
fixture_approve (Fixture  *f,
                 CwEffect *effect)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_runner_approve (f->runner, effect, &error));
  g_assert_no_error (error);
}

void
fixture_run_well (Fixture  *f,
                  CwEffect *effect)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_runner_run (f->runner, effect, NULL, &error));
  g_assert_no_error (error);
}

void
fixture_run_badly (Fixture  *f,
                   CwEffect *effect,
                   int       code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_runner_run (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, code);
  g_assert_nonnull (error->message);
}

/* It was looked for, and that it wasn't found doesn't count yet. */
void
fixture_assert_not_yet (Fixture  *f,
                        CwEffect *effect)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_runner_look (f->runner, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  fixture_assert_state (f, effect, CW_EFFECT_IN_DOUBT);
}
