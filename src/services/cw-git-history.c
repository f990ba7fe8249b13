/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-git-private.h"

#define MAX_MESSAGE_BYTES (64 * 1024)

void
cw_git_commit_free (CwGitCommit *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->tree);
  g_strfreev (self->parents);
  g_free (self->author);
  g_free (self->email);
  g_free (self->subject);
  g_free (self->message);
  g_free (self);
}

/**
 * cw_git_commit_get_trailer:
 * @self: a commit
 * @key: name of a trailer: "Cyclewright-Effect"
 *
 * Returns: (transfer full) (nullable): the value of the last trailer of that name, in any case
 */
char *
cw_git_commit_get_trailer (const CwGitCommit *self,
                           const char        *key)
{
  git_message_trailer_array trailers = { 0 };
  char *value = NULL;

  g_return_val_if_fail (self != NULL && key != NULL, NULL);

  if (git_message_trailers (&trailers, self->message) != 0)
    return NULL;
  for (size_t i = trailers.count; i > 0 && value == NULL; i--)
    if (g_ascii_strcasecmp (trailers.trailers[i - 1].key, key) == 0)
      value = g_strdup (trailers.trailers[i - 1].value);
  git_message_trailer_array_free (&trailers);
  return value;
}

/**
 * cw_git_commit_is_as_made:
 * @self: a commit
 *
 * Returns: whether it was made here, and has the very files that it was made with: neither amended nor brought onto
 *   another commit since
 */
gboolean
cw_git_commit_is_as_made (const CwGitCommit *self)
{
  g_autofree char *tree = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  tree = cw_git_commit_get_trailer (self, CW_GIT_TREE_TRAILER);
  return g_strcmp0 (tree, self->tree) == 0;
}

static char *
make_text (const char *text,
           gsize       limit)
{
  return text != NULL ? g_utf8_make_valid (text, (gssize) strnlen (text, limit)) : g_strdup ("");
}

static GStrv
list_parents (git_commit *commit)
{
  unsigned int n_parents = git_commit_parentcount (commit);
  GStrv parents = g_new0 (char *, n_parents + 1);

  for (unsigned int i = 0; i < n_parents; i++)
    {
      parents[i] = g_malloc (GIT_OID_HEXSZ + 1);
      cw_git_format_id (git_commit_parent_id (commit, i), parents[i]);
    }
  return parents;
}

CwGitCommit *
cw_git_describe_commit (git_commit *commit)
{
  CwGitCommit *self = g_new0 (CwGitCommit, 1);
  const git_signature *author = git_commit_author (commit);

  self->id = g_malloc (GIT_OID_HEXSZ + 1);
  cw_git_format_id (git_commit_id (commit), self->id);
  self->tree = g_malloc (GIT_OID_HEXSZ + 1);
  cw_git_format_id (git_commit_tree_id (commit), self->tree);
  self->parents = list_parents (commit);
  self->author = make_text (author->name, 256);
  self->email = make_text (author->email, 256);
  self->date = git_commit_time (commit);
  self->subject = make_text (git_commit_summary (commit), 1024);
  self->message = make_text (git_commit_message (commit), MAX_MESSAGE_BYTES);
  return self;
}

static CwGitCommit *
read_commit (git_repository *repository,
             const git_oid  *id,
             GError        **error)
{
  g_autoptr (git_commit) commit = NULL;
  int rc = git_commit_lookup (&commit, repository, id);

  if (rc < 0)
    {
      cw_git_set_error (error, rc, _ ("Reading a commit of %s"), git_repository_path (repository));
      return NULL;
    }
  return cw_git_describe_commit (commit);
}

/**
 * cw_git_service_get_tip:
 * @self: a service
 * @url: address of a repository that was fetched
 * @branch: a branch's name
 * @error: %CW_ERROR_NOT_FOUND when the server had no such branch
 *
 * Returns: (transfer full): the id of the branch's newest commit, as of the last fetch
 */
char *
cw_git_service_get_tip (CwGitService *self,
                        const char   *url,
                        const char   *branch,
                        GError      **error)
{
  g_autoptr (git_repository) repository = NULL;
  g_autofree char *name = NULL;
  g_autofree char *shown = NULL;
  char *tip;
  git_oid id;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL && branch != NULL, NULL);

  repository = cw_git_service_open (self, url, error);
  if (repository == NULL)
    return NULL;
  name = g_strconcat (CW_GIT_TRACKING, branch, NULL);
  if (git_reference_name_to_id (&id, repository, name) < 0)
    {
      shown = cw_git_show_url (url);
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("%s has no branch “%s”"), shown, branch);
      return NULL;
    }
  tip = g_malloc (GIT_OID_HEXSZ + 1);
  cw_git_format_id (&id, tip);
  return tip;
}

