/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "config.h"

#include <ftw.h>
#include <gio/gio.h>
#include <git2.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include "cw-test.h"

#define MEMORY "/dev/shm"

/* (owned) the folder that stands for the person's home, and who made it: a child that a test forks leaves it alone */
static char *home;
static GPid owner;

static int
remove_entry (const char        *path,
              const struct stat *status,
              int                kind,
              struct FTW        *place)
{
  return remove (path);
}

static void
remove_home (void)
{
  if (getpid () == owner)
    cw_test_remove_directory (home);
  g_clear_pointer (&home, g_free);
}

/* Not %G_TEST_OPTION_ISOLATE_DIRS: it leaks a set of paths for each test, and to know these again in a leak report
 * costs the sanitizer the stack of every allocation. */
static void
make_home (void)
{
  static const char *const names[] = { "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR",
                                       "XDG_STATE_HOME" };

  home = g_dir_make_tmp ("cyclewright-test-XXXXXX", NULL);
  g_assert_nonnull (home);
  owner = getpid ();
  atexit (remove_home);
  g_setenv ("HOME", home, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (home, names[i], NULL);

      g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
      g_setenv (names[i], path, TRUE);
    }
}

/**
 * cw_test_use_memory:
 *
 * To be called before cw_test_init() by a test that makes very many journals: they are flushed as ever, but to memory.
 */
void
cw_test_use_memory (void)
{
  if (g_getenv ("TMPDIR") == NULL && access (MEMORY, W_OK) == 0)
    g_setenv ("TMPDIR", MEMORY, TRUE);
}

/**
 * cw_test_init:
 * @argc: main's
 * @argv: main's
 *
 * Starts GLib's test framework in a home of its own: no file of the person who runs the tests is read, not even by
 * libgit2, which looks for `~/.gitconfig` by itself.
 */
void
cw_test_init (int    *argc,
              char ***argv)
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  make_home ();
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (argc, argv, NULL);
  git_libgit2_init ();
  for (int level = GIT_CONFIG_LEVEL_PROGRAMDATA; level <= GIT_CONFIG_LEVEL_GLOBAL; level++)
    git_libgit2_opts (GIT_OPT_SET_SEARCH_PATH, level, "/nonexistent");
}

/**
 * cw_test_source:
 * @path: a path below the project's root
 *
 * Returns: (transfer full): its absolute path
 */
char *
cw_test_source (const char *path)
{
  const char *root = g_getenv ("G_TEST_SRCDIR");

  g_assert_nonnull (root);
  return g_build_filename (root, path, NULL);
}

/**
 * cw_test_shared:
 * @path: a path below the material that stands beside the project
 *
 * Returns: (transfer full) (nullable): its absolute path, or %NULL where it is absent (skip the test then)
 */
char *
cw_test_shared (const char *path)
{
  g_autofree char *root = cw_test_source ("../shared");
  g_autofree char *full = g_build_filename (root, path, NULL);

  if (!g_file_test (full, G_FILE_TEST_EXISTS))
    return NULL;
  return g_canonicalize_filename (full, NULL);
}

/**
 * cw_test_directory:
 *
 * Returns: (transfer full): a new empty folder of this test's own; it goes with the test's home
 */
char *
cw_test_directory (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *template = g_build_filename (g_get_user_cache_dir (), "case-XXXXXX", NULL);
  char *directory;

  directory = g_mkdtemp (g_steal_pointer (&template));
  g_assert_nonnull (directory);
  return directory;
}

/**
 * cw_test_remove_directory:
 * @path: a folder
 *
 * Removes it with all that is in it; for a test that makes more of them than should lie about until its end.
 */
void
cw_test_remove_directory (const char *path)
{
  nftw (path, remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
