/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-git-private.h"
#include "cw-worker.h"

/* Ten times what the largest of the real repositories has. */
#define MAX_ENTRIES 100000

typedef struct {
  GPtrArray *entries;
  GCancellable *cancellable;
  GError *error;
} Walk;

void
cw_git_entry_free (CwGitEntry *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->path);
  g_free (self);
}

static int
add_entry (const char           *folder,
           const git_tree_entry *found,
           void                 *data)
{
  Walk *walk = data;
  g_autofree char *path = g_strconcat (folder, git_tree_entry_name (found), NULL);
  CwGitEntry *entry;

  if (g_cancellable_is_cancelled (walk->cancellable))
    g_set_error_literal (&walk->error, CW_ERROR, CW_ERROR_CANCELLED, _ ("Cancelled"));
  else if (walk->entries->len >= MAX_ENTRIES)
    g_set_error (&walk->error, CW_ERROR, CW_ERROR_VALIDATION, _ ("The repository has more than %d files"), MAX_ENTRIES);
  if (walk->error != NULL)
    return -1;
  if (!g_utf8_validate (path, -1, NULL))
    return 0;
  entry = g_new0 (CwGitEntry, 1);
  entry->path = g_steal_pointer (&path);
  entry->mode = git_tree_entry_filemode (found);
  g_ptr_array_add (walk->entries, entry);
  return 0;
}

static GPtrArray *
list_entries (git_repository *repository,
              const char     *revision,
              GCancellable   *cancellable,
              GError        **error)
{
  g_autoptr (git_commit) commit = NULL;
  g_autoptr (git_tree) tree = NULL;
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_git_entry_free);
  Walk walk = { entries, cancellable, NULL };
  int rc;

  if (!cw_git_resolve (repository, revision, &commit, error))
    return NULL;
  rc = git_commit_tree (&tree, commit);
  if (rc == 0)
    rc = git_tree_walk (tree, GIT_TREEWALK_PRE, add_entry, &walk);
  if (walk.error != NULL)
    {
      g_propagate_error (error, walk.error);
      return NULL;
    }
  if (rc < 0)
    {
      cw_git_set_error (error, rc, _ ("Listing the files of %s"), revision);
      return NULL;
    }
  return g_steal_pointer (&entries);
}

/**
 * cw_git_service_list:
 * @self: a service
 * @url: address of a repository that was fetched
 * @revision: a branch or a commit
 * @cancellable: checked at each entry
 * @error: as for cw_git_service_snapshot(); %CW_ERROR_VALIDATION for more files than anybody can look through
 *
 * Lists all that the tree of a commit has: files, folders, symbolic links and submodules. Nothing is read.
 *
 * Returns: (transfer full) (element-type CwGitEntry): in git's order, a folder before what is in it
 */
GPtrArray *
cw_git_service_list (CwGitService  *self,
                     const char    *url,
                     const char    *revision,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autoptr (git_repository) repository = NULL;
  g_autoptr (GError) local = NULL;
  GPtrArray *entries;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL && revision != NULL, NULL);
  cw_assert_in_worker ();

  repository = cw_git_service_open (self, url, error);
  if (repository == NULL)
    return NULL;
  entries = list_entries (repository, revision, cancellable, &local);
  if (entries == NULL)
    cw_git_service_take_error (self, url, error, g_steal_pointer (&local));
  return entries;
}
