/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-jira-issue-handler.h"
#include "cw-json.h"
#include "cw-outcome.h"
#include "cw-test-handler.h"
#include "cw-test-services.h"
#include "cw-test.h"

#define ADF(text) \
  "{\"type\":\"doc\",\"version\":1,\"content\":[{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\"," \
  "\"text\":\"" text "\"}]}]}"
#define TICKET(summary, label, text) \
  "{\"fields\":{\"project\":{\"key\":\"OSW\"},\"issuetype\":{\"name\":\"Story\"},\"summary\":\"" summary "\"," \
  "\"labels\":[\"" label "\"],\"description\":" ADF (text) ",\"customfield_10056\":{\"value\":\"Deployment\"}}}"
#define SUMMARY "Ready summit deployment configuration for Cycle 45"
#define CALENDAR \
  "{\"fields\":{\"project\":{\"key\":\"SUMMIT\"},\"issuetype\":{\"name\":\"Task\"},\"summary\":\"Control System " \
  "Cycle 45 Upgrade\",\"labels\":[\"SoftwareRelease\"],\"priority\":{\"name\":\"SUMMIT-1\"},\"components\":[{" \
  "\"name\":\"Software Updates\"},{\"name\":\"AuxTel\"}],\"description\":" ADF ("From 9:00 CLT.") "," \
  "\"customfield_10059\":\"2026-12-01T09:00:00.000-0300\",\"customfield_10061\":\"2026-12-01T17:00:00.000-0300\"," \
  "\"customfield_10141\":[{\"value\":\"Software\"}]," \
  "\"assignee\":{\"accountId\":\"712020:05a10001-0000-4000-8000-000000000001\"}," \
  "\"customfield_10151\":[{\"id\":\"712020:05a10002-0000-4000-8000-000000000002\"}]}}"

/* As above, but given to somebody to whom tickets of that project can't be given. */
#define UNASSIGNABLE \
  "{\"fields\":{\"project\":{\"key\":\"OSW\"},\"issuetype\":{\"name\":\"Story\"},\"summary\":\"" SUMMARY "\"," \
  "\"customfield_10056\":{\"value\":\"Deployment\"}," \
  "\"assignee\":{\"accountId\":\"712020:05a10002-0000-4000-8000-000000000002\"}}}"

typedef struct
{
  CwTestServices *services;
  CwHandler *handler;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (CwJiraService) service = NULL;

  fixture->services = cw_test_services_start ("2026-11-23T12:00:00Z");
  service = cw_jira_service_new (fixture->services->http, fixture->services->accounts->jira);
  fixture->handler = cw_jira_issue_handler_new (service);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->handler);
  cw_test_services_stop (fixture->services);
}

static CwEffect *
ticket (const char *marker,
        const char *payload)
{
  return cw_test_effect (CW_EFFECT_KIND_JIRA_ISSUE, marker, payload);
}

static void
assert_answer (CwFinding      *finding,
               CwFindingAnswer answer,
               guint           candidates,
               guint           differences)
{
  g_assert_cmpint (finding->answer, ==, answer);
  g_assert_cmpuint (finding->candidates->len, ==, candidates);
  g_assert_cmpuint (finding->differences->len, ==, differences);
}

/* What the site changed since the procedure was written is said by name, and nothing is created. */
static void
test_changed_site (Fixture      *fixture,
                   gconstpointer data)
{
  static const struct {
    const char *fields;
    const char *words;
  } cases[] = {
    { "\"customfield_10056\":{\"value\":\"Deployment\"},\"customfield_99999\":\"x\"",
      "no field “customfield_99999”" },
    { "\"labels\":[\"a\"]", "wants the field “Team” (customfield_10056)" },
    { "\"customfield_10056\":{\"value\":\"Deployments\"}", "(customfield_10056) does not take “Deployments”" },
    { "\"customfield_10056\":{\"value\":\"Deployment\"},\"components\":[{\"name\":\"Nowhere\"}]",
      "does not take “Nowhere”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *payload = g_strdup_printf ("{\"fields\":{\"project\":{\"key\":\"OSW\"},\"issuetype\":{\"name\":"
                                                  "\"Story\"},\"summary\":\"" SUMMARY "\",%s}}", cases[i].fields);
      g_autoptr (CwEffect) effect = ticket (NULL, payload);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonObject) outcome = cw_handler_perform (fixture->handler, effect, NULL, &error);

      g_assert_null (outcome);
      g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_assert_nonnull (strstr (error->message, "OSW"));
    }
  g_assert_cmpuint (cw_test_services_count (fixture->services, "jira", "POST", "/rest/api/3/issue"), ==, 0);
  /* Two pages at most, asked for once. */
  g_assert_cmpuint (cw_test_services_count (fixture->services, "jira", "GET", "/rest/api/3/issue/createmeta"), ==, 2);
}

