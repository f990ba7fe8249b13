/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-account-desk.h"

G_BEGIN_DECLS

/**
 * CwAccountGroup:
 *
 * One account in the preferences: its rows, and one button that keeps what was typed and tries it, with the answer in
 * words.
 */
#define CW_TYPE_ACCOUNT_GROUP (cw_account_group_get_type ())
G_DECLARE_FINAL_TYPE (CwAccountGroup, cw_account_group, CW, ACCOUNT_GROUP, AdwBin)

GtkWidget *cw_account_group_new  (CwAccountDesk        *desk,
                                  CwAccountKind         kind);
void       cw_account_group_show (CwAccountGroup       *self,
                                  const CwAccountEntry *entry);

G_END_DECLS
