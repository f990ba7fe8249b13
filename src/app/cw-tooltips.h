/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void cw_tooltips_keep_to_active_window (void);

G_END_DECLS
