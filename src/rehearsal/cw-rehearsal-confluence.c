/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-confluence"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-confluence-private.h"
#include "cw-rehearsal-confluence.h"
#include "cw-rehearsal-world.h"

#define LIST_SIZE 25
#define MOST_RESULTS 250

/**
 * cw_rehearsal_confluence_refuse:
 * @request: a request
 * @status: the HTTP status
 * @code: Confluence's word for it
 * @title: what Confluence says
 *
 * Refuses as version 2 of the API does, or as version 1 where the request is one of that.
 */
void
cw_rehearsal_confluence_refuse (CwRehearsalRequest *request,
                                guint               status,
                                const char         *code,
                                const char         *title)
{
  if (g_str_has_prefix (request->path, "/rest/"))
    cw_rehearsal_request_answer (request, status,
                                 cw_rehearsal_pack ("{statusCode:i data:{authorized:b valid:b errors:[] successful:b} "
                                                    "message:s}",
                                                    (int) status, status != 403, FALSE, FALSE, title));
  else
    cw_rehearsal_request_answer (request, status,
                                 cw_rehearsal_pack ("{errors:[{status:i code:s title:s detail:n}]}", (int) status, code,
                                                    title));
}

/**
 * cw_rehearsal_confluence_space:
 * @store: the store
 * @id: (nullable): a space's id
 *
 * Returns: (transfer none) (nullable): the space
 */
JsonObject *
cw_rehearsal_confluence_space (CwRehearsalStore *store,
                               const char       *id)
{
  return cw_rehearsal_json_find (cw_rehearsal_world_list (cw_rehearsal_store_get_world (store), "confluence", "spaces"),
                                 "id", id);
}

/**
 * cw_rehearsal_confluence_page:
 * @request: a request whose first star names a page
 *
 * Returns: (transfer none) (nullable): the page; without one the request has been answered
 */
JsonObject *
cw_rehearsal_confluence_page (CwRehearsalRequest *request)
{
  JsonObject *page = cw_json_get_object (cw_rehearsal_store_get_map (request->store, "pages"),
                                         cw_rehearsal_request_arg (request, 0));

  if (page == NULL)
    cw_rehearsal_confluence_refuse (request, SOUP_STATUS_NOT_FOUND, "NOT_FOUND",
                                    "Could not find page with the given ID");
  return page;
}

/**
 * cw_rehearsal_confluence_answer_list:
 * @request: a request for a list
 * @all: the whole list
 *
 * Answers the part that `limit` and `cursor` ask for, with the next part's address.
 */
void
cw_rehearsal_confluence_answer_list (CwRehearsalRequest *request,
                                     JsonArray          *all)
{
  const char *base = cw_rehearsal_store_get_base (request->store);
  const char *cursor = cw_rehearsal_request_query (request, "cursor");
  gint64 limit = MAX (cw_rehearsal_request_query_int (request, "limit", LIST_SIZE, MOST_RESULTS), 1);
  gint64 start = 0, end;
  g_autofree char *site = g_strconcat (base, "/confluence/wiki", NULL);
  g_autofree char *next = NULL;
  JsonArray *part = json_array_new ();

  if (cursor != NULL && g_str_has_prefix (cursor, "from-"))
    g_ascii_string_to_signed (cursor + 5, 10, 0, G_MAXINT, &start, NULL);
  end = MIN (start + limit, (gint64) json_array_get_length (all));
  for (gint64 i = start; i < end; i++)
    json_array_add_element (part, json_node_copy (json_array_get_element (all, (guint) i)));
  if (end < (gint64) json_array_get_length (all))
    {
      g_autoptr (GHashTable) query = g_hash_table_new (g_str_hash, g_str_equal);
      g_autofree char *from = g_strdup_printf ("from-%" G_GINT64_FORMAT, end);
      g_autofree char *text = NULL, *header = NULL;
      GHashTableIter iter;
      gpointer name, value;

      g_hash_table_iter_init (&iter, request->query);
      while (g_hash_table_iter_next (&iter, &name, &value))
        g_hash_table_insert (query, name, value);
      g_hash_table_insert (query, (gpointer) "cursor", from);
      text = soup_form_encode_hash (query);
      next = g_strconcat ("/confluence/wiki", request->path, "?", text, NULL);
      header = g_strdup_printf ("<%s>; rel=\"next\"", next);
      cw_rehearsal_request_set_header (request, "Link", header);
    }
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{results:o _links:{next?:s base:s}}", cw_rehearsal_json_list (part),
                                                  next, site));
}

