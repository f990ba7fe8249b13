/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-jira-links"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-jira-private.h"
#include "cw-rehearsal-world.h"

/**
 * cw_rehearsal_jira_link_types:
 * @request: `GET /issueLinkType`
 */
void
cw_rehearsal_jira_link_types (CwRehearsalRequest *request)
{
  JsonArray *types = cw_rehearsal_world_list (cw_rehearsal_store_get_world (request->store), "jira", "link_types");

  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{issueLinkTypes:o}",
                                                  cw_rehearsal_json_list (json_array_ref (types))));
}

static gboolean
has_link (JsonArray  *links,
          const char *type,
          const char *inward,
          const char *outward)
{
  for (guint i = 0; i < json_array_get_length (links); i++)
    {
      JsonObject *link = cw_rehearsal_json_item (links, i);

      if (strcmp (cw_json_get_string (link, "type", NULL), type) == 0
          && strcmp (cw_json_get_string (link, "inward", NULL), inward) == 0
          && strcmp (cw_json_get_string (link, "outward", NULL), outward) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_rehearsal_jira_link:
 * @request: `POST /issueLink`; a second time makes no second link
 */
void
cw_rehearsal_jira_link (CwRehearsalRequest *request)
{
  CwRehearsalStore *store = request->store;
  JsonObject *sent = cw_rehearsal_request_object (request);
  JsonArray *types = cw_rehearsal_world_list (cw_rehearsal_store_get_world (store), "jira", "link_types");
  const char *type = cw_json_get_string (cw_json_get_object (sent, "type"), "name", NULL);
  JsonObject *ends[2];
  const char *keys[2];
  JsonArray *links = cw_rehearsal_store_get_list (store, "links");

  for (guint i = 0; i < 2; i++)
    {
      JsonObject *end = cw_json_get_object (sent, i == 0 ? "inwardIssue" : "outwardIssue");

      ends[i] = cw_rehearsal_jira_named_issue (store, cw_json_get_string (end, "key", NULL));
      keys[i] = cw_json_get_string (ends[i], "key", NULL);
    }
  if (cw_rehearsal_json_find (types, "name", type) == NULL)
    {
      cw_rehearsal_jira_refuse (request, SOUP_STATUS_NOT_FOUND, "No issue link type with this name found.");
      return;
    }
  if (ends[0] == NULL || ends[1] == NULL)
    {
      cw_rehearsal_jira_refuse (request, SOUP_STATUS_NOT_FOUND,
                                "Issue does not exist or you do not have permission to see it.");
      return;
    }
  if (!has_link (links, type, keys[0], keys[1]))
    {
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, cw_rehearsal_store_next (store, "issue"));

      json_array_add_element (links, cw_rehearsal_pack ("{id:s type:s inward:s outward:s}", id, type, keys[0],
                                                        keys[1]));
      cw_rehearsal_store_touch (store);
    }
  cw_rehearsal_request_answer (request, SOUP_STATUS_CREATED, NULL);
}

/**
 * cw_rehearsal_jira_unlink:
 * @request: `DELETE /issueLink/ID`
 */
void
cw_rehearsal_jira_unlink (CwRehearsalRequest *request)
{
  JsonArray *links = cw_rehearsal_store_get_list (request->store, "links");
  const char *id = cw_rehearsal_request_arg (request, 0);

  for (guint i = 0; i < json_array_get_length (links); i++)
    if (g_strcmp0 (cw_json_get_string (cw_rehearsal_json_item (links, i), "id", NULL), id) == 0)
      {
        json_array_remove_element (links, i);
        cw_rehearsal_store_touch (request->store);
        cw_rehearsal_request_answer (request, SOUP_STATUS_NO_CONTENT, NULL);
        return;
      }
  cw_rehearsal_jira_refuse (request, SOUP_STATUS_NOT_FOUND, "No issue link with this id exists.");
}

static JsonNode *
remote_link_json (CwRehearsalStore *store,
                  JsonObject       *issue,
                  JsonObject       *link)
{
  g_autofree char *path = g_strdup_printf ("/issue/%s/remotelink/", cw_json_get_string (issue, "key", NULL));
  gint64 id = cw_json_get_int (link, "id", 0);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_autofree char *self = cw_rehearsal_jira_url (store, path, number);

  return cw_rehearsal_pack ("{id:I self:s globalId?:s relationship?:s object:o}", id, self,
                            cw_json_get_string (link, "globalId", NULL),
                            cw_json_get_string (link, "relationship", NULL),
                            json_node_copy (json_object_get_member (link, "object")));
}

/**
 * cw_rehearsal_jira_remote_links:
 * @request: `GET /issue/KEY/remotelink`
 */
void
cw_rehearsal_jira_remote_links (CwRehearsalRequest *request)
{
  JsonObject *issue = cw_rehearsal_jira_issue (request);
  const char *wanted = cw_rehearsal_request_query (request, "globalId");
  JsonArray *links = cw_json_get_array (issue, "remotelinks");
  JsonArray *found;

  if (issue == NULL)
    return;
  found = json_array_new ();
  for (guint i = 0; i < json_array_get_length (links); i++)
    {
      JsonObject *link = cw_rehearsal_json_item (links, i);

      if (wanted == NULL || g_strcmp0 (wanted, cw_json_get_string (link, "globalId", NULL)) == 0)
        json_array_add_element (found, remote_link_json (request->store, issue, link));
    }
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_json_list (found));
}

/**
 * cw_rehearsal_jira_remote_link:
 * @request: `POST /issue/KEY/remotelink`: makes a link, or replaces the one with that global id
 */
void
cw_rehearsal_jira_remote_link (CwRehearsalRequest *request)
{
  JsonObject *issue = cw_rehearsal_jira_issue (request);
  JsonObject *sent = cw_rehearsal_request_object (request);
  JsonObject *object = cw_json_get_object (sent, "object");
  JsonArray *links = cw_json_get_array (issue, "remotelinks");
  JsonObject *link;
  gboolean is_new;
  gint64 id;
  JsonNode *answer;

  if (issue == NULL)
    return;
  if (cw_json_get_string (object, "url", NULL) == NULL || cw_json_get_string (object, "title", NULL) == NULL)
    {
      cw_rehearsal_request_answer (request, SOUP_STATUS_BAD_REQUEST,
                                   cw_rehearsal_pack ("{errorMessages:[] errors:{title:s}}", "'title' is required."));
      return;
    }
  link = cw_rehearsal_json_find (links, "globalId", cw_json_get_string (sent, "globalId", NULL));
  is_new = link == NULL;
  if (is_new)
    {
      link = json_object_new ();
      json_object_set_int_member (link, "id", cw_rehearsal_store_next (request->store, "issue"));
      json_array_add_object_element (links, link);
    }
  id = cw_json_get_int (link, "id", 0);
  json_object_set_string_member (link, "globalId", cw_json_get_string (sent, "globalId", NULL));
  json_object_set_string_member (link, "relationship", cw_json_get_string (sent, "relationship", NULL));
  json_object_set_member (link, "object", json_node_copy (json_object_get_member (sent, "object")));
  cw_rehearsal_jira_changed (request->store, issue);

  answer = remote_link_json (request->store, issue, link);
  cw_rehearsal_request_answer (request, is_new ? SOUP_STATUS_CREATED : SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{id:I self:s}", id,
                                                  cw_json_get_string (json_node_get_object (answer), "self", NULL)));
  json_node_unref (answer);
}
