/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cw-accounts.h"
#include "cw-http.h"
#include "cw-procedure.h"

G_BEGIN_DECLS

/**
 * CwAccountProof:
 * @who: who one is there: "Vera Tester (vera@example.org)"
 * @missing: (element-type utf8): what the account lacks for the work, a sentence each; empty: nothing that can be seen
 *
 * What trying an account showed.
 */
typedef struct {
  char      *who;
  GPtrArray *missing;
} CwAccountProof;

CwAccountProof *cw_account_proof_make (CwAccountKind     kind,
                                       const CwAccount  *account,
                                       CwProcedure      *procedure,
                                       CwHttp           *http,
                                       GCancellable     *cancellable,
                                       GError          **error);
void            cw_account_proof_free (CwAccountProof   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwAccountProof, cw_account_proof_free)

G_END_DECLS
