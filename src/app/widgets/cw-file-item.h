/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-session-files.h"

G_BEGIN_DECLS

/**
 * CwFileItem:
 *
 * A file that can be edited, as a row of a list. Immutable.
 */
#define CW_TYPE_FILE_ITEM (cw_file_item_get_type ())
G_DECLARE_FINAL_TYPE (CwFileItem, cw_file_item, CW, FILE_ITEM, GObject)

CwFileItem *cw_file_item_new        (const CwFileEntry *entry);
const char *cw_file_item_get_path   (CwFileItem        *self);
gboolean    cw_file_item_is_unsaved (CwFileItem        *self);
char       *cw_file_item_describe   (CwFileItem        *self);
gboolean    cw_file_item_matches    (CwFileItem        *self,
                                     const char *const *words);

G_END_DECLS
