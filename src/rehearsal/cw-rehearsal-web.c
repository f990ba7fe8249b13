/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-web"

#include "config.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-branches.h"
#include "cw-rehearsal-github.h"
#include "cw-rehearsal-html.h"
#include "cw-rehearsal-jira.h"
#include "cw-rehearsal-web.h"

static void
answer (CwRehearsalRequest *request,
        GString            *page)
{
  g_autofree char *text = cw_rehearsal_html_end (page);

  cw_rehearsal_request_set_header (request, "Content-Security-Policy",
                                   "default-src 'none'; style-src 'unsafe-inline'");
  cw_rehearsal_request_answer_text (request, SOUP_STATUS_OK, "text/html; charset=utf-8", text);
}

static void
missing (CwRehearsalRequest *request)
{
  GString *page = cw_rehearsal_html_new (_ ("There is nothing here"));

  answer (request, page);
  request->status = SOUP_STATUS_NOT_FOUND;
}

static char *
text_of (JsonNode *value)
{
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    return json_node_dup_string (value);
  return cw_json_to_text (value, FALSE);
}

static void
issue_page (CwRehearsalRequest *request)
{
  JsonObject *issue = cw_json_get_object (cw_rehearsal_store_get_map (request->store, "issues"),
                                          cw_rehearsal_request_arg (request, 0));
  JsonObject *fields = cw_json_get_object (issue, "fields");
  g_autofree char *title = NULL, *description = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  GString *page;

  if (issue == NULL)
    {
      missing (request);
      return;
    }
  title = g_strdup_printf ("%s %s", cw_json_get_string (issue, "key", NULL),
                           cw_json_get_string (fields, "summary", NULL));
  page = cw_rehearsal_html_new (title);
  g_string_append (page, "<table>");
  cw_rehearsal_html_row (page, _ ("Type"), cw_json_get_string (issue, "type", NULL));
  cw_rehearsal_html_row (page, _ ("Status"), cw_json_get_string (issue, "status", NULL));
  cw_rehearsal_html_row (page, _ ("Created"), cw_json_get_string (issue, "created", NULL));
  json_object_iter_init (&iter, fields);
  while (json_object_iter_next (&iter, &name, &value))
    {
      g_autofree char *text = text_of (value);

      if (strcmp (name, "description") != 0 && strcmp (name, "summary") != 0)
        cw_rehearsal_html_row (page, name, text);
    }
  g_string_append (page, "</table>");
  cw_rehearsal_html_heading (page, _ ("Description"));
  description = cw_rehearsal_jira_text (json_object_get_member (fields, "description"));
  cw_rehearsal_html_code (page, description);
  answer (request, page);
}

static void
wiki_page (CwRehearsalRequest *request)
{
  JsonObject *wiki = cw_json_get_object (cw_rehearsal_store_get_map (request->store, "pages"),
                                         cw_rehearsal_request_arg (request, 1));
  g_autofree char *version = NULL;
  GString *page;

  if (wiki == NULL)
    {
      missing (request);
      return;
    }
  page = cw_rehearsal_html_new (cw_json_get_string (wiki, "title", NULL));
  version = g_strdup_printf (_ ("Version %" PRId64 ", %s, %s"), cw_json_get_int (wiki, "version", 1),
                             cw_json_get_string (wiki, "updated", NULL), cw_json_get_string (wiki, "status", NULL));
  cw_rehearsal_html_text (page, version);
  cw_rehearsal_html_storage (page, cw_json_get_string (wiki, "body", NULL));
  answer (request, page);
}

static void
add_comments (GString    *page,
              JsonObject *pull)
{
  JsonArray *comments = cw_json_get_array (pull, "comments");

  if (json_array_get_length (comments) == 0)
    return;
  cw_rehearsal_html_heading (page, _ ("Comments"));
  for (guint i = 0; i < json_array_get_length (comments); i++)
    cw_rehearsal_html_code (page, cw_json_get_string (cw_rehearsal_json_item (comments, i), "body", NULL));
}

