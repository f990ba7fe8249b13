/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-test-rehearsal.h"
#include "cw-test.h"

#define STORY "{\"fields\":{\"project\":{\"key\":\"OSW\"},\"issuetype\":{\"name\":\"Story\"}," \
              "\"summary\":\"Ready summit deployment configuration for Cycle 45\",\"labels\":[\"cw-1\"]," \
              "\"customfield_10056\":{\"value\":\"Deployment\"}}}"

static JsonNode *
call (CwTestRehearsal *rehearsal,
      const char      *method,
      const char      *path,
      const char      *json,
      guint            wanted)
{
  guint status = 0;
  JsonNode *answer = cw_test_rehearsal_call (rehearsal, "jira", method, path, json, &status);

  g_assert_cmpuint (status, ==, wanted);
  return answer;
}

/* A member of a member …, named by a JSONPath, as text. */
static char *
at (JsonNode   *node,
    const char *path)
{
  g_autoptr (JsonNode) found = json_path_query (path, node, NULL);
  JsonNode *first;
  g_autofree char *text = NULL;

  g_assert_nonnull (found);
  if (json_array_get_length (json_node_get_array (found)) == 0)
    return NULL;
  first = json_array_get_element (json_node_get_array (found), 0);
  if (json_node_get_value_type (first) == G_TYPE_STRING)
    return json_node_dup_string (first);
  return json_to_string (first, FALSE);
}

#define assert_at(node, path, wanted) \
  G_STMT_START { g_autofree char *text_ = at (node, path); g_assert_cmpstr (text_, ==, wanted); } G_STMT_END

static void
test_create (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, "2026-11-23T12:00:00Z");
  g_autoptr (JsonNode) made = call (rehearsal, "POST", "/rest/api/3/issue", STORY, 201);
  g_autoptr (JsonNode) read = call (rehearsal, "GET", "/rest/api/3/issue/OSW-2311", NULL, 200);
  g_autoptr (JsonNode) few = call (rehearsal, "GET", "/rest/api/3/issue/osw-2311?fields=summary", NULL, 200);
  g_autoptr (JsonNode) state = cw_test_rehearsal_state (rehearsal);

  assert_at (made, "$.key", "OSW-2311");
  assert_at (read, "$.fields.summary", "Ready summit deployment configuration for Cycle 45");
  assert_at (read, "$.fields.customfield_10056.value", "Deployment");
  assert_at (read, "$.fields.status.name", "To Do");
  assert_at (read, "$.fields.project.key", "OSW");
  g_assert_nonnull (strstr (json_object_get_string_member (json_object_get_object_member (json_node_get_object (read),
                                                                                        "fields"), "created"),
                            "2026-11-23T12:00:"));
  assert_at (few, "$.fields.labels", NULL);
  assert_at (state, "$.issues['OSW-2311'].fields.labels[0]", "cw-1");
}

static void
test_search (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (JsonNode) made = call (rehearsal, "POST", "/rest/api/3/issue", STORY, 201);
  g_autoptr (JsonNode) labelled = call (rehearsal, "POST", "/rest/api/3/search/jql",
                                        "{\"jql\":\"project = OSW AND labels = \\\"cw-1\\\"\",\"fields\":[\"summary\"]}",
                                        200);
  g_autoptr (JsonNode) by_words = call (rehearsal, "POST", "/rest/api/3/search/jql",
                                        "{\"jql\":\"summary ~ \\\"SUMMIT configuration\\\" ORDER BY created ASC\","
                                        "\"fields\":[\"summary\"],\"maxResults\":2}", 200);
  g_autoptr (JsonNode) unbounded = call (rehearsal, "POST", "/rest/api/3/search/jql", "{\"jql\":\"ORDER BY created\"}",
                                         400);
  g_autoptr (JsonNode) unknown = call (rehearsal, "GET", "/rest/api/3/search/jql?jql=project%20%3D%20NOPE", NULL, 400);
  g_autoptr (JsonNode) gone = call (rehearsal, "GET", "/rest/api/3/search?jql=project%20%3D%20OSW", NULL, 410);

  assert_at (labelled, "$.issues[0].key", "OSW-2311");
  assert_at (labelled, "$.isLast", "true");
  assert_at (labelled, "$.total", NULL);
  assert_at (by_words, "$.issues[0].key", "OSW-2010");
  assert_at (by_words, "$.isLast", "false");
  g_assert_nonnull (strstr (json_array_get_string_element (
                              json_object_get_array_member (json_node_get_object (unbounded), "errorMessages"), 0),
                            "Unbounded JQL"));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/rehearsal/jira/create", test_create);
  g_test_add_func ("/rehearsal/jira/search", test_search);
  return g_test_run ();
}
