/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-clock.h"
#include "cw-handler.h"
#include "cw-slack-service.h"

G_BEGIN_DECLS

/**
 * CwMessageHandler:
 *
 * Messages of Slack, as effects.
 */
#define CW_TYPE_MESSAGE_HANDLER (cw_message_handler_get_type ())
G_DECLARE_FINAL_TYPE (CwMessageHandler, cw_message_handler, CW, MESSAGE_HANDLER, GObject)

CwHandler *cw_message_handler_new (CwSlackService *service,
                                   CwClock        *clock);

G_END_DECLS
