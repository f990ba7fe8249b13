/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rest.h"
#include "cw-slack-service.h"

G_BEGIN_DECLS

/* Reading Slack's answers; for its service alone. */
char           *cw_slack_extract_refusal   (const CwHttpReply *reply);
gboolean        cw_slack_check_answer      (CwRest            *rest,
                                            JsonObject        *answer,
                                            const char        *method,
                                            CwHttpPolicy       policy,
                                            GError           **error);
CwSlackMessage *cw_slack_message_read      (JsonObject        *object);
CwSlackMessage *cw_slack_message_read_scheduled (JsonObject   *object);

/* Asking Slack, for its service's own files. */
JsonObject     *cw_slack_service_read      (CwSlackService    *self,
                                            const char        *method,
                                            const char        *query,
                                            GCancellable      *cancellable,
                                            GError           **error);
char           *cw_slack_get_cursor        (JsonObject        *answer);

G_END_DECLS
