/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rehearsal-slack.h"

/* Shared by the files of the Slack service alone. */

G_BEGIN_DECLS

char       *cw_rehearsal_slack_arg         (CwRehearsalRequest *request,
                                            const char         *name);
gint64      cw_rehearsal_slack_arg_int     (CwRehearsalRequest *request,
                                            const char         *name,
                                            gint64              otherwise);
void        cw_rehearsal_slack_refuse      (CwRehearsalRequest *request,
                                            const char         *error);
const char *cw_rehearsal_slack_get_user    (CwRehearsalRequest *request);
JsonObject *cw_rehearsal_slack_channel     (CwRehearsalRequest *request,
                                            gboolean            as_member);
JsonNode   *cw_rehearsal_slack_store       (CwRehearsalStore   *store,
                                            const char         *channel,
                                            const char         *ts,
                                            const char         *text,
                                            const char         *user);
JsonNode   *cw_rehearsal_slack_message_json (CwRehearsalStore  *store,
                                            JsonObject         *message,
                                            gboolean            with_metadata);

gint64      cw_rehearsal_slack_now         (CwRehearsalStore   *store);
char       *cw_rehearsal_slack_take_text   (CwRehearsalRequest *request);
void        cw_rehearsal_slack_keep_extras (CwRehearsalRequest *request,
                                            JsonObject         *message);

/* the methods, by file */
void        cw_rehearsal_slack_post_message (CwRehearsalRequest *request);
void        cw_rehearsal_slack_delete      (CwRehearsalRequest *request);
void        cw_rehearsal_slack_schedule    (CwRehearsalRequest *request);
void        cw_rehearsal_slack_scheduled   (CwRehearsalRequest *request);
void        cw_rehearsal_slack_unschedule  (CwRehearsalRequest *request);
void        cw_rehearsal_slack_history     (CwRehearsalRequest *request);
void        cw_rehearsal_slack_permalink   (CwRehearsalRequest *request);
void        cw_rehearsal_slack_channels    (CwRehearsalRequest *request);
void        cw_rehearsal_slack_own_channels (CwRehearsalRequest *request);
void        cw_rehearsal_slack_channel_info (CwRehearsalRequest *request);

G_END_DECLS
