/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-clock.h"
#include "cw-git-branch-look.h"

G_BEGIN_DECLS

/**
 * CwGitBranchMaker:
 * @service: the repositories
 * @clock: says when a commit is made
 * @check: (nullable): asked about each file that is put together with other people's lines
 *
 * What a commit is made with.
 */
typedef struct {
  CwGitService    *service;
  CwClock         *clock;
  CwGitMergedFunc  check;
} CwGitBranchMaker;

/**
 * CwGitBranchOnto:
 * @tip: the branch as it stands
 * @own: our last commit there, or what a person took for it
 * @earlier: whether the payload was planned on what was there before @own
 *
 * What an update of ours goes on top of.
 */
typedef struct {
  const char *tip;
  const char *own;
  gboolean    earlier;
} CwGitBranchOnto;

/* Members of what a comparison sees (see #CwFinding): of which payload it speaks, why setting that right would be
 * refused, and what other people's lines stay in our files all the same. */
#define CW_GIT_SEEN_HASH    "hash"
#define CW_GIT_SEEN_REFUSED "refused"

CwGitCommit *cw_git_branch_make           (const CwGitBranchMaker   *self,
                                           const CwGitBranchPayload *payload,
                                           CwEffect                 *effect,
                                           const CwGitBranchOnto    *onto,
                                           GCancellable             *cancellable,
                                           GError                  **error);
gboolean     cw_git_branch_is_as_reviewed (const CwGitBranchLook    *look,
                                           const char               *commit,
                                           GCancellable             *cancellable);
gboolean     cw_git_branch_refuse_theirs  (const CwGitBranchPayload *payload,
                                           GError                  **error);
JsonObject  *cw_git_branch_foresee        (const CwGitBranchMaker   *self,
                                           const CwGitBranchLook    *look,
                                           CwEffect                 *effect,
                                           const CwGitBranchOnto    *onto,
                                           GCancellable             *cancellable);

G_END_DECLS
