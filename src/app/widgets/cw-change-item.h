/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How a row of the list of changes looks. */

void cw_change_item_setup (GtkListItem *item);
void cw_change_item_bind  (GtkListItem *item);

G_END_DECLS
