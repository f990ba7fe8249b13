/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-application.h"

G_BEGIN_DECLS

/**
 * CwWindow:
 *
 * A window: the welcome page, or one preparation.
 */
#define CW_TYPE_WINDOW (cw_window_get_type ())
G_DECLARE_FINAL_TYPE (CwWindow, cw_window, CW, WINDOW, AdwApplicationWindow)

GtkWidget *cw_window_new (CwApplication *application,
                          GSettings     *settings);

G_END_DECLS
