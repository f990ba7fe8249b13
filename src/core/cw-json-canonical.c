/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-json"

#include "config.h"

#include <string.h>

#include "cw-json.h"

static gboolean write_canonical (JsonNode *node,
                                 GString  *out);

static gboolean
write_string (const char *text,
              GString    *out)
{
  static const char specials[] = "\"\\\b\f\n\r\t";
  static const char letters[] = "\"\\bfnrt";

  g_return_val_if_fail (g_utf8_validate (text, -1, NULL), FALSE);

  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      const char *special = strchr (specials, *p);

      if (special != NULL)
        g_string_append_printf (out, "\\%c", letters[special - specials]);
      else if ((guchar) *p < 0x20)
        g_string_append_printf (out, "\\u%04x", (guchar) *p);
      else
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
  return TRUE;
}

static gboolean
write_object (JsonObject *object,
              GString    *out)
{
  g_autoptr (GList) members = g_list_sort (json_object_get_members (object), (GCompareFunc) strcmp);

  g_string_append_c (out, '{');
  for (GList *l = members; l != NULL; l = l->next)
    {
      if (l != members)
        g_string_append_c (out, ',');
      if (!write_string (l->data, out))
        return FALSE;
      g_string_append_c (out, ':');
      if (!write_canonical (json_object_get_member (object, l->data), out))
        return FALSE;
    }
  g_string_append_c (out, '}');
  return TRUE;
}

static gboolean
write_array (JsonArray *array,
             GString   *out)
{
  guint length = json_array_get_length (array);

  g_string_append_c (out, '[');
  for (guint i = 0; i < length; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      if (!write_canonical (json_array_get_element (array, i), out))
        return FALSE;
    }
  g_string_append_c (out, ']');
  return TRUE;
}

static gboolean
write_value (JsonNode *node,
             GString  *out)
{
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_INT64:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
      return TRUE;
    case G_TYPE_BOOLEAN:
      g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
      return TRUE;
    case G_TYPE_STRING:
      return write_string (json_node_get_string (node), out);
    default:
      g_critical ("Canonical JSON has no %s", g_type_name (json_node_get_value_type (node)));
      return FALSE;
    }
}

static gboolean
write_canonical (JsonNode *node,
                 GString  *out)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      return write_object (json_node_get_object (node), out);
    case JSON_NODE_ARRAY:
      return write_array (json_node_get_array (node), out);
    case JSON_NODE_VALUE:
      return write_value (node, out);
    case JSON_NODE_NULL:
    default:
      g_string_append (out, "null");
      return TRUE;
    }
}

/**
 * cw_json_canonical:
 * @node: objects, arrays, strings, integers, booleans and nulls; a double is a bug
 *
 * Writes the one text that equal values have: keys in the order of their bytes, no blanks, only quotes, backslashes and
 * control characters escaped.
 *
 * Returns: (transfer full): the text, without a newline
 */
char *
cw_json_canonical (JsonNode *node)
{
  g_autoptr (GString) out = NULL;

  g_return_val_if_fail (node != NULL, NULL);

  out = g_string_new (NULL);
  if (!write_canonical (node, out))
    return NULL;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * cw_json_sha256:
 * @node: as for cw_json_canonical()
 *
 * Returns: (transfer full): the SHA-256 of the canonical text, 64 lower-case hexadecimal digits
 */
char *
cw_json_sha256 (JsonNode *node)
{
  g_autofree char *text = cw_json_canonical (node);

  g_return_val_if_fail (text != NULL, NULL);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}
