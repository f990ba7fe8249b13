/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-jira-json"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-jira-private.h"
#include "cw-rehearsal-jira.h"
#include "cw-rehearsal-world.h"

/**
 * cw_rehearsal_jira_time:
 * @stamp: a time of the state, `2026-11-23T12:00:00.000Z`
 *
 * Returns: (transfer full): the same as Jira writes it: `2026-11-23T12:00:00.000+0000`
 */
char *
cw_rehearsal_jira_time (const char *stamp)
{
  return g_strdup_printf ("%.*s+0000", (int) strcspn (stamp, "Z"), stamp);
}

/**
 * cw_rehearsal_jira_user_json:
 * @store: the store
 * @account: (nullable): an account id
 *
 * Only one's own e-mail address is shown, as most people hide theirs.
 *
 * Returns: (transfer full): the person, or null
 */
JsonNode *
cw_rehearsal_jira_user_json (CwRehearsalStore *store,
                             const char       *account)
{
  JsonObject *world = cw_rehearsal_store_get_world (store);
  JsonObject *user = cw_rehearsal_world_user (world, "account", account);
  g_autofree char *self = NULL;
  g_autofree char *avatar = g_strconcat (cw_rehearsal_store_get_base (store), "/avatar", NULL);
  gboolean own = user == cw_rehearsal_json_item (cw_json_get_array (world, "users"), 0);

  if (user == NULL)
    return json_node_new (JSON_NODE_NULL);
  self = g_strconcat (cw_rehearsal_store_get_base (store), "/jira/rest/api/3/user?accountId=", account, NULL);
  return cw_rehearsal_pack ("{self:s accountId:s accountType:s emailAddress?:s displayName:s active:b timeZone:s "
                            "avatarUrls:{16x16:s 24x24:s 32x32:s 48x48:s}}",
                            self, account, "atlassian", own ? cw_json_get_string (user, "email", NULL) : NULL,
                            cw_json_get_string (user, "name", NULL), cw_json_get_bool (user, "active", FALSE),
                            cw_json_get_string (user, "time_zone", NULL), avatar, avatar, avatar, avatar);
}

/**
 * cw_rehearsal_jira_type_json:
 * @store: the store
 * @type: an issue type of the world
 *
 * Returns: (transfer full): the issue type
 */
JsonNode *
cw_rehearsal_jira_type_json (CwRehearsalStore *store,
                             JsonObject       *type)
{
  const char *id = cw_json_get_string (type, "id", NULL);
  g_autofree char *self = cw_rehearsal_jira_url (store, "/issuetype/", id);

  return cw_rehearsal_pack ("{self:s id:s description:s iconUrl:s name:s subtask:b hierarchyLevel:i}", self, id, "",
                            self, cw_json_get_string (type, "name", NULL), FALSE, 0);
}

/**
 * cw_rehearsal_jira_status_json:
 * @store: the store
 * @status: a status' name
 *
 * Returns: (transfer full): the status
 */
JsonNode *
cw_rehearsal_jira_status_json (CwRehearsalStore *store,
                               const char       *status)
{
  gboolean done = strcmp (status, "Done") == 0, begun = strcmp (status, "In Progress") == 0;
  const char *id = done ? "10002" : begun ? "3" : "10000";
  g_autofree char *self = cw_rehearsal_jira_url (store, "/status/", id);

  return cw_rehearsal_pack ("{self:s description:s iconUrl:s name:s id:s "
                            "statusCategory:{id:i key:s colorName:s name:s}}",
                            self, "", self, status, id, done ? 3 : begun ? 4 : 2,
                            done ? "done" : begun ? "indeterminate" : "new",
                            done ? "green" : begun ? "yellow" : "blue-gray", status);
}

static JsonNode *
link_json (CwRehearsalStore *store,
           JsonObject       *link,
           const char       *key)
{
  JsonArray *types = cw_rehearsal_world_list (cw_rehearsal_store_get_world (store), "jira", "link_types");
  JsonObject *type = cw_rehearsal_json_find (types, "name", cw_json_get_string (link, "type", NULL));
  const char *inward = cw_json_get_string (link, "inward", NULL), *outward = cw_json_get_string (link, "outward", NULL);
  gboolean outgoing = strcmp (inward, key) == 0;
  JsonObject *other = cw_rehearsal_jira_named_issue (store, outgoing ? outward : inward);
  JsonNode *end = cw_rehearsal_pack ("{id:s key:s fields:{summary:s}}", cw_json_get_string (other, "id", NULL),
                                     cw_json_get_string (other, "key", NULL),
                                     cw_json_get_string (cw_json_get_object (other, "fields"), "summary", NULL));

  return cw_rehearsal_pack (outgoing ? "{id:s type:o outwardIssue:o}" : "{id:s type:o inwardIssue:o}",
                            cw_json_get_string (link, "id", NULL), cw_rehearsal_json_own (json_object_ref (type)), end);
}

static JsonNode *
links_json (CwRehearsalStore *store,
            const char       *key)
{
  g_autoptr (JsonArray) found = json_array_new ();
  JsonArray *links = cw_rehearsal_store_get_list (store, "links");

  for (guint i = 0; i < json_array_get_length (links); i++)
    {
      JsonObject *link = cw_rehearsal_json_item (links, i);

      if (strcmp (cw_json_get_string (link, "inward", NULL), key) == 0
          || strcmp (cw_json_get_string (link, "outward", NULL), key) == 0)
        json_array_add_element (found, link_json (store, link, key));
    }
  return cw_rehearsal_json_list (g_steal_pointer (&found));
}

