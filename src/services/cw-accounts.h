/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cw-account.h"

G_BEGIN_DECLS

/**
 * CwAccountKind:
 * @CW_ACCOUNT_JIRA: Jira
 * @CW_ACCOUNT_CONFLUENCE: Confluence; without one of its own, Jira's
 * @CW_ACCOUNT_GITHUB: GitHub's REST interface
 * @CW_ACCOUNT_SLACK: Slack's Web API, as a bot or as a person
 * @CW_ACCOUNT_REGISTRY: the registry of images
 * @CW_ACCOUNT_GIT: git over https or ssh; without one of its own, GitHub's token
 * @CW_N_ACCOUNTS: how many there are
 *
 * For what an account is.
 */
typedef enum {
  CW_ACCOUNT_JIRA,
  CW_ACCOUNT_CONFLUENCE,
  CW_ACCOUNT_GITHUB,
  CW_ACCOUNT_SLACK,
  CW_ACCOUNT_REGISTRY,
  CW_ACCOUNT_GIT,
  CW_N_ACCOUNTS,
} CwAccountKind;

/**
 * CwAccounts:
 * @jira: (nullable): Jira
 * @confluence: (nullable): Confluence, its address with `/wiki`
 * @github: (nullable): GitHub's REST interface
 * @slack: (nullable): Slack's Web API, its address with `/api`
 * @registry: (nullable): the registry of images; without a secret it is asked anonymously
 * @git: (nullable): as whom git pushes; its address takes the place of scheme and host of the procedure's
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

const char  *cw_account_kind_get_id           (CwAccountKind      kind);
const char  *cw_account_kind_get_title        (CwAccountKind      kind);
const char  *cw_account_kind_get_default_url  (CwAccountKind      kind);
gboolean     cw_account_kind_find             (const char        *id,
                                               CwAccountKind     *kind);
gboolean     cw_account_kind_check            (CwAccountKind      kind,
                                               const CwAccount   *account,
                                               GError           **error);

CwAccounts  *cw_accounts_copy                 (const CwAccounts  *self);
CwAccounts  *cw_accounts_new                  (void);
CwAccounts  *cw_accounts_new_from_environment (const char *const *environment,
                                               GError           **error);
CwAccounts  *cw_accounts_new_for_rehearsal    (JsonObject        *addresses,
                                               GError           **error);
CwAccount  **cw_accounts_at                   (CwAccounts        *self,
                                               CwAccountKind      kind);
gboolean     cw_accounts_complete             (CwAccounts        *self,
                                               GError           **error);
void         cw_accounts_free                 (CwAccounts        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwAccounts, cw_accounts_free)

G_END_DECLS
