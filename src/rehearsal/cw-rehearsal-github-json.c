/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-github-json"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-branches.h"
#include "cw-rehearsal-github-private.h"
#include "cw-rehearsal-world.h"

/* Every object of GitHub's carries the addresses of all that belongs to it: a name here makes `NAME_url`. */
static const char *const user_urls[] = {
  "avatar", "events", "followers", "following", "gists", "organizations", "received_events", "repos", "starred",
  "subscriptions",
};
static const char *const repository_urls[] = {
  "archive", "assignees", "blobs", "branches", "collaborators", "comments", "commits", "compare", "contents",
  "contributors", "deployments", "downloads", "events", "forks", "git", "git_commits", "git_refs", "git_tags", "hooks",
  "issue_comment", "issue_events", "issues", "keys", "labels", "languages", "merges", "milestones", "notifications",
  "pulls", "releases", "ssh", "stargazers", "statuses", "subscribers", "subscription", "svn", "tags", "teams", "trees",
};
static const char *const repository_flags[] = {
  "fork", "private", "archived", "disabled", "has_wiki", "has_pages", "has_discussions", "has_downloads",
};
static const char *const repository_counts[] = {
  "forks", "forks_count", "open_issues", "open_issues_count", "size", "stargazers_count", "watchers", "watchers_count",
  "network_count", "subscribers_count",
};
static const char *const repository_nulls[] = { "description", "homepage", "language", "mirror_url", "license" };

static void
add_urls (JsonObject        *object,
          const char *const *names,
          gsize              n_names,
          const char        *base)
{
  for (gsize i = 0; i < n_names; i++)
    {
      g_autofree char *name = g_strconcat (names[i], "_url", NULL);
      g_autofree char *url = g_strconcat (base, "/", names[i], NULL);

      json_object_set_string_member (object, name, url);
    }
}

/**
 * cw_rehearsal_github_time:
 * @stamp: (nullable): a time of the state
 *
 * Returns: (transfer full) (nullable): the same as GitHub writes it, `2026-11-23T12:00:00Z`
 */
char *
cw_rehearsal_github_time (const char *stamp)
{
  return stamp != NULL ? g_strdup_printf ("%.*sZ", (int) strcspn (stamp, "."), stamp) : NULL;
}

/**
 * cw_rehearsal_github_user_json:
 * @store: the store
 * @login: a person's or an organisation's name
 *
 * Returns: (transfer full): the account
 */
JsonNode *
cw_rehearsal_github_user_json (CwRehearsalStore *store,
                               const char       *login)
{
  const char *base = cw_rehearsal_store_get_base (store);
  gboolean is_person = cw_rehearsal_world_user (cw_rehearsal_store_get_world (store), "login", login) != NULL;
  g_autofree char *url = g_strconcat (base, "/github/users/", login, NULL);
  g_autofree char *html = g_strconcat (base, "/github/", login, NULL);
  g_autofree char *node_id = g_strconcat ("U_", login, NULL);
  JsonNode *node = cw_rehearsal_pack ("{login:s id:i node_id:s gravatar_id:s url:s html_url:s type:s site_admin:b}",
                                      login, (int) (g_str_hash (login) % 1000000), node_id, "", url, html,
                                      is_person ? "User" : "Organization", FALSE);

  add_urls (json_node_get_object (node), user_urls, G_N_ELEMENTS (user_urls), url);
  return node;
}

/**
 * cw_rehearsal_github_repository_json:
 * @store: the store
 * @repository: a repository of the world
 *
 * Returns: (transfer full): the repository
 */
JsonNode *
cw_rehearsal_github_repository_json (CwRehearsalStore *store,
                                     JsonObject       *repository)
{
  const char *base = cw_rehearsal_store_get_base (store);
  g_autofree char *name = cw_rehearsal_github_name (repository);
  g_autofree char *url = g_strconcat (base, "/github/repos/", name, NULL);
  g_autofree char *html = g_strconcat (base, "/github/", name, NULL);
  g_autofree char *clone = g_strconcat (base, "/git/", name, ".git", NULL);
  g_autofree char *node_id = g_strconcat ("R_", name, NULL);
  const char *then = "2026-09-01T12:00:00Z";
  JsonNode *node = cw_rehearsal_pack (
    "{id:I node_id:s name:s full_name:s owner:o url:s html_url:s clone_url:s default_branch:s has_issues:b "
    "has_projects:b created_at:s updated_at:s pushed_at:s visibility:s permissions:{admin:b push:b pull:b}}",
    cw_json_get_int (repository, "id", 1), node_id, cw_json_get_string (repository, "name", NULL), name,
    cw_rehearsal_github_user_json (store, cw_json_get_string (repository, "owner", NULL)), url, html, clone,
    cw_json_get_string (repository, "default_branch", NULL), TRUE, TRUE, "2019-02-01T12:00:00Z", then, then, "public",
    FALSE, TRUE, TRUE);
  JsonObject *object = json_node_get_object (node);

  add_urls (object, repository_urls, G_N_ELEMENTS (repository_urls), url);
  for (guint i = 0; i < G_N_ELEMENTS (repository_flags); i++)
    json_object_set_boolean_member (object, repository_flags[i], FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (repository_counts); i++)
    json_object_set_int_member (object, repository_counts[i], 0);
  for (guint i = 0; i < G_N_ELEMENTS (repository_nulls); i++)
    json_object_set_null_member (object, repository_nulls[i]);
  return node;
}

