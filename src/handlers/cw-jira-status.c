/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-jira-status"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-jira-status.h"
#include "cw-json.h"

static const char *
get_category (JsonObject *status)
{
  return cw_json_get_string (cw_json_get_object (status, "statusCategory"), "key", "");
}

static gboolean
is_closed (JsonObject *fields)
{
  return strcmp (get_category (cw_json_get_object (fields, "status")), "done") == 0;
}

/**
 * cw_jira_status_is_closed:
 * @issue: a ticket, with its status
 *
 * Returns: whether nothing is left to be done on it
 */
gboolean
cw_jira_status_is_closed (JsonObject *issue)
{
  JsonObject *fields = cw_json_get_object (issue, "fields");

  return fields != NULL && is_closed (fields);
}

/* What leads back from a closed ticket: to where nothing was begun, if there is a choice. */
static JsonObject *
find_reopening (GPtrArray *transitions)
{
  static const char *const wanted[] = { "new", "indeterminate" };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    for (guint j = 0; j < transitions->len; j++)
      if (strcmp (get_category (cw_json_get_object (transitions->pdata[j], "to")), wanted[i]) == 0)
        return transitions->pdata[j];
  return NULL;
}

/**
 * cw_jira_status_compare:
 * @service: Jira
 * @finding: where a difference is added
 * @effect: a ticket
 * @issue: as it stands there, with its status
 * @cancellable: (nullable): cancels the call
 * @error: where to store an error
 *
 * Work may begin on a ticket; closed, somebody thinks that nothing is left to be done. What would open it again is
 * named.
 *
 * Returns: whether all is known
 */
gboolean
cw_jira_status_compare (CwJiraService *service,
                        CwFinding     *finding,
                        CwEffect      *effect,
                        JsonObject    *issue,
                        GCancellable  *cancellable,
                        GError       **error)
{
  JsonObject *fields = cw_json_get_object (issue, "fields");
  g_autoptr (GPtrArray) transitions = NULL;
  g_autofree char *ours = NULL;
  JsonObject *way;

  if (!is_closed (fields))
    return TRUE;
  if (!cw_effect_may_end (effect))
    {
      transitions = cw_jira_service_list_transitions (service, cw_json_get_string (issue, "key", ""), cancellable,
                                                      error);
      if (transitions == NULL)
        return FALSE;
    }
  way = transitions != NULL ? find_reopening (transitions) : NULL;
  /* Translators: a ticket's status as it is to be, and the step of the workflow that leads there */
  ours = way != NULL ? g_strdup_printf (_ ("open, by %s"), cw_json_get_string (way, "name", "?"))
                     : g_strdup (_ ("open"));
  cw_finding_add_end (finding, "status", ours, cw_json_get_string (cw_json_get_object (fields, "status"), "name", "?"),
                      CW_END_CLOSED);
  return TRUE;
}

/**
 * cw_jira_status_open_again:
 * @service: Jira
 * @issue: a ticket as it stands there, with its status
 * @cancellable: (nullable): cancels the call
 * @error: where to store an error; %CW_ERROR_NEEDS_PERSON where no step of its workflow leads back
 *
 * Returns: whether it is open now
 */
gboolean
cw_jira_status_open_again (CwJiraService *service,
                           JsonObject    *issue,
                           GCancellable  *cancellable,
                           GError       **error)
{
  const char *key = cw_json_get_string (issue, "key", "");
  g_autoptr (GPtrArray) transitions = NULL;
  JsonObject *status = cw_json_get_object (cw_json_get_object (issue, "fields"), "status");
  JsonObject *way;

  if (!is_closed (cw_json_get_object (issue, "fields")))
    return TRUE;
  transitions = cw_jira_service_list_transitions (service, key, cancellable, error);
  if (transitions == NULL)
    return FALSE;
  way = find_reopening (transitions);
  if (way != NULL)
    return cw_jira_service_transition (service, key, cw_json_get_string (way, "id", ""), cancellable, error);
  g_set_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON,
               _ ("%s is “%s”, and Jira lets you bring it back to no open status: reopen it there, or take it as it "
                  "is"),
               key, cw_json_get_string (status, "name", "?"));
  return FALSE;
}
