/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *cw_preferences_new (GSettings  *settings,
                               const char *data_dir);

G_END_DECLS
