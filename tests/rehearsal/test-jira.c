/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-json.h"
#include "cw-test-answer.h"
#include "cw-test.h"

#define STORY_WITH(more) \
  "{\"fields\":{\"project\":{\"key\":\"OSW\"},\"issuetype\":{\"name\":\"Story\"}," \
  "\"summary\":\"Ready summit deployment configuration for Cycle 45\",\"labels\":[\"cw-1\"]," \
  "\"customfield_10056\":{\"value\":\"Deployment\"}" more "}}"
#define STORY STORY_WITH ("")
#define ISSUES "/rest/api/3/issue"
#define ISSUE ISSUES "/OSW-2311"
#define SEARCH "/rest/api/3/search/jql"

static JsonNode *
call (CwTestRehearsal *rehearsal,
      const char      *method,
      const char      *path,
      const char      *json,
      guint            wanted)
{
  return cw_test_answer (rehearsal, "jira", method, path, json, wanted);
}

static void
test_create (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, "2026-11-23T12:00:00Z");
  g_autoptr (JsonNode) made = call (rehearsal, "POST", ISSUES, STORY, 201);
  g_autoptr (JsonNode) read = call (rehearsal, "GET", ISSUE, NULL, 200);
  g_autoptr (JsonNode) few = call (rehearsal, "GET", ISSUES "/osw-2311?fields=summary", NULL, 200);
  g_autoptr (JsonNode) state = cw_test_rehearsal_state (rehearsal);
  g_autofree char *created = cw_test_answer_at (read, "/fields/created");

  cw_test_assert_at (made, "/key", "OSW-2311");
  cw_test_assert_at (read, "/fields/summary", "Ready summit deployment configuration for Cycle 45");
  cw_test_assert_at (read, "/fields/customfield_10056/value", "Deployment");
  cw_test_assert_at (read, "/fields/status/name", "To Do");
  cw_test_assert_at (read, "/fields/project/key", "OSW");
  cw_test_assert_at (few, "/fields/labels", NULL);
  cw_test_assert_at (state, "/issues/OSW-2311/fields/labels/0", "cw-1");
  g_assert_true (g_str_has_prefix (created, "2026-11-23T12:00:"));
  g_assert_true (g_str_has_suffix (created, "+0000"));
}

static void
test_refusals (void)
{
  static const CwTestCall calls[] = {
    { "POST", ISSUES, "{\"fields\":{\"project\":{\"key\":\"NOPE\"},\"issuetype\":{\"name\":\"Story\"},"
                      "\"summary\":\"x\"}}", 400 },
    { "POST", ISSUES, "{\"fields\":{\"project\":{\"key\":\"OSW\"},\"issuetype\":{\"name\":\"Task\"},"
                      "\"summary\":\"x\"}}", 400 },
    { "POST", ISSUES, "{\"fields\":{\"project\":{\"key\":\"OSW\"},\"issuetype\":{\"name\":\"Story\"}}}", 400 },
    { "POST", ISSUES, "{\"fields\":{\"project\":{\"key\":\"SUMMIT\"},\"issuetype\":{\"name\":\"Task\"},"
                      "\"summary\":\"no dates\"}}", 400 },
    { "POST", ISSUES, STORY_WITH (",\"duedate\":\"tomorrow\""), 400 },
    { "POST", ISSUES, STORY_WITH (",\"components\":[{\"name\":\"Nothing\"}]"), 400 },
    { "POST", ISSUES, STORY_WITH (",\"customfield_10151\":[]"), 400 },
    { "POST", ISSUES, STORY_WITH (",\"nothing\":1"), 400 },
    { "POST", ISSUES, STORY_WITH (",\"description\":\"plain text\""), 400 },
    { "POST", ISSUES, STORY_WITH (",\"description\":{\"type\":\"doc\",\"version\":1,\"content\":[{\"type\":\"text\","
                                  "\"text\":\"outside of a block\"}]}"), 400 },
    { "POST", ISSUES, STORY_WITH (",\"assignee\":{\"accountId\":\"nobody\"}"), 400 },
    { "POST", ISSUES, "{\"fields\":", 400 },
    { "POST", ISSUES, "{}", 400 },
    { "GET", ISSUES "/OSW-1", NULL, 404 },
    { "PUT", ISSUES "/OSW-1", "{\"fields\":{}}", 404 },
    { "GET", "/rest/api/3/search?jql=project%3DOSW", NULL, 410 },
    { "GET", "/rest/api/3/nothing", NULL, 404 },
    { "DELETE", SEARCH, NULL, 405 },
    { "GET", "/rest/api/3/user/assignable/search?query=x", NULL, 400 },
    { "GET", "/rest/api/3/user/assignable/search?project=NOPE", NULL, 404 },
    { "GET", "/rest/api/3/user/search", NULL, 400 },
    { "GET", ISSUES "/createmeta/NOPE/issuetypes", NULL, 404 },
    { "GET", ISSUES "/createmeta/OSW/issuetypes/1", NULL, 400 },
  };
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (JsonNode) before = cw_test_rehearsal_state (rehearsal);
  g_autoptr (JsonNode) after = NULL;

  cw_test_answer_all (rehearsal, "jira", calls, G_N_ELEMENTS (calls));
  after = cw_test_rehearsal_state (rehearsal);
  g_assert_true (json_node_equal (before, after));
}

