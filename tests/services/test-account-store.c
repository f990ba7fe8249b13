/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <libsecret/secret.h>

#include "cw-account-book.h"
#include "cw-account-store.h"
#include "cw-error.h"
#include "cw-test.h"

static char *keyring;

static void
assert_any (gboolean expected)
{
  g_autoptr (GError) error = NULL;
  gboolean any = !expected;

  g_assert_true (cw_account_book_look (NULL, &any, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (any, ==, expected);
}

static void
keep (CwAccountKind kind,
      const char   *url,
      const char   *web,
      const char   *user,
      const char   *secret)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_account_book_keep (kind, url, web, user, secret, NULL, &error));
  g_assert_no_error (error);
}

static void
forget_all (void)
{
  for (guint i = 0; i < CW_N_ACCOUNTS; i++)
    g_assert_true (cw_account_book_forget (i, NULL, NULL));
  assert_any (FALSE);
}

static void
test_keep (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAccounts) accounts = NULL;

  assert_any (FALSE);
  keep (CW_ACCOUNT_JIRA, "https://api.atlassian.com/ex/jira/0-1", "https://site.example.org/", "me@example.org",
        "jira-secret");
  keep (CW_ACCOUNT_REGISTRY, "https://registry.example.org", NULL, NULL, NULL);
  keep (CW_ACCOUNT_GITHUB, "https://api.github.com", NULL, NULL, "github-secret");
  assert_any (TRUE);
  accounts = cw_account_book_gather (NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (accounts->jira->url, ==, "https://api.atlassian.com/ex/jira/0-1");
  g_assert_cmpstr (cw_account_get_web (accounts->jira), ==, "https://site.example.org");
  g_assert_cmpstr (accounts->jira->secret, ==, "jira-secret");
  g_assert_cmpstr (accounts->confluence->url, ==, "https://api.atlassian.com/ex/confluence/0-1/wiki");
  g_assert_cmpstr (accounts->confluence->web, ==, "https://site.example.org/wiki");
  g_assert_cmpstr (accounts->confluence->secret, ==, "jira-secret");
  g_assert_null (accounts->registry->secret);
  g_assert_cmpstr (accounts->git->url, ==, "https://github.com");
  g_assert_cmpstr (accounts->git->secret, ==, "github-secret");
  g_assert_null (accounts->slack);
  forget_all ();
}

static void
test_change (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAccounts) accounts = NULL;

  keep (CW_ACCOUNT_JIRA, "https://jira.example.org", NULL, "me@example.org", "first");
  /* Without a new token the kept one stays; a second account of a kind takes the place of the first. */
  keep (CW_ACCOUNT_JIRA, "https://other.example.org", NULL, "you@example.org", "");
  accounts = cw_account_book_gather (NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (accounts->jira->url, ==, "https://other.example.org");
  g_assert_cmpstr (accounts->jira->user, ==, "you@example.org");
  g_assert_cmpstr (accounts->jira->secret, ==, "first");
  forget_all ();
}

