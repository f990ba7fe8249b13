/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwMessageEditor:
 *
 * A message's text, to be written anew, beside the message as Slack will show it; where it is narrow, above it. What is
 * typed is a draft at once, and the person's own text when the editor is left.
 */
#define CW_TYPE_MESSAGE_EDITOR (cw_message_editor_get_type ())
G_DECLARE_FINAL_TYPE (CwMessageEditor, cw_message_editor, CW, MESSAGE_EDITOR, AdwBin)

gboolean   cw_message_editor_can_edit   (CwView           *view,
                                         const CwViewItem *item);
void       cw_message_editor_show       (CwMessageEditor  *self,
                                         CwDesk           *desk,
                                         const CwViewItem *item);
char      *cw_message_editor_dup_text   (CwMessageEditor  *self);
char      *cw_message_editor_dup_edited (CwMessageEditor  *self);
gboolean   cw_message_editor_is_blank   (CwMessageEditor  *self);
void       cw_message_editor_keep       (CwMessageEditor  *self);
void       cw_message_editor_focus      (CwMessageEditor  *self);

G_END_DECLS
