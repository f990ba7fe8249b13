/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-jira"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-jira-private.h"
#include "cw-rehearsal-jira.h"
#include "cw-rehearsal-world.h"

#define SEARCH_IS_GONE \
  "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. " \
  "A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"

/**
 * cw_rehearsal_jira_refuse:
 * @request: a request
 * @status: the HTTP status
 * @message: what Jira says
 */
void
cw_rehearsal_jira_refuse (CwRehearsalRequest *request,
                          guint               status,
                          const char         *message)
{
  cw_rehearsal_request_answer (request, status, cw_rehearsal_pack ("{errorMessages:[s] errors:{}}", message));
}

/**
 * cw_rehearsal_jira_project:
 * @store: the store
 * @key_or_id: (nullable): what names it
 *
 * Returns: (transfer none) (nullable): the project
 */
JsonObject *
cw_rehearsal_jira_project (CwRehearsalStore *store,
                           const char       *key_or_id)
{
  JsonArray *projects = cw_rehearsal_world_list (cw_rehearsal_store_get_world (store), "jira", "projects");
  JsonObject *project = cw_rehearsal_json_find (projects, "key", key_or_id);

  return project != NULL ? project : cw_rehearsal_json_find (projects, "id", key_or_id);
}

/**
 * cw_rehearsal_jira_project_of:
 * @store: the store
 * @issue: an issue of the state
 *
 * Returns: (transfer none): the project that its key names
 */
JsonObject *
cw_rehearsal_jira_project_of (CwRehearsalStore *store,
                              JsonObject       *issue)
{
  const char *key = cw_json_get_string (issue, "key", NULL);
  g_autofree char *project = g_strndup (key, strcspn (key, "-"));

  return cw_rehearsal_jira_project (store, project);
}

/**
 * cw_rehearsal_jira_issue_type:
 * @project: a project
 * @name_or_id: (nullable): what names the type
 *
 * Returns: (transfer none) (nullable): the issue type, if the project has it
 */
JsonObject *
cw_rehearsal_jira_issue_type (JsonObject *project,
                              const char *name_or_id)
{
  JsonArray *types = cw_json_get_array (project, "issue_types");
  JsonObject *type = cw_rehearsal_json_find (types, "name", name_or_id);

  return type != NULL ? type : cw_rehearsal_json_find (types, "id", name_or_id);
}

/**
 * cw_rehearsal_jira_named_issue:
 * @store: the store
 * @key_or_id: (nullable): what names it; keys without regard to case
 *
 * Returns: (transfer none) (nullable): the issue of the state
 */
JsonObject *
cw_rehearsal_jira_named_issue (CwRehearsalStore *store,
                               const char       *key_or_id)
{
  JsonObject *issues = cw_rehearsal_store_get_map (store, "issues");
  g_autofree char *key = key_or_id != NULL ? g_ascii_strup (key_or_id, -1) : NULL;
  JsonObjectIter iter;
  JsonNode *node;

  if (key == NULL || json_object_has_member (issues, key))
    return key != NULL ? json_object_get_object_member (issues, key) : NULL;
  json_object_iter_init (&iter, issues);
  while (json_object_iter_next (&iter, NULL, &node))
    if (g_strcmp0 (cw_json_get_string (json_node_get_object (node), "id", NULL), key_or_id) == 0)
      return json_node_get_object (node);
  return NULL;
}

/**
 * cw_rehearsal_jira_issue:
 * @request: a request whose first star names an issue
 *
 * Returns: (transfer none) (nullable): the issue; without one the request has been answered
 */
JsonObject *
cw_rehearsal_jira_issue (CwRehearsalRequest *request)
{
  JsonObject *issue = cw_rehearsal_jira_named_issue (request->store, cw_rehearsal_request_arg (request, 0));

  if (issue == NULL)
    cw_rehearsal_jira_refuse (request, SOUP_STATUS_NOT_FOUND,
                              "Issue does not exist or you do not have permission to see it.");
  return issue;
}

/**
 * cw_rehearsal_jira_url:
 * @store: the store
 * @path: a path below `/rest/api/3`, with a slash at its end
 * @last: the last segment
 *
 * Returns: (transfer full): the address of a thing in the API
 */
char *
cw_rehearsal_jira_url (CwRehearsalStore *store,
                       const char       *path,
                       const char       *last)
{
  g_autofree char *escaped = g_uri_escape_string (last, NULL, FALSE);

  return g_strconcat (cw_rehearsal_store_get_base (store), "/jira/rest/api/3", path, escaped, NULL);
}

/**
 * cw_rehearsal_jira_changed:
 * @store: the store
 * @issue: an issue that has just been changed
 */
void
cw_rehearsal_jira_changed (CwRehearsalStore *store,
                           JsonObject       *issue)
{
  g_autofree char *stamp = cw_rehearsal_store_stamp (store);

  json_object_set_string_member (issue, "updated", stamp);
  cw_rehearsal_store_touch (store);
}

