/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwPreparationView:
 *
 * One preparation in the window: the map of its stages, a page for each, and the bar with what can be done next. Its
 * actions are `preparation.…`.
 */
#define CW_TYPE_PREPARATION_VIEW (cw_preparation_view_get_type ())
G_DECLARE_FINAL_TYPE (CwPreparationView, cw_preparation_view, CW, PREPARATION_VIEW, AdwBin)

GtkWidget *cw_preparation_view_new      (CwDesk            *desk,
                                         const char        *id,
                                         const char        *cycle);
CwDesk    *cw_preparation_view_get_desk (CwPreparationView *self);
void       cw_preparation_view_go_to    (CwPreparationView *self,
                                         guint              stage);

G_END_DECLS