/**
 * cw_rehearsal_github_labels_json:
 * @store: the store
 * @pull: a pull request of the state
 *
 * Returns: (transfer full): its labels
 */
JsonNode *
cw_rehearsal_github_labels_json (CwRehearsalStore *store,
                                 JsonObject       *pull)
{
  JsonArray *labels = cw_json_get_array (pull, "labels");
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < json_array_get_length (labels); i++)
    {
      const char *name = json_array_get_string_element (labels, i);
      g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);
      g_autofree char *url = g_strdup_printf ("%s/github/repos/%s/labels/%s", cw_rehearsal_store_get_base (store),
                                              cw_json_get_string (pull, "repository", NULL), escaped);
      g_autofree char *node_id = g_strconcat ("LA_", escaped, NULL);

      json_array_add_element (array, cw_rehearsal_pack ("{id:i node_id:s url:s name:s description:s color:s default:b}",
                                                        (int) (g_str_hash (name) % 1000000), node_id, url, name, "",
                                                        "ededed", FALSE));
    }
  return cw_rehearsal_json_list (array);
}

static JsonNode *
end_json (CwRehearsalStore *store,
          JsonObject       *repository,
          const char       *branch,
          const char       *sha)
{
  const char *owner = cw_json_get_string (repository, "owner", NULL);
  g_autofree char *label = g_strconcat (owner, ":", branch, NULL);

  return cw_rehearsal_pack ("{label:s ref:s sha:s user:o repo:o}", label, branch, sha,
                            cw_rehearsal_github_user_json (store, owner),
                            cw_rehearsal_github_repository_json (store, repository));
}

static JsonNode *
users_json (CwRehearsalStore *store,
            JsonArray        *logins)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; logins != NULL && i < json_array_get_length (logins); i++)
    json_array_add_element (array, cw_rehearsal_github_user_json (store, json_array_get_string_element (logins, i)));
  return cw_rehearsal_json_list (array);
}

static void
add_links (JsonObject *object,
           const char *url,
           const char *html,
           const char *issue,
           const char *statuses)
{
  g_autofree char *comments = g_strconcat (issue, "/comments", NULL), *commits = g_strconcat (url, "/commits", NULL);
  g_autofree char *reviews = g_strconcat (url, "/comments", NULL);
  g_autofree char *review = g_strconcat (url, "/comments{/number}", NULL);
  g_autofree char *diff = g_strconcat (html, ".diff", NULL), *patch = g_strconcat (html, ".patch", NULL);
  const struct
  {
    const char *name;
    const char *address;
    const char *link;
  } all[] = {
    { "url", url, "self" },
    { "html_url", html, "html" },
    { "issue_url", issue, "issue" },
    { "comments_url", comments, "comments" },
    { "commits_url", commits, "commits" },
    { "review_comments_url", reviews, "review_comments" },
    { "review_comment_url", review, "review_comment" },
    { "statuses_url", statuses, "statuses" },
    { "diff_url", diff, NULL },
    { "patch_url", patch, NULL },
  };
  JsonObject *links = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      json_object_set_string_member (object, all[i].name, all[i].address);
      if (all[i].link != NULL)
        json_object_set_member (links, all[i].link, cw_rehearsal_pack ("{href:s}", all[i].address));
    }
  json_object_set_object_member (object, "_links", links);
}

