/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-handler.h"
#include "cw-jira-service.h"

G_BEGIN_DECLS

/**
 * CwJiraIssueHandler:
 *
 * Issues of Jira, as effects.
 */
#define CW_TYPE_JIRA_ISSUE_HANDLER (cw_jira_issue_handler_get_type ())
G_DECLARE_FINAL_TYPE (CwJiraIssueHandler, cw_jira_issue_handler, CW, JIRA_ISSUE_HANDLER, GObject)

CwHandler *cw_jira_issue_handler_new (CwJiraService *service);

G_END_DECLS
