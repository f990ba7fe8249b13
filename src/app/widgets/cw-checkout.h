/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CwCheckout:
 *
 * A file on the disk that is opened in the person's own editor and watched: the signal `touched` says that something
 * may have been saved there, `failed` (text) that it could not be opened. The file stays where it is. Belongs to the
 * main thread.
 */
#define CW_TYPE_CHECKOUT (cw_checkout_get_type ())
G_DECLARE_FINAL_TYPE (CwCheckout, cw_checkout, CW, CHECKOUT, GObject)

CwCheckout *cw_checkout_new        (const char *record,
                                    const char *place);
void        cw_checkout_open       (CwCheckout *self);
const char *cw_checkout_get_record (CwCheckout *self);

G_END_DECLS
