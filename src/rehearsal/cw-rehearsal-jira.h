/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rehearsal-request.h"

G_BEGIN_DECLS

void  cw_rehearsal_jira_serve (CwRehearsalRequest *request);
char *cw_rehearsal_jira_text  (JsonNode           *document);

G_END_DECLS
