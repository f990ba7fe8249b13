/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <git2.h>

#include "cw-git-replay.h"

G_BEGIN_DECLS

void           cw_git_conflict_free      (CwGitConflict  *self);
CwGitConflict *cw_git_conflict_new_merge (const char     *commit,
                                          const git_oid  *tree);
int            cw_git_conflicts_settle   (git_repository *repository,
                                          git_index      *index,
                                          git_commit     *commit,
                                          JsonObject     *answers,
                                          CwGitReplay    *replay);

G_END_DECLS