static void
test_refused (void)
{
  static const struct {
    CwAccountKind kind;
    const char *url, *user, *secret, *words;
  } cases[] = {
    { CW_ACCOUNT_JIRA, "http://jira.example.org", "me@example.org", "secret-1", "https://" },
    { CW_ACCOUNT_JIRA, "https://jira.example.org", "me", "secret-1", "e-mail" },
    { CW_ACCOUNT_JIRA, "https://jira.example.org", "me@example.org", NULL, "token" },
    { CW_ACCOUNT_SLACK, "ssh://slack.example.org", NULL, "secret-1", "ssh" },
    { CW_ACCOUNT_GIT, "https://me:secret-1@example.org", NULL, "secret-1", "apart" },
    { CW_ACCOUNT_GIT, "ssh://git:secret-1@example.org", NULL, NULL, "apart" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (cw_account_book_keep (cases[i].kind, cases[i].url, NULL, cases[i].user, cases[i].secret, NULL,
                                            &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_assert_null (strstr (error->message, "secret-1"));
    }
  assert_any (FALSE);
  keep (CW_ACCOUNT_GIT, "ssh://git@example.org", NULL, NULL, NULL);
  forget_all ();
}

static const CwAccountEntry *
entry_of (GPtrArray    *entries,
          CwAccountKind kind)
{
  g_assert_cmpuint (entries->len, ==, CW_N_ACCOUNTS);
  return g_ptr_array_index (entries, kind);
}

static void
test_list (void)
{
  static const char *const environment[] = { "CYCLEWRIGHT_SLACK_TOKEN=xoxb-1", "CYCLEWRIGHT_JIRA_URL=https://given.org",
                                             "CYCLEWRIGHT_JIRA_TOKEN=given-1", NULL };
  g_autofree char *path = cw_test_source ("data/procedures/rubin-2023.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProcedure) procedure = cw_procedure_load (path, &error);
  g_autoptr (CwAccounts) given = cw_accounts_new_from_environment (environment, NULL);
  g_autoptr (GPtrArray) entries = NULL;

  g_assert_no_error (error);
  keep (CW_ACCOUNT_JIRA, "https://kept.example.org", NULL, "me@example.org", "kept-1");
  keep (CW_ACCOUNT_GITHUB, "https://api.github.com", NULL, NULL, "github-1");
  entries = cw_account_book_list (given, procedure, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (entry_of (entries, CW_ACCOUNT_JIRA)->source, ==, CW_ACCOUNT_GIVEN);
  g_assert_cmpstr (entry_of (entries, CW_ACCOUNT_JIRA)->url, ==, "https://given.org");
  g_assert_cmpint (entry_of (entries, CW_ACCOUNT_CONFLUENCE)->source, ==, CW_ACCOUNT_SHARED);
  g_assert_cmpstr (entry_of (entries, CW_ACCOUNT_CONFLUENCE)->url, ==, "https://given.org/wiki");
  g_assert_cmpint (entry_of (entries, CW_ACCOUNT_GITHUB)->source, ==, CW_ACCOUNT_KEPT);
  g_assert_true (entry_of (entries, CW_ACCOUNT_GITHUB)->secret);
  g_assert_cmpint (entry_of (entries, CW_ACCOUNT_SLACK)->source, ==, CW_ACCOUNT_GIVEN);
  g_assert_cmpint (entry_of (entries, CW_ACCOUNT_REGISTRY)->source, ==, CW_ACCOUNT_NONE);
  g_assert_cmpstr (entry_of (entries, CW_ACCOUNT_REGISTRY)->url, ==, "https://ts-dockerhub.lsst.org");
  g_assert_cmpint (entry_of (entries, CW_ACCOUNT_GIT)->source, ==, CW_ACCOUNT_SHARED);
  forget_all ();
}

/* What can't be read is said, and is not taken for "no account". */
static void
test_damaged (void)
{
  static const SecretSchema schema = { CW_APPLICATION_ID ".Account", SECRET_SCHEMA_NONE,
                                       { { "service", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } } };
  static const char *const texts[] = { "xoxb-1", "{}", "{\"url\":\"http://slack.com\",\"secret\":\"xoxb-1\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwAccounts) accounts = NULL;

      g_assert_true (secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, "Test", texts[i], NULL, &error,
                                                 "service", "slack", NULL));
      accounts = cw_account_book_gather (NULL, NULL, &error);
      g_assert_null (accounts);
      g_assert_error (error, CW_ERROR, CW_ERROR_STORAGE);
      g_assert_nonnull (strstr (error->message, "Slack"));
      g_assert_null (strstr (error->message, "xoxb-1"));
    }
  forget_all ();
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = NULL;
  int status;

  cw_test_init (&argc, &argv);
  folder = g_dir_make_tmp (NULL, NULL);
  keyring = g_build_filename (folder, "keyring", NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  g_test_add_func ("/services/account-store/keep", test_keep);
  g_test_add_func ("/services/account-store/change", test_change);
  g_test_add_func ("/services/account-store/refused", test_refused);
  g_test_add_func ("/services/account-store/list", test_list);
  g_test_add_func ("/services/account-store/damaged", test_damaged);
  status = g_test_run ();
  g_remove (keyring);
  g_rmdir (folder);
  g_free (keyring);
  return status;
}
