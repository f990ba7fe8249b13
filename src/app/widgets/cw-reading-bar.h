/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwReadingBar:
 *
 * Says that a preparation is only read along, and lets it be taken over once nobody else works on it. Hidden otherwise.
 * When it goes with the focus in it, "left" is emitted before: where that goes is the window's to say.
 */
#define CW_TYPE_READING_BAR (cw_reading_bar_get_type ())
G_DECLARE_FINAL_TYPE (CwReadingBar, cw_reading_bar, CW, READING_BAR, AdwBin)

void cw_reading_bar_watch (CwReadingBar *self,
                           CwDesk       *desk);

G_END_DECLS
