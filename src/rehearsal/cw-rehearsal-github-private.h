/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rehearsal-github.h"

/* Shared by the files of the GitHub service alone. */

G_BEGIN_DECLS

void        cw_rehearsal_github_refuse         (CwRehearsalRequest *request,
                                                guint               status,
                                                const char         *message);
void        cw_rehearsal_github_refuse_field   (CwRehearsalRequest *request,
                                                const char         *resource,
                                                const char         *field,
                                                const char         *code,
                                                const char         *message);
JsonObject *cw_rehearsal_github_repository     (CwRehearsalRequest *request);
char       *cw_rehearsal_github_name           (JsonObject         *repository);
JsonObject *cw_rehearsal_github_named_pull     (CwRehearsalRequest *request);
void        cw_rehearsal_github_answer_list    (CwRehearsalRequest *request,
                                                JsonArray          *all);

/* -json: things as answers have them */
char       *cw_rehearsal_github_time           (const char         *stamp);
JsonNode   *cw_rehearsal_github_user_json      (CwRehearsalStore   *store,
                                                const char         *login);
JsonNode   *cw_rehearsal_github_repository_json (CwRehearsalStore  *store,
                                                JsonObject         *repository);
JsonNode   *cw_rehearsal_github_labels_json    (CwRehearsalStore   *store,
                                                JsonObject         *pull);
JsonNode   *cw_rehearsal_github_pull_json      (CwRehearsalStore   *store,
                                                JsonObject         *pull,
                                                gboolean            whole);

/* the calls, by file */
void        cw_rehearsal_github_pulls          (CwRehearsalRequest *request);
void        cw_rehearsal_github_create         (CwRehearsalRequest *request);
void        cw_rehearsal_github_get            (CwRehearsalRequest *request);
void        cw_rehearsal_github_patch          (CwRehearsalRequest *request);
void        cw_rehearsal_github_reviewers      (CwRehearsalRequest *request);
void        cw_rehearsal_github_ask_reviewers  (CwRehearsalRequest *request);
void        cw_rehearsal_github_reviews        (CwRehearsalRequest *request);
void        cw_rehearsal_github_graphql        (CwRehearsalRequest *request);

void        cw_rehearsal_github_labels         (CwRehearsalRequest *request);
void        cw_rehearsal_github_add_labels     (CwRehearsalRequest *request);
void        cw_rehearsal_github_set_labels     (CwRehearsalRequest *request);
void        cw_rehearsal_github_drop_label     (CwRehearsalRequest *request);
void        cw_rehearsal_github_comments       (CwRehearsalRequest *request);
void        cw_rehearsal_github_comment        (CwRehearsalRequest *request);
void        cw_rehearsal_github_edit_comment   (CwRehearsalRequest *request);
void        cw_rehearsal_github_check_runs     (CwRehearsalRequest *request);
void        cw_rehearsal_github_status         (CwRehearsalRequest *request);
void        cw_rehearsal_github_reference      (CwRehearsalRequest *request);

G_END_DECLS
