/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-change-row.h"

G_BEGIN_DECLS

/* The list of a plan's changes, and where a change stands in that of another plan. */

GtkSingleSelection *cw_change_place_make_selection (GListModel  *rows);
guint               cw_change_place_find           (GListModel  *model,
                                                    CwChangeRow *wanted);
guint               cw_change_place_find_first     (GListModel  *model);

G_END_DECLS
