/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-confluence-page"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-confluence-private.h"

#define MOST_BYTES (5 * 1024 * 1024)
#define TITLE_CHARACTERS 255
#define TITLE_IS_TAKEN \
  "A page with this title already exists: A page already exists with the same TITLE in this space"

static JsonObject *
author (CwRehearsalStore *store)
{
  return cw_rehearsal_json_item (cw_json_get_array (cw_rehearsal_store_get_world (store), "users"), 0);
}

/**
 * cw_rehearsal_confluence_version_json:
 * @store: the store
 * @stamp: when it was made
 * @number: its number
 * @message: (nullable): what was said to it
 *
 * Returns: (transfer full): a version
 */
JsonNode *
cw_rehearsal_confluence_version_json (CwRehearsalStore *store,
                                      const char       *stamp,
                                      gint64            number,
                                      const char       *message)
{
  return cw_rehearsal_pack ("{createdAt:s message:s number:I minorEdit:b authorId:s}", stamp,
                            message != NULL ? message : "", number, FALSE,
                            cw_json_get_string (author (store), "account", NULL));
}

/**
 * cw_rehearsal_confluence_page_json:
 * @store: the store
 * @page: a page of the state
 * @with_body: whether its storage format shall be in the answer
 *
 * Returns: (transfer full): the page
 */
JsonNode *
cw_rehearsal_confluence_page_json (CwRehearsalStore *store,
                                   JsonObject       *page,
                                   gboolean          with_body)
{
  JsonObject *space = cw_rehearsal_confluence_space (store, cw_json_get_string (page, "spaceId", NULL));
  const char *id = cw_json_get_string (page, "id", NULL), *title = cw_json_get_string (page, "title", NULL);
  const char *parent = cw_json_get_string (page, "parentId", NULL);
  const char *account = cw_json_get_string (author (store), "account", NULL);
  g_autofree char *escaped = g_uri_escape_string (title, " ", FALSE);
  g_autofree char *webui = NULL, *editui = NULL, *tinyui = NULL, *base = NULL;
  JsonNode *body;

  g_strdelimit (escaped, " ", '+');
  webui = g_strdup_printf ("/spaces/%s/pages/%s/%s", cw_json_get_string (space, "key", NULL), id, escaped);
  editui = g_strconcat ("/pages/resumedraft.action?draftId=", id, NULL);
  tinyui = g_strconcat ("/x/", id, NULL);
  base = g_strconcat (cw_rehearsal_store_get_base (store), "/confluence/wiki", NULL);
  body = with_body ? cw_rehearsal_pack ("{storage:{representation:s value:s}}", "storage",
                                        cw_json_get_string (page, "body", NULL))
                   : cw_rehearsal_pack ("{}");
  return cw_rehearsal_pack ("{id:s status:s title:s spaceId:s parentId?:s parentType?:s authorId:s ownerId:s "
                            "createdAt:s version:o body:o _links:{webui:s editui:s tinyui:s base:s}}",
                            id, cw_json_get_string (page, "status", NULL), title,
                            cw_json_get_string (page, "spaceId", NULL), parent, parent != NULL ? "page" : NULL, account,
                            account, cw_json_get_string (page, "created", NULL),
                            cw_rehearsal_confluence_version_json (store, cw_json_get_string (page, "updated", NULL),
                                                                  cw_json_get_int (page, "version", 1),
                                                                  cw_json_get_string (page, "message", NULL)),
                            body, webui, editui, tinyui, base);
}

/* Whether @text is one of the words of @list, which commas part; a list that is not there holds every word. */
static gboolean
is_listed (const char *list,
           const char *text)
{
  g_auto (GStrv) words = list != NULL ? g_strsplit (list, ",", -1) : NULL;

  return list == NULL || (text != NULL && g_strv_contains ((const char *const *) words, text));
}

