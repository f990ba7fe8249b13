/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-git-private.h"

void
cw_git_branch_free (CwGitBranch *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_free (self->tip);
  g_free (self->subject);
  g_free (self->author);
  g_free (self);
}

/* Whether what the branch did since it left the base changes a path that one of the patterns means. */
static int
touches (git_repository    *repository,
         const git_oid     *start,
         git_commit        *tip,
         const char *const *globs,
         gboolean          *answer)
{
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  g_autoptr (git_commit) from = NULL;
  g_autoptr (git_tree) old = NULL;
  g_autoptr (git_tree) new = NULL;
  g_autoptr (git_diff) diff = NULL;
  int rc;

  *answer = FALSE;
  options.flags = GIT_DIFF_SKIP_BINARY_CHECK;
  rc = git_commit_lookup (&from, repository, start);
  if (rc == 0)
    rc = git_commit_tree (&old, from);
  if (rc == 0)
    rc = git_commit_tree (&new, tip);
  if (rc == 0)
    rc = git_diff_tree_to_tree (&diff, repository, old, new, &options);
  for (size_t i = 0; rc == 0 && i < git_diff_num_deltas (diff) && !*answer; i++)
    {
      const git_diff_delta *delta = git_diff_get_delta (diff, i);

      *answer = cw_path_matches_any (globs, delta->new_file.path) || cw_path_matches_any (globs, delta->old_file.path);
    }
  return rc;
}

/* Sets @branch to NULL where it touches none of the paths. */
static int
examine (git_repository    *repository,
         const git_oid     *base,
         git_commit        *tip,
         const char        *name,
         const char *const *globs,
         CwGitBranch      **branch)
{
  g_autoptr (CwGitCommit) commit = NULL;
  const git_oid *id = git_commit_id (tip);
  git_oid start;
  size_t ahead = 0;
  size_t behind = 0;
  gboolean touching = TRUE;
  int rc;

  *branch = NULL;
  rc = git_graph_ahead_behind (&ahead, &behind, repository, id, base);
  if (rc == 0 && ahead > 0)
    rc = git_merge_base (&start, repository, id, base);
  if (rc == 0 && ahead > 0)
    rc = touches (repository, &start, tip, globs, &touching);
  else if (rc == GIT_ENOTFOUND)
    rc = 0;  /* a history of its own shares no file's past with the base: shown */
  if (rc < 0 || !touching)
    return rc;

  commit = cw_git_describe_commit (tip);
  *branch = g_new0 (CwGitBranch, 1);
  (*branch)->name = g_strdup (name);
  (*branch)->tip = g_steal_pointer (&commit->id);
  (*branch)->ahead = ahead;
  (*branch)->date = commit->date;
  (*branch)->subject = g_steal_pointer (&commit->subject);
  (*branch)->author = g_steal_pointer (&commit->author);
  (*branch)->finished = ahead == 0 && !git_oid_equal (id, base);
  return 0;
}

static int
compare_branches (gconstpointer a,
                  gconstpointer b)
{
  const CwGitBranch *left = *(CwGitBranch *const *) a;
  const CwGitBranch *right = *(CwGitBranch *const *) b;

  if (left->date != right->date)
    return left->date > right->date ? -1 : 1;
  return strcmp (left->name, right->name);
}

static gboolean
add_tickets (git_repository    *repository,
             const git_oid     *base,
             const char        *default_branch,
             const char *const *globs,
             GPtrArray         *branches,
             GCancellable      *cancellable,
             GError           **error)
{
  g_autoptr (git_reference_iterator) iterator = NULL;
  git_reference *reference;
  int rc = git_reference_iterator_glob_new (&iterator, repository, CW_GIT_TRACKING CW_GIT_TICKETS "*");

  while (rc == 0 && (rc = git_reference_next (&reference, iterator)) == 0)
    {
      g_autoptr (git_reference) owned = reference;
      const char *name = git_reference_name (reference) + strlen (CW_GIT_TRACKING);
      g_autoptr (git_commit) tip = NULL;
      CwGitBranch *branch = NULL;

      if (g_cancellable_is_cancelled (cancellable))
        {
          g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _ ("Cancelled"));
          return FALSE;
        }
      if (g_str_equal (name, default_branch))
        continue;
      rc = git_reference_peel ((git_object **) &tip, reference, GIT_OBJECT_COMMIT);
      if (rc == 0)
        rc = examine (repository, base, tip, name, globs, &branch);
      if (branch != NULL)
        g_ptr_array_add (branches, branch);
    }
  if (rc == GIT_ITEROVER)
    return TRUE;
  cw_git_set_error (error, rc, _ ("Comparing the branches of %s"), git_repository_path (repository));
  return FALSE;
}

