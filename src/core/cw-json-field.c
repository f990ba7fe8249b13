/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-json-field"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-json-shape-private.h"

/**
 * cw_json_field_slot:
 * @field: a field
 * @data: a structure
 *
 * Returns: (transfer none): where the field's value stands in @data
 */
gpointer
cw_json_field_slot (const CwJsonField *field,
                    gpointer           data)
{
  return (guint8 *) data + field->offset;
}

/**
 * cw_json_field_describe:
 * @field: a field
 *
 * Returns: (transfer full): what is expected there, for a person
 */
char *
cw_json_field_describe (const CwJsonField *field)
{
  switch (field->type)
    {
    case CW_JSON_TEXT:
    case CW_JSON_IGNORED:
      return field->example != NULL ? g_strdup_printf (_ ("a text such as “%s”"), field->example)
                                    : g_strdup (_ ("a text"));
    case CW_JSON_TEXTS:
      return field->example != NULL ? g_strdup_printf (_ ("a list of texts such as “%s”"), field->example)
                                    : g_strdup (_ ("a list of texts"));
    case CW_JSON_FLAG:
      return g_strdup (_ ("true or false"));
    case CW_JSON_INTEGER:
      if (field->minimum == field->maximum)
        return g_strdup_printf (_ ("the number %d"), field->minimum);
      return g_strdup_printf (_ ("a whole number from %d to %d"), field->minimum, field->maximum);
    case CW_JSON_INTEGERS:
      return g_strdup_printf (_ ("a list of whole numbers from %d to %d"), field->minimum, field->maximum);
    case CW_JSON_CHOICE:
      {
        g_autofree char *words = g_strjoinv (", ", (char **) field->words);

        return g_strdup_printf (_ ("one of: %s"), words);
      }
    case CW_JSON_LIST:
      return g_strdup (_ ("a list"));
    case CW_JSON_OBJECT:
    case CW_JSON_LISTS:
    case CW_JSON_MAP:
    case CW_JSON_RAW:
    default:
      return g_strdup (_ ("an object"));
    }
}

static gboolean
refuse_kind (const CwJsonField  *field,
             const CwJsonCursor *place,
             GError            **error)
{
  g_autofree char *expected = cw_json_field_describe (field);

  return cw_json_cursor_refuse (place, error, _ ("expected %s"), expected);
}

static gboolean
run_check (CwJsonCheck         check,
           const char         *text,
           const CwJsonCursor *place,
           gpointer            context,
           GError            **error)
{
  g_autofree char *expected = check != NULL ? check (text, context) : NULL;

  if (expected == NULL)
    return TRUE;
  return cw_json_cursor_refuse (place, error, _ ("“%s” is not right here: expected %s"), text, expected);
}

static gboolean
read_text (const CwJsonField  *field,
           const CwJsonCursor *place,
           gpointer            context,
           char              **value,
           GError            **error)
{
  const char *text;

  if (!cw_json_cursor_is_text (place))
    return refuse_kind (field, place, error);
  text = json_node_get_string (place->node);
  if (!run_check (field->check, text, place, context, error))
    return FALSE;
  if (value != NULL)
    *value = g_strdup (field->context != NULL && *text != '\0' ? g_dpgettext2 (GETTEXT_PACKAGE, field->context, text)
                                                               : text);
  return TRUE;
}

