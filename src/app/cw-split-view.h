/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CwSplitView:
 *
 * A sidebar beside a content; in a narrow window one at a time. Properties: `sidebar`, `content`, `folded` (read only).
 */
#define CW_TYPE_SPLIT_VIEW (cw_split_view_get_type ())
G_DECLARE_FINAL_TYPE (CwSplitView, cw_split_view, CW, SPLIT_VIEW, AdwBin)

gboolean cw_split_view_get_folded       (CwSplitView *self);
gboolean cw_split_view_get_show_content (CwSplitView *self);
void     cw_split_view_set_show_content (CwSplitView *self,
                                         gboolean     show);

G_END_DECLS
