/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How a row of the list of changes looks. */

GtkListItemFactory *cw_change_item_make_factory (void);

G_END_DECLS
