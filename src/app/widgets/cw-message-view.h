/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CwMessageView:
 *
 * A message as Slack will show it: who posts it, when, and its mrkdwn drawn.
 */
#define CW_TYPE_MESSAGE_VIEW (cw_message_view_get_type ())
G_DECLARE_FINAL_TYPE (CwMessageView, cw_message_view, CW, MESSAGE_VIEW, AdwBin)

GtkWidget *cw_message_view_new         (void);
void       cw_message_view_set_heading (CwMessageView *self,
                                        const char    *sender,
                                        const char    *place);
void       cw_message_view_set_text    (CwMessageView *self,
                                        const char    *mrkdwn);

G_END_DECLS
