/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "cw-document.h"

G_BEGIN_DECLS

/* The kinds of effects; a handler speaks for each. */
#define CW_EFFECT_KIND_JIRA_ISSUE   "jira-issue"
#define CW_EFFECT_KIND_JIRA_LINKS   "jira-links"
#define CW_EFFECT_KIND_GIT_BRANCH   "git-branch"
#define CW_EFFECT_KIND_GIT_REBASE   "git-rebase"
#define CW_EFFECT_KIND_WIKI_PAGE    "wiki-page"
#define CW_EFFECT_KIND_PULL_REQUEST "pull-request"
#define CW_EFFECT_KIND_MESSAGE      "message"
#define CW_EFFECT_KIND_TASK         "task"

/* How what was made comes to its end outside. */
#define CW_END_MERGED "merged"
#define CW_END_CLOSED "closed"

/**
 * CwEffect:
 *
 * One thing to be done outside: what, where, and, once its preconditions have outcomes, the payload: canonical JSON,
 * exactly what will be sent. A stage makes it and hands it out; from there it is immutable and any thread may read it.
 *
 * Payloads by kind (all members are what is sent, so that the approval's hash covers everything):
 * - jira-issue: `{"fields": {…as Jira's create call takes them, the marker label among "labels"…}}`
 * - jira-links: `{"issue": KEY, "links": [{"type": "Relates", "issue": KEY of another ticket}]}`
 * - git-branch: `{"repository": "lsst-it/docker-compose-ops", "url": …, "branch": "tickets/DM-1", "base": COMMIT,
 *   "base-name": "main", "expected": COMMIT or "" when the branch must not exist, "author": {"name": …, "email": …},
 *   "parent": COMMIT where the branch was merged and goes on from the base, "message": TEXT with the
 *   `Cyclewright-Effect:` trailer, "files": [{"path", "mode": "100644", "old": BLOB or "" for a new file, "new": BLOB
 *   or "" for a deleted one}]}`; the new blobs' bytes travel beside it (cw_effect_add_blob())
 * - git-rebase: `{"repository": …, "url": …, "branch": …, "base-name": "main", "base": COMMIT that it goes onto,
 *   "expected": COMMIT that the branch must have, "tip": COMMIT that it gets, "one-commit": bool, "commits":
 *   [{"before", "after" or "", "author", "date", "subject"}], "files": [{"path", "blob"}], "settled": [{"id" of a
 *   conflict, "answer", "commit", "path", "patch" of the file, …}] where a person settled any}`
 * - wiki-page: `{"space": KEY, "parent": ID, "title": …, "body": storage format with the marker, "labels": […]}`
 * - pull-request: `{"repository": OWNER/NAME, "head": BRANCH, "base": BRANCH, "title", "body" with the marker, "draft":
 *   bool, "labels": […], "reviewers": […]}`
 * - message: `{"channel": "#name", "text": mrkdwn, "post-at": epoch seconds or 0 for now}`
 * - task: `{"text": what a person does}`
 */
#define CW_TYPE_EFFECT (cw_effect_get_type ())
G_DECLARE_FINAL_TYPE (CwEffect, cw_effect, CW, EFFECT, GObject)

CwEffect          *cw_effect_new               (const char *id,
                                                const char *kind,
                                                const char *title);
char              *cw_effect_make_id           (const char *tag,
                                                const char *site,
                                                const char *stage,
                                                const char *name,
                                                guint       round);
char              *cw_effect_make_marker       (const char *id,
                                                guint       attempt);
char              *cw_effect_make_attempt_id   (const char *id,
                                                guint       attempt);
char              *cw_effect_find_later_id     (const char *id);
CwEffect          *cw_effect_with_payload      (CwEffect   *self,
                                                JsonNode   *payload);

/* Making one; only before it is handed out. */
void               cw_effect_set_stage         (CwEffect   *self,
                                                const char *stage);
void               cw_effect_set_site          (CwEffect   *self,
                                                const char *site);
void               cw_effect_set_detail        (CwEffect   *self,
                                                const char *detail);
void               cw_effect_set_marker        (CwEffect   *self,
                                                const char *marker);
void               cw_effect_set_waiting       (CwEffect   *self,
                                                const char *reason);
void               cw_effect_retire            (CwEffect   *self,
                                                const char *reason);
void               cw_effect_set_payload       (CwEffect   *self,
                                                JsonNode   *payload);
void               cw_effect_set_preview       (CwEffect   *self,
                                                const char *title,
                                                const char *text);
void               cw_effect_set_document      (CwEffect   *self,
                                                CwDocument *document);
void               cw_effect_set_optional      (CwEffect   *self,
                                                gboolean    optional);
void               cw_effect_set_may_end       (CwEffect   *self,
                                                gboolean    may_end);
void               cw_effect_add_precondition  (CwEffect   *self,
                                                const char *effect_id);
void               cw_effect_add_name          (CwEffect   *self,
                                                const char *id,
                                                const char *name);
void               cw_effect_add_blob          (CwEffect   *self,
                                                const char *blob,
                                                GBytes     *bytes);

const char        *cw_effect_get_id            (CwEffect   *self);
const char        *cw_effect_get_kind          (CwEffect   *self);
gboolean           cw_effect_is_single         (CwEffect   *self);
const char        *cw_effect_get_title         (CwEffect   *self);
const char        *cw_effect_get_stage         (CwEffect   *self);
const char        *cw_effect_get_site          (CwEffect   *self);
const char        *cw_effect_get_detail        (CwEffect   *self);
const char        *cw_effect_get_marker        (CwEffect   *self);
const char        *cw_effect_get_waiting       (CwEffect   *self);
const char        *cw_effect_get_preview_title (CwEffect   *self);
const char        *cw_effect_get_preview       (CwEffect   *self);
CwDocument        *cw_effect_get_document      (CwEffect   *self);
gboolean           cw_effect_get_optional      (CwEffect   *self);
gboolean           cw_effect_may_end           (CwEffect   *self);
gboolean           cw_effect_is_retired        (CwEffect   *self);
JsonNode          *cw_effect_get_payload       (CwEffect   *self);
const char        *cw_effect_get_payload_text  (CwEffect   *self);
const char        *cw_effect_get_hash          (CwEffect   *self);
const char *const *cw_effect_get_preconditions (CwEffect   *self);
const char        *cw_effect_get_name          (CwEffect   *self,
                                                const char *id);
GBytes            *cw_effect_get_blob          (CwEffect   *self,
                                                const char *blob);

G_END_DECLS
