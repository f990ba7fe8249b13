/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-jira-more"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-jira-private.h"
#include "cw-rehearsal-world.h"

#define PROPERTY_BYTES 32768

static const struct
{
  const char *id;
  const char *name;
  const char *to;
} transitions[] = {
  { "11", "To Do", "To Do" },
  { "21", "In Progress", "In Progress" },
  { "31", "Done", "Done" },
};

/**
 * cw_rehearsal_jira_transitions:
 * @request: `GET /issue/KEY/transitions`
 */
void
cw_rehearsal_jira_transitions (CwRehearsalRequest *request)
{
  JsonObject *issue = cw_rehearsal_jira_issue (request);
  g_autoptr (JsonArray) all = json_array_new ();

  if (issue == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (transitions); i++)
    json_array_add_element (all, cw_rehearsal_pack ("{id:s name:s to:o hasScreen:b isGlobal:b isAvailable:b}",
                                                    transitions[i].id, transitions[i].name,
                                                    cw_rehearsal_jira_status_json (request->store, transitions[i].to),
                                                    FALSE, TRUE, TRUE));
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{expand:s transitions:o}", "transitions",
                                                  cw_rehearsal_json_list (g_steal_pointer (&all))));
}

/**
 * cw_rehearsal_jira_transition:
 * @request: `POST /issue/KEY/transitions`
 */
void
cw_rehearsal_jira_transition (CwRehearsalRequest *request)
{
  JsonObject *issue = cw_rehearsal_jira_issue (request);
  JsonObject *sent = cw_rehearsal_request_object (request);
  const char *id = cw_json_get_string (cw_json_get_object (sent, "transition"), "id", NULL);

  if (issue == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (transitions); i++)
    if (g_strcmp0 (transitions[i].id, id) == 0)
      {
        json_object_set_string_member (issue, "status", transitions[i].to);
        cw_rehearsal_jira_changed (request->store, issue);
        cw_rehearsal_request_answer (request, SOUP_STATUS_NO_CONTENT, NULL);
        return;
      }
  cw_rehearsal_jira_refuse (request, SOUP_STATUS_BAD_REQUEST, "Transition id is not valid for this issue.");
}

/**
 * cw_rehearsal_jira_properties:
 * @request: `GET /issue/KEY/properties`
 */
void
cw_rehearsal_jira_properties (CwRehearsalRequest *request)
{
  JsonObject *issue = cw_rehearsal_jira_issue (request);
  g_autofree char *path = NULL;
  JsonArray *keys;
  JsonObjectIter iter;
  const char *name;

  if (issue == NULL)
    return;
  keys = json_array_new ();
  path = g_strdup_printf ("/issue/%s/properties/", cw_json_get_string (issue, "key", NULL));
  json_object_iter_init (&iter, cw_json_get_object (issue, "properties"));
  while (json_object_iter_next (&iter, &name, NULL))
    {
      g_autofree char *self = cw_rehearsal_jira_url (request->store, path, name);

      json_array_add_element (keys, cw_rehearsal_pack ("{self:s key:s}", self, name));
    }
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_pack ("{keys:o}", cw_rehearsal_json_list (keys)));
}

static gboolean
require_property (CwRehearsalRequest *request,
                  JsonObject         *issue,
                  const char         *key)
{
  if (json_object_has_member (cw_json_get_object (issue, "properties"), key))
    return TRUE;
  cw_rehearsal_jira_refuse (request, SOUP_STATUS_NOT_FOUND, "The property with the given key does not exist.");
  return FALSE;
}

/**
 * cw_rehearsal_jira_get_property:
 * @request: `GET /issue/KEY/properties/NAME`
 */
void
cw_rehearsal_jira_get_property (CwRehearsalRequest *request)
{
  JsonObject *issue = cw_rehearsal_jira_issue (request);
  const char *key = cw_rehearsal_request_arg (request, 1);

  if (issue != NULL && require_property (request, issue, key))
    cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                                 cw_rehearsal_pack ("{key:s value:o}", key,
                                                    json_node_copy (json_object_get_member (
                                                      cw_json_get_object (issue, "properties"), key))));
}

/**
 * cw_rehearsal_jira_put_property:
 * @request: `PUT /issue/KEY/properties/NAME`
 */
void
cw_rehearsal_jira_put_property (CwRehearsalRequest *request)
{
  JsonObject *issue = cw_rehearsal_jira_issue (request);
  JsonObject *properties = cw_json_get_object (issue, "properties");
  const char *key = cw_rehearsal_request_arg (request, 1);
  SoupMessageBody *body = soup_server_message_get_request_body (request->message);
  gboolean is_new;

  if (issue == NULL)
    return;
  if (request->body == NULL || body->length > PROPERTY_BYTES)
    {
      cw_rehearsal_jira_refuse (request, SOUP_STATUS_BAD_REQUEST,
                                "The property value is no JSON, or longer than 32768 characters.");
      return;
    }
  is_new = !json_object_has_member (properties, key);
  json_object_set_member (properties, key, json_node_copy (request->body));
  cw_rehearsal_jira_changed (request->store, issue);
  cw_rehearsal_request_answer (request, is_new ? SOUP_STATUS_CREATED : SOUP_STATUS_OK, NULL);
}