/* Without a sight of what the project takes, Jira has the word; without an answer nothing is created. */
static void
test_unseen_site (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (CwEffect) effect = ticket (NULL, TICKET (SUMMARY, "a", "Text"));
  g_autoptr (JsonObject) none = NULL, outcome = NULL;
  g_autoptr (GError) error = NULL;

  cw_test_rehearsal_fault (fixture->services->rehearsal, "{\"service\":\"jira\",\"path\":\"/rest/api/3/issue/createmeta"
                                                         "\",\"kind\":\"status\",\"status\":500}");
  none = cw_handler_perform (fixture->handler, effect, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  g_assert_cmpuint (cw_test_services_count (fixture->services, "jira", "POST", "/rest/api/3/issue"), ==, 0);
  cw_test_rehearsal_fault (fixture->services->rehearsal, "{\"service\":\"jira\",\"path\":\"/rest/api/3/issue/createmeta"
                                                         "\",\"kind\":\"status\",\"status\":404}");
  outcome = cw_test_perform (fixture->handler, effect);
  g_assert_nonnull (cw_json_get_string (outcome, "key", NULL));
}

static void
test_unassignable (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (CwEffect) effect = ticket (NULL, UNASSIGNABLE);
  g_autoptr (CwFinding) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) outcome = cw_handler_perform (fixture->handler, effect, NULL, &error);

  g_assert_null (outcome);
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_nonnull (strstr (error->message, "cannot be assigned"));
  after = cw_test_find (fixture->handler, effect);
  assert_answer (after, CW_FINDING_NOTHING, 0, 0);
}

static void
test_once (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (CwEffect) effect = ticket ("cw-1", TICKET (SUMMARY, "cw-1", "Prepare it."));
  g_autoptr (CwFinding) before = cw_test_find (fixture->handler, effect);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (CwFinding) after = cw_test_find (fixture->handler, effect);
  g_autoptr (CwFinding) verified = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *found = g_ptr_array_index (after->candidates, 0);

  assert_answer (before, CW_FINDING_NOTHING, 0, 0);
  g_assert_nonnull (strstr (before->where, "cw-1"));
  assert_answer (after, CW_FINDING_EQUAL, 1, 0);
  g_assert_true (after->ours);
  g_assert_cmpstr (cw_json_get_string (found, "key", "?"), ==, cw_json_get_string (outcome, "key", ""));
  g_assert_cmpstr (cw_json_get_string (found, "url", "?"), ==, cw_json_get_string (outcome, "url", ""));
  g_assert_cmpstr (cw_json_get_string (found, "id", "?"), ==, cw_json_get_string (outcome, "id", ""));
  verified = cw_handler_verify (fixture->handler, effect, outcome, NULL, &error);
  g_assert_no_error (error);
  assert_answer (verified, CW_FINDING_EQUAL, 1, 0);
  g_assert_true (verified->ours);
  g_assert_false (cw_handler_can_retract (fixture->handler));
  g_assert_cmpuint (cw_handler_get_lag (fixture->handler), >=, 60);
}

