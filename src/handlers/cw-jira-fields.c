/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-jira-fields"

#include "config.h"

#include <string.h>

#include "cw-jira-fields.h"
#include "cw-json.h"

/* How Jira names the things that a field's value refers to, the most telling one first. */
static const char *const name_members[] = { "value", "displayName", "name", "key", "accountId", "id", NULL };

static gboolean value_equal (JsonNode *ours,
                             JsonNode *theirs,
                             gboolean  ordered);

/* Jira answers times in the zone of whoever asks: the same instant can read differently. */
static gboolean
time_equal (const char *ours,
            const char *theirs)
{
  g_autoptr (GDateTime) a = strchr (ours, 'T') != NULL ? g_date_time_new_from_iso8601 (ours, NULL) : NULL;
  g_autoptr (GDateTime) b = strchr (theirs, 'T') != NULL ? g_date_time_new_from_iso8601 (theirs, NULL) : NULL;

  return a != NULL && b != NULL && g_date_time_equal (a, b);
}

static gboolean
scalar_equal (JsonNode *ours,
              JsonNode *theirs)
{
  GType type = json_node_get_value_type (ours);

  if (type == G_TYPE_STRING)
    return json_node_get_value_type (theirs) == G_TYPE_STRING
           && (strcmp (json_node_get_string (ours), json_node_get_string (theirs)) == 0
               || time_equal (json_node_get_string (ours), json_node_get_string (theirs)));
  if (type == G_TYPE_BOOLEAN)
    return json_node_get_value_type (theirs) == G_TYPE_BOOLEAN
           && json_node_get_boolean (ours) == json_node_get_boolean (theirs);
  /* A number field answers 3.0 to a 3. */
  return json_node_get_value_type (theirs) != G_TYPE_STRING
         && json_node_get_value_type (theirs) != G_TYPE_BOOLEAN
         && ABS (json_node_get_double (ours) - json_node_get_double (theirs)) < 1e-9;
}

/* Jira answers with more than it was sent (`self`, icons, ids of paragraphs): ours must be in theirs. A person is sent
 * as `id` and comes back as `accountId`. */
static gboolean
object_equal (JsonObject *ours,
              JsonObject *theirs)
{
  g_autoptr (GList) members = json_object_get_members (ours);

  for (GList *l = members; l != NULL; l = l->next)
    {
      const char *name = l->data;
      JsonNode *other = json_object_get_member (theirs, name);

      if (other == NULL && strcmp (name, "id") == 0)
        other = json_object_get_member (theirs, "accountId");
      if (!value_equal (json_object_get_member (ours, name), other, strcmp (name, "content") == 0))
        return FALSE;
    }
  return TRUE;
}

static gboolean
array_has (JsonArray *array,
           JsonNode  *wanted)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (value_equal (wanted, json_array_get_element (array, i), FALSE))
      return TRUE;
  return FALSE;
}

static gboolean
array_equal (JsonArray *ours,
             JsonArray *theirs,
             gboolean   ordered)
{
  guint length = json_array_get_length (ours);

  if (json_array_get_length (theirs) != length)
    return FALSE;
  for (guint i = 0; i < length; i++)
    {
      JsonNode *item = json_array_get_element (ours, i);

      if (ordered ? !value_equal (item, json_array_get_element (theirs, i), FALSE) : !array_has (theirs, item))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_empty (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  return JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) == 0;
}

static gboolean
value_equal (JsonNode *ours,
             JsonNode *theirs,
             gboolean  ordered)
{
  if (is_empty (ours) || is_empty (theirs))
    return is_empty (ours) && is_empty (theirs);
  if (json_node_get_node_type (ours) != json_node_get_node_type (theirs))
    return FALSE;
  if (JSON_NODE_HOLDS_OBJECT (ours))
    return object_equal (json_node_get_object (ours), json_node_get_object (theirs));
  if (JSON_NODE_HOLDS_ARRAY (ours))
    return array_equal (json_node_get_array (ours), json_node_get_array (theirs), ordered);
  return scalar_equal (ours, theirs);
}

/**
 * cw_jira_field_equal:
 * @name: the field's id
 * @ours: its value as we would send it
 * @theirs: (nullable): its value as Jira answers it
 *
 * Labels of other people do not count against equality; all else must be as we would send it.
 *
 * Returns: whether both mean the same
 */
gboolean
cw_jira_field_equal (const char *name,
                     JsonNode   *ours,
                     JsonNode   *theirs)
{
  JsonArray *labels;

  g_return_val_if_fail (name != NULL && ours != NULL, FALSE);

  if (strcmp (name, "labels") != 0 || !JSON_NODE_HOLDS_ARRAY (ours))
    return value_equal (ours, theirs, FALSE);
  labels = json_node_get_array (ours);
  for (guint i = 0; i < json_array_get_length (labels); i++)
    if (is_empty (theirs) || !JSON_NODE_HOLDS_ARRAY (theirs)
        || !array_has (json_node_get_array (theirs), json_array_get_element (labels, i)))
      return FALSE;
  return TRUE;
}

/**
 * cw_jira_field_add_labels:
 * @ours: the labels that we want
 * @theirs: (nullable): the labels that are there
 *
 * Returns: (transfer full): all of them: nobody's labels are taken away
 */
JsonNode *
cw_jira_field_add_labels (JsonNode *ours,
                          JsonNode *theirs)
{
  g_autoptr (JsonArray) labels = json_array_new ();
  JsonNode *sources[] = { theirs, ours };
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      JsonArray *source = !is_empty (sources[i]) ? json_node_get_array (sources[i]) : NULL;

      for (guint j = 0; source != NULL && j < json_array_get_length (source); j++)
        if (!array_has (labels, json_array_get_element (source, j)))
          json_array_add_element (labels, json_array_dup_element (source, j));
    }
  json_node_set_array (node, labels);
  return node;
}

