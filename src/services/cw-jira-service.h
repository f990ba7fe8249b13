/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cw-account.h"
#include "cw-http.h"

G_BEGIN_DECLS

/**
 * CwJiraService:
 *
 * Jira Cloud's REST interface, version 3. Blocking; any worker may call it.
 */
#define CW_TYPE_JIRA_SERVICE (cw_jira_service_get_type ())
G_DECLARE_FINAL_TYPE (CwJiraService, cw_jira_service, CW, JIRA_SERVICE, GObject)

CwJiraService *cw_jira_service_new             (CwHttp             *http,
                                                const CwAccount    *account);

gboolean       cw_jira_service_has_account     (CwJiraService      *self);
JsonObject    *cw_jira_service_get_myself      (CwJiraService      *self,
                                                GCancellable       *cancellable,
                                                GError            **error);
JsonObject    *cw_jira_service_create_issue    (CwJiraService      *self,
                                                JsonObject         *fields,
                                                GCancellable       *cancellable,
                                                GError            **error);
JsonObject    *cw_jira_service_get_issue       (CwJiraService      *self,
                                                const char         *key,
                                                const char *const  *fields,
                                                GCancellable       *cancellable,
                                                GError            **error);
gboolean       cw_jira_service_update_issue    (CwJiraService      *self,
                                                const char         *key,
                                                JsonObject         *fields,
                                                GCancellable       *cancellable,
                                                GError            **error);
GPtrArray     *cw_jira_service_search          (CwJiraService      *self,
                                                const char         *jql,
                                                const char *const  *fields,
                                                guint               max_issues,
                                                GCancellable       *cancellable,
                                                GError            **error);
GPtrArray     *cw_jira_service_find_users      (CwJiraService      *self,
                                                const char         *query,
                                                GCancellable       *cancellable,
                                                GError            **error);
GPtrArray     *cw_jira_service_list_create_types (CwJiraService    *self,
                                                const char         *project,
                                                GCancellable       *cancellable,
                                                GError            **error);
gboolean       cw_jira_service_is_assignable   (CwJiraService      *self,
                                                const char         *project,
                                                const char         *account,
                                                gboolean           *assignable,
                                                GCancellable       *cancellable,
                                                GError            **error);
GPtrArray     *cw_jira_service_get_create_fields (CwJiraService    *self,
                                                const char         *project,
                                                const char         *issue_type,
                                                GCancellable       *cancellable,
                                                GError            **error);
GPtrArray     *cw_jira_service_list_transitions (CwJiraService     *self,
                                                const char         *key,
                                                GCancellable       *cancellable,
                                                GError            **error);
gboolean       cw_jira_service_transition      (CwJiraService      *self,
                                                const char         *key,
                                                const char         *transition,
                                                GCancellable       *cancellable,
                                                GError            **error);
gboolean       cw_jira_service_link            (CwJiraService      *self,
                                                const char         *type,
                                                const char         *inward,
                                                const char         *outward,
                                                GCancellable       *cancellable,
                                                GError            **error);
char          *cw_jira_service_make_browse_url (CwJiraService      *self,
                                                const char         *key);
char          *cw_jira_quote                   (const char         *text);
char          *cw_jira_quote_words             (const char         *text);

G_END_DECLS
