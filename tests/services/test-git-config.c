/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <git2.h>
#include <glib/gstdio.h>

#include "cw-git-service.h"
#include "cw-test-git.h"
#include "cw-test.h"

#define NAME "lsst-it/docker-compose-ops.git"

/* A person's configuration that would lead every fetch astray; the author's name comes through an include. */
static void
write_configuration (const char *home)
{
  g_autofree char *config = g_build_filename (home, ".gitconfig", NULL);
  g_autofree char *included = g_build_filename (home, "who", NULL);

  g_assert_true (g_file_set_contents (config, "[url \"http://127.0.0.1:1/\"]\n  insteadOf = http://127.0.0.1\n"
                                      "[http]\n  proxy = http://127.0.0.1:1\n[include]\n  path = who\n", -1, NULL));
  g_assert_true (g_file_set_contents (included, "[user]\n  name = Rita Release\n  email = rita@example.org\n", -1,
                                     NULL));
}

static void
remove_configuration (const char *home)
{
  g_autofree char *config = g_build_filename (home, ".gitconfig", NULL);
  g_autofree char *included = g_build_filename (home, "who", NULL);

  g_unlink (config);
  g_unlink (included);
  g_rmdir (home);
}

static void
test_ignored (void)
{
  g_autoptr (CwTestGit) server = cw_test_git_new ();
  g_autofree char *folder = cw_test_git_add (server, NAME);
  g_autofree char *url = cw_test_git_get_url (server, NAME);
  g_autofree char *cache = cw_test_directory ();
  g_autoptr (CwGitService) service = cw_test_git_service (cache);
  g_autofree char *commit = cw_test_git_commit (folder, "main", NULL, "A <a@b>", "First", "x", "x", NULL);
  g_autoptr (GError) error = NULL;

  cw_git_service_add_credentials (service, url, CW_TEST_GIT_USER, CW_TEST_GIT_TOKEN);
  cw_git_service_fetch (service, url, "main", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_author (void)
{
  g_autofree char *name = NULL;
  g_autofree char *email = NULL;

  g_assert_true (cw_git_default_author (&name, &email));
  g_assert_cmpstr (name, ==, "Rita Release");
  g_assert_cmpstr (email, ==, "rita@example.org");
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *home = NULL;
  int result;

  cw_test_init (&argc, &argv);
  home = g_dir_make_tmp ("cw-home-XXXXXX", NULL);
  g_assert_nonnull (home);
  write_configuration (home);
  git_libgit2_opts (GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL, home);
  g_test_add_func ("/git/config/ignored", test_ignored);
  g_test_add_func ("/git/config/author", test_author);
  result = g_test_run ();
  remove_configuration (home);
  return result;
}
