/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-json-shape"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-json-shape-private.h"

static void
fill_empty (const CwJsonField *field,
            gpointer           slot)
{
  switch (field->type)
    {
    case CW_JSON_TEXT:
      *(char **) slot = g_strdup ("");
      break;
    case CW_JSON_TEXTS:
      *(GStrv *) slot = g_new0 (char *, 1);
      break;
    case CW_JSON_INTEGERS:
      *(GArray **) slot = g_array_new (FALSE, FALSE, sizeof (int));
      break;
    case CW_JSON_LIST:
      *(GPtrArray **) slot = g_ptr_array_new ();
      break;
    case CW_JSON_LISTS:
    case CW_JSON_MAP:
      *(GHashTable **) slot = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      break;
    case CW_JSON_RAW:
      *(JsonObject **) slot = json_object_new ();
      break;
    case CW_JSON_FLAG:
    case CW_JSON_INTEGER:
    case CW_JSON_CHOICE:
    case CW_JSON_OBJECT:
    case CW_JSON_IGNORED:
    default:
      break;
    }
}

static gboolean
read_member (const CwJsonField  *field,
             const CwJsonCursor *place,
             gpointer            context,
             gpointer            data,
             GError            **error)
{
  CwJsonCursor member = cw_json_cursor_member (place, field->name);
  gpointer slot = cw_json_field_slot (field, data);
  g_autofree char *expected = NULL;

  if (!cw_json_cursor_is_absent (&member))
    return cw_json_field_read (field, &member, context, slot, error);

  if (field->need == CW_JSON_EMPTY)
    fill_empty (field, slot);
  if (field->need != CW_JSON_REQUIRED)
    return TRUE;
  expected = cw_json_field_describe (field);
  return cw_json_cursor_refuse (place, error, _ ("“%s” is missing: expected %s"), field->name, expected);
}

static gboolean
refuse_unknown (const CwJsonShape  *shape,
                const CwJsonCursor *place,
                GError            **error)
{
  g_autoptr (GString) known = g_string_new (NULL);
  JsonObjectIter iter;
  const char *name;

  for (const CwJsonField *field = shape->fields; field->name != NULL; field++)
    g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", field->name);

  json_object_iter_init_ordered (&iter, json_node_get_object (place->node));
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    {
      CwJsonCursor member = cw_json_cursor_member (place, name);
      const CwJsonField *field = shape->fields;

      while (field->name != NULL && strcmp (field->name, name) != 0)
        field++;
      if (field->name == NULL)
        return cw_json_cursor_refuse (&member, error, _ ("there is no such member here: expected one of: %s"),
                                      known->str);
    }
  return TRUE;
}

static gboolean
read_short_form (const CwJsonShape  *shape,
                 const CwJsonCursor *place,
                 gpointer            context,
                 gpointer            data,
                 GError            **error)
{
  for (const CwJsonField *field = shape->fields; field->name != NULL; field++)
    {
      gpointer slot = cw_json_field_slot (field, data);

      if (strcmp (field->name, shape->short_form) != 0)
        continue;
      return cw_json_field_read (field, place, context, slot, error);
    }
  g_assert_not_reached ();
}

static gboolean
read_members (const CwJsonShape  *shape,
              const CwJsonCursor *place,
              gpointer            context,
              gpointer            data,
              GError            **error)
{
  if (shape->short_form != NULL && cw_json_cursor_is_text (place))
    return read_short_form (shape, place, context, data, error);
  if (place->node == NULL || !JSON_NODE_HOLDS_OBJECT (place->node))
    return cw_json_cursor_refuse (place, error, _ ("expected an object"));
  if (!refuse_unknown (shape, place, error))
    return FALSE;
  for (const CwJsonField *field = shape->fields; field->name != NULL; field++)
    if (!read_member (field, place, context, data, error))
      return FALSE;
  return shape->verify == NULL || shape->verify (place, data, context, error);
}

/**
 * cw_json_shape_read:
 * @shape: what is expected
 * @place: where it stands
 * @context: for the shape's checks
 * @error: where to store a %CW_ERROR_INVALID_DATA that names file, place and what is expected there
 *
 * Returns: (transfer full) (nullable): a new structure, to be freed with cw_json_shape_free()
 */
gpointer
cw_json_shape_read (const CwJsonShape  *shape,
                    const CwJsonCursor *place,
                    gpointer            context,
                    GError            **error)
{
  gpointer data;

  g_return_val_if_fail (shape != NULL && place != NULL, NULL);

  data = g_malloc0 (shape->size);
  if (read_members (shape, place, context, data, error))
    return data;
  cw_json_shape_free (shape, data);
  return NULL;
}

static void
free_list (const CwJsonShape *shape,
           GPtrArray         *list)
{
  for (guint i = 0; list != NULL && i < list->len; i++)
    cw_json_shape_free (shape, g_ptr_array_index (list, i));
  g_clear_pointer (&list, g_ptr_array_unref);
}

static void
free_lists (const CwJsonShape *shape,
            GHashTable        *lists)
{
  GHashTableIter iter;
  gpointer list;

  if (lists == NULL)
    return;
  g_hash_table_iter_init (&iter, lists);
  while (g_hash_table_iter_next (&iter, NULL, &list))
    free_list (shape, list);
  g_hash_table_unref (lists);
}

static void
free_value (const CwJsonField *field,
            gpointer           slot)
{
  switch (field->type)
    {
    case CW_JSON_TEXT:
      g_free (*(char **) slot);
      break;
    case CW_JSON_TEXTS:
      g_strfreev (*(GStrv *) slot);
      break;
    case CW_JSON_INTEGERS:
      g_clear_pointer ((GArray **) slot, g_array_unref);
      break;
    case CW_JSON_OBJECT:
      cw_json_shape_free (field->shape, *(gpointer *) slot);
      break;
    case CW_JSON_LIST:
      free_list (field->shape, *(GPtrArray **) slot);
      break;
    case CW_JSON_LISTS:
      free_lists (field->shape, *(GHashTable **) slot);
      break;
    case CW_JSON_MAP:
      g_clear_pointer ((GHashTable **) slot, g_hash_table_unref);
      break;
    case CW_JSON_RAW:
      g_clear_pointer ((JsonObject **) slot, json_object_unref);
      break;
    case CW_JSON_FLAG:
    case CW_JSON_INTEGER:
    case CW_JSON_CHOICE:
    case CW_JSON_IGNORED:
    default:
      break;
    }
}

/**
 * cw_json_shape_free:
 * @shape: of which @data is
 * @data: (nullable) (transfer full): a structure, perhaps filled only in part
 */
void
cw_json_shape_free (const CwJsonShape *shape,
                    gpointer           data)
{
  g_return_if_fail (shape != NULL);

  if (data == NULL)
    return;
  for (const CwJsonField *field = shape->fields; field->name != NULL; field++)
    free_value (field, cw_json_field_slot (field, data));
  g_free (data);
}
