/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-git-private.h"

typedef struct {
  char *path;
  guint mode;
  char *old_blob;  /* "" for a new file */
  char *new_blob;  /* "" for a deleted one */
  GBytes *bytes;   /* (nullable): what @new_blob names */
} File;

struct _CwGitChange
{
  char *parent;
  char *onto;   /* (nullable) */
  char *own;
  char *base;
  const char *trailer;
  gboolean earlier;
  CwGitMergedFunc check;
  char *author;
  char *email;
  char *message;
  gint64 date;
  GPtrArray *files;
};

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->path);
  g_free (file->old_blob);
  g_free (file->new_blob);
  g_clear_pointer (&file->bytes, g_bytes_unref);
  g_free (file);
}

/**
 * cw_git_change_new:
 * @parent: the commit that it is put on, 40 hex digits
 * @author: name of author and committer
 * @email: their address
 * @message: the whole message, with a trailer; %CW_GIT_TREE_TRAILER joins it
 * @date: when, seconds of the epoch
 *
 * Returns: (transfer full): a change of no file yet
 */
CwGitChange *
cw_git_change_new (const char *parent,
                   const char *author,
                   const char *email,
                   const char *message,
                   gint64      date)
{
  CwGitChange *self;

  g_return_val_if_fail (parent != NULL && author != NULL && email != NULL && message != NULL, NULL);

  self = g_new0 (CwGitChange, 1);
  self->parent = g_strdup (parent);
  self->author = g_strdup (author);
  self->email = g_strdup (email);
  self->message = g_strdup (message);
  self->date = date;
  self->files = g_ptr_array_new_with_free_func (file_free);
  return self;
}

/**
 * cw_git_change_add_file:
 * @self: a change
 * @path: path in the repository
 * @mode: mode of the file, the same before and after: 0100644 or 0100755
 * @old_blob: id of what the parent must have there, "" for nothing
 * @new_blob: id of what is to be there, "" for nothing
 * @bytes: (nullable): the content of @new_blob; %NULL when it is "", or unchanged
 */
void
cw_git_change_add_file (CwGitChange *self,
                        const char  *path,
                        guint        mode,
                        const char  *old_blob,
                        const char  *new_blob,
                        GBytes      *bytes)
{
  File *file;

  g_return_if_fail (self != NULL && path != NULL && old_blob != NULL && new_blob != NULL);

  file = g_new0 (File, 1);
  file->path = g_strdup (path);
  file->mode = mode;
  file->old_blob = g_strdup (old_blob);
  file->new_blob = g_strdup (new_blob);
  file->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  g_ptr_array_add (self->files, file);
}

/**
 * cw_git_change_put_onto:
 * @self: a change
 * @top: what stands on the branch now, 40 hex digits
 * @own: our last commit there
 * @base: where the branch began
 * @trailer: (transfer none): name of the trailer that our commits of this change have, a constant
 * @earlier: whether the parent is what was there before our commits
 * @check: (nullable): asked about each file that is put together of what others wrote and the change
 *
 * Puts the commit on top of a branch that has earlier forms of the same change: it gets the change's files, and what
 * the earlier forms changed and this one doesn't is as it was; what others added stays. Where all of that is so
 * already, cw_git_service_commit() returns @top.
 */
void
cw_git_change_put_onto (CwGitChange     *self,
                        const char      *top,
                        const char      *own,
                        const char      *base,
                        const char      *trailer,
                        gboolean         earlier,
                        CwGitMergedFunc  check)
{
  g_return_if_fail (self != NULL && self->onto == NULL && top != NULL && own != NULL && base != NULL);

  self->onto = g_strdup (top);
  self->own = g_strdup (own);
  self->base = g_strdup (base);
  self->trailer = trailer;
  self->earlier = earlier;
  self->check = check;
}

void
cw_git_change_free (CwGitChange *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->parent);
  g_free (self->onto);
  g_free (self->own);
  g_free (self->base);
  g_free (self->author);
  g_free (self->email);
  g_free (self->message);
  g_ptr_array_unref (self->files);
  g_free (self);
}

