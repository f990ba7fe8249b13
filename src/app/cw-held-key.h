/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void cw_held_key_ignore (GtkWindow       *window,
                         GdkModifierType  with);

G_END_DECLS