static gboolean
read_texts (const CwJsonField  *field,
            const CwJsonCursor *place,
            gpointer            context,
            GStrv              *value,
            GError            **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint length;

  if (!JSON_NODE_HOLDS_ARRAY (place->node))
    return refuse_kind (field, place, error);

  length = json_array_get_length (json_node_get_array (place->node));
  for (guint i = 0; i < length; i++)
    {
      CwJsonCursor element = cw_json_cursor_element (place, i);
      CwJsonField one = *field;
      g_autofree char *text = NULL;

      one.type = CW_JSON_TEXT;
      if (!read_text (&one, &element, context, &text, error))
        return FALSE;
      g_strv_builder_add (builder, text);
    }
  *value = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
read_flag (const CwJsonField  *field,
           const CwJsonCursor *place,
           gboolean           *value,
           GError            **error)
{
  if (!JSON_NODE_HOLDS_VALUE (place->node) || json_node_get_value_type (place->node) != G_TYPE_BOOLEAN)
    return refuse_kind (field, place, error);
  *value = json_node_get_boolean (place->node);
  return TRUE;
}

static gboolean
read_integer (const CwJsonField  *field,
              const CwJsonCursor *place,
              int                *value,
              GError            **error)
{
  gint64 number;

  if (!JSON_NODE_HOLDS_VALUE (place->node) || json_node_get_value_type (place->node) != G_TYPE_INT64)
    return refuse_kind (field, place, error);
  number = json_node_get_int (place->node);
  if (number < field->minimum || number > field->maximum)
    return refuse_kind (field, place, error);
  *value = (int) number;
  return TRUE;
}

static gboolean
read_integers (const CwJsonField  *field,
               const CwJsonCursor *place,
               GArray            **value,
               GError            **error)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (int));
  guint length;

  if (!JSON_NODE_HOLDS_ARRAY (place->node))
    return refuse_kind (field, place, error);

  length = json_array_get_length (json_node_get_array (place->node));
  for (guint i = 0; i < length; i++)
    {
      CwJsonCursor element = cw_json_cursor_element (place, i);
      CwJsonField one = *field;
      int number = 0;

      one.type = CW_JSON_INTEGER;
      if (!read_integer (&one, &element, &number, error))
        return FALSE;
      g_array_append_val (numbers, number);
    }
  *value = g_steal_pointer (&numbers);
  return TRUE;
}

static gboolean
read_choice (const CwJsonField  *field,
             const CwJsonCursor *place,
             int                *value,
             GError            **error)
{
  const char *text = cw_json_cursor_is_text (place) ? json_node_get_string (place->node) : NULL;

  for (int i = 0; field->words[i] != NULL; i++)
    if (g_strcmp0 (field->words[i], text) == 0)
      {
        *value = i;
        return TRUE;
      }
  return refuse_kind (field, place, error);
}

/* Also the half-filled list is the structure's own: it is freed with it. */
static gboolean
read_list (const CwJsonField  *field,
           const CwJsonCursor *place,
           gpointer            context,
           GPtrArray         **value,
           GError            **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  guint length;

  if (!JSON_NODE_HOLDS_ARRAY (place->node))
    return refuse_kind (field, place, error);

  *value = g_ptr_array_new ();
  length = json_array_get_length (json_node_get_array (place->node));
  for (guint i = 0; i < length; i++)
    {
      CwJsonCursor element = cw_json_cursor_element (place, i);
      gpointer data = cw_json_shape_read (field->shape, &element, context, error);

      if (data == NULL)
        return FALSE;
      g_ptr_array_add (*value, data);
      if (field->shape->has_id && !g_hash_table_add (ids, *(char **) data))
        return cw_json_cursor_refuse (&element, error, _ ("the id “%s” stands twice in this list"), *(char **) data);
    }
  return TRUE;
}

