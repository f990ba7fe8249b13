/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void cw_child_window_present   (GtkWindow *window,
                                GtkWindow *parent);
void cw_child_window_close_all (GtkWindow *parent);

G_END_DECLS
