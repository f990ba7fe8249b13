/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-git-private.h"

/* What a fetch works on; shared by the caller and the transfer's thread. */
typedef struct {
  char *path;
  char *url;
  char *server;  /* where @url really is, see cw_git_service_set_root() */
  GStrv branches;
  char *pull;  /* (nullable): "pull/12/head", which a server keeps beside the branches */
  gboolean damaged;  /* the thread's own: the cache can't be used */
} Fetch;

static void
fetch_clear (gpointer data)
{
  Fetch *self = data;

  g_free (self->path);
  g_free (self->url);
  g_free (self->server);
  g_strfreev (self->branches);
  g_free (self->pull);
}

static void
fetch_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, fetch_clear);
}

/* The branch's name when the server's reference is one that we keep, else NULL. */
static const char *
get_wanted (Fetch      *self,
            const char *reference)
{
  const char *name = reference + strlen ("refs/heads/");

  if (self->pull != NULL && g_str_has_prefix (reference, "refs/pull/")
      && g_str_equal (reference + strlen ("refs/"), self->pull))
    return reference + strlen ("refs/");
  if (!g_str_has_prefix (reference, "refs/heads/"))
    return NULL;
  if (g_str_has_prefix (name, CW_GIT_TICKETS) || g_strv_contains ((const char *const *) self->branches, name))
    return name;
  return NULL;
}

/* Removes what the server has no more, so that a name may also become a folder of names. */
static int
prune (Fetch          *self,
       git_repository *repository,
       GHashTable     *heads)
{
  g_autoptr (git_reference_iterator) iterator = NULL;
  git_reference *reference;
  int rc = git_reference_iterator_glob_new (&iterator, repository, CW_GIT_TRACKING "*");

  while (rc == 0 && (rc = git_reference_next (&reference, iterator)) == 0)
    {
      g_autoptr (git_reference) owned = reference;
      const char *branch = git_reference_name (reference) + strlen (CW_GIT_TRACKING);
      g_autofree char *name = g_strconcat ("refs/heads/", branch, NULL);

      if (get_wanted (self, name) != NULL && !g_hash_table_contains (heads, branch))
        rc = git_reference_delete (reference);
    }
  return rc == GIT_ITEROVER ? 0 : rc;
}

/* Moves one of our references; a tip that can't be read means that the cache is damaged. */
static int
set_tracking (Fetch          *self,
              git_repository *repository,
              const char     *branch,
              const git_oid  *oid)
{
  g_autofree char *name = g_strconcat (CW_GIT_TRACKING, branch, NULL);
  g_autoptr (git_commit) commit = NULL;
  g_autoptr (git_tree) tree = NULL;
  g_autoptr (git_reference) reference = NULL;
  git_oid present;
  int rc;

  rc = git_commit_lookup (&commit, repository, oid);
  if (rc == 0)
    rc = git_commit_tree (&tree, commit);
  if (rc < 0)
    {
      self->damaged = TRUE;
      return rc;
    }
  if (git_reference_name_to_id (&present, repository, name) == 0 && git_oid_equal (&present, oid))
    return 0;
  return git_reference_create (&reference, repository, name, oid, TRUE, NULL);
}

static gboolean
update_references (Fetch          *self,
                   CwGitTransfer  *transfer,
                   git_repository *repository,
                   GHashTable     *heads,
                   GError        **error)
{
  g_autoptr (CwGitLock) lock = NULL;
  GHashTableIter iter;
  gpointer branch;
  gpointer oid;
  int rc;

  if (!cw_git_transfer_enter (transfer, error))
    return FALSE;
  lock = cw_git_cache_lock (self->path, error);
  if (lock == NULL)
    return FALSE;
  cw_git_cache_sweep_locks (self->path);

  rc = prune (self, repository, heads);
  g_hash_table_iter_init (&iter, heads);
  while (rc == 0 && g_hash_table_iter_next (&iter, &branch, &oid))
    rc = set_tracking (self, repository, branch, oid);
  if (rc < 0)
    {
      self->damaged = self->damaged || cw_git_error_is_damage (rc);
      cw_git_transfer_set_error (transfer, error, rc, _ ("Keeping the branches of"));
    }
  return rc == 0;
}

