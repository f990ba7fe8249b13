/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-jira-service.h"

G_BEGIN_DECLS

/* The tickets that may be the one that we would send. */

GPtrArray *cw_jira_search_by_marker  (CwJiraService *service,
                                      JsonObject    *fields,
                                      const char    *marker,
                                      GCancellable  *cancellable,
                                      GError       **error);
GPtrArray *cw_jira_search_by_summary (CwJiraService *service,
                                      JsonObject    *fields,
                                      GCancellable  *cancellable,
                                      GError       **error);

G_END_DECLS
