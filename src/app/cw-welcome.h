/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CwWelcome:
 *
 * What it is, and the preparations there are, newest first. The signal `chosen` names one: its id, whether it is a
 * rehearsal.
 */
#define CW_TYPE_WELCOME (cw_welcome_get_type ())
G_DECLARE_FINAL_TYPE (CwWelcome, cw_welcome, CW, WELCOME, AdwBin)

void  cw_welcome_reload       (CwWelcome  *self,
                               const char *data_dir,
                                       const char *now);
void  cw_welcome_show_trouble (CwWelcome  *self,
                               const char *trouble);
char *cw_welcome_dup_next     (CwWelcome  *self,
                               gboolean    rehearsal);

void       cw_welcome_leave         (CwWelcome  *self);
void       cw_welcome_bind_accounts (CwWelcome  *self,
                                     GObject    *accounts);

G_END_DECLS