/* (nullable): where the wanted pull request is; the remote owns the id */
static const git_oid *
find_pull (Fetch                  *self,
           const git_remote_head **all,
           size_t                  n)
{
  for (size_t i = 0; self->pull != NULL && i < n; i++)
    if (g_str_has_prefix (all[i]->name, "refs/pull/") && g_strcmp0 (get_wanted (self, all[i]->name), self->pull) == 0)
      return &all[i]->oid;
  return NULL;
}

/* branch → git_oid of the server's branches that we keep; a pull request's own branch, which is the one at the same
 * commit, may have any name. */
static GHashTable *
list_heads (Fetch      *self,
            git_remote *remote,
            int        *rc)
{
  g_autoptr (GHashTable) heads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const git_remote_head **all = NULL;
  const git_oid *pull;
  size_t n = 0;

  *rc = git_remote_ls (&all, &n, remote);
  pull = *rc == 0 ? find_pull (self, all, n) : NULL;
  for (size_t i = 0; *rc == 0 && i < n; i++)
    {
      const char *branch = get_wanted (self, all[i]->name);

      if (branch == NULL && pull != NULL && g_str_has_prefix (all[i]->name, "refs/heads/")
          && git_oid_equal (&all[i]->oid, pull))
        branch = all[i]->name + strlen ("refs/heads/");
      if (branch != NULL)
        g_hash_table_insert (heads, g_strdup (branch), g_memdup2 (&all[i]->oid, sizeof all[i]->oid));
    }
  return g_steal_pointer (&heads);
}

static int
download (Fetch         *self,
          CwGitTransfer *transfer,
          git_remote    *remote,
          GHashTable    *heads)
{
  git_fetch_options options = GIT_FETCH_OPTIONS_INIT;
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func (g_free);
  git_strarray list;
  GHashTableIter iter;
  gpointer branch;

  g_hash_table_iter_init (&iter, heads);
  while (g_hash_table_iter_next (&iter, &branch, NULL))
    g_ptr_array_add (specs, g_strdup_printf ("+refs/%s%s:" CW_GIT_TRACKING "%s",
                                             g_strcmp0 (branch, self->pull) == 0 ? "" : "heads/", (char *) branch,
                                             (char *) branch));
  if (specs->len == 0)
    return 0;

  cw_git_transfer_init_callbacks (transfer, &options.callbacks);
  options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
  list.strings = (char **) specs->pdata;
  list.count = specs->len;
  return git_remote_download (remote, &list, &options);
}

static gboolean
fetch_once (Fetch         *self,
            CwGitTransfer *transfer,
            GError       **error)
{
  git_remote_connect_options options = GIT_REMOTE_CONNECT_OPTIONS_INIT;
  g_autoptr (git_repository) repository = cw_git_cache_open (self->path, self->url, TRUE, error);
  g_autoptr (git_remote) remote = NULL;
  g_autoptr (GHashTable) heads = NULL;
  int rc;

  if (repository == NULL)
    return FALSE;
  cw_git_transfer_init_callbacks (transfer, &options.callbacks);

  rc = cw_git_create_remote (repository, self->server, &remote);
  if (rc == 0)
    rc = git_remote_connect_ext (remote, GIT_DIRECTION_FETCH, &options);
  if (rc == 0)
    heads = list_heads (self, remote, &rc);
  if (rc == 0)
    rc = download (self, transfer, remote, heads);
  if (rc < 0)
    {
      self->damaged = cw_git_error_is_damage (rc);
      cw_git_transfer_set_error (transfer, error, rc, _ ("Fetching"));
      return FALSE;
    }
  return update_references (self, transfer, repository, heads, error);
}