static void
answer_pages (CwRehearsalRequest *request,
              const char         *space)
{
  const char *title = cw_rehearsal_request_query (request, "title");
  const char *status = cw_rehearsal_request_query (request, "status");
  const char *ids = cw_rehearsal_request_query (request, "id");
  gboolean with_body = g_strcmp0 (cw_rehearsal_request_query (request, "body-format"), "storage") == 0;
  g_autoptr (JsonArray) found = json_array_new ();
  JsonObjectIter iter;
  const char *id;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, cw_rehearsal_store_get_map (request->store, "pages"));
  while (json_object_iter_next_ordered (&iter, &id, &node))
    {
      JsonObject *page = json_node_get_object (node);

      if (is_listed (space, cw_json_get_string (page, "spaceId", NULL))
          && is_listed (ids, cw_json_get_string (page, "id", NULL))
          && is_listed (status != NULL ? status : "current,archived", cw_json_get_string (page, "status", NULL))
          && (title == NULL || strcmp (title, cw_json_get_string (page, "title", NULL)) == 0))
        json_array_add_element (found, cw_rehearsal_confluence_page_json (request->store, page, with_body));
    }
  cw_rehearsal_confluence_answer_list (request, found);
}

/**
 * cw_rehearsal_confluence_pages:
 * @request: `GET /api/v2/pages`
 */
void
cw_rehearsal_confluence_pages (CwRehearsalRequest *request)
{
  answer_pages (request, cw_rehearsal_request_query (request, "space-id"));
}

/**
 * cw_rehearsal_confluence_space_pages:
 * @request: `GET /api/v2/spaces/ID/pages`
 */
void
cw_rehearsal_confluence_space_pages (CwRehearsalRequest *request)
{
  const char *id = cw_rehearsal_request_arg (request, 0);

  if (cw_rehearsal_confluence_space (request->store, id) == NULL)
    cw_rehearsal_confluence_refuse (request, SOUP_STATUS_NOT_FOUND, "NOT_FOUND",
                                    "Could not find space with the given ID");
  else
    answer_pages (request, id);
}

/**
 * cw_rehearsal_confluence_children:
 * @request: `GET /api/v2/pages/ID/direct-children`
 */
void
cw_rehearsal_confluence_children (CwRehearsalRequest *request)
{
  JsonObject *parent = cw_rehearsal_confluence_page (request);
  g_autoptr (JsonArray) found = json_array_new ();
  JsonObjectIter iter;
  const char *id;
  JsonNode *node;

  if (parent == NULL)
    return;
  json_object_iter_init_ordered (&iter, cw_rehearsal_store_get_map (request->store, "pages"));
  while (json_object_iter_next_ordered (&iter, &id, &node))
    {
      JsonObject *page = json_node_get_object (node);

      if (g_strcmp0 (cw_json_get_string (page, "parentId", NULL), cw_json_get_string (parent, "id", NULL)) == 0)
        json_array_add_element (found, cw_rehearsal_pack ("{id:s status:s title:s type:s spaceId:s childPosition:i}",
                                                          cw_json_get_string (page, "id", NULL),
                                                          cw_json_get_string (page, "status", NULL),
                                                          cw_json_get_string (page, "title", NULL), "page",
                                                          cw_json_get_string (page, "spaceId", NULL), 0));
    }
  cw_rehearsal_confluence_answer_list (request, found);
}

