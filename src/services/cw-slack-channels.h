/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-slack-service.h"

G_BEGIN_DECLS

/* The names of Slack's channels; for its service alone. */
typedef struct _CwSlackChannels CwSlackChannels;

CwSlackChannels *cw_slack_channels_new      (void);
void             cw_slack_channels_free     (CwSlackChannels *self);
void             cw_slack_channels_remember (CwSlackChannels *self,
                                             const char      *path);
gboolean         cw_slack_channels_know_own (CwSlackChannels *self);
char            *cw_slack_channels_find     (CwSlackChannels *self,
                                             CwSlackService  *slack,
                                             const char      *name,
                                             GCancellable    *cancellable,
                                             GError         **error);

G_END_DECLS
