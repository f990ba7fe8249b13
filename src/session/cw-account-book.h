/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-account-import.h"
#include "cw-account-proof.h"
#include "cw-accounts.h"

G_BEGIN_DECLS

/**
 * CwAccountSource:
 * @CW_ACCOUNT_NONE: there is none
 * @CW_ACCOUNT_GIVEN: from the environment
 * @CW_ACCOUNT_KEPT: from the keyring
 * @CW_ACCOUNT_SHARED: that of another service of the same house
 *
 * Where an account comes from.
 */
typedef enum {
  CW_ACCOUNT_NONE,
  CW_ACCOUNT_GIVEN,
  CW_ACCOUNT_KEPT,
  CW_ACCOUNT_SHARED,
} CwAccountSource;

/**
 * CwAccountEntry:
 * @kind: for what it is
 * @source: where it comes from
 * @url: (nullable): where calls go; where there is no account, what is likely
 * @web: (nullable): where a person reads, if that is elsewhere
 * @user: (nullable): who signs in
 * @secret: whether there is a token; the token itself stays where it is
 *
 * An account as a person sees it.
 */
typedef struct {
  CwAccountKind   kind;
  CwAccountSource source;
  char           *url;
  char           *web;
  char           *user;
  gboolean        secret;
} CwAccountEntry;

void            cw_account_entry_free  (CwAccountEntry     *self);

/* All of these block, and want a worker. */
CwAccounts     *cw_account_book_gather (const CwAccounts   *given,
                                        GCancellable       *cancellable,
                                        GError            **error);
GPtrArray      *cw_account_book_list   (const CwAccounts   *given,
                                        CwProcedure        *procedure,
                                        GCancellable       *cancellable,
                                        GError            **error);
gboolean        cw_account_book_look   (const CwAccounts   *given,
                                        gboolean           *any,
                                        GCancellable       *cancellable,
                                        GError            **error);
gboolean        cw_account_book_keep   (CwAccountKind       kind,
                                        const char         *url,
                                        const char         *web,
                                        const char         *user,
                                        const char         *secret,
                                        GCancellable       *cancellable,
                                        GError            **error);
gboolean        cw_account_book_forget (CwAccountKind       kind,
                                        GCancellable       *cancellable,
                                        GError            **error);
gboolean        cw_account_book_import (const CwAccountFile *file,
                                        CwProcedure        *procedure,
                                        GCancellable       *cancellable,
                                        GError            **error);
CwAccountProof *cw_account_book_test   (const CwAccounts   *given,
                                        CwAccountKind       kind,
                                        CwProcedure        *procedure,
                                        GCancellable       *cancellable,
                                        GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwAccountEntry, cw_account_entry_free)

G_END_DECLS
