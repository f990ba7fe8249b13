/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-deployment"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-date.h"
#include "cw-deployment.h"
#include "cw-error.h"
#include "cw-hand-edit.h"
#include "cw-json.h"

/* What may stand under a fact's key. */

/**
 * cw_deployment_is_instant:
 * @text: what a person typed
 * @zone: the observatory's
 *
 * Returns: whether it is a day and a time, as 2027-01-12T14:00
 */
gboolean
cw_deployment_is_instant (const char *text,
                          GTimeZone  *zone)
{
  g_auto (GStrv) parts = NULL;
  g_autoptr (GDateTime) instant = NULL;

  g_return_val_if_fail (text != NULL && zone != NULL, FALSE);

  parts = g_strsplit (text, "T", 2);
  if (g_strv_length (parts) != 2)
    return FALSE;
  instant = cw_date_parse_local (parts[0], parts[1], zone, NULL);
  return instant != NULL;
}

static char *
list_sites (CwProcedure *procedure)
{
  GPtrArray *sites = cw_procedure_get_sites (procedure);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < sites->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((const CwSite *) g_ptr_array_index (sites, i))->id);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static gboolean
check_members (JsonObject  *object,
               GError     **error)
{
  static const char *const members[] = { "date", "time", "ready", "until", NULL };
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    if (!g_strv_contains (members, l->data))
      return cw_error_refuse (error, CW_ERROR_VALIDATION,
                              _ ("“%s” is not known of a site: it has date, time, ready and until"),
                              (const char *) l->data);
  return TRUE;
}

static gboolean
check_site (CwProcedure *procedure,
            const char  *id,
            JsonNode    *value,
            GError     **error)
{
  static const char *const instants[] = { "ready", "until" };
  GTimeZone *zone = cw_procedure_get_time_zone (procedure);
  g_autoptr (GDateTime) start = NULL;
  JsonObject *object;

  if (cw_procedure_get_site (procedure, id) == NULL)
    {
      g_autofree char *names = list_sites (procedure);

      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("The procedure “%s” has no site “%s”; it has %s"),
                   cw_procedure_get_id (procedure), id, names);
      return FALSE;
    }
  if (!JSON_NODE_HOLDS_OBJECT (value))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("The site “%s” needs a date and a time"), id);
      return FALSE;
    }
  object = json_node_get_object (value);
  if (!check_members (object, error))
    return FALSE;
  start = cw_date_parse_local (cw_json_get_string (object, "date", ""), cw_json_get_string (object, "time", ""), zone,
                               error);
  if (start == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (instants); i++)
    {
      const char *text = cw_json_get_string (object, instants[i], NULL);

      if (text != NULL && !cw_deployment_is_instant (text, zone))
        {
          g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” is no time: write it as 2027-01-12T14:00"), text);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_back (JsonNode  *value,
            GError   **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;

  if (object != NULL && cw_json_get_int (object, "round", 0) > 0
      && *cw_json_get_string (object, "base", "") != '\0')
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("Going back needs a round and a branch"));
  return FALSE;
}

static gboolean
is_known_fact (const char *key)
{
  static const char *const names[] = {
    "artifacts", "author", "components", "cycle", "page.changes", "page.channel", "page.problems", NULL
  };
  static const char *const prefixes[] = {
    "answer.", "back.", "base.", "edit.", "fate.", "left-out.", "missed.", "person.", "principals.", "rebase.",
    "round.", "site.", "skipped.", "text.", "version.", "waved."
  };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (key, prefixes[i]) && key[strlen (prefixes[i])] != '\0')
      return TRUE;
  return g_strv_contains (names, key);
}

/**
 * cw_deployment_check_fact:
 * @procedure: what this observatory does
 * @key: a fact's key
 * @value: the value that a person gave
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Checks a fact before it is journalled, so that no later reader meets nonsense.
 *
 * Returns: %FALSE with @error set when @value can't stand under @key
 */
gboolean
cw_deployment_check_fact (CwProcedure *procedure,
                          const char  *key,
                          JsonNode    *value,
                          GError     **error)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (procedure) && key != NULL && value != NULL, FALSE);

  if (!is_known_fact (key))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("There is no fact “%s”; the manual lists those there are"),
                   key);
      return FALSE;
    }
  if (JSON_NODE_HOLDS_NULL (value))
    return TRUE;
  if (g_str_has_prefix (key, "site."))
    return check_site (procedure, key + strlen ("site."), value, error);
  if (g_str_has_prefix (key, "back."))
    return check_back (value, error);
  if (g_str_has_prefix (key, "edit."))
    {
      g_autoptr (CwHandEdit) edit = cw_hand_edit_read (key, value, error);

      return edit != NULL;
    }
  if (g_str_equal (key, "cycle"))
    {
      CwCycle cycle;

      return cw_cycle_parse (json_node_get_value_type (value) == G_TYPE_STRING ? json_node_get_string (value) : "",
                             &cycle, error);
    }
  if ((g_str_has_prefix (key, "round.") || g_str_has_prefix (key, "rebase."))
      && (json_node_get_value_type (value) != G_TYPE_INT64 || json_node_get_int (value) < 1))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("A round is a number from 1"));
      return FALSE;
    }
  if (g_str_has_prefix (key, "left-out.") && (json_node_get_value_type (value) != G_TYPE_STRING
                                              || *json_node_get_string (value) == '\0'))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("An edit is left out with a reason: say why"));
      return FALSE;
    }
  return TRUE;
}
