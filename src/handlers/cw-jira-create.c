/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-jira-create"

/*
 * A ticket's fields against what its project takes now. Sites rename, drop and add fields, and a custom field is a
 * number in the procedure: what has changed since is said by name before anything is created.
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-jira-create.h"
#include "cw-json.h"

/* Says where the ticket goes; always taken. */
static const char *const places[] = { "project", "issuetype", NULL };
/* Jira takes whoever creates the ticket. */
static const char *const given[] = { "reporter", NULL };

static const char *
get_id (JsonObject *field)
{
  return cw_json_get_string (field, "fieldId", cw_json_get_string (field, "key", ""));
}

static JsonObject *
find_field (GPtrArray  *known,
            const char *id)
{
  for (guint i = 0; i < known->len; i++)
    if (strcmp (get_id (g_ptr_array_index (known, i)), id) == 0)
      return g_ptr_array_index (known, i);
  return NULL;
}

/* Whether a choice of the field's list is the one that we name, by whatever we name it. */
static gboolean
is_choice (JsonObject *choice,
           const char *name,
           const char *wanted)
{
  return strcmp (cw_json_get_string (choice, name, ""), wanted) == 0;
}

static void
check_choice (JsonObject *field,
              JsonNode   *value,
              GPtrArray  *problems)
{
  static const char *const names[] = { "value", "name", "id" };
  JsonArray *choices = cw_json_get_array (field, "allowedValues");
  JsonObject *ours = value != NULL && JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;

  if (ours == NULL || choices == NULL || json_array_get_length (choices) == 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *wanted = cw_json_get_string (ours, names[i], NULL);

      if (wanted == NULL)
        continue;
      for (guint j = 0; j < json_array_get_length (choices); j++)
        {
          JsonNode *choice = json_array_get_element (choices, j);

          if (JSON_NODE_HOLDS_OBJECT (choice) && is_choice (json_node_get_object (choice), names[i], wanted))
            return;
        }
      g_ptr_array_add (problems, g_strdup_printf (_ ("the field “%s” (%s) does not take “%s”"),
                                                  cw_json_get_string (field, "name", "?"), get_id (field), wanted));
      return;
    }
}

static void
check_value (JsonObject *field,
             JsonNode   *value,
             GPtrArray  *problems)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;

  if (array == NULL)
    check_choice (field, value, problems);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    check_choice (field, json_array_get_element (array, i), problems);
}

static void
check_required (JsonObject *fields,
                JsonObject *field,
                GPtrArray  *problems)
{
  const char *id = get_id (field);

  if (!cw_json_get_bool (field, "required", FALSE) || cw_json_get_bool (field, "hasDefaultValue", FALSE)
      || json_object_has_member (fields, id) || g_strv_contains (given, id) || g_strv_contains (places, id))
    return;
  g_ptr_array_add (problems, g_strdup_printf (_ ("it wants the field “%s” (%s)"),
                                              cw_json_get_string (field, "name", "?"), id));
}

/**
 * cw_jira_create_check:
 * @fields: a ticket's fields
 * @known: (element-type JsonObject): what its project and issue type take (cw_jira_service_get_create_fields())
 * @error: where to store a %CW_ERROR_VALIDATION that names every field that doesn't fit
 *
 * Returns: whether the project would take the ticket, as far as that can be seen
 */
gboolean
cw_jira_create_check (JsonObject  *fields,
                      GPtrArray   *known,
                      GError     **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GList) members = NULL;
  g_autofree char *list = NULL;

  g_return_val_if_fail (fields != NULL && known != NULL, FALSE);

  members = json_object_get_members (fields);
  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonObject *field = find_field (known, l->data);

      if (field != NULL)
        check_value (field, json_object_get_member (fields, l->data), problems);
      else if (!g_strv_contains (places, l->data))
        g_ptr_array_add (problems, g_strdup_printf (_ ("it has no field “%s”"), (const char *) l->data));
    }
  for (guint i = 0; i < known->len; i++)
    check_required (fields, g_ptr_array_index (known, i), problems);
  if (problems->len == 0)
    return TRUE;
  g_ptr_array_add (problems, NULL);
  list = g_strjoinv ("; ", (char **) problems->pdata);
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
               _ ("Jira’s project %s takes other tickets now: %s. Nothing was created: correct the procedure, or "
                  "create the ticket by hand."),
               cw_json_get_string (cw_json_get_object (fields, "project"), "key", "?"), list);
  return FALSE;
}
