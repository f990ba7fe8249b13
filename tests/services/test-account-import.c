/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "cw-account-import.h"
#include "cw-log.h"
#include "cw-test.h"

static char *
write_file (const char *home,
            const char *name,
            const char *text,
            int         mode)
{
  char *path = g_build_filename (home, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
  return path;
}

static void
test_found (void)
{
  g_autofree char *home = cw_test_directory ();
  g_autofree char *jira = NULL, *github = NULL, *shown = NULL;
  g_autoptr (GPtrArray) files = cw_account_files_find (home);
  const CwAccountFile *file;

  g_assert_cmpuint (files->len, ==, 0);
  g_clear_pointer (&files, g_ptr_array_unref);
  jira = write_file (home, ".auth/jira", "me@example.org \r\n jira-secret-5\n", 0600);
  github = write_file (home, ".gh_token", "ghp_secret_6", 0400);
  files = cw_account_files_find (home);
  g_assert_cmpuint (files->len, ==, 2);
  file = g_ptr_array_index (files, 0);
  g_assert_cmpint (file->kind, ==, CW_ACCOUNT_JIRA);
  g_assert_cmpstr (file->path, ==, jira);
  g_assert_cmpstr (file->user, ==, "me@example.org");
  g_assert_cmpstr (file->secret, ==, "jira-secret-5");
  g_assert_null (file->trouble);
  file = g_ptr_array_index (files, 1);
  g_assert_cmpint (file->kind, ==, CW_ACCOUNT_GITHUB);
  g_assert_null (file->user);
  g_assert_cmpstr (file->secret, ==, "ghp_secret_6");
  shown = cw_redact ("jira-secret-5 ghp_secret_6");
  g_assert_null (strstr (shown, "secret"));
}

static void
test_refused (void)
{
  static const struct {
    const char *text;
    int mode;
    const char *words;
  } cases[] = {
    { "me@example.org\nsecret\n", 0640, "chmod 600" }, { "me@example.org\nsecret\n", 0604, "chmod 600" },
    { "me@example.org\n", 0600, "2 lines" },           { "me@example.org\nsecret\nmore\n", 0600, "2 lines" },
    { "me@example.org\nse cret\n", 0600, "2 lines" },  { "", 0600, "2 lines" },
    { "me@example.org\nsecr\xff\n", 0600, "2 lines" }, { "secret\nme@example.org\n", 0600, "first line" },
    { "secret\nsecret\n", 0600, "first line" },         { "secret@\nme\n", 0600, "first line" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *home = cw_test_directory ();
      g_autofree char *path = write_file (home, ".auth/jira", cases[i].text, cases[i].mode);
      g_autoptr (GPtrArray) files = cw_account_files_find (home);
      const CwAccountFile *file;

      g_assert_cmpuint (files->len, ==, 1);
      file = g_ptr_array_index (files, 0);
      g_assert_null (file->secret);
      g_assert_nonnull (strstr (file->trouble, cases[i].words));
      g_assert_nonnull (strstr (file->trouble, path));
      g_assert_null (strstr (file->trouble, "secr"));
    }
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/services/account-import/found", test_found);
  g_test_add_func ("/services/account-import/refused", test_refused);
  return g_test_run ();
}
