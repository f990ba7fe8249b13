/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwComponentsWindow:
 *
 * A window with what runs at a site over all repositories, and beside it what runs at the others. What a person changes
 * there joins the change set.
 */
#define CW_TYPE_COMPONENTS_WINDOW (cw_components_window_get_type ())
G_DECLARE_FINAL_TYPE (CwComponentsWindow, cw_components_window, CW, COMPONENTS_WINDOW, AdwWindow)

GtkWidget *cw_components_window_new     (CwDesk     *desk,
                                         const char *site);
void       cw_components_window_present (CwDesk     *desk,
                                         const char *site,
                                         GtkWindow  *parent);

G_END_DECLS
