/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-jira-fields"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-jira-private.h"
#include "cw-rehearsal-world.h"

#define SUMMARY_CHARACTERS 255
#define LABEL_CHARACTERS 255
#define DOCUMENT_DEPTH 40

/* One value that is being taken: where it belongs to, and what is wrong with it. */
typedef struct
{
  CwRehearsalStore *store;
  JsonObject *project;
  const char *name;
  char *wrong; /* (owned) (nullable) */
} Taking;

/**
 * cw_rehearsal_jira_field:
 * @store: the store
 * @name: a field's id, such as `summary`
 *
 * Returns: (transfer none) (nullable): what the world says of it
 */
JsonObject *
cw_rehearsal_jira_field (CwRehearsalStore *store,
                         const char       *name)
{
  JsonObject *jira = cw_json_get_object (cw_rehearsal_store_get_world (store), "jira");

  return cw_json_get_object (cw_json_get_object (jira, "fields"), name);
}

/* Priorities, components and versions are names or objects in the world; here all have an id and a name. */
static JsonNode *
named_values (JsonArray *values,
              gint64     first_id)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; values != NULL && i < json_array_get_length (values); i++)
    {
      JsonObject *value = cw_rehearsal_json_item (values, i);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, first_id + i);

      if (value == NULL)
        json_array_add_element (array, cw_rehearsal_pack ("{id:s name:s}", id,
                                                          json_array_get_string_element (values, i)));
      else
        json_array_add_element (array, cw_rehearsal_pack ("{id:s name:s}", cw_json_get_string (value, "id", NULL),
                                                          cw_json_get_string (value, "name", NULL)));
    }
  return cw_rehearsal_json_list (g_steal_pointer (&array));
}

/**
 * cw_rehearsal_jira_allowed:
 * @store: the store
 * @project: a project
 * @field: a field's id
 *
 * Returns: (transfer full) (nullable): the values that the field takes, if they are a list
 */
JsonNode *
cw_rehearsal_jira_allowed (CwRehearsalStore *store,
                           JsonObject       *project,
                           const char       *field)
{
  JsonArray *allowed = cw_json_get_array (cw_rehearsal_jira_field (store, field), "allowed");
  const char *key = cw_json_get_string (project, "key", NULL);
  gint64 number = g_ascii_strtoll (cw_json_get_string (project, "id", NULL), NULL, 10);

  if (allowed != NULL)
    return cw_rehearsal_json_list (json_array_ref (allowed));
  if (strcmp (field, "priority") == 0)
    return named_values (cw_json_get_array (project, "priorities"), number * 100);
  if (strcmp (field, "components") == 0)
    return named_values (cw_json_get_array (project, "components"), number * 100 + 50);
  if (strcmp (field, "fixVersions") == 0)
    return named_values (cw_json_get_array (cw_rehearsal_store_get_map (store, "versions"), key), 0);
  return NULL;
}

static gboolean
is_content (JsonObject *node,
            guint       depth)
{
  static const char *const inlines[] = { "text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard",
                                         NULL };
  JsonArray *content = cw_json_get_array (node, "content");
  const char *type = cw_json_get_string (node, "type", NULL);

  if (type == NULL || depth > DOCUMENT_DEPTH)
    return FALSE;
  if (strcmp (type, "text") == 0)
    return cw_json_get_string (node, "text", NULL) != NULL && *cw_json_get_string (node, "text", NULL) != '\0';
  for (guint i = 0; content != NULL && i < json_array_get_length (content); i++)
    {
      JsonObject *child = cw_rehearsal_json_item (content, i);
      const char *kind = cw_json_get_string (child, "type", NULL);

      if (child == NULL || !is_content (child, depth + 1)
          || (strcmp (type, "doc") == 0 && g_strv_contains (inlines, kind)))
        return FALSE;
    }
  return TRUE;
}

/**
 * cw_rehearsal_jira_is_document:
 * @node: (nullable): what was sent
 *
 * Returns: whether it is a document as Jira takes them (Atlassian Document Format): no empty text, no text outside of
 *   a block
 */
gboolean
cw_rehearsal_jira_is_document (JsonNode *node)
{
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  return g_strcmp0 (cw_json_get_string (object, "type", NULL), "doc") == 0
         && cw_json_get_int (object, "version", 0) == 1 && cw_json_get_array (object, "content") != NULL
         && is_content (object, 0);
}