static void
gone (CwRehearsalRequest *request)
{
  cw_rehearsal_jira_refuse (request, SOUP_STATUS_GONE, SEARCH_IS_GONE);
}

static void
server_info (CwRehearsalRequest *request)
{
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{baseUrl:s version:s deploymentType:s serverTitle:s}",
                                                  cw_rehearsal_store_get_base (request->store), "1001.0.0", "Cloud",
                                                  "Jira"));
}

static const CwRehearsalRoute routes[] = {
  { "GET", "/rest/api/3/myself", cw_rehearsal_jira_myself },
  { "GET", "/rest/api/3/serverInfo", server_info },
  { "POST", "/rest/api/3/issue", cw_rehearsal_jira_create },
  { "GET", "/rest/api/3/issue/createmeta/*/issuetypes", cw_rehearsal_jira_types },
  { "GET", "/rest/api/3/issue/createmeta/*/issuetypes/*", cw_rehearsal_jira_type_fields },
  { "GET", "/rest/api/3/issue/*", cw_rehearsal_jira_get },
  { "PUT", "/rest/api/3/issue/*", cw_rehearsal_jira_put },
  { "GET", "/rest/api/3/issue/*/remotelink", cw_rehearsal_jira_remote_links },
  { "POST", "/rest/api/3/issue/*/remotelink", cw_rehearsal_jira_remote_link },
  { "GET", "/rest/api/3/issue/*/transitions", cw_rehearsal_jira_transitions },
  { "POST", "/rest/api/3/issue/*/transitions", cw_rehearsal_jira_transition },
  { "GET", "/rest/api/3/issue/*/properties", cw_rehearsal_jira_properties },
  { "GET", "/rest/api/3/issue/*/properties/*", cw_rehearsal_jira_get_property },
  { "PUT", "/rest/api/3/issue/*/properties/*", cw_rehearsal_jira_put_property },
  { "DELETE", "/rest/api/3/issue/*/properties/*", cw_rehearsal_jira_drop_property },
  { "GET", "/rest/api/3/issue/*/comment", cw_rehearsal_jira_comments },
  { "POST", "/rest/api/3/issue/*/comment", cw_rehearsal_jira_comment },
  { "GET", "/rest/api/3/search/jql", cw_rehearsal_jira_search },
  { "POST", "/rest/api/3/search/jql", cw_rehearsal_jira_search },
  { "POST", "/rest/api/3/search/approximate-count", cw_rehearsal_jira_count },
  { "GET", "/rest/api/3/search", gone },
  { "POST", "/rest/api/3/search", gone },
  { "GET", "/rest/api/3/user/search", cw_rehearsal_jira_users },
  { "GET", "/rest/api/3/user/assignable/search", cw_rehearsal_jira_assignable },
  { "GET", "/rest/api/3/issueLinkType", cw_rehearsal_jira_link_types },
  { "POST", "/rest/api/3/issueLink", cw_rehearsal_jira_link },
  { "DELETE", "/rest/api/3/issueLink/*", cw_rehearsal_jira_unlink },
  { "GET", "/rest/api/3/project/*", cw_rehearsal_jira_read_project },
  { "GET", "/rest/api/3/project/*/version", cw_rehearsal_jira_versions },
  { "GET", "/rest/api/3/project/*/versions", cw_rehearsal_jira_all_versions },
  { "POST", "/rest/api/3/version", cw_rehearsal_jira_add_version },
};

static gboolean
is_allowed (CwRehearsalRequest *request)
{
  JsonObject *world = cw_rehearsal_store_get_world (request->store);
  g_autofree char *user = NULL, *secret = NULL;

  return cw_rehearsal_request_basic (request, &user, &secret)
         && strcmp (secret, cw_rehearsal_store_get_token (request->store)) == 0
         && cw_rehearsal_world_user (world, "email", user) != NULL;
}

/**
 * cw_rehearsal_jira_serve:
 * @request: a request below `/jira/rest`
 *
 * Plays Jira Cloud's REST API, version 3.
 */
void
cw_rehearsal_jira_serve (CwRehearsalRequest *request)
{
  g_return_if_fail (request != NULL);

  if (!is_allowed (request))
    {
      cw_rehearsal_request_set_header (request, "WWW-Authenticate", "OAuth realm=\"rehearsal\"");
      cw_rehearsal_jira_refuse (request, SOUP_STATUS_UNAUTHORIZED,
                                "Client must be authenticated to access this resource.");
      return;
    }
  if (!cw_rehearsal_request_route (request, routes, G_N_ELEMENTS (routes)))
    cw_rehearsal_jira_refuse (request, SOUP_STATUS_NOT_FOUND, "null for uri");
}
