/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-jira-search"

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-jira-private.h"
#include "cw-rehearsal-jql.h"

#define PAGE_SIZE 50
#define MOST_ISSUES 5000

/* What a search asks for, from a query string or a body. */
typedef struct
{
  const char *jql;
  const char *token;
  gint64 most;
  GStrv fields;         /* (owned) (nullable) */
  JsonArray *reconcile; /* (nullable): ids that are looked at whatever the index knows */
} Search;

static void
search_clear (Search *self)
{
  g_strfreev (self->fields);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static GStrv
strings_of (JsonArray *array)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (json_node_get_value_type (json_array_get_element (array, i)) == G_TYPE_STRING)
      g_strv_builder_add (builder, json_array_get_string_element (array, i));
  return g_strv_builder_end (builder);
}

static void
read_search (Search             *self,
             CwRehearsalRequest *request)
{
  JsonObject *sent = cw_rehearsal_request_object (request);
  const char *fields = cw_rehearsal_request_query (request, "fields");

  if (strcmp (request->method, "GET") == 0)
    {
      self->jql = cw_rehearsal_request_query (request, "jql");
      self->token = cw_rehearsal_request_query (request, "nextPageToken");
      self->most = cw_rehearsal_request_query_int (request, "maxResults", PAGE_SIZE, MOST_ISSUES);
      self->fields = fields != NULL ? g_strsplit (fields, ",", -1) : NULL;
      return;
    }
  self->jql = cw_json_get_string (sent, "jql", NULL);
  self->token = cw_json_get_string (sent, "nextPageToken", NULL);
  self->most = CLAMP (cw_json_get_int (sent, "maxResults", PAGE_SIZE), 1, MOST_ISSUES);
  self->reconcile = cw_json_get_array (sent, "reconcileIssues");
  if (cw_json_get_array (sent, "fields") != NULL)
    self->fields = strings_of (cw_json_get_array (sent, "fields"));
}

static gboolean
is_indexed (CwRehearsalRequest *request,
            JsonArray          *reconcile,
            JsonObject         *issue)
{
  gint64 id = g_ascii_strtoll (cw_json_get_string (issue, "id", NULL), NULL, 10);

  for (guint i = 0; reconcile != NULL && i < json_array_get_length (reconcile); i++)
    if (json_array_get_int_element (reconcile, i) == id)
      return TRUE;
  return id <= request->hide_after;
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      data)
{
  return cw_rehearsal_jql_compare (data, *(JsonObject *const *) a, *(JsonObject *const *) b);
}

/* All issues that the query finds, in its order; NULL when the request has been answered. */
static GPtrArray *
find (CwRehearsalRequest *request,
      const char         *text,
      JsonArray          *reconcile)
{
  g_autofree char *wrong = NULL;
  g_autoptr (CwRehearsalJql) jql = cw_rehearsal_jql_parse (request->store, text, &wrong);
  GPtrArray *found;
  JsonObjectIter iter;
  JsonNode *node;

  if (jql == NULL)
    {
      cw_rehearsal_jira_refuse (request, SOUP_STATUS_BAD_REQUEST, wrong);
      return NULL;
    }
  found = g_ptr_array_new ();
  json_object_iter_init (&iter, cw_rehearsal_store_get_map (request->store, "issues"));
  while (json_object_iter_next (&iter, NULL, &node))
    {
      JsonObject *issue = json_node_get_object (node);

      if (is_indexed (request, reconcile, issue) && cw_rehearsal_jql_matches (jql, issue))
        g_ptr_array_add (found, issue);
    }
  g_ptr_array_sort_with_data (found, compare, jql);
  return found;
}

/**
 * cw_rehearsal_jira_search:
 * @request: `GET` or `POST /search/jql`
 */
void
cw_rehearsal_jira_search (CwRehearsalRequest *request)
{
  g_auto (Search) search = { NULL };
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (JsonArray) issues = json_array_new ();
  g_autofree char *next = NULL;
  char *nothing[] = { NULL };
  gint64 start = 0, end;

  read_search (&search, request);
  if (search.token != NULL
      && (!g_str_has_prefix (search.token, "page-")
          || !g_ascii_string_to_signed (search.token + 5, 10, 1, G_MAXINT, &start, NULL)))
    {
      cw_rehearsal_jira_refuse (request, SOUP_STATUS_BAD_REQUEST, "Invalid nextPageToken.");
      return;
    }
  found = find (request, search.jql, search.reconcile);
  if (found == NULL)
    return;
  end = MIN (start + search.most, (gint64) found->len);
  for (gint64 i = start; i < end; i++)
    json_array_add_element (issues,
                            cw_rehearsal_jira_issue_json (request->store, g_ptr_array_index (found, (guint) i),
                                                          search.fields != NULL ? search.fields : nothing));
  if (end < (gint64) found->len)
    next = g_strdup_printf ("page-%" G_GINT64_FORMAT, end);
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{issues:o isLast:b nextPageToken?:s}",
                                                  cw_rehearsal_json_list (g_steal_pointer (&issues)), next == NULL,
                                                  next));
}

/**
 * cw_rehearsal_jira_count:
 * @request: `POST /search/approximate-count`
 */
void
cw_rehearsal_jira_count (CwRehearsalRequest *request)
{
  g_autoptr (GPtrArray) found = find (request, cw_json_get_string (cw_rehearsal_request_object (request), "jql", NULL),
                                      NULL);

  if (found != NULL)
    cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_pack ("{count:i}", (int) found->len));
}
