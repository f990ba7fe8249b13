/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-confluence-more"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-confluence-private.h"
#include "cw-rehearsal-world.h"

#define FIRST_LABEL 31000

/* A label has one id, wherever it is put: its place in the list of all labels there ever were. */
static char *
label_id (CwRehearsalStore *store,
          const char       *name)
{
  JsonObject *labels = cw_rehearsal_store_get_map (store, "label_ids");

  if (!json_object_has_member (labels, name))
    {
      json_object_set_int_member (labels, name, FIRST_LABEL + json_object_get_size (labels));
      cw_rehearsal_store_touch (store);
    }
  return g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member (labels, name));
}

/**
 * cw_rehearsal_confluence_labels:
 * @request: `GET /api/v2/pages/ID/labels`
 */
void
cw_rehearsal_confluence_labels (CwRehearsalRequest *request)
{
  JsonObject *page = cw_rehearsal_confluence_page (request);
  JsonArray *labels = cw_json_get_array (page, "labels");
  g_autoptr (JsonArray) found = json_array_new ();

  if (page == NULL)
    return;
  for (guint i = 0; i < json_array_get_length (labels); i++)
    {
      const char *name = json_array_get_string_element (labels, i);
      g_autofree char *id = label_id (request->store, name);

      json_array_add_element (found, cw_rehearsal_pack ("{id:s name:s prefix:s}", id, name, "global"));
    }
  cw_rehearsal_confluence_answer_list (request, found);
}

static void
answer_v1_labels (CwRehearsalRequest *request,
                  JsonArray          *labels)
{
  JsonArray *found = json_array_new ();
  guint count = json_array_get_length (labels);

  for (guint i = 0; i < count; i++)
    {
      const char *name = json_array_get_string_element (labels, i);
      g_autofree char *id = label_id (request->store, name);

      json_array_add_element (found, cw_rehearsal_pack ("{prefix:s name:s id:s label:s}", "global", name, id, name));
    }
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{results:o start:i limit:i size:i _links:{}}",
                                                  cw_rehearsal_json_list (found), 0, 200, (int) count));
}

static gboolean
add_label (JsonArray  *labels,
           JsonObject *given)
{
  const char *name = cw_json_get_string (given, "name", NULL);
  g_autofree char *folded = NULL;

  if (name == NULL || *name == '\0' || strpbrk (name, " \t\n:;,?&[]()#^*!<>") != NULL
      || cw_json_get_string (given, "prefix", NULL) == NULL)
    return FALSE;
  folded = g_utf8_strdown (name, -1);
  if (!cw_rehearsal_json_has (labels, folded))
    json_array_add_string_element (labels, folded);
  return TRUE;
}

/**
 * cw_rehearsal_confluence_add_labels:
 * @request: `POST /rest/api/content/ID/label`
 */
void
cw_rehearsal_confluence_add_labels (CwRehearsalRequest *request)
{
  JsonObject *page = cw_rehearsal_confluence_page (request);
  JsonArray *labels = cw_json_get_array (page, "labels");
  JsonArray *given = request->body != NULL && JSON_NODE_HOLDS_ARRAY (request->body)
                       ? json_node_get_array (request->body) : NULL;
  gboolean good = given != NULL || cw_rehearsal_request_object (request) != NULL;

  if (page == NULL)
    return;
  for (guint i = 0; given != NULL && good && i < json_array_get_length (given); i++)
    good = add_label (labels, cw_rehearsal_json_item (given, i));
  if (good && given == NULL)
    good = add_label (labels, cw_rehearsal_request_object (request));
  cw_rehearsal_store_touch (request->store);
  if (good)
    answer_v1_labels (request, labels);
  else
    cw_rehearsal_confluence_refuse (request, SOUP_STATUS_BAD_REQUEST, "BAD_REQUEST",
                                    "A label needs a prefix and a name without blanks and signs");
}

/**
 * cw_rehearsal_confluence_drop_label:
 * @request: `DELETE /rest/api/content/ID/label/NAME`
 */
void
cw_rehearsal_confluence_drop_label (CwRehearsalRequest *request)
{
  JsonObject *page = cw_rehearsal_confluence_page (request);
  JsonArray *labels = cw_json_get_array (page, "labels");
  const char *name = cw_rehearsal_request_arg (request, 1);

  if (page == NULL)
    return;
  for (guint i = 0; i < json_array_get_length (labels); i++)
    if (strcmp (json_array_get_string_element (labels, i), name) == 0)
      {
        json_array_remove_element (labels, i);
        cw_rehearsal_store_touch (request->store);
        cw_rehearsal_request_answer (request, SOUP_STATUS_NO_CONTENT, NULL);
        return;
      }
  cw_rehearsal_confluence_refuse (request, SOUP_STATUS_NOT_FOUND, "NOT_FOUND", "The label isn't on the page");
}

