/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CwCheckout:
 *
 * A file in a new folder of its own, opened in the person's own editor and watched: the signal `saved` (GBytes) says
 * what they saved there, `failed` (text) that it could not be opened. The folder goes with the object. Belongs to the
 * main thread.
 */
#define CW_TYPE_CHECKOUT (cw_checkout_get_type ())
G_DECLARE_FINAL_TYPE (CwCheckout, cw_checkout, CW, CHECKOUT, GObject)

CwCheckout *cw_checkout_new  (const char *data_dir,
                              const char *path,
                              GBytes     *text);
void        cw_checkout_open (CwCheckout *self);

G_END_DECLS