static GPtrArray *
read_log (git_repository *repository,
          const char     *since,
          const char     *revision,
          guint           limit,
          GError        **error)
{
  g_autoptr (GPtrArray) commits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_git_commit_free);
  g_autoptr (git_commit) tip = NULL;
  g_autoptr (git_commit) start = NULL;
  g_autoptr (git_revwalk) walk = NULL;
  git_oid id;
  int rc;

  if (!cw_git_resolve (repository, revision, &tip, error))
    return NULL;
  if (since != NULL && !cw_git_resolve (repository, since, &start, error))
    return NULL;
  rc = git_revwalk_new (&walk, repository);
  if (rc == 0)
    rc = git_revwalk_sorting (walk, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
  if (rc == 0)
    rc = git_revwalk_push (walk, git_commit_id (tip));
  if (rc == 0 && start != NULL)
    rc = git_revwalk_hide (walk, git_commit_id (start));
  while (rc == 0 && commits->len < limit && (rc = git_revwalk_next (&id, walk)) == 0)
    {
      CwGitCommit *commit = read_commit (repository, &id, error);

      if (commit == NULL)
        return NULL;
      g_ptr_array_add (commits, commit);
    }
  if (rc == 0 || rc == GIT_ITEROVER)
    return g_steal_pointer (&commits);
  cw_git_set_error (error, rc, _ ("Reading the history of %s"), git_repository_path (repository));
  return NULL;
}

/**
 * cw_git_read_log:
 * @path: a git directory or a work tree of this machine
 * @since: (nullable): a branch or commit whose history is left out
 * @revision: a branch, tag or commit
 * @limit: how many at most
 * @error: as for cw_git_read_snapshot()
 *
 * Returns: (transfer full) (element-type CwGitCommit): the commits of @revision that @since lacks, the newest first
 */
GPtrArray *
cw_git_read_log (const char  *path,
                 const char  *since,
                 const char  *revision,
                 guint        limit,
                 GError     **error)
{
  g_autoptr (git_repository) repository = NULL;

  g_return_val_if_fail (path != NULL && revision != NULL, NULL);

  repository = cw_git_open_folder (path, error);
  return repository != NULL ? read_log (repository, since, revision, limit, error) : NULL;
}

/**
 * cw_git_service_log:
 * @self: a service
 * @url: address of a repository that was fetched
 * @since: (nullable): a branch or commit whose history is left out
 * @revision: a branch or commit
 * @limit: how many at most
 * @error: %CW_ERROR_NOT_FOUND, %CW_ERROR_INVALID_DATA, …
 *
 * Returns: (transfer full) (element-type CwGitCommit): the commits of @revision that @since lacks, the newest first
 */
GPtrArray *
cw_git_service_log (CwGitService *self,
                    const char   *url,
                    const char   *since,
                    const char   *revision,
                    guint         limit,
                    GError      **error)
{
  g_autoptr (git_repository) repository = NULL;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL && revision != NULL, NULL);

  repository = cw_git_service_open (self, url, error);
  if (repository == NULL)
    return NULL;
  return read_log (repository, since, revision, limit, error);
}

static char *
find_parting (git_repository *repository,
              const char     *one,
              const char     *other)
{
  g_autoptr (git_commit) left = NULL, right = NULL;
  char *parting;
  git_oid id;

  if (!cw_git_resolve (repository, one, &left, NULL) || !cw_git_resolve (repository, other, &right, NULL)
      || git_merge_base (&id, repository, git_commit_id (left), git_commit_id (right)) < 0)
    return NULL;
  parting = g_malloc (GIT_OID_HEXSZ + 1);
  cw_git_format_id (&id, parting);
  return parting;
}

/**
 * cw_git_read_parting:
 * @path: a git directory or a work tree of this machine
 * @one: a branch, tag or commit
 * @other: another one
 *
 * Returns: (transfer full) (nullable): the commit from which both come; %NULL where there is none, or either is unknown
 */
char *
cw_git_read_parting (const char *path,
                     const char *one,
                     const char *other)
{
  g_autoptr (git_repository) repository = NULL;

  g_return_val_if_fail (path != NULL && one != NULL && other != NULL, NULL);

  repository = cw_git_open_folder (path, NULL);
  return repository != NULL ? find_parting (repository, one, other) : NULL;
}

