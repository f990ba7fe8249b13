/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-git-branch-payload.h"
#include "cw-git-service.h"

G_BEGIN_DECLS

/**
 * CwGitBranchLook:
 * @service: (unowned): the repositories
 * @payload: (unowned): what it is about
 * @tip: (nullable): where the branch is; %NULL for no such branch
 * @snapshot: (nullable): the payload's files there
 *
 * A branch as the server has it now.
 */
typedef struct {
  CwGitService             *service;
  const CwGitBranchPayload *payload;
  char                     *tip;
  CwSnapshot               *snapshot;
} CwGitBranchLook;

gboolean    cw_git_branch_fetch             (CwGitService             *service,
                                             const CwGitBranchPayload *payload,
                                             GCancellable             *cancellable,
                                             GError                  **error);
gboolean    cw_git_branch_look_take         (CwGitBranchLook          *self,
                                             CwGitService             *service,
                                             const CwGitBranchPayload *payload,
                                             GCancellable             *cancellable,
                                             GError                  **error);
void        cw_git_branch_look_clear        (CwGitBranchLook          *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwGitBranchLook, cw_git_branch_look_clear)
CwSnapshot *cw_git_branch_look_read_files   (const CwGitBranchLook    *self,
                                             const char               *revision,
                                             GCancellable             *cancellable,
                                             GError                  **error);
GPtrArray  *cw_git_branch_look_list_commits (const CwGitBranchLook    *self,
                                             const char               *since,
                                             GError                  **error);
JsonObject *cw_git_branch_make_outcome      (CwGitService             *service,
                                             const CwGitBranchPayload *payload,
                                             const CwGitCommit        *commit);
gboolean    cw_git_branch_check_base        (const CwGitBranchLook    *self,
                                             GCancellable             *cancellable,
                                             GError                  **error);
gboolean    cw_git_branch_check_lines       (const CwGitBranchLook    *self,
                                             GCancellable             *cancellable,
                                             GError                  **error);
char       *cw_git_branch_dup_name          (JsonObject               *outcome,
                                             const CwGitBranchPayload *payload);

/* Where the branch isn't there: cw-git-branch-merged.c. */
CwFinding  *cw_git_branch_find_merged       (const CwGitBranchLook    *look,
                                             const char               *marker,
                                             const char               *where,
                                             GCancellable             *cancellable,
                                             GError                  **error);
CwFinding  *cw_git_branch_verify_gone       (const CwGitBranchLook    *look,
                                             JsonObject               *outcome,
                                             GCancellable             *cancellable,
                                             GError                  **error);

G_END_DECLS
