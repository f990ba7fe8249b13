/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-accounts.h"

G_BEGIN_DECLS

/**
 * CwAccountFile:
 * @kind: for what the account is
 * @path: the file it stands in
 * @user: (nullable): who signs in
 * @secret: (nullable): the token; %NULL where the file can't be used
 * @trouble: (nullable): why it can't be used
 *
 * An account that other programs of this person left in a file.
 */
typedef struct {
  CwAccountKind kind;
  char         *path;
  char         *user;
  char         *secret;
  char         *trouble;
} CwAccountFile;

void       cw_account_file_free (CwAccountFile *self);
GPtrArray *cw_account_files_find (const char    *home);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwAccountFile, cw_account_file_free)

G_END_DECLS
