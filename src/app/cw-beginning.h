/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwBeginning:
 *
 * The way from what a person chose to a preparation that is there: where another one is at the same work they are asked
 * first. It belongs to the page on which they choose.
 */
#define CW_TYPE_BEGINNING (cw_beginning_get_type ())
G_DECLARE_FINAL_TYPE (CwBeginning, cw_beginning, CW, BEGINNING, GObject)

CwBeginning *cw_beginning_new   (void);
void         cw_beginning_start (CwBeginning *self,
                                 CwDesk      *desk,
                                 GHashTable  *facts,
                                 GtkWidget   *parent);

G_END_DECLS