/* libgit2 takes any name into a tree; these could harm whoever checks the commit out. */
static gboolean
check_path (const File *file,
            GError    **error)
{
  g_auto (GStrv) parts = g_strsplit (file->path, "/", -1);
  gboolean fine = file->mode == GIT_FILEMODE_BLOB || file->mode == GIT_FILEMODE_BLOB_EXECUTABLE;

  fine = fine && parts[0] != NULL;
  for (guint i = 0; parts[i] != NULL; i++)
    fine = fine && *parts[i] != '\0' && !g_str_equal (parts[i], ".") && !g_str_equal (parts[i], "..")
           && g_ascii_strcasecmp (parts[i], ".git") != 0;
  if (!fine)
    g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” (mode %o) is not a file that can be committed"),
                 file->path, file->mode);
  return fine;
}

/* What was reviewed was computed from these very bytes. */
static gboolean
check_old (git_tree   *tree,
           const File *file,
           GError    **error)
{
  g_autoptr (git_tree_entry) entry = NULL;
  char blob[GIT_OID_HEXSZ + 1] = "";
  guint mode = file->mode;
  int rc = git_tree_entry_bypath (&entry, tree, file->path);

  if (rc < 0 && rc != GIT_ENOTFOUND)
    {
      cw_git_set_error (error, rc, _ ("Reading %s"), file->path);
      return FALSE;
    }
  if (entry != NULL)
    {
      cw_git_format_id (git_tree_entry_id (entry), blob);
      mode = git_tree_entry_filemode (entry);
    }
  if (g_str_equal (blob, file->old_blob) && mode == file->mode)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
               _ ("%s is not what was reviewed: the reviewed change starts from blob %.7s (mode %o), the branch has "
                  "%.7s (mode %o). Nothing was sent; plan again"),
               file->path, *file->old_blob != '\0' ? file->old_blob : _ ("none"), file->mode,
               *blob != '\0' ? blob : _ ("none"), mode);
  return FALSE;
}

static gboolean
write_new (git_repository *repository,
           const File     *file,
           git_oid        *id,
           GError        **error)
{
  char blob[GIT_OID_HEXSZ + 1];
  gconstpointer data;
  gsize size;
  int rc;

  if (file->bytes == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("The new content of %s is missing; plan again"),
                   file->path);
      return FALSE;
    }
  data = g_bytes_get_data (file->bytes, &size);
  rc = git_blob_create_from_buffer (id, repository, data != NULL ? data : "", size);
  if (rc < 0)
    {
      cw_git_set_error (error, rc, _ ("Writing %s"), file->path);
      return FALSE;
    }
  cw_git_format_id (id, blob);
  if (g_str_equal (blob, file->new_blob))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
               _ ("The content of %s is not what was reviewed: blob %.7s instead of %.7s. Nothing was sent; plan "
                  "again"),
               file->path, blob, file->new_blob);
  return FALSE;
}

static gboolean
make_tree (git_repository    *repository,
           const CwGitChange *change,
           git_tree          *old,
           git_tree         **tree,
           GError           **error)
{
  g_autofree git_tree_update *updates = g_new0 (git_tree_update, change->files->len);
  git_oid id;
  int rc;

  for (guint i = 0; i < change->files->len; i++)
    {
      const File *file = g_ptr_array_index (change->files, i);

      if (!check_path (file, error) || !check_old (old, file, error))
        return FALSE;
      updates[i].path = file->path;
      updates[i].filemode = file->mode;
      updates[i].action = *file->new_blob != '\0' ? GIT_TREE_UPDATE_UPSERT : GIT_TREE_UPDATE_REMOVE;
      if (*file->new_blob != '\0' && !write_new (repository, file, &updates[i].id, error))
        return FALSE;
    }
  rc = git_tree_create_updated (&id, repository, old, change->files->len, updates);
  if (rc == 0)
    rc = git_tree_lookup (tree, repository, &id);
  if (rc < 0)
    {
      cw_git_set_error (error, rc, _ ("Making the commit’s tree in %s"), git_repository_path (repository));
      return FALSE;
    }
  if (change->onto == NULL && git_oid_equal (&id, git_tree_id (old)))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("The change changes nothing; plan again"));
      return FALSE;
    }
  return TRUE;
}

/* The reviewed message, and what it was made with. */
static char *
make_message (const CwGitChange *change,
              const git_tree    *tree)
{
  g_autofree char *stripped = g_strchomp (g_strdup (change->message));
  char id[GIT_OID_HEXSZ + 1];

  cw_git_format_id (git_tree_id (tree), id);
  return g_strdup_printf ("%s\n%s: %s\n", stripped, CW_GIT_TREE_TRAILER, id);
}

