/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CwAccount:
 * @url: the service's base address, without a slash at its end
 * @web: (nullable): where a person reads, when that is not below @url: calls with a scoped token of Jira or Confluence
 *   go to another host than the site's
 * @user: (nullable): who signs in: an e-mail address for Jira and Confluence, a user name for git
 * @secret: (nullable): the token or password
 *
 * Where one service is and as whom we come. Plain values with one owner; services take a copy.
 */
typedef struct {
  char *url;
  char *web;
  char *user;
  char *secret;
} CwAccount;

CwAccount  *cw_account_new                (const char       *url,
                                           const char       *user,
                                           const char       *secret,
                                           GError          **error);
gboolean    cw_account_set_web            (CwAccount        *self,
                                           const char       *web,
                                           GError          **error);
CwAccount  *cw_account_copy               (const CwAccount  *self);
void        cw_account_free               (CwAccount        *self);
gboolean    cw_account_is_loopback        (const CwAccount  *self);
const char *cw_account_get_web            (const CwAccount  *self);
char       *cw_account_make_authorization (const CwAccount  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwAccount, cw_account_free)

G_END_DECLS
