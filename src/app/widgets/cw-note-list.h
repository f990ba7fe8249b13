/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwNoteList:
 *
 * The preparation's notes, newest first, each with its time and author, and an entry for another one. What is half
 * written there is a draft.
 */
#define CW_TYPE_NOTE_LIST (cw_note_list_get_type ())
G_DECLARE_FINAL_TYPE (CwNoteList, cw_note_list, CW, NOTE_LIST, AdwBin)

GtkWidget *cw_note_list_new    (void);
void       cw_note_list_update (CwNoteList *self,
                                CwDesk     *desk);

G_END_DECLS