/* Titles are unique in a space, without regard to case; archived pages keep theirs. */
static gboolean
is_taken (CwRehearsalStore *store,
          const char       *space,
          const char       *title,
          const char       *but_id)
{
  g_autofree char *wanted = g_utf8_casefold (title, -1);
  JsonObjectIter iter;
  JsonNode *node;

  json_object_iter_init (&iter, cw_rehearsal_store_get_map (store, "pages"));
  while (json_object_iter_next (&iter, NULL, &node))
    {
      JsonObject *page = json_node_get_object (node);
      g_autofree char *have = g_utf8_casefold (cw_json_get_string (page, "title", NULL), -1);

      if (strcmp (have, wanted) == 0 && g_strcmp0 (but_id, cw_json_get_string (page, "id", NULL)) != 0
          && g_strcmp0 (space, cw_json_get_string (page, "spaceId", NULL)) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Storage format is XHTML with names of its own: it must nest, and know its entities. */
static gboolean
is_storage (const char *text,
            GError    **error)
{
  static const GMarkupParser parser = { NULL };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, NULL,
                                                                        NULL);
  g_autoptr (GRegex) entities = g_regex_new ("&(nbsp|mdash|ndash|hellip|ldquo|rdquo|lsquo|rsquo|rarr|larr|middot);", 0,
                                             0, NULL);
  g_autofree char *plain = g_regex_replace_literal (entities, text, -1, 0, " ", 0, error);
  g_autofree char *whole = g_strconcat ("<storage>", plain, "</storage>", NULL);

  return plain != NULL && g_markup_parse_context_parse (context, whole, -1, error)
         && g_markup_parse_context_end_parse (context, error);
}

/* The body that was sent, in storage format; NULL when the request has been answered. */
static const char *
take_body (CwRehearsalRequest *request,
           JsonObject         *sent)
{
  JsonObject *body = cw_json_get_object (sent, "body");
  JsonObject *inner = cw_json_get_object (body, "storage");
  const char *kind = cw_json_get_string (inner != NULL ? inner : body, "representation", NULL);
  const char *value = cw_json_get_string (inner != NULL ? inner : body, "value", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (value == NULL || g_strcmp0 (kind, "storage") != 0)
    text = g_strdup ("Provided body is invalid: a rehearsal takes the storage representation only");
  else if (strlen (value) > MOST_BYTES)
    {
      cw_rehearsal_confluence_refuse (request, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "PAYLOAD_TOO_LARGE",
                                      "Request body is over 5 MB");
      return NULL;
    }
  else if (!is_storage (value, &error))
    text = g_strdup_printf ("Error parsing xhtml: %s", error->message);
  else
    return value;
  cw_rehearsal_confluence_refuse (request, SOUP_STATUS_BAD_REQUEST, "INVALID_REQUEST_PARAMETER", text);
  return NULL;
}

static gboolean
check_title (CwRehearsalRequest *request,
             const char         *space,
             const char         *title,
             const char         *but_id)
{
  if (title == NULL || *title == '\0' || g_utf8_strlen (title, -1) > TITLE_CHARACTERS)
    cw_rehearsal_confluence_refuse (request, SOUP_STATUS_BAD_REQUEST, "INVALID_REQUEST_PARAMETER",
                                    "A title of up to 255 characters is required for a page that is published");
  else if (is_taken (request->store, space, title, but_id))
    cw_rehearsal_confluence_refuse (request, SOUP_STATUS_BAD_REQUEST, "BAD_REQUEST", TITLE_IS_TAKEN);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_place (CwRehearsalRequest *request,
             const char         *space,
             const char         *parent)
{
  JsonObject *page = parent != NULL ? cw_json_get_object (cw_rehearsal_store_get_map (request->store, "pages"),
                                                          parent)
                                    : NULL;

  if (space == NULL)
    cw_rehearsal_confluence_refuse (request, SOUP_STATUS_BAD_REQUEST, "INVALID_REQUEST_PARAMETER",
                                    "Provided value for 'spaceId' is not the correct type or is missing");
  else if (cw_rehearsal_confluence_space (request->store, space) == NULL)
    cw_rehearsal_confluence_refuse (request, SOUP_STATUS_NOT_FOUND, "NOT_FOUND",
                                    "Could not find space with the given ID");
  else if (parent != NULL && (page == NULL || g_strcmp0 (cw_json_get_string (page, "spaceId", NULL), space) != 0))
    cw_rehearsal_confluence_refuse (request, SOUP_STATUS_NOT_FOUND, "NOT_FOUND",
                                    "Could not find parent page with the given ID in this space");
  else
    return TRUE;
  return FALSE;
}

/**
 * cw_rehearsal_confluence_may_create:
 * @store: the store
 * @space: (nullable): id of a space
 *
 * Returns: whether the account may create pages there
 */
gboolean
cw_rehearsal_confluence_may_create (CwRehearsalStore *store,
                                    const char       *space)
{
  return space == NULL || !json_object_has_member (cw_rehearsal_store_get_map (store, "readonly"), space);
}

/**
 * cw_rehearsal_confluence_create:
 * @request: `POST /api/v2/pages`
 */
void
cw_rehearsal_confluence_create (CwRehearsalRequest *request)
{
  JsonObject *sent = cw_rehearsal_request_object (request);
  const char *space = cw_json_get_string (sent, "spaceId", NULL), *title = cw_json_get_string (sent, "title", NULL);
  const char *parent = cw_json_get_string (sent, "parentId", NULL), *status = cw_json_get_string (sent, "status", NULL);
  const char *body = NULL;
  g_autofree char *id = NULL, *stamp = NULL;
  JsonNode *page;

  if (!cw_rehearsal_confluence_may_create (request->store, space))
    {
      cw_rehearsal_confluence_refuse (request, SOUP_STATUS_FORBIDDEN, "FORBIDDEN",
                                      "You do not have permission to create pages in this space");
      return;
    }
  if (!check_place (request, space, parent) || !check_title (request, space, title, NULL)
      || (body = take_body (request, sent)) == NULL)
    return;
  if (parent == NULL && g_strcmp0 (cw_rehearsal_request_query (request, "root-level"), "true") != 0)
    parent = cw_json_get_string (cw_rehearsal_confluence_space (request->store, space), "homepage", NULL);
  id = g_strdup_printf ("%" G_GINT64_FORMAT, cw_rehearsal_store_next (request->store, "page"));
  stamp = cw_rehearsal_store_stamp (request->store);
  page = cw_rehearsal_pack ("{id:s spaceId:s parentId:s title:s status:s body:s version:i message:s created:s "
                            "updated:s labels:[] properties:[] changed_by:n}",
                            id, space, parent, title, status != NULL ? status : "current", body, 1, "", stamp, stamp);
  json_object_set_member (cw_rehearsal_store_get_map (request->store, "pages"), id, page);
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_confluence_page_json (request->store, json_node_get_object (page), TRUE));
}

/**
 * cw_rehearsal_confluence_get:
 * @request: `GET /api/v2/pages/ID`
 */
void
cw_rehearsal_confluence_get (CwRehearsalRequest *request)
{
  JsonObject *page = cw_rehearsal_confluence_page (request);
  gboolean with_body = g_strcmp0 (cw_rehearsal_request_query (request, "body-format"), "storage") == 0;

  if (page != NULL)
    cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                                 cw_rehearsal_confluence_page_json (request->store, page, with_body));
}

static gboolean
check_version (CwRehearsalRequest *request,
               JsonObject         *page,
               JsonObject         *sent)
{
  gint64 current = cw_json_get_int (page, "version", 1);
  gint64 given = cw_json_get_int (cw_json_get_object (sent, "version"), "number", 0);
  g_autofree char *text = NULL;

  if (given == current + 1)
    return TRUE;
  text = g_strdup_printf ("Version must be incremented when updating a page. Current Version: [%" G_GINT64_FORMAT
                          "]. Provided version: [%" G_GINT64_FORMAT "]",
                          current, given);
  cw_rehearsal_confluence_refuse (request, SOUP_STATUS_CONFLICT, "CONFLICT", text);
  return FALSE;
}

/**
 * cw_rehearsal_confluence_put:
 * @request: `PUT /api/v2/pages/ID`, with the next version's number
 */
void
cw_rehearsal_confluence_put (CwRehearsalRequest *request)
{
  JsonObject *page = cw_rehearsal_confluence_page (request);
  JsonObject *sent = cw_rehearsal_request_object (request);
  const char *id = cw_json_get_string (page, "id", NULL), *space = cw_json_get_string (page, "spaceId", NULL);
  const char *parent = cw_json_get_string (sent, "parentId", NULL);
  const char *status = cw_json_get_string (sent, "status", NULL), *body;
  const char *message = cw_json_get_string (cw_json_get_object (sent, "version"), "message", NULL);
  g_autofree char *stamp = NULL;

  if (page == NULL)
    return;
  if (g_strcmp0 (cw_json_get_string (sent, "id", NULL), id) != 0 || status == NULL)
    {
      cw_rehearsal_confluence_refuse (request, SOUP_STATUS_BAD_REQUEST, "INVALID_REQUEST_PARAMETER",
                                      "'id' and 'status' must be given, and the id be the page's");
      return;
    }
  if (!check_version (request, page, sent) || !check_place (request, space, parent)
      || !check_title (request, space, cw_json_get_string (sent, "title", NULL), id)
      || (body = take_body (request, sent)) == NULL)
    return;
  stamp = cw_rehearsal_store_stamp (request->store);
  json_object_set_string_member (page, "title", cw_json_get_string (sent, "title", NULL));
  json_object_set_string_member (page, "status", status);
  json_object_set_string_member (page, "body", body);
  json_object_set_string_member (page, "message", message != NULL ? message : "");
  json_object_set_string_member (page, "updated", stamp);
  json_object_set_int_member (page, "version", cw_json_get_int (page, "version", 1) + 1);
  if (parent != NULL)
    json_object_set_string_member (page, "parentId", parent);
  cw_rehearsal_store_touch (request->store);
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_confluence_page_json (request->store, page, TRUE));
}
