/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/**
 * CwDiffSearch:
 *
 * A bar that searches in a diff, unified or side by side. Property `active`: whether it is seen.
 */
#define CW_TYPE_DIFF_SEARCH (cw_diff_search_get_type ())
G_DECLARE_FINAL_TYPE (CwDiffSearch, cw_diff_search, CW, DIFF_SEARCH, AdwBin)

void cw_diff_search_set_views (CwDiffSearch  *self,
                               GtkSourceView *old_view,
                               GtkSourceView *view);
void cw_diff_search_begin     (CwDiffSearch  *self);

G_END_DECLS
