/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwMessageCard:
 *
 * One message with all that there is to it: where it stands, its text beside what Slack will show, and its buttons. The
 * signal `edited` says that the person changed the text.
 */
#define CW_TYPE_MESSAGE_CARD (cw_message_card_get_type ())
G_DECLARE_FINAL_TYPE (CwMessageCard, cw_message_card, CW, MESSAGE_CARD, AdwBin)

GtkWidget  *cw_message_card_new        (CwDesk        *desk,
                                        const char    *effect_id,
                                        const char    *detail);
const char *cw_message_card_get_id     (CwMessageCard *self);
void        cw_message_card_update     (CwMessageCard *self);
gboolean    cw_message_card_is_blank   (CwMessageCard *self);
void        cw_message_card_keep       (CwMessageCard *self);
void        cw_message_card_focus      (CwMessageCard *self);

G_END_DECLS
