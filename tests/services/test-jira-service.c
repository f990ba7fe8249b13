/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-jira-service.h"
#include "cw-json.h"
#include "cw-test-services.h"
#include "cw-test.h"

static const char *const summary_only[] = { "summary", NULL };

static JsonObject *
parse (const char *json)
{
  g_autoptr (JsonNode) node = cw_json_parse (json, -1, 0, NULL);

  g_assert_nonnull (node);
  return json_node_dup_object (node);
}

static JsonObject *
story (const char *summary)
{
  g_autofree char *json = g_strdup_printf ("{\"project\":{\"key\":\"OSW\"},\"issuetype\":{\"name\":\"Story\"},"
                                           "\"summary\":\"%s\",\"customfield_10056\":{\"value\":\"Deployment\"}}",
                                           summary);

  return parse (json);
}

static void
test_issue (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (CwJiraService) jira = cw_jira_service_new (services->http, services->accounts->jira);
  g_autoptr (JsonObject) fields = story ("One");
  g_autoptr (JsonObject) changes = parse ("{\"summary\":\"Two\",\"labels\":[\"a\"]}");
  g_autoptr (JsonObject) myself = NULL;
  g_autoptr (JsonObject) made = NULL;
  g_autoptr (JsonObject) read = NULL;
  g_autoptr (GError) error = NULL;
  const char *key;

  myself = cw_jira_service_get_myself (jira, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (cw_json_get_string (myself, "accountId", NULL));

  made = cw_jira_service_create_issue (jira, fields, NULL, &error);
  g_assert_no_error (error);
  key = cw_json_get_string (made, "key", "");
  g_assert_true (g_str_has_prefix (key, "OSW-"));
  g_assert_true (g_str_has_prefix (cw_json_get_string (made, "url", ""), services->accounts->jira->url));
  g_assert_true (g_str_has_suffix (cw_json_get_string (made, "url", ""), key));

  g_assert_true (cw_jira_service_update_issue (jira, key, changes, NULL, &error));
  g_assert_no_error (error);
  read = cw_jira_service_get_issue (jira, key, summary_only, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_json_get_string (cw_json_get_object (read, "fields"), "summary", ""), ==, "Two");
  g_assert_null (cw_json_get_array (cw_json_get_object (read, "fields"), "labels"));
}

static void
test_search (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (CwJiraService) jira = cw_jira_service_new (services->http, services->accounts->jira);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 55; i++)
    {
      g_autoptr (JsonObject) fields = story ("Paging needs many");
      g_autoptr (JsonObject) made = cw_jira_service_create_issue (jira, fields, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (made);
    }
  found = cw_jira_service_search (jira, "project = OSW AND summary ~ \"paging\" ORDER BY created DESC", summary_only,
                                  1000, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 55);
  g_assert_cmpuint (cw_test_services_count (services, "jira", "POST", "/rest/api/3/search/jql"), ==, 2);
  g_assert_cmpstr (cw_json_get_string (g_ptr_array_index (found, 0), "key", ""), !=,
                   cw_json_get_string (g_ptr_array_index (found, 54), "key", ""));

  g_clear_pointer (&found, g_ptr_array_unref);
  found = cw_jira_service_search (jira, "project = OSW AND summary ~ \"paging\"", summary_only, 3, NULL, &error);
  g_assert_cmpuint (found->len, ==, 3);
  g_clear_pointer (&found, g_ptr_array_unref);
  found = cw_jira_service_search (jira, "project = OSW AND summary ~ \"nowhere\"", summary_only, 3, NULL, &error);
  g_assert_cmpuint (found->len, ==, 0);
  g_clear_pointer (&found, g_ptr_array_unref);
  found = cw_jira_service_search (jira, "project = NOPE", summary_only, 3, NULL, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_null (found);
}

static void
assert_assignable (CwJiraService *jira,
                   const char    *project,
                   const char    *query,
                   gboolean       expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) users = cw_jira_service_find_users (jira, query, NULL, &error);
  g_autoptr (GPtrArray) same = NULL;
  gboolean assignable = !expected;
  const char *account;

  g_assert_no_error (error);
  g_assert_cmpuint (users->len, ==, 1);
  account = cw_json_get_string (g_ptr_array_index (users, 0), "accountId", NULL);
  same = cw_jira_service_find_users (jira, account, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (same->len, ==, 1);
  g_assert_cmpstr (cw_json_get_string (g_ptr_array_index (same, 0), "accountId", NULL), ==, account);
  g_assert_true (cw_jira_service_is_assignable (jira, project, account, &assignable, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (assignable, ==, expected);
}

static void
test_assignable (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (CwJiraService) jira = cw_jira_service_new (services->http, services->accounts->jira);
  g_autoptr (GError) error = NULL;
  gboolean assignable;

  assert_assignable (jira, "DM", "release.manager@example.org", TRUE);
  assert_assignable (jira, "SUMMIT", "Summit Activities Manager", TRUE);
  assert_assignable (jira, "DM", "Summit Activities Manager", FALSE);
  assert_assignable (jira, "DM", "Former Engineer", FALSE);
  g_assert_false (cw_jira_service_is_assignable (jira, "NOPE", "1:x", &assignable, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

static void
test_people_and_fields (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (CwJiraService) jira = cw_jira_service_new (services->http, services->accounts->jira);
  g_autoptr (GPtrArray) users = NULL;
  g_autoptr (GPtrArray) fields = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;
  gboolean team = FALSE;

  users = cw_jira_service_find_users (jira, "Release Manager", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (users->len, ==, 1);
  g_assert_nonnull (cw_json_get_string (g_ptr_array_index (users, 0), "accountId", NULL));

  fields = cw_jira_service_get_create_fields (jira, "OSW", "Story", NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < fields->len; i++)
    team = team || strcmp (cw_json_get_string (g_ptr_array_index (fields, i), "fieldId", ""), "customfield_10056") == 0;
  g_assert_true (team);
  none = cw_jira_service_get_create_fields (jira, "OSW", "Poem", NULL, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_assert_null (none);
}

static void
test_refused (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (CwJiraService) jira = cw_jira_service_new (services->http, services->accounts->jira);
  g_autoptr (JsonObject) project = parse ("{\"project\":{\"key\":\"NOPE\"},\"issuetype\":{\"name\":\"Story\"},"
                                          "\"summary\":\"One\"}");
  g_autoptr (JsonObject) field = story ("One");
  g_autoptr (JsonObject) made = NULL;
  g_autoptr (GError) error = NULL;

  made = cw_jira_service_create_issue (jira, project, NULL, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_nonnull (strstr (error->message, "project"));
  g_clear_error (&error);
  json_object_set_string_member (field, "customfield_99999", "x");
  made = cw_jira_service_create_issue (jira, field, NULL, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_nonnull (strstr (error->message, "customfield_99999"));
  g_assert_null (made);
}

static void
test_unreadable (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (CwJiraService) jira = cw_jira_service_new (services->http, services->accounts->jira);
  g_autoptr (JsonObject) fields = story ("One");
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) error = NULL;

  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"jira\",\"path\":\"/\",\"kind\":\"not-json\","
                                                "\"times\":2}");
  answer = cw_jira_service_create_issue (jira, fields, NULL, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  g_assert_null (answer);
  g_clear_error (&error);
  answer = cw_jira_service_get_myself (jira, NULL, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
  g_assert_null (answer);
}

/* An issue without a field is no issue whose fields are empty. Where the answers are judged by the specification, none
 * such comes through. */
static void
test_without_fields (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (CwJiraService) jira = cw_jira_service_new (services->http, services->accounts->jira);
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) error = NULL;

  if (g_getenv ("CW_TEST_JUDGES") != NULL)
    {
      g_test_skip ("the specification's judge stands between");
      return;
    }
  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"jira\",\"path\":\"/rest/api/3/issue/\","
                                                "\"kind\":\"status\",\"status\":200}");
  answer = cw_jira_service_get_issue (jira, "DM-39871", NULL, NULL, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, "it has no fields"));
  g_assert_null (answer);
}

static void
test_no_account (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (CwJiraService) jira = cw_jira_service_new (services->http, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer = cw_jira_service_get_myself (jira, NULL, &error);

  g_assert_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED);
  g_assert_nonnull (strstr (error->message, "accounts"));
  g_assert_null (answer);
}

static void
test_quote (void)
{
  g_autofree char *value = cw_jira_quote ("a \"b\" \\ c\nd");
  g_autofree char *words = cw_jira_quote_words ("Upgrade (Cycle 44 Revision 3) AND \"more\"*");

  g_assert_cmpstr (value, ==, "\"a \\\"b\\\" \\\\ c d\"");
  g_assert_cmpstr (words, ==, "\"upgrade  cycle 44 revision 3  and  more  \"");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/services/jira/issue", test_issue);
  g_test_add_func ("/services/jira/search", test_search);
  g_test_add_func ("/services/jira/assignable", test_assignable);
  g_test_add_func ("/services/jira/people-and-fields", test_people_and_fields);
  g_test_add_func ("/services/jira/refused", test_refused);
  g_test_add_func ("/services/jira/unreadable", test_unreadable);
  g_test_add_func ("/services/jira/without-fields", test_without_fields);
  g_test_add_func ("/services/jira/no-account", test_no_account);
  g_test_add_func ("/services/jira/quote", test_quote);
  return g_test_run ();
}
