/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <git2.h>
#include <locale.h>

#include "cw-test.h"

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
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (argc, argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
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

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_cache_dir (), 0700), ==, 0);
  directory = g_mkdtemp (g_steal_pointer (&template));
  g_assert_nonnull (directory);
  return directory;
}
