/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan.h"
#include "cw-procedure.h"

G_BEGIN_DECLS

CwPlan *cw_planner_plan (CwProcedure       *procedure,
                         const char        *site,
                         const CwCycle     *target,
                         GPtrArray         *snapshots,
                         const char *const *components,
                         GHashTable        *answers,
                         GPtrArray         *edits,
                         GError           **error);

CwCycle cw_planner_find_present (CwProcedure *procedure,
                                 const char  *site,
                                 CwSnapshot  *snapshot);

G_END_DECLS
