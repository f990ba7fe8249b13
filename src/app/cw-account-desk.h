/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-account-book.h"

G_BEGIN_DECLS

/**
 * CwAccountList:
 * @entries: (element-type CwAccountEntry): one for each kind of account
 * @files: (element-type CwAccountFile): what other programs left that could be taken over
 *
 * The accounts as they are now.
 */
typedef struct {
  GPtrArray *entries;
  GPtrArray *files;
} CwAccountList;

void cw_account_list_free (CwAccountList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwAccountList, cw_account_list_free)

/**
 * CwAccountDesk:
 *
 * The window's hand on the accounts: does everything in a worker of its own. One for the application; belongs to the
 * main thread. Property `any` (gboolean): whether there is at least one account. Signal `changed`: the keyring keeps
 * others now.
 */
#define CW_TYPE_ACCOUNT_DESK (cw_account_desk_get_type ())
G_DECLARE_FINAL_TYPE (CwAccountDesk, cw_account_desk, CW, ACCOUNT_DESK, GObject)

CwAccountDesk  *cw_account_desk_new           (const CwAccounts     *given,
                                               const char           *data_dir);
void            cw_account_desk_set_procedure (CwAccountDesk        *self,
                                               const char           *procedure);
gboolean        cw_account_desk_get_any       (CwAccountDesk        *self);
void            cw_account_desk_look          (CwAccountDesk        *self);

void            cw_account_desk_list          (CwAccountDesk        *self,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
void            cw_account_desk_test          (CwAccountDesk        *self,
                                               CwAccountKind         kind,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
void            cw_account_desk_keep          (CwAccountDesk        *self,
                                               CwAccountKind         kind,
                                               const char *const    *texts,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
void            cw_account_desk_forget        (CwAccountDesk        *self,
                                               CwAccountKind         kind,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
void            cw_account_desk_import        (CwAccountDesk        *self,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gpointer        cw_account_desk_finish        (CwAccountDesk        *self,
                                               GAsyncResult         *result,
                                               GError              **error);

G_END_DECLS
