/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwConflictEditor:
 *
 * A window in which a person settles a conflict of one file: both sides stand in it between git's markers. The text that
 * is left then answers the question. What was typed and not used is kept as a draft.
 */
#define CW_TYPE_CONFLICT_EDITOR (cw_conflict_editor_get_type ())
G_DECLARE_FINAL_TYPE (CwConflictEditor, cw_conflict_editor, CW, CONFLICT_EDITOR, AdwWindow)

GtkWidget *cw_conflict_editor_new (CwDesk     *desk,
                                   const char *fact,
                                   const char *path,
                                   const char *text);

G_END_DECLS
