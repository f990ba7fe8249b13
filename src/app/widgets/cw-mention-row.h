/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-mention-item.h"

G_BEGIN_DECLS

/**
 * CwMentionRow:
 *
 * A mention in a list: what stands there and what becomes of it, where, and why.
 */
#define CW_TYPE_MENTION_ROW (cw_mention_row_get_type ())
G_DECLARE_FINAL_TYPE (CwMentionRow, cw_mention_row, CW, MENTION_ROW, GtkBox)

GtkWidget  *cw_mention_row_new      (void);
void        cw_mention_row_set_item (CwMentionRow  *self,
                                     CwMentionItem *item);
const char *cw_mention_row_get_name (CwMentionRow  *self);

G_END_DECLS
