/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-github-more"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-branches.h"
#include "cw-rehearsal-github-private.h"

#define FIRST_COMMENT 2500000000
#define FIRST_CHECK 40000000

/**
 * cw_rehearsal_github_labels:
 * @request: `GET /repos/OWNER/NAME/issues/NUMBER/labels`
 */
void
cw_rehearsal_github_labels (CwRehearsalRequest *request)
{
  JsonObject *pull = cw_rehearsal_github_named_pull (request);

  if (pull != NULL)
    cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_github_labels_json (request->store, pull));
}

static void
take_labels (CwRehearsalRequest *request,
             gboolean            replace)
{
  JsonObject *pull = cw_rehearsal_github_named_pull (request);
  JsonArray *sent = request->body != NULL && JSON_NODE_HOLDS_ARRAY (request->body)
                      ? json_node_get_array (request->body)
                      : cw_json_get_array (cw_rehearsal_request_object (request), "labels");

  if (pull == NULL)
    return;
  if (sent == NULL)
    {
      cw_rehearsal_github_refuse_field (request, "Label", "labels", "missing_field", NULL);
      return;
    }
  if (replace)
    json_object_set_array_member (pull, "labels", json_array_new ());
  for (guint i = 0; i < json_array_get_length (sent); i++)
    {
      JsonArray *labels = cw_json_get_array (pull, "labels");
      const char *name = cw_rehearsal_json_word (sent, i);

      if (*name != '\0' && !cw_rehearsal_json_has (labels, name))
        json_array_add_string_element (labels, name);
    }
  cw_rehearsal_store_touch (request->store);
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_github_labels_json (request->store, pull));
}

/**
 * cw_rehearsal_github_add_labels:
 * @request: `POST /repos/OWNER/NAME/issues/NUMBER/labels`
 */
void
cw_rehearsal_github_add_labels (CwRehearsalRequest *request)
{
  take_labels (request, FALSE);
}

/**
 * cw_rehearsal_github_set_labels:
 * @request: `PUT /repos/OWNER/NAME/issues/NUMBER/labels`
 */
void
cw_rehearsal_github_set_labels (CwRehearsalRequest *request)
{
  take_labels (request, TRUE);
}

/**
 * cw_rehearsal_github_drop_label:
 * @request: `DELETE /repos/OWNER/NAME/issues/NUMBER/labels/LABEL`
 */
void
cw_rehearsal_github_drop_label (CwRehearsalRequest *request)
{
  JsonObject *pull = cw_rehearsal_github_named_pull (request);
  JsonArray *labels = cw_json_get_array (pull, "labels");

  if (pull == NULL)
    return;
  for (guint i = 0; i < json_array_get_length (labels); i++)
    if (strcmp (json_array_get_string_element (labels, i), cw_rehearsal_request_arg (request, 3)) == 0)
      {
        json_array_remove_element (labels, i);
        cw_rehearsal_store_touch (request->store);
        cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_github_labels_json (request->store, pull));
        return;
      }
  cw_rehearsal_github_refuse (request, SOUP_STATUS_NOT_FOUND, "Label does not exist");
}

static JsonNode *
comment_json (CwRehearsalStore *store,
              JsonObject       *pull,
              JsonObject       *comment)
{
  const char *base = cw_rehearsal_store_get_base (store), *name = cw_json_get_string (pull, "repository", NULL);
  gint64 id = cw_json_get_int (comment, "id", 0), number = cw_json_get_int (pull, "number", 0);
  g_autofree char *url = g_strdup_printf ("%s/github/repos/%s/issues/comments/%" G_GINT64_FORMAT, base, name, id);
  g_autofree char *html = g_strdup_printf ("%s/github/%s/pull/%" G_GINT64_FORMAT "#issuecomment-%" G_GINT64_FORMAT,
                                           base, name, number, id);
  g_autofree char *issue = g_strdup_printf ("%s/github/repos/%s/issues/%" G_GINT64_FORMAT, base, name, number);
  g_autofree char *node_id = g_strdup_printf ("IC_%" G_GINT64_FORMAT, id);
  g_autofree char *created = cw_rehearsal_github_time (cw_json_get_string (comment, "created", NULL));
  g_autofree char *updated = cw_rehearsal_github_time (cw_json_get_string (comment, "updated", NULL));

  return cw_rehearsal_pack ("{id:I node_id:s url:s html_url:s issue_url:s body:s user:o created_at:s updated_at:s "
                            "author_association:s}",
                            id, node_id, url, html, issue, cw_json_get_string (comment, "body", NULL),
                            cw_rehearsal_github_user_json (store, cw_json_get_string (comment, "user", NULL)), created,
                            updated, "COLLABORATOR");
}

