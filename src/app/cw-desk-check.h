/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-branch-check.h"
#include "cw-desk.h"
#include "cw-validation.h"

G_BEGIN_DECLS

void            cw_desk_check_branch        (CwDesk               *self,
                                             const char           *site,
                                             const char           *branch,
                                             const CwCycle        *target,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
CwBranchReport *cw_desk_check_branch_finish (CwDesk               *self,
                                             GAsyncResult         *result,
                                             GError              **error);

G_END_DECLS