static void
pull_page (CwRehearsalRequest *request)
{
  g_autofree char *repository = g_strconcat (cw_rehearsal_request_arg (request, 0), "/",
                                             cw_rehearsal_request_arg (request, 1), NULL);
  JsonObject *pull = cw_rehearsal_github_pull (request->store, repository,
                                               g_ascii_strtoll (cw_rehearsal_request_arg (request, 2), NULL, 10));
  g_autofree char *root = cw_rehearsal_github_root (request->store), *title = NULL;
  g_auto (CwRehearsalComparison) comparison = { 0 };
  const char *state;
  GString *page;

  if (pull == NULL)
    {
      missing (request);
      return;
    }
  title = g_strdup_printf ("%s #%s %s", repository, cw_rehearsal_request_arg (request, 2),
                           cw_json_get_string (pull, "title", NULL));
  page = cw_rehearsal_html_new (title);
  state = cw_json_get_string (pull, "merged", NULL) != NULL ? _ ("merged")
          : strcmp (cw_json_get_string (pull, "state", NULL), "open") != 0 ? _ ("closed")
          : cw_json_get_bool (pull, "draft", FALSE) ? _ ("draft") : _ ("open");
  g_string_append (page, "<table>");
  cw_rehearsal_html_row (page, _ ("State"), state);
  cw_rehearsal_html_row (page, _ ("From"), cw_json_get_string (pull, "head", NULL));
  cw_rehearsal_html_row (page, _ ("Into"), cw_json_get_string (pull, "base", NULL));
  g_string_append (page, "</table>");
  cw_rehearsal_html_code (page, cw_json_get_string (pull, "body", NULL));
  add_comments (page, pull);
  cw_rehearsal_html_heading (page, _ ("Changes"));
  if (cw_rehearsal_branches_compare (root, repository, cw_json_get_string (pull, "base", NULL),
                                     cw_json_get_string (pull, "head", NULL), &comparison))
    cw_rehearsal_html_code (page, comparison.patch);
  answer (request, page);
}

static void
add_messages (GString    *page,
              JsonArray  *messages,
              const char *channel,
              gboolean    scheduled)
{
  for (guint i = 0; i < json_array_get_length (messages); i++)
    {
      JsonObject *message = cw_rehearsal_json_item (messages, i);
      gint64 at = scheduled ? cw_json_get_int (message, "post_at", 0)
                            : g_ascii_strtoll (cw_json_get_string (message, "ts", NULL), NULL, 10);
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (at);
      g_autofree char *stamp = NULL;

      if (strcmp (cw_json_get_string (message, "channel", NULL), channel) != 0)
        continue;
      stamp = g_date_time_format (time, "%Y-%m-%d %H:%M:%S UTC");
      cw_rehearsal_html_text (page, stamp);
      cw_rehearsal_html_code (page, cw_json_get_string (message, "text", NULL));
    }
}

static void
channel_page (CwRehearsalRequest *request)
{
  const char *id = cw_rehearsal_request_arg (request, 0);
  JsonObject *channel = cw_rehearsal_json_find (cw_rehearsal_store_get_list (request->store, "channels"), "id", id);
  g_autofree char *title = NULL;
  GString *page;

  if (channel == NULL)
    {
      missing (request);
      return;
    }
  title = g_strconcat ("#", cw_json_get_string (channel, "name", NULL), NULL);
  page = cw_rehearsal_html_new (title);
  cw_rehearsal_html_heading (page, _ ("Messages"));
  add_messages (page, cw_rehearsal_store_get_list (request->store, "messages"), id, FALSE);
  cw_rehearsal_html_heading (page, _ ("Scheduled"));
  add_messages (page, cw_rehearsal_store_get_list (request->store, "scheduled"), id, TRUE);
  answer (request, page);
}