/* Every kind of field that the calendar's ticket has comes back as it was sent, or means the same. */
static void
test_calendar (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (CwEffect) effect = ticket (NULL, CALENDAR);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (CwFinding) finding = cw_test_find (fixture->handler, effect);

  g_assert_true (g_str_has_prefix (cw_json_get_string (outcome, "key", ""), "SUMMIT-"));
  assert_answer (finding, CW_FINDING_EQUAL, 1, 0);
  g_assert_false (finding->ours);
}

static void
test_made_by_hand (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (CwEffect) theirs = ticket (NULL, TICKET ("ready Summit deployment configuration for cycle 45", "mine",
                                                      "By hand."));
  g_autoptr (CwEffect) similar = ticket (NULL, TICKET (SUMMARY " again", "mine", "Another one."));
  g_autoptr (CwEffect) effect = ticket ("cw-1", TICKET (SUMMARY, "cw-1", "Prepare it."));
  g_autoptr (JsonObject) their_outcome = cw_test_perform (fixture->handler, theirs);
  g_autoptr (JsonObject) similar_outcome = cw_test_perform (fixture->handler, similar);
  g_autoptr (CwFinding) finding = cw_test_find (fixture->handler, effect);
  g_autoptr (GString) differences = g_string_new (NULL);

  assert_answer (finding, CW_FINDING_DIFFERENT, 1, 3);
  g_assert_false (finding->ours);
  g_assert_cmpstr (cw_json_get_string (g_ptr_array_index (finding->candidates, 0), "key", "?"), ==,
                   cw_json_get_string (their_outcome, "key", ""));
  for (guint i = 0; i < finding->differences->len; i++)
    {
      JsonObject *difference = g_ptr_array_index (finding->differences, i);

      g_string_append_printf (differences, "%s: %s/%s\n", cw_json_get_string (difference, "what", ""),
                              cw_json_get_string (difference, "ours", ""),
                              cw_json_get_string (difference, "theirs", ""));
    }
  g_assert_nonnull (strstr (differences->str, "description: Prepare it./By hand.\n"));
  g_assert_nonnull (strstr (differences->str, "labels: cw-1/mine\n"));
  g_assert_nonnull (strstr (differences->str, "summary: " SUMMARY "/ready Summit deployment"));
}