static gboolean
read_lists (const CwJsonField  *field,
            const CwJsonCursor *place,
            gpointer            context,
            GHashTable        **value,
            GError            **error)
{
  JsonObjectIter iter;
  const char *name;

  if (!JSON_NODE_HOLDS_OBJECT (place->node))
    return refuse_kind (field, place, error);

  *value = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  json_object_iter_init_ordered (&iter, json_node_get_object (place->node));
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    {
      CwJsonCursor member = cw_json_cursor_member (place, name);
      CwJsonField one = *field;
      GPtrArray *list = NULL;
      gboolean read;

      if (!run_check (field->check_key, name, &member, context, error))
        return FALSE;
      if (cw_json_cursor_is_absent (&member))
        continue;
      one.type = CW_JSON_LIST;
      read = read_list (&one, &member, context, &list, error);
      if (list != NULL)
        g_hash_table_insert (*value, g_strdup (name), list);
      if (!read)
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_map (const CwJsonField  *field,
          const CwJsonCursor *place,
          gpointer            context,
          GHashTable        **value,
          GError            **error)
{
  g_autoptr (GHashTable) map = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  JsonObjectIter iter;
  const char *name;

  if (!JSON_NODE_HOLDS_OBJECT (place->node))
    return refuse_kind (field, place, error);

  json_object_iter_init_ordered (&iter, json_node_get_object (place->node));
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    {
      CwJsonCursor member = cw_json_cursor_member (place, name);
      CwJsonField one = *field;
      char *text = NULL;

      one.type = CW_JSON_TEXT;
      if (!run_check (field->check_key, name, &member, context, error)
          || !read_text (&one, &member, context, &text, error))
        return FALSE;
      g_hash_table_insert (map, g_strdup (name), text);
    }
  *value = g_steal_pointer (&map);
  return TRUE;
}

static gboolean
check_raw (const CwJsonField  *field,
           const CwJsonCursor *place,
           gpointer            context,
           GError            **error)
{
  if (cw_json_cursor_is_text (place))
    return run_check (field->check, json_node_get_string (place->node), place, context, error);
  if (JSON_NODE_HOLDS_ARRAY (place->node))
    {
      guint length = json_array_get_length (json_node_get_array (place->node));

      for (guint i = 0; i < length; i++)
        {
          CwJsonCursor element = cw_json_cursor_element (place, i);

          if (!check_raw (field, &element, context, error))
            return FALSE;
        }
    }
  if (JSON_NODE_HOLDS_OBJECT (place->node))
    {
      JsonObjectIter iter;
      const char *name;

      json_object_iter_init_ordered (&iter, json_node_get_object (place->node));
      while (json_object_iter_next_ordered (&iter, &name, NULL))
        {
          CwJsonCursor member = cw_json_cursor_member (place, name);

          if (!check_raw (field, &member, context, error))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
read_raw (const CwJsonField  *field,
          const CwJsonCursor *place,
          gpointer            context,
          JsonObject        **value,
          GError            **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (place->node))
    return refuse_kind (field, place, error);
  if (!check_raw (field, place, context, error))
    return FALSE;
  *value = json_node_dup_object (place->node);
  return TRUE;
}

static gboolean
read_object (const CwJsonField  *field,
             const CwJsonCursor *place,
             gpointer            context,
             gpointer           *value,
             GError            **error)
{
  *value = cw_json_shape_read (field->shape, place, context, error);
  return *value != NULL;
}

/**
 * cw_json_field_read:
 * @field: a field
 * @place: its value, which is there
 * @context: for the field's checks
 * @slot: where the value goes; what is put there even on failure is freed with the structure
 * @error: where to store a %CW_ERROR_INVALID_DATA
 *
 * Returns: whether @place holds what is expected
 */
gboolean
cw_json_field_read (const CwJsonField  *field,
                    const CwJsonCursor *place,
                    gpointer            context,
                    gpointer            slot,
                    GError            **error)
{
  switch (field->type)
    {
    case CW_JSON_TEXT:
      return read_text (field, place, context, slot, error);
    case CW_JSON_TEXTS:
      return read_texts (field, place, context, slot, error);
    case CW_JSON_FLAG:
      return read_flag (field, place, slot, error);
    case CW_JSON_INTEGER:
      return read_integer (field, place, slot, error);
    case CW_JSON_INTEGERS:
      return read_integers (field, place, slot, error);
    case CW_JSON_CHOICE:
      return read_choice (field, place, slot, error);
    case CW_JSON_OBJECT:
      return read_object (field, place, context, slot, error);
    case CW_JSON_LIST:
      return read_list (field, place, context, slot, error);
    case CW_JSON_LISTS:
      return read_lists (field, place, context, slot, error);
    case CW_JSON_MAP:
      return read_map (field, place, context, slot, error);
    case CW_JSON_RAW:
      return read_raw (field, place, context, slot, error);
    case CW_JSON_IGNORED:
      return read_text (field, place, context, NULL, error);
    default:
      g_assert_not_reached ();
    }
}
