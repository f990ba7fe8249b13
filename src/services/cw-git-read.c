/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-git-private.h"
#include "cw-worker.h"

#define MAX_DEPTH       64
#define MAX_FILE_BYTES  (8 * 1024 * 1024)
#define MAX_TOTAL_BYTES (256 * 1024 * 1024)
#define MAX_LINK_BYTES  4096

/* A pattern cut at its slashes. Below its first part with `**` any folder may hold a match. */
typedef struct {
  const char *text;  /* the caller's */
  GStrv parts;
  guint n_parts;
  guint wild;
} Glob;

typedef struct {
  git_repository *repository;
  git_odb *odb;
  CwSnapshot *snapshot;
  GCancellable *cancellable;
  gsize total;
  const git_oid *root; /* of the whole tree */
} Reader;

static void
glob_free (gpointer data)
{
  Glob *self = data;

  g_strfreev (self->parts);
  g_free (self);
}

static GPtrArray *
parse_globs (const char *const *globs)
{
  GPtrArray *parsed = g_ptr_array_new_with_free_func (glob_free);

  for (guint i = 0; globs[i] != NULL; i++)
    {
      Glob *glob = g_new0 (Glob, 1);

      glob->text = globs[i];
      glob->parts = g_strsplit (globs[i], "/", -1);
      glob->n_parts = g_strv_length (glob->parts);
      for (glob->wild = 0; glob->wild < glob->n_parts; glob->wild++)
        if (strstr (glob->parts[glob->wild], "**") != NULL)
          break;
      g_ptr_array_add (parsed, glob);
    }
  return parsed;
}

/* Which of the patterns that matched the folders above can match something in the folder @name, at @depth. */
static GPtrArray *
narrow (GPtrArray  *globs,
        guint       depth,
        const char *name)
{
  GPtrArray *rest = g_ptr_array_new ();

  for (guint i = 0; i < globs->len; i++)
    {
      Glob *glob = g_ptr_array_index (globs, i);

      if (depth >= glob->wild || (depth + 1 < glob->n_parts && cw_path_matches (glob->parts[depth], name)))
        g_ptr_array_add (rest, glob);
    }
  return rest;
}

