/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-git-service.h"
#include "cw-handler.h"

G_BEGIN_DECLS

/**
 * CwGitRebaseHandler:
 *
 * Puts a branch onto a base that moved: its commits, made anew, in place of those that were reviewed.
 */
#define CW_TYPE_GIT_REBASE_HANDLER (cw_git_rebase_handler_get_type ())
G_DECLARE_FINAL_TYPE (CwGitRebaseHandler, cw_git_rebase_handler, CW, GIT_REBASE_HANDLER, GObject)

CwHandler *cw_git_rebase_handler_new (CwGitService *service);

G_END_DECLS
