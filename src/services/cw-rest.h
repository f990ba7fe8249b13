/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cw-account.h"
#include "cw-http.h"

G_BEGIN_DECLS

/**
 * CwRestService:
 * @name: the service's name, for messages
 * @missing: what to do without an account; a message of its own, not yet translated
 * @headers: (nullable) (array zero-terminated=1): names and values by turns, sent with each call
 * @extract: finds the service's own words in a refusal
 *
 * What makes one service's calls different from another's. Static.
 */
typedef struct {
  const char        *name;
  const char        *missing;
  const char *const *headers;
  CwHttpExtract      extract;
} CwRestService;

/**
 * CwRest:
 *
 * JSON over HTTP as one account of one service: what the clients of Jira, Confluence, GitHub and Slack have in common.
 * Immutable; any worker may call it.
 */
#define CW_TYPE_REST (cw_rest_get_type ())
G_DECLARE_FINAL_TYPE (CwRest, cw_rest, CW, REST, GObject)

CwRest     *cw_rest_new            (CwHttp               *http,
                                    const CwRestService  *service,
                                    const CwAccount      *account);
CwHttp     *cw_rest_get_http       (CwRest               *self);
const char *cw_rest_get_web        (CwRest               *self);
JsonNode   *cw_rest_call           (CwRest               *self,
                                    const char           *method,
                                    const char           *path,
                                    JsonNode             *body,
                                    CwHttpPolicy          policy,
                                    CwHttpReply         **reply,
                                    GCancellable         *cancellable,
                                    GError              **error);
JsonObject *cw_rest_call_object    (CwRest               *self,
                                    const char           *method,
                                    const char           *path,
                                    JsonObject           *body,
                                    CwHttpPolicy          policy,
                                    GCancellable         *cancellable,
                                    GError              **error);
void        cw_rest_set_unreadable (CwRest               *self,
                                    CwHttpPolicy          policy,
                                    const char           *why,
                                    GError              **error);

char       *cw_rest_make_path      (const char           *format,
                                    ...) G_GNUC_PRINTF (1, 2);
JsonNode   *cw_rest_read_json      (const CwHttpReply    *reply);

G_END_DECLS