static JsonNode *
property_json (CwRehearsalStore *store,
               JsonObject       *property)
{
  return cw_rehearsal_pack ("{id:s key:s value:o version:o}", cw_json_get_string (property, "id", NULL),
                            cw_json_get_string (property, "key", NULL),
                            json_node_copy (json_object_get_member (property, "value")),
                            cw_rehearsal_confluence_version_json (store, cw_json_get_string (property, "updated", NULL),
                                                                  cw_json_get_int (property, "version", 1),
                                                                  NULL));
}

/**
 * cw_rehearsal_confluence_properties:
 * @request: `GET /api/v2/pages/ID/properties`
 */
void
cw_rehearsal_confluence_properties (CwRehearsalRequest *request)
{
  JsonObject *page = cw_rehearsal_confluence_page (request);
  JsonArray *properties = cw_json_get_array (page, "properties");
  const char *key = cw_rehearsal_request_query (request, "key");
  g_autoptr (JsonArray) found = json_array_new ();

  if (page == NULL)
    return;
  for (guint i = 0; i < json_array_get_length (properties); i++)
    {
      JsonObject *property = cw_rehearsal_json_item (properties, i);

      if (key == NULL || strcmp (key, cw_json_get_string (property, "key", NULL)) == 0)
        json_array_add_element (found, property_json (request->store, property));
    }
  cw_rehearsal_confluence_answer_list (request, found);
}

/**
 * cw_rehearsal_confluence_add_property:
 * @request: `POST /api/v2/pages/ID/properties`
 */
void
cw_rehearsal_confluence_add_property (CwRehearsalRequest *request)
{
  JsonObject *page = cw_rehearsal_confluence_page (request);
  JsonArray *properties = cw_json_get_array (page, "properties");
  JsonObject *sent = cw_rehearsal_request_object (request);
  const char *key = cw_json_get_string (sent, "key", NULL);
  g_autofree char *id = NULL, *stamp = NULL;
  JsonNode *property;

  if (page == NULL)
    return;
  if (key == NULL || !json_object_has_member (sent, "value") || cw_rehearsal_json_find (properties, "key", key) != NULL)
    {
      cw_rehearsal_confluence_refuse (request, SOUP_STATUS_BAD_REQUEST, "BAD_REQUEST",
                                      key == NULL ? "A property needs a key and a value"
                                                  : "A property with this key already exists on the page");
      return;
    }
  id = g_strdup_printf ("%" G_GINT64_FORMAT, cw_rehearsal_store_next (request->store, "page"));
  stamp = cw_rehearsal_store_stamp (request->store);
  property = cw_rehearsal_pack ("{id:s key:s value:o version:i updated:s}", id, key,
                                json_node_copy (json_object_get_member (sent, "value")), 1, stamp);
  json_array_add_element (properties, property);
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               property_json (request->store, json_node_get_object (property)));
}

static JsonObject *
named_property (CwRehearsalRequest *request)
{
  JsonObject *page = cw_rehearsal_confluence_page (request);
  JsonObject *property = cw_rehearsal_json_find (cw_json_get_array (page, "properties"), "id",
                                                 cw_rehearsal_request_arg (request, 1));

  if (page != NULL && property == NULL)
    cw_rehearsal_confluence_refuse (request, SOUP_STATUS_NOT_FOUND, "NOT_FOUND",
                                    "Could not find property with the given ID");
  return property;
}

/**
 * cw_rehearsal_confluence_get_property:
 * @request: `GET /api/v2/pages/ID/properties/ID`
 */
void
cw_rehearsal_confluence_get_property (CwRehearsalRequest *request)
{
  JsonObject *property = named_property (request);

  if (property != NULL)
    cw_rehearsal_request_answer (request, SOUP_STATUS_OK, property_json (request->store, property));
}

/**
 * cw_rehearsal_confluence_put_property:
 * @request: `PUT /api/v2/pages/ID/properties/ID`, with the next version's number
 */
