/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-github-pull"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-branches.h"
#include "cw-rehearsal-github-private.h"

#define FIRST_ID 1900000000

static gboolean
matches (CwRehearsalRequest *request,
         JsonObject         *repository,
         JsonObject         *pull)
{
  const char *head = cw_rehearsal_request_query (request, "head"), *base = cw_rehearsal_request_query (request, "base");
  const char *state = cw_rehearsal_request_query (request, "state");
  const char *colon = head != NULL ? strchr (head, ':') : NULL;
  g_autofree char *name = cw_rehearsal_github_name (repository);

  if (strcmp (cw_json_get_string (pull, "repository", NULL), name) != 0)
    return FALSE;
  if (g_strcmp0 (state, "all") != 0
      && strcmp (cw_json_get_string (pull, "state", NULL), state != NULL ? state : "open") != 0)
    return FALSE;
  if (base != NULL && strcmp (base, cw_json_get_string (pull, "base", NULL)) != 0)
    return FALSE;
  /* Without an owner the filter is ignored, as it is there. */
  if (colon == NULL)
    return TRUE;
  return g_ascii_strncasecmp (head, cw_json_get_string (repository, "owner", NULL), (gsize) (colon - head)) == 0
         && strcmp (colon + 1, cw_json_get_string (pull, "head", NULL)) == 0;
}

/**
 * cw_rehearsal_github_pulls:
 * @request: `GET /repos/OWNER/NAME/pulls`, the newest first
 */
void
cw_rehearsal_github_pulls (CwRehearsalRequest *request)
{
  JsonObject *repository = cw_rehearsal_github_repository (request);
  JsonArray *pulls = cw_rehearsal_store_get_list (request->store, "pulls");
  g_autoptr (JsonArray) found = json_array_new ();

  if (repository == NULL)
    return;
  for (guint i = json_array_get_length (pulls); i > 0; i--)
    {
      JsonObject *pull = cw_rehearsal_json_item (pulls, i - 1);

      if (matches (request, repository, pull))
        json_array_add_element (found, cw_rehearsal_github_pull_json (request->store, pull, FALSE));
    }
  cw_rehearsal_github_answer_list (request, found);
}

