/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwFileEditor:
 *
 * A window in which a person edits one file of a site's repository: what they save joins the change set. What they
 * typed and didn't save is kept as a draft.
 */
#define CW_TYPE_FILE_EDITOR (cw_file_editor_get_type ())
G_DECLARE_FINAL_TYPE (CwFileEditor, cw_file_editor, CW, FILE_EDITOR, AdwWindow)

GtkWidget *cw_file_editor_new     (CwDesk     *desk,
                                   const char *site,
                                   const char *repository,
                                   const char *path);
void       cw_file_editor_present (CwDesk     *desk,
                                   const char *site,
                                   const char *repository,
                                   const char *path,
                                   guint       line,
                                   GtkWindow  *parent);

G_END_DECLS
