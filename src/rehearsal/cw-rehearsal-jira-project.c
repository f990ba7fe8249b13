/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-jira-project"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-jira-private.h"
#include "cw-rehearsal-world.h"

#define PAGE_SIZE 50
#define MOST_USERS 1000

static JsonObject *
named_project (CwRehearsalRequest *request,
               const char         *name)
{
  JsonObject *project = cw_rehearsal_jira_project (request->store, name);
  g_autofree char *text = NULL;

  if (project != NULL)
    return project;
  text = g_strdup_printf ("No project could be found with key '%s'.", name);
  cw_rehearsal_jira_refuse (request, SOUP_STATUS_NOT_FOUND, text);
  return NULL;
}

/* Answers the page of @all that the request asks for, under @name. */
static void
answer_page (CwRehearsalRequest *request,
             const char         *name,
             JsonArray          *all)
{
  gint64 start = cw_rehearsal_request_query_int (request, "startAt", 0, G_MAXINT);
  gint64 most = cw_rehearsal_request_query_int (request, "maxResults", PAGE_SIZE, 200);
  guint total = json_array_get_length (all);
  JsonArray *page = json_array_new ();
  JsonNode *answer;

  for (gint64 i = start; i < MIN (start + most, (gint64) total); i++)
    json_array_add_element (page, json_node_copy (json_array_get_element (all, (guint) i)));
  answer = cw_rehearsal_pack ("{maxResults:I startAt:I total:i}", most, start, (int) total);
  if (strcmp (name, "values") == 0)
    json_object_set_boolean_member (json_node_get_object (answer), "isLast", start + most >= (gint64) total);
  json_object_set_array_member (json_node_get_object (answer), name, page);
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK, answer);
}

/**
 * cw_rehearsal_jira_types:
 * @request: `GET /issue/createmeta/PROJECT/issuetypes`
 */
void
cw_rehearsal_jira_types (CwRehearsalRequest *request)
{
  JsonObject *project = named_project (request, cw_rehearsal_request_arg (request, 0));
  JsonArray *types = cw_json_get_array (project, "issue_types");
  g_autoptr (JsonArray) all = json_array_new ();

  if (project == NULL)
    return;
  for (guint i = 0; i < json_array_get_length (types); i++)
    json_array_add_element (all, cw_rehearsal_jira_type_json (request->store, cw_rehearsal_json_item (types, i)));
  answer_page (request, "issueTypes", all);
}

static JsonNode *
field_json (CwRehearsalStore *store,
            JsonObject       *project,
            const char       *name,
            gboolean          required)
{
  JsonObject *field = cw_rehearsal_jira_field (store, name);
  JsonObject *schema = cw_json_get_object (field, "schema");
  gboolean list = g_strcmp0 (cw_json_get_string (schema, "type", NULL), "array") == 0;
  JsonNode *operations = list ? cw_rehearsal_pack ("[sss]", "add", "set", "remove") : cw_rehearsal_pack ("[s]", "set");

  return cw_rehearsal_pack ("{required:b schema:o name:s key:s fieldId:s hasDefaultValue:b operations:o "
                            "allowedValues?:o}",
                            required, cw_rehearsal_json_own (json_object_ref (schema)),
                            cw_json_get_string (field, "name", NULL), name, name,
                            cw_json_get_bool (field, "default", FALSE), operations,
                            cw_rehearsal_jira_allowed (store, project, name));
}

/**
 * cw_rehearsal_jira_type_fields:
 * @request: `GET /issue/createmeta/PROJECT/issuetypes/TYPE`
 */
void
cw_rehearsal_jira_type_fields (CwRehearsalRequest *request)
{
  JsonObject *project = named_project (request, cw_rehearsal_request_arg (request, 0));
  g_autoptr (JsonArray) all = json_array_new ();
  JsonObjectIter iter;
  JsonObject *type;
  const char *name;
  JsonNode *required;

  if (project == NULL)
    return;
  type = cw_rehearsal_json_find (cw_json_get_array (project, "issue_types"), "id",
                                 cw_rehearsal_request_arg (request, 1));
  if (type == NULL)
    {
      cw_rehearsal_jira_refuse (request, SOUP_STATUS_BAD_REQUEST, "The issue type id is invalid for this project.");
      return;
    }
  json_object_iter_init_ordered (&iter, cw_json_get_object (type, "fields"));
  while (json_object_iter_next_ordered (&iter, &name, &required))
    json_array_add_element (all, field_json (request->store, project, name, json_node_get_boolean (required)));
  answer_page (request, "fields", all);
}