static gboolean
is_open_already (CwRehearsalStore *store,
                 const char       *repository,
                 const char       *head,
                 const char       *base)
{
  JsonArray *pulls = cw_rehearsal_store_get_list (store, "pulls");

  for (guint i = 0; i < json_array_get_length (pulls); i++)
    {
      JsonObject *pull = cw_rehearsal_json_item (pulls, i);

      if (strcmp (cw_json_get_string (pull, "state", NULL), "open") == 0
          && strcmp (cw_json_get_string (pull, "repository", NULL), repository) == 0
          && strcmp (cw_json_get_string (pull, "head", NULL), head) == 0
          && strcmp (cw_json_get_string (pull, "base", NULL), base) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The branch that `head` names: `branch` or `owner:branch` of the same owner. */
static const char *
head_branch (JsonObject *repository,
             const char *head)
{
  const char *owner = cw_json_get_string (repository, "owner", NULL);
  gsize length = strlen (owner);

  if (head != NULL && g_ascii_strncasecmp (head, owner, length) == 0 && head[length] == ':')
    return head + length + 1;
  return head;
}

static gboolean
check_create (CwRehearsalRequest *request,
              JsonObject         *repository,
              JsonObject         *sent)
{
  static const char *const required[] = { "head", "base", "title" };
  g_autofree char *name = cw_rehearsal_github_name (repository);
  g_autofree char *root = cw_rehearsal_github_root (request->store);
  g_autofree char *tip = NULL, *text = NULL;
  g_auto (CwRehearsalComparison) comparison = { 0 };
  const char *head = head_branch (repository, cw_json_get_string (sent, "head", NULL));
  const char *base = cw_json_get_string (sent, "base", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (required); i++)
    {
      const char *value = cw_json_get_string (sent, required[i], NULL);

      if (value == NULL || *value == '\0')
        {
          cw_rehearsal_github_refuse_field (request, "PullRequest", required[i], "missing_field", NULL);
          return FALSE;
        }
    }
  tip = cw_rehearsal_branches_tip (root, name, base);
  if (tip == NULL)
    cw_rehearsal_github_refuse_field (request, "PullRequest", "base", "invalid", NULL);
  else if (!cw_rehearsal_branches_compare (root, name, base, head, &comparison))
    cw_rehearsal_github_refuse_field (request, "PullRequest", "head", "invalid", NULL);
  else if (is_open_already (request->store, name, head, base))
    {
      text = g_strdup_printf ("A pull request already exists for %s:%s.",
                              cw_json_get_string (repository, "owner", NULL), head);
      cw_rehearsal_github_refuse_field (request, "PullRequest", NULL, "custom", text);
    }
  else if (comparison.commits == 0)
    {
      text = g_strdup_printf ("No commits between %s and %s", base, head);
      cw_rehearsal_github_refuse_field (request, "PullRequest", NULL, "custom", text);
    }
  else
    return TRUE;
  return FALSE;
}

/**
 * cw_rehearsal_github_create:
 * @request: `POST /repos/OWNER/NAME/pulls`
 */
void
cw_rehearsal_github_create (CwRehearsalRequest *request)
{
  CwRehearsalStore *store = request->store;
  JsonObject *repository = cw_rehearsal_github_repository (request);
  JsonObject *sent = cw_rehearsal_request_object (request);
  JsonObject *github = cw_json_get_object (cw_rehearsal_store_get_world (store), "github");
  g_autofree char *name = NULL, *stamp = NULL, *node_id = NULL, *root = NULL, *tip = NULL;
  const char *head = NULL;
  gint64 number;
  JsonNode *pull;

  if (repository == NULL || !check_create (request, repository, sent))
    return;
  name = cw_rehearsal_github_name (repository);
  head = head_branch (repository, cw_json_get_string (sent, "head", NULL));
  root = cw_rehearsal_github_root (store);
  tip = cw_rehearsal_branches_tip (root, name, head);
  stamp = cw_rehearsal_store_stamp (store);
  number = cw_rehearsal_store_next (store, "pull");
  node_id = g_strdup_printf ("PR_kwRehearsal%" G_GINT64_FORMAT, number);
  pull = cw_rehearsal_pack ("{id:I node_id:s number:I repository:s head:s base:s head_sha:s title:s body:s draft:b "
                            "state:s user:s created:s updated:s closed:n merged:n labels:[] reviewers:[] "
                            "reviews:[] comments:[]}",
                            FIRST_ID + number, node_id, number, name, head, cw_json_get_string (sent, "base", NULL),
                            tip, cw_json_get_string (sent, "title", NULL), cw_json_get_string (sent, "body", NULL),
                            cw_json_get_bool (sent, "draft", FALSE), "open", cw_json_get_string (github, "user", NULL),
                            stamp, stamp);
  json_array_add_element (cw_rehearsal_store_get_list (store, "pulls"), pull);
  cw_rehearsal_branches_name_pull (root, name, number, head);
  cw_rehearsal_store_touch (store);
  cw_rehearsal_request_answer (request, SOUP_STATUS_CREATED,
                               cw_rehearsal_github_pull_json (store, json_node_get_object (pull), TRUE));
}

/**
 * cw_rehearsal_github_get:
 * @request: `GET /repos/OWNER/NAME/pulls/NUMBER`
 */
void
cw_rehearsal_github_get (CwRehearsalRequest *request)
{
  JsonObject *pull = cw_rehearsal_github_named_pull (request);

  if (pull != NULL)
    cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_github_pull_json (request->store, pull, TRUE));
}

static void
touch (CwRehearsalStore *store,
       JsonObject       *pull)
{
  g_autofree char *stamp = cw_rehearsal_store_stamp (store);

  json_object_set_string_member (pull, "updated", stamp);
  cw_rehearsal_store_touch (store);
}

/**
 * cw_rehearsal_github_patch:
 * @request: `PATCH /repos/OWNER/NAME/pulls/NUMBER`
 */
void
cw_rehearsal_github_patch (CwRehearsalRequest *request)
{
  static const char *const texts[] = { "title", "body", "base" };
  JsonObject *pull = cw_rehearsal_github_named_pull (request);
  JsonObject *sent = cw_rehearsal_request_object (request);
  const char *state = cw_json_get_string (sent, "state", NULL);
  gboolean was_open = pull != NULL && strcmp (cw_json_get_string (pull, "state", NULL), "open") == 0;

  if (pull == NULL)
    return;
  if ((state != NULL && strcmp (state, "open") != 0 && strcmp (state, "closed") != 0)
      || (state != NULL && strcmp (state, "open") == 0 && cw_json_get_string (pull, "merged", NULL) != NULL))
    {
      cw_rehearsal_github_refuse_field (request, "PullRequest", "state", "invalid", NULL);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (cw_json_get_string (sent, texts[i], NULL) != NULL)
      json_object_set_string_member (pull, texts[i], cw_json_get_string (sent, texts[i], NULL));
  if (was_open && g_strcmp0 (state, "closed") == 0)
    cw_rehearsal_github_close (request->store, pull, FALSE);
  else if (!was_open && g_strcmp0 (state, "open") == 0)
    {
      json_object_set_string_member (pull, "state", "open");
      json_object_set_null_member (pull, "closed");
    }
  touch (request->store, pull);
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_github_pull_json (request->store, pull, TRUE));
}

/**
 * cw_rehearsal_github_reviewers:
 * @request: `GET /repos/OWNER/NAME/pulls/NUMBER/requested_reviewers`
 */
void
cw_rehearsal_github_reviewers (CwRehearsalRequest *request)
{
  JsonObject *pull = cw_rehearsal_github_named_pull (request);
  JsonNode *whole;

  if (pull == NULL)
    return;
  whole = cw_rehearsal_github_pull_json (request->store, pull, FALSE);
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{users:o teams:[]}",
                                                  json_node_copy (json_object_get_member (json_node_get_object (whole),
                                                                                          "requested_reviewers"))));
  json_node_unref (whole);
}

