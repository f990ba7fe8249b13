/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwLeavingAnswer:
 * @data: the caller's
 *
 * Called when the person leaves.
 */
typedef void (*CwLeavingAnswer) (gpointer data);

void cw_leaving_ask (GtkWindow       *window,
                     CwDesk          *desk,
                     gboolean         closes,
                     CwLeavingAnswer  answer,
                     gpointer         data,
                     GDestroyNotify   data_free);

G_END_DECLS
