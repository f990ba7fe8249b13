/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-jira-links-handler.h"
#include "cw-json.h"
#include "cw-test-handler.h"
#include "cw-test-services.h"
#include "cw-test.h"

typedef struct
{
  CwTestServices *services;
  CwJiraService *jira;
  CwHandler *handler;
  char *keys[3];
} Fixture;

static char *
make_issue (Fixture    *fixture,
            const char *summary)
{
  g_autoptr (JsonObject) fields = cw_json_object ("summary", summary, NULL);
  g_autoptr (JsonObject) outcome = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_object_member (fields, "project", cw_json_object ("key", "OSW", NULL));
  json_object_set_object_member (fields, "issuetype", cw_json_object ("name", "Story", NULL));
  json_object_set_object_member (fields, "customfield_10056", cw_json_object ("value", "Deployment", NULL));
  outcome = cw_jira_service_create_issue (fixture->jira, fields, NULL, &error);
  g_assert_no_error (error);
  return g_strdup (cw_json_get_string (outcome, "key", ""));
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->services = cw_test_services_start ("2026-11-23T12:00:00Z");
  fixture->jira = cw_jira_service_new (fixture->services->http, fixture->services->accounts->jira);
  fixture->handler = cw_jira_links_handler_new (fixture->jira);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->keys); i++)
    fixture->keys[i] = make_issue (fixture, "A ticket");
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture->keys); i++)
    g_free (fixture->keys[i]);
  g_assert_finalize_object (fixture->handler);
  g_object_unref (fixture->jira);
  cw_test_services_stop (fixture->services);
}

/* The first ticket linked to both others. */
static CwEffect *
both (Fixture    *fixture,
      const char *type)
{
  g_autofree char *payload = g_strdup_printf ("{\"issue\":\"%s\",\"links\":[{\"type\":\"%s\",\"issue\":\"%s\"},"
                                              "{\"type\":\"%s\",\"issue\":\"%s\"}]}", fixture->keys[0], type,
                                              fixture->keys[1], type, fixture->keys[2]);

  return cw_test_effect (CW_EFFECT_KIND_JIRA_LINKS, NULL, payload);
}

static void
test_once (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (CwEffect) effect = both (fixture, "Relates");
  g_autoptr (CwFinding) before = cw_test_find (fixture->handler, effect);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect), again = NULL;
  g_autoptr (CwFinding) after = cw_test_find (fixture->handler, effect);
  g_autoptr (CwFinding) verified = NULL;

  g_assert_cmpint (before->answer, ==, CW_FINDING_NOTHING);
  g_assert_cmpstr (cw_json_get_string (outcome, "key", ""), ==, fixture->keys[0]);
  g_assert_cmpint (after->answer, ==, CW_FINDING_EQUAL);
  again = cw_test_perform (fixture->handler, effect);
  verified = cw_test_verify (fixture->handler, effect, again);
  g_assert_cmpint (verified->answer, ==, CW_FINDING_EQUAL);
}

static guint
count_links (Fixture *fixture)
{
  static const char *const fields[] = { "issuelinks", NULL };
  g_autoptr (JsonObject) issue = cw_jira_service_get_issue (fixture->jira, fixture->keys[0], fields, NULL, NULL);

  return json_array_get_length (cw_json_get_array (cw_json_get_object (issue, "fields"), "issuelinks"));
}

