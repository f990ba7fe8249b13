/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-github"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-branches.h"
#include "cw-rehearsal-github-private.h"
#include "cw-rehearsal-world.h"

#define DOCUMENTATION "https://docs.github.com/rest"
#define LIST_SIZE 30
#define MOST_RESULTS 100

/**
 * cw_rehearsal_github_refuse:
 * @request: a request
 * @status: the HTTP status
 * @message: what GitHub says
 */
void
cw_rehearsal_github_refuse (CwRehearsalRequest *request,
                            guint               status,
                            const char         *message)
{
  g_autofree char *text = g_strdup_printf ("%u", status);

  cw_rehearsal_request_answer (request, status, cw_rehearsal_pack ("{message:s documentation_url:s status:s}", message,
                                                                   DOCUMENTATION, text));
}

/**
 * cw_rehearsal_github_refuse_field:
 * @request: a request
 * @resource: the kind of thing, `PullRequest`
 * @field: (nullable): the field that is wrong
 * @code: `invalid`, `missing_field`, `custom`
 * @message: (nullable): what GitHub says to a `custom` one
 *
 * Refuses with 422 and one error.
 */
void
cw_rehearsal_github_refuse_field (CwRehearsalRequest *request,
                                  const char         *resource,
                                  const char         *field,
                                  const char         *code,
                                  const char         *message)
{
  cw_rehearsal_request_answer (request, SOUP_STATUS_UNPROCESSABLE_ENTITY,
                               cw_rehearsal_pack ("{message:s errors:[{resource:s field?:s code:s message?:s}] "
                                                  "documentation_url:s status:s}",
                                                  "Validation Failed", resource, field, code, message, DOCUMENTATION,
                                                  "422"));
}

/**
 * cw_rehearsal_github_name:
 * @repository: a repository of the world
 *
 * Returns: (transfer full): `OWNER/NAME`
 */
char *
cw_rehearsal_github_name (JsonObject *repository)
{
  return g_strconcat (cw_json_get_string (repository, "owner", NULL), "/",
                      cw_json_get_string (repository, "name", NULL), NULL);
}

/**
 * cw_rehearsal_github_root:
 * @store: the store
 *
 * Returns: (transfer full): the folder of the bare repositories
 */
char *
cw_rehearsal_github_root (CwRehearsalStore *store)
{
  return g_build_filename (cw_rehearsal_store_get_directory (store), "git", NULL);
}

/**
 * cw_rehearsal_github_repository:
 * @request: a request whose first two stars name a repository
 *
 * Returns: (transfer none) (nullable): the repository; without one the request has been answered
 */
JsonObject *
cw_rehearsal_github_repository (CwRehearsalRequest *request)
{
  JsonArray *all = cw_rehearsal_world_list (cw_rehearsal_store_get_world (request->store), "github", "repositories");

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonObject *repository = cw_rehearsal_json_item (all, i);

      if (g_ascii_strcasecmp (cw_json_get_string (repository, "owner", NULL),
                              cw_rehearsal_request_arg (request, 0)) == 0
          && g_ascii_strcasecmp (cw_json_get_string (repository, "name", NULL),
                                 cw_rehearsal_request_arg (request, 1)) == 0)
        return repository;
    }
  cw_rehearsal_github_refuse (request, SOUP_STATUS_NOT_FOUND, "Not Found");
  return NULL;
}

/**
 * cw_rehearsal_github_pull:
 * @store: the store
 * @repository: `OWNER/NAME`
 * @number: a pull request's number
 *
 * Returns: (transfer none) (nullable): the pull request of the state
 */
JsonObject *
cw_rehearsal_github_pull (CwRehearsalStore *store,
                          const char       *repository,
                          gint64            number)
{
  JsonArray *pulls = cw_rehearsal_store_get_list (store, "pulls");

  for (guint i = 0; i < json_array_get_length (pulls); i++)
    {
      JsonObject *pull = cw_rehearsal_json_item (pulls, i);

      if (cw_json_get_int (pull, "number", 0) == number
          && g_strcmp0 (cw_json_get_string (pull, "repository", NULL), repository) == 0)
        return pull;
    }
  return NULL;
}

/**
 * cw_rehearsal_github_named_pull:
 * @request: a request whose third star is a pull request's number
 *
 * Returns: (transfer none) (nullable): the pull request; without one the request has been answered
 */