/* Whether a file of that name may match: spares most files of a large tree their path. */
static gboolean
may_match (GPtrArray  *globs,
           guint       depth,
           const char *name)
{
  for (guint i = 0; i < globs->len; i++)
    {
      const Glob *glob = g_ptr_array_index (globs, i);
      const char *last = glob->n_parts > 0 ? glob->parts[glob->n_parts - 1] : "";

      if ((depth >= glob->wild || depth + 1 == glob->n_parts)
          && (strstr (last, "**") != NULL || cw_path_matches (last, name)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
matches (GPtrArray  *globs,
         const char *path)
{
  for (guint i = 0; i < globs->len; i++)
    {
      Glob *glob = g_ptr_array_index (globs, i);

      if (cw_path_matches (glob->text, path))
        return TRUE;
    }
  return FALSE;
}

/* A file that is too large to be one of the site's is skipped, and said to be. */
static gboolean
check_size (Reader        *self,
            const char    *path,
            const git_oid *id,
            gboolean      *skipped,
            GError       **error)
{
  git_object_t type;
  size_t size = 0;
  int rc = git_odb_read_header (&size, &type, self->odb, id);

  if (rc < 0)
    {
      cw_git_set_error (error, rc, _ ("Reading %s"), path);
      return FALSE;
    }
  if (size > MAX_FILE_BYTES)
    {
      g_autofree char *reason = g_strdup_printf (_ ("it has %zu bytes; files of more than %d are not read"), size,
                                                 MAX_FILE_BYTES);

      cw_snapshot_skip (self->snapshot, path, reason);
      *skipped = TRUE;
      return TRUE;
    }
  self->total += size;
  if (self->total > MAX_TOTAL_BYTES)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("The files up to %s have more than %d bytes. Check the procedure’s paths"), path,
                   MAX_TOTAL_BYTES);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_file (Reader               *self,
           const char           *path,
           const git_tree_entry *entry,
           GError              **error)
{
  g_autoptr (git_odb_object) object = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char blob[GIT_OID_HEXSZ + 1];
  gboolean skipped = FALSE;
  int rc;

  if (!g_utf8_validate (path, -1, NULL))
    {
      g_autofree char *shown = g_utf8_make_valid (path, -1);

      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("The name of the file %s is not UTF-8"), shown);
      return FALSE;
    }
  if (!check_size (self, path, git_tree_entry_id (entry), &skipped, error) || skipped)
    return skipped;
  rc = git_odb_read (&object, self->odb, git_tree_entry_id (entry));
  if (rc < 0)
    {
      cw_git_set_error (error, rc, _ ("Reading %s"), path);
      return FALSE;
    }
  bytes = g_bytes_new (git_odb_object_data (object), git_odb_object_size (object));
  cw_git_format_id (git_tree_entry_id (entry), blob);
  cw_snapshot_add (self->snapshot, path, git_tree_entry_filemode (entry), blob, bytes);
  return TRUE;
}

/* Whether a symbolic link in @folder leads to a folder, or to another link, of the same tree. */
static gboolean
leads_to_folder (Reader               *self,
                 const char           *folder,
                 const git_tree_entry *entry)
{
  g_autoptr (git_blob) blob = NULL;
  g_autoptr (git_tree) root = NULL;
  g_autoptr (git_tree_entry) target = NULL;
  g_autofree char *text = NULL, *base = NULL, *path = NULL;

  if (git_blob_lookup (&blob, self->repository, git_tree_entry_id (entry)) < 0
      || git_blob_rawsize (blob) > MAX_LINK_BYTES || git_tree_lookup (&root, self->repository, self->root) < 0)
    return FALSE;
  text = g_strndup (git_blob_rawcontent (blob), (gsize) git_blob_rawsize (blob));
  base = g_strconcat ("/", folder, NULL);
  path = g_canonicalize_filename (text, base);
  return !g_path_is_absolute (text) && path[1] != '\0' && git_tree_entry_bypath (&target, root, path + 1) == 0
         && git_tree_entry_filemode (target) != GIT_FILEMODE_BLOB
         && git_tree_entry_filemode (target) != GIT_FILEMODE_BLOB_EXECUTABLE;
}

/* What a symbolic link or a submodule stands for is not in this tree. @matched: whether a file was looked for there. */
static void
skip_entry (Reader               *self,
            const char           *folder,
            const char           *path,
            const git_tree_entry *entry,
            gboolean              matched)
{
  gboolean link = git_tree_entry_filemode (entry) == GIT_FILEMODE_LINK;
  g_autofree char *whole = g_strconcat (path, "/", NULL);

  if (!g_utf8_validate (path, -1, NULL))
    return;
  if (matched)
    cw_snapshot_skip (self->snapshot, path, link ? _ ("it is a symbolic link") : _ ("it is a submodule"));
  else if (!link || leads_to_folder (self, folder, entry))
    cw_snapshot_skip (self->snapshot, whole, link ? _ ("it is a symbolic link") : _ ("it is a submodule"));
}

static gboolean read_folder (Reader        *self,
                             const git_oid *id,
                             const char    *folder,
                             guint          depth,
                             GPtrArray     *globs,
                             GError       **error);

/* Only what is a regular file is read. */
static gboolean
read_entry (Reader               *self,
            const char           *folder,
            const git_tree_entry *entry,
            guint                 depth,
            GPtrArray            *globs,
            GError              **error)
{
  const char *name = git_tree_entry_name (entry);
  git_filemode_t mode = git_tree_entry_filemode (entry);
  gboolean file = mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
  g_autoptr (GPtrArray) rest = file ? NULL : narrow (globs, depth, name);
  g_autofree char *path = NULL;
  gboolean matched = FALSE;

  if (file ? !may_match (globs, depth, name) : rest->len == 0 && mode == GIT_FILEMODE_TREE)
    return TRUE;
  path = *folder != '\0' ? g_strconcat (folder, "/", name, NULL) : g_strdup (name);
  if (mode == GIT_FILEMODE_TREE)
    return read_folder (self, git_tree_entry_id (entry), path, depth + 1, rest, error);
  matched = matches (globs, path);
  if (file)
    return !matched || read_file (self, path, entry, error);
  if (matched || rest->len > 0)
    skip_entry (self, folder, path, entry, matched);
  return TRUE;
}

static gboolean
read_folder (Reader        *self,
             const git_oid *id,
             const char    *folder,
             guint          depth,
             GPtrArray     *globs,
             GError       **error)
{
  g_autoptr (git_tree) tree = NULL;
  int rc;

  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _ ("Cancelled"));
      return FALSE;
    }
  if (depth > MAX_DEPTH)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("%s is more than %d folders deep"), folder, MAX_DEPTH);
      return FALSE;
    }
  rc = git_tree_lookup (&tree, self->repository, id);
  if (rc < 0)
    {
      cw_git_set_error (error, rc, _ ("Reading the folder “%s”"), folder);
      return FALSE;
    }
  for (size_t i = 0; i < git_tree_entrycount (tree); i++)
    if (!read_entry (self, folder, git_tree_entry_byindex (tree, i), depth, globs, error))
      return FALSE;
  return TRUE;
}

