/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan.h"
#include "cw-session.h"

G_BEGIN_DECLS

/* A branch that somebody made by hand, looked at as the planner would. Nothing is written, no ticket is needed. */

CwPlan *cw_session_check_branch (CwSession             *self,
                                 const char            *site,
                                 const char            *branch,
                                 const CwCycle         *target,
                                 GPtrArray             *notes,
                                 GPtrArray             *validations,
                                 GCancellable          *cancellable,
                                 GError               **error);
CwPlan *cw_branch_check         (const CwSessionConfig *config,
                                 CwProcedure           *procedure,
                                 const char            *site,
                                 const char            *branch,
                                 const CwCycle         *target,
                                 GPtrArray             *notes,
                                 GPtrArray             *validations,
                                 GCancellable          *cancellable,
                                 GError               **error);

G_END_DECLS
