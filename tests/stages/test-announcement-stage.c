/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-json.h"
#include "cw-test-stage.h"
#include "cw-test.h"

#define DAY_BEFORE "c0045/summit/announcement/day-before/1"
#define HOUR_BEFORE "c0045/summit/announcement/hour-before/1"
#define START "c0045/summit/announcement/start/1"

static gint64
minute_of (const char *iso)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_iso8601 (iso, NULL);

  g_assert_nonnull (when);
  return g_date_time_to_unix (when) / 60;
}

static void
test_instants (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = cw_test_stage_run (fixture, "announcement");
  JsonObject *day = cw_test_stage_payload (result, DAY_BEFORE);
  JsonObject *hour = cw_test_stage_payload (result, HOUR_BEFORE);

  g_assert_cmpstr (cw_json_get_string (day, "channel", NULL), ==, "#summit-announce");
  g_assert_cmpint (cw_json_get_int (day, "post-at", 0) / 60, ==, minute_of ("2027-01-11T09:00:00-03:00"));
  g_assert_cmpint (cw_json_get_int (hour, "post-at", 0) / 60, ==, minute_of ("2027-01-12T16:00:00-03:00"));
  g_assert_nonnull (g_strstr_len (cw_json_get_string (day, "text", ""), -1, "Cycle 45"));
}

/* The start is posted by hand, as it begins: days slip. */
static void
test_start_waits (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) before = cw_test_stage_run (fixture, "announcement");
  g_autoptr (CwStageResult) on_the_day = NULL;
  g_autoptr (CwStageResult) after = NULL;

  g_assert_nonnull (cw_effect_get_waiting (cw_test_stage_find (before, START)));
  g_assert_nonnull (cw_effect_get_preview (cw_test_stage_find (before, START)));
  g_free (fixture->now);
  fixture->now = g_strdup ("2027-01-12T12:00:00Z");
  on_the_day = cw_test_stage_run (fixture, "announcement");
  g_assert_cmpint (cw_json_get_int (cw_test_stage_payload (on_the_day, START), "post-at", -1), ==, 0);
  g_free (fixture->now);
  fixture->now = g_strdup ("2027-01-14T12:00:00Z");
  after = cw_test_stage_run (fixture, "announcement");
  g_assert_nonnull (cw_effect_get_waiting (cw_test_stage_find (after, START)));
}

/* A person is asked about an instant that passed before anything was sent; what was scheduled stays as it was sent. */
static void
test_time_passes (void)
{
  g_autoptr (CwTestStage) late = cw_test_stage_new ();
  g_autoptr (CwTestStage) sent = cw_test_stage_new ();
  g_autoptr (CwStageResult) unsent = NULL;
  g_autoptr (CwStageResult) answered = NULL;
  g_autoptr (CwStageResult) after = NULL;
  CwEffectRecord *record;

  g_free (late->now);
  late->now = g_strdup ("2027-01-11T12:30:00Z");
  unsent = cw_test_stage_run (late, "announcement");
  g_assert_nonnull (cw_effect_get_waiting (cw_test_stage_find (unsent, DAY_BEFORE)));
  g_assert_cmpstr (((CwQuestion *) g_ptr_array_index (unsent->questions, unsent->questions->len - 1))->fact, ==,
                   "missed." DAY_BEFORE);
  cw_test_stage_fact (late, "missed." DAY_BEFORE, "\"now\"");
  answered = cw_test_stage_run (late, "announcement");
  g_assert_cmpint (cw_json_get_int (cw_test_stage_payload (answered, DAY_BEFORE), "post-at", -1), ==, 0);

  cw_test_stage_done (sent, DAY_BEFORE, "Q1", "");
  g_free (sent->now);
  sent->now = g_strdup ("2027-01-11T12:30:00Z");
  after = cw_test_stage_run (sent, "announcement");
  record = cw_history_get_record (sent->history, DAY_BEFORE);
  g_assert_cmpint (cw_effect_record_get_state (record, cw_test_stage_find (after, DAY_BEFORE)), ==, CW_EFFECT_DONE);
}

static void
test_own_text (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;

  cw_test_stage_fact (fixture, "text." DAY_BEFORE, "\"We begin tomorrow.\"");
  result = cw_test_stage_run (fixture, "announcement");
  g_assert_cmpstr (cw_json_get_string (cw_test_stage_payload (result, DAY_BEFORE), "text", NULL), ==,
                   "We begin tomorrow.");
  g_assert_cmpint (cw_test_stage_check (result, "text-summit-day-before")->state, ==, CW_CHECK_WARNING);
  g_assert_cmpstr (cw_test_stage_check (result, "text-summit-day-before")->text, ==,
                   "The text of “The day before, Summit” doesn’t name the cycle (Cycle 45), the date (Tue 12 Jan), "
                   "the time (17:00)");
}

