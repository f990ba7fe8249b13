/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-jira-issue"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-jira-private.h"
#include "cw-rehearsal-world.h"

/* An issue that is being made or changed. */
typedef struct
{
  CwRehearsalRequest *request;
  JsonObject *project;
  JsonObject *type;
  JsonObject *fields; /* (owned): values that were taken */
  JsonObject *errors; /* (owned): what is wrong, by field */
} Draft;

static void
draft_clear (Draft *self)
{
  g_clear_pointer (&self->fields, json_object_unref);
  g_clear_pointer (&self->errors, json_object_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draft, draft_clear)

static void
draft_init (Draft              *self,
            CwRehearsalRequest *request)
{
  self->request = request;
  self->fields = json_object_new ();
  self->errors = json_object_new ();
}

/* Answers with the errors, if there are any. */
static gboolean
refuse_errors (Draft *self)
{
  if (json_object_get_size (self->errors) == 0)
    return FALSE;
  cw_rehearsal_request_answer (self->request, SOUP_STATUS_BAD_REQUEST,
                               cw_rehearsal_pack ("{errorMessages:[] errors:o}",
                                                  cw_rehearsal_json_own (json_object_ref (self->errors))));
  return TRUE;
}

static const char *
name_or (JsonObject *object,
         const char *first,
         const char *second)
{
  const char *value = cw_json_get_string (object, first, NULL);

  return value != NULL ? value : cw_json_get_string (object, second, NULL);
}

static gboolean
take_place (Draft      *self,
            JsonObject *given)
{
  CwRehearsalStore *store = self->request->store;

  self->project = cw_rehearsal_jira_project (store, name_or (cw_json_get_object (given, "project"), "key", "id"));
  if (self->project == NULL)
    {
      json_object_set_string_member (self->errors, "project", "Specify a valid project ID or key");
      return FALSE;
    }
  self->type = cw_rehearsal_jira_issue_type (self->project,
                                             name_or (cw_json_get_object (given, "issuetype"), "name", "id"));
  if (self->type == NULL)
    {
      json_object_set_string_member (self->errors, "issuetype", "Specify a valid issue type");
      return FALSE;
    }
  return TRUE;
}

static void
take_fields (Draft      *self,
             JsonObject *given)
{
  JsonObject *screen = cw_json_get_object (self->type, "fields");
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, given);
  while (json_object_iter_next (&iter, &name, &value))
    {
      g_autofree char *text = NULL;

      if (strcmp (name, "project") == 0 || strcmp (name, "issuetype") == 0)
        continue;
      if (json_object_has_member (screen, name))
        {
          cw_rehearsal_jira_take_field (self->request->store, self->project, name, value, self->fields, self->errors);
          continue;
        }
      text = g_strdup_printf ("Field '%s' cannot be set. It is not on the appropriate screen, or unknown.", name);
      json_object_set_string_member (self->errors, name, text);
    }
}

static void
require_fields (Draft *self)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *required;

  json_object_iter_init (&iter, cw_json_get_object (self->type, "fields"));
  while (json_object_iter_next (&iter, &name, &required))
    {
      JsonObject *field = cw_rehearsal_jira_field (self->request->store, name);
      g_autofree char *text = NULL;

      if (!json_node_get_boolean (required) || cw_json_get_bool (field, "default", FALSE)
          || strcmp (name, "project") == 0 || strcmp (name, "issuetype") == 0
          || json_object_has_member (self->errors, name)
          || (json_object_has_member (self->fields, name)
              && !JSON_NODE_HOLDS_NULL (json_object_get_member (self->fields, name))))
        continue;
      text = strcmp (name, "summary") == 0
               ? g_strdup ("You must specify a summary of the issue.")
               : g_strdup_printf ("%s is required.", cw_json_get_string (field, "name", NULL));
      json_object_set_string_member (self->errors, name, text);
    }
}