static JsonNode *
space_json (CwRehearsalStore *store,
            JsonObject       *space)
{
  JsonObject *user = cw_rehearsal_json_item (cw_json_get_array (cw_rehearsal_store_get_world (store), "users"), 0);
  const char *key = cw_json_get_string (space, "key", NULL);
  g_autofree char *webui = g_strconcat ("/spaces/", key, NULL);

  return cw_rehearsal_pack ("{id:s key:s name:s type:s status:s authorId:s createdAt:s homepageId:s _links:{webui:s}}",
                            cw_json_get_string (space, "id", NULL), key, cw_json_get_string (space, "name", NULL),
                            "global", "current", cw_json_get_string (user, "account", NULL),
                            "2020-03-02T15:00:00.000Z", cw_json_get_string (space, "homepage", NULL), webui);
}

static void
spaces (CwRehearsalRequest *request)
{
  JsonArray *all = cw_rehearsal_world_list (cw_rehearsal_store_get_world (request->store), "confluence", "spaces");
  const char *keys = cw_rehearsal_request_query (request, "keys");
  const char *ids = cw_rehearsal_request_query (request, "ids");
  g_auto (GStrv) wanted_keys = keys != NULL ? g_strsplit (keys, ",", -1) : NULL;
  g_auto (GStrv) wanted_ids = ids != NULL ? g_strsplit (ids, ",", -1) : NULL;
  g_autoptr (JsonArray) found = json_array_new ();

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonObject *space = cw_rehearsal_json_item (all, i);

      if ((keys != NULL && !g_strv_contains ((const char *const *) wanted_keys,
                                             cw_json_get_string (space, "key", NULL)))
          || (ids != NULL && !g_strv_contains ((const char *const *) wanted_ids,
                                               cw_json_get_string (space, "id", NULL))))
        continue;
      json_array_add_element (found, space_json (request->store, space));
    }
  cw_rehearsal_confluence_answer_list (request, found);
}

/* What the account may do in the space. */
static JsonNode *
operations_json (CwRehearsalStore *store,
                 const char       *id)
{
  JsonArray *all = json_array_new ();

  json_array_add_element (all, cw_rehearsal_pack ("{operation:s targetType:s}", "read", "space"));
  json_array_add_element (all, cw_rehearsal_pack ("{operation:s targetType:s}", "create", "comment"));
  if (cw_rehearsal_confluence_may_create (store, id))
    json_array_add_element (all, cw_rehearsal_pack ("{operation:s targetType:s}", "create", "page"));
  return cw_rehearsal_pack ("{results:o meta:{hasMore:b}}", cw_rehearsal_json_list (all), FALSE);
}

static void
one_space (CwRehearsalRequest *request)
{
  const char *id = cw_rehearsal_request_arg (request, 0);
  JsonObject *space = cw_rehearsal_confluence_space (request->store, id);
  JsonNode *answer;

  if (space == NULL)
    {
      cw_rehearsal_confluence_refuse (request, SOUP_STATUS_NOT_FOUND, "NOT_FOUND",
                                      "Could not find space with the given ID");
      return;
    }
  answer = space_json (request->store, space);
  if (g_strcmp0 (cw_rehearsal_request_query (request, "include-operations"), "true") == 0)
    json_object_set_member (json_node_get_object (answer), "operations", operations_json (request->store, id));
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK, answer);
}

