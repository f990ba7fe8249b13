/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-account-proof.h"
#include "cw-error.h"
#include "cw-test-services.h"
#include "cw-test.h"

typedef struct
{
  CwTestServices *services;
  CwProcedure *procedure;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *path = cw_test_source ("data/procedures/rubin-2023.json");
  g_autoptr (GError) error = NULL;

  fixture->services = cw_test_services_start (NULL);
  fixture->procedure = cw_procedure_load (path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_object (&fixture->procedure);
  cw_test_services_stop (fixture->services);
}

static CwAccountProof *
prove (Fixture      *fixture,
       CwAccountKind kind)
{
  g_autoptr (GError) error = NULL;
  CwAccountProof *proof = cw_account_proof_make (kind, *cw_accounts_at (fixture->services->accounts, kind),
                                                 fixture->procedure, fixture->services->http, NULL, &error);

  g_assert_no_error (error);
  return proof;
}

static void
assert_missing (const CwAccountProof *proof,
                guint                 at,
                const char           *words)
{
  g_assert_cmpuint (proof->missing->len, >, at);
  g_test_message ("%s", (const char *) g_ptr_array_index (proof->missing, at));
  g_assert_nonnull (strstr (g_ptr_array_index (proof->missing, at), words));
}

static void
test_all (Fixture      *fixture,
          gconstpointer data)
{
  static const char *const who[CW_N_ACCOUNTS] = { "@", "@", "(", "the bot ", "open to all", "@" };

  for (guint i = 0; i < CW_N_ACCOUNTS; i++)
    {
      g_autoptr (CwAccountProof) proof = prove (fixture, i);

      g_assert_nonnull (strstr (proof->who, who[i]));
      for (guint j = 0; j < proof->missing->len; j++)
        g_test_message ("%s: %s", cw_account_kind_get_id (i), (const char *) g_ptr_array_index (proof->missing, j));
      g_assert_cmpuint (proof->missing->len, ==, 0);
    }
}

/* A proof reads and changes nothing. */
static void
test_reads (Fixture      *fixture,
            gconstpointer data)
{
  static const char *const services[] = { "jira", "confluence", "github" };
  static const char *const methods[] = { "POST", "PUT", "PATCH", "DELETE" };

  for (guint i = 0; i < CW_N_ACCOUNTS; i++)
    {
      g_autoptr (CwAccountProof) proof = prove (fixture, i);

      g_assert_nonnull (proof);
    }
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    for (guint j = 0; j < G_N_ELEMENTS (methods); j++)
      g_assert_cmpuint (cw_test_services_count (fixture->services, services[i], methods[j], "/"), ==, 0);
  g_assert_cmpuint (cw_test_services_count (fixture->services, "slack", "POST", "/chat"), ==, 0);
}

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  /* The registry lets everybody read. */
  for (guint i = 0; i < CW_N_ACCOUNTS; i++)
    {
      g_autoptr (CwAccount) wrong = cw_account_copy (*cw_accounts_at (fixture->services->accounts, i));
      g_autoptr (CwAccountProof) proof = NULL;
      g_autoptr (GError) error = NULL;

      if (i == CW_ACCOUNT_REGISTRY)
        continue;
      g_free (wrong->secret);
      wrong->secret = g_strdup ("not-the-token");
      proof = cw_account_proof_make (i, wrong, fixture->procedure, fixture->services->http, NULL, &error);
      g_test_message ("%s: %s", cw_account_kind_get_id (i), proof != NULL ? proof->who : error->message);
      g_assert_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED);
      g_assert_null (proof);
      g_assert_null (strstr (error->message, "not-the-token"));
    }
}

/* Without the scope for private channels the others are still found, and what a private one wants is said. */
static void
test_private_channels (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr (CwAccountProof) public = NULL, gone = NULL;

  cw_test_rehearsal_outside (fixture->services->rehearsal, "{\"do\":\"revoke-scope\",\"scope\":\"groups:read\"}");
  public = prove (fixture, CW_ACCOUNT_SLACK);
  g_assert_cmpuint (public->missing->len, ==, 0);
  cw_test_rehearsal_fault (fixture->services->rehearsal, "{\"service\":\"slack\",\"path\":\"/conversations.info\","
                                                         "\"kind\":\"status\",\"status\":404,"
                                                         "\"error\":\"channel_not_found\"}");
  gone = prove (fixture, CW_ACCOUNT_SLACK);
  assert_missing (gone, 0, "groups:read");
}

static void
test_slack (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (CwAccountProof) outside = NULL;
  g_autoptr (CwAccountProof) mute = NULL;

  cw_test_rehearsal_outside (fixture->services->rehearsal,
                             "{\"do\":\"set-member\",\"channel\":\"C0REH0001\",\"member\":false}");
  outside = prove (fixture, CW_ACCOUNT_SLACK);
  assert_missing (outside, 0, "#summit-announce");
  cw_test_rehearsal_outside (fixture->services->rehearsal, "{\"do\":\"revoke-scope\",\"scope\":\"chat:write\"}");
  mute = prove (fixture, CW_ACCOUNT_SLACK);
  assert_missing (mute, 0, "chat:write");
  assert_missing (mute, 1, "#summit-announce");
}