static gboolean
ends_line (const char *type)
{
  static const char *const types[] = { "paragraph", "heading", "codeBlock", "tableRow", "hardBreak", "rule", NULL };

  return g_strv_contains (types, type);
}

/* The readable text of a description in Atlassian's document format. */
static void
append_document (GString    *text,
                 JsonObject *node)
{
  JsonArray *content = cw_json_get_array (node, "content");

  g_string_append (text, cw_json_get_string (node, "text", ""));
  for (guint i = 0; content != NULL && i < json_array_get_length (content); i++)
    {
      JsonNode *child = json_array_get_element (content, i);

      if (JSON_NODE_HOLDS_OBJECT (child))
        append_document (text, json_node_get_object (child));
    }
  if (ends_line (cw_json_get_string (node, "type", "")) && text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, '\n');
}

static char *
object_to_text (JsonObject *object)
{
  g_autoptr (GString) text = NULL;

  for (guint i = 0; name_members[i] != NULL; i++)
    if (cw_json_get_string (object, name_members[i], NULL) != NULL)
      return g_strdup (cw_json_get_string (object, name_members[i], NULL));
  text = g_string_new (NULL);
  append_document (text, object);
  return g_strchomp (g_string_free (g_steal_pointer (&text), FALSE));
}

/**
 * cw_jira_field_to_text:
 * @value: (nullable): a field's value, ours or Jira's
 *
 * Returns: (transfer full): what a person reads there; empty where nothing is
 */
char *
cw_jira_field_to_text (JsonNode *value)
{
  g_autoptr (GPtrArray) parts = NULL;
  JsonArray *array;

  if (is_empty (value))
    return g_strdup ("");
  if (JSON_NODE_HOLDS_OBJECT (value))
    return object_to_text (json_node_get_object (value));
  if (JSON_NODE_HOLDS_VALUE (value))
    return json_node_get_value_type (value) == G_TYPE_STRING ? json_node_dup_string (value)
                                                             : cw_json_to_text (value, FALSE);
  parts = g_ptr_array_new_with_free_func (g_free);
  array = json_node_get_array (value);
  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (parts, cw_jira_field_to_text (json_array_get_element (array, i)));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

/**
 * cw_jira_field_show_theirs:
 * @ours: a field's value as we send it
 * @theirs: (nullable): Jira's value
 *
 * Jira names a thing in more ways than we do: a key is shown against a key.
 *
 * Returns: (transfer full): what a person reads of @theirs beside @ours
 */
char *
cw_jira_field_show_theirs (JsonNode *ours,
                           JsonNode *theirs)
{
  JsonObject *our_thing = JSON_NODE_HOLDS_OBJECT (ours) ? json_node_get_object (ours) : NULL;
  JsonObject *their_thing = theirs != NULL && JSON_NODE_HOLDS_OBJECT (theirs) ? json_node_get_object (theirs) : NULL;
  const char *key = their_thing != NULL ? cw_json_get_string (their_thing, "key", NULL) : NULL;

  if (our_thing != NULL && key != NULL && json_object_get_size (our_thing) == 1
      && json_object_has_member (our_thing, "key"))
    return g_strdup (key);
  return cw_jira_field_to_text (theirs);
}