static gboolean
check_reviewer (CwRehearsalRequest *request,
                JsonObject         *repository,
                JsonObject         *pull,
                const char         *login)
{
  g_autofree char *name = cw_rehearsal_github_name (repository);
  g_autofree char *text = NULL;

  if (strcmp (login, cw_json_get_string (pull, "user", NULL)) == 0)
    text = g_strdup ("Review cannot be requested from pull request author.");
  else if (!cw_rehearsal_json_has (cw_json_get_array (repository, "collaborators"), login))
    text = g_strdup_printf ("Reviews may only be requested from collaborators. One or more of the users or teams you "
                            "specified is not a collaborator of the %s repository.", name);
  else
    return TRUE;
  cw_rehearsal_github_refuse (request, SOUP_STATUS_UNPROCESSABLE_ENTITY, text);
  return FALSE;
}

/**
 * cw_rehearsal_github_ask_reviewers:
 * @request: `POST /repos/OWNER/NAME/pulls/NUMBER/requested_reviewers`
 */
void
cw_rehearsal_github_ask_reviewers (CwRehearsalRequest *request)
{
  JsonObject *pull = cw_rehearsal_github_named_pull (request);
  JsonObject *repository = pull != NULL ? cw_rehearsal_github_repository (request) : NULL;
  JsonObject *sent = cw_rehearsal_request_object (request);
  JsonArray *logins = cw_json_get_array (sent, "reviewers");
  JsonArray *teams = cw_json_get_array (sent, "team_reviewers");
  JsonArray *reviewers = cw_json_get_array (pull, "reviewers");

  if (pull == NULL)
    return;
  for (guint i = 0; teams != NULL && i < json_array_get_length (teams); i++)
    if (!check_reviewer (request, repository, pull, "a team that is not there"))
      return;
  for (guint i = 0; logins != NULL && i < json_array_get_length (logins); i++)
    if (!check_reviewer (request, repository, pull, cw_rehearsal_json_word (logins, i)))
      return;
  for (guint i = 0; logins != NULL && i < json_array_get_length (logins); i++)
    if (!cw_rehearsal_json_has (reviewers, cw_rehearsal_json_word (logins, i)))
      json_array_add_string_element (reviewers, cw_rehearsal_json_word (logins, i));
  touch (request->store, pull);
  cw_rehearsal_request_answer (request, SOUP_STATUS_CREATED,
                               cw_rehearsal_github_pull_json (request->store, pull, FALSE));
}

