/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-outside"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-branches.h"
#include "cw-rehearsal-github.h"
#include "cw-rehearsal-outside.h"
#include "cw-rehearsal-slack.h"

/* What somebody else can do; each says whether the thing was there. */
typedef gboolean (*Deed) (CwRehearsalStore *store, JsonObject *given);

static gboolean
edit_issue (CwRehearsalStore *store,
            JsonObject       *given)
{
  const char *key = cw_json_get_string (given, "key", NULL);
  JsonObject *issue = key != NULL ? cw_json_get_object (cw_rehearsal_store_get_map (store, "issues"), key) : NULL;
  JsonObject *fields = cw_json_get_object (given, "fields");
  g_autofree char *stamp = cw_rehearsal_store_stamp (store);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (issue == NULL || fields == NULL)
    return FALSE;
  json_object_iter_init (&iter, fields);
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (cw_json_get_object (issue, "fields"), name, json_node_copy (value));
  if (cw_json_get_string (given, "status", NULL) != NULL)
    json_object_set_string_member (issue, "status", cw_json_get_string (given, "status", NULL));
  json_object_set_string_member (issue, "updated", stamp);
  return TRUE;
}

static gboolean
delete_issue (CwRehearsalStore *store,
              JsonObject       *given)
{
  const char *key = cw_json_get_string (given, "key", NULL);
  JsonObject *issues = cw_rehearsal_store_get_map (store, "issues");

  if (key == NULL || !json_object_has_member (issues, key))
    return FALSE;
  json_object_remove_member (issues, key);
  return TRUE;
}

/* Whatever links the two tickets, from either side. */
static gboolean
unlink_issues (CwRehearsalStore *store,
               JsonObject       *given)
{
  JsonArray *links = cw_rehearsal_store_get_list (store, "links");
  const char *key = cw_json_get_string (given, "key", ""), *other = cw_json_get_string (given, "other", "");
  guint n = json_array_get_length (links);

  for (guint i = n; i > 0; i--)
    {
      JsonObject *link = cw_rehearsal_json_item (links, i - 1);
      const char *inward = cw_json_get_string (link, "inward", NULL);
      const char *outward = cw_json_get_string (link, "outward", NULL);

      if ((g_strcmp0 (inward, key) == 0 && g_strcmp0 (outward, other) == 0)
          || (g_strcmp0 (inward, other) == 0 && g_strcmp0 (outward, key) == 0))
        json_array_remove_element (links, i - 1);
    }
  return json_array_get_length (links) < n;
}

