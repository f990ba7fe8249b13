/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-json"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-json.h"

/* What one call of cw_rehearsal_pack() has still to read. */
typedef struct
{
  const char *at;
  va_list args;
} Packer;

static JsonNode *pack_value (Packer *self);

static void
skip_blanks (Packer *self)
{
  self->at += strspn (self->at, " ,");
  g_assert (*self->at != '\0');
}

static JsonNode *
pack_object (Packer *self)
{
  g_autoptr (JsonObject) object = json_object_new ();

  for (skip_blanks (self); *self->at != '}'; skip_blanks (self))
    {
      gsize length = strcspn (self->at, ":");
      gboolean optional = length > 0 && self->at[length - 1] == '?';
      g_autofree char *name = g_strndup (self->at, optional ? length - 1 : length);
      JsonNode *value;

      g_assert (self->at[length] == ':');
      self->at += length + 1;
      value = pack_value (self);
      if (optional && JSON_NODE_HOLDS_NULL (value))
        json_node_unref (value);
      else
        json_object_set_member (object, name, value);
    }
  self->at++;
  return cw_rehearsal_json_own (g_steal_pointer (&object));
}

static JsonNode *
pack_array (Packer *self)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (skip_blanks (self); *self->at != ']'; skip_blanks (self))
    json_array_add_element (array, pack_value (self));
  self->at++;
  return cw_rehearsal_json_list (g_steal_pointer (&array));
}

static JsonNode *
pack_string (const char *text)
{
  JsonNode *node = json_node_new (text != NULL ? JSON_NODE_VALUE : JSON_NODE_NULL);

  if (text != NULL)
    json_node_set_string (node, text);
  return node;
}

static JsonNode *
pack_value (Packer *self)
{
  JsonNode *node;

  skip_blanks (self);
  switch (*self->at++)
    {
    case '{':
      return pack_object (self);
    case '[':
      return pack_array (self);
    case 's':
      return pack_string (va_arg (self->args, const char *));
    case 'i':
      return json_node_init_int (json_node_alloc (), va_arg (self->args, int));
    case 'I':
      return json_node_init_int (json_node_alloc (), va_arg (self->args, gint64));
    case 'b':
      return json_node_init_boolean (json_node_alloc (), va_arg (self->args, gboolean));
    case 'o':
      node = va_arg (self->args, JsonNode *);
      return node != NULL ? node : json_node_new (JSON_NODE_NULL);
    case 'n':
      return json_node_new (JSON_NODE_NULL);
    default:
      g_assert_not_reached ();
    }
}

/**
 * cw_rehearsal_pack:
 * @format: the shape, with the names in it: `{id:s total:i fields:o labels:[ss]}`
 * @...: a value for each letter
 *
 * Builds JSON: `s` a string (%NULL gives null), `i` an int, `I` a #gint64, `b` a #gboolean, `o` a node, which is taken
 * (%NULL gives null), `n` null. A member whose name ends in `?` is left out when its value is null.
 *
 * Returns: (transfer full): the node
 */
JsonNode *
cw_rehearsal_pack (const char *format,
                   ...)
{
  Packer self = { .at = format };
  JsonNode *node;

  g_return_val_if_fail (format != NULL, NULL);

  va_start (self.args, format);
  node = pack_value (&self);
  va_end (self.args);
  return node;
}

/**
 * cw_rehearsal_json_item:
 * @array: an array
 * @position: a position in it
 *
 * Returns: (transfer none) (nullable): the element there, if it is an object
 */
JsonObject *
cw_rehearsal_json_item (JsonArray *array,
                        guint      position)
{
  JsonNode *node = json_array_get_element (array, position);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * cw_rehearsal_json_word:
 * @array: an array
 * @position: a position in it
 *
 * Returns: (transfer none): the element there, if it is a string, else an empty one
 */
const char *
cw_rehearsal_json_word (JsonArray *array,
                        guint      position)
{
  JsonNode *node = json_array_get_element (array, position);

  return json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : "";
}

/**
 * cw_rehearsal_json_find:
 * @array: (nullable): an array of objects
 * @name: a member's name
 * @value: (nullable): a value
 *
 * Returns: (transfer none) (nullable): the first object of @array whose member @name is the string @value
 */
JsonObject *
cw_rehearsal_json_find (JsonArray  *array,
                        const char *name,
                        const char *value)
{
  for (guint i = 0; value != NULL && array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *item = cw_rehearsal_json_item (array, i);

      if (g_strcmp0 (cw_json_get_string (item, name, NULL), value) == 0)
        return item;
    }
  return NULL;
}

/**
 * cw_rehearsal_json_has:
 * @array: (nullable): an array
 * @text: (nullable): a text
 *
 * Returns: whether the string @text is in @array
 */
gboolean
cw_rehearsal_json_has (JsonArray  *array,
                       const char *text)
{
  for (guint i = 0; text != NULL && array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (json_node_get_value_type (node) == G_TYPE_STRING && strcmp (json_node_get_string (node), text) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_rehearsal_json_own:
 * @object: (transfer full): an object
 *
 * Returns: (transfer full): a node that holds it
 */
JsonNode *
cw_rehearsal_json_own (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

/**
 * cw_rehearsal_json_list:
 * @array: (transfer full): an array
 *
 * Returns: (transfer full): a node that holds it
 */
JsonNode *
cw_rehearsal_json_list (JsonArray *array)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, array);
  return node;
}
