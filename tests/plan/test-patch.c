/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "cw-patch.h"
#include "cw-planner.h"
#include "cw-test.h"

static const struct
{
  const char *path;
  const char *before;
  const char *after;
} files[] = {
  { "apps/plain/values-summit.yaml", "image:\n  tag: c0029\n", "image:\n  tag: c0030\n" },
  { "apps/with space/values-summit.yaml", "a: é\r\nimage:\r\n  tag: 'c0029' # x\r\n",
    "a: é\r\nimage:\r\n  tag: 'c0030' # x\r\n" },
  { "apps/no-newline/values-summit.yaml", "x: 1\nimage: {tag: c0029}", "x: 1\nimage: {tag: c0030}" },
};

static CwPlan *
make_plan (const char *directory)
{
  g_autofree char *path = cw_test_source ("data/procedures/rubin-2023.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProcedure) procedure = cw_procedure_load (path, &error);
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  CwSnapshot *snapshot = cw_snapshot_new ("argocd-csc", "main", "0000000000000000000000000000000000000000");
  CwCycle target = { 'c', 30, CW_CYCLE_NO_REVISION };
  CwPlan *plan = NULL;

  g_assert_no_error (error);
  g_ptr_array_add (snapshots, snapshot);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (files[i].before, strlen (files[i].before));
      g_autofree char *full = g_build_filename (directory, files[i].path, NULL), *folder = g_path_get_dirname (full);

      cw_snapshot_add (snapshot, files[i].path, 0100644, NULL, bytes);
      g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
      g_assert_true (g_file_set_contents (full, files[i].before, -1, NULL));
    }
  plan = cw_planner_plan (procedure, "summit", &target, snapshots, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return plan;
}

static void
run_git (const char *directory,
         const char *verb,
         const char *option,
         const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) git = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "git", "-C", directory, verb, option,
                                                  file, NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (git, NULL, &error));
  g_assert_no_error (error);
}

static void
test_apply (void)
{
  g_autofree char *directory = cw_test_directory (), *patch = NULL, *file = NULL;
  g_autoptr (CwPlan) plan = make_plan (directory);
  g_autoptr (GError) error = NULL;

  patch = cw_change_set_to_patch (cw_plan_get_change_set (plan, "argocd-csc"), &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (patch, "diff --git a/apps/no-newline/values-summit.yaml "
                                          "b/apps/no-newline/values-summit.yaml\n"));
  file = g_build_filename (directory, "plan.patch", NULL);
  g_assert_true (g_file_set_contents (file, patch, -1, NULL));
  run_git (directory, "init", "--quiet", ".");
  run_git (directory, "apply", "--whitespace=nowarn", file);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *full = g_build_filename (directory, files[i].path, NULL), *text = NULL;

      g_assert_true (g_file_get_contents (full, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, files[i].after);
    }
}

static void
test_blobs (void)
{
  g_autofree char *directory = cw_test_directory ();
  g_autoptr (CwPlan) plan = make_plan (directory);
  const CwChangeSet *changes = cw_plan_get_change_set (plan, "argocd-csc");

  g_assert_cmpuint (changes->files->len, ==, 3);
  for (guint i = 0; i < changes->files->len; i++)
    {
      const CwFileChange *file = changes->files->pdata[i];
      g_autofree char *old_blob = cw_blob_id (file->old_bytes), *new_blob = cw_blob_id (file->new_bytes);
      g_autofree char *patch = cw_file_change_to_patch (file, NULL);
      g_autofree char *index = g_strdup_printf ("index %.7s..%.7s", old_blob, new_blob);

      g_assert_cmpstr (file->old_blob, ==, old_blob);
      g_assert_cmpstr (file->new_blob, ==, new_blob);
      g_assert_nonnull (strstr (patch, index));
    }
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/patch/git-apply", test_apply);
  g_test_add_func ("/patch/blobs", test_blobs);
  return g_test_run ();
}