/* The committer's clock is this machine's, with its offset, as git would write it. */
static int
make_signature (const CwGitChange *change,
                git_signature    **signature)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (change->date);
  int offset = when != NULL ? (int) (g_date_time_get_utc_offset (when) / G_TIME_SPAN_MINUTE) : 0;

  return git_signature_new (signature, change->author, change->email, change->date, offset);
}

static git_tree *
put_onto (git_repository    *repository,
          const CwGitChange *change,
          git_commit        *top,
          git_tree          *old,
          git_tree          *tree,
          GError           **error)
{
  const CwGitCommit message = { .message = change->message };
  g_autofree char *value = cw_git_commit_get_trailer (&message, change->trailer);
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  const CwGitOnto onto = { top, change->own, change->base, change->trailer, value, change->earlier, wanted,
                           change->check };

  for (guint i = 0; i < change->files->len; i++)
    g_hash_table_add (wanted, ((File *) change->files->pdata[i])->path);
  return cw_git_onto_make_tree (&onto, repository, old, tree, error);
}

static CwGitCommit *
make_commit (git_repository    *repository,
             const CwGitChange *change,
             GError           **error)
{
  g_autoptr (git_commit) parent = NULL;
  g_autoptr (git_commit) onto = NULL;
  g_autoptr (git_tree) old = NULL;
  g_autoptr (git_tree) tree = NULL;
  g_autoptr (git_signature) signature = NULL;
  g_autofree char *message = NULL;
  const git_commit *parents[1];
  g_autoptr (git_commit) made = NULL;
  git_oid id;
  int rc;

  if (!cw_git_resolve (repository, change->parent, &parent, error))
    return NULL;
  rc = git_commit_tree (&old, parent);
  if (rc < 0)
    {
      cw_git_set_error (error, rc, _ ("Reading the commit %.7s"), change->parent);
      return NULL;
    }
  if (!make_tree (repository, change, old, &tree, error)
      || (change->onto != NULL && !cw_git_resolve (repository, change->onto, &onto, error)))
    return NULL;
  if (onto != NULL)
    {
      g_autoptr (git_tree) alone = g_steal_pointer (&tree);

      tree = put_onto (repository, change, onto, old, alone, error);
      if (tree == NULL)
        return NULL;
    }
  if (onto != NULL && git_oid_equal (git_commit_tree_id (onto), git_tree_id (tree)))
    return cw_git_describe_commit (onto);
  parents[0] = onto != NULL ? onto : parent;
  message = make_message (change, tree);
  rc = make_signature (change, &signature);
  if (rc == 0)
    rc = git_commit_create (&id, repository, NULL, signature, signature, NULL, message, tree, 1, parents);
  if (rc == 0)
    rc = git_commit_lookup (&made, repository, &id);
  if (rc < 0)
    {
      cw_git_set_error (error, rc, _ ("Making a commit by %s <%s>"), change->author, change->email);
      return NULL;
    }
  return cw_git_describe_commit (made);
}

/**
 * cw_git_service_commit:
 * @self: a service
 * @url: address of a repository that was fetched
 * @change: what to commit
 * @error: %CW_ERROR_CONFLICT when a file of the parent, or a new one, is not what was reviewed; %CW_ERROR_VALIDATION
 *   for a path, author or content that can't be committed; %CW_ERROR_NOT_FOUND when the parent is not known here, …
 *
 * Makes a commit in the cache. No reference points to it: until it is pushed, nobody sees it.
 *
 * Returns: (transfer full): the commit
 */
CwGitCommit *
cw_git_service_commit (CwGitService      *self,
                       const char        *url,
                       const CwGitChange *change,
                       GError           **error)
{
  g_autoptr (git_repository) repository = NULL;
  g_autoptr (GError) local = NULL;
  CwGitCommit *commit;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL && change != NULL, NULL);

  repository = cw_git_service_open (self, url, error);
  if (repository == NULL)
    return NULL;
  commit = make_commit (repository, change, &local);
  if (commit == NULL)
    cw_git_service_take_error (self, url, error, g_steal_pointer (&local));
  return commit;
}