static void
set_defaults (Draft *self)
{
  JsonObject *world = cw_rehearsal_store_get_world (self->request->store);
  JsonObject *self_user = cw_rehearsal_json_item (cw_json_get_array (world, "users"), 0);
  const char *priority = cw_json_get_string (self->project, "default_priority", NULL);

  if (!json_object_has_member (self->fields, "reporter"))
    json_object_set_member (self->fields, "reporter",
                            cw_rehearsal_pack ("{accountId:s}", cw_json_get_string (self_user, "account", NULL)));
  if (!json_object_has_member (self->fields, "priority") && priority != NULL)
    {
      g_autoptr (JsonNode) given = cw_rehearsal_pack ("{name:s}", priority);

      cw_rehearsal_jira_take_field (self->request->store, self->project, "priority", given, self->fields,
                                    self->errors);
    }
}

static JsonNode *
properties_of (JsonObject *sent)
{
  g_autoptr (JsonObject) properties = json_object_new ();
  JsonArray *given = cw_json_get_array (sent, "properties");

  for (guint i = 0; given != NULL && i < json_array_get_length (given); i++)
    {
      JsonObject *property = cw_rehearsal_json_item (given, i);
      const char *key = cw_json_get_string (property, "key", NULL);

      if (key != NULL && json_object_has_member (property, "value"))
        json_object_set_member (properties, key, json_node_copy (json_object_get_member (property, "value")));
    }
  return cw_rehearsal_json_own (g_steal_pointer (&properties));
}

static void
store_issue (Draft      *self,
             JsonObject *sent)
{
  CwRehearsalStore *store = self->request->store;
  const char *project = cw_json_get_string (self->project, "key", NULL);
  g_autofree char *key = g_strdup_printf ("%s-%" G_GINT64_FORMAT, project, cw_rehearsal_store_next (store, project));
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, cw_rehearsal_store_next (store, "issue"));
  g_autofree char *stamp = cw_rehearsal_store_stamp (store);
  g_autofree char *url = cw_rehearsal_jira_url (store, "/issue/", id);

  json_object_set_member (cw_rehearsal_store_get_map (store, "issues"), key,
                          cw_rehearsal_pack ("{id:s key:s type:s status:s created:s updated:s fields:o properties:o "
                                             "remotelinks:[] comments:[]}",
                                             id, key, cw_json_get_string (self->type, "name", NULL), "To Do", stamp,
                                             stamp, cw_rehearsal_json_own (json_object_ref (self->fields)),
                                             properties_of (sent)));
  cw_rehearsal_store_touch (store);
  cw_rehearsal_request_answer (self->request, SOUP_STATUS_CREATED,
                               cw_rehearsal_pack ("{id:s key:s self:s}", id, key, url));
}

/**
 * cw_rehearsal_jira_create:
 * @request: `POST /issue`
 */
void
cw_rehearsal_jira_create (CwRehearsalRequest *request)
{
  JsonObject *sent = cw_rehearsal_request_object (request);
  JsonObject *given = cw_json_get_object (sent, "fields");
  g_auto (Draft) draft = { NULL };

  draft_init (&draft, request);
  if (given == NULL)
    {
      cw_rehearsal_jira_refuse (request, SOUP_STATUS_BAD_REQUEST, "Invalid request payload. Refer to the REST API "
                                                                  "documentation and try again.");
      return;
    }
  if (take_place (&draft, given))
    {
      take_fields (&draft, given);
      require_fields (&draft);
      set_defaults (&draft);
    }
  if (!refuse_errors (&draft))
    store_issue (&draft, sent);
}

/**
 * cw_rehearsal_jira_get:
 * @request: `GET /issue/KEY`
 */
