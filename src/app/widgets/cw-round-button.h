/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-desk.h"

G_BEGIN_DECLS

GtkWidget *cw_round_button_new (CwDesk     *desk,
                                const char *site,
                                const char *repository);

G_END_DECLS
