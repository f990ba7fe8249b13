/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-change-row.h"

G_BEGIN_DECLS

/* Where a change stands in the list of another plan. */

guint cw_change_place_find       (GListModel  *model,
                                  CwChangeRow *wanted);
guint cw_change_place_find_first (GListModel  *model);

G_END_DECLS