static void
test_refusal_names_the_field (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (JsonNode) twice = call (rehearsal, "POST", ISSUES, STORY_WITH (",\"labels\":[]"), 400);
  g_autoptr (JsonNode) lines = call (rehearsal, "POST", ISSUES,
                                     "{\"fields\":{\"project\":{\"key\":\"CAP\"},\"issuetype\":{\"name\":\"Task\"},"
                                     "\"summary\":\"two\\nlines\",\"labels\":[\"a b\"]}}", 400);
  g_autoptr (JsonNode) choice = call (rehearsal, "POST", ISSUES,
                                      "{\"fields\":{\"project\":{\"key\":\"OSW\"},\"issuetype\":{\"name\":\"Story\"},"
                                      "\"summary\":\"x\",\"customfield_10056\":{\"value\":\"Nobody\"}}}", 400);
  g_autoptr (JsonNode) required = call (rehearsal, "POST", ISSUES,
                                        "{\"fields\":{\"project\":{\"key\":\"OSW\"},\"issuetype\":{\"name\":\"Story\"},"
                                        "\"summary\":\"x\"}}", 400);

  cw_test_assert_at (twice, "/errorMessages/0", "The body is no JSON.");
  cw_test_assert_at (lines, "/errors/summary", "The summary is invalid because it contains newline characters.");
  cw_test_assert_at (lines, "/errors/labels", "The label 'a b' contains spaces which is invalid.");
  cw_test_assert_at (choice, "/errors/customfield_10056", "Option value 'Nobody' is not valid");
  cw_test_assert_at (required, "/errors/customfield_10056", "Team is required.");
}

static void
test_change (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (JsonNode) made = call (rehearsal, "POST", ISSUES, STORY, 201);
  g_autoptr (JsonNode) set = call (rehearsal, "PUT", ISSUE, "{\"fields\":{\"summary\":\"New\"}}", 204);
  g_autoptr (JsonNode) updated = call (rehearsal, "PUT", ISSUE "?returnIssue=true",
                                       "{\"update\":{\"labels\":[{\"add\":\"x\"},{\"remove\":\"cw-1\"}]}}", 200);
  g_autoptr (JsonNode) refused = call (rehearsal, "PUT", ISSUE, "{\"fields\":{\"labels\":[\"a b\"]}}", 400);

  cw_test_assert_at (updated, "/fields/summary", "New");
  cw_test_assert_at (updated, "/fields/labels", "[\"x\"]");
  cw_test_assert_at (refused, "/errors/labels", "The label 'a b' contains spaces which is invalid.");
}

static void
test_search (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (JsonNode) made = call (rehearsal, "POST", ISSUES, STORY, 201);
  g_autoptr (JsonNode) labelled = call (rehearsal, "POST", SEARCH,
                                        "{\"jql\":\"project = OSW AND labels = \\\"cw-1\\\"\","
                                        "\"fields\":[\"summary\"]}", 200);
  g_autoptr (JsonNode) words = call (rehearsal, "POST", SEARCH,
                                     "{\"jql\":\"summary ~ \\\"SUMMIT configuration\\\" ORDER BY created ASC\","
                                     "\"fields\":[\"summary\"],\"maxResults\":2}", 200);
  g_autoptr (JsonNode) rest = call (rehearsal, "POST", SEARCH,
                                    "{\"jql\":\"summary ~ \\\"SUMMIT configuration\\\" ORDER BY created ASC\","
                                    "\"fields\":[\"summary\"],\"maxResults\":2,\"nextPageToken\":\"page-2\"}", 200);
  g_autoptr (JsonNode) phrase = call (rehearsal, "POST", SEARCH,
                                      "{\"jql\":\"project in (OSW, DM) AND summary ~ '\\\"cycle 37\\\"'\"}", 200);
  g_autoptr (JsonNode) count = call (rehearsal, "POST", "/rest/api/3/search/approximate-count",
                                     "{\"jql\":\"project = OSW\"}", 200);
  g_autoptr (JsonNode) unbounded = call (rehearsal, "POST", SEARCH, "{\"jql\":\"ORDER BY created\"}", 400);
  g_autoptr (JsonNode) unknown = call (rehearsal, "GET", SEARCH "?jql=project%20%3D%20NOPE", NULL, 400);

  cw_test_assert_at (labelled, "/issues/0/key", "OSW-2311");
  cw_test_assert_at (labelled, "/isLast", "true");
  cw_test_assert_at (labelled, "/total", NULL);
  cw_test_assert_at (words, "/issues/0/key", "OSW-2010");
  cw_test_assert_at (words, "/issues/1/key", "DM-39871");
  cw_test_assert_at (words, "/isLast", "false");
  cw_test_assert_at (words, "/nextPageToken", "page-2");
  cw_test_assert_at (rest, "/issues/0/key", "OSW-2311");
  cw_test_assert_at (rest, "/isLast", "true");
  cw_test_assert_at (phrase, "/issues/0/key", "DM-39871");
  cw_test_assert_at (count, "/count", "4");
  cw_test_assert_at (unbounded, "/errorMessages/0",
                     "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.");
  cw_test_assert_at (unknown, "/errorMessages/0", "The value 'NOPE' does not exist for the field 'project'.");
}