static gboolean
fetch_in_thread (CwGitTransfer *transfer,
                 gpointer       data,
                 GError       **error)
{
  Fetch *self = data;
  g_autoptr (GError) local = NULL;

  if (fetch_once (self, transfer, &local))
    return TRUE;
  /* Nothing in a cache is ours alone: a damaged one is put aside and everything is fetched again, once. */
  if (self->damaged && cw_git_transfer_enter (transfer, NULL))
    {
      g_autoptr (CwGitLock) lock = cw_git_cache_lock (self->path, error);

      if (lock == NULL || !cw_git_cache_put_aside (self->path, error))
        return FALSE;
      g_clear_pointer (&lock, cw_git_lock_free);
      cw_git_transfer_leave (transfer);
      self->damaged = FALSE;
      return fetch_once (self, transfer, error);
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
check_names (const char *const *branches,
             GError           **error)
{
  for (guint i = 0; branches[i] != NULL; i++)
    {
      g_autofree char *name = g_strconcat ("refs/heads/", branches[i], NULL);
      int valid = 0;

      if (git_reference_name_is_valid (&valid, name) < 0 || !valid)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” is not the name of a branch"), branches[i]);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
fetch (CwGitService      *self,
       const char        *url,
       const char *const *branches,
       const char        *pull,
       CwGitProgressFunc  progress,
       gpointer           progress_data,
       GCancellable      *cancellable,
       GError           **error)
{
  Fetch *job;

  cw_git_init ();
  if (!check_names (branches, error))
    return FALSE;
  job = g_atomic_rc_box_new0 (Fetch);
  job->path = cw_git_cache_get_path (cw_git_service_get_cache_folder (self), url);
  job->url = g_strdup (url);
  job->server = cw_git_service_locate (self, url);
  job->branches = g_strdupv ((char **) branches);
  job->pull = g_strdup (pull);
  return cw_git_transfer_run (self, job->server, fetch_in_thread, job, fetch_unref, progress, progress_data,
                              cancellable, error);
}

/**
 * cw_git_service_fetch_branches:
 * @self: a service
 * @url: address of a repository (https, ssh, http, file)
 * @branches: (array zero-terminated=1): branches to fetch besides `tickets/…`; absent ones are no error
 * @cancellable: stops it at once
 * @error: %CW_ERROR_OFFLINE, %CW_ERROR_TIMED_OUT, %CW_ERROR_AUTH_REQUIRED, %CW_ERROR_FORBIDDEN, %CW_ERROR_NOT_FOUND for
 *   a missing repository, %CW_ERROR_STORAGE, …
 *
 * Brings the cache of @url up to date: @branches and every `tickets/…` branch as the server has them, no tags. Branches
 * that are gone there are gone here afterwards.
 */
gboolean
cw_git_service_fetch_branches (CwGitService      *self,
                               const char        *url,
                               const char *const *branches,
                               GCancellable      *cancellable,
                               GError           **error)
{
  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL && branches != NULL, FALSE);

  return fetch (self, url, branches, NULL, NULL, NULL, cancellable, error);
}

/**
 * cw_git_service_fetch:
 * @self: a service
 * @url: address of a repository (https, ssh, http, file)
 * @branch: a branch that must be there; `tickets/…` comes along
 * @progress: (nullable): told how far it is, in this thread
 * @progress_data: for @progress
 * @cancellable: stops it at once
 * @error: as for cw_git_service_fetch_branches(), and %CW_ERROR_NOT_FOUND for a missing branch
 *
 * Brings the cache of @url up to date for work on @branch.
 */
gboolean
cw_git_service_fetch (CwGitService     *self,
                      const char       *url,
                      const char       *branch,
                      CwGitProgressFunc progress,
                      gpointer          progress_data,
                      GCancellable     *cancellable,
                      GError          **error)
{
  const char *branches[] = { branch, NULL };
  g_autofree char *tip = NULL;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL && branch != NULL, FALSE);

  if (!fetch (self, url, branches, NULL, progress, progress_data, cancellable, error))
    return FALSE;
  tip = cw_git_service_get_tip (self, url, branch, error);
  return tip != NULL;
}

/**
 * cw_git_service_fetch_pull:
 * @self: a service
 * @url: address of a repository (https, ssh, http, file)
 * @number: a pull request's number
 * @branch: a branch that must be there; `tickets/…` comes along
 * @cancellable: stops it at once
 * @error: as for cw_git_service_fetch(), and %CW_ERROR_NOT_FOUND where there is no such pull request
 *
 * Brings the cache of @url up to date, with the head of a pull request, which git alone has: no account is needed where
 * the repository is public.
 *
 * Returns: (transfer full) (nullable): the commit that the pull request's head is at
 */
char *
cw_git_service_fetch_pull (CwGitService  *self,
                           const char    *url,
                           guint          number,
                           const char    *branch,
                           GCancellable  *cancellable,
                           GError       **error)
{
  const char *branches[] = { branch, NULL };
  g_autofree char *name = g_strdup_printf ("pull/%u/head", number);
  char *tip;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL && branch != NULL, NULL);

  if (!fetch (self, url, branches, name, NULL, NULL, cancellable, error))
    return NULL;
  tip = cw_git_service_get_tip (self, url, name, NULL);
  if (tip == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("%s has no pull request %u"), url, number);
  return tip;
}
