/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-json.h"
#include "cw-test-stage.h"
#include "cw-test.h"

#define PAGE "c0045/all/page/page/1"
#define ANNOUNCEMENT "c0045/all/page/announcement/1"

static CwTestStage *
new_with_tickets (void)
{
  CwTestStage *self = cw_test_stage_new ();

  cw_test_stage_done (self, "c0045/summit/tickets/configuration/1", "DM-1", "http://jira/browse/DM-1");
  cw_test_stage_done (self, "c0045/tts/tickets/configuration/1", "DM-2", "http://jira/browse/DM-2");
  cw_test_stage_done (self, "c0045/bts/tickets/configuration/1", "DM-3", "http://jira/browse/DM-3");
  return self;
}

static gboolean
says (JsonObject *payload,
      const char *text)
{
  return g_strstr_len (cw_json_get_string (payload, "body", ""), -1, text) != NULL;
}

static void
test_content (void)
{
  g_autoptr (CwTestStage) fixture = new_with_tickets ();
  g_autoptr (CwStageResult) result = NULL;
  JsonObject *payload;

  cw_test_stage_see (fixture, "manifest", "{\"CYCLE\":\"c0045\",\"rev\":\".000\",\"ts_xml\":\"24.1.0\","
                                          "\"as-of\":\"2026-11-30\"}");
  cw_test_stage_fact (fixture, "page.changes", "\"Scripts <must> be restarted\\n\\nNew & better\"");
  cw_test_stage_fact (fixture, "version.strimzi", "\"0.45\"");
  result = cw_test_stage_run (fixture, "page");
  payload = cw_test_stage_payload (result, PAGE);
  g_assert_cmpstr (cw_json_get_string (payload, "title", NULL), ==, "Cycle 45 Upgrade");
  g_assert_cmpstr (cw_json_get_string (payload, "space", NULL), ==, "LSSTCOM");
  g_assert_cmpstr (cw_json_get_string (payload, "parent", NULL), ==, "53752125");
  g_assert_true (says (payload, "24.1.0"));
  g_assert_true (says (payload, "Valid as of 2026-11-30."));
  g_assert_true (says (payload, "0.45"));
  g_assert_true (says (payload, "Scripts &lt;must&gt; be restarted"));
  g_assert_true (says (payload, "http://jira/browse/DM-1"));
  g_assert_true (says (payload, cw_effect_get_marker (cw_test_stage_find (result, PAGE))));
  g_assert_cmpint (cw_test_stage_check (result, "version-kafka")->state, ==, CW_CHECK_WARNING);
  g_assert_null (cw_test_stage_check (result, "version-ts_xml"));
  g_assert_null (cw_test_stage_check (result, "manifest-cycle"));
}

/* Everybody reads the page: of a deployment it tells the day that was chosen, not the one worked back from the
 * Summit's, and nothing of sites that aren't part of the preparation. */
static void
test_schedule (void)
{
  g_autoptr (CwTestStage) fixture = new_with_tickets ();
  g_autoptr (CwStageResult) moved = NULL, alone = NULL;

  cw_test_stage_fact (fixture, "site.tts", "{\"date\":\"2027-01-08\",\"time\":\"17:00\"}");
  cw_test_stage_fact (fixture, "site.bts", "{\"date\":\"2027-01-07\",\"time\":\"17:00\"}");
  moved = cw_test_stage_run (fixture, "page");
  g_assert_true (says (cw_test_stage_payload (moved, PAGE), "<strong>Thu 7 Jan</strong>: First test stand"));
  g_assert_true (says (cw_test_stage_payload (moved, PAGE), "<strong>Tue 12 Jan</strong>: Summit"));

  g_hash_table_remove (fixture->facts, "site.tts");
  g_hash_table_remove (fixture->facts, "site.bts");
  alone = cw_test_stage_run (fixture, "page");
  g_assert_false (says (cw_test_stage_payload (alone, PAGE), "First test stand"));
  g_assert_true (says (cw_test_stage_payload (alone, PAGE), "<strong>Tue 12 Jan</strong>: Summit"));
}

