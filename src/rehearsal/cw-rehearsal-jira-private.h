/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rehearsal-request.h"

/* Shared by the files of the Jira service alone. */

G_BEGIN_DECLS

void        cw_rehearsal_jira_refuse        (CwRehearsalRequest *request,
                                             guint               status,
                                             const char         *message);
JsonObject *cw_rehearsal_jira_project       (CwRehearsalStore   *store,
                                             const char         *key_or_id);
JsonObject *cw_rehearsal_jira_project_of    (CwRehearsalStore   *store,
                                             JsonObject         *issue);
JsonObject *cw_rehearsal_jira_issue_type    (JsonObject         *project,
                                             const char         *name_or_id);
JsonObject *cw_rehearsal_jira_named_issue   (CwRehearsalStore   *store,
                                             const char         *key_or_id);
JsonObject *cw_rehearsal_jira_issue         (CwRehearsalRequest *request);
char       *cw_rehearsal_jira_url           (CwRehearsalStore   *store,
                                             const char         *path,
                                             const char         *last);
void        cw_rehearsal_jira_changed       (CwRehearsalStore   *store,
                                             JsonObject         *issue);

/* -fields: what a field takes, and how it looks in an answer */
gboolean    cw_rehearsal_jira_is_assignable (JsonObject         *project,
                                             JsonObject         *user);
JsonObject *cw_rehearsal_jira_field         (CwRehearsalStore   *store,
                                             const char         *name);
JsonNode   *cw_rehearsal_jira_allowed       (CwRehearsalStore   *store,
                                             JsonObject         *project,
                                             const char         *field);
gboolean    cw_rehearsal_jira_take_field    (CwRehearsalStore   *store,
                                             JsonObject         *project,
                                             const char         *name,
                                             JsonNode           *value,
                                             JsonObject         *fields,
                                             JsonObject         *errors);
gboolean    cw_rehearsal_jira_is_document   (JsonNode           *node);

/* -json: issues, people and times as answers have them */
JsonNode   *cw_rehearsal_jira_user_json     (CwRehearsalStore   *store,
                                             const char         *account);
char       *cw_rehearsal_jira_time          (const char         *stamp);
JsonNode   *cw_rehearsal_jira_type_json     (CwRehearsalStore   *store,
                                             JsonObject         *type);
JsonNode   *cw_rehearsal_jira_status_json   (CwRehearsalStore   *store,
                                             const char         *status);
JsonNode   *cw_rehearsal_jira_issue_json    (CwRehearsalStore   *store,
                                             JsonObject         *issue,
                                             GStrv               wanted);

/* the calls, by file */
void        cw_rehearsal_jira_create        (CwRehearsalRequest *request);
void        cw_rehearsal_jira_get           (CwRehearsalRequest *request);
void        cw_rehearsal_jira_put           (CwRehearsalRequest *request);

void        cw_rehearsal_jira_search        (CwRehearsalRequest *request);
void        cw_rehearsal_jira_count         (CwRehearsalRequest *request);

void        cw_rehearsal_jira_types         (CwRehearsalRequest *request);
void        cw_rehearsal_jira_type_fields   (CwRehearsalRequest *request);
void        cw_rehearsal_jira_myself        (CwRehearsalRequest *request);
void        cw_rehearsal_jira_users         (CwRehearsalRequest *request);
void        cw_rehearsal_jira_assignable    (CwRehearsalRequest *request);
void        cw_rehearsal_jira_read_project  (CwRehearsalRequest *request);
void        cw_rehearsal_jira_versions      (CwRehearsalRequest *request);
void        cw_rehearsal_jira_all_versions  (CwRehearsalRequest *request);
void        cw_rehearsal_jira_add_version   (CwRehearsalRequest *request);

void        cw_rehearsal_jira_link_types    (CwRehearsalRequest *request);
void        cw_rehearsal_jira_link          (CwRehearsalRequest *request);
void        cw_rehearsal_jira_unlink        (CwRehearsalRequest *request);
void        cw_rehearsal_jira_remote_links  (CwRehearsalRequest *request);
void        cw_rehearsal_jira_remote_link   (CwRehearsalRequest *request);
void        cw_rehearsal_jira_transitions   (CwRehearsalRequest *request);
void        cw_rehearsal_jira_transition    (CwRehearsalRequest *request);
void        cw_rehearsal_jira_properties    (CwRehearsalRequest *request);
void        cw_rehearsal_jira_get_property  (CwRehearsalRequest *request);
void        cw_rehearsal_jira_put_property  (CwRehearsalRequest *request);
void        cw_rehearsal_jira_drop_property (CwRehearsalRequest *request);
void        cw_rehearsal_jira_comments      (CwRehearsalRequest *request);
void        cw_rehearsal_jira_comment       (CwRehearsalRequest *request);

G_END_DECLS
