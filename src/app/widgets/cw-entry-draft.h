/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-drafts.h"

G_BEGIN_DECLS

void        cw_entry_draft_show       (GtkWidget   *entry,
                                       CwDrafts    *drafts,
                                       const char  *key,
                                       const char  *text);
gboolean    cw_entry_draft_is_old     (GtkWidget   *entry);
const char *cw_entry_draft_get_shown  (GtkWidget   *entry);
void        cw_entry_draft_show_apply (AdwEntryRow *entry);

G_END_DECLS
