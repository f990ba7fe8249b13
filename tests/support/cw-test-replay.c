/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "cw-test-replay.h"
#include "cw-test.h"

/**
 * cw_test_replay_unpack:
 *
 * Unpacks the real upgrades that stand beside the project into this test's own folder.
 *
 * Returns: (transfer full) (nullable): the folder of the cases, or %NULL where they are absent (skip the test then)
 */
char *
cw_test_replay_unpack (void)
{
  g_autofree char *archive = cw_test_shared ("replay/replay-dev.tar.xz"), *directory = NULL;
  g_autoptr (GSubprocess) tar = NULL;
  g_autoptr (GError) error = NULL;

  if (archive == NULL)
    return NULL;
  directory = cw_test_directory ();
  tar = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "tar", "-xJf", archive, "-C", directory, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (tar, NULL, &error));
  g_assert_no_error (error);
  return g_build_filename (directory, "replay-dev", NULL);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static void
visit (const char    *directory,
       const char    *prefix,
       CwTestFileFunc function,
       gpointer       user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (directory, 0, &error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name = NULL;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *full = g_build_filename (directory, names->pdata[i], NULL);
      g_autofree char *path = g_build_filename (prefix, names->pdata[i], NULL);

      if (g_file_test (full, G_FILE_TEST_IS_DIR))
        visit (full, path, function, user_data);
      else
        function (path, full, user_data);
    }
}

/**
 * cw_test_foreach_file:
 * @directory: a folder
 * @function: called for each file below it, with its path below @directory and its full path
 * @user_data: for @function
 *
 * Visits files in the order of their names, those with a leading dot as well.
 */
void
cw_test_foreach_file (const char    *directory,
                      CwTestFileFunc function,
                      gpointer       user_data)
{
  visit (directory, "", function, user_data);
}
