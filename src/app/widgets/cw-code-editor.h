/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CwCodeEditor:
 *
 * A text to be edited, with line numbers, colours, search, and the line marked at which it can't be read. It scrolls by
 * itself. Properties: `modified` (gboolean), `trouble` (nullable): why the text can't be read. The signal `edited` says
 * that the person changed something.
 */
#define CW_TYPE_CODE_EDITOR (cw_code_editor_get_type ())
G_DECLARE_FINAL_TYPE (CwCodeEditor, cw_code_editor, CW, CODE_EDITOR, AdwBin)

GtkWidget  *cw_code_editor_new          (void);
void        cw_code_editor_set_file     (CwCodeEditor *self,
                                         const char   *path,
                                         GBytes       *before,
                                         GBytes       *text);
void        cw_code_editor_replace      (CwCodeEditor *self,
                                         GBytes       *text);
void        cw_code_editor_go_to_line   (CwCodeEditor *self,
                                         guint         line);
void        cw_code_editor_set_editable (CwCodeEditor *self,
                                         gboolean      editable);
GBytes     *cw_code_editor_dup_text     (CwCodeEditor *self);
gboolean    cw_code_editor_get_modified (CwCodeEditor *self);
void        cw_code_editor_set_modified (CwCodeEditor *self,
                                         gboolean      modified);
const char *cw_code_editor_get_trouble  (CwCodeEditor *self);

G_END_DECLS
