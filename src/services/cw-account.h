/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * CwAccount:
 * @url: the service's base address, without a slash at its end
 * @user: (nullable): who signs in: an e-mail address for Jira and Confluence, a user name for git
 * @secret: (nullable): the token or password
 *
 * Where one service is and as whom we come. Plain values with one owner; services take a copy.
 */
typedef struct {
  char *url;
  char *user;
  char *secret;
} CwAccount;

/**
 * CwAccounts:
 * @jira: (nullable): Jira
 * @confluence: (nullable): Confluence, its address with `/wiki`
 * @github: (nullable): GitHub's REST interface
 * @slack: (nullable): Slack's Web API, its address with `/api`
 * @registry: (nullable): the registry of images; without a secret it is asked anonymously
 * @git: (nullable): as whom git pushes; its address is empty where the procedure's are used, else the root that takes
 *   their place
 *
 * All accounts of a session. Where one is missing that service's calls fail with %CW_ERROR_AUTH_REQUIRED, and the
 * things it would do are done by hand.
 */
typedef struct {
  CwAccount *jira;
  CwAccount *confluence;
  CwAccount *github;
  CwAccount *slack;
  CwAccount *registry;
  CwAccount *git;
} CwAccounts;

CwAccount  *cw_account_new                   (const char        *url,
                                              const char        *user,
                                              const char        *secret,
                                              GError           **error);
CwAccount  *cw_account_copy                  (const CwAccount   *self);
void        cw_account_free                  (CwAccount         *self);
gboolean    cw_account_is_loopback           (const CwAccount   *self);
char       *cw_account_make_authorization    (const CwAccount   *self);

CwAccounts *cw_accounts_copy                 (const CwAccounts  *self);
CwAccounts *cw_accounts_new                  (void);
CwAccounts *cw_accounts_new_from_environment (const char *const *environment,
                                              GError           **error);
CwAccounts *cw_accounts_new_for_rehearsal    (JsonObject        *addresses,
                                              GError           **error);
void        cw_accounts_free                 (CwAccounts        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwAccount, cw_account_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwAccounts, cw_accounts_free)

G_END_DECLS
