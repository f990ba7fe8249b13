/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-handler.h"
#include "cw-jira-service.h"

G_BEGIN_DECLS

/**
 * CwJiraLinksHandler:
 *
 * Links one ticket to others. Jira takes a link once, so it can be repeated; whoever made it, it counts.
 */
#define CW_TYPE_JIRA_LINKS_HANDLER (cw_jira_links_handler_get_type ())
G_DECLARE_FINAL_TYPE (CwJiraLinksHandler, cw_jira_links_handler, CW, JIRA_LINKS_HANDLER, GObject)

CwHandler *cw_jira_links_handler_new (CwJiraService *service);

G_END_DECLS