/* A scoped token that lacks a scope: Atlassian's words, and who one is. */
static void
test_scope (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (CwAccountProof) proof = NULL;

  cw_test_rehearsal_fault (fixture->services->rehearsal,
                           "{\"service\":\"jira\",\"path\":\"/rest/api/3/issue/createmeta\",\"kind\":\"status\","
                           "\"status\":401,\"error\":\"Unauthorized; scope does not match\"}");
  proof = prove (fixture, CW_ACCOUNT_JIRA);
  g_assert_nonnull (strstr (proof->who, "@"));
  assert_missing (proof, 0, "scope does not match");
  assert_missing (proof, 0, "lacks a scope");
}

/* Where listing all channels takes longer than Slack lets one ask, those that one is in are still known. */
static void
test_many_channels (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr (CwAccountProof) proof = NULL;

  cw_test_rehearsal_outside (fixture->services->rehearsal, "{\"do\":\"limit-channels\",\"page\":1,\"calls\":2}");
  cw_test_rehearsal_outside (fixture->services->rehearsal,
                             "{\"do\":\"set-member\",\"channel\":\"C0REH0008\",\"member\":false}");
  proof = prove (fixture, CW_ACCOUNT_SLACK);
  g_assert_cmpuint (proof->missing->len, ==, 1);
  assert_missing (proof, 0, "not in the channel #system-principals");
}

static void
test_person (Fixture      *fixture,
             gconstpointer data)
{
  CwAccount *account = fixture->services->accounts->slack;
  g_autofree char *token = g_strconcat (account->secret, "-other", NULL);
  g_autoptr (CwAccountProof) proof = NULL;

  g_free (account->secret);
  account->secret = g_steal_pointer (&token);
  proof = prove (fixture, CW_ACCOUNT_SLACK);
  g_assert_true (g_str_has_prefix (proof->who, "summit-activities-manager in "));
  g_assert_cmpuint (proof->missing->len, ==, 0);
}

static void
test_missing (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CwAccountProof) jira = NULL, confluence = NULL, reader = NULL, github = NULL, barred = NULL;

  cw_test_rehearsal_fault (fixture->services->rehearsal,
                           "{\"service\":\"jira\",\"path\":\"/rest/api/3/issue/createmeta\",\"kind\":\"status\","
                           "\"status\":404}");
  jira = prove (fixture, CW_ACCOUNT_JIRA);
  assert_missing (jira, 0, "project DM");
  cw_test_rehearsal_fault (fixture->services->rehearsal,
                           "{\"service\":\"confluence\",\"path\":\"/api/v2/spaces\",\"kind\":\"status\","
                           "\"status\":403}");
  confluence = prove (fixture, CW_ACCOUNT_CONFLUENCE);
  assert_missing (confluence, 0, "space LSSTCOM");
  cw_test_rehearsal_outside (fixture->services->rehearsal, "{\"do\":\"close-space\",\"space\":\"98305\"}");
  reader = prove (fixture, CW_ACCOUNT_CONFLUENCE);
  g_assert_cmpuint (reader->missing->len, ==, 1);
  assert_missing (reader, 0, "may not create pages");
  cw_test_rehearsal_fault (fixture->services->rehearsal,
                           "{\"service\":\"github\",\"path\":\"/repos/lsst-sqre/phalanx\",\"kind\":\"status\","
                           "\"status\":404}");
  github = prove (fixture, CW_ACCOUNT_GITHUB);
  assert_missing (github, 0, "lsst-sqre/phalanx");
  cw_test_rehearsal_fault (fixture->services->rehearsal,
                           "{\"service\":\"github\",\"path\":\"/repos/lsst-sqre/phalanx\",\"kind\":\"status\","
                           "\"status\":403}");
  barred = prove (fixture, CW_ACCOUNT_GITHUB);
  assert_missing (barred, 0, "GitHub refused this (403): Something went wrong.");
}

/* A service's own trouble is no verdict on the account. */
static void
test_trouble (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CwAccountProof) proof = NULL;
  g_autoptr (GError) error = NULL;

  cw_test_rehearsal_fault (fixture->services->rehearsal,
                           "{\"service\":\"jira\",\"path\":\"/rest/api/3/issue/createmeta\",\"kind\":\"status\","
                           "\"status\":500}");
  proof = cw_account_proof_make (CW_ACCOUNT_JIRA, fixture->services->accounts->jira, fixture->procedure,
                                 fixture->services->http, NULL, &error);
  g_assert_null (proof);
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add ("/services/account-proof/all", Fixture, NULL, set_up, test_all, tear_down);
  g_test_add ("/services/account-proof/reads", Fixture, NULL, set_up, test_reads, tear_down);
  g_test_add ("/services/account-proof/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/services/account-proof/slack", Fixture, NULL, set_up, test_slack, tear_down);
  g_test_add ("/services/account-proof/scope", Fixture, NULL, set_up, test_scope, tear_down);
  g_test_add ("/services/account-proof/many-channels", Fixture, NULL, set_up, test_many_channels, tear_down);
  g_test_add ("/services/account-proof/person", Fixture, NULL, set_up, test_person, tear_down);
  g_test_add ("/services/account-proof/private-channels", Fixture, NULL, set_up, test_private_channels, tear_down);
  g_test_add ("/services/account-proof/missing", Fixture, NULL, set_up, test_missing, tear_down);
  g_test_add ("/services/account-proof/trouble", Fixture, NULL, set_up, test_trouble, tear_down);
  return g_test_run ();
}
