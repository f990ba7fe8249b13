/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

/*
 * The bare repositories in which we keep what was fetched, one folder for each URL:
 *
 *   NAME.git      the cache; made under another name and renamed, so that a half-made one is never seen
 *   NAME.lock     held (flock) while references are written; the kernel frees it when its holder dies
 *   NAME.damaged  the last one that could not be read, for a look; the next damaged one takes its place
 */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "cw-error.h"
#include "cw-git-private.h"
#include "cw-worker.h"

#define LEFTOVER_SECONDS (24 * 60 * 60)
#define LOCK_TRIES       200
#define LOCK_PAUSE       (50 * 1000)

struct _CwGitLock
{
  int fd;
};

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_folder (child);
    }
  g_remove (path);
}

static gboolean
is_leftover (const char *path)
{
  GStatBuf info;

  return g_lstat (path, &info) == 0 && info.st_mtime < g_get_real_time () / G_USEC_PER_SEC - LEFTOVER_SECONDS;
}

/* Removes what a killed process left: names in @path that begin with one of @prefixes and are a day old. */
static void
sweep_leftovers (const char        *path,
                 const char *const *prefixes)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    for (guint i = 0; prefixes[i] != NULL; i++)
      {
        g_autofree char *child = g_build_filename (path, name, NULL);

        if (g_str_has_prefix (name, prefixes[i]) && is_leftover (child))
          remove_folder (child);
      }
}

static void
sweep_lock_files (const char *path,
                  guint       depth)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_str_has_suffix (name, ".lock"))
        g_unlink (child);
      else if (depth > 0 && g_file_test (child, G_FILE_TEST_IS_DIR))
        sweep_lock_files (child, depth - 1);
    }
}

/**
 * cw_git_cache_sweep_locks:
 * @path: a cache whose lock we hold
 *
 * Removes the lock files of references that a killed process left; nobody else can have made them.
 */
void
cw_git_cache_sweep_locks (const char *path)
{
  g_autofree char *refs = g_build_filename (path, "refs", NULL);

  sweep_lock_files (path, 0);
  sweep_lock_files (refs, 16);
}

static void
append_slug (GString    *slug,
             const char *text)
{
  for (; *text != '\0' && slug->len < 60; text++)
    {
      if (g_ascii_isalnum (*text) || *text == '_')
        g_string_append_c (slug, *text);
      else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
        g_string_append_c (slug, '-');
    }
}

/**
 * cw_git_cache_get_path:
 * @folder: where caches live
 * @url: address of a repository
 *
 * Returns: (transfer full): the folder of @url's cache: the end of its path for people, a hash of all of it for us
 */
char *
cw_git_cache_get_path (const char *folder,
                       const char *url)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, url, -1);
  g_autofree char *text = g_strdup (url);
  g_autofree char *name = NULL;
  g_autoptr (GString) slug = g_string_new (NULL);
  const char *start;

  if (g_str_has_suffix (text, ".git"))
    text[strlen (text) - 4] = '\0';
  start = strrchr (text, '/');
  while (start != NULL && start > text && start[-1] != '/' && start[-1] != ':')
    start--;
  append_slug (slug, start != NULL ? start : text);
  name = g_strdup_printf ("%s-%.12s.git", slug->str, hash);
  return g_build_filename (folder, name, NULL);
}

static char *
get_beside (const char *path,
            const char *suffix)
{
  g_assert (g_str_has_suffix (path, ".git"));

  return g_strdup_printf ("%.*s%s", (int) (strlen (path) - strlen (".git")), path, suffix);
}

/**
 * cw_git_cache_lock:
 * @path: a cache
 *
 * Takes the right to write @path's references. Whoever holds it does local work only, so that it is soon free.
 *
 * Returns: (transfer full): the lock, or %NULL with %CW_ERROR_BUSY or %CW_ERROR_STORAGE
 */
