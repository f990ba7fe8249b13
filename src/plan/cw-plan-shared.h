/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan-private.h"
#include "cw-procedure.h"
#include "cw-snapshot.h"

G_BEGIN_DECLS

GStrv cw_plan_pick_brought (CwSnapshot        *snapshot,
                            const char *const *changed);
void  cw_plan_prove_shared (CwPlan            *self,
                            CwProcedure       *procedure,
                            CwSnapshot        *snapshot,
                            const CwChangeSet *changes);

G_END_DECLS