/**
 * cw_rehearsal_github_comments:
 * @request: `GET /repos/OWNER/NAME/issues/NUMBER/comments`
 */
void
cw_rehearsal_github_comments (CwRehearsalRequest *request)
{
  JsonObject *pull = cw_rehearsal_github_named_pull (request);
  JsonArray *comments = cw_json_get_array (pull, "comments");
  g_autoptr (JsonArray) found = json_array_new ();

  if (pull == NULL)
    return;
  for (guint i = 0; i < json_array_get_length (comments); i++)
    json_array_add_element (found, comment_json (request->store, pull, cw_rehearsal_json_item (comments, i)));
  cw_rehearsal_github_answer_list (request, found);
}

/**
 * cw_rehearsal_github_comment:
 * @request: `POST /repos/OWNER/NAME/issues/NUMBER/comments`
 */
void
cw_rehearsal_github_comment (CwRehearsalRequest *request)
{
  JsonObject *pull = cw_rehearsal_github_named_pull (request);
  const char *body = cw_json_get_string (cw_rehearsal_request_object (request), "body", NULL);
  JsonObject *github = cw_json_get_object (cw_rehearsal_store_get_world (request->store), "github");
  g_autofree char *stamp = NULL;
  JsonNode *comment;

  if (pull == NULL)
    return;
  if (body == NULL || *body == '\0')
    {
      cw_rehearsal_github_refuse_field (request, "IssueComment", "body", "missing_field", NULL);
      return;
    }
  stamp = cw_rehearsal_store_stamp (request->store);
  comment = cw_rehearsal_pack ("{id:I user:s body:s created:s updated:s}",
                               FIRST_COMMENT + cw_rehearsal_store_next (request->store, "comment"),
                               cw_json_get_string (github, "user", NULL), body, stamp, stamp);
  json_array_add_element (cw_json_get_array (pull, "comments"), comment);
  cw_rehearsal_request_answer (request, SOUP_STATUS_CREATED,
                               comment_json (request->store, pull, json_node_get_object (comment)));
}

static JsonObject *
find_comment (CwRehearsalRequest *request,
              gint64              id,
              JsonObject        **pull)
{
  JsonArray *pulls = cw_rehearsal_store_get_list (request->store, "pulls");

  for (guint i = 0; i < json_array_get_length (pulls); i++)
    {
      JsonArray *comments = cw_json_get_array (cw_rehearsal_json_item (pulls, i), "comments");

      *pull = cw_rehearsal_json_item (pulls, i);
      for (guint j = 0; j < json_array_get_length (comments); j++)
        if (cw_json_get_int (cw_rehearsal_json_item (comments, j), "id", 0) == id)
          return cw_rehearsal_json_item (comments, j);
    }
  return NULL;
}

/**
 * cw_rehearsal_github_edit_comment:
 * @request: `PATCH /repos/OWNER/NAME/issues/comments/ID`
 */
void
cw_rehearsal_github_edit_comment (CwRehearsalRequest *request)
{
  const char *body = cw_json_get_string (cw_rehearsal_request_object (request), "body", NULL);
  JsonObject *pull = NULL, *comment;
  g_autofree char *stamp = cw_rehearsal_store_stamp (request->store);

  if (cw_rehearsal_github_repository (request) == NULL)
    return;
  comment = find_comment (request, g_ascii_strtoll (cw_rehearsal_request_arg (request, 2), NULL, 10), &pull);
  if (comment == NULL)
    cw_rehearsal_github_refuse (request, SOUP_STATUS_NOT_FOUND, "Not Found");
  else if (body == NULL || *body == '\0')
    cw_rehearsal_github_refuse_field (request, "IssueComment", "body", "missing_field", NULL);
  else
    {
      json_object_set_string_member (comment, "body", body);
      json_object_set_string_member (comment, "updated", stamp);
      cw_rehearsal_store_touch (request->store);
      cw_rehearsal_request_answer (request, SOUP_STATUS_OK, comment_json (request->store, pull, comment));
    }
}

/* The commit that the third star names; NULL when the request has been answered. */
static char *
named_commit (CwRehearsalRequest *request,
              JsonObject        **repository)
{
  g_autofree char *root = cw_rehearsal_github_root (request->store);
  g_autofree char *name = NULL;
  const char *ref = cw_rehearsal_request_arg (request, 2);
  char *sha;

  *repository = cw_rehearsal_github_repository (request);
  if (*repository == NULL)
    return NULL;
  name = cw_rehearsal_github_name (*repository);
  sha = cw_rehearsal_branches_tip (root, name, g_str_has_prefix (ref, "heads/") ? ref + 6 : ref);
  if (sha == NULL)
    cw_rehearsal_github_refuse (request, SOUP_STATUS_UNPROCESSABLE_ENTITY, "No commit found for that reference");
  return sha;
}

