/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan.h"

G_BEGIN_DECLS

/* What a plan adds up to, in words. */

char *cw_change_sums_completeness (CwPlan            *plan,
                                   const char *const *repositories);
char *cw_change_sums_repository   (CwPlan            *plan,
                                   const CwChangeSet *changes);
char *cw_change_sums_list         (CwPlan            *plan,
                                   const char *const *repositories,
                                   gboolean          *open);

G_END_DECLS
