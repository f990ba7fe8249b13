/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CwWrapBox:
 *
 * Two children side by side, the second at the end; where the first would get too narrow, one above the other; there
 * a second that expands takes the whole width.
 * Properties: `start`, `end`, and `even`: both are as wide as each other.
 */
#define CW_TYPE_WRAP_BOX (cw_wrap_box_get_type ())
G_DECLARE_FINAL_TYPE (CwWrapBox, cw_wrap_box, CW, WRAP_BOX, GtkWidget)

G_END_DECLS