/* What a person linked from the other side counts; what is missing is told, and added, once. */
static void
test_half (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (CwEffect) effect = both (fixture, "Relates");
  g_autoptr (CwFinding) half = NULL, whole = NULL;
  g_autoptr (JsonObject) outcome = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_jira_service_link (fixture->jira, "Relates", fixture->keys[1], fixture->keys[0], NULL, &error));
  half = cw_test_find (fixture->handler, effect);
  g_assert_cmpint (half->answer, ==, CW_FINDING_DIFFERENT);
  g_assert_true (half->unfinished);
  g_assert_cmpuint (half->differences->len, ==, 1);
  g_assert_cmpstr (cw_json_get_string (half->differences->pdata[0], "what", ""), ==, "Relates");
  g_assert_cmpstr (cw_json_get_string (half->differences->pdata[0], "ours", ""), ==, fixture->keys[2]);
  outcome = cw_handler_amend (fixture->handler, effect, half->candidates->pdata[0], NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_links (fixture), ==, 2);
  whole = cw_test_verify (fixture->handler, effect, outcome);
  g_assert_cmpint (whole->answer, ==, CW_FINDING_EQUAL);
}

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CwEffect) effect = both (fixture, "Is afraid of");
  g_autoptr (CwEffect) none = cw_test_effect (CW_EFFECT_KIND_JIRA_LINKS, NULL, "{\"issue\":\"OSW-1\",\"links\":[]}");
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_handler_perform (fixture->handler, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "link type"));
  g_clear_error (&error);
  g_assert_null (cw_handler_find (fixture->handler, none, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
}

static void
test_lost_reply (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (CwEffect) effect = both (fixture, "Relates");
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (JsonObject) outcome = NULL;

  cw_test_rehearsal_fault (fixture->services->rehearsal, "{\"service\":\"jira\",\"method\":\"POST\",\"path\":"
                                                         "\"/rest/api/3/issueLink\",\"kind\":\"lose-reply\"}");
  outcome = cw_test_perform (fixture->handler, effect);
  finding = cw_test_find (fixture->handler, effect);
  g_assert_cmpint (finding->answer, ==, CW_FINDING_EQUAL);
}

static void
test_gone (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (CwEffect) effect = both (fixture, "Relates");
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autofree char *json = g_strdup_printf ("{\"do\":\"delete-issue\",\"key\":\"%s\"}", fixture->keys[0]);
  g_autoptr (CwFinding) gone = NULL, nowhere = NULL;
  g_autoptr (GError) error = NULL;

  cw_test_rehearsal_outside (fixture->services->rehearsal, json);
  gone = cw_test_verify (fixture->handler, effect, outcome);
  g_assert_cmpint (gone->answer, ==, CW_FINDING_NOTHING);
  nowhere = cw_handler_find (fixture->handler, effect, NULL, &error);
  g_assert_null (nowhere);
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

static void
unlink_from (Fixture    *fixture,
             const char *key)
{
  g_autofree char *json = g_strdup_printf ("{\"do\":\"unlink\",\"key\":\"%s\",\"other\":\"%s\"}", fixture->keys[0],
                                           key);

  cw_test_rehearsal_outside (fixture->services->rehearsal, json);
}

/* Of two links one was taken away: the difference names it; when both are, nothing of ours stands there. */
static void
test_unlinked (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (CwEffect) effect = both (fixture, "Relates");
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (CwFinding) half = NULL, gone = NULL;

  unlink_from (fixture, fixture->keys[2]);
  half = cw_test_verify (fixture->handler, effect, outcome);
  g_assert_cmpint (half->answer, ==, CW_FINDING_DIFFERENT);
  g_assert_cmpuint (half->differences->len, ==, 1);
  g_assert_cmpstr (cw_json_get_string (half->differences->pdata[0], "ours", ""), ==, fixture->keys[2]);
  unlink_from (fixture, fixture->keys[1]);
  gone = cw_test_verify (fixture->handler, effect, outcome);
  g_assert_cmpint (gone->answer, ==, CW_FINDING_NOTHING);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
#define add(name, function) g_test_add ("/handlers/jira-links/" name, Fixture, NULL, set_up, function, tear_down)
  add ("once", test_once);
  add ("half", test_half);
  add ("refused", test_refused);
  add ("lost-reply", test_lost_reply);
  add ("gone", test_gone);
  add ("unlinked", test_unlinked);
#undef add
  return g_test_run ();
}
