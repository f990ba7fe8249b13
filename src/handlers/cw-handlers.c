/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-handlers"

#include "config.h"

#include "cw-handlers.h"
#include "cw-jira-issue-handler.h"
#include "cw-jira-links-handler.h"
#include "cw-message-handler.h"
#include "cw-pull-request-handler.h"
#include "cw-task-handler.h"
#include "cw-wiki-page-handler.h"

/**
 * cw_handlers_new:
 * @http: what sends
 * @accounts: where the services are and as whom we come; those that are missing refuse each call
 * @cache_dir: (nullable): a folder for what can be lost and saves requests
 * @clock: what time it is
 *
 * The handler of branches, which needs no account of HTTP, is its caller's to add; the table owns its keys.
 *
 * Returns: (transfer full) (element-type utf8 CwHandler): kind of effect → its handler
 */
GHashTable *
cw_handlers_new (CwHttp           *http,
                 const CwAccounts *accounts,
                 const char       *cache_dir,
                 CwClock          *clock)
{
  g_autoptr (CwJiraService) jira = NULL;
  g_autoptr (CwConfluenceService) confluence = NULL;
  g_autoptr (CwPhalanxService) phalanx = NULL;
  g_autoptr (CwSlackService) slack = NULL;
  GHashTable *handlers;

  g_return_val_if_fail (CW_IS_HTTP (http) && accounts != NULL && CW_IS_CLOCK (clock), NULL);

  jira = cw_jira_service_new (http, accounts->jira);
  confluence = cw_confluence_service_new (http, accounts->confluence);
  phalanx = cw_phalanx_service_new (http, accounts->github);
  slack = cw_slack_service_new (http, accounts->slack);
  if (cache_dir != NULL)
    cw_slack_service_remember_in (slack, cache_dir);
  /* A rehearsal on this machine needs no rest between writes. */
  if (accounts->github != NULL && cw_account_is_loopback (accounts->github))
    cw_phalanx_service_set_write_spacing (phalanx, 0);

  handlers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  g_hash_table_insert (handlers, g_strdup (CW_EFFECT_KIND_JIRA_ISSUE), cw_jira_issue_handler_new (jira));
  g_hash_table_insert (handlers, g_strdup (CW_EFFECT_KIND_JIRA_LINKS), cw_jira_links_handler_new (jira));
  g_hash_table_insert (handlers, g_strdup (CW_EFFECT_KIND_WIKI_PAGE), cw_wiki_page_handler_new (confluence));
  g_hash_table_insert (handlers, g_strdup (CW_EFFECT_KIND_PULL_REQUEST), cw_pull_request_handler_new (phalanx));
  g_hash_table_insert (handlers, g_strdup (CW_EFFECT_KIND_MESSAGE), cw_message_handler_new (slack, clock));
  g_hash_table_insert (handlers, g_strdup (CW_EFFECT_KIND_TASK), cw_task_handler_new ());
  return handlers;
}
