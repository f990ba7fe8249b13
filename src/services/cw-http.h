/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The most that an answer may hold; a longer one is refused. */
#define CW_HTTP_MAX_BODY ((gsize) 8 * 1024 * 1024)

/* RFC 6585; libsoup has no name for it. */
#define CW_HTTP_TOO_MANY_REQUESTS 429

/**
 * CwHttpPolicy:
 * @CW_HTTP_ONCE: does something each time: tried again only where the service says that it did nothing, and how soon it
 *   will
 * @CW_HTTP_SET: the same comes of it however often it arrives: tried again
 * @CW_HTTP_READ: asks only: tried again
 *
 * What a request may be treated like. Without a whole answer, what isn't only asked may have been done: that is
 * %CW_ERROR_UNKNOWN_OUTCOME, and whoever wants to know must look.
 */
typedef enum {
  CW_HTTP_ONCE,
  CW_HTTP_SET,
  CW_HTTP_READ,
} CwHttpPolicy;

/**
 * CwHttpRequest:
 * @service: whom the request is for, for messages: "Jira"
 * @method: `GET`, `POST` …
 * @url: the whole address; never holds a secret
 * @authorization: (nullable): value of the `Authorization` header; goes to the host of @url and no other
 * @headers: (nullable) (array zero-terminated=1): names and values by turns
 * @content_type: (nullable): media type of @body
 * @body: (nullable): what is sent
 * @policy: what another try, or no answer, may mean
 * @stays: whether a redirect is an answer like any other, not followed
 *
 * What is asked. Borrowed members: it lives on the caller's stack.
 */
typedef struct {
  const char        *service;
  const char        *method;
  const char        *url;
  const char        *authorization;
  const char *const *headers;
  const char        *content_type;
  GBytes            *body;
  CwHttpPolicy       policy;
  gboolean           stays;
} CwHttpRequest;

/**
 * CwHttpReply:
 * @status: the HTTP status, also of refusals
 * @headers: the answer's headers
 * @body: the whole body
 * @doubtful: whether an earlier try may have done it, whatever this one says
 *
 * A complete answer.
 */
typedef struct {
  guint               status;
  SoupMessageHeaders *headers;
  GBytes             *body;
  gboolean            doubtful;
} CwHttpReply;

/**
 * CwHttpSleep:
 * @seconds: how long
 * @cancellable: (nullable): wakes the sleeper
 * @user_data: what was given to cw_http_set_sleep()
 *
 * Waits before a request is tried again.
 */
typedef void (*CwHttpSleep) (double        seconds,
                             GCancellable *cancellable,
                             gpointer      user_data);

/**
 * CwHttpExtract:
 * @reply: a refusal
 *
 * Returns: (transfer full) (nullable): what the service says in it, for a person
 */
typedef char *(*CwHttpExtract) (const CwHttpReply *reply);

/**
 * CwHttp:
 *
 * All HTTP that the services speak: bounded, blocking, certificates always checked. Any worker thread may send; it is
 * made and dropped in one thread, libsoup 3.2 wants its session configured and closed where it was made.
 */
#define CW_TYPE_HTTP (cw_http_get_type ())
G_DECLARE_FINAL_TYPE (CwHttp, cw_http, CW, HTTP, GObject)

CwHttp       *cw_http_new                   (void);
CwHttp       *cw_http_new_with_timeout      (guint                seconds);
void          cw_http_set_sleep             (CwHttp              *self,
                                             CwHttpSleep          sleep,
                                             gpointer             user_data);
void          cw_http_look_around           (CwHttp              *self,
                                             gboolean             begins);
void          cw_http_sleep                 (CwHttp              *self,
                                             double               seconds,
                                             GCancellable        *cancellable);
CwHttpReply  *cw_http_send                  (CwHttp              *self,
                                             const CwHttpRequest *request,
                                             GCancellable        *cancellable,
                                             GError             **error);
GInputStream *cw_http_open                  (CwHttp              *self,
                                             const CwHttpRequest *request,
                                             CwHttpReply        **reply,
                                             GCancellable        *cancellable,
                                             GError             **error);

const char   *cw_http_reply_get_header      (const CwHttpReply   *self,
                                             const char          *name);
gboolean      cw_http_reply_is_redirect     (const CwHttpReply   *self);
char         *cw_http_reply_show_location   (const CwHttpReply   *self,
                                             const char          *url);
double        cw_http_reply_get_retry_after (const CwHttpReply   *self);
double        cw_http_reply_get_reset       (const CwHttpReply   *self);
gboolean      cw_http_reply_check           (const CwHttpReply   *self,
                                             const CwHttpRequest *request,
                                             CwHttpExtract        extract,
                                             GError             **error);
void          cw_http_reply_free            (CwHttpReply         *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwHttpReply, cw_http_reply_free)

G_END_DECLS