JsonObject *
cw_rehearsal_github_named_pull (CwRehearsalRequest *request)
{
  JsonObject *repository = cw_rehearsal_github_repository (request);
  g_autofree char *name = repository != NULL ? cw_rehearsal_github_name (repository) : NULL;
  JsonObject *pull = NULL;

  if (repository == NULL)
    return NULL;
  pull = cw_rehearsal_github_pull (request->store, name,
                                   g_ascii_strtoll (cw_rehearsal_request_arg (request, 2), NULL, 10));
  if (pull == NULL)
    cw_rehearsal_github_refuse (request, SOUP_STATUS_NOT_FOUND, "Not Found");
  return pull;
}

/**
 * cw_rehearsal_github_close:
 * @store: the store
 * @pull: an open pull request
 * @merged: whether it has been merged
 *
 * Closes it; from now on its head is the commit that it had last.
 */
void
cw_rehearsal_github_close (CwRehearsalStore *store,
                           JsonObject       *pull,
                           gboolean          merged)
{
  g_autofree char *stamp = cw_rehearsal_store_stamp (store);
  g_autofree char *root = cw_rehearsal_github_root (store);
  g_autofree char *tip = cw_rehearsal_branches_tip (root, cw_json_get_string (pull, "repository", NULL),
                                                    cw_json_get_string (pull, "head", NULL));

  if (tip != NULL)
    json_object_set_string_member (pull, "head_sha", tip);
  json_object_set_string_member (pull, "state", "closed");
  json_object_set_string_member (pull, "closed", stamp);
  json_object_set_string_member (pull, "updated", stamp);
  if (merged)
    json_object_set_string_member (pull, "merged", stamp);
  cw_rehearsal_store_touch (store);
}

/**
 * cw_rehearsal_github_answer_list:
 * @request: a request for a list
 * @all: the whole list
 *
 * Answers the page that `page` and `per_page` ask for, with a `Link` header to the next one.
 */
void
cw_rehearsal_github_answer_list (CwRehearsalRequest *request,
                                 JsonArray          *all)
{
  gint64 size = MAX (cw_rehearsal_request_query_int (request, "per_page", LIST_SIZE, MOST_RESULTS), 1);
  gint64 number = MAX (cw_rehearsal_request_query_int (request, "page", 1, G_MAXINT16), 1);
  gint64 end = MIN (number * size, (gint64) json_array_get_length (all));
  JsonArray *part = json_array_new ();

  for (gint64 i = (number - 1) * size; i < end; i++)
    json_array_add_element (part, json_node_copy (json_array_get_element (all, (guint) i)));
  if (end < (gint64) json_array_get_length (all))
    {
      g_autofree char *next = g_strdup_printf ("<%s/github%s?per_page=%" G_GINT64_FORMAT "&page=%" G_GINT64_FORMAT
                                               ">; rel=\"next\"",
                                               cw_rehearsal_store_get_base (request->store), request->path, size,
                                               number + 1);

      cw_rehearsal_request_set_header (request, "Link", next);
    }
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_json_list (part));
}

static const char *
own_login (CwRehearsalStore *store)
{
  return cw_json_get_string (cw_json_get_object (cw_rehearsal_store_get_world (store), "github"), "user", NULL);
}

static void
user (CwRehearsalRequest *request)
{
  JsonObject *world = cw_rehearsal_store_get_world (request->store);
  JsonObject *person = cw_rehearsal_world_user (world, "login", own_login (request->store));
  JsonNode *answer = cw_rehearsal_github_user_json (request->store, own_login (request->store));
  JsonObject *object = json_node_get_object (answer);
  static const char *const counts[] = { "public_repos", "public_gists", "followers", "following" };
  static const char *const nulls[] = { "company", "blog", "location", "hireable", "bio" };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    json_object_set_int_member (object, counts[i], 0);
  for (guint i = 0; i < G_N_ELEMENTS (nulls); i++)
    json_object_set_null_member (object, nulls[i]);
  json_object_set_string_member (object, "name", cw_json_get_string (person, "name", NULL));
  json_object_set_string_member (object, "email", cw_json_get_string (person, "email", NULL));
  json_object_set_string_member (object, "created_at", "2019-02-01T12:00:00Z");
  json_object_set_string_member (object, "updated_at", "2026-09-01T12:00:00Z");
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK, answer);
}

static void
repository_get (CwRehearsalRequest *request)
{
  JsonObject *repository = cw_rehearsal_github_repository (request);

  if (repository != NULL)
    cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                                 cw_rehearsal_github_repository_json (request->store, repository));
}

