/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cw-account.h"
#include "cw-http.h"

G_BEGIN_DECLS

/**
 * CwRestFlags:
 * @CW_REST_NONE: repeatable by its method: GET, HEAD, PUT and DELETE are, POST and PATCH are not
 * @CW_REST_REPEATABLE: may be repeated whatever its method
 * @CW_REST_ONCE: must not be repeated whatever its method
 *
 * How a call may be treated.
 */
typedef enum {
  CW_REST_NONE = 0,
  CW_REST_REPEATABLE = 1 << 0,
  CW_REST_ONCE = 1 << 1,
} CwRestFlags;

/**
 * CwRest:
 *
 * JSON over HTTP as one account of one service: what the clients of Jira, Confluence, GitHub and Slack have in common.
 * Immutable once made.
 */
#define CW_TYPE_REST (cw_rest_get_type ())
G_DECLARE_FINAL_TYPE (CwRest, cw_rest, CW, REST, GObject)

CwRest   *cw_rest_new         (CwHttp             *http,
                               const char         *service,
                               const CwAccount    *account,
                               const char         *missing,
                               const char *const  *headers,
                               CwHttpExtract       extract);
const char *cw_rest_get_url   (CwRest             *self);
CwHttp   *cw_rest_get_http    (CwRest             *self);
char     *cw_rest_make_path   (const char         *format,
                               ...) G_GNUC_PRINTF (1, 2);
JsonNode *cw_rest_call        (CwRest             *self,
                               const char         *method,
                               const char         *path,
                               JsonObject         *body,
                               CwRestFlags         flags,
                               CwHttpReply       **reply,
                               GCancellable       *cancellable,
                               GError            **error);

G_END_DECLS
