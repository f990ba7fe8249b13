/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-jira-issue-handler"

#include "config.h"

#include <string.h>

#include "cw-jira-search.h"
#include "cw-json.h"

#define MAX_FOUND 20

static char *
make_query (JsonObject *fields,
            const char *condition)
{
  JsonObject *project = cw_json_get_object (fields, "project");
  g_autofree char *name = cw_jira_quote (cw_json_get_string (project, "key", cw_json_get_string (project, "id", "")));

  return g_strdup_printf ("project = %s AND %s ORDER BY created DESC", name, condition);
}

/*
 * cw_jira_search_by_marker:
 * @service: Jira
 * @fields: of the ticket that we would send
 * @marker: its label
 * @cancellable: (nullable): cancels the search
 * @error: where to store why it can't be searched
 *
 * Returns: (transfer full) (element-type JsonObject) (nullable): the tickets of its project that have @marker, each
 *   with its summary and status
 */
GPtrArray *
cw_jira_search_by_marker (CwJiraService *service,
                          JsonObject    *fields,
                          const char    *marker,
                          GCancellable  *cancellable,
                          GError       **error)
{
  static const char *const names[] = { "summary", "status", NULL };
  g_autofree char *label = cw_jira_quote (marker);
  g_autofree char *condition = g_strdup_printf ("labels = %s", label);
  g_autofree char *query = make_query (fields, condition);

  return cw_jira_service_search (service, query, names, MAX_FOUND, cancellable, error);
}

/*
 * cw_jira_search_by_summary:
 * @service: Jira
 * @fields: of the ticket that we would send
 * @cancellable: (nullable): cancels the search
 * @error: where to store why it can't be searched
 *
 * Issues made by hand or by other tools carry no marker: those with our summary, without regard to case, count.
 *
 * Returns: (transfer full) (element-type JsonObject) (nullable): these tickets
 */
GPtrArray *
cw_jira_search_by_summary (CwJiraService *service,
                           JsonObject    *fields,
                           GCancellable  *cancellable,
                           GError       **error)
{
  static const char *const names[] = { "summary", NULL };
  const char *summary = cw_json_get_string (fields, "summary", "");
  g_autofree char *words = cw_jira_quote_words (summary);
  g_autofree char *condition = g_strdup_printf ("summary ~ %s", words);
  g_autofree char *query = make_query (fields, condition);
  g_autofree char *folded = g_utf8_casefold (summary, -1);
  GPtrArray *issues = cw_jira_service_search (service, query, names, MAX_FOUND, cancellable, error);

  for (guint i = issues != NULL ? issues->len : 0; i > 0; i--)
    {
      JsonObject *issue = g_ptr_array_index (issues, i - 1);
      const char *theirs = cw_json_get_string (cw_json_get_object (issue, "fields"), "summary", "");
      g_autofree char *their_folded = g_utf8_casefold (theirs, -1);

      if (strcmp (g_strstrip (their_folded), folded) != 0)
        g_ptr_array_remove_index (issues, i - 1);
    }
  return issues;
}