/**
 * cw_rehearsal_jira_myself:
 * @request: `GET /myself`
 */
void
cw_rehearsal_jira_myself (CwRehearsalRequest *request)
{
  JsonObject *world = cw_rehearsal_store_get_world (request->store);
  g_autofree char *user = NULL, *secret = NULL;
  const char *account = NULL;

  if (cw_rehearsal_request_basic (request, &user, &secret))
    account = cw_json_get_string (cw_rehearsal_world_user (world, "email", user), "account", NULL);
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_jira_user_json (request->store, account));
}

/* People whose name or e-mail address holds the query, without regard to case; with @project those who can be given its
 * tickets. */
static void
answer_users (CwRehearsalRequest *request,
              JsonObject         *project)
{
  JsonArray *users = cw_json_get_array (cw_rehearsal_store_get_world (request->store), "users");
  const char *wanted = cw_rehearsal_request_query (request, "query");
  const char *account = cw_rehearsal_request_query (request, "accountId");
  g_autofree char *folded = g_utf8_casefold (wanted != NULL ? wanted : "", -1);
  gint64 skip = cw_rehearsal_request_query_int (request, "startAt", 0, MOST_USERS);
  gint64 most = cw_rehearsal_request_query_int (request, "maxResults", PAGE_SIZE, MOST_USERS);
  JsonArray *found = json_array_new ();

  for (guint i = 0; i < json_array_get_length (users) && (gint64) json_array_get_length (found) < most; i++)
    {
      JsonObject *user = cw_rehearsal_json_item (users, i);
      g_autofree char *text = g_strconcat (cw_json_get_string (user, "name", NULL), " ",
                                           cw_json_get_string (user, "email", NULL), NULL);
      g_autofree char *have = g_utf8_casefold (text, -1);
      const char *id = cw_json_get_string (user, "account", NULL);

      if (strstr (have, folded) == NULL || (project != NULL && !cw_rehearsal_jira_is_assignable (project, user))
          || (account != NULL && strcmp (account, id) != 0) || skip-- > 0)
        continue;
      json_array_add_element (found, cw_rehearsal_jira_user_json (request->store, id));
    }
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_json_list (found));
}

/**
 * cw_rehearsal_jira_users:
 * @request: `GET /user/search`
 */
void
cw_rehearsal_jira_users (CwRehearsalRequest *request)
{
  if (cw_rehearsal_request_query (request, "query") == NULL
      && cw_rehearsal_request_query (request, "accountId") == NULL)
    cw_rehearsal_jira_refuse (request, SOUP_STATUS_BAD_REQUEST,
                              "Either 'query', 'accountId' or 'property' parameter must be provided.");
  else
    answer_users (request, NULL);
}

/**
 * cw_rehearsal_jira_assignable:
 * @request: `GET /user/assignable/search`
 */
void
cw_rehearsal_jira_assignable (CwRehearsalRequest *request)
{
  const char *key = cw_rehearsal_request_query (request, "project");
  const char *issue = cw_rehearsal_request_query (request, "issueKey");
  JsonObject *named = cw_rehearsal_jira_named_issue (request->store, issue);
  g_autofree char *of_issue = NULL;
  JsonObject *project;

  if (key == NULL && issue == NULL)
    {
      cw_rehearsal_jira_refuse (request, SOUP_STATUS_BAD_REQUEST,
                                "Either the 'project' or 'issueKey' query parameter must be specified.");
      return;
    }
  if (key == NULL && named == NULL)
    {
      cw_rehearsal_jira_refuse (request, SOUP_STATUS_NOT_FOUND, "Issue does not exist or you do not have permission to "
                                                                "see it.");
      return;
    }
  if (key == NULL)
    of_issue = g_strndup (cw_json_get_string (named, "key", ""), strcspn (cw_json_get_string (named, "key", ""), "-"));
  project = named_project (request, key != NULL ? key : of_issue);
  if (project != NULL)
    answer_users (request, project);
}

/**
 * cw_rehearsal_jira_read_project:
 * @request: `GET /project/KEY`
 */
void
cw_rehearsal_jira_read_project (CwRehearsalRequest *request)
{
  JsonObject *project = named_project (request, cw_rehearsal_request_arg (request, 0));
  g_autofree char *self = NULL;

  if (project == NULL)
    return;
  self = cw_rehearsal_jira_url (request->store, "/project/", cw_json_get_string (project, "id", NULL));
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{self:s id:s key:s name:s projectTypeKey:s simplified:b}", self,
                                                  cw_json_get_string (project, "id", NULL),
                                                  cw_json_get_string (project, "key", NULL),
                                                  cw_json_get_string (project, "name", NULL), "software", FALSE));
}

