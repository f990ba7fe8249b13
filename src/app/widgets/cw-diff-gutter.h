/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/**
 * CwDiffGutter:
 *
 * The line numbers of one side of a diff.
 */
#define CW_TYPE_DIFF_GUTTER (cw_diff_gutter_get_type ())
G_DECLARE_FINAL_TYPE (CwDiffGutter, cw_diff_gutter, CW, DIFF_GUTTER, GtkSourceGutterRendererText)

GtkSourceGutterRenderer *cw_diff_gutter_new      (gboolean      old_side);
void                     cw_diff_gutter_set_rows (CwDiffGutter *self,
                                                  GArray       *rows);

G_END_DECLS
