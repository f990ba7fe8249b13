/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cw-accounts.h"

G_BEGIN_DECLS

gboolean cw_account_store_look   (gboolean         *any,
                                  GCancellable     *cancellable,
                                  GError          **error);
gboolean cw_account_store_load   (CwAccounts       *accounts,
                                  GCancellable     *cancellable,
                                  GError          **error);
gboolean cw_account_store_keep   (CwAccountKind     kind,
                                  const CwAccount  *account,
                                  GCancellable     *cancellable,
                                  GError          **error);
gboolean cw_account_store_forget (CwAccountKind     kind,
                                  GCancellable     *cancellable,
                                  GError          **error);

G_END_DECLS
