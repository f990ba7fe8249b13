/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "cw-error.h"
#include "cw-git-service.h"
#include "cw-test-git.h"
#include "cw-test.h"

#define ANNA "Anna Author <anna@example.org>"

static char *
make_repository (void)
{
  char *folder = cw_test_directory ();
  g_autofree char *output = cw_test_git_run (folder, NULL, "init", "--quiet", "--bare", "--initial-branch=main", NULL);
  g_autofree char *commit = NULL;

  commit = cw_test_git_commit (folder, "main", NULL, ANNA, "First", "summit/setup.env", "export CYCLE=c0044\n",
                               "apps/mtmount/values-summit.yaml", "tag: c0044\n", "apps/mtmount/values-base.yaml",
                               "tag: c0043\n", "apps/atdome/values-summit-ts.yaml", "tag: c0042\n",
                               "apps/atdome/deep/values-summit.yaml", "tag: c0041\n", "README.md", "Hello\n", NULL);
  return folder;
}

static void
assert_paths (CwSnapshot *snapshot,
              const char *expected)
{
  g_autofree char *paths = g_strjoinv (" ", (char **) cw_snapshot_get_paths (snapshot, NULL));

  g_assert_cmpstr (paths, ==, expected);
}

static void
test_globs (void)
{
  static const struct {
    const char *globs[3];
    const char *paths;
  } cases[] = {
    { { "summit/*" }, "summit/setup.env" },
    { { "*/*/values-summit*.yaml" }, "apps/atdome/values-summit-ts.yaml apps/mtmount/values-summit.yaml" },
    { { "apps/**/values-summit.yaml" }, "apps/atdome/deep/values-summit.yaml apps/mtmount/values-summit.yaml" },
    { { "**/values-base.yaml", "README.md" }, "README.md apps/mtmount/values-base.yaml" },
    { { "apps/mt**" }, "apps/mtmount/values-base.yaml apps/mtmount/values-summit.yaml" },
    { { "apps/*" }, "" },
    { { "apps" }, "" },
    { { NULL }, "" },
  };
  g_autofree char *folder = make_repository ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwSnapshot) snapshot = cw_git_read_snapshot (folder, "main", "ops", cases[i].globs, NULL, &error);

      g_assert_no_error (error);
      assert_paths (snapshot, cases[i].paths);
    }
}

static void
test_content (void)
{
  static const char *const globs[] = { "summit/**", NULL };
  g_autofree char *folder = make_repository ();
  g_autofree char *commit = cw_test_git_run (folder, NULL, "rev-parse", "main", NULL);
  g_autofree char *blob = cw_test_git_run (folder, NULL, "rev-parse", "main:summit/setup.env", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSnapshot) snapshot = cw_git_read_snapshot (folder, "main", "ops", globs, NULL, &error);
  g_autoptr (GBytes) wanted = g_bytes_new_static ("export CYCLE=c0044\n", 19);

  g_assert_no_error (error);
  g_assert_cmpstr (cw_snapshot_get_repository (snapshot), ==, "ops");
  g_assert_cmpstr (cw_snapshot_get_reference (snapshot), ==, "main");
  g_assert_cmpstr (cw_snapshot_get_commit (snapshot), ==, commit);
  g_assert_cmpstr (cw_snapshot_get_blob (snapshot, "summit/setup.env"), ==, blob);
  g_assert_cmpuint (cw_snapshot_get_mode (snapshot, "summit/setup.env"), ==, 0100644);
  g_assert_true (g_bytes_equal (cw_snapshot_get_bytes (snapshot, "summit/setup.env"), wanted));
}

/* Commits a tree that is given as git-mktree takes it. */
static void
commit_tree (const char *folder,
             const char *entries)
{
  g_autofree char *tree = cw_test_git_run (folder, entries, "mktree", "--missing", NULL);
  g_autofree char *commit = NULL;
  g_autofree char *output = NULL;

  commit = cw_test_git_run (folder, "x", "-c", "user.name=A", "-c", "user.email=a@b", "commit-tree", tree, NULL);
  output = cw_test_git_run (folder, NULL, "update-ref", "refs/heads/odd", commit, NULL);
}

