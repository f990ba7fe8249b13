/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-json"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json-read.h"
#include "cw-json.h"

static gboolean
check_bytes (const char *text,
             gsize       length,
             gsize       limit,
             GError    **error)
{
  const char *end = NULL;

  if (length > limit)
    {
      g_autofree char *size = g_format_size_full (limit, G_FORMAT_SIZE_IEC_UNITS);

      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("The JSON text is larger than %s"), size);
      return FALSE;
    }
  if (!g_utf8_validate_len (text, length, &end))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("The JSON text is not valid UTF-8 at byte %zu"),
                   (gsize) (end - text));
      return FALSE;
    }
  return TRUE;
}

/**
 * cw_json_parse:
 * @text: JSON from outside; need not end with a NUL when @length is given
 * @length: its bytes, or -1 up to the NUL
 * @max_bytes: the most that is read, or 0 for %CW_JSON_DEFAULT_MAX_BYTES
 * @error: where to store a %CW_ERROR_INVALID_DATA that names line and column
 *
 * Reads strict JSON: at most %CW_JSON_MAX_DEPTH levels, no key twice in an object, numbers that fit.
 *
 * Returns: (transfer full): the root, or %NULL with @error set
 */
JsonNode *
cw_json_parse (const char *text,
               gssize      length,
               gsize       max_bytes,
               GError    **error)
{
  gsize bytes = 0;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  text = text != NULL ? text : "";
  bytes = length < 0 ? strlen (text) : (gsize) length;
  if (!check_bytes (text, bytes, max_bytes > 0 ? max_bytes : CW_JSON_DEFAULT_MAX_BYTES, error))
    return NULL;
  return cw_json_read (text, bytes, CW_JSON_MAX_DEPTH, error);
}

/**
 * cw_json_to_text:
 * @node: a value
 * @pretty: with line ends and indentation, for people
 *
 * Returns: (transfer full): @node as JSON, keys in the order in which they were added
 */
char *
cw_json_to_text (JsonNode *node,
                 gboolean  pretty)
{
  g_return_val_if_fail (node != NULL, NULL);

  return json_to_string (node, pretty);
}

/**
 * cw_json_object:
 * @key: (nullable): the first key
 * @...: its text, then further pairs, then %NULL; a pair whose text is %NULL is left out
 *
 * Returns: (transfer full): an object of texts
 */
JsonObject *
cw_json_object (const char *key,
                ...)
{
  JsonObject *object = json_object_new ();
  va_list arguments;

  va_start (arguments, key);
  for (; key != NULL; key = va_arg (arguments, const char *))
    {
      const char *value = va_arg (arguments, const char *);

      if (value != NULL)
        json_object_set_string_member (object, key, value);
    }
  va_end (arguments);
  return object;
}

/**
 * cw_json_node_object:
 * @object: (transfer full): an object
 *
 * Returns: (transfer full): a node that holds @object
 */
JsonNode *
cw_json_node_object (JsonObject *object)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL, NULL);

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  return node;
}

static JsonNode *
get_value (JsonObject *object,
           const char *member,
           GType       type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type ? node : NULL;
}

/**
 * cw_json_get_string:
 * @object: (nullable): an object
 * @member: a key
 * @fallback: (nullable): what to answer when @member is absent or no text
 *
 * Returns: (transfer none) (nullable): the text, which lives as long as @object
 */
const char *
cw_json_get_string (JsonObject *object,
                    const char *member,
                    const char *fallback)
{
  JsonNode *node;

  g_return_val_if_fail (member != NULL, fallback);

  node = get_value (object, member, G_TYPE_STRING);
  return node != NULL ? json_node_get_string (node) : fallback;
}

/**
 * cw_json_get_int:
 * @object: (nullable): an object
 * @member: a key
 * @fallback: what to answer when @member is absent or no integer
 *
 * Returns: the integer
 */
gint64
cw_json_get_int (JsonObject *object,
                 const char *member,
                 gint64      fallback)
{
  JsonNode *node;

  g_return_val_if_fail (member != NULL, fallback);

  node = get_value (object, member, G_TYPE_INT64);
  return node != NULL ? json_node_get_int (node) : fallback;
}

/**
 * cw_json_get_bool:
 * @object: (nullable): an object
 * @member: a key
 * @fallback: what to answer when @member is absent or no boolean
 *
 * Returns: the boolean
 */
gboolean
cw_json_get_bool (JsonObject *object,
                  const char *member,
                  gboolean    fallback)
{
  JsonNode *node;

  g_return_val_if_fail (member != NULL, fallback);

  node = get_value (object, member, G_TYPE_BOOLEAN);
  return node != NULL ? json_node_get_boolean (node) : fallback;
}

/**
 * cw_json_get_object:
 * @object: (nullable): an object
 * @member: a key
 *
 * Returns: (transfer none) (nullable): the object under @member, or %NULL when there is none
 */
JsonObject *
cw_json_get_object (JsonObject *object,
                    const char *member)
{
  JsonNode *node;

  g_return_val_if_fail (member != NULL, NULL);

  node = object != NULL ? json_object_get_member (object, member) : NULL;
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * cw_json_get_array:
 * @object: (nullable): an object
 * @member: a key
 *
 * Returns: (transfer none) (nullable): the array under @member, or %NULL when there is none
 */
JsonArray *
cw_json_get_array (JsonObject *object,
                   const char *member)
{
  JsonNode *node;

  g_return_val_if_fail (member != NULL, NULL);

  node = object != NULL ? json_object_get_member (object, member) : NULL;
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonNode *
get_child (JsonNode   *node,
           const char *name)
{
  guint64 index;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_member (json_node_get_object (node), name);
  if (JSON_NODE_HOLDS_ARRAY (node)
      && g_ascii_string_to_unsigned (name, 10, 0, G_MAXUINT, &index, NULL)
      && index < json_array_get_length (json_node_get_array (node)))
    return json_array_get_element (json_node_get_array (node), (guint) index);
  return NULL;
}

/**
 * cw_json_path_string:
 * @root: (nullable): any value
 * @path: keys, and positions in arrays, joined by dots: `fields.project.key`, `errors.0.message`
 *
 * Returns: (transfer none) (nullable): the text there, or %NULL when there is none; it lives as long as @root
 */
const char *
cw_json_path_string (JsonNode   *root,
                     const char *path)
{
  g_auto (GStrv) names = NULL;
  JsonNode *node = root;

  g_return_val_if_fail (path != NULL, NULL);

  names = g_strsplit (path, ".", -1);
  for (guint i = 0; names[i] != NULL && node != NULL; i++)
    node = get_child (node, names[i]);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}
