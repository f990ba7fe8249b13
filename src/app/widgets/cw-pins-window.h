/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

#define CW_TYPE_PINS_WINDOW (cw_pins_window_get_type ())
G_DECLARE_FINAL_TYPE (CwPinsWindow, cw_pins_window, CW, PINS_WINDOW, AdwWindow)

void cw_pins_window_present (CwDesk     *desk,
                             const char *site,
                             GtkWindow  *parent);

G_END_DECLS
