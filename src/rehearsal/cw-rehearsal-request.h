/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "cw-rehearsal-json.h"
#include "cw-rehearsal-store.h"

G_BEGIN_DECLS

/**
 * CwRehearsalRequest:
 * @store: what the services remember
 * @message: the message, for its headers
 * @method: `GET`, `POST` …
 * @path: the path as it came, from the service's own root on: `/rest/api/3/issue`
 * @segments: (owned): the decoded segments of @path
 * @args: (owned): the decoded segments that the route's stars stand for
 * @query: (owned): the decoded query
 * @body: (nullable) (owned): the JSON that was sent
 * @form: (nullable) (owned): the form that was sent
 * @hide_after: an index that lags knows no issue of a greater number than this
 * @status: what will be answered; 0 as long as nobody has answered
 * @type: (owned): the answer's media type
 * @answer: (nullable) (owned): the answer's bytes
 *
 * One request on its way through a service. A handler calls one of the answer functions once.
 */
typedef struct
{
  CwRehearsalStore *store;
  SoupServerMessage *message;
  const char *method;
  char *path;
  GStrv segments;
  GPtrArray *args;
  GHashTable *query;
  JsonNode *body;
  GHashTable *form;
  gint64 hide_after;
  guint status;
  char *type;
  GBytes *answer;
} CwRehearsalRequest;

typedef void (*CwRehearsalHandler) (CwRehearsalRequest *request);

/**
 * CwRehearsalRoute:
 * @method: the method it is for
 * @pattern: the path; a segment that is a star stands for any one segment
 * @handler: who answers
 */
typedef struct
{
  const char *method;
  const char *pattern;
  CwRehearsalHandler handler;
} CwRehearsalRoute;

CwRehearsalRequest *cw_rehearsal_request_new          (CwRehearsalStore       *store,
                                                       SoupServerMessage      *message,
                                                       const char             *path,
                                                       GHashTable             *query);
void                cw_rehearsal_request_free         (CwRehearsalRequest     *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRehearsalRequest, cw_rehearsal_request_free)

gboolean            cw_rehearsal_request_read_body    (CwRehearsalRequest     *self);
gboolean            cw_rehearsal_request_route        (CwRehearsalRequest     *self,
                                                       const CwRehearsalRoute *routes,
                                                       gsize                   n_routes);

const char         *cw_rehearsal_request_arg          (CwRehearsalRequest     *self,
                                                       guint                   position);
const char         *cw_rehearsal_request_query        (CwRehearsalRequest     *self,
                                                       const char             *name);
gint64              cw_rehearsal_request_query_int    (CwRehearsalRequest     *self,
                                                       const char             *name,
                                                       gint64                  otherwise,
                                                       gint64                  most);
JsonObject         *cw_rehearsal_request_object       (CwRehearsalRequest     *self);
const char         *cw_rehearsal_request_header       (CwRehearsalRequest     *self,
                                                       const char             *name);
void                cw_rehearsal_request_set_header   (CwRehearsalRequest     *self,
                                                       const char             *name,
                                                       const char             *value);
char               *cw_rehearsal_request_bearer       (CwRehearsalRequest     *self);
gboolean            cw_rehearsal_request_basic        (CwRehearsalRequest     *self,
                                                       char                  **user,
                                                       char                  **secret);

void                cw_rehearsal_request_answer       (CwRehearsalRequest     *self,
                                                       guint                   status,
                                                       JsonNode               *body);
void                cw_rehearsal_request_answer_text  (CwRehearsalRequest     *self,
                                                       guint                   status,
                                                       const char             *type,
                                                       const char             *text);

G_END_DECLS