/* The other folder's tree does not exist at all: it can't have been looked into. */
static void
test_only_matching_folders (void)
{
  static const char *const narrow[] = { "summit/*.env", NULL };
  static const char *const wide[] = { "**", NULL };
  g_autofree char *folder = make_repository ();
  g_autofree char *summit = cw_test_git_run (folder, NULL, "rev-parse", "main:summit", NULL);
  g_autofree char *entries = NULL;
  g_autoptr (CwSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;

  entries = g_strdup_printf ("040000 tree 1234567890123456789012345678901234567890\tother\n040000 tree %s\tsummit\n",
                             summit);
  commit_tree (folder, entries);
  snapshot = cw_git_read_snapshot (folder, "odd", "ops", narrow, NULL, &error);
  g_assert_no_error (error);
  assert_paths (snapshot, "summit/setup.env");

  g_assert_null (cw_git_read_snapshot (folder, "odd", "ops", wide, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
}

static void
test_ten_thousand_files (void)
{
  static const char *const globs[] = { "apps/*/values-summit.yaml", NULL };
  g_autofree char *folder = cw_test_directory ();
  g_autofree char *output = cw_test_git_run (folder, NULL, "init", "--quiet", "--bare", NULL);
  g_autoptr (GString) text = g_string_new ("blob\nmark :1\ndata 2\nx\n\ncommit refs/heads/main\n"
                                           "committer A <a@b> 1700000000 +0000\ndata 1\nx\n");
  g_autofree char *imported = NULL;
  g_autoptr (CwSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (text, "M 100644 :1 %s/app%04u/file%u\n", i % 2 == 0 ? "apps" : "charts", i / 10, i % 10);
  for (guint i = 0; i < 70; i++)
    g_string_append_printf (text, "M 100644 :1 apps/app%04u/values-summit.yaml\n", i);
  imported = cw_test_git_run (folder, text->str, "fast-import", "--quiet", NULL);

  snapshot = cw_git_read_snapshot (folder, "main", "big", globs, NULL, &error);
  g_assert_no_error (error);
  cw_snapshot_get_paths (snapshot, &n);
  g_assert_cmpuint (n, ==, 70);
}

/* Links and submodules are left out and named, programs are read. */
static void
test_modes (void)
{
  static const char *const globs[] = { "**", NULL };
  g_autofree char *folder = make_repository ();
  g_autofree char *blob = cw_test_git_run (folder, NULL, "rev-parse", "main:README.md", NULL);
  g_autofree char *commit = cw_test_git_run (folder, NULL, "rev-parse", "main", NULL);
  g_autofree char *entries = g_strdup_printf ("120000 blob %s\tlink\n100755 blob %s\trun\n160000 commit %s\tsub\n",
                                              blob, blob, commit);
  g_autoptr (CwSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;

  commit_tree (folder, entries);
  snapshot = cw_git_read_snapshot (folder, "odd", "ops", globs, NULL, &error);
  g_assert_no_error (error);
  assert_paths (snapshot, "run");
  g_assert_cmpuint (cw_snapshot_get_mode (snapshot, "run"), ==, 0100755);
  g_assert_cmpstr (g_hash_table_lookup (cw_snapshot_get_skipped (snapshot), "link"), ==, "it is a symbolic link");
  g_assert_cmpstr (g_hash_table_lookup (cw_snapshot_get_skipped (snapshot), "sub"), ==, "it is a submodule");
}

/* What takes the place of a folder that may hold a file of the site is named as one; a link to a file is none. */
static void
test_no_folders (void)
{
  static const char *const globs[] = { "apps/*/values.yaml", NULL };
  g_autofree char *folder = make_repository ();
  g_autofree char *commit = cw_test_git_run (folder, NULL, "rev-parse", "main", NULL);
  g_autofree char *blob = cw_test_git_run (folder, NULL, "rev-parse", "main:README.md", NULL);
  g_autofree char *to_folder = cw_test_git_run (folder, "real", "hash-object", "-w", "--stdin", NULL);
  g_autofree char *to_file = cw_test_git_run (folder, "../apps/real/other.txt", "hash-object", "-w", "--stdin", NULL);
  g_autofree char *outside = cw_test_git_run (folder, "/etc", "hash-object", "-w", "--stdin", NULL);
  g_autofree char *files = g_strdup_printf ("100644 blob %s\tvalues.yaml\n100644 blob %s\tother.txt\n", blob, blob);
  g_autofree char *real = cw_test_git_run (folder, files, "mktree", NULL);
  g_autofree char *entries = g_strdup_printf ("040000 tree %s\treal\n120000 blob %s\tlink\n120000 blob %s\tnear\n"
                                              "120000 blob %s\tout\n160000 commit %s\tsub\n",
                                              real, to_folder, to_file, outside, commit);
  g_autofree char *apps = cw_test_git_run (folder, entries, "mktree", "--missing", NULL);
  g_autofree char *top = g_strdup_printf ("040000 tree %s\tapps\n160000 commit %s\tother\n", apps, commit);
  g_autoptr (CwSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;
  GHashTable *skipped = NULL;

  commit_tree (folder, top);
  snapshot = cw_git_read_snapshot (folder, "odd", "ops", globs, NULL, &error);
  g_assert_no_error (error);
  assert_paths (snapshot, "apps/real/values.yaml");
  skipped = cw_snapshot_get_skipped (snapshot);
  g_assert_cmpuint (g_hash_table_size (skipped), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (skipped, "apps/link/"), ==, "it is a symbolic link");
  g_assert_cmpstr (g_hash_table_lookup (skipped, "apps/sub/"), ==, "it is a submodule");
}

static void
test_too_large (void)
{
  static const char *const globs[] = { "summit/*", NULL };
  g_autofree char *folder = make_repository ();
  g_autofree char *content = g_strnfill (8 * 1024 * 1024 + 1, 'x');
  g_autofree char *commit = cw_test_git_commit (folder, "main", "refs/heads/main^0", ANNA, "Large", "summit/large.bin",
                                                content, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSnapshot) snapshot = cw_git_read_snapshot (folder, "main", "ops", globs, NULL, &error);

  g_assert_no_error (error);
  g_assert_null (cw_snapshot_get_bytes (snapshot, "summit/large.bin"));
  g_assert_nonnull (strstr (g_hash_table_lookup (cw_snapshot_get_skipped (snapshot), "summit/large.bin"), "bytes"));
}

static void
test_revisions (void)
{
  static const char *const globs[] = { "README.md", NULL };
  g_autofree char *folder = make_repository ();
  g_autofree char *clone = cw_test_directory ();
  g_autofree char *commit = cw_test_git_run (folder, NULL, "rev-parse", "main", NULL);
  g_autofree char *tagged = cw_test_git_run (folder, NULL, "tag", "w_2026_46", "main", NULL);
  g_autofree char *branched = cw_test_git_run (folder, NULL, "branch", "tickets/DM-1", "main", NULL);
  g_autofree char *cloned = cw_test_git_run (clone, NULL, "clone", "--quiet", folder, "work", NULL);
  g_autofree char *work = g_build_filename (clone, "work", NULL);
  const char *const fine[][2] = { { folder, "main" },   { folder, commit },   { folder, "w_2026_46" },
                                  { folder, "HEAD" },   { work, "main" },     { work, "origin/tickets/DM-1" },
                                  { work, "tickets/DM-1" }, { work, "HEAD" } };
  const char *const absent[] = { "nothing", "tickets/DM-2", "0123456789012345678901234567890123456789" };
  g_autoptr (GError) missing = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (fine); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwSnapshot) snapshot = cw_git_read_snapshot (fine[i][0], fine[i][1], "ops", globs, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (cw_snapshot_get_commit (snapshot), ==, commit);
    }
  for (guint i = 0; i < G_N_ELEMENTS (absent); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_git_read_snapshot (folder, absent[i], "ops", globs, NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (error->message, absent[i]));
    }
  g_assert_null (cw_git_read_snapshot ("/nonexistent/x.git", "main", "ops", globs, NULL, &missing));
  g_assert_error (missing, CW_ERROR, CW_ERROR_NOT_FOUND);
}

static void
test_cancelled (void)
{
  static const char *const globs[] = { "**", NULL };
  g_autofree char *folder = make_repository ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (cw_git_read_snapshot (folder, "main", "ops", globs, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
}

static void
test_web_url (void)
{
  static const char *const cases[][2] = {
    { "https://github.com/lsst-it/x.git", "https://github.com/lsst-it/x/tree/tickets/a%23b" },
    { "https://github.com/lsst-it/x", "https://github.com/lsst-it/x/tree/tickets/a%23b" },
    { "https://me:secret@example.org/x.git", "https://example.org/x/tree/tickets/a%23b" },
    { "git@github.com:lsst-it/docker-compose-ops.git", "" },
    { "http://127.0.0.1:1/git/x.git", "" },
  };
  g_autoptr (CwGitService) service = cw_test_git_service ("/nonexistent");
  g_autofree char *played = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *url = cw_git_service_make_web_url (service, cases[i][0], "tickets/a#b");

      g_assert_cmpstr (url, ==, cases[i][1]);
    }
  cw_git_service_set_root (service, "http://127.0.0.1:1/git");
  played = cw_git_service_make_web_url (service, cases[0][0], "main");
  g_assert_cmpstr (played, ==, "");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/git/read/globs", test_globs);
  g_test_add_func ("/git/read/content", test_content);
  g_test_add_func ("/git/read/only-matching-folders", test_only_matching_folders);
  g_test_add_func ("/git/read/ten-thousand-files", test_ten_thousand_files);
  g_test_add_func ("/git/read/modes", test_modes);
  g_test_add_func ("/git/read/no-folders", test_no_folders);
  g_test_add_func ("/git/read/too-large", test_too_large);
  g_test_add_func ("/git/read/revisions", test_revisions);
  g_test_add_func ("/git/read/cancelled", test_cancelled);
  g_test_add_func ("/git/read/web-url", test_web_url);
  return g_test_run ();
}
