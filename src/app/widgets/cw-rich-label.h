/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-text.h"

G_BEGIN_DECLS

/* Labels for running text: they wrap, can be selected, and their links open in the person's browser. */

char      *cw_rich_label_to_markup   (CwText            *text);
GtkWidget *cw_rich_label_new         (const char        *markup,
                                      GtkAccessibleRole  role);
GtkWidget *cw_rich_label_new_plain   (const char        *text);

G_END_DECLS
