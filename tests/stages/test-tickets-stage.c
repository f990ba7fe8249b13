/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-json.h"
#include "cw-test-stage.h"
#include "cw-test.h"

static const char *
field (JsonObject *payload,
       const char *name)
{
  return cw_json_get_string (cw_json_get_object (payload, "fields"), name, NULL);
}

static void
test_configuration (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = cw_test_stage_run (fixture, "tickets");
  JsonObject *payload = cw_test_stage_payload (result, "c0045/summit/tickets/configuration/1");
  JsonObject *fields = cw_json_get_object (payload, "fields");
  CwEffect *effect = cw_test_stage_find (result, "c0045/summit/tickets/configuration/1");
  JsonArray *labels = cw_json_get_array (fields, "labels");

  g_assert_cmpstr (field (payload, "summary"), ==, "Ready summit deployment configuration for Cycle 45");
  g_assert_cmpstr (cw_json_get_string (cw_json_get_object (fields, "project"), "key", NULL), ==, "DM");
  g_assert_cmpstr (cw_json_get_string (cw_json_get_object (fields, "issuetype"), "name", NULL), ==, "Story");
  g_assert_cmpstr (cw_json_get_string (cw_json_get_object (fields, "customfield_10056"), "value", NULL), ==,
                   "Deployment");
  g_assert_cmpstr (cw_json_get_string (cw_json_get_object (fields, "description"), "type", NULL), ==, "doc");
  g_assert_cmpuint (json_array_get_length (labels), ==, 1);
  g_assert_cmpstr (json_array_get_string_element (labels, 0), ==, cw_effect_get_marker (effect));
  payload = cw_test_stage_payload (result, "c0045/tts/tickets/configuration/1");
  g_assert_cmpstr (field (payload, "summary"), ==, "Ready Tucson test stand deployment configuration for Cycle 45");
}

static void
test_calendar (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = cw_test_stage_run (fixture, "tickets");
  JsonObject *payload = cw_test_stage_payload (result, "c0045/summit/tickets/calendar/1");

  g_assert_cmpstr (field (payload, "summary"), ==, "Control System Cycle 45 Upgrade");
  g_assert_cmpstr (field (payload, "customfield_10059"), ==, "2027-01-12T17:00:00.000-0300");
  g_assert_nonnull (field (payload, "customfield_10061"));
  g_assert_null (cw_test_stage_find (result, "c0045/tts/tickets/calendar/1"));
}

/* People are told of the calendar ticket only once it exists. */
static void
test_notice_waits (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) before = cw_test_stage_run (fixture, "tickets");
  g_autoptr (CwStageResult) after = NULL;
  const char *id = "c0045/summit/tickets/calendar-notice/1";

  g_assert_nonnull (cw_effect_get_waiting (cw_test_stage_find (before, id)));
  cw_test_stage_done (fixture, "c0045/summit/tickets/calendar/1", "SUMMIT-1", "http://jira/SUMMIT-1");
  after = cw_test_stage_run (fixture, "tickets");
  g_assert_nonnull (cw_effect_get_payload (cw_test_stage_find (after, id)));
}

static void
test_incremental (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) asked = NULL;
  g_autoptr (CwStageResult) result = NULL;
  JsonObject *payload;

  cw_test_stage_fact (fixture, "cycle", "\"c0044.003\"");
  cw_test_stage_fact (fixture, "components", "\"MTMount\"");
  asked = cw_test_stage_run (fixture, "tickets");
  g_assert_cmpstr (((CwQuestion *) g_ptr_array_index (asked->questions, 0))->fact, ==, "version.ts_xml");
  cw_test_stage_fact (fixture, "version.ts_xml", "\"27.1.1\"");
  result = cw_test_stage_run (fixture, "tickets");
  payload = cw_test_stage_payload (result, "c0044.003/summit/tickets/calendar-incremental/1");
  g_assert_cmpstr (field (payload, "summary"), ==, "Incremental XML Upgrade (Cycle 44 Revision 3)");
}

static void
test_fact (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;

  cw_test_stage_done (fixture, "c0045/summit/tickets/configuration/1", "DM-1", "");
  result = cw_test_stage_run (fixture, "tickets");
  g_assert_cmpstr (result->fact, ==, "1 of 5");
  g_assert_cmpint (cw_test_stage_check (result, "c0045/summit/tickets/configuration/1")->state, ==, CW_CHECK_HOLDS);
  g_assert_cmpint (cw_test_stage_check (result, "c0045/tts/tickets/configuration/1")->state, ==, CW_CHECK_OPEN);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/tickets/configuration", test_configuration);
  g_test_add_func ("/tickets/calendar", test_calendar);
  g_test_add_func ("/tickets/notice-waits", test_notice_waits);
  g_test_add_func ("/tickets/incremental", test_incremental);
  g_test_add_func ("/tickets/fact", test_fact);
  return g_test_run ();
}
