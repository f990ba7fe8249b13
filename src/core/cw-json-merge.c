/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-json-merge"

#include "config.h"

#include "cw-json-cursor.h"

static const char *
text_of (JsonNode   *node,
         const char *member)
{
  CwJsonCursor place = { .node = node };
  CwJsonCursor child;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  child = cw_json_cursor_member (&place, member);
  return cw_json_cursor_is_text (&child) ? json_node_get_string (child.node) : NULL;
}

/* Whether @array holds things with an id, which are merged one by one; any other array is replaced as a whole. */
static gboolean
holds_things (JsonNode *node)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (text_of (json_array_get_element (array, i), "id") == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_omitted (JsonNode *node)
{
  JsonNode *omit = JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), "omit") : NULL;

  return omit != NULL && JSON_NODE_HOLDS_VALUE (omit) && json_node_get_value_type (omit) == G_TYPE_BOOLEAN
         && json_node_get_boolean (omit);
}

/* Takes a value over as it is: the same node, which keeps the place where it stands. */
static JsonNode *
take_node (CwJsonDocument     *result,
           const CwJsonCursor *place)
{
  cw_json_document_note_origin (result, place->node, place);
  return json_node_ref (place->node);
}

static JsonNode *merge_nodes (CwJsonDocument     *result,
                              const CwJsonCursor *base,
                              const CwJsonCursor *over);

static JsonNode *
merge_objects (CwJsonDocument     *result,
               const CwJsonCursor *base,
               const CwJsonCursor *over)
{
  g_autoptr (JsonObject) merged = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init_ordered (&iter, json_node_get_object (base->node));
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    {
      CwJsonCursor below = cw_json_cursor_member (base, name);
      CwJsonCursor above = cw_json_cursor_member (over, name);

      json_object_set_member (merged, name,
                              above.node != NULL ? merge_nodes (result, &below, &above) : take_node (result, &below));
    }
  json_object_iter_init_ordered (&iter, json_node_get_object (over->node));
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    {
      CwJsonCursor above = cw_json_cursor_member (over, name);

      if (!json_object_has_member (merged, name))
        json_object_set_member (merged, name, take_node (result, &above));
    }

  json_node_set_object (node, merged);
  cw_json_document_note_origin (result, node, over);
  return node;
}

/* The element of @array with that id, an absent place where there is none. */
static CwJsonCursor
find_thing (const CwJsonCursor *array,
            const char         *id)
{
  guint length = json_array_get_length (json_node_get_array (array->node));

  for (guint i = 0; i < length; i++)
    {
      CwJsonCursor element = cw_json_cursor_element (array, i);

      if (g_strcmp0 (text_of (element.node, "id"), id) == 0)
        return element;
    }
  return (CwJsonCursor) { .document = array->document };
}

static JsonNode *
merge_things (CwJsonDocument     *result,
              const CwJsonCursor *base,
              const CwJsonCursor *over)
{
  g_autoptr (JsonArray) merged = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  guint n_base = json_array_get_length (json_node_get_array (base->node));
  guint n_over = json_array_get_length (json_node_get_array (over->node));

  for (guint i = 0; i < n_base; i++)
    {
      CwJsonCursor below = cw_json_cursor_element (base, i);
      CwJsonCursor above = find_thing (over, text_of (below.node, "id"));

      if (above.node == NULL)
        json_array_add_element (merged, take_node (result, &below));
      else if (!is_omitted (above.node))
        json_array_add_element (merged, merge_nodes (result, &below, &above));
    }
  for (guint i = 0; i < n_over; i++)
    {
      CwJsonCursor above = cw_json_cursor_element (over, i);

      if (find_thing (base, text_of (above.node, "id")).node == NULL)
        json_array_add_element (merged, take_node (result, &above));
    }

  json_node_set_array (node, merged);
  cw_json_document_note_origin (result, node, over);
  return node;
}

static JsonNode *
merge_nodes (CwJsonDocument     *result,
             const CwJsonCursor *base,
             const CwJsonCursor *over)
{
  if (JSON_NODE_HOLDS_OBJECT (base->node) && JSON_NODE_HOLDS_OBJECT (over->node))
    return merge_objects (result, base, over);
  if (holds_things (base->node) && holds_things (over->node))
    return merge_things (result, base, over);
  return take_node (result, over);
}

/**
 * cw_json_document_merge:
 * @base: (transfer full): the document that is extended
 * @over: (transfer full): what is laid over it
 *
 * Objects are merged by member; arrays of objects with an `id` by that id, `"omit": true` leaving one out; anything
 * else is replaced. Messages about a part name the file in which it stands.
 *
 * Returns: (transfer full): the whole
 */
CwJsonDocument *
cw_json_document_merge (CwJsonDocument *base,
                        CwJsonDocument *over)
{
  g_autoptr (CwJsonDocument) below = base;
  g_autoptr (CwJsonDocument) above = over;
  CwJsonDocument *result;
  CwJsonCursor base_root, over_root;

  g_return_val_if_fail (base != NULL && over != NULL, NULL);

  result = cw_json_document_new (json_node_ref (cw_json_document_get_root (above)), cw_json_document_get_file (above));
  cw_json_document_adopt_origins (result, below);
  cw_json_document_adopt_origins (result, above);
  base_root = cw_json_cursor_root (below);
  over_root = cw_json_cursor_root (above);
  cw_json_document_set_root (result, merge_nodes (result, &base_root, &over_root));
  return result;
}
