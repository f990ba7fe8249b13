/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/* Edits of a plan that a person leaves out, with a reason, and takes back; wherever the changes are shown. */

void cw_edit_choice_leave_out (GtkWidget  *parent,
                               CwDesk     *desk,
                               char      **edits,
                               const char *what);
void cw_edit_choice_take_back (CwDesk     *desk,
                               char      **edits);

G_END_DECLS