static JsonNode *
version_json (CwRehearsalStore *store,
              JsonObject       *project,
              JsonObject       *version)
{
  const char *id = cw_json_get_string (version, "id", NULL);
  g_autofree char *self = cw_rehearsal_jira_url (store, "/version/", id);
  gint64 number = g_ascii_strtoll (cw_json_get_string (project, "id", NULL), NULL, 10);

  return cw_rehearsal_pack ("{self:s id:s description?:s name:s archived:b released:b releaseDate?:s projectId:I}",
                            self, id, cw_json_get_string (version, "description", NULL),
                            cw_json_get_string (version, "name", NULL), FALSE,
                            cw_json_get_bool (version, "released", FALSE),
                            cw_json_get_string (version, "releaseDate", NULL), number);
}

static JsonArray *
versions_of (CwRehearsalRequest *request,
             JsonObject         *project)
{
  JsonArray *all = cw_json_get_array (cw_rehearsal_store_get_map (request->store, "versions"),
                                      cw_json_get_string (project, "key", NULL));
  const char *query = cw_rehearsal_request_query (request, "query");
  const char *status = cw_rehearsal_request_query (request, "status");
  g_autofree char *wanted = g_utf8_casefold (query != NULL ? query : "", -1);
  JsonArray *found = json_array_new ();

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonObject *version = cw_rehearsal_json_item (all, i);
      g_autofree char *name = g_utf8_casefold (cw_json_get_string (version, "name", NULL), -1);
      const char *state = cw_json_get_bool (version, "released", FALSE) ? "released" : "unreleased";

      if (strstr (name, wanted) != NULL && (status == NULL || strcmp (status, state) == 0))
        json_array_add_element (found, version_json (request->store, project, version));
    }
  return found;
}

/**
 * cw_rehearsal_jira_versions:
 * @request: `GET /project/KEY/version`, by pages
 */
void
cw_rehearsal_jira_versions (CwRehearsalRequest *request)
{
  JsonObject *project = named_project (request, cw_rehearsal_request_arg (request, 0));
  g_autoptr (JsonArray) all = NULL;

  if (project == NULL)
    return;
  all = versions_of (request, project);
  answer_page (request, "values", all);
}

/**
 * cw_rehearsal_jira_all_versions:
 * @request: `GET /project/KEY/versions`
 */
void
cw_rehearsal_jira_all_versions (CwRehearsalRequest *request)
{
  JsonObject *project = named_project (request, cw_rehearsal_request_arg (request, 0));

  if (project != NULL)
    cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_json_list (versions_of (request, project)));
}

/**
 * cw_rehearsal_jira_add_version:
 * @request: `POST /version`
 */
void
cw_rehearsal_jira_add_version (CwRehearsalRequest *request)
{
  JsonObject *sent = cw_rehearsal_request_object (request);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, cw_json_get_int (sent, "projectId", 0));
  JsonObject *project = cw_rehearsal_jira_project (request->store, number);
  const char *name = cw_json_get_string (sent, "name", NULL);
  g_autofree char *id = NULL;
  JsonNode *version;
  JsonArray *all;

  if (project == NULL || name == NULL || *name == '\0')
    {
      cw_rehearsal_jira_refuse (request, project == NULL ? SOUP_STATUS_NOT_FOUND : SOUP_STATUS_BAD_REQUEST,
                                project == NULL ? "Project must be specified to create a version."
                                                : "You must specify a valid version name");
      return;
    }
  all = cw_json_get_array (cw_rehearsal_store_get_map (request->store, "versions"),
                           cw_json_get_string (project, "key", NULL));
  if (cw_rehearsal_json_find (all, "name", name) != NULL)
    {
      cw_rehearsal_request_answer (request, SOUP_STATUS_BAD_REQUEST,
                                   cw_rehearsal_pack ("{errorMessages:[] errors:{name:s}}",
                                                      "A version with this name already exists in this project."));
      return;
    }
  id = g_strdup_printf ("%" G_GINT64_FORMAT, cw_rehearsal_store_next (request->store, "issue"));
  version = cw_rehearsal_pack ("{id:s name:s description?:s released:b releaseDate?:s}", id, name,
                               cw_json_get_string (sent, "description", NULL),
                               cw_json_get_bool (sent, "released", FALSE),
                               cw_json_get_string (sent, "releaseDate", NULL));
  json_array_add_element (all, version);
  cw_rehearsal_request_answer (request, SOUP_STATUS_CREATED,
                               version_json (request->store, project, json_node_get_object (version)));
}
