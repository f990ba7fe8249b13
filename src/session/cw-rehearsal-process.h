/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-accounts.h"

G_BEGIN_DECLS

/**
 * CwRehearsalProcess:
 *
 * The rehearsal's services as a running child. It ends when this object goes: the child sees its standard input close.
 */
#define CW_TYPE_REHEARSAL_PROCESS (cw_rehearsal_process_get_type ())
G_DECLARE_FINAL_TYPE (CwRehearsalProcess, cw_rehearsal_process, CW, REHEARSAL_PROCESS, GObject)

CwRehearsalProcess *cw_rehearsal_process_start         (const char          *state_dir,
                                                        const char          *now,
                                                        GCancellable        *cancellable,
                                                        GError             **error);
const char         *cw_rehearsal_process_get_address   (CwRehearsalProcess  *self);
CwAccounts         *cw_rehearsal_process_dup_accounts  (CwRehearsalProcess  *self,
                                                        GError             **error);

G_END_DECLS
