/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwSiteSwitcher:
 *
 * The sites as tabs, each with its name and where it stands in a stage. Property `site`: id of the chosen one.
 */
#define CW_TYPE_SITE_SWITCHER (cw_site_switcher_get_type ())
G_DECLARE_FINAL_TYPE (CwSiteSwitcher, cw_site_switcher, CW, SITE_SWITCHER, GtkBox)

GtkWidget  *cw_site_switcher_new      (void);
void        cw_site_switcher_update   (CwSiteSwitcher    *self,
                                       CwView            *view,
                                       const CwViewStage *stage);
const char *cw_site_switcher_get_site (CwSiteSwitcher    *self);

G_END_DECLS