/**
 * cw_rehearsal_github_check_runs:
 * @request: `GET /repos/OWNER/NAME/commits/REF/check-runs`: the world's checks, green unless somebody has
 *   said otherwise
 */
void
cw_rehearsal_github_check_runs (CwRehearsalRequest *request)
{
  JsonObject *repository = NULL;
  g_autofree char *sha = named_commit (request, &repository);
  JsonArray *checks = cw_json_get_array (repository, "checks");
  JsonObject *said = cw_rehearsal_store_get_map (request->store, "checks");
  const char *verdict;
  JsonArray *runs;
  gboolean running;

  if (sha == NULL)
    return;
  verdict = cw_json_get_string (said, sha, NULL);
  running = g_strcmp0 (verdict, "in_progress") == 0;
  runs = json_array_new ();
  for (guint i = 0; checks != NULL && i < json_array_get_length (checks); i++)
    {
      g_autofree char *url = g_strdup_printf ("%s/github/repos/%s/%s/check-runs/%u",
                                              cw_rehearsal_store_get_base (request->store),
                                              cw_json_get_string (repository, "owner", NULL),
                                              cw_json_get_string (repository, "name", NULL), i);
      g_autofree char *node_id = g_strdup_printf ("CR_%u", i);

      json_array_add_element (
        runs, cw_rehearsal_pack ("{id:I node_id:s head_sha:s name:s url:s html_url:s details_url:s external_id:s "
                                 "status:s conclusion:s started_at:s completed_at:s check_suite:n app:n "
                                 "pull_requests:[] output:{title:n summary:n text:n annotations_count:i "
                                 "annotations_url:s}}",
                                 (gint64) FIRST_CHECK + i, node_id, sha, cw_rehearsal_json_word (checks, i), url, url,
                                 url, "", running ? "in_progress" : "completed",
                                 running ? NULL : verdict != NULL ? verdict : "success", "2026-09-01T12:00:00Z",
                                 running ? NULL : "2026-09-01T12:05:00Z", 0, url));
    }
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{total_count:i check_runs:o}", (int) json_array_get_length (runs),
                                                  cw_rehearsal_json_list (runs)));
}

/**
 * cw_rehearsal_github_status:
 * @request: `GET /repos/OWNER/NAME/commits/REF/status`: nobody sets statuses here, which GitHub calls pending
 */
void
cw_rehearsal_github_status (CwRehearsalRequest *request)
{
  JsonObject *repository = NULL;
  g_autofree char *sha = named_commit (request, &repository);
  g_autofree char *name = NULL, *url = NULL;

  if (sha == NULL)
    return;
  name = cw_rehearsal_github_name (repository);
  url = g_strdup_printf ("%s/github/repos/%s/commits/%s", cw_rehearsal_store_get_base (request->store), name, sha);
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{state:s statuses:[] sha:s total_count:i repository:o commit_url:s "
                                                  "url:s}",
                                                  "pending", sha, 0,
                                                  cw_rehearsal_github_repository_json (request->store, repository), url,
                                                  url));
}

/**
 * cw_rehearsal_github_reference:
 * @request: `GET /repos/OWNER/NAME/git/ref/heads%2FBRANCH`
 */
void
cw_rehearsal_github_reference (CwRehearsalRequest *request)
{
  JsonObject *repository = cw_rehearsal_github_repository (request);
  const char *ref = cw_rehearsal_request_arg (request, 2);
  g_autofree char *root = cw_rehearsal_github_root (request->store);
  g_autofree char *name = NULL, *sha = NULL, *url = NULL, *full = g_strconcat ("refs/", ref, NULL);

  if (repository == NULL)
    return;
  name = cw_rehearsal_github_name (repository);
  sha = g_str_has_prefix (ref, "heads/") ? cw_rehearsal_branches_tip (root, name, ref + 6) : NULL;
  if (sha == NULL)
    {
      cw_rehearsal_github_refuse (request, SOUP_STATUS_NOT_FOUND, "Not Found");
      return;
    }
  url = g_strdup_printf ("%s/github/repos/%s/git/refs/%s", cw_rehearsal_store_get_base (request->store), name, ref);
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{ref:s node_id:s url:s object:{type:s sha:s url:s}}", full, full,
                                                  url, "commit", sha, url));
}
