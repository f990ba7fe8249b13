/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-accounts.h"
#include "cw-error.h"
#include "cw-log.h"
#include "cw-test.h"

static void
test_url (void)
{
  static const char *const wrong[] = { "jira", "ftp://example.org", "http://example.org", "https://me:pw@example.org",
                                       "https://example.org/?token=1", "https://", "http://127.0.0.1.example.org" };
  g_autoptr (CwAccount) account = cw_account_new ("https://example.org/wiki//", "", "", NULL);
  g_autoptr (CwAccount) local = cw_account_new ("http://127.0.0.1:8080", NULL, NULL, NULL);
  g_autoptr (CwAccount) local6 = cw_account_new ("http://[::1]:8080", NULL, NULL, NULL);

  g_assert_cmpstr (account->url, ==, "https://example.org/wiki");
  g_assert_null (account->user);
  g_assert_null (account->secret);
  g_assert_false (cw_account_is_loopback (account));
  g_assert_true (cw_account_is_loopback (local));
  g_assert_true (cw_account_is_loopback (local6));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_account_new (wrong[i], NULL, "secret", &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
      g_assert_null (strstr (error->message, "pw"));
    }
}

static void
test_secret (void)
{
  g_autoptr (CwAccount) basic = cw_account_new ("https://example.org", "me@example.org", "s3cret-token", NULL);
  g_autoptr (CwAccount) bearer = cw_account_new ("https://example.org", NULL, "xoxb-another", NULL);
  g_autofree char *first = cw_account_make_authorization (basic);
  g_autofree char *second = cw_account_make_authorization (bearer);
  g_autofree char *line = g_strdup_printf ("%s %s s3cret-token", first, second);
  g_autofree char *redacted = cw_redact (line);

  g_assert_cmpstr (first, ==, "Basic bWVAZXhhbXBsZS5vcmc6czNjcmV0LXRva2Vu");
  g_assert_cmpstr (second, ==, "Bearer xoxb-another");
  g_assert_null (strstr (redacted, "bWVAZXhh"));
  g_assert_null (strstr (redacted, "another"));
  g_assert_null (strstr (redacted, "s3cret"));
}

static void
test_environment (void)
{
  static const char *const environment[] = {
    "CYCLEWRIGHT_JIRA_URL=https://jira.example.org/", "CYCLEWRIGHT_JIRA_EMAIL=me@example.org",
    "CYCLEWRIGHT_JIRA_TOKEN=jira-token", "CYCLEWRIGHT_SLACK_TOKEN=slack-token", "CYCLEWRIGHT_GIT_USER=me",
    "CYCLEWRIGHT_GIT_TOKEN=git-token", "CYCLEWRIGHT_REGISTRY_URL=https://registry.example.org", NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAccounts) accounts = cw_accounts_new_from_environment (environment, &error);

  g_assert_no_error (error);
  g_assert_null (accounts->confluence);
  g_assert_true (cw_accounts_complete (accounts, &error));
  g_assert_cmpstr (accounts->jira->user, ==, "me@example.org");
  g_assert_cmpstr (accounts->confluence->url, ==, "https://jira.example.org/wiki");
  g_assert_cmpstr (accounts->confluence->secret, ==, "jira-token");
  g_assert_null (accounts->github);
  g_assert_cmpstr (accounts->slack->url, ==, "https://slack.com/api");
  g_assert_null (accounts->slack->user);
  g_assert_cmpstr (accounts->git->url, ==, "https://github.com");
  g_assert_null (accounts->registry->secret);
}

static void
test_environment_wrong (void)
{
  static const char *const environment[] = { "CYCLEWRIGHT_JIRA_URL=http://jira.example.org",
                                             "CYCLEWRIGHT_JIRA_TOKEN=jira-token", NULL };
  static const char *const nothing[] = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAccounts) accounts = cw_accounts_new_from_environment (environment, &error);
  g_autoptr (CwAccounts) none = cw_accounts_new_from_environment (nothing, NULL);

  g_assert_null (accounts);
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_true (g_str_has_prefix (error->message, "CYCLEWRIGHT_JIRA_URL: "));
  g_assert_nonnull (none);
  g_assert_null (none->jira);
  g_assert_null (none->confluence);
}

/* As a file gives it: its line end is no part of it; one within is no token's. */
static void
test_environment_lines (void)
{
  static const char *const environment[] = { "CYCLEWRIGHT_JIRA_URL= https://jira.example.org \n",
                                             "CYCLEWRIGHT_JIRA_EMAIL=me@example.org\r\n",
                                             "CYCLEWRIGHT_JIRA_TOKEN=jira-token\n", NULL };
  static const char *const within[] = { "CYCLEWRIGHT_GITHUB_TOKEN=one\ntwo\n", NULL };
  static const char *const user[] = { "CYCLEWRIGHT_REGISTRY_URL=https://registry.example.org",
                                      "CYCLEWRIGHT_REGISTRY_USER=a\tb", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAccounts) accounts = cw_accounts_new_from_environment (environment, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (accounts->jira->url, ==, "https://jira.example.org");
  g_assert_cmpstr (accounts->jira->user, ==, "me@example.org");
  g_assert_cmpstr (accounts->jira->secret, ==, "jira-token");
  g_assert_null (cw_accounts_new_from_environment (within, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_true (g_str_has_prefix (error->message, "CYCLEWRIGHT_GITHUB_TOKEN: "));
  g_assert_null (strstr (error->message, "two"));
  g_clear_error (&error);
  g_assert_null (cw_accounts_new_from_environment (user, &error));
  g_assert_true (g_str_has_prefix (error->message, "CYCLEWRIGHT_REGISTRY_USER: "));
  g_clear_error (&error);
  g_assert_null (cw_account_new ("https://example.org", NULL, "to\nken", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/services/account/url", test_url);
  g_test_add_func ("/services/account/secret", test_secret);
  g_test_add_func ("/services/account/environment", test_environment);
  g_test_add_func ("/services/account/environment-lines", test_environment_lines);
  g_test_add_func ("/services/account/environment-wrong", test_environment_wrong);
  return g_test_run ();
}
