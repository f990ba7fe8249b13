/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-snapshot.h"
#include "cw-test.h"

static void
test_globs (void)
{
  static const struct
  {
    const char *glob;
    const char *path;
    gboolean matches;
  } cases[] = {
    { "summit/setup.env", "summit/setup.env", TRUE },
    { "summit/setup.env", "summit/setup.environment", FALSE },
    { "*/*/values-summit*.yaml", "apps/atdome/values-summit.yaml", TRUE },
    { "*/*/values-summit*.yaml", "apps/atdome/values-summit-sim.yaml", TRUE },
    { "*/*/values-summit*.yaml", "apps/values-summit.yaml", FALSE },
    { "*/*/values-summit*.yaml", "apps/a/b/values-summit.yaml", FALSE },
    { "summit/**", "summit/a/b.yaml", TRUE },
    { "summit/**", "summit2/a", FALSE },
    { "**/values.yaml", "values.yaml", TRUE },
    { "**/values.yaml", "a/b/values.yaml", TRUE },
    { "**/values.yaml", "a/b/xvalues.yaml", FALSE },
    { "a/**/z", "a/z", TRUE },
    { "a/**/z", "a/b/c/z", TRUE },
    { "a?c", "abc", TRUE },
    { "a?c", "a/c", FALSE },
    { "", "", TRUE },
    { "*", "", TRUE },
    { "", "a", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s against %s", cases[i].glob, cases[i].path);
      g_assert_cmpint (cw_path_matches (cases[i].glob, cases[i].path), ==, cases[i].matches);
    }
}

static void
test_blob_id (void)
{
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) hello = g_bytes_new_static ("hello\n", 6);
  g_autofree char *empty_id = cw_blob_id (empty);
  g_autofree char *hello_id = cw_blob_id (hello);

  /* What `git hash-object` answers. */
  g_assert_cmpstr (empty_id, ==, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  g_assert_cmpstr (hello_id, ==, "ce013625030ba8dba906f756967f9e9ca394464a");
}

static void
test_paths_sorted (void)
{
  g_autoptr (CwSnapshot) snapshot = cw_snapshot_new ("phalanx", "main", "0000000000000000000000000000000000000000");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  const char *const *paths;
  guint n_paths = 0;

  cw_snapshot_add (snapshot, "b", 0100644, NULL, bytes);
  cw_snapshot_add (snapshot, "B", 0100755, NULL, bytes);
  cw_snapshot_add (snapshot, "a/z", 0100644, NULL, bytes);
  paths = cw_snapshot_get_paths (snapshot, &n_paths);
  g_assert_cmpuint (n_paths, ==, 3);
  g_assert_cmpstr (paths[0], ==, "B");
  g_assert_cmpstr (paths[1], ==, "a/z");
  g_assert_cmpstr (paths[2], ==, "b");
  g_assert_null (paths[3]);
  g_assert_cmpuint (cw_snapshot_get_mode (snapshot, "B"), ==, 0100755);
  g_assert_null (cw_snapshot_get_bytes (snapshot, "c"));
}

/* Files of the same commit that were read apart. */
static void
test_join (void)
{
  g_autoptr (CwSnapshot) first = cw_snapshot_new ("phalanx", "main", "0000000000000000000000000000000000000000");
  g_autoptr (CwSnapshot) more = cw_snapshot_new ("phalanx", "main", "0000000000000000000000000000000000000000");
  g_autoptr (CwSnapshot) joined = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);

  cw_snapshot_add (first, "a", 0100644, NULL, bytes);
  cw_snapshot_add (more, "b", 0100755, NULL, bytes);
  joined = cw_snapshot_join (first, more);
  g_assert_nonnull (cw_snapshot_get_bytes (joined, "a"));
  g_assert_cmpuint (cw_snapshot_get_mode (joined, "b"), ==, 0100755);
  g_assert_null (cw_snapshot_get_bytes (first, "b"));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/snapshot/globs", test_globs);
  g_test_add_func ("/snapshot/blob-id", test_blob_id);
  g_test_add_func ("/snapshot/paths-sorted", test_paths_sorted);
  g_test_add_func ("/snapshot/join", test_join);
  return g_test_run ();
}
