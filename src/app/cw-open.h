/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Links come from services, and from files of other machines. */

gboolean cw_open_may  (const char *address);
void     cw_open_page (GtkWidget  *widget,
                       const char *address);

G_END_DECLS
