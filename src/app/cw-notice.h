/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-desk.h"

G_BEGIN_DECLS

void     cw_notice_watch   (CwDesk    *desk,
                            GtkWindow *window);
gboolean cw_notice_is_seen (void);

G_END_DECLS
