/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

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

static const char *
account_of (JsonObject *fields)
{
  return cw_json_get_string (cw_json_get_object (fields, "assignee"), "accountId", NULL);
}

static void
test_people (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = cw_test_stage_run (fixture, "tickets");
  JsonObject *fields = cw_json_get_object (cw_test_stage_payload (result, "c0045/summit/tickets/calendar/1"), "fields");
  JsonArray *participants = cw_json_get_array (fields, "customfield_10151");

  g_assert_cmpstr (account_of (fields), ==, "1:manager");
  g_assert_cmpuint (json_array_get_length (participants), ==, 2);
  g_assert_cmpstr (cw_json_get_string (json_array_get_object_element (participants, 1), "id", NULL), ==,
                   "1:activities");
  fields = cw_json_get_object (cw_test_stage_payload (result, "c0045/tts/tickets/configuration/1"), "fields");
  g_assert_cmpstr (account_of (fields), ==, "1:manager");
  g_assert_false (json_object_has_member (fields, "customfield_10151"));
  g_assert_cmpint (cw_test_stage_check (result, "person.release-manager")->state, ==, CW_CHECK_HOLDS);
  g_assert_cmpuint (result->questions->len, ==, 0);
}

/* By a person's word the place stays empty. */
static void
test_nobody (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;
  JsonObject *fields;

  cw_test_stage_fact (fixture, "person.release-manager", "\"nobody\"");
  result = cw_test_stage_run (fixture, "tickets");
  fields = cw_json_get_object (cw_test_stage_payload (result, "c0045/summit/tickets/calendar/1"), "fields");
  g_assert_null (account_of (fields));
  g_assert_cmpuint (json_array_get_length (cw_json_get_array (fields, "customfield_10151")), ==, 1);
  g_assert_cmpuint (result->questions->len, ==, 0);
}

/* One question for all tickets, and each of them waits for it. */
static const CwQuestion *
assert_asked (CwStageResult *result,
              const char    *fact,
              const char    *words)
{
  const CwQuestion *question;

  g_assert_cmpuint (result->questions->len, ==, 1);
  question = g_ptr_array_index (result->questions, 0);
  g_assert_cmpstr (question->fact, ==, fact);
  g_assert_true (question->blocking);
  g_assert_nonnull (strstr (question->text, words));
  g_assert_nonnull (cw_effect_get_waiting (cw_test_stage_find (result, "c0045/summit/tickets/calendar/1")));
  return question;
}