static void
test_index_lags (void)
{
  static const char *const query = "{\"jql\":\"labels = \\\"cw-1\\\"\",\"fields\":[\"summary\"]}";
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (JsonNode) made = NULL, late = NULL, direct = NULL, found = NULL;

  cw_test_rehearsal_fault (rehearsal, "{\"service\":\"jira\",\"path\":\"" SEARCH "\",\"kind\":\"index-lag\"}");
  made = call (rehearsal, "POST", ISSUES, STORY, 201);
  late = call (rehearsal, "POST", SEARCH, query, 200);
  direct = call (rehearsal, "GET", ISSUE, NULL, 200);
  found = call (rehearsal, "POST", SEARCH, query, 200);

  cw_test_assert_at (late, "/issues", "[]");
  cw_test_assert_at (direct, "/key", "OSW-2311");
  cw_test_assert_at (found, "/issues/0/key", "OSW-2311");
}

static void
test_metadata (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (JsonNode) types = call (rehearsal, "GET", ISSUES "/createmeta/SUMMIT/issuetypes", NULL, 200);
  g_autoptr (JsonNode) fields = call (rehearsal, "GET", ISSUES "/createmeta/SUMMIT/issuetypes/10002", NULL, 200);
  g_autoptr (JsonNode) two = call (rehearsal, "GET", "/rest/api/3/user/assignable/search?project=OSW&query=specialist",
                                   NULL, 200);
  g_autoptr (JsonNode) former = call (rehearsal, "GET", "/rest/api/3/user/assignable/search?project=OSW&query=former",
                                      NULL, 200);
  g_autoptr (JsonNode) anybody = call (rehearsal, "GET", "/rest/api/3/user/search?query=former", NULL, 200);
  g_autoptr (JsonNode) myself = call (rehearsal, "GET", "/rest/api/3/myself", NULL, 200);
  g_autoptr (JsonNode) versions = call (rehearsal, "GET", "/rest/api/3/project/CAP/version?query=28&status=unreleased",
                                        NULL, 200);

  cw_test_assert_at (types, "/issueTypes/0/name", "Task");
  cw_test_assert_at (fields, "/fields/12/fieldId", "customfield_10059");
  cw_test_assert_at (fields, "/fields/12/required", "true");
  cw_test_assert_at (fields, "/total", "16");
  g_assert_cmpuint (json_array_get_length (json_node_get_array (two)), ==, 2);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (former)), ==, 0);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (anybody)), ==, 1);
  cw_test_assert_at (anybody, "/0/emailAddress", NULL);
  cw_test_assert_at (myself, "/displayName", "Release Manager");
  cw_test_assert_at (versions, "/values/0/name", "ts_xml 28.0");
}

