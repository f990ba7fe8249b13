/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-content"

#include "config.h"

#include <errno.h>
#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "cw-error.h"
#include "cw-json.h"

#include "cw-rehearsal-content-history.h"
#include "cw-rehearsal-content.h"
#include "cw-rehearsal-git.h"
#include "cw-rehearsal-json.h"
#include "cw-rehearsal-world.h"

/* Where the descriptions of the repositories' content are, below the rehearsal's data. */
#define CONTENT "content"

/* What is under construction; a name that no repository has. */
#define UNFINISHED ".new-"

static gboolean
refuse_git (const char  *what,
            GError     **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("Making “%s” for the rehearsal: %s"), what,
               git_error_last () != NULL ? git_error_last ()->message : "?");
  return FALSE;
}

static gboolean
refuse_system (const char  *what,
               GError     **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("Making “%s” for the rehearsal: %s"), what,
               g_strerror (errno));
  return FALSE;
}

/* Symbolic links are removed, never followed. */
static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      if (g_file_test (inside, G_FILE_TEST_IS_DIR) && !g_file_test (inside, G_FILE_TEST_IS_SYMLINK))
        remove_folder (inside);
      else
        g_unlink (inside);
    }
  g_rmdir (path);
}

/* What an earlier start left behind that was ended in the middle. */
static void
remove_unfinished (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_prefix (name, UNFINISHED))
      {
        g_autofree char *inside = g_build_filename (path, name, NULL);

        remove_folder (inside);
      }
}

static gboolean
configure (git_repository *repository,
           const char     *branch)
{
  g_autofree char *head = g_strconcat ("refs/heads/", branch, NULL);
  git_config *config = NULL;
  gboolean configured;

  configured = git_repository_set_head (repository, head) == 0 && git_repository_config (&config, repository) == 0
               && git_config_set_bool (config, "http.receivepack", TRUE) == 0;
  git_config_free (config);
  return configured;
}

/* From here on the repository's objects are in memory, and only there: a file for each of a thousand, or a look at the
 * disk before each, would take seconds. */
static git_odb_backend *
keep_in_memory (git_repository *repository)
{
  git_odb *objects = NULL;
  git_odb_backend *memory = NULL;

  if (git_odb_new (&objects) != 0)
    return NULL;
  if (git_mempack_new (&memory) == 0 && git_odb_add_backend (objects, memory, 1) != 0)
    {
      memory->free (memory);
      memory = NULL;
    }
  if (memory != NULL && git_repository_set_odb (repository, objects) != 0)
    memory = NULL;
  git_odb_free (objects);
  return memory;
}

static gboolean
write_pack (git_repository  *repository,
            const char      *folder,
            git_odb_backend *memory)
{
  g_autofree char *packs = g_build_filename (folder, "objects", "pack", NULL);
  git_buf pack = { NULL };
  git_indexer *indexer = NULL;
  git_indexer_progress progress = { 0 };
  gboolean written;

  written = git_mempack_dump (&pack, repository, memory) == 0
            && git_indexer_new (&indexer, packs, 0444, NULL, NULL) == 0
            && git_indexer_append (indexer, pack.ptr, pack.size, &progress) == 0
            && git_indexer_commit (indexer, &progress) == 0;
  git_indexer_free (indexer);
  git_buf_dispose (&pack);
  return written;
}

static gboolean
fill (const char  *folder,
      const char  *name,
      JsonObject  *world,
      GError     **error)
{
  g_autofree char *relative = g_build_filename (CONTENT, name, NULL);
  g_autofree char *content = cw_rehearsal_world_find (relative);
  g_autofree char *branch = NULL;
  git_repository *repository = NULL;
  git_odb_backend *memory = NULL;
  gboolean filled;

  if (git_repository_init (&repository, folder, TRUE) != 0)
    return refuse_git (name, error);
  memory = keep_in_memory (repository);
  if (memory == NULL)
    filled = refuse_git (name, error);
  else
    filled = cw_rehearsal_history_write (repository, content, world, &branch, error);
  if (filled && (!configure (repository, branch) || !write_pack (repository, folder, memory)))
    filled = refuse_git (name, error);
  git_repository_free (repository);
  return filled;
}

static gboolean
create_one (const char  *root,
            const char  *owner,
            const char  *name,
            JsonObject  *world,
            GError     **error)
{
  g_autofree char *parent = g_build_filename (root, owner, NULL);
  g_autofree char *file = g_strconcat (name, ".git", NULL);
  g_autofree char *path = g_build_filename (parent, file, NULL);
  g_autofree char *temporary = g_build_filename (parent, UNFINISHED "XXXXXX", NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (g_mkdir_with_parents (parent, 0755) != 0)
    return refuse_system (parent, error);
  remove_unfinished (parent);
  if (g_mkdtemp_full (temporary, 0755) == NULL)
    return refuse_system (temporary, error);
  if (!fill (temporary, name, world, error))
    {
      remove_folder (temporary);
      return FALSE;
    }
  if (g_rename (temporary, path) == 0)
    return TRUE;
  refuse_system (path, error);
  remove_folder (temporary);
  return FALSE;
}

/**
 * cw_rehearsal_content_create:
 * @root: the folder of the repositories; made where it is missing
 * @world: the world, whose `github.repositories` are made
 * @error: where to store a %CW_ERROR_INVALID_DATA or %CW_ERROR_STORAGE
 *
 * Makes each bare repository `OWNER/NAME.git` that isn't there yet, with made-up content: the same bytes and commit ids
 * each time. One that is there is left alone. A repository appears whole or not at all. Blocking.
 *
 * Returns: whether all are there
 */
gboolean
cw_rehearsal_content_create (const char  *root,
                             JsonObject  *world,
                             GError     **error)
{
  JsonArray *repositories;
  gboolean made = TRUE;

  g_return_val_if_fail (root != NULL, FALSE);
  g_return_val_if_fail (world != NULL, FALSE);

  cw_rehearsal_git_begin ();
  repositories = cw_rehearsal_world_list (world, "github", "repositories");
  for (guint i = 0; made && repositories != NULL && i < json_array_get_length (repositories); i++)
    {
      JsonObject *repository = cw_rehearsal_json_item (repositories, i);
      const char *owner = cw_json_get_string (repository, "owner", NULL);
      const char *name = cw_json_get_string (repository, "name", NULL);

      if (owner != NULL && name != NULL)
        made = create_one (root, owner, name, world, error);
    }
  git_libgit2_shutdown ();
  return made;
}
