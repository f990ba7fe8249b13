/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwSiteMenu:
 *
 * The menu of a site whose branches were pushed: going back, and bringing them onto a base that moved. Hidden while there
 * is nothing to choose.
 */
#define CW_TYPE_SITE_MENU (cw_site_menu_get_type ())
G_DECLARE_FINAL_TYPE (CwSiteMenu, cw_site_menu, CW, SITE_MENU, AdwBin)

GtkWidget *cw_site_menu_new    (void);
void       cw_site_menu_update (CwSiteMenu *self,
                                CwDesk     *desk,
                                const char *site);

G_END_DECLS
