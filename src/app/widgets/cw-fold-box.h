/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CwFoldBox:
 *
 * Something, and beside it one of two ways to the same deeds: the wide one where there is room for all of it, else the
 * narrow one, such as a menu.
 */
#define CW_TYPE_FOLD_BOX (cw_fold_box_get_type ())
G_DECLARE_FINAL_TYPE (CwFoldBox, cw_fold_box, CW, FOLD_BOX, GtkWidget)

GtkWidget *cw_fold_box_new (GtkWidget *start,
                            GtkWidget *wide,
                            GtkWidget *narrow);

G_END_DECLS
