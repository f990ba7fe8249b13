/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-change-row.h"
#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwChangeNote:
 *
 * What is to be said of a change beside its diff: a question's reason, a warning, how many files a group has, why an
 * edit was left out; and the button that leaves it out or takes it back. With a desk, a question can be answered there,
 * a warning waved through and its file edited. Signal `deed`: the button that leaves out or takes back was pressed.
 */
#define CW_TYPE_CHANGE_NOTE (cw_change_note_get_type ())
G_DECLARE_FINAL_TYPE (CwChangeNote, cw_change_note, CW, CHANGE_NOTE, AdwBin)

void cw_change_note_set_row  (CwChangeNote *self,
                              CwChangeRow  *row,
                              gboolean      open);
void cw_change_note_set_desk (CwChangeNote *self,
                              CwDesk       *desk);

G_END_DECLS
