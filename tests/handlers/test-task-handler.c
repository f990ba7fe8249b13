/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-error.h"
#include "cw-handlers.h"
#include "cw-json.h"
#include "cw-task-handler.h"
#include "cw-test-services.h"
#include "cw-test.h"

static void
test_task (void)
{
  g_autoptr (CwHandler) handler = cw_task_handler_new ();
  g_autoptr (CwEffect) effect = cw_test_effect (CW_EFFECT_KIND_TASK, NULL, "{\"text\":\"Talk to the build team\"}");
  g_autoptr (JsonObject) word = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CwFinding) found = cw_handler_find (handler, effect, NULL, &error);
  g_autoptr (CwFinding) verified = cw_handler_verify (handler, effect, word, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (found->answer, ==, CW_FINDING_NOTHING);
  g_assert_cmpint (verified->answer, ==, CW_FINDING_CANT_TELL);
  g_assert_false (cw_handler_can_retract (handler));
  g_assert_cmpuint (cw_handler_get_lag (handler), ==, 0);
  g_assert_null (cw_handler_perform (handler, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  g_clear_error (&error);
  g_assert_null (cw_handler_amend (handler, effect, word, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
}

/* Without accounts each kind says how to go on, and nothing is sent. */
static void
test_no_accounts (void)
{
  static const char *const cases[][3] = {
    { CW_EFFECT_KIND_JIRA_ISSUE, "{\"fields\":{\"project\":{\"key\":\"OSW\"},\"summary\":\"x\"}}", "Jira" },
    { CW_EFFECT_KIND_WIKI_PAGE, "{\"space\":\"A\",\"title\":\"b\",\"body\":\"<p/>\"}", "Confluence" },
    { CW_EFFECT_KIND_PULL_REQUEST, "{\"repository\":\"a/b\",\"head\":\"h\",\"base\":\"main\",\"title\":\"t\"}",
      "GitHub" },
    { CW_EFFECT_KIND_MESSAGE, "{\"channel\":\"#a\",\"text\":\"b\",\"post-at\":0}", "Slack" },
  };
  g_autoptr (CwHttp) http = cw_http_new ();
  g_autoptr (CwAccounts) accounts = cw_accounts_new ();
  g_autoptr (CwClock) clock = cw_clock_new ();
  g_autoptr (GHashTable) handlers = cw_handlers_new (http, accounts, NULL, clock);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwEffect) effect = cw_test_effect (cases[i][0], "cw-1", cases[i][1]);
      CwHandler *handler = g_hash_table_lookup (handlers, cases[i][0]);
      g_autoptr (GError) found = NULL;
      g_autoptr (GError) performed = NULL;

      g_assert_null (cw_handler_find (handler, effect, NULL, &found));
      g_assert_error (found, CW_ERROR, CW_ERROR_AUTH_REQUIRED);
      g_assert_null (cw_handler_perform (handler, effect, NULL, &performed));
      g_assert_error (performed, CW_ERROR, CW_ERROR_AUTH_REQUIRED);
      g_assert_nonnull (strstr (performed->message, cases[i][2]));
      g_assert_nonnull (strstr (performed->message, "by hand"));
    }
  g_assert_nonnull (g_hash_table_lookup (handlers, CW_EFFECT_KIND_TASK));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/handlers/task/task", test_task);
  g_test_add_func ("/handlers/task/no-accounts", test_no_accounts);
  return g_test_run ();
}
