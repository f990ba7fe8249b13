/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-git-branch-payload.h"
#include "cw-git-service.h"
#include "cw-snapshot.h"

G_BEGIN_DECLS

/* A ticket's branch has a handful of commits. */
#define CW_BRANCH_MAX_STEPS 20

/**
 * CwBranchRead:
 * @data: whose it is
 * @commit: a commit's id
 *
 * Returns: (transfer full) (nullable): the files at @commit
 */
typedef CwSnapshot *(*CwBranchRead) (gpointer    data,
                                     const char *commit);

void cw_branch_note_steps (CwSnapshot   *snapshot,
                           GPtrArray    *commits,
                           CwBranchRead  read,
                           gpointer      data);

G_END_DECLS
