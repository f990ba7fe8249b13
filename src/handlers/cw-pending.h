/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-handler.h"
#include "cw-slack-service.h"

G_BEGIN_DECLS

/* Slack posts a scheduled message within minutes of its second. */
#define CW_PENDING_EARLY 60
#define CW_PENDING_LATE  900

gboolean              cw_pending_is_foreign   (CwSlackService       *service,
                                               JsonObject           *outcome,
                                               gboolean             *foreign,
                                               GCancellable         *cancellable,
                                               GError              **error);
JsonObject           *cw_pending_name_sender  (CwSlackService       *service,
                                               GCancellable         *cancellable,
                                               GError              **error);
gboolean              cw_pending_doubt        (CwSlackService       *service,
                                               CwFinding            *finding,
                                               JsonObject           *sender,
                                               GCancellable         *cancellable,
                                               GError              **error);
CwFinding            *cw_pending_find_foreign (JsonObject           *outcome);
GPtrArray            *cw_pending_list         (CwSlackService       *service,
                                               JsonObject           *outcome,
                                               GCancellable         *cancellable,
                                               GError              **error);
const CwSlackMessage *cw_pending_pick         (GPtrArray            *messages,
                                               JsonObject           *outcome);
gboolean              cw_pending_is_settled   (const CwSlackMessage *message,
                                               JsonObject           *payload);
const CwSlackMessage *cw_pending_find_settled (GPtrArray            *messages,
                                               JsonObject           *payload);
GPtrArray            *cw_pending_list_copies  (GPtrArray            *messages,
                                               JsonObject           *payload,
                                               JsonObject           *outcome);
const CwSlackMessage *cw_pending_find_moved   (GPtrArray            *messages,
                                               JsonObject           *payload,
                                               JsonObject           *outcome);
const CwSlackMessage *cw_pending_find_other   (GPtrArray            *messages,
                                               JsonObject           *payload);
gboolean              cw_pending_refuse_other (JsonObject           *payload,
                                               const CwSlackMessage *other,
                                               GError              **error);
void                  cw_pending_compare      (CwFinding            *finding,
                                               JsonObject           *payload,
                                               const CwSlackMessage *message);
gboolean              cw_pending_take_back    (CwSlackService       *service,
                                               JsonObject           *payload,
                                               JsonObject           *outcome,
                                               GCancellable         *cancellable,
                                               GError              **error);

G_END_DECLS
