/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"
#include "cw-plan.h"

G_BEGIN_DECLS

/**
 * CwChangesView:
 *
 * The review of a plan in two panes: left the changes, what needs a person first and what is equal in many files once,
 * right the selected file's diff; in a narrow window one at a time. n and p go on to the next and previous file.
 */
#define CW_TYPE_CHANGES_VIEW (cw_changes_view_get_type ())
G_DECLARE_FINAL_TYPE (CwChangesView, cw_changes_view, CW, CHANGES_VIEW, AdwBin)

GtkWidget *cw_changes_view_new              (void);
void       cw_changes_view_set_overview     (CwChangesView     *self,
                                             GtkWidget         *overview);
void       cw_changes_view_show_overview    (CwChangesView     *self);
gboolean   cw_changes_view_shows_overview   (CwChangesView     *self);
void       cw_changes_view_set_repositories (CwChangesView     *self,
                                             const char *const *repositories);
void       cw_changes_view_set_desk         (CwChangesView     *self,
                                             CwDesk            *desk,
                                             gboolean           answers);
void       cw_changes_view_focus            (CwChangesView     *self);
void       cw_changes_view_set_closed       (CwChangesView     *self,
                                             gboolean           closed);
void       cw_changes_view_set_open         (CwChangesView     *self,
                                             guint              n_open,
                                             gboolean           waits);
void       cw_changes_view_set_plan         (CwChangesView     *self,
                                             CwPlan            *plan);

G_END_DECLS