void
cw_rehearsal_jira_get (CwRehearsalRequest *request)
{
  JsonObject *issue = cw_rehearsal_jira_issue (request);
  const char *fields = cw_rehearsal_request_query (request, "fields");
  const char *properties = cw_rehearsal_request_query (request, "properties");
  g_auto (GStrv) wanted = fields != NULL ? g_strsplit (fields, ",", -1) : NULL;
  JsonNode *answer;

  if (issue == NULL)
    return;
  answer = cw_rehearsal_jira_issue_json (request->store, issue, wanted);
  if (properties != NULL)
    json_object_set_member (json_node_get_object (answer), "properties",
                            json_node_copy (json_object_get_member (issue, "properties")));
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK, answer);
}

/* One operation of `update`: `add` and `remove` for lists, `set` for all. */
static gboolean
operate (Draft      *self,
         JsonObject *issue,
         const char *name,
         JsonObject *operation)
{
  static const char *const verbs[] = { "set", "add", "remove" };
  JsonNode *before = json_object_get_member (self->fields, name);
  g_autoptr (JsonArray) list = json_array_new ();
  g_autoptr (JsonNode) whole = NULL;
  guint verb = 0;
  JsonNode *value;

  while (operation != NULL && verb < G_N_ELEMENTS (verbs) && !json_object_has_member (operation, verbs[verb]))
    verb++;
  if (operation == NULL || verb == G_N_ELEMENTS (verbs))
    {
      json_object_set_string_member (self->errors, name, "Unknown operation");
      return FALSE;
    }
  value = json_object_get_member (operation, verbs[verb]);
  if (verb == 0)
    return cw_rehearsal_jira_take_field (self->request->store, self->project, name, value, self->fields, self->errors);
  if (before == NULL)
    before = json_object_get_member (cw_json_get_object (issue, "fields"), name);
  for (guint i = 0; before != NULL && JSON_NODE_HOLDS_ARRAY (before)
                    && i < json_array_get_length (json_node_get_array (before)); i++)
    {
      JsonNode *old = json_array_get_element (json_node_get_array (before), i);

      if (!json_node_equal (old, value))
        json_array_add_element (list, json_node_copy (old));
    }
  if (verb == 1)
    json_array_add_element (list, json_node_copy (value));
  whole = cw_rehearsal_json_list (g_steal_pointer (&list));
  return cw_rehearsal_jira_take_field (self->request->store, self->project, name, whole, self->fields, self->errors);
}

static void
take_update (Draft      *self,
             JsonObject *issue,
             JsonObject *update)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (update == NULL)
    return;
  json_object_iter_init (&iter, update);
  while (json_object_iter_next (&iter, &name, &node))
    {
      JsonArray *operations = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      for (guint i = 0; operations != NULL && i < json_array_get_length (operations); i++)
        if (!operate (self, issue, name, cw_rehearsal_json_item (operations, i)))
          break;
    }
}

/**
 * cw_rehearsal_jira_put:
 * @request: `PUT /issue/KEY`
 */
void
cw_rehearsal_jira_put (CwRehearsalRequest *request)
{
  JsonObject *issue = cw_rehearsal_jira_issue (request);
  JsonObject *sent = cw_rehearsal_request_object (request);
  g_auto (Draft) draft = { NULL };
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (issue == NULL)
    return;
  draft_init (&draft, request);
  draft.project = cw_rehearsal_jira_project_of (request->store, issue);
  draft.type = cw_rehearsal_jira_issue_type (draft.project, cw_json_get_string (issue, "type", NULL));
  if (cw_json_get_object (sent, "fields") != NULL)
    take_fields (&draft, cw_json_get_object (sent, "fields"));
  take_update (&draft, issue, cw_json_get_object (sent, "update"));
  if (refuse_errors (&draft))
    return;
  json_object_iter_init (&iter, draft.fields);
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (cw_json_get_object (issue, "fields"), name, json_node_copy (value));
  cw_rehearsal_jira_changed (request->store, issue);
  if (g_strcmp0 (cw_rehearsal_request_query (request, "returnIssue"), "true") == 0)
    cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_jira_issue_json (request->store, issue, NULL));
  else
    cw_rehearsal_request_answer (request, SOUP_STATUS_NO_CONTENT, NULL);
}