static JsonNode *
take_summary (Taking   *self,
              JsonNode *value)
{
  const char *text = json_node_get_string (value);

  if (text == NULL || *text == '\0')
    self->wrong = g_strdup ("You must specify a summary of the issue.");
  else if (strpbrk (text, "\r\n") != NULL)
    self->wrong = g_strdup ("The summary is invalid because it contains newline characters.");
  else if (g_utf8_strlen (text, -1) > SUMMARY_CHARACTERS)
    self->wrong = g_strdup ("Summary can't exceed 255 characters.");
  else
    return json_node_copy (value);
  return NULL;
}

/**
 * cw_rehearsal_jira_is_assignable:
 * @project: a project
 * @user: someone of the world
 *
 * Returns: whether tickets of the project can be given to them
 */
gboolean
cw_rehearsal_jira_is_assignable (JsonObject *project,
                                 JsonObject *user)
{
  JsonArray *refused = cw_json_get_array (project, "unassignable");

  for (guint i = 0; refused != NULL && i < json_array_get_length (refused); i++)
    if (g_strcmp0 (json_array_get_string_element (refused, i), cw_json_get_string (user, "email", NULL)) == 0)
      return FALSE;
  return cw_json_get_bool (user, "active", FALSE);
}

static JsonNode *
take_user (Taking   *self,
           JsonNode *value)
{
  JsonObject *given = JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
  const char *account = cw_json_get_string (given, "accountId", NULL);
  JsonObject *user;

  if (account == NULL)
    account = cw_json_get_string (given, "id", NULL);
  user = cw_rehearsal_world_user (cw_rehearsal_store_get_world (self->store), "account", account);
  if (user == NULL)
    self->wrong = g_strdup ("Specify a valid value for the user: no such accountId.");
  else if (!cw_json_get_bool (user, "active", FALSE)
           || (strcmp (self->name, "assignee") == 0 && !cw_rehearsal_jira_is_assignable (self->project, user)))
    self->wrong = g_strdup_printf ("User '%s' cannot be assigned issues.", account);
  else
    return cw_rehearsal_pack ("{accountId:s}", account);
  return NULL;
}

/* A choice is kept as the list of choices has it, whichever way it was named. */
static JsonNode *
take_choice (Taking   *self,
             JsonNode *value)
{
  JsonObject *given = JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
  g_autoptr (JsonNode) allowed = cw_rehearsal_jira_allowed (self->store, self->project, self->name);
  JsonArray *choices = allowed != NULL ? json_node_get_array (allowed) : NULL;
  static const char *const names[] = { "id", "value", "name" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *wanted = cw_json_get_string (given, names[i], NULL);
      JsonObject *choice = cw_rehearsal_json_find (choices, names[i], wanted);

      if (choice != NULL)
        return cw_rehearsal_json_own (json_object_ref (choice));
      if (wanted != NULL)
        {
          self->wrong = g_strdup_printf ("Option %s '%s' is not valid", names[i], wanted);
          return NULL;
        }
    }
  self->wrong = g_strdup ("Specify a valid 'id' or 'name'");
  return NULL;
}

static JsonNode *
take_label (Taking   *self,
            JsonNode *value)
{
  const char *label = json_node_get_value_type (value) == G_TYPE_STRING ? json_node_get_string (value) : NULL;

  if (label == NULL || *label == '\0')
    self->wrong = g_strdup ("data was not an array of strings");
  else if (strpbrk (label, " \t\r\n") != NULL)
    self->wrong = g_strdup_printf ("The label '%s' contains spaces which is invalid.", label);
  else if (g_utf8_strlen (label, -1) > LABEL_CHARACTERS)
    self->wrong = g_strdup_printf ("The label '%s' exceeds the maximum length allowed of 255 characters.", label);
  else
    return json_node_copy (value);
  return NULL;
}

static JsonNode *
take_date (Taking   *self,
           JsonNode *value,
           gboolean  with_time)
{
  const char *text = json_node_get_value_type (value) == G_TYPE_STRING ? json_node_get_string (value) : "";
  const char *pattern = with_time ? "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?(Z|[+-]\\d\\d:?\\d\\d)$"
                                  : "^\\d{4}-\\d\\d-\\d\\d$";

  if (g_regex_match_simple (pattern, text, 0, 0))
    return json_node_copy (value);
  self->wrong = with_time ? g_strdup_printf ("Error parsing time: %s", text)
                          : g_strdup_printf ("Error parsing date string: %s", text);
  return NULL;
}