/* A text of one's own is warned of only where it leaves out what ours would name; a moved date makes it stale. */
static void
test_stale_text (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) before = NULL, after = NULL;

  cw_test_stage_fact (fixture, "text." DAY_BEFORE, "\"Cycle 45 comes on Tue 12 Jan at 17:00. Bring coffee.\"");
  before = cw_test_stage_run (fixture, "announcement");
  g_assert_null (cw_test_stage_check (before, "text-summit-day-before"));
  cw_test_stage_fact (fixture, "site.summit", "{\"date\":\"2027-01-19\",\"time\":\"17:00\"}");
  after = cw_test_stage_run (fixture, "announcement");
  g_assert_nonnull (strstr (cw_test_stage_check (after, "text-summit-day-before")->text, "the date (Tue 19 Jan)"));
}

/* The installed script speaks for the two messages that it knows; its failure is said, and our template speaks. */
static void
test_script (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) scripted = NULL;
  g_autoptr (CwStageResult) failed = NULL;

  cw_test_stage_see (fixture, "script.summit.day-before", "\"From the script\"");
  scripted = cw_test_stage_run (fixture, "announcement");
  g_assert_cmpstr (cw_json_get_string (cw_test_stage_payload (scripted, DAY_BEFORE), "text", NULL), ==,
                   "From the script");
  g_hash_table_remove_all (fixture->observations);
  cw_test_stage_see (fixture, "script-failure.summit", "\"release_announcement ended with status 1\"");
  failed = cw_test_stage_run (fixture, "announcement");
  g_assert_cmpint (cw_test_stage_check (failed, "script-summit")->state, ==, CW_CHECK_WARNING);
  g_assert_nonnull (g_strstr_len (cw_json_get_string (cw_test_stage_payload (failed, DAY_BEFORE), "text", ""), -1,
                                  "Cycle 45"));
}

/* No name or number can ping a channel. */
static void
test_escaped (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;

  cw_test_stage_fact (fixture, "cycle", "\"c0045.001\"");
  cw_test_stage_fact (fixture, "components", "\"<!channel> & Co\"");
  result = cw_test_stage_run (fixture, "announcement");
  g_assert_nonnull (g_strstr_len (cw_json_get_string (cw_test_stage_payload (
                                    result, "c0045.001/summit/announcement/hour-before/1"), "text", ""), -1,
                                  "&lt;!channel&gt; &amp; Co"));
}

static void
test_principals (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) without = cw_test_stage_run (fixture, "announcement");
  g_autoptr (CwStageResult) with = NULL;

  cw_test_stage_fact (fixture, "principals.summit", "true");
  with = cw_test_stage_run (fixture, "announcement");
  g_assert_null (cw_test_stage_find (without, "c0045/summit/announcement/principals-camera/1"));
  g_assert_nonnull (cw_test_stage_find (with, "c0045/summit/announcement/principals-camera/1"));
  g_assert_nonnull (cw_test_stage_find (with, "c0045/summit/announcement/principals-dm/1"));
  g_assert_null (cw_test_stage_find (with, "c0045/tts/announcement/principals-dm/1"));
}

/* A revision can begin before anybody knows its components: then they are asked for, once, in words. */
static void
test_components_asked (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL, after = NULL;
  CwEffect *effect;
  guint n_asked = 0;

  cw_test_stage_fact (fixture, "cycle", "\"c0045.001\"");
  result = cw_test_stage_run (fixture, "announcement");
  for (guint i = 0; i < result->questions->len; i++)
    n_asked += g_str_equal (((CwQuestion *) g_ptr_array_index (result->questions, i))->fact, "components");
  g_assert_cmpuint (n_asked, ==, 1);
  effect = cw_test_stage_find (result, "c0045.001/summit/announcement/hour-before/1");
  g_assert_null (cw_effect_get_payload (effect));
  g_assert_cmpstr (cw_effect_get_waiting (effect), ==, "Waits for the components of the revision");
  /* Nobody copies a text with a hole. */
  g_assert_null (cw_effect_get_preview (effect));
  g_assert_null (cw_effect_get_preview (cw_test_stage_find (result, "c0045.001/summit/announcement/start/1")));
  cw_test_stage_fact (fixture, "components", "\"MTMount\"");
  after = cw_test_stage_run (fixture, "announcement");
  effect = cw_test_stage_find (after, "c0045.001/summit/announcement/hour-before/1");
  g_assert_nonnull (cw_effect_get_payload (effect));
  g_assert_nonnull (strstr (cw_effect_get_preview (effect), "MTMount"));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/announcement/instants", test_instants);
  g_test_add_func ("/announcement/start-waits", test_start_waits);
  g_test_add_func ("/announcement/time-passes", test_time_passes);
  g_test_add_func ("/announcement/own-text", test_own_text);
  g_test_add_func ("/announcement/stale-text", test_stale_text);
  g_test_add_func ("/announcement/script", test_script);
  g_test_add_func ("/announcement/escaped", test_escaped);
  g_test_add_func ("/announcement/principals", test_principals);
  g_test_add_func ("/announcement/components-asked", test_components_asked);
  return g_test_run ();
}