static void
test_unknown_people (void)
{
  static const struct {
    const char *seen;
    const char *trouble;
    const char *words;
    guint n_values;
  } cases[] = {
    { "{\"query\":\"\",\"people\":[],\"refused\":[]}", "null", "nobody by", 0 },
    { "{\"query\":\"\",\"people\":[{\"account\":\"1:a\",\"name\":\"A\"},{\"account\":\"1:b\",\"name\":\"B\"}]}",
      "null", "2 people", 3 },
    { "null", "\"The network is gone\"", "The network is gone", 0 },
    { "{\"query\":\"Somebody Else\",\"people\":[]}", "null", "refresh", 0 },
    { "{\"query\":\"\",\"people\":[{\"account\":\"1:a\",\"name\":\"A\"}],\"refused\":[\"DM\"]}", "null",
      "gives A no tickets of the project DM", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
      g_autoptr (CwStageResult) result = NULL;
      const CwQuestion *question;

      cw_test_stage_see (fixture, "person.release-manager", cases[i].seen);
      cw_test_stage_see (fixture, "person-trouble.release-manager", cases[i].trouble);
      result = cw_test_stage_run (fixture, "tickets");
      if (strstr (cases[i].seen, "DM") != NULL)
        {
          /* The calendar's project takes them, so only the configuration tickets wait. */
          g_assert_null (cw_effect_get_waiting (cw_test_stage_find (result, "c0045/summit/tickets/calendar/1")));
          g_assert_nonnull (cw_effect_get_waiting (cw_test_stage_find (result, "c0045/tts/tickets/configuration/1")));
          continue;
        }
      question = assert_asked (result, "person.release-manager", cases[i].words);
      if (cases[i].n_values > 0)
        g_assert_cmpuint (g_strv_length (question->values), ==, cases[i].n_values);
      else
        g_assert_cmpstr (question->suggested, ==, "nobody");
    }
}

/* Without an account for Jira the tickets are made by hand: nobody asks who stands in them. */
static void
test_no_account (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;
  CwEffect *effect;

  cw_test_stage_see (fixture, "person.release-manager", "{\"query\":\"\",\"unasked\":true}");
  result = cw_test_stage_run (fixture, "tickets");
  effect = cw_test_stage_find (result, "c0045/tts/tickets/configuration/1");
  g_assert_null (cw_effect_get_waiting (effect));
  g_assert_nonnull (strstr (cw_effect_get_detail (effect), "Release manager"));
  g_assert_cmpuint (result->questions->len, ==, 0);
}

/* What a person made or left out asks for nobody. */
static void
test_by_hand (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;
  static const char *const ids[] = {
    "c0045/summit/tickets/configuration/1", "c0045/tts/tickets/configuration/1", "c0045/bts/tickets/configuration/1",
    "c0045/summit/tickets/calendar/1",
  };

  cw_test_stage_see (fixture, "person.release-manager", "null");
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    cw_test_stage_event (fixture, CW_EVENT_BY_HAND, ids[i], "{\"key\":\"DM-1\",\"word\":\"made\"}");
  result = cw_test_stage_run (fixture, "tickets");
  g_assert_cmpuint (result->questions->len, ==, 0);
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

/* Closed before its day it was changed; from the day on it was to be. */
static void
test_closed (void)
{
  static const char id[] = "c0045/tts/tickets/configuration/1";
  static const char *const days[] = { "2026-12-02", "2026-12-01" };
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();

  cw_test_stage_done (fixture, id, "DM-1", "https://jira.example/DM-1");
  cw_test_stage_event (fixture, CW_EVENT_VERIFIED, id,
                       "{\"answer\":\"different\",\"differences\":[{\"what\":\"status\",\"ours\":\"open\","
                       "\"theirs\":\"Done\",\"end\":\"" CW_END_CLOSED "\"}]}");
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autofree char *site = g_strdup_printf ("{\"date\":\"%s\",\"time\":\"17:00\"}", days[i]);
      g_autoptr (CwView) view = NULL;

      cw_test_stage_fact (fixture, "site.tts", site);
      view = cw_test_stage_view (fixture, FALSE);
      g_assert_cmpint (cw_view_find (view, id)->state, ==, i == 0 ? CW_EFFECT_DRIFTED : CW_EFFECT_DONE);
      g_assert_cmpstr (cw_view_find (view, id)->words, ==, i == 0 ? "Changed outside" : "Closed");
    }
}

/* The calendar's ticket is linked to the site's other one once both have a key, wherever they came from. */
static void
test_links (void)
{
  static const char id[] = "c0045/summit/tickets/calendar-links/1";
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) none = cw_test_stage_run (fixture, "tickets"), half = NULL, both = NULL;

  g_assert_null (cw_test_stage_find (none, "c0045/summit/tickets/configuration-links/1"));
  g_assert_null (cw_test_stage_find (none, "c0045/tts/tickets/calendar-links/1"));
  g_assert_nonnull (cw_effect_get_waiting (cw_test_stage_find (none, id)));
  cw_test_stage_event (fixture, CW_EVENT_BY_HAND, "c0045/summit/tickets/calendar/1",
                       "{\"key\":\"\",\"word\":\"Told\"}");
  cw_test_stage_done (fixture, "c0045/summit/tickets/configuration/1", "DM-1", "http://jira/DM-1");
  half = cw_test_stage_run (fixture, "tickets");
  g_assert_nonnull (strstr (cw_effect_get_waiting (cw_test_stage_find (half, id)), "by hand"));
  cw_test_stage_event (fixture, CW_EVENT_BY_HAND, "c0045/summit/tickets/calendar/1", "{\"key\":\"SUMMIT-1\"}");
  both = cw_test_stage_run (fixture, "tickets");
  g_assert_cmpstr (cw_effect_get_payload_text (cw_test_stage_find (both, id)), ==,
                   "{\"issue\":\"SUMMIT-1\",\"links\":[{\"issue\":\"DM-1\",\"type\":\"Relates\"}]}");
}

static void
test_fact (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;

  cw_test_stage_done (fixture, "c0045/summit/tickets/configuration/1", "DM-1", "");
  result = cw_test_stage_run (fixture, "tickets");
  g_assert_cmpstr (result->fact, ==, "5 open");
  g_assert_cmpint (cw_test_stage_check (result, "c0045/summit/tickets/configuration/1")->state, ==, CW_CHECK_HOLDS);
  g_assert_cmpint (cw_test_stage_check (result, "c0045/tts/tickets/configuration/1")->state, ==, CW_CHECK_OPEN);
}

