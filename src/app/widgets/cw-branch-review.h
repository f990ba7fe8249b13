/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwBranchReview:
 *
 * A branch before it is pushed: what its commit says, every file's change, and, folded, the commit's own details. An
 * edit can be left out and a file be edited from here.
 */
#define CW_TYPE_BRANCH_REVIEW (cw_branch_review_get_type ())
G_DECLARE_FINAL_TYPE (CwBranchReview, cw_branch_review, CW, BRANCH_REVIEW, AdwBin)

gboolean cw_branch_review_can_show (CwView           *view,
                                    const CwViewItem *item);
void     cw_branch_review_show     (CwBranchReview   *self,
                                    CwDesk           *desk,
                                    const CwViewItem *item);
void     cw_branch_review_show_between (CwBranchReview *self,
                                        CwEffect       *before,
                                        CwEffect       *after);
void     cw_branch_review_focus    (CwBranchReview   *self);

G_END_DECLS
