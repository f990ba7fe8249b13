/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-stage.h"

G_BEGIN_DECLS

/* What is asked before branches are pushed, what was answered, and what validators say. */

JsonObject *cw_branch_find_author  (const CwStageInput *input);
void        cw_branch_ask_author   (const CwStageInput *input,
                                    CwStageResult      *result);
gboolean    cw_branch_is_base_open (const CwStageInput *input,
                                    const CwSite       *site,
                                    const CwRepository *repository);
void        cw_branch_ask_base     (const CwStageInput *input,
                                    CwStageResult      *result,
                                    const CwSite       *site,
                                    const CwRepository *repository,
                                    const CwChangeSet  *changes);
void        cw_branch_ask_mentions (const CwStageInput *input,
                                    CwStageResult      *result,
                                    const CwSite       *site,
                                    const CwRepository *repository,
                                    CwPlan             *plan);
void        cw_branch_check_validators (const CwStageInput *input,
                                    CwStageResult      *result,
                                    const CwSite       *site,
                                    const CwChangeSet  *changes);

G_END_DECLS