/**
 * cw_git_service_find_parting:
 * @self: a service
 * @url: address of a repository that was fetched
 * @one: a branch or commit
 * @other: another one
 *
 * Returns: (transfer full) (nullable): the commit from which both come; %NULL where there is none, or either is unknown
 */
char *
cw_git_service_find_parting (CwGitService *self,
                             const char   *url,
                             const char   *one,
                             const char   *other)
{
  g_autoptr (git_repository) repository = NULL;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL && one != NULL && other != NULL, NULL);

  repository = cw_git_service_open (self, url, NULL);
  return repository != NULL ? find_parting (repository, one, other) : NULL;
}

static GStrv
list_changed (git_repository *repository,
              const char     *from,
              const char     *to)
{
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  g_autoptr (git_commit) one = NULL, other = NULL;
  g_autoptr (git_tree) old = NULL, new = NULL;
  g_autoptr (git_diff) diff = NULL;
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  options.flags = GIT_DIFF_SKIP_BINARY_CHECK;
  if (!cw_git_resolve (repository, from, &one, NULL) || !cw_git_resolve (repository, to, &other, NULL)
      || git_commit_tree (&old, one) < 0 || git_commit_tree (&new, other) < 0
      || git_diff_tree_to_tree (&diff, repository, old, new, &options) < 0)
    return g_strv_builder_end (paths);
  for (size_t i = 0; i < git_diff_num_deltas (diff); i++)
    {
      const git_diff_delta *delta = git_diff_get_delta (diff, i);

      if (delta->status != GIT_DELTA_DELETED && g_utf8_validate (delta->new_file.path, -1, NULL))
        g_strv_builder_add (paths, delta->new_file.path);
    }
  return g_strv_builder_end (paths);
}

/**
 * cw_git_read_changed:
 * @path: a git directory or a work tree of this machine
 * @from: a branch, tag or commit
 * @to: another one
 *
 * Returns: (transfer full): the paths that @to has and that are different at @from, or not there; none where either is
 *   unknown
 */
GStrv
cw_git_read_changed (const char *path,
                     const char *from,
                     const char *to)
{
  g_autoptr (git_repository) repository = NULL;

  g_return_val_if_fail (path != NULL && from != NULL && to != NULL, NULL);

  repository = cw_git_open_folder (path, NULL);
  return repository != NULL ? list_changed (repository, from, to) : g_new0 (char *, 1);
}

/**
 * cw_git_service_list_changed:
 * @self: a service
 * @url: address of a repository that was fetched
 * @from: a branch or commit
 * @to: another one
 *
 * Returns: (transfer full): as cw_git_read_changed()
 */
GStrv
cw_git_service_list_changed (CwGitService *self,
                             const char   *url,
                             const char   *from,
                             const char   *to)
{
  g_autoptr (git_repository) repository = NULL;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL && from != NULL && to != NULL, NULL);

  repository = cw_git_service_open (self, url, NULL);
  return repository != NULL ? list_changed (repository, from, to) : g_new0 (char *, 1);
}

/**
 * cw_git_service_contains:
 * @self: a service
 * @url: address of a repository that was fetched
 * @revision: a branch or commit
 * @commit: id of a commit
 * @contains: (out): whether @commit is @revision's tip or in its history; %FALSE where nothing is known of @commit
 * @error: %CW_ERROR_NOT_FOUND for @revision, %CW_ERROR_INVALID_DATA, …
 *
 * Returns: %TRUE when @contains was set
 */
gboolean
cw_git_service_contains (CwGitService *self,
                         const char   *url,
                         const char   *revision,
                         const char   *commit,
                         gboolean     *contains,
                         GError      **error)
{
  g_autoptr (git_repository) repository = NULL;
  g_autoptr (git_commit) tip = NULL;
  g_autoptr (git_commit) wanted = NULL;
  int rc;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL, FALSE);
  g_return_val_if_fail (revision != NULL && commit != NULL && contains != NULL, FALSE);

  repository = cw_git_service_open (self, url, error);
  if (repository == NULL || !cw_git_resolve (repository, revision, &tip, error))
    return FALSE;
  *contains = FALSE;
  if (!cw_git_resolve (repository, commit, &wanted, NULL))
    return TRUE;
  *contains = git_oid_equal (git_commit_id (tip), git_commit_id (wanted));
  if (*contains)
    return TRUE;
  rc = git_graph_descendant_of (repository, git_commit_id (tip), git_commit_id (wanted));
  if (rc < 0)
    {
      cw_git_set_error (error, rc, _ ("Reading the history of %s"), git_repository_path (repository));
      return FALSE;
    }
  *contains = rc > 0;
  return TRUE;
}