static JsonNode *
review_json (CwRehearsalStore *store,
             JsonObject       *pull,
             guint             id,
             const char       *login)
{
  const char *base = cw_rehearsal_store_get_base (store), *name = cw_json_get_string (pull, "repository", NULL);
  gint64 number = cw_json_get_int (pull, "number", 0);
  g_autofree char *url = g_strdup_printf ("%s/github/repos/%s/pulls/%" G_GINT64_FORMAT, base, name, number);
  g_autofree char *html = g_strdup_printf ("%s/github/%s/pull/%" G_GINT64_FORMAT, base, name, number);
  g_autofree char *node_id = g_strdup_printf ("PRR_%u", id);

  return cw_rehearsal_pack ("{id:i node_id:s user:o body:s state:s commit_id:s html_url:s pull_request_url:s "
                            "author_association:s _links:{html:{href:s} pull_request:{href:s}}}",
                            (int) id, node_id, cw_rehearsal_github_user_json (store, login), "", "APPROVED",
                            cw_json_get_string (pull, "head_sha", ""), html, url, "COLLABORATOR", html, url);
}

/**
 * cw_rehearsal_github_reviews:
 * @request: `GET /repos/OWNER/NAME/pulls/NUMBER/reviews`
 */
void
cw_rehearsal_github_reviews (CwRehearsalRequest *request)
{
  JsonObject *pull = cw_rehearsal_github_named_pull (request);
  JsonArray *logins = cw_json_get_array (pull, "reviews");
  JsonArray *reviews;

  if (pull == NULL)
    return;
  reviews = json_array_new ();
  for (guint i = 0; logins != NULL && i < json_array_get_length (logins); i++)
    json_array_add_element (reviews, review_json (request->store, pull, i + 1, cw_rehearsal_json_word (logins, i)));
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_json_list (reviews));
}

/* The id among the variables, at whatever depth the client put it, or within the text of the mutation. */
static char *
find_node_id (JsonObject *sent)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) whole = cw_rehearsal_json_own (json_object_ref (sent));
  g_autoptr (GRegex) pattern = g_regex_new ("PR_kwRehearsal[0-9]+", 0, 0, NULL);
  g_autoptr (GMatchInfo) found = NULL;

  text = cw_json_to_text (whole, FALSE);
  return g_regex_match (pattern, text, 0, &found) ? g_match_info_fetch (found, 0) : NULL;
}

/**
 * cw_rehearsal_github_graphql:
 * @request: `POST /graphql` with `markPullRequestReadyForReview` or `convertPullRequestToDraft`; errors come with 200
 */
void
cw_rehearsal_github_graphql (CwRehearsalRequest *request)
{
  JsonObject *sent = cw_rehearsal_request_object (request);
  const char *query = cw_json_get_string (sent, "query", NULL);
  gboolean ready = query != NULL && strstr (query, "markPullRequestReadyForReview") != NULL;
  gboolean draft = query != NULL && strstr (query, "convertPullRequestToDraft") != NULL;
  const char *name = ready ? "markPullRequestReadyForReview" : "convertPullRequestToDraft";
  g_autofree char *id = NULL;
  g_autoptr (JsonObject) data = NULL;
  JsonObject *pull;

  if (!ready && !draft)
    {
      cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                                   cw_rehearsal_pack ("{errors:[{message:s}]}", "A rehearsal knows no such query."));
      return;
    }
  id = find_node_id (sent);
  pull = cw_rehearsal_json_find (cw_rehearsal_store_get_list (request->store, "pulls"), "node_id", id);
  if (pull == NULL)
    {
      cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                                   cw_rehearsal_pack ("{data:o errors:[{type:s path:[s] message:s}]}", NULL,
                                                      "NOT_FOUND", name, "Could not resolve to a node with that "
                                                                         "global id."));
      return;
    }
  json_object_set_boolean_member (pull, "draft", draft);
  touch (request->store, pull);
  data = json_object_new ();
  json_object_set_member (data, name, cw_rehearsal_pack ("{pullRequest:{id:s isDraft:b number:I}}", id, draft,
                                                         cw_json_get_int (pull, "number", 0)));
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{data:o}", cw_rehearsal_json_own (g_steal_pointer (&data))));
}
