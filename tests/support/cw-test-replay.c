/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "cw-test-replay.h"
#include "cw-test.h"

/**
 * cw_test_replay_is_own:
 *
 * Returns: whether the upgrades are those that stand beside the project, whose counts are known, and not others that
 *   %CW_TEST_REPLAY names
 */
gboolean
cw_test_replay_is_own (void)
{
  return g_getenv ("CW_TEST_REPLAY") == NULL;
}

/**
 * cw_test_replay_unpack:
 *
 * Unpacks the real upgrades that stand beside the project into this test's own folder; or takes the folder of other
 * upgrades, of the same form, that %CW_TEST_REPLAY names.
 *
 * Returns: (transfer full) (nullable): the folder of the cases, or %NULL where they are absent (skip the test then)
 */
char *
cw_test_replay_unpack (void)
{
  g_autofree char *archive = cw_test_shared ("replay/replay-dev.tar.xz"), *directory = NULL;
  const char *other = g_getenv ("CW_TEST_REPLAY");
  g_autoptr (GSubprocess) tar = NULL;
  g_autoptr (GError) error = NULL;

  if (other != NULL)
    return g_strdup (other);
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

static void
free_case (gpointer data)
{
  CwTestCase *record = data;

  g_free (record->directory);
  g_object_unref (record->parser);
  g_free (record);
}

static int
compare_cases (gconstpointer a,
               gconstpointer b)
{
  const CwTestCase *left = *(const CwTestCase *const *) a, *right = *(const CwTestCase *const *) b;
  int order = g_strcmp0 (json_object_get_string_member (left->object, "commit_date"),
                         json_object_get_string_member (right->object, "commit_date"));

  return order != 0 ? order : g_strcmp0 (left->directory, right->directory);
}

/**
 * cw_test_replay_cases:
 * @directory: the folder of the cases
 *
 * Returns: (transfer full) (element-type CwTestCase): all of them, by date
 */
GPtrArray *
cw_test_replay_cases (const char *directory)
{
  GPtrArray *cases = g_ptr_array_new_with_free_func (free_case);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (directory, 0, &error);
  const char *name = NULL;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, "case.json", NULL);
      CwTestCase *record = NULL;

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      record = g_new0 (CwTestCase, 1);
      record->directory = g_build_filename (directory, name, NULL);
      record->parser = json_parser_new ();
      g_assert_true (json_parser_load_from_file (record->parser, path, NULL));
      record->object = json_node_get_object (json_parser_get_root (record->parser));
      g_ptr_array_add (cases, record);
    }
  g_ptr_array_sort (cases, compare_cases);
  return cases;
}

static void
add_file (const char *path,
          const char *full,
          gpointer    user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *data = NULL;
  gsize size = 0;

  g_file_get_contents (full, &data, &size, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (data, size);
  cw_snapshot_add (user_data, path, 0100644, NULL, bytes);
}

/**
 * cw_test_case_read:
 * @self: a case
 * @tree: "before" or "after"
 *
 * Returns: (transfer full): the site's files of that time, with what is known of other sites'
 */
CwSnapshot *
cw_test_case_read (const CwTestCase *self,
                   const char       *tree)
{
  const char *const folders[] = { tree, "context" };
  CwSnapshot *snapshot = cw_snapshot_new (json_object_get_string_member (self->object, "repo"), "main",
                                          "0000000000000000000000000000000000000000");

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_build_filename (self->directory, folders[i], NULL);

      if (g_file_test (folder, G_FILE_TEST_IS_DIR))
        cw_test_foreach_file (folder, add_file, snapshot);
    }
  return snapshot;
}

static gboolean
file_has_line (const char *full,
               const char *line)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (full, &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  return g_strv_contains ((const char *const *) lines, line);
}

/**
 * cw_test_case_has_line:
 * @self: a case
 * @tree: "before" or "after"
 * @path: a file
 * @line: a line without its end
 *
 * Returns: whether the file has that line
 */
gboolean
cw_test_case_has_line (const CwTestCase *self,
                       const char       *tree,
                       const char       *path,
                       const char       *line)
{
  g_autofree char *full = g_build_filename (self->directory, tree, path, NULL);

  return file_has_line (full, line);
}

typedef struct
{
  const char *line;
  gboolean    found;
} LineSearch;

static void
look_for_line (const char *path,
               const char *full,
               gpointer    user_data)
{
  LineSearch *search = user_data;

  search->found |= file_has_line (full, search->line);
}

/**
 * cw_test_case_knows_line:
 * @self: a case
 * @line: a line without its end
 *
 * Returns: whether another site's file has that line
 */
gboolean
cw_test_case_knows_line (const CwTestCase *self,
                         const char       *line)
{
  g_autofree char *folder = g_build_filename (self->directory, "context", NULL);
  LineSearch search = { line, FALSE };

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    cw_test_foreach_file (folder, look_for_line, &search);
  return search.found;
}
