/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void cw_app_test_take_picture (GtkWidget  *window,
                               const char *name);
void cw_app_test_take_one     (GtkWidget  *window);

G_END_DECLS