static void
list_issues (GString          *page,
             CwRehearsalStore *store)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  cw_rehearsal_html_heading (page, _ ("Tickets"));
  json_object_iter_init (&iter, cw_rehearsal_store_get_map (store, "issues"));
  while (json_object_iter_next (&iter, &key, &node))
    {
      JsonObject *fields = cw_json_get_object (json_node_get_object (node), "fields");
      g_autofree char *address = g_strconcat ("/jira/browse/", key, NULL);
      g_autofree char *text = g_strconcat (key, " ", cw_json_get_string (fields, "summary", NULL), NULL);

      cw_rehearsal_html_link (page, address, text);
    }
}

static void
list_pages (GString          *page,
            CwRehearsalStore *store)
{
  JsonObjectIter iter;
  const char *id;
  JsonNode *node;

  cw_rehearsal_html_heading (page, _ ("Wiki pages"));
  json_object_iter_init (&iter, cw_rehearsal_store_get_map (store, "pages"));
  while (json_object_iter_next (&iter, &id, &node))
    {
      JsonObject *wiki = json_node_get_object (node);
      g_autofree char *address = g_strdup_printf ("/confluence/wiki/spaces/%s/pages/%s",
                                                  cw_json_get_string (wiki, "spaceId", NULL), id);

      cw_rehearsal_html_link (page, address, cw_json_get_string (wiki, "title", NULL));
    }
}

static void
list_pulls (GString          *page,
            CwRehearsalStore *store)
{
  JsonArray *pulls = cw_rehearsal_store_get_list (store, "pulls");

  cw_rehearsal_html_heading (page, _ ("Pull requests"));
  for (guint i = 0; i < json_array_get_length (pulls); i++)
    {
      JsonObject *pull = cw_rehearsal_json_item (pulls, i);
      g_autofree char *address = g_strdup_printf ("/github/%s/pull/%" G_GINT64_FORMAT,
                                                  cw_json_get_string (pull, "repository", NULL),
                                                  cw_json_get_int (pull, "number", 0));
      g_autofree char *text = g_strconcat (cw_json_get_string (pull, "repository", NULL), " ",
                                           cw_json_get_string (pull, "title", NULL), NULL);

      cw_rehearsal_html_link (page, address, text);
    }
}

static void
list_channels (GString          *page,
               CwRehearsalStore *store)
{
  JsonArray *channels = cw_rehearsal_store_get_list (store, "channels");

  cw_rehearsal_html_heading (page, _ ("Channels"));
  for (guint i = 0; i < json_array_get_length (channels); i++)
    {
      JsonObject *channel = cw_rehearsal_json_item (channels, i);
      g_autofree char *address = g_strconcat ("/slack/archives/", cw_json_get_string (channel, "id", NULL), NULL);
      g_autofree char *text = g_strconcat ("#", cw_json_get_string (channel, "name", NULL), NULL);

      cw_rehearsal_html_link (page, address, text);
    }
}

static void
index_page (CwRehearsalRequest *request)
{
  GString *page = cw_rehearsal_html_new (_ ("What the rehearsal has made"));

  list_issues (page, request->store);
  list_pages (page, request->store);
  list_pulls (page, request->store);
  list_channels (page, request->store);
  answer (request, page);
}

static const CwRehearsalRoute routes[] = {
  { "GET", "/", index_page },
  { "GET", "/jira/browse/*", issue_page },
  { "GET", "/confluence/wiki/spaces/*/pages/*", wiki_page },
  { "GET", "/confluence/wiki/spaces/*/pages/*/*", wiki_page },
  { "GET", "/github/*/*/pull/*", pull_page },
  { "GET", "/slack/archives/*", channel_page },
};

/**
 * cw_rehearsal_web_serve:
 * @request: a request that no service knows, with its whole path
 *
 * Shows plain pages of what was made. Anybody on this machine may read them; nothing secret is on them.
 *
 * Returns: whether there was such an address
 */
gboolean
cw_rehearsal_web_serve (CwRehearsalRequest *request)
{
  g_return_val_if_fail (request != NULL, FALSE);

  return cw_rehearsal_request_route (request, routes, G_N_ELEMENTS (routes));
}