static GPtrArray *
list_branches (git_repository    *repository,
               const char        *default_branch,
               const char *const *globs,
               GCancellable      *cancellable,
               GError           **error)
{
  g_autoptr (GPtrArray) branches = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_git_branch_free);
  g_autoptr (git_commit) base = NULL;
  CwGitBranch *first = NULL;

  if (!cw_git_resolve (repository, default_branch, &base, error))
    return NULL;
  if (!add_tickets (repository, git_commit_id (base), default_branch, globs, branches, cancellable, error))
    return NULL;
  g_ptr_array_sort (branches, compare_branches);
  if (examine (repository, git_commit_id (base), base, default_branch, globs, &first) == 0)
    g_ptr_array_insert (branches, 0, first);
  return g_steal_pointer (&branches);
}

/**
 * cw_git_service_list_branches:
 * @self: a service
 * @url: address of a repository that was fetched
 * @default_branch: the branch that the others are compared with
 * @globs: (array zero-terminated=1): patterns of the site's paths
 * @cancellable: checked at each branch
 * @error: %CW_ERROR_NOT_FOUND, %CW_ERROR_INVALID_DATA, …
 *
 * Lists the branches on which a change could be based: @default_branch, then, the newest first, each `tickets/…`
 * branch that changes a path of @globs, and those that @default_branch has all of, marked as finished.
 *
 * Returns: (transfer full) (element-type CwGitBranch): the candidates
 */
GPtrArray *
cw_git_service_list_branches (CwGitService      *self,
                              const char        *url,
                              const char        *default_branch,
                              const char *const *globs,
                              GCancellable      *cancellable,
                              GError           **error)
{
  g_autoptr (git_repository) repository = NULL;
  g_autoptr (GError) local = NULL;
  GPtrArray *branches;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL, NULL);
  g_return_val_if_fail (default_branch != NULL && globs != NULL, NULL);

  repository = cw_git_service_open (self, url, error);
  if (repository == NULL)
    return NULL;
  branches = list_branches (repository, default_branch, globs, cancellable, &local);
  if (branches == NULL)
    cw_git_service_take_error (self, url, error, g_steal_pointer (&local));
  return branches;
}

/* (nullable): a ticket's branch before any other one, of several the first by name */
static char *
find_at (git_repository *repository,
         const char     *default_branch,
         const git_oid  *commit,
         int            *rc)
{
  g_autoptr (git_reference_iterator) iterator = NULL;
  g_autofree char *found = NULL;
  const char *reference;
  git_oid tip;

  *rc = git_reference_iterator_glob_new (&iterator, repository, CW_GIT_TRACKING "*");
  while (*rc == 0 && (*rc = git_reference_next_name (&reference, iterator)) == 0)
    {
      const char *name = reference + strlen (CW_GIT_TRACKING);
      gboolean ticket = g_str_has_prefix (name, CW_GIT_TICKETS);
      gboolean better = found == NULL || (ticket && !g_str_has_prefix (found, CW_GIT_TICKETS))
                        || (ticket == g_str_has_prefix (found, CW_GIT_TICKETS) && strcmp (name, found) < 0);

      if (!better || g_str_has_prefix (name, "pull/") || g_str_equal (name, default_branch)
          || git_reference_name_to_id (&tip, repository, reference) < 0 || !git_oid_equal (&tip, commit))
        continue;
      g_free (found);
      found = g_strdup (name);
    }
  *rc = *rc == GIT_ITEROVER ? 0 : *rc;
  return g_steal_pointer (&found);
}

/**
 * cw_git_service_find_branch_at:
 * @self: a service
 * @url: address of a repository that was fetched
 * @default_branch: a branch that doesn't count
 * @commit: a commit's id
 * @branch: (out) (transfer full) (nullable): the branch of the cache that is at @commit, %NULL where there is none
 * @error: where to store the reason
 *
 * Returns: whether the cache could be read
 */
gboolean
cw_git_service_find_branch_at (CwGitService  *self,
                               const char    *url,
                               const char    *default_branch,
                               const char    *commit,
                               char         **branch,
                               GError       **error)
{
  g_autoptr (git_repository) repository = NULL;
  git_oid id;
  int rc;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL && default_branch != NULL, FALSE);
  g_return_val_if_fail (commit != NULL && branch != NULL, FALSE);

  *branch = NULL;
  repository = cw_git_service_open (self, url, error);
  if (repository == NULL)
    return FALSE;
  rc = git_oid_fromstr (&id, commit);
  if (rc == 0)
    *branch = find_at (repository, default_branch, &id, &rc);
  if (rc < 0)
    cw_git_set_error (error, rc, _ ("Comparing the branches of %s"), git_repository_path (repository));
  return rc == 0;
}