static void
current_user (CwRehearsalRequest *request)
{
  g_autofree char *name = NULL, *secret = NULL;
  JsonObject *user;

  cw_rehearsal_request_basic (request, &name, &secret);
  user = cw_rehearsal_world_user (cw_rehearsal_store_get_world (request->store), "email", name);
  cw_rehearsal_request_answer (
    request, SOUP_STATUS_OK,
    cw_rehearsal_pack ("{type:s accountId:s accountType:s email:s publicName:s displayName:s timeZone:s "
                       "isExternalCollaborator:b profilePicture:{path:s width:i height:i isDefault:b} "
                       "_expandable:{} _links:{}}",
                       "known", cw_json_get_string (user, "account", NULL), "atlassian",
                       cw_json_get_string (user, "email", NULL), cw_json_get_string (user, "name", NULL),
                       cw_json_get_string (user, "name", NULL), cw_json_get_string (user, "time_zone", NULL), FALSE,
                       "/avatar", 48, 48, TRUE));
}

static void
gone (CwRehearsalRequest *request)
{
  cw_rehearsal_confluence_refuse (request, SOUP_STATUS_GONE, "GONE", "This deprecated endpoint has been removed.");
}

static const CwRehearsalRoute routes[] = {
  { "GET", "/api/v2/spaces", spaces },
  { "GET", "/api/v2/spaces/*", one_space },
  { "GET", "/api/v2/spaces/*/pages", cw_rehearsal_confluence_space_pages },
  { "GET", "/api/v2/pages", cw_rehearsal_confluence_pages },
  { "POST", "/api/v2/pages", cw_rehearsal_confluence_create },
  { "GET", "/api/v2/pages/*", cw_rehearsal_confluence_get },
  { "PUT", "/api/v2/pages/*", cw_rehearsal_confluence_put },
  { "GET", "/api/v2/pages/*/direct-children", cw_rehearsal_confluence_children },
  { "GET", "/api/v2/pages/*/labels", cw_rehearsal_confluence_labels },
  { "GET", "/api/v2/pages/*/properties", cw_rehearsal_confluence_properties },
  { "POST", "/api/v2/pages/*/properties", cw_rehearsal_confluence_add_property },
  { "GET", "/api/v2/pages/*/properties/*", cw_rehearsal_confluence_get_property },
  { "PUT", "/api/v2/pages/*/properties/*", cw_rehearsal_confluence_put_property },
  { "GET", "/rest/api/user/current", current_user },
  { "GET", "/rest/api/content/search", cw_rehearsal_confluence_search },
  { "POST", "/rest/api/content/*/label", cw_rehearsal_confluence_add_labels },
  { "DELETE", "/rest/api/content/*/label/*", cw_rehearsal_confluence_drop_label },
  { "POST", "/rest/api/content", gone },
  { "GET", "/rest/api/content", gone },
  { "GET", "/rest/api/content/*", gone },
  { "PUT", "/rest/api/content/*", gone },
};

/**
 * cw_rehearsal_confluence_serve:
 * @request: a request below `/confluence/wiki`
 *
 * Plays Confluence Cloud's REST API: version 2, and what is left of version 1.
 */
void
cw_rehearsal_confluence_serve (CwRehearsalRequest *request)
{
  g_autofree char *user = NULL, *secret = NULL;

  g_return_if_fail (request != NULL);

  if (!cw_rehearsal_request_basic (request, &user, &secret)
      || strcmp (secret, cw_rehearsal_store_get_token (request->store)) != 0
      || cw_rehearsal_world_user (cw_rehearsal_store_get_world (request->store), "email", user) == NULL)
    {
      cw_rehearsal_request_set_header (request, "WWW-Authenticate", "OAuth realm=\"rehearsal\"");
      cw_rehearsal_confluence_refuse (request, SOUP_STATUS_UNAUTHORIZED, "UNAUTHORIZED", "Unauthorized");
      return;
    }
  if (!cw_rehearsal_request_route (request, routes, G_N_ELEMENTS (routes)))
    cw_rehearsal_confluence_refuse (request, SOUP_STATUS_NOT_FOUND, "NOT_FOUND", "Not Found");
}
