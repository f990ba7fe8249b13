/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-handler.h"
#include "cw-jira-service.h"

G_BEGIN_DECLS

/* Whether a ticket is open or closed, which its workflow decides. */

gboolean cw_jira_status_is_closed  (JsonObject    *issue);
gboolean cw_jira_status_compare    (CwJiraService *service,
                                    CwFinding     *finding,
                                    CwEffect      *effect,
                                    JsonObject    *issue,
                                    GCancellable  *cancellable,
                                    GError       **error);
gboolean cw_jira_status_open_again (CwJiraService *service,
                                    JsonObject    *issue,
                                    GCancellable  *cancellable,
                                    GError       **error);

G_END_DECLS
