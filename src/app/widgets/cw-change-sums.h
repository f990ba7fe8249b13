/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan.h"
#include "cw-procedure.h"

G_BEGIN_DECLS

/* What a plan adds up to, in words. */

char       *cw_change_sums_completeness (CwPlan            *plan,
                                         const char *const *repositories,
                                         guint              n_open);
char       *cw_change_sums_repository   (CwPlan            *plan,
                                         const CwChangeSet *changes);
const char *cw_change_sums_make         (CwPlan            *plan,
                                         CwProcedure       *procedure,
                                         const char *const *repositories,
                                         int                n_open,
                                         gboolean           waits,
                                         char             **completeness,
                                         char             **sums);

G_END_DECLS
