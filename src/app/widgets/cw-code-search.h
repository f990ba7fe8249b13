/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* Where a line that is gone to stands in a view of text, from its top. */
#define CW_CODE_SCROLL_TO 0.25

/**
 * CwCodeSearch:
 *
 * A bar that searches a view of text: how often, the next, the one before.
 */
#define CW_TYPE_CODE_SEARCH (cw_code_search_get_type ())
G_DECLARE_FINAL_TYPE (CwCodeSearch, cw_code_search, CW, CODE_SEARCH, AdwBin)

void cw_code_search_set_view (CwCodeSearch  *self,
                              GtkSourceView *view);
void cw_code_search_begin    (CwCodeSearch  *self);

G_END_DECLS