static gboolean
edit_page (CwRehearsalStore *store,
           JsonObject       *given)
{
  static const char *const names[] = { "title", "body", "status", "parentId" };
  const char *id = cw_json_get_string (given, "id", NULL);
  JsonObject *page = id != NULL ? cw_json_get_object (cw_rehearsal_store_get_map (store, "pages"), id) : NULL;
  g_autofree char *stamp = cw_rehearsal_store_stamp (store);

  if (page == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (cw_json_get_string (given, names[i], NULL) != NULL)
      json_object_set_string_member (page, names[i], cw_json_get_string (given, names[i], NULL));
  json_object_set_int_member (page, "version", cw_json_get_int (page, "version", 1) + 1);
  json_object_set_string_member (page, "updated", stamp);
  return TRUE;
}

/* Whoever keeps the space lets the account only read there. */
static gboolean
close_space (CwRehearsalStore *store,
             JsonObject       *given)
{
  const char *id = cw_json_get_string (given, "space", NULL);

  if (id == NULL)
    return FALSE;
  json_object_set_boolean_member (cw_rehearsal_store_get_map (store, "readonly"), id, TRUE);
  return TRUE;
}

static JsonObject *
open_pull (CwRehearsalStore *store,
           JsonObject       *given)
{
  JsonObject *pull = cw_rehearsal_github_pull (store, cw_json_get_string (given, "repository", NULL),
                                               cw_json_get_int (given, "number", 0));

  return g_strcmp0 (cw_json_get_string (pull, "state", NULL), "open") == 0 ? pull : NULL;
}

static gboolean
close_pull (CwRehearsalStore *store,
            JsonObject       *given)
{
  JsonObject *pull = open_pull (store, given);

  if (pull == NULL)
    return FALSE;
  cw_rehearsal_github_close (store, pull, FALSE);
  return TRUE;
}

static gboolean
drop_reviewer (CwRehearsalStore *store,
               JsonObject       *given)
{
  JsonArray *reviewers = cw_json_get_array (open_pull (store, given), "reviewers");

  for (guint i = 0; reviewers != NULL && i < json_array_get_length (reviewers); i++)
    if (g_strcmp0 (json_array_get_string_element (reviewers, i), cw_json_get_string (given, "user", NULL)) == 0)
      {
        json_array_remove_element (reviewers, i);
        return TRUE;
      }
  return FALSE;
}

/* Whoever was asked has answered, and isn't asked any more. */
static gboolean
review_pull (CwRehearsalStore *store,
             JsonObject       *given)
{
  JsonArray *reviews = cw_json_get_array (open_pull (store, given), "reviews");

  if (reviews == NULL || !drop_reviewer (store, given))
    return FALSE;
  json_array_add_string_element (reviews, cw_json_get_string (given, "user", NULL));
  return TRUE;
}

static gboolean
merge_pull (CwRehearsalStore *store,
            JsonObject       *given)
{
  JsonObject *pull = open_pull (store, given);
  g_autofree char *root = cw_rehearsal_github_root (store);
  g_autofree char *message = NULL, *merged = NULL;

  if (pull == NULL)
    return FALSE;
  message = g_strdup_printf ("Merge pull request #%" G_GINT64_FORMAT "\n\n%s\n",
                             cw_json_get_int (pull, "number", 0), cw_json_get_string (pull, "title", NULL));
  merged = cw_rehearsal_branches_merge (root, cw_json_get_string (pull, "repository", NULL),
                                        cw_json_get_string (pull, "base", NULL),
                                        cw_json_get_string (pull, "head", NULL), message);
  if (merged == NULL)
    return FALSE;
  cw_rehearsal_github_close (store, pull, TRUE);
  return TRUE;
}

static gboolean
set_checks (CwRehearsalStore *store,
            JsonObject       *given)
{
  const char *repository = cw_json_get_string (given, "repository", NULL);
  const char *branch = cw_json_get_string (given, "branch", NULL);
  const char *conclusion = cw_json_get_string (given, "conclusion", NULL);
  g_autofree char *root = cw_rehearsal_github_root (store);
  g_autofree char *sha = NULL;

  if (repository == NULL || branch == NULL || conclusion == NULL)
    return FALSE;
  sha = cw_rehearsal_branches_tip (root, repository, branch);
  if (sha != NULL)
    json_object_set_string_member (cw_rehearsal_store_get_map (store, "checks"), sha, conclusion);
  return sha != NULL;
}

static gboolean
push_image (CwRehearsalStore *store,
            JsonObject       *given)
{
  const char *image = cw_json_get_string (given, "image", NULL), *tag = cw_json_get_string (given, "tag", NULL);

  if (image == NULL || tag == NULL)
    return FALSE;
  json_array_add_element (cw_rehearsal_store_get_list (store, "images"),
                          cw_rehearsal_pack ("{image:s tags:[s]}", image, tag));
  return TRUE;
}

static gboolean
post_message (CwRehearsalStore *store,
              JsonObject       *given)
{
  const char *channel = cw_json_get_string (given, "channel", NULL), *text = cw_json_get_string (given, "text", NULL);
  const char *user = cw_json_get_string (given, "user", NULL);

  if (channel == NULL || text == NULL || user == NULL)
    return FALSE;
  cw_rehearsal_slack_post (store, channel, user, text);
  return TRUE;
}

static gboolean
set_member (CwRehearsalStore *store,
            JsonObject       *given)
{
  JsonObject *channel = cw_rehearsal_json_find (cw_rehearsal_store_get_list (store, "channels"), "id",
                                                cw_json_get_string (given, "channel", NULL));

  if (channel == NULL)
    return FALSE;
  json_object_set_boolean_member (channel, "member", cw_json_get_bool (given, "member", FALSE));
  return TRUE;
}

static gboolean
rename_channel (CwRehearsalStore *store,
                JsonObject       *given)
{
  JsonObject *channel = cw_rehearsal_json_find (cw_rehearsal_store_get_list (store, "channels"), "id",
                                                cw_json_get_string (given, "channel", NULL));
  const char *name = cw_json_get_string (given, "name", NULL);

  if (channel == NULL || name == NULL)
    return FALSE;
  json_object_set_string_member (channel, "name", name);
  return TRUE;
}

/* Slack's list of all channels, from this minute on: how many it gives at once, and how often in a minute. */
static gboolean
limit_channels (CwRehearsalStore *store,
                JsonObject       *given)
{
  JsonObject *limit = cw_rehearsal_store_get_map (store, "channel-limit");

  json_object_set_int_member (limit, "page", cw_json_get_int (given, "page", 0));
  json_object_set_int_member (limit, "calls", cw_json_get_int (given, "calls", 0));
  json_object_set_int_member (limit, "since", 0);
  return TRUE;
}

static gboolean
revoke_scope (CwRehearsalStore *store,
              JsonObject       *given)
{
  JsonArray *scopes = cw_rehearsal_store_get_list (store, "scopes");
  const char *scope = cw_json_get_string (given, "scope", NULL);

  for (guint i = 0; i < json_array_get_length (scopes); i++)
    if (g_strcmp0 (json_array_get_string_element (scopes, i), scope) == 0)
      {
        json_array_remove_element (scopes, i);
        return TRUE;
      }
  return FALSE;
}

/**
 * cw_rehearsal_outside_serve:
 * @request: `POST /outside` with `{"do": …}`
 *
 * Lets a test act as somebody else: other people edit, merge, close and post too.
 */
void
cw_rehearsal_outside_serve (CwRehearsalRequest *request)
{
  static const struct
  {
    const char *name;
    Deed deed;
  } deeds[] = {
    { "edit-issue", edit_issue },     { "delete-issue", delete_issue }, { "edit-page", edit_page },
    { "close-pull", close_pull },     { "merge-pull", merge_pull },     { "set-checks", set_checks },
    { "push-image", push_image },     { "post-message", post_message }, { "set-member", set_member },
    { "revoke-scope", revoke_scope }, { "review-pull", review_pull },   { "drop-reviewer", drop_reviewer },
    { "unlink", unlink_issues },      { "close-space", close_space }, { "limit-channels", limit_channels },
    { "rename-channel", rename_channel },
  };
  JsonObject *given = cw_rehearsal_request_object (request);
  const char *name = cw_json_get_string (given, "do", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      if (g_strcmp0 (deeds[i].name, name) != 0)
        continue;
      if (deeds[i].deed (request->store, given))
        {
          cw_rehearsal_store_touch (request->store);
          cw_rehearsal_request_answer (request, SOUP_STATUS_NO_CONTENT, NULL);
        }
      else
        cw_rehearsal_request_answer (request, SOUP_STATUS_CONFLICT,
                                     cw_rehearsal_pack ("{message:s}", "There is no such thing, or it can't be done"));
      return;
    }
  cw_rehearsal_request_answer (request, SOUP_STATUS_BAD_REQUEST, cw_rehearsal_pack ("{message:s}", "Unknown deed"));
}
