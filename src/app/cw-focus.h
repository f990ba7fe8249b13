/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean cw_focus_after (GtkWidget *widget);

G_END_DECLS