/* The tip of a branch of the server; a reference to a commit that is not there means damage, not absence. */
static int
look_up_tracking (git_repository *repository,
                  const char     *name,
                  git_commit    **commit)
{
  git_oid id;
  int rc = git_reference_name_to_id (&id, repository, name);

  return rc < 0 ? rc : git_commit_lookup (commit, repository, &id);
}

static int
look_up_any (git_repository *repository,
             const char     *revision,
             git_commit    **commit)
{
  g_autoptr (git_object) object = NULL;
  int rc = git_revparse_single (&object, repository, revision);

  return rc < 0 ? rc : git_object_peel ((git_object **) commit, object, GIT_OBJECT_COMMIT);
}

/* Finds the commit that a person calls @revision. In our caches a name is a branch of the server; elsewhere it is what
   git itself would take it for, and only then a branch of `origin`. */
gboolean
cw_git_resolve (git_repository *repository,
                const char     *revision,
                git_commit    **commit,
                GError        **error)
{
  g_autofree char *tracking = g_strconcat (CW_GIT_TRACKING, revision, NULL);
  g_autoptr (git_reference) reference = NULL;
  gboolean known;
  int rc = GIT_ENOTFOUND;

  known = git_reference_lookup (&reference, repository, tracking) == 0;
  if (!known || !git_repository_is_bare (repository))
    rc = look_up_any (repository, revision, commit);
  if (known && rc < 0)
    rc = look_up_tracking (repository, tracking, commit);
  if (rc < 0 && (known || rc != GIT_ENOTFOUND))
    cw_git_set_error (error, rc, _ ("Looking for “%s” in %s"), revision, git_repository_path (repository));
  else if (rc < 0)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no branch, tag or commit “%s” in %s"), revision,
                 git_repository_path (repository));
  return rc == 0;
}

static CwSnapshot *
read_snapshot (git_repository    *repository,
               const char        *revision,
               const char        *repository_id,
               const char *const *globs,
               GCancellable      *cancellable,
               GError           **error)
{
  g_autoptr (git_commit) commit = NULL;
  g_autoptr (git_odb) odb = NULL;
  g_autoptr (GPtrArray) parsed = parse_globs (globs);
  g_autoptr (CwSnapshot) snapshot = NULL;
  Reader reader = { .repository = repository, .cancellable = cancellable };
  char id[GIT_OID_HEXSZ + 1];
  int rc;

  if (!cw_git_resolve (repository, revision, &commit, error))
    return NULL;
  rc = git_repository_odb (&odb, repository);
  if (rc < 0)
    {
      cw_git_set_error (error, rc, _ ("Reading %s"), git_repository_path (repository));
      return NULL;
    }
  cw_git_format_id (git_commit_id (commit), id);
  snapshot = cw_snapshot_new (repository_id, revision, id);
  reader.odb = odb;
  reader.snapshot = snapshot;
  reader.root = git_commit_tree_id (commit);
  if (!read_folder (&reader, git_commit_tree_id (commit), "", 0, parsed, error))
    return NULL;
  return g_steal_pointer (&snapshot);
}

git_repository *
cw_git_open_folder (const char  *path,
                    GError     **error)
{
  git_repository *repository = NULL;
  int rc;

  cw_assert_in_worker ();
  cw_git_init ();
  rc = git_repository_open_ext (&repository, path, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL);
  if (rc < 0)
    cw_git_set_error (error, rc, _ ("Opening the repository %s"), path);
  return repository;
}