static JsonNode *
take_parent (Taking   *self,
             JsonNode *value)
{
  JsonObject *given = JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
  const char *name = cw_json_get_string (given, "key", NULL);
  JsonObject *parent = cw_rehearsal_jira_named_issue (self->store,
                                                      name != NULL ? name : cw_json_get_string (given, "id", NULL));

  if (parent != NULL)
    return cw_rehearsal_pack ("{key:s}", cw_json_get_string (parent, "key", NULL));
  self->wrong = g_strdup ("Could not find valid 'id' or 'key' for the parent issue.");
  return NULL;
}

static JsonNode *
take_one (Taking     *self,
          const char *type,
          JsonNode   *value)
{
  if (strcmp (type, "user") == 0)
    return take_user (self, value);
  if (strcmp (type, "date") == 0 || strcmp (type, "datetime") == 0)
    return take_date (self, value, strcmp (type, "datetime") == 0);
  if (strcmp (type, "issuelink") == 0)
    return take_parent (self, value);
  if (strcmp (type, "doc") == 0)
    {
      if (cw_rehearsal_jira_is_document (value))
        return json_node_copy (value);
      self->wrong = g_strdup ("Operation value must be an Atlassian Document (see the Atlassian Document Format)");
      return NULL;
    }
  if (strcmp (type, "string") != 0)
    return take_choice (self, value);
  if (strcmp (self->name, "labels") == 0)
    return take_label (self, value);
  if (json_node_get_value_type (value) != G_TYPE_STRING)
    {
      self->wrong = g_strdup ("Operation value must be a string");
      return NULL;
    }
  return strcmp (self->name, "summary") == 0 ? take_summary (self, value) : json_node_copy (value);
}

static JsonNode *
take_array (Taking     *self,
            const char *type,
            JsonNode   *value)
{
  g_autoptr (JsonArray) taken = json_array_new ();
  JsonArray *given;

  if (!JSON_NODE_HOLDS_ARRAY (value))
    {
      self->wrong = g_strdup ("data was not an array");
      return NULL;
    }
  given = json_node_get_array (value);
  for (guint i = 0; i < json_array_get_length (given); i++)
    {
      JsonNode *one = take_one (self, type, json_array_get_element (given, i));

      if (one == NULL)
        return NULL;
      json_array_add_element (taken, one);
    }
  return cw_rehearsal_json_list (g_steal_pointer (&taken));
}

/**
 * cw_rehearsal_jira_take_field:
 * @store: the store
 * @project: the issue's project
 * @name: the field's id
 * @value: what was sent for it; null empties the field
 * @fields: where to put the value, in the form that the state keeps
 * @errors: where to put what Jira says is wrong, under @name
 *
 * Returns: whether the value was taken
 */
gboolean
cw_rehearsal_jira_take_field (CwRehearsalStore *store,
                              JsonObject       *project,
                              const char       *name,
                              JsonNode         *value,
                              JsonObject       *fields,
                              JsonObject       *errors)
{
  Taking self = { .store = store, .project = project, .name = name };
  JsonObject *schema = cw_json_get_object (cw_rehearsal_jira_field (store, name), "schema");
  const char *type = cw_json_get_string (schema, "type", NULL);
  JsonNode *taken;

  if (type == NULL)
    {
      g_autofree char *text = g_strdup_printf ("Field '%s' cannot be set. It is not on the appropriate screen, or "
                                               "unknown.", name);

      json_object_set_string_member (errors, name, text);
      return FALSE;
    }
  if (JSON_NODE_HOLDS_NULL (value) && strcmp (name, "summary") != 0)
    taken = json_node_new (JSON_NODE_NULL);
  else if (strcmp (type, "array") == 0)
    taken = take_array (&self, cw_json_get_string (schema, "items", NULL), value);
  else
    taken = take_one (&self, type, value);
  if (taken == NULL)
    {
      json_object_set_string_member (errors, name, self.wrong);
      g_free (self.wrong);
      return FALSE;
    }
  json_object_set_member (fields, name, taken);
  return TRUE;
}
