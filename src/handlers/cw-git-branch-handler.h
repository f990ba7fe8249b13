/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-clock.h"
#include "cw-git-service.h"
#include "cw-handler.h"

G_BEGIN_DECLS

/**
 * CwGitBranchHandler:
 *
 * Does git-branch effects: one commit with the reviewed files, put on a branch of a server. Its outcomes are
 * `{"key": BRANCH, "commit": ID, "tree": ID, "url": web address of the branch, or ""}`. Branches are never deleted, so
 * nothing can be retracted.
 */
#define CW_TYPE_GIT_BRANCH_HANDLER (cw_git_branch_handler_get_type ())
G_DECLARE_FINAL_TYPE (CwGitBranchHandler, cw_git_branch_handler, CW, GIT_BRANCH_HANDLER, GObject)

CwHandler *cw_git_branch_handler_new (CwGitService    *service,
                                      CwClock         *clock,
                                      CwGitMergedFunc  check);

G_END_DECLS
