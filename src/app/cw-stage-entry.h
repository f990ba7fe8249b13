/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwStageEntry:
 *
 * A stage on the map: its state, name and one short fact.
 */
#define CW_TYPE_STAGE_ENTRY (cw_stage_entry_get_type ())
G_DECLARE_FINAL_TYPE (CwStageEntry, cw_stage_entry, CW, STAGE_ENTRY, GObject)

CwStageEntry *cw_stage_entry_new      (const char        *id,
                                       const char        *title);
const char   *cw_stage_entry_get_id   (CwStageEntry      *self);
void          cw_stage_entry_update   (CwStageEntry      *self,
                                       const CwViewStage *stage,
                                       gboolean           given_up);
GtkWidget    *cw_stage_entry_make_row (gpointer           entry,
                                       gpointer           user_data);

G_END_DECLS
