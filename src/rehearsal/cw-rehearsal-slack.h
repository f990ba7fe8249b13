/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rehearsal-request.h"

G_BEGIN_DECLS

void cw_rehearsal_slack_serve (CwRehearsalRequest *request);
void cw_rehearsal_slack_tick  (CwRehearsalStore   *store);
void cw_rehearsal_slack_post  (CwRehearsalStore   *store,
                               const char         *channel,
                               const char         *user,
                               const char         *text);

G_END_DECLS