/* What only the answer about one pull request has. */
static void
add_whole (CwRehearsalStore *store,
           JsonObject       *object,
           JsonObject       *pull,
           const char       *head)
{
  g_auto (CwRehearsalComparison) comparison = { 0 };
  g_autofree char *root = cw_rehearsal_github_root (store);
  gboolean merged = cw_json_get_string (pull, "merged", NULL) != NULL;

  cw_rehearsal_branches_compare (root, cw_json_get_string (pull, "repository", NULL),
                                 cw_json_get_string (pull, "base", NULL), head, &comparison);
  json_object_set_int_member (object, "commits", (gint64) comparison.commits);
  json_object_set_int_member (object, "changed_files", (gint64) comparison.files);
  json_object_set_int_member (object, "additions", (gint64) comparison.added);
  json_object_set_int_member (object, "deletions", (gint64) comparison.removed);
  json_object_set_int_member (object, "comments", 0);
  json_object_set_int_member (object, "review_comments", 0);
  json_object_set_boolean_member (object, "merged", merged);
  json_object_set_boolean_member (object, "mergeable", !merged);
  json_object_set_string_member (object, "mergeable_state", "clean");
  json_object_set_boolean_member (object, "maintainer_can_modify", FALSE);
  json_object_set_null_member (object, "merged_by");
}

static JsonObject *
repository_of (CwRehearsalStore *store,
               JsonObject       *pull)
{
  JsonArray *all = cw_rehearsal_world_list (cw_rehearsal_store_get_world (store), "github", "repositories");
  const char *slash = strchr (cw_json_get_string (pull, "repository", NULL), '/');

  return cw_rehearsal_json_find (all, "name", slash + 1);
}

/**
 * cw_rehearsal_github_pull_json:
 * @store: the store
 * @pull: a pull request of the state
 * @whole: whether the answer is about this one alone
 *
 * Returns: (transfer full): the pull request
 */
JsonNode *
cw_rehearsal_github_pull_json (CwRehearsalStore *store,
                               JsonObject       *pull,
                               gboolean          whole)
{
  JsonObject *repository = repository_of (store, pull);
  const char *name = cw_json_get_string (pull, "repository", NULL), *base = cw_rehearsal_store_get_base (store);
  const char *head = cw_json_get_string (pull, "head", NULL), *into = cw_json_get_string (pull, "base", NULL);
  gint64 number = cw_json_get_int (pull, "number", 0);
  gboolean is_open = strcmp (cw_json_get_string (pull, "state", NULL), "open") == 0;
  g_autofree char *root = cw_rehearsal_github_root (store);
  g_autofree char *tip = is_open ? cw_rehearsal_branches_tip (root, name, head) : NULL;
  g_autofree char *into_tip = cw_rehearsal_branches_tip (root, name, into);
  const char *sha = tip != NULL ? tip : cw_json_get_string (pull, "head_sha", NULL);
  g_autofree char *url = g_strdup_printf ("%s/github/repos/%s/pulls/%" G_GINT64_FORMAT, base, name, number);
  g_autofree char *issue = g_strdup_printf ("%s/github/repos/%s/issues/%" G_GINT64_FORMAT, base, name, number);
  g_autofree char *html = g_strdup_printf ("%s/github/%s/pull/%" G_GINT64_FORMAT, base, name, number);
  g_autofree char *statuses = g_strdup_printf ("%s/github/repos/%s/statuses/%s", base, name, sha);
  g_autofree char *created = cw_rehearsal_github_time (cw_json_get_string (pull, "created", NULL));
  g_autofree char *updated = cw_rehearsal_github_time (cw_json_get_string (pull, "updated", NULL));
  g_autofree char *closed = cw_rehearsal_github_time (cw_json_get_string (pull, "closed", NULL));
  g_autofree char *merged = cw_rehearsal_github_time (cw_json_get_string (pull, "merged", NULL));
  JsonNode *node = cw_rehearsal_pack (
    "{id:I node_id:s number:I state:s locked:b title:s body:s draft:b user:o labels:o created_at:s updated_at:s "
    "closed_at:s merged_at:s merge_commit_sha:n assignee:n assignees:[] requested_reviewers:o requested_teams:[] "
    "milestone:n auto_merge:n author_association:s head:o base:o}",
    cw_json_get_int (pull, "id", 0), cw_json_get_string (pull, "node_id", NULL), number,
    cw_json_get_string (pull, "state", NULL), FALSE, cw_json_get_string (pull, "title", NULL),
    cw_json_get_string (pull, "body", NULL), cw_json_get_bool (pull, "draft", FALSE),
    cw_rehearsal_github_user_json (store, cw_json_get_string (pull, "user", NULL)),
    cw_rehearsal_github_labels_json (store, pull), created, updated, closed, merged,
    users_json (store, cw_json_get_array (pull, "reviewers")), "COLLABORATOR",
    end_json (store, repository, head, sha), end_json (store, repository, into, into_tip != NULL ? into_tip : ""));

  add_links (json_node_get_object (node), url, html, issue, statuses);
  if (whole)
    add_whole (store, json_node_get_object (node), pull, sha);
  return node;
}