/**
 * cw_rehearsal_jira_drop_property:
 * @request: `DELETE /issue/KEY/properties/NAME`
 */
void
cw_rehearsal_jira_drop_property (CwRehearsalRequest *request)
{
  JsonObject *issue = cw_rehearsal_jira_issue (request);
  const char *key = cw_rehearsal_request_arg (request, 1);

  if (issue == NULL || !require_property (request, issue, key))
    return;
  json_object_remove_member (cw_json_get_object (issue, "properties"), key);
  cw_rehearsal_jira_changed (request->store, issue);
  cw_rehearsal_request_answer (request, SOUP_STATUS_NO_CONTENT, NULL);
}

static JsonNode *
comment_json (CwRehearsalStore *store,
              JsonObject       *issue,
              JsonObject       *comment,
              gboolean          with_properties)
{
  g_autofree char *path = g_strdup_printf ("/issue/%s/comment/", cw_json_get_string (issue, "id", NULL));
  const char *id = cw_json_get_string (comment, "id", NULL), *author = cw_json_get_string (comment, "author", NULL);
  g_autofree char *self = cw_rehearsal_jira_url (store, path, id);
  g_autofree char *created = cw_rehearsal_jira_time (cw_json_get_string (comment, "created", NULL));
  JsonArray *properties = with_properties ? cw_json_get_array (comment, "properties") : NULL;

  return cw_rehearsal_pack ("{self:s id:s author:o updateAuthor:o body:o created:s updated:s jsdPublic:b "
                            "properties?:o}",
                            self, id, cw_rehearsal_jira_user_json (store, author),
                            cw_rehearsal_jira_user_json (store, author),
                            json_node_copy (json_object_get_member (comment, "body")), created, created, TRUE,
                            properties != NULL ? cw_rehearsal_json_list (json_array_ref (properties)) : NULL);
}

/**
 * cw_rehearsal_jira_comments:
 * @request: `GET /issue/KEY/comment`
 */
void
cw_rehearsal_jira_comments (CwRehearsalRequest *request)
{
  JsonObject *issue = cw_rehearsal_jira_issue (request);
  JsonArray *comments = cw_json_get_array (issue, "comments");
  const char *expand = cw_rehearsal_request_query (request, "expand");
  gboolean newest_first = g_strcmp0 (cw_rehearsal_request_query (request, "orderBy"), "-created") == 0;
  gint64 start = cw_rehearsal_request_query_int (request, "startAt", 0, G_MAXINT);
  gint64 most = cw_rehearsal_request_query_int (request, "maxResults", 100, 5000);
  JsonArray *page;
  guint total;

  if (issue == NULL)
    return;
  page = json_array_new ();
  total = json_array_get_length (comments);
  for (gint64 i = start; i < MIN (start + most, (gint64) total); i++)
    {
      guint at = newest_first ? total - 1 - (guint) i : (guint) i;

      json_array_add_element (page, comment_json (request->store, issue, cw_rehearsal_json_item (comments, at),
                                                  expand != NULL && strstr (expand, "properties") != NULL));
    }
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{startAt:I maxResults:I total:i comments:o}", start, most,
                                                  (int) total, cw_rehearsal_json_list (page)));
}

/**
 * cw_rehearsal_jira_comment:
 * @request: `POST /issue/KEY/comment`
 */
void
cw_rehearsal_jira_comment (CwRehearsalRequest *request)
{
  JsonObject *issue = cw_rehearsal_jira_issue (request);
  JsonObject *sent = cw_rehearsal_request_object (request);
  JsonObject *world = cw_rehearsal_store_get_world (request->store);
  JsonArray *properties = cw_json_get_array (sent, "properties");
  g_autofree char *id = NULL, *stamp = NULL, *user = NULL, *secret = NULL;
  JsonNode *comment;

  if (issue == NULL)
    return;
  if (sent == NULL || !cw_rehearsal_jira_is_document (json_object_get_member (sent, "body")))
    {
      cw_rehearsal_request_answer (request, SOUP_STATUS_BAD_REQUEST,
                                   cw_rehearsal_pack ("{errorMessages:[] errors:{comment:s}}",
                                                      "Comment body is not valid!"));
      return;
    }
  cw_rehearsal_request_basic (request, &user, &secret);
  id = g_strdup_printf ("%" G_GINT64_FORMAT, cw_rehearsal_store_next (request->store, "issue"));
  stamp = cw_rehearsal_store_stamp (request->store);
  comment = cw_rehearsal_pack ("{id:s author:s created:s body:o properties:o}", id,
                               cw_json_get_string (cw_rehearsal_world_user (world, "email", user), "account", NULL),
                               stamp, json_node_copy (json_object_get_member (sent, "body")),
                               cw_rehearsal_json_list (properties != NULL ? json_array_ref (properties)
                                                                          : json_array_new ()));
  json_array_add_element (cw_json_get_array (issue, "comments"), comment);
  cw_rehearsal_jira_changed (request->store, issue);
  cw_rehearsal_request_answer (request, SOUP_STATUS_CREATED,
                               comment_json (request->store, issue, json_node_get_object (comment), TRUE));
}
