/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-change-row.h"
#include "cw-diff-view.h"

G_BEGIN_DECLS

void     cw_change_steps_follow  (GtkListView        *list,
                                  guint               position);
gboolean cw_change_steps_to_file (GtkSingleSelection *selection,
                                  GtkListView        *list,
                                  CwDiffView         *diff,
                                  int                 direction);
void     cw_change_steps_show    (CwDiffView         *diff,
                                  CwChangeRow        *row);

G_END_DECLS
