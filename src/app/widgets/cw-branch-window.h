/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwBranchWindow:
 *
 * What a branch that somebody made by hand left behind, has odd, or leaves open, for one site. For reading.
 */
#define CW_TYPE_BRANCH_WINDOW (cw_branch_window_get_type ())
G_DECLARE_FINAL_TYPE (CwBranchWindow, cw_branch_window, CW, BRANCH_WINDOW, AdwWindow)

GtkWidget *cw_branch_window_new (CwDesk     *desk,
                                 const char *site,
                                 const char *branch,
                                 const char *cycle);
void       cw_branch_window_ask (CwDesk     *desk,
                                 const char *site,
                                 GtkWidget  *parent);

G_END_DECLS
