/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/* The question where something is that a person did by hand. */

void cw_by_hand_ask (GtkWidget        *parent,
                     CwDesk           *desk,
                     const CwViewItem *item);

G_END_DECLS
