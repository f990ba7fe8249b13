/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-git-service.h"
#include "cw-handler.h"

G_BEGIN_DECLS

/* Under this name a commit's message carries the effect's marker. */
#define CW_GIT_BRANCH_TRAILER "Cyclewright-Effect"

/**
 * CwGitBranchPayload:
 *
 * The members of a git-branch payload (see #CwEffect), checked to be there; all owned by @effect.
 */
typedef struct {
  CwEffect   *effect;
  const char *repository;
  const char *url;
  const char *branch;
  const char *base;
  const char *base_name;
  const char *expected;
  const char *parent;
  const char *author;
  const char *email;
  const char *message;
  JsonArray  *files;
} CwGitBranchPayload;

gboolean     cw_git_branch_payload_read        (CwGitBranchPayload       *self,
                                                CwEffect                 *effect,
                                                GError                  **error);
GStrv        cw_git_branch_payload_list_paths  (const CwGitBranchPayload *self);
CwGitChange *cw_git_branch_payload_make_change (const CwGitBranchPayload *self,
                                                CwEffect                 *effect,
                                                gint64                    date);
gboolean     cw_git_branch_payload_compare     (const CwGitBranchPayload *self,
                                                CwSnapshot               *ours,
                                                CwSnapshot               *snapshot,
                                                CwGitService             *service,
                                                CwFinding                *finding);

G_END_DECLS
