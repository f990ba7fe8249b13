/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwReviewWindow:
 *
 * The whole payload of one effect as it will arrive, and the approval of exactly that; of several, one after the other:
 * each is approved, and with the last one all are sent. Alt+Left and Alt+Right go to and fro, Ctrl+Enter is the button.
 */
#define CW_TYPE_REVIEW_WINDOW (cw_review_window_get_type ())
G_DECLARE_FINAL_TYPE (CwReviewWindow, cw_review_window, CW, REVIEW_WINDOW, AdwWindow)

GtkWidget *cw_review_window_new     (CwDesk            *desk,
                                     const char *const *effect_ids);
void       cw_review_window_present (CwDesk            *desk,
                                     const char *const *effect_ids,
                                     GtkWindow         *parent);

G_END_DECLS