void
cw_rehearsal_confluence_put_property (CwRehearsalRequest *request)
{
  JsonObject *property = named_property (request);
  JsonObject *sent = cw_rehearsal_request_object (request);
  gint64 next = cw_json_get_int (property, "version", 1) + 1;
  g_autofree char *stamp = NULL;

  if (property == NULL)
    return;
  if (sent == NULL || !json_object_has_member (sent, "value")
      || g_strcmp0 (cw_json_get_string (sent, "key", NULL), cw_json_get_string (property, "key", NULL)) != 0)
    {
      cw_rehearsal_confluence_refuse (request, SOUP_STATUS_BAD_REQUEST, "BAD_REQUEST",
                                      "The property's key and a value must be given");
      return;
    }
  if (cw_json_get_int (cw_json_get_object (sent, "version"), "number", 0) != next)
    {
      cw_rehearsal_confluence_refuse (request, SOUP_STATUS_CONFLICT, "CONFLICT", "Version must be incremented");
      return;
    }
  stamp = cw_rehearsal_store_stamp (request->store);
  json_object_set_member (property, "value", json_node_copy (json_object_get_member (sent, "value")));
  json_object_set_int_member (property, "version", next);
  json_object_set_string_member (property, "updated", stamp);
  cw_rehearsal_store_touch (request->store);
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK, property_json (request->store, property));
}

/* One clause of a query: `title = "…"`, `title ~ "…"`, `space = KEY`, `label = "…"`, `type = page`. */
static gboolean
clause_holds (CwRehearsalStore *store,
              GMatchInfo       *clause,
              JsonObject       *page)
{
  g_autofree char *field = g_match_info_fetch (clause, 1), *verb = g_match_info_fetch (clause, 2);
  g_autofree char *value = g_match_info_fetch (clause, 3);
  const char *title = cw_json_get_string (page, "title", NULL);
  JsonObject *space = cw_rehearsal_confluence_space (store, cw_json_get_string (page, "spaceId", NULL));

  g_strdelimit (value, "\"", ' ');
  g_strstrip (value);
  if (strcmp (field, "title") == 0 && strcmp (verb, "~") == 0)
    {
      g_autofree char *have = g_utf8_casefold (title, -1), *wanted = g_utf8_casefold (value, -1);

      return strstr (have, wanted) != NULL;
    }
  if (strcmp (field, "title") == 0)
    return strcmp (title, value) == 0;
  if (strcmp (field, "space") == 0)
    return strcmp (cw_json_get_string (space, "key", NULL), value) == 0;
  if (strcmp (field, "label") == 0)
    return cw_rehearsal_json_has (cw_json_get_array (page, "labels"), value);
  return strcmp (value, "page") == 0;
}

static gboolean
page_matches (CwRehearsalStore *store,
              GRegex           *pattern,
              const char       *cql,
              JsonObject       *page)
{
  g_autoptr (GMatchInfo) clause = NULL;

  for (g_regex_match (pattern, cql, 0, &clause); g_match_info_matches (clause); g_match_info_next (clause, NULL))
    if (!clause_holds (store, clause, page))
      return FALSE;
  return strcmp (cw_json_get_string (page, "status", NULL), "current") == 0;
}

/**
 * cw_rehearsal_confluence_search:
 * @request: `GET /rest/api/content/search?cql=`
 */
void
cw_rehearsal_confluence_search (CwRehearsalRequest *request)
{
  const char *cql = cw_rehearsal_request_query (request, "cql");
  g_autoptr (GRegex) pattern = g_regex_new ("(title|space|label|type)\\s*(=|~)\\s*(\"[^\"]*\"|\\S+)", 0, 0, NULL);
  JsonArray *found;
  JsonObjectIter iter;
  const char *id;
  JsonNode *node;
  int count;

  if (cql == NULL || !g_regex_match (pattern, cql, 0, NULL))
    {
      cw_rehearsal_confluence_refuse (request, SOUP_STATUS_BAD_REQUEST, "BAD_REQUEST", "Could not parse cql");
      return;
    }
  found = json_array_new ();
  json_object_iter_init_ordered (&iter, cw_rehearsal_store_get_map (request->store, "pages"));
  while (json_object_iter_next_ordered (&iter, &id, &node))
    {
      JsonObject *page = json_node_get_object (node);

      if (page_matches (request->store, pattern, cql, page))
        json_array_add_element (found, cw_rehearsal_pack ("{id:s type:s status:s title:s _expandable:{} _links:{}}",
                                                          cw_json_get_string (page, "id", NULL), "page",
                                                          cw_json_get_string (page, "status", NULL),
                                                          cw_json_get_string (page, "title", NULL)));
    }
  count = (int) json_array_get_length (found);
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{results:o start:i limit:i size:i _links:{}}",
                                                  cw_rehearsal_json_list (found), 0, count, count));
}
