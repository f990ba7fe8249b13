/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-branch-check.h"
#include "cw-branch-window.h"

G_BEGIN_DECLS

void cw_branch_window_show_report (CwBranchWindow       *self,
                                   const CwBranchReport *report);

G_END_DECLS