static const CwRehearsalRoute routes[] = {
  { "GET", "/user", user },
  { "POST", "/graphql", cw_rehearsal_github_graphql },
  { "GET", "/repos/*/*", repository_get },
  { "GET", "/repos/*/*/pulls", cw_rehearsal_github_pulls },
  { "POST", "/repos/*/*/pulls", cw_rehearsal_github_create },
  { "GET", "/repos/*/*/pulls/*", cw_rehearsal_github_get },
  { "PATCH", "/repos/*/*/pulls/*", cw_rehearsal_github_patch },
  { "GET", "/repos/*/*/pulls/*/requested_reviewers", cw_rehearsal_github_reviewers },
  { "POST", "/repos/*/*/pulls/*/requested_reviewers", cw_rehearsal_github_ask_reviewers },
  { "GET", "/repos/*/*/pulls/*/reviews", cw_rehearsal_github_reviews },
  { "GET", "/repos/*/*/issues/*/labels", cw_rehearsal_github_labels },
  { "POST", "/repos/*/*/issues/*/labels", cw_rehearsal_github_add_labels },
  { "PUT", "/repos/*/*/issues/*/labels", cw_rehearsal_github_set_labels },
  { "DELETE", "/repos/*/*/issues/*/labels/*", cw_rehearsal_github_drop_label },
  { "PATCH", "/repos/*/*/issues/comments/*", cw_rehearsal_github_edit_comment },
  { "GET", "/repos/*/*/issues/*/comments", cw_rehearsal_github_comments },
  { "POST", "/repos/*/*/issues/*/comments", cw_rehearsal_github_comment },
  { "GET", "/repos/*/*/commits/*/check-runs", cw_rehearsal_github_check_runs },
  { "GET", "/repos/*/*/commits/*/status", cw_rehearsal_github_status },
  { "GET", "/repos/*/*/git/ref/*", cw_rehearsal_github_reference },
};

static gboolean
is_allowed (CwRehearsalRequest *request)
{
  const char *version = cw_rehearsal_request_header (request, "X-GitHub-Api-Version");
  const char *agent = cw_rehearsal_request_header (request, "User-Agent");
  g_autofree char *token = cw_rehearsal_request_bearer (request);

  if (agent == NULL || *agent == '\0')
    cw_rehearsal_request_answer_text (request, SOUP_STATUS_FORBIDDEN, "text/plain",
                                      "Request forbidden by administrative rules. Please make sure your request has a "
                                      "User-Agent header.\n");
  else if (token == NULL)
    cw_rehearsal_github_refuse (request, SOUP_STATUS_UNAUTHORIZED, "Requires authentication");
  else if (strcmp (token, cw_rehearsal_store_get_token (request->store)) != 0)
    cw_rehearsal_github_refuse (request, SOUP_STATUS_UNAUTHORIZED, "Bad credentials");
  else if (version != NULL && strcmp (version, "2022-11-28") != 0 && strcmp (version, "2026-03-10") != 0)
    cw_rehearsal_github_refuse (request, SOUP_STATUS_BAD_REQUEST, "This API version isn't supported.");
  else
    return TRUE;
  return FALSE;
}

/**
 * cw_rehearsal_github_serve:
 * @request: a request below `/github`
 *
 * Plays GitHub's REST API, version 2022-11-28, and the few mutations of the GraphQL API that have no REST call.
 */
void
cw_rehearsal_github_serve (CwRehearsalRequest *request)
{
  g_autoptr (GDateTime) now = NULL;
  g_autofree char *reset = NULL;

  g_return_if_fail (request != NULL);

  now = cw_rehearsal_store_now (request->store);
  reset = g_strdup_printf ("%" G_GINT64_FORMAT, g_date_time_to_unix (now) + 3600);
  cw_rehearsal_request_set_header (request, "X-RateLimit-Limit", "5000");
  cw_rehearsal_request_set_header (request, "X-RateLimit-Remaining", "4999");
  cw_rehearsal_request_set_header (request, "X-RateLimit-Reset", reset);
  cw_rehearsal_request_set_header (request, "X-RateLimit-Resource", "core");
  if (is_allowed (request) && !cw_rehearsal_request_route (request, routes, G_N_ELEMENTS (routes)))
    cw_rehearsal_github_refuse (request, SOUP_STATUS_NOT_FOUND, "Not Found");
}
