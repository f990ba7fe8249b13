/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-field-text"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-adf-reader.h"
#include "cw-clock.h"
#include "cw-document-writers.h"
#include "cw-field-text.h"
#include "cw-json.h"
#include "cw-show.h"

/* Of the text of an instant. */
#define MAX_INSTANT 40

/**
 * cw_field_text_unwrap:
 * @node: a value
 *
 * Takes Jira's wrappers off: `{"name": "Story"}` is Story.
 *
 * Returns: (transfer none): the only member's value, as often as there is only one
 */
JsonNode *
cw_field_text_unwrap (JsonNode *node)
{
  for (guint i = 0; i < CW_JSON_MAX_DEPTH; i++)
    {
      g_autoptr (GList) values = NULL;

      if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) == 1)
        {
          node = json_array_get_element (json_node_get_array (node), 0);
          continue;
        }
      if (!JSON_NODE_HOLDS_OBJECT (node))
        return node;
      values = json_object_get_values (json_node_get_object (node));
      if (values == NULL || values->next != NULL)
        return node;
      node = values->data;
    }
  return node;
}

gboolean
cw_field_text_is_scalar (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) || JSON_NODE_HOLDS_NULL (node);
}

/* An instant with its zone, as services write it: not a mere date, and no text that begins with one. */
static char *
write_instant (CwProcedure *procedure,
               const char  *text)
{
  g_autoptr (GDateTime) instant = NULL;

  if (strlen (text) > MAX_INSTANT
      || !g_regex_match_simple ("^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+(Z|[+-]\\d\\d:?\\d\\d)$", text, 0, 0))
    return NULL;
  instant = cw_clock_parse (text, NULL);
  return instant != NULL ? cw_show_instant (procedure, g_date_time_to_unix (instant)) : NULL;
}

static char *
write_string (CwProcedure *procedure,
              CwEffect    *effect,
              const char  *text)
{
  const char *name = effect != NULL ? cw_effect_get_name (effect, text) : NULL;
  char *instant = procedure != NULL && name == NULL ? write_instant (procedure, text) : NULL;

  if (name != NULL)
    return g_strdup (name);
  if (instant != NULL)
    return instant;
  return g_strdup (*text != '\0' ? text : _ ("empty"));
}

static char *
write_array (CwProcedure *procedure,
             CwEffect    *effect,
             JsonArray   *array)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *part = cw_field_text_write (procedure, effect, json_array_get_element (array, i));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", part);
    }
  return g_string_free (text, FALSE);
}

/**
 * cw_field_text_write:
 * @procedure: (nullable): whose time instants are shown in; as they are written without one
 * @effect: (nullable): the effect whose payload it is part of, for the names of its people
 * @node: a value
 *
 * Returns: (transfer full): what a person reads there
 */
char *
cw_field_text_write (CwProcedure *procedure,
                     CwEffect    *effect,
                     JsonNode    *node)
{
  g_return_val_if_fail (node != NULL, NULL);

  node = cw_field_text_unwrap (node);
  if (JSON_NODE_HOLDS_NULL (node))
    return g_strdup (_ ("none"));
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? _ ("yes") : _ ("no"));
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return write_string (procedure, effect, json_node_get_string (node));
  if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) == 0)
    return g_strdup (_ ("none"));
  if (JSON_NODE_HOLDS_ARRAY (node))
    return write_array (procedure, effect, json_node_get_array (node));
  if (cw_adf_is_document (node))
    {
      g_autoptr (CwDocument) document = cw_adf_read (json_node_get_object (node));

      return cw_document_to_markdown (document);
    }
  return cw_json_to_text (node, FALSE);
}