/* A field of the state as Jira answers it: people and choices whole, a parent with its summary. */
static JsonNode *
value_json (CwRehearsalStore *store,
            JsonNode         *value)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;

  if (cw_json_get_string (object, "accountId", NULL) != NULL)
    return cw_rehearsal_jira_user_json (store, cw_json_get_string (object, "accountId", NULL));
  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      g_autoptr (JsonArray) array = json_array_new ();

      for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
        json_array_add_element (array, value_json (store, json_array_get_element (json_node_get_array (value), i)));
      return cw_rehearsal_json_list (g_steal_pointer (&array));
    }
  return json_node_copy (value);
}

static gboolean
is_wanted (GStrv       wanted,
           const char *name)
{
  g_autofree char *negated = g_strconcat ("-", name, NULL);

  if (wanted == NULL)
    return TRUE;
  if (g_strv_contains ((const char *const *) wanted, negated))
    return FALSE;
  return g_strv_contains ((const char *const *) wanted, name)
         || g_strv_contains ((const char *const *) wanted, "*all")
         || g_strv_contains ((const char *const *) wanted, "*navigable");
}

static JsonObject *
all_fields (CwRehearsalStore *store,
            JsonObject       *issue)
{
  JsonObject *fields = json_object_new ();
  JsonObject *project = cw_rehearsal_jira_project_of (store, issue);
  JsonObject *type = cw_rehearsal_jira_issue_type (project, cw_json_get_string (issue, "type", NULL));
  const char *key = cw_json_get_string (project, "key", NULL);
  g_autofree char *self = cw_rehearsal_jira_url (store, "/project/", cw_json_get_string (project, "id", NULL));
  g_autofree char *created = cw_rehearsal_jira_time (cw_json_get_string (issue, "created", NULL));
  g_autofree char *updated = cw_rehearsal_jira_time (cw_json_get_string (issue, "updated", NULL));
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, cw_json_get_object (issue, "fields"));
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (fields, name, value_json (store, value));
  json_object_set_member (fields, "project",
                          cw_rehearsal_pack ("{self:s id:s key:s name:s projectTypeKey:s simplified:b}", self,
                                             cw_json_get_string (project, "id", NULL), key,
                                             cw_json_get_string (project, "name", NULL), "software", FALSE));
  json_object_set_member (fields, "issuetype", cw_rehearsal_jira_type_json (store, type));
  json_object_set_member (fields, "status",
                          cw_rehearsal_jira_status_json (store, cw_json_get_string (issue, "status", NULL)));
  json_object_set_member (fields, "issuelinks", links_json (store, cw_json_get_string (issue, "key", NULL)));
  json_object_set_string_member (fields, "created", created);
  json_object_set_string_member (fields, "updated", updated);
  if (!json_object_has_member (fields, "labels"))
    json_object_set_array_member (fields, "labels", json_array_new ());
  return fields;
}

/**
 * cw_rehearsal_jira_issue_json:
 * @store: the store
 * @issue: an issue of the state
 * @wanted: (nullable): the fields to show; %NULL for all
 *
 * Returns: (transfer full): the issue as an answer has it
 */
JsonNode *
cw_rehearsal_jira_issue_json (CwRehearsalStore *store,
                              JsonObject       *issue,
                              GStrv             wanted)
{
  g_autoptr (JsonObject) fields = all_fields (store, issue);
  g_autoptr (GList) names = json_object_get_members (fields);
  const char *id = cw_json_get_string (issue, "id", NULL);
  g_autofree char *self = cw_rehearsal_jira_url (store, "/issue/", id);

  for (GList *at = names; at != NULL; at = at->next)
    if (!is_wanted (wanted, at->data))
      json_object_remove_member (fields, at->data);
  return cw_rehearsal_pack ("{expand:s id:s self:s key:s fields:o}", "renderedFields,names,schema", id, self,
                            cw_json_get_string (issue, "key", NULL),
                            cw_rehearsal_json_own (g_steal_pointer (&fields)));
}

static void
append_text (GString    *text,
             JsonObject *node)
{
  JsonArray *content = cw_json_get_array (node, "content");
  const char *type = cw_json_get_string (node, "type", NULL);

  if (cw_json_get_string (node, "text", NULL) != NULL)
    g_string_append (text, cw_json_get_string (node, "text", NULL));
  if (g_strcmp0 (type, "hardBreak") == 0)
    g_string_append_c (text, '\n');
  for (guint i = 0; content != NULL && i < json_array_get_length (content); i++)
    append_text (text, cw_rehearsal_json_item (content, i));
  if (g_strcmp0 (type, "paragraph") == 0 || g_strcmp0 (type, "heading") == 0)
    g_string_append_c (text, '\n');
}

/**
 * cw_rehearsal_jira_text:
 * @document: (nullable): a description in Atlassian Document Format
 *
 * Returns: (transfer full): its text alone, for the plain web pages
 */
char *
cw_rehearsal_jira_text (JsonNode *document)
{
  GString *text = g_string_new (NULL);

  if (document != NULL && JSON_NODE_HOLDS_OBJECT (document))
    append_text (text, json_node_get_object (document));
  return g_string_free (text, FALSE);
}
