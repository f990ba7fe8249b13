/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CwScrollAnchor:
 *
 * Keeps what a person looks at where it is on the screen, when something above it grows, shrinks, comes or goes. Belongs
 * to who has the scrolled window.
 */
typedef struct _CwScrollAnchor CwScrollAnchor;

CwScrollAnchor *cw_scroll_anchor_new       (GtkScrolledWindow *scroller);
void            cw_scroll_anchor_free      (CwScrollAnchor    *self);
void            cw_scroll_anchor_drop      (CwScrollAnchor    *self);
void            cw_scroll_anchor_go_to_top (CwScrollAnchor    *self);

G_END_DECLS