static void
test_other_cycle (void)
{
  g_autoptr (CwTestStage) fixture = new_with_tickets ();
  g_autoptr (CwStageResult) result = NULL;
  g_autofree char *text = NULL;

  cw_test_stage_see (fixture, "manifest", "{\"CYCLE\":\"c0044\",\"ts_xml\":\"23.9.9\"}");
  result = cw_test_stage_run (fixture, "page");
  g_assert_cmpint (cw_test_stage_check (result, "manifest-cycle")->state, ==, CW_CHECK_WARNING);
  /* Another cycle's versions are no facts of this one. */
  g_assert_cmpint (cw_test_stage_check (result, "version-ts_xml")->state, ==, CW_CHECK_WARNING);
  g_assert_false (says (cw_test_stage_payload (result, PAGE), "23.9.9"));

  /* A person's word holds for what the warning said then. */
  text = g_strdup_printf ("\"%s\"", cw_test_stage_check (result, "manifest-cycle")->text);
  cw_test_stage_fact (fixture, "waved.manifest-cycle", text);
  cw_stage_result_free (g_steal_pointer (&result));
  result = cw_test_stage_run (fixture, "page");
  g_assert_cmpint (cw_test_stage_check (result, "manifest-cycle")->state, ==, CW_CHECK_WAVED);
  cw_test_stage_see (fixture, "manifest", "{\"CYCLE\":\"c0043\"}");
  cw_stage_result_free (g_steal_pointer (&result));
  result = cw_test_stage_run (fixture, "page");
  g_assert_cmpint (cw_test_stage_check (result, "manifest-cycle")->state, ==, CW_CHECK_WARNING);
}

/* What was left out was not done: nobody is told that it was, and no text goes out with a hole in it. */
static void
test_left_out (void)
{
  g_autoptr (CwTestStage) fixture = new_with_tickets ();
  g_autoptr (CwStageResult) artifacts = NULL;
  g_autoptr (CwStageResult) page = NULL;

  cw_test_stage_done (fixture, PAGE, "123", "http://wiki/123");
  cw_test_stage_event (fixture, CW_EVENT_LEFT_OUT, "c0045/all/build/rpms/1", "{\"reason\":\"not built\"}");
  cw_test_stage_event (fixture, CW_EVENT_LEFT_OUT, "c0045/all/build/jars/1", "{\"reason\":\"not built\"}");
  artifacts = cw_test_stage_run (fixture, "page");
  g_assert_nonnull (cw_effect_get_waiting (cw_test_stage_find (artifacts, ANNOUNCEMENT)));
  cw_test_stage_fact (fixture, "artifacts", "true");
  cw_test_stage_event (fixture, CW_EVENT_LEFT_OUT, PAGE, "{\"reason\":\"no page\"}");
  page = cw_test_stage_run (fixture, "page");
  g_assert_nonnull (cw_effect_get_waiting (cw_test_stage_find (page, ANNOUNCEMENT)));
}

static void
test_waits_for_tickets (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = cw_test_stage_run (fixture, "page");

  g_assert_nonnull (cw_effect_get_waiting (cw_test_stage_find (result, PAGE)));
}

/* The page is announced only after the base artifacts are there, or a person's word says so. */
static void
test_announcement_waits (void)
{
  g_autoptr (CwTestStage) fixture = new_with_tickets ();
  g_autoptr (CwStageResult) before = NULL;
  g_autoptr (CwStageResult) after = NULL;

  cw_test_stage_fact (fixture, "page.channel", "\"#control-system-releases\"");
  cw_test_stage_done (fixture, PAGE, "123", "http://wiki/123");
  before = cw_test_stage_run (fixture, "page");
  g_assert_nonnull (cw_effect_get_waiting (cw_test_stage_find (before, ANNOUNCEMENT)));
  cw_test_stage_fact (fixture, "artifacts", "true");
  after = cw_test_stage_run (fixture, "page");
  g_assert_nonnull (g_strstr_len (cw_json_get_string (cw_test_stage_payload (after, ANNOUNCEMENT), "text", ""), -1,
                                  "http://wiki/123"));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/page/content", test_content);
  g_test_add_func ("/page/schedule", test_schedule);
  g_test_add_func ("/page/other-cycle", test_other_cycle);
  g_test_add_func ("/page/left-out", test_left_out);
  g_test_add_func ("/page/waits-for-tickets", test_waits_for_tickets);
  g_test_add_func ("/page/announcement-waits", test_announcement_waits);
  return g_test_run ();
}