/* One ticket for two sites is said before anything is pushed under its name. */
static void
test_shared (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) apart = NULL, shared = NULL, calendar = NULL;
  const CwCheck *check;

  cw_test_stage_done (fixture, "c0045/summit/tickets/configuration/1", "DM-1", "");
  apart = cw_test_stage_run (fixture, "tickets");
  g_assert_null (cw_test_stage_check (apart, "shared-DM-1-tts"));
  g_assert_null (cw_test_stage_check (apart, "shared-DM-1-summit"));
  cw_test_stage_event (fixture, CW_EVENT_BY_HAND, "c0045/tts/tickets/configuration/1",
                       "{\"key\":\"DM-1\",\"word\":\"made\"}");
  shared = cw_test_stage_run (fixture, "tickets");
  check = cw_test_stage_check (shared, "shared-DM-1-summit");
  if (check == NULL)
    check = cw_test_stage_check (shared, "shared-DM-1-tts");
  g_assert_nonnull (check);
  g_assert_cmpint (check->state, ==, CW_CHECK_WARNING);
  g_assert_nonnull (strstr (check->text, "the same branches"));
  /* The calendar's ticket names no branch. */
  cw_test_stage_event (fixture, CW_EVENT_BY_HAND, "c0045/tts/tickets/configuration/1",
                       "{\"key\":\"DM-2\",\"word\":\"made\"}");
  cw_test_stage_event (fixture, CW_EVENT_BY_HAND, "c0045/summit/tickets/calendar/1",
                       "{\"key\":\"DM-1\",\"word\":\"made\"}");
  calendar = cw_test_stage_run (fixture, "tickets");
  check = cw_test_stage_check (calendar, "shared-DM-1-summit");
  g_assert_nonnull (check);
  g_assert_null (strstr (check->text, "branches"));
}

/* A ticket that Jira wasn't there to show is done as far as was known, and says so. */
static void
test_uncompared (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL, handover = NULL;
  const CwOutOfReach *one;

  cw_test_stage_done (fixture, "c0045/summit/tickets/configuration/1", "DM-1", "");
  cw_test_stage_see (fixture, "uncompared", "{\"c0045/summit/tickets/configuration/1\":\"no route\",\"x\":\"y\"}");
  result = cw_test_stage_run (fixture, "tickets");
  g_assert_cmpstr (cw_test_stage_check (result, "uncompared")->text, ==,
                   "1 thing that was sent could not be compared with what is there now: no route");
  g_assert_cmpint (cw_test_stage_check (result, "uncompared")->state, ==, CW_CHECK_UNKNOWN);
  g_assert_cmpint (cw_test_stage_check (result, "c0045/summit/tickets/configuration/1")->state, ==, CW_CHECK_HOLDS);
  g_assert_cmpuint (result->out_of_reach->len, ==, 1);
  one = g_ptr_array_index (result->out_of_reach, 0);
  g_assert_cmpstr (one->name, ==, "Jira");
  g_assert_cmpstr (one->site, ==, "summit");
  handover = cw_test_stage_run (fixture, "handover");
  g_assert_cmpuint (handover->out_of_reach->len, ==, 1);
  cw_test_stage_see (fixture, "uncompared", "null");
  g_clear_pointer (&result, cw_stage_result_free);
  result = cw_test_stage_run (fixture, "tickets");
  g_assert_null (cw_test_stage_check (result, "uncompared"));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/tickets/configuration", test_configuration);
  g_test_add_func ("/tickets/calendar", test_calendar);
  g_test_add_func ("/tickets/people", test_people);
  g_test_add_func ("/tickets/nobody", test_nobody);
  g_test_add_func ("/tickets/unknown-people", test_unknown_people);
  g_test_add_func ("/tickets/no-account", test_no_account);
  g_test_add_func ("/tickets/by-hand", test_by_hand);
  g_test_add_func ("/tickets/notice-waits", test_notice_waits);
  g_test_add_func ("/tickets/incremental", test_incremental);
  g_test_add_func ("/tickets/closed", test_closed);
  g_test_add_func ("/tickets/links", test_links);
  g_test_add_func ("/tickets/fact", test_fact);
  g_test_add_func ("/tickets/shared", test_shared);
  g_test_add_func ("/tickets/uncompared", test_uncompared);
  return g_test_run ();
}
