/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CwDiffView:
 *
 * One file's change as a unified diff, for reading: line numbers of both sides, syntax colours, changed words marked,
 * the reason of the change that the cursor is at. n and p go from change to change, Ctrl+F searches. It scrolls by
 * itself. The signal `past-end` (int: 1 after the last change, -1 before the first) says that there is no further one.
 */
#define CW_TYPE_DIFF_VIEW (cw_diff_view_get_type ())
G_DECLARE_FINAL_TYPE (CwDiffView, cw_diff_view, CW, DIFF_VIEW, AdwBin)

GtkWidget *cw_diff_view_new           (void);
void       cw_diff_view_set_file      (CwDiffView *self,
                                       const char *path,
                                       GBytes     *old_bytes,
                                       GBytes     *new_bytes,
                                       GPtrArray  *edits);
void       cw_diff_view_clear         (CwDiffView *self);
guint      cw_diff_view_get_n_changes (CwDiffView *self);
void       cw_diff_view_go_to_change  (CwDiffView *self,
                                       guint       index);
void       cw_diff_view_go_to_line    (CwDiffView *self,
                                       guint       line,
                                       gboolean    after);

G_END_DECLS