/**
 * cw_git_read_snapshot:
 * @path: a git directory or a work tree of this machine
 * @revision: a branch (also one of `origin`), tag or commit
 * @repository_id: the repository's name in the procedure
 * @globs: (array zero-terminated=1): patterns of the paths wanted, see cw_path_matches()
 * @cancellable: checked at each folder
 * @error: %CW_ERROR_NOT_FOUND; %CW_ERROR_VALIDATION for too many bytes; %CW_ERROR_INVALID_DATA for a damaged
 *   repository, …
 *
 * Reads files as they are at a commit, straight from the object database, no work tree needed. Folders in which no
 * pattern can match are not looked into; symbolic links, submodules and files that are too large are left out, and
 * named.
 *
 * Returns: (transfer full): the files
 */
CwSnapshot *
cw_git_read_snapshot (const char        *path,
                      const char        *revision,
                      const char        *repository_id,
                      const char *const *globs,
                      GCancellable      *cancellable,
                      GError           **error)
{
  g_autoptr (git_repository) repository = NULL;

  g_return_val_if_fail (path != NULL && revision != NULL && repository_id != NULL && globs != NULL, NULL);

  repository = cw_git_open_folder (path, error);
  return repository != NULL ? read_snapshot (repository, revision, repository_id, globs, cancellable, error) : NULL;
}

/**
 * cw_git_service_snapshot:
 * @self: a service
 * @url: address of a repository that was fetched, or the path of a git directory of this machine
 * @revision: a branch or a commit
 * @repository_id: the repository's name in the procedure
 * @globs: (array zero-terminated=1): patterns of the paths wanted
 * @cancellable: checked at each folder
 * @error: as for cw_git_read_snapshot(); %CW_ERROR_NOT_FOUND when @url was not fetched yet
 *
 * Reads files as cw_git_read_snapshot() does, from what was fetched last. A cache that turns out to be damaged is put
 * aside: the error says to fetch again.
 *
 * Returns: (transfer full): the files
 */
CwSnapshot *
cw_git_service_snapshot (CwGitService      *self,
                         const char        *url,
                         const char        *revision,
                         const char        *repository_id,
                         const char *const *globs,
                         GCancellable      *cancellable,
                         GError           **error)
{
  g_autoptr (git_repository) repository = NULL;
  g_autoptr (GError) local = NULL;
  CwSnapshot *snapshot;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL, NULL);
  g_return_val_if_fail (revision != NULL && repository_id != NULL && globs != NULL, NULL);

  if (g_path_is_absolute (url))
    return cw_git_read_snapshot (url, revision, repository_id, globs, cancellable, error);
  repository = cw_git_service_open (self, url, error);
  if (repository == NULL)
    return NULL;
  snapshot = read_snapshot (repository, revision, repository_id, globs, cancellable, &local);
  if (snapshot == NULL)
    cw_git_service_take_error (self, url, error, g_steal_pointer (&local));
  return snapshot;
}

/**
 * cw_git_service_read_blob:
 * @self: a service
 * @url: address of a repository that was fetched
 * @blob: id of a file's content
 * @error: %CW_ERROR_NOT_FOUND when no commit that was fetched has it
 *
 * Returns: (transfer full): the content
 */
GBytes *
cw_git_service_read_blob (CwGitService *self,
                          const char   *url,
                          const char   *blob,
                          GError      **error)
{
  g_autoptr (git_repository) repository = NULL;
  g_autoptr (git_blob) found = NULL;
  git_oid id;
  int rc;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL && blob != NULL, NULL);

  repository = cw_git_service_open (self, url, error);
  if (repository == NULL)
    return NULL;
  rc = git_oid_fromstr (&id, blob);
  if (rc == 0)
    rc = git_blob_lookup (&found, repository, &id);
  if (rc == 0)
    return g_bytes_new (git_blob_rawcontent (found), (gsize) git_blob_rawsize (found));
  cw_git_set_error (error, rc, _ ("Reading the content %.7s in %s"), blob, git_repository_path (repository));
  return NULL;
}
