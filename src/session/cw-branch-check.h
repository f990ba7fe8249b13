/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-cycle.h"
#include "cw-plan.h"
#include "cw-session.h"

G_BEGIN_DECLS

/**
 * CwBranchReport:
 * @plan: what would still change there
 * @notes: (element-type utf8): which repositories lack the branch, and what else should be known of it, in words
 * @validations: (element-type CwValidation): what validators say of it
 * @images: (nullable): what the registry has of it, as cw_pins_list() takes it; %NULL where it was not asked
 * @fixes: (element-type JsonObject): what was fixed at a test stand, and isn't there, as cw_plan_describe_fix() has it
 *
 * A look at a branch, or a pull request, that somebody made by hand.
 */
typedef struct {
  CwPlan    *plan;
  GPtrArray *notes;
  GPtrArray *validations;
  JsonObject *images;
  GPtrArray *fixes;
} CwBranchReport;

void            cw_branch_report_free   (CwBranchReport        *self);
CwBranchReport *cw_session_check_branch (CwSession             *self,
                                         const char            *site,
                                         const char            *branch,
                                         const CwCycle         *target,
                                         gboolean               registry,
                                         GCancellable          *cancellable,
                                         GError               **error);
CwBranchReport *cw_branch_check         (const CwSessionConfig *config,
                                         CwProcedure           *procedure,
                                         const char            *site,
                                         const char            *branch,
                                         const CwCycle         *target,
                                         gboolean               registry,
                                         GCancellable          *cancellable,
                                         GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwBranchReport, cw_branch_report_free)

G_END_DECLS
