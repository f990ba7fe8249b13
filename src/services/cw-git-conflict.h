/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <git2.h>

#include "cw-git-replay.h"

G_BEGIN_DECLS

void cw_git_conflict_free (CwGitConflict  *self);
int  cw_git_conflicts_add (git_repository *repository,
                           git_index      *index,
                           git_commit     *commit,
                           GPtrArray      *conflicts);

G_END_DECLS
