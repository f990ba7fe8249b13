/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwStageNotes:
 *
 * What a person is to know of a stage before they read it: that something went wrong, what is out of reach and what
 * still works without it, that the stage is left out; each with the way on.
 */
#define CW_TYPE_STAGE_NOTES (cw_stage_notes_get_type ())
G_DECLARE_FINAL_TYPE (CwStageNotes, cw_stage_notes, CW, STAGE_NOTES, AdwBin)

void  cw_stage_notes_update   (CwStageNotes      *self,
                               CwDesk            *desk,
                               const char        *stage_id,
                               const char        *site);

char *cw_stage_notes_get_fact (const char        *stage_id);

G_END_DECLS