static void
test_more (void)
{
  static const CwTestCall calls[] = {
    { "POST", ISSUES, STORY, 201 },
    { "POST", ISSUE "/remotelink", "{\"globalId\":\"g\",\"object\":{\"url\":\"http://a.test\",\"title\":\"t\"}}", 201 },
    { "POST", ISSUE "/remotelink", "{\"globalId\":\"g\",\"object\":{\"url\":\"http://b.test\",\"title\":\"u\"}}", 200 },
    { "POST", ISSUE "/remotelink", "{\"object\":{\"url\":\"https://b.example.org\"}}", 400 },
    { "POST", "/rest/api/3/issueLink", "{\"type\":{\"name\":\"Relates\"},\"inwardIssue\":{\"key\":\"OSW-2311\"},"
                                       "\"outwardIssue\":{\"key\":\"OSW-2010\"}}", 201 },
    { "POST", "/rest/api/3/issueLink", "{\"type\":{\"name\":\"Relates\"},\"inwardIssue\":{\"key\":\"OSW-2311\"},"
                                       "\"outwardIssue\":{\"key\":\"OSW-2010\"}}", 201 },
    { "POST", "/rest/api/3/issueLink", "{\"type\":{\"name\":\"Likes\"},\"inwardIssue\":{\"key\":\"OSW-2311\"},"
                                       "\"outwardIssue\":{\"key\":\"OSW-2010\"}}", 404 },
    { "GET", ISSUE "/transitions", NULL, 200 },
    { "POST", ISSUE "/transitions", "{\"transition\":{\"id\":\"31\"}}", 204 },
    { "POST", ISSUE "/transitions", "{\"transition\":{\"id\":\"99\"}}", 400 },
    { "PUT", ISSUE "/properties/cw", "{\"a\":1}", 201 },
    { "PUT", ISSUE "/properties/cw", "{\"a\":2}", 200 },
    { "GET", ISSUE "/properties", NULL, 200 },
    { "GET", ISSUE "/properties/no", NULL, 404 },
    { "POST", ISSUE "/comment", "{\"body\":\"text\"}", 400 },
    { "POST", ISSUE "/comment", "{\"body\":{\"type\":\"doc\",\"version\":1,\"content\":[{\"type\":\"paragraph\","
                                "\"content\":[{\"type\":\"text\",\"text\":\"hello\"}]}]},"
                                "\"properties\":[{\"key\":\"cw\",\"value\":{\"id\":\"1\"}}]}", 201 },
  };
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (JsonNode) issue = NULL, links = NULL, property = NULL, comments = NULL;

  cw_test_answer_all (rehearsal, "jira", calls, G_N_ELEMENTS (calls));
  issue = call (rehearsal, "GET", ISSUE, NULL, 200);
  links = call (rehearsal, "GET", ISSUE "/remotelink", NULL, 200);
  property = call (rehearsal, "GET", ISSUE "/properties/cw", NULL, 200);
  comments = call (rehearsal, "GET", ISSUE "/comment?expand=properties&orderBy=-created", NULL, 200);

  cw_test_assert_at (issue, "/fields/status/name", "Done");
  cw_test_assert_at (issue, "/fields/issuelinks/0/outwardIssue/key", "OSW-2010");
  cw_test_assert_at (issue, "/fields/issuelinks/1", NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (links)), ==, 1);
  cw_test_assert_at (links, "/0/object/title", "u");
  cw_test_assert_at (property, "/value/a", "2");
  cw_test_assert_at (comments, "/comments/0/properties/0/value/id", "1");
}

static void
test_unlink (void)
{
  static const CwTestCall calls[] = {
    { "POST", ISSUES, STORY, 201 },
    { "POST", "/rest/api/3/issueLink", "{\"type\":{\"name\":\"Relates\"},\"inwardIssue\":{\"key\":\"OSW-2311\"},"
                                       "\"outwardIssue\":{\"key\":\"OSW-2010\"}}", 201 },
    { "DELETE", "/rest/api/3/issueLink/1", NULL, 404 },
  };
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (JsonNode) linked = NULL, nothing = NULL, unlinked = NULL;
  g_autofree char *path = NULL;
  JsonObject *fields;

  cw_test_answer_all (rehearsal, "jira", calls, G_N_ELEMENTS (calls));
  linked = call (rehearsal, "GET", ISSUE, NULL, 200);
  cw_test_assert_at (linked, "/fields/issuelinks/0/outwardIssue/key", "OSW-2010");
  fields = cw_json_get_object (json_node_get_object (linked), "fields");
  path = g_strconcat ("/rest/api/3/issueLink/",
                      cw_json_get_string (json_array_get_object_element (cw_json_get_array (fields, "issuelinks"), 0),
                                          "id", ""), NULL);
  nothing = call (rehearsal, "DELETE", path, NULL, 204);
  unlinked = call (rehearsal, "GET", ISSUE, NULL, 200);
  g_assert_null (nothing);
  cw_test_assert_at (unlinked, "/fields/issuelinks/0", NULL);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/rehearsal/jira/create", test_create);
  g_test_add_func ("/rehearsal/jira/refusals", test_refusals);
  g_test_add_func ("/rehearsal/jira/refusal-names-the-field", test_refusal_names_the_field);
  g_test_add_func ("/rehearsal/jira/change", test_change);
  g_test_add_func ("/rehearsal/jira/unlink", test_unlink);
  g_test_add_func ("/rehearsal/jira/search", test_search);
  g_test_add_func ("/rehearsal/jira/index-lags", test_index_lags);
  g_test_add_func ("/rehearsal/jira/metadata", test_metadata);
  g_test_add_func ("/rehearsal/jira/more", test_more);
  return g_test_run ();
}