static void
test_two (Fixture      *fixture,
          gconstpointer data)
{
  g_autoptr (CwEffect) theirs = ticket (NULL, TICKET (SUMMARY, "mine", "By hand."));
  g_autoptr (CwEffect) effect = ticket ("cw-1", TICKET (SUMMARY, "cw-1", "Prepare it."));
  g_autoptr (JsonObject) first = cw_test_perform (fixture->handler, theirs);
  g_autoptr (JsonObject) second = cw_test_perform (fixture->handler, theirs);
  g_autoptr (CwFinding) finding = cw_test_find (fixture->handler, effect);

  g_assert_cmpint (finding->answer, ==, CW_FINDING_SEVERAL);
  g_assert_cmpuint (finding->candidates->len, ==, 2);
  g_assert_cmpstr (cw_json_get_string (g_ptr_array_index (finding->candidates, 0), "key", "?"), ==,
                   cw_json_get_string (second, "key", ""));
  g_assert_cmpstr (cw_json_get_string (g_ptr_array_index (finding->candidates, 1), "key", "?"), ==,
                   cw_json_get_string (first, "key", ""));
  /* Each is compared, and each difference says of which one it is. */
  g_assert_cmpuint (finding->differences->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_true (g_str_has_prefix (cw_json_get_string (g_ptr_array_index (finding->differences, i), "what", ""),
                                     cw_json_get_string (i < 2 ? second : first, "key", "?")));
}

/* Two machines that looked at the same time: the ticket is there twice, and the comparison says so. */
static void
test_twice (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (CwEffect) effect = ticket ("cw-1", TICKET (SUMMARY, "cw-1", "Text"));
  g_autoptr (JsonObject) first = cw_test_perform (fixture->handler, effect);
  g_autoptr (CwFinding) alone = cw_handler_verify (fixture->handler, effect, first, NULL, NULL);
  g_autoptr (JsonObject) second = cw_test_perform (fixture->handler, effect);
  g_autoptr (CwFinding) both = cw_handler_verify (fixture->handler, effect, first, NULL, NULL), closed = NULL;
  g_autofree char *close = NULL;

  assert_answer (alone, CW_FINDING_EQUAL, 1, 0);
  assert_answer (both, CW_FINDING_SEVERAL, 2, 0);
  close = g_strdup_printf ("{\"do\":\"edit-issue\",\"key\":\"%s\",\"fields\":{},\"status\":\"Done\"}",
                           cw_json_get_string (second, "key", ""));
  cw_test_rehearsal_outside (fixture->services->rehearsal, close);
  closed = cw_handler_verify (fixture->handler, effect, first, NULL, NULL);
  assert_answer (closed, CW_FINDING_EQUAL, 1, 0);
}

static void
test_lost_reply (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (CwEffect) effect = ticket ("cw-1", TICKET (SUMMARY, "cw-1", "Prepare it."));
  g_autofree char *fault = g_strdup_printf ("{\"service\":\"jira\",\"path\":\"/rest/api/3/issue\",\"method\":\"POST\","
                                            "\"kind\":\"%s\"}", (const char *) data);
  g_autoptr (JsonObject) outcome = NULL;
  g_autoptr (CwFinding) lagging = NULL;
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (GError) error = NULL;

  cw_test_rehearsal_fault (fixture->services->rehearsal, "{\"service\":\"jira\",\"path\":\"/rest/api/3/search/jql\","
                                                         "\"kind\":\"index-lag\",\"times\":2}");
  cw_test_rehearsal_fault (fixture->services->rehearsal, fault);
  outcome = cw_handler_perform (fixture->handler, effect, NULL, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  g_assert_null (outcome);

  /* The search does not know it at first. */
  lagging = cw_test_find (fixture->handler, effect);
  assert_answer (lagging, CW_FINDING_NOTHING, 0, 0);
  finding = cw_test_find (fixture->handler, effect);
  assert_answer (finding, CW_FINDING_EQUAL, 1, 0);
  g_assert_true (finding->ours);
  g_assert_cmpuint (cw_test_services_count (fixture->services, "jira", "POST", "/rest/api/3/issue"), ==, 1);
}

static void
test_amend (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (CwEffect) effect = ticket ("cw-1", TICKET (SUMMARY, "cw-1", "Prepare it."));
  g_autoptr (CwEffect) newer = ticket ("cw-1", TICKET (SUMMARY, "cw-1", "Prepare it by Tuesday."));
  g_autoptr (JsonObject) labels = cw_json_object (NULL, NULL);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (JsonObject) amended = NULL;
  g_autoptr (CwFinding) drifted = NULL;
  g_autoptr (CwFinding) verified = NULL;
  g_autoptr (JsonNode) state = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwJiraService) service = cw_jira_service_new (fixture->services->http, fixture->services->accounts->jira);
  JsonArray *all = json_array_new ();

  json_array_add_string_element (all, "theirs");
  json_array_add_string_element (all, "cw-1");
  json_object_set_array_member (labels, "labels", all);
  g_assert_true (cw_jira_service_update_issue (service, cw_json_get_string (outcome, "key", ""), labels, NULL, NULL));

  drifted = cw_handler_verify (fixture->handler, newer, outcome, NULL, &error);
  g_assert_no_error (error);
  assert_answer (drifted, CW_FINDING_DIFFERENT, 1, 1);
  amended = cw_handler_amend (fixture->handler, newer, outcome, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_json_get_string (amended, "key", "?"), ==, cw_json_get_string (outcome, "key", ""));
  verified = cw_handler_verify (fixture->handler, newer, amended, NULL, &error);
  assert_answer (verified, CW_FINDING_EQUAL, 1, 0);

  /* Once more: nothing differs, nothing is sent. */
  json_object_unref (g_steal_pointer (&amended));
  amended = cw_handler_amend (fixture->handler, newer, outcome, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cw_test_services_count (fixture->services, "jira", "PUT", "/"), ==, 2);
}

static void
test_amend_other_type (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr (CwEffect) effect = ticket (NULL, TICKET (SUMMARY, "cw-1", "Prepare it."));
  g_autoptr (CwEffect) calendar = ticket (NULL, CALENDAR);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_handler_amend (fixture->handler, calendar, outcome, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
}

static void
test_gone (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (CwEffect) effect = ticket (NULL, TICKET (SUMMARY, "cw-1", "Prepare it."));
  g_autoptr (JsonObject) gone = cw_json_object ("key", "OSW-999999", NULL);
  g_autoptr (JsonObject) unknown = cw_json_object ("url", "https://example.org", NULL);
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (GError) error = NULL;

  finding = cw_handler_verify (fixture->handler, effect, gone, NULL, &error);
  g_assert_no_error (error);
  assert_answer (finding, CW_FINDING_NOTHING, 0, 0);
  g_assert_null (cw_handler_amend (fixture->handler, effect, gone, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cw_handler_verify (fixture->handler, effect, unknown, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
}

/* Others with our label are named when ours is gone; those that were closed have come to their end. */
static void
test_gone_with_twins (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (CwEffect) effect = ticket ("cw-1", TICKET (SUMMARY, "cw-1", "Prepare it."));
  g_autoptr (CwEffect) other = ticket ("cw-1", TICKET (SUMMARY, "cw-1", "Prepare it as well."));
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect), twin = NULL, third = NULL;
  g_autoptr (CwFinding) alone = NULL, one = NULL, two = NULL;
  const char *key = cw_json_get_string (outcome, "key", "");
  g_autofree char *gone = g_strdup_printf ("{\"do\":\"delete-issue\",\"key\":\"%s\"}", key);
  g_autoptr (GError) error = NULL;

  cw_test_rehearsal_outside (fixture->services->rehearsal, gone);
  alone = cw_handler_verify (fixture->handler, effect, outcome, NULL, &error);
  g_assert_no_error (error);
  assert_answer (alone, CW_FINDING_NOTHING, 0, 0);

  twin = cw_test_perform (fixture->handler, effect);
  one = cw_handler_verify (fixture->handler, effect, outcome, NULL, &error);
  g_assert_no_error (error);
  assert_answer (one, CW_FINDING_DIFFERENT, 1, 1);
  g_assert_cmpstr (cw_json_get_string (one->differences->pdata[0], "what", ""), ==, CW_DIFFERENCE_INSTEAD);
  g_assert_cmpstr (cw_json_get_string (one->differences->pdata[0], "ours", ""), ==, key);
  g_assert_cmpstr (cw_json_get_string (one->differences->pdata[0], "theirs", ""), ==,
                   cw_json_get_string (twin, "key", ""));

  third = cw_test_perform (fixture->handler, other);
  two = cw_handler_verify (fixture->handler, effect, outcome, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (two->answer, ==, CW_FINDING_SEVERAL);
  g_assert_cmpuint (two->candidates->len, ==, 2);
}

static void
assert_after_update (Fixture        *fixture,
                     CwEffect       *effect,
                     JsonObject     *outcome,
                     CwFindingAnswer answer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) amended = cw_handler_amend (fixture->handler, effect, outcome, NULL, &error);
  g_autoptr (CwFinding) finding = NULL;

  g_assert_no_error (error);
  finding = cw_test_verify (fixture->handler, effect, amended);
  g_assert_cmpint (finding->answer, ==, answer);
}

/* The step of the workflow may have been taken though nobody said so: a look tells. */
static void
test_reopening_lost (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (CwEffect) effect = ticket ("cw-1", TICKET (SUMMARY, "cw-1", "Prepare it."));
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect), none = NULL;
  g_autofree char *close = g_strdup_printf ("{\"do\":\"edit-issue\",\"key\":\"%s\",\"fields\":{},\"status\":\"Done\"}",
                                            cw_json_get_string (outcome, "key", ""));
  g_autofree char *path = g_strdup_printf ("/rest/api/3/issue/%s/transitions", cw_json_get_string (outcome, "key", ""));
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (GError) error = NULL;

  cw_test_rehearsal_outside (fixture->services->rehearsal, close);
  cw_test_rehearsal_fault (fixture->services->rehearsal, "{\"service\":\"jira\",\"method\":\"POST\",\"path\":"
                                                         "\"/rest/api/3/issue/\",\"kind\":\"lose-reply\"}");
  none = cw_handler_amend (fixture->handler, effect, outcome, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  g_assert_cmpuint (cw_test_services_count (fixture->services, "jira", "POST", path), ==, 1);
  finding = cw_test_verify (fixture->handler, effect, outcome);
  assert_answer (finding, CW_FINDING_EQUAL, 1, 0);
}

/* Work on it is no news; that somebody closed it is. An update opens it again, unless it was to be closed by then. */
static void
test_closed (Fixture      *fixture,
             gconstpointer data)
{
  static const char *const transitions[] = { "21", "31" };
  g_autoptr (CwEffect) effect = ticket ("cw-1", TICKET (SUMMARY, "cw-1", "Prepare it."));
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (CwEffect) ended = cw_effect_with_payload (effect, cw_effect_get_payload (effect));
  g_autofree char *path = g_strdup_printf ("/rest/api/3/issue/%s/transitions", cw_json_get_string (outcome, "key", ""));

  cw_effect_set_may_end (ended, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (transitions); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"transition\":{\"id\":\"%s\"}}", transitions[i]);
      guint status = 0;
      g_autoptr (JsonNode) answer = cw_test_rehearsal_call (fixture->services->rehearsal, "jira", "POST", path, json,
                                                            &status);
      g_autoptr (CwFinding) finding = cw_test_verify (fixture->handler, effect, outcome);

      assert_answer (finding, i == 0 ? CW_FINDING_EQUAL : CW_FINDING_DIFFERENT, 1, i);
      if (i == 1)
        {
          g_assert_cmpstr (cw_json_get_string (finding->differences->pdata[0], "theirs", ""), ==, "Done");
          g_assert_cmpstr (cw_json_get_string (finding->differences->pdata[0], "ours", ""), ==, "open, by To Do");
          g_assert_cmpstr (cw_json_get_string (finding->differences->pdata[0], "end", ""), ==, CW_END_CLOSED);
        }
    }
  assert_after_update (fixture, ended, outcome, CW_FINDING_DIFFERENT);
  assert_after_update (fixture, effect, outcome, CW_FINDING_EQUAL);
}

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CwEffect) empty = ticket (NULL, "{\"fields\":{}}");
  g_autoptr (CwEffect) wrong = ticket (NULL, "{\"fields\":{\"project\":{\"key\":\"OSW\"},\"issuetype\":{\"name\":"
                                             "\"Poem\"},\"summary\":\"x\"}}");
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_handler_perform (fixture->handler, empty, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_clear_error (&error);
  g_assert_null (cw_handler_perform (fixture->handler, wrong, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
}

#define add(name, function, data) \
  g_test_add ("/handlers/jira-issue/" name, Fixture, data, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  add ("once", test_once, NULL);
  add ("calendar", test_calendar, NULL);
  add ("made-by-hand", test_made_by_hand, NULL);
  add ("two", test_two, NULL);
  add ("twice", test_twice, NULL);
  add ("lost-reply", test_lost_reply, "lose-reply");
  add ("cut-reply", test_lost_reply, "cut");
  add ("web-page", test_lost_reply, "not-json");
  add ("amend", test_amend, NULL);
  add ("amend-other-type", test_amend_other_type, NULL);
  add ("gone", test_gone, NULL);
  add ("gone-with-twins", test_gone_with_twins, NULL);
  add ("closed", test_closed, NULL);
  add ("reopening-lost", test_reopening_lost, NULL);
  add ("refused", test_refused, NULL);
  add ("changed-site", test_changed_site, NULL);
  add ("unseen-site", test_unseen_site, NULL);
  add ("unassignable", test_unassignable, NULL);
  return g_test_run ();
}