CwGitLock *
cw_git_cache_lock (const char *path,
                   GError    **error)
{
  g_autofree char *name = get_beside (path, ".lock");
  CwGitLock *lock;
  int fd = g_open (name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("Could not open %s: %s"), name, g_strerror (errno));
      return NULL;
    }
  for (guint i = 0; flock (fd, LOCK_EX | LOCK_NB) != 0; i++)
    {
      if (i == LOCK_TRIES)
        {
          close (fd);
          g_set_error (error, CW_ERROR, CW_ERROR_BUSY, _ ("Another process is writing to %s. Try again when it is "
                                                           "done"), path);
          return NULL;
        }
      g_usleep (LOCK_PAUSE);
    }
  lock = g_new0 (CwGitLock, 1);
  lock->fd = fd;
  return lock;
}

void
cw_git_lock_free (CwGitLock *lock)
{
  g_return_if_fail (lock != NULL);

  close (lock->fd);
  g_free (lock);
}

static gboolean
create_cache (const char *path,
              const char *url,
              GError    **error)
{
  git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
  g_autoptr (git_repository) repository = NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *temporary = g_build_filename (folder, ".new-XXXXXX", NULL);
  g_autofree char *shown = cw_git_show_url (url);
  int rc;

  if (g_mkdir_with_parents (folder, 0700) != 0 || g_mkdtemp (temporary) == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("Could not make a folder in %s: %s"), folder,
                   g_strerror (errno));
      return FALSE;
    }
  options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_NO_REINIT;
  options.description = shown;
  rc = git_repository_init_ext (&repository, temporary, &options);
  if (rc < 0)
    {
      cw_git_set_error (error, rc, _ ("Making %s"), path);
      remove_folder (temporary);
      return FALSE;
    }
  if (g_rename (temporary, path) != 0)
    {
      int saved = errno;

      remove_folder (temporary);
      /* Another process was faster; its cache is as good as ours. */
      if (saved != EEXIST && saved != ENOTEMPTY)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("Could not make %s: %s"), path, g_strerror (saved));
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * cw_git_cache_put_aside:
 * @path: a cache that can't be read
 *
 * Renames a damaged cache, so that the next fetch starts anew; the one put aside before it is removed.
 *
 * Returns: whether nothing is at @path any more
 */
gboolean
cw_git_cache_put_aside (const char *path,
                        GError    **error)
{
  g_autofree char *aside = get_beside (path, ".damaged");

  remove_folder (aside);
  if (g_rename (path, aside) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("Could not put the damaged %s aside: %s"), path,
               g_strerror (errno));
  return FALSE;
}

/**
 * cw_git_cache_open:
 * @path: where the cache is
 * @url: of which repository
 * @create: whether to make it where there is none, and to make it anew where there is a damaged one
 *
 * Returns: (transfer full): the repository, or %NULL; %CW_ERROR_NOT_FOUND when there is none and @create is %FALSE
 */
git_repository *
cw_git_cache_open (const char *path,
                   const char *url,
                   gboolean    create,
                   GError    **error)
{
  static const char *const new_folders[] = { ".new-", NULL };
  static const char *const new_packs[] = { "pack_git2_", "tmp_", NULL };
  g_autofree char *shown = cw_git_show_url (url);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *packs = g_build_filename (path, "objects", "pack", NULL);
  git_repository *repository = NULL;
  int rc;

  cw_assert_in_worker ();
  cw_git_init ();
  if (!create && !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("%s was not fetched yet"), shown);
      return NULL;
    }
  if (git_repository_open_bare (&repository, path) == 0)
    {
      if (create)
        sweep_leftovers (packs, new_packs);
      return repository;
    }
  if (create)
    {
      sweep_leftovers (folder, new_folders);
      if (g_file_test (path, G_FILE_TEST_EXISTS) && !cw_git_cache_put_aside (path, error))
        return NULL;
      if (!create_cache (path, url, error))
        return NULL;
    }
  rc = git_repository_open_bare (&repository, path);
  if (rc < 0)
    {
      cw_git_set_error (error, rc, _ ("The copy of %s in %s can’t be read; fetch again"), shown, path);
      return NULL;
    }
  return repository;
}
