/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cw-account.h"
#include "cw-http.h"

G_BEGIN_DECLS

/**
 * CwPull:
 * @number: its number in the repository
 * @node_id: its name in the GraphQL interface
 * @url: where a person reads it
 * @title: the title
 * @body: the text, with plain newlines
 * @state: `open`, `closed` or `merged`
 * @base: branch it goes to
 * @head: branch it comes from; empty where that isn't told
 * @sha: commit at its head
 * @draft: whether it is a draft
 * @labels: names of its labels
 * @reviewers: logins of whom were asked and have not answered yet
 *
 * A pull request.
 */
typedef struct {
  gint64   number;
  char    *node_id;
  char    *url;
  char    *title;
  char    *body;
  char    *state;
  char    *base;
  char    *head;
  char    *sha;
  gboolean draft;
  GStrv    labels;
  GStrv    reviewers;
} CwPull;

void cw_pull_free (CwPull *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPull, cw_pull_free)

/**
 * CwChecks:
 * @CW_CHECKS_NONE: nothing checks this commit
 * @CW_CHECKS_PENDING: at least one is still running, none failed
 * @CW_CHECKS_GREEN: all have passed
 * @CW_CHECKS_RED: at least one failed
 *
 * What all check runs and statuses of a commit say together.
 */
typedef enum {
  CW_CHECKS_NONE,
  CW_CHECKS_PENDING,
  CW_CHECKS_GREEN,
  CW_CHECKS_RED,
} CwChecks;

const char *cw_checks_to_word (CwChecks checks);

/**
 * CwPhalanxService:
 *
 * GitHub, as far as the science platform's pull requests need it; API version 2022-11-28. Nothing here merges.
 * Blocking; any worker may call it. A repository is "owner/name".
 */
#define CW_TYPE_PHALANX_SERVICE (cw_phalanx_service_get_type ())
G_DECLARE_FINAL_TYPE (CwPhalanxService, cw_phalanx_service, CW, PHALANX_SERVICE, GObject)

CwPhalanxService *cw_phalanx_service_new               (CwHttp             *http,
                                                        const CwAccount    *account);
void              cw_phalanx_service_set_write_spacing (CwPhalanxService   *self,
                                                        double              seconds);

JsonObject       *cw_phalanx_service_get_myself        (CwPhalanxService   *self,
                                                        char              **scopes,
                                                        GCancellable       *cancellable,
                                                        GError            **error);
gboolean          cw_phalanx_service_may_push          (CwPhalanxService   *self,
                                                        const char         *repository,
                                                        gboolean           *may,
                                                        GCancellable       *cancellable,
                                                        GError            **error);
GPtrArray        *cw_phalanx_service_list_pulls        (CwPhalanxService   *self,
                                                        const char         *repository,
                                                        const char         *branch,
                                                        GCancellable       *cancellable,
                                                        GError            **error);
CwPull           *cw_phalanx_service_get_pull          (CwPhalanxService   *self,
                                                        const char         *repository,
                                                        gint64              number,
                                                        GCancellable       *cancellable,
                                                        GError            **error);
CwPull           *cw_phalanx_service_create_pull       (CwPhalanxService   *self,
                                                        const char         *repository,
                                                        JsonObject         *pull,
                                                        GCancellable       *cancellable,
                                                        GError            **error);
CwPull           *cw_phalanx_service_update_pull       (CwPhalanxService   *self,
                                                        const char         *repository,
                                                        gint64              number,
                                                        JsonObject         *changes,
                                                        GCancellable       *cancellable,
                                                        GError            **error);
gboolean          cw_phalanx_service_add_labels        (CwPhalanxService   *self,
                                                        const char         *repository,
                                                        gint64              number,
                                                        const char *const  *labels,
                                                        GCancellable       *cancellable,
                                                        GError            **error);
GStrv             cw_phalanx_service_list_reviewers    (CwPhalanxService   *self,
                                                        const char         *repository,
                                                        const CwPull       *pull,
                                                        GCancellable       *cancellable,
                                                        GError            **error);
gboolean          cw_phalanx_service_request_reviewers (CwPhalanxService   *self,
                                                        const char         *repository,
                                                        gint64              number,
                                                        const char *const  *reviewers,
                                                        GCancellable       *cancellable,
                                                        GError            **error);
gboolean          cw_phalanx_service_mark_ready        (CwPhalanxService   *self,
                                                        const char         *node_id,
                                                        GCancellable       *cancellable,
                                                        GError            **error);
gboolean          cw_phalanx_service_get_checks        (CwPhalanxService   *self,
                                                        const char         *repository,
                                                        const char         *sha,
                                                        CwChecks           *checks,
                                                        GCancellable       *cancellable,
                                                        GError            **error);

G_END_DECLS
