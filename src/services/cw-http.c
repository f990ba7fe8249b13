/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-http"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-http-budget.h"
#include "cw-http-private.h"
#include "cw-http-reach.h"

#define USER_AGENT "Cyclewright/" CW_VERSION
#define DEFAULT_TIMEOUT 30
#define CHUNK 16384
#define MAX_REDIRECTS 5
#define MAX_TRIES 3
/* Before the second try, halved at random; each further wait doubles. */
#define FIRST_WAIT 0.5
/* A service that wants us to wait longer than this many seconds gets no second try now: the person is told. */
#define LONGEST_WAIT 10.0
/* An answer that trickles is given up after so many times the timeout. */
#define PATIENCE 4

struct _CwHttp
{
  GObject parent_instance;

  /* (owned): since libsoup 3.2 any thread may send with it, but only its maker may configure it */
  SoupSession *session;
  SoupSession *local;    /* (owned): for this very machine, whatever the proxy of the environment */
  CwHttpBudget *budget;  /* (owned) */
  CwHttpReach *reach;    /* (owned) */
  guint timeout; /* seconds without a byte */
  CwHttpSleep sleep;
  gpointer sleep_data; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (CwHttp, cw_http, G_TYPE_OBJECT)

/* A sleeper that a cancellable wakes. */
typedef struct
{
  GMutex mutex;
  GCond cond;
} Nap;

static void
on_nap_cancelled (GCancellable *cancellable,
                  Nap          *nap)
{
  g_mutex_lock (&nap->mutex);
  g_cond_signal (&nap->cond);
  g_mutex_unlock (&nap->mutex);
}

static void
sleep_by_clock (double        seconds,
                GCancellable *cancellable,
                gpointer      user_data)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_TIME_SPAN_SECOND);
  gulong handler = 0;
  Nap nap;

  g_mutex_init (&nap.mutex);
  g_cond_init (&nap.cond);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (on_nap_cancelled), &nap, NULL);
  g_mutex_lock (&nap.mutex);
  while (!g_cancellable_is_cancelled (cancellable) && g_cond_wait_until (&nap.cond, &nap.mutex, end))
    continue;
  g_mutex_unlock (&nap.mutex);
  g_cancellable_disconnect (cancellable, handler);
  g_cond_clear (&nap.cond);
  g_mutex_clear (&nap.mutex);
}

static void
cw_http_finalize (GObject *object)
{
  CwHttp *self = CW_HTTP (object);

  g_clear_object (&self->session);
  g_clear_object (&self->local);
  g_clear_pointer (&self->budget, cw_http_budget_free);
  g_clear_pointer (&self->reach, cw_http_reach_free);

  G_OBJECT_CLASS (cw_http_parent_class)->finalize (object);
}

static void
cw_http_class_init (CwHttpClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_http_finalize;
}

static void
cw_http_init (CwHttp *self)
{
  self->sleep = sleep_by_clock;
  self->budget = cw_http_budget_new ();
  self->reach = cw_http_reach_new ();
}

static gboolean
is_local (const char *url)
{
  g_autofree char *host = cw_http_get_host (url);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address) : g_ascii_strcasecmp (host, "localhost") == 0;
}

/* Held back here: the service would only refuse it. */
static gboolean
wait_for_budget (CwHttp          *self,
                 const CwHttpTry *attempt,
                 GCancellable    *cancellable,
                 GError         **error)
{
  const CwHttpRequest *request = attempt->request;
  double wait = cw_http_budget_get_wait (self->budget, request->url);
  g_autoptr (GDateTime) now = NULL, then = NULL;
  g_autofree char *clock = NULL;

  if (wait <= 0)
    return TRUE;
  if (wait <= LONGEST_WAIT)
    {
      cw_http_sleep (self, wait, cancellable);
      return TRUE;
    }
  now = g_date_time_new_now_local ();
  then = g_date_time_add_seconds (now, wait);
  clock = g_date_time_format (then, "%H:%M");
  if (attempt->doubtful)
    g_set_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME,
                 _ ("%s takes no more requests before %s, and the one that went out may have been done. Look before "
                    "anything else."), request->service, clock);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_RATE_LIMITED,
                 _ ("%s takes no more requests before %s; nothing was sent. Try again then."), request->service, clock);
  return FALSE;
}

static GBytes *
read_body (CwHttp       *self,
           GInputStream *stream,
           GCancellable *cancellable,
           GError      **error)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  gint64 end = g_get_monotonic_time () + PATIENCE * self->timeout * G_TIME_SPAN_SECOND;
  guchar chunk[CHUNK];

  for (;;)
    {
      gssize count = g_input_stream_read (stream, chunk, sizeof chunk, cancellable, error);

      if (count < 0)
        return NULL;
      if (count == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&body));
      g_byte_array_append (body, chunk, (guint) count);
      if (body->len > CW_HTTP_MAX_BODY)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("it is longer than %d MiB"),
                       (int) (CW_HTTP_MAX_BODY / (1024 * 1024)));
          return NULL;
        }
      if (g_get_monotonic_time () > end)
        {
          g_set_error_literal (error, CW_ERROR, CW_ERROR_TIMED_OUT, _ ("it comes too slowly"));
          return NULL;
        }
    }
}

static void
on_starting (SoupMessage *message,
             CwHttpTry   *attempt)
{
  attempt->begun = TRUE;
  cw_http_proxy_sign_in (message);
}

static SoupMessage *
make_message (CwHttpTry *attempt,
              GError   **error)
{
  const CwHttpRequest *request = attempt->request;
  SoupMessageHeaders *headers;
  SoupMessage *message = soup_message_new (request->method, attempt->url);

  if (message == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” is no web address for %s"), attempt->url,
                   request->service);
      return NULL;
    }
  /* A kept connection may die under a request, which nobody can tell from one that was done, and libsoup tries again
   * without a word: what changes something gets a fresh one. Redirects are ours to follow, so that credentials stay
   * with the host they are for. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (request->policy != CW_HTTP_READ)
    soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "User-Agent", USER_AGENT);
  for (guint i = 0; request->headers != NULL && request->headers[i] != NULL; i += 2)
    soup_message_headers_replace (headers, request->headers[i], request->headers[i + 1]);
  if (attempt->authorization != NULL)
    soup_message_headers_replace (headers, "Authorization", attempt->authorization);
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->body);
  g_signal_connect (message, "starting", G_CALLBACK (on_starting), attempt);
  return message;
}

/* Up to the answer's headers. */
static GInputStream *
open_message (CwHttp       *self,
              CwHttpTry    *attempt,
              SoupMessage  *message,
              GCancellable *cancellable,
              GError      **cause)
{
  SoupSession *session = is_local (attempt->url) ? self->local : self->session;
  GInputStream *stream;

  attempt->begun = FALSE;
  attempt->broken = FALSE;
  stream = soup_session_send (session, message, cancellable, cause);
  attempt->flaws = soup_message_get_tls_peer_certificate_errors (message);
  if (stream != NULL && !cw_http_proxy_check (message, attempt->begun, cause))
    {
      attempt->begun = FALSE;
      g_clear_object (&stream);
    }
  return stream;
}

static CwHttpReply *
make_reply (CwHttp          *self,
            const CwHttpTry *attempt,
            SoupMessage     *message,
            GBytes          *body)
{
  CwHttpReply *reply = g_new0 (CwHttpReply, 1);

  reply->status = soup_message_get_status (message);
  reply->headers = soup_message_headers_ref (soup_message_get_response_headers (message));
  reply->body = body;
  cw_http_budget_note (self->budget, attempt->url, reply);
  return reply;
}

/* What changes something is finished, within the time limit, though the person cancels: broken off in the middle,
 * nobody would know what became of it. */
static CwHttpReply *
send_once (CwHttp       *self,
           CwHttpTry    *attempt,
           GCancellable *asked,
           GError      **error)
{
  GCancellable *cancellable = attempt->request->policy == CW_HTTP_READ ? asked : NULL;
  g_autoptr (SoupMessage) message = make_message (attempt, error);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) cause = NULL;

  if (message == NULL || !cw_http_reach_check (self->reach, attempt, error))
    return NULL;
  if (!g_cancellable_set_error_if_cancelled (asked, &cause))
    stream = open_message (self, attempt, message, cancellable, &cause);
  if (stream != NULL)
    body = read_body (self, stream, cancellable, &cause);
  if (body == NULL)
    {
      cw_http_try_set_failure (attempt, cause, error);
      cw_http_reach_note (self->reach, attempt, cause);
      return NULL;
    }
  cw_http_reach_note (self->reach, attempt, NULL);
  return make_reply (self, attempt, message, g_steal_pointer (&body));
}

/* Where to look next, or NULL: only reads follow, never from a safe address to one that isn't. */
static char *
get_redirect (const CwHttpTry   *attempt,
              const CwHttpReply *reply,
              gboolean          *same_origin)
{
  const char *location = cw_http_reply_get_header (reply, "Location");
  g_autoptr (GUri) from = NULL;
  g_autoptr (GUri) to = NULL;

  if (!cw_http_reply_is_redirect (reply) || attempt->request->stays || location == NULL
      || (strcmp (attempt->request->method, "GET") != 0 && strcmp (attempt->request->method, "HEAD") != 0))
    return NULL;
  from = g_uri_parse (attempt->url, SOUP_HTTP_URI_FLAGS, NULL);
  to = from != NULL ? g_uri_parse_relative (from, location, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  if (to == NULL || g_uri_get_host (to) == NULL || g_uri_get_userinfo (to) != NULL)
    return NULL;
  if (strcmp (g_uri_get_scheme (to), "https") != 0 && strcmp (g_uri_get_scheme (to), g_uri_get_scheme (from)) != 0)
    return NULL;
  *same_origin = strcmp (g_uri_get_scheme (to), g_uri_get_scheme (from)) == 0
                 && g_ascii_strcasecmp (g_uri_get_host (to), g_uri_get_host (from)) == 0
                 && g_uri_get_port (to) == g_uri_get_port (from);
  return g_uri_to_string (to);
}

static CwHttpReply *
send_following (CwHttp       *self,
                CwHttpTry    *attempt,
                GCancellable *cancellable,
                GError      **error)
{
  g_autofree char *url = NULL;
  CwHttpReply *reply;

  attempt->url = attempt->request->url;
  attempt->authorization = attempt->request->authorization;
  reply = send_once (self, attempt, cancellable, error);
  for (guint i = 0; reply != NULL && i < MAX_REDIRECTS; i++)
    {
      gboolean same_origin = FALSE;
      g_autofree char *next = get_redirect (attempt, reply, &same_origin);

      if (next == NULL)
        return reply;
      g_clear_pointer (&reply, cw_http_reply_free);
      g_free (url);
      url = g_steal_pointer (&next);
      attempt->url = url;
      if (!same_origin)
        attempt->authorization = NULL;
      reply = send_once (self, attempt, cancellable, error);
    }
  return reply;
}

/* Whether the try that just ended may have done what is wanted, and nobody said so. */
static gboolean
is_lost (const CwHttpTry   *attempt,
         const CwHttpReply *reply)
{
  if (attempt->request->policy == CW_HTTP_READ)
    return FALSE;
  return reply != NULL ? reply->status >= 500 || reply->status == SOUP_STATUS_REQUEST_TIMEOUT : attempt->begun;
}

/* Whether another try is lost time, by what the look around knows of the host that was asked last. */
static gboolean
is_out (CwHttp            *self,
        const CwHttpTry   *attempt,
        const CwHttpReply *reply)
{
  CwHttpTry next = *attempt;

  return reply == NULL && !cw_http_reach_check (self->reach, &next, NULL);
}

/* Seconds until the next try; negative when there must be none. */
static double
get_wait (const CwHttpTry   *attempt,
          const CwHttpReply *reply,
          guint              tries)
{
  double wait = FIRST_WAIT * (1 << (tries - 1)) * g_random_double_range (0.5, 1.0);
  double wanted = reply != NULL ? cw_http_reply_get_retry_after (reply) : -1;
  gboolean once = attempt->request->policy == CW_HTTP_ONCE;

  /* What was only held back wasn't done, so that even what can't be repeated goes out again, when it may. */
  if (tries >= MAX_TRIES || (once && (wanted < 0 || reply->status != CW_HTTP_TOO_MANY_REQUESTS)))
    return -1;
  if (reply == NULL)
    return attempt->broken ? wait : -1;
  if (reply->status != CW_HTTP_TOO_MANY_REQUESTS && reply->status != SOUP_STATUS_BAD_GATEWAY
      && reply->status != SOUP_STATUS_SERVICE_UNAVAILABLE && reply->status != SOUP_STATUS_GATEWAY_TIMEOUT)
    return -1;
  if (wanted > LONGEST_WAIT)
    return -1;
  return MAX (wait, wanted);
}

/**
 * cw_http_new:
 *
 * Returns: (transfer full): a client that waits 30 seconds for a byte
 */
CwHttp *
cw_http_new (void)
{
  return cw_http_new_with_timeout (DEFAULT_TIMEOUT);
}

/**
 * cw_http_new_with_timeout:
 * @seconds: for how long a connection or an answer may be silent
 *
 * Returns: (transfer full): a client
 */
CwHttp *
cw_http_new_with_timeout (guint seconds)
{
  CwHttp *self;

  g_return_val_if_fail (seconds > 0, NULL);

  self = g_object_new (CW_TYPE_HTTP, NULL);
  self->timeout = seconds;
  /* No idle timer: it would run in the main context, beside the workers. A connection that the server closed is
   * noticed when it is taken again. */
  self->session = soup_session_new_with_options ("timeout", seconds, "idle-timeout", 0, NULL);
  self->local = soup_session_new_with_options ("timeout", seconds, "idle-timeout", 0, "proxy-resolver", NULL, NULL);
  /* Accounts are ours to send: those of services with a request, those of proxies where a connection leads to one. */
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (self->local, SOUP_TYPE_AUTH_MANAGER);
  cw_http_proxy_watch (self->session);
  return self;
}

/**
 * cw_http_set_sleep:
 * @self: a client; before its first request
 * @sleep: (scope forever): what waits in place of the clock
 * @user_data: passed to @sleep; must live as long as @self
 *
 * Lets somebody else do the waiting between tries.
 */
void
cw_http_set_sleep (CwHttp     *self,
                   CwHttpSleep sleep,
                   gpointer    user_data)
{
  g_return_if_fail (CW_IS_HTTP (self) && sleep != NULL);

  self->sleep = sleep;
  self->sleep_data = user_data;
}

/**
 * cw_http_look_around:
 * @self: a client
 * @begins: whether a look at everything begins, or ends
 *
 * While it lasts, what is asked of a host that was out of reach fails at once; then that is forgotten.
 */
void
cw_http_look_around (CwHttp  *self,
                     gboolean begins)
{
  g_return_if_fail (CW_IS_HTTP (self));

  cw_http_reach_switch (self->reach, begins);
}

/**
 * cw_http_sleep:
 * @self: a client
 * @seconds: how long
 * @cancellable: (nullable): wakes it at once
 *
 * Waits as between two tries.
 */
void
cw_http_sleep (CwHttp       *self,
               double        seconds,
               GCancellable *cancellable)
{
  g_return_if_fail (CW_IS_HTTP (self));

  self->sleep (seconds, cancellable, self->sleep_data);
}

/**
 * cw_http_send:
 * @self: a client
 * @request: what is asked
 * @cancellable: (nullable): gives up
 * @error: where to store %CW_ERROR_OFFLINE or %CW_ERROR_RATE_LIMITED (nothing was sent; a limit that the service itself
 *   answers is a reply), %CW_ERROR_TIMED_OUT (asked only, no answer),
 *   %CW_ERROR_UNKNOWN_OUTCOME (not only asked, and a byte was sent), %CW_ERROR_INVALID_DATA or %CW_ERROR_CANCELLED
 *
 * Sends and waits for the whole answer, at most %CW_HTTP_MAX_BODY bytes. What may be repeated is tried up to three
 * times when the connection fails or the service is busy for a moment; what may not, when the service says that it did
 * nothing and how soon it will. Reads follow redirects; the credentials stay with the first host.
 *
 * Returns: (transfer full): the answer whatever its status (see cw_http_reply_check()), or %NULL with @error set
 */
CwHttpReply *
cw_http_send (CwHttp              *self,
              const CwHttpRequest *request,
              GCancellable        *cancellable,
              GError             **error)
{
  CwHttpTry attempt = { .request = request, .patience = self->timeout };

  g_return_val_if_fail (CW_IS_HTTP (self), NULL);
  g_return_val_if_fail (request != NULL && request->service != NULL && request->method != NULL && request->url != NULL,
                        NULL);

  for (guint tries = 1;; tries++)
    {
      g_autoptr (CwHttpReply) reply = NULL;
      g_autoptr (GError) failure = NULL;
      double wait;

      if (!wait_for_budget (self, &attempt, cancellable, error))
        return NULL;
      reply = send_following (self, &attempt, cancellable, &failure);
      g_debug ("%s %s of %s: %u %s", request->method, request->url, request->service,
               reply != NULL ? reply->status : 0, failure != NULL ? failure->message : "");
      wait = is_out (self, &attempt, reply) ? -1 : get_wait (&attempt, reply, tries);
      if (wait < 0)
        {
          if (failure != NULL)
            g_propagate_error (error, g_steal_pointer (&failure));
          else
            reply->doubtful = attempt.doubtful;
          return g_steal_pointer (&reply);
        }
      attempt.doubtful |= is_lost (&attempt, reply);
      g_debug ("%s %s of %s: trying again in %.1f s", request->method, request->url, request->service, wait);
      cw_http_sleep (self, wait, cancellable);
    }
}

/**
 * cw_http_open:
 * @self: a client
 * @request: what is asked
 * @reply: (out) (transfer full): status and headers; its body is empty
 * @cancellable: (nullable): gives up; also on what can't be repeated, so the caller knows when that may be
 * @error: as for cw_http_send()
 *
 * Sends once, for answers that are too long to be kept: nothing is tried again and no redirect is followed.
 *
 * Returns: (transfer full): the answer's body, as it comes; it is the caller's to bound it
 */
GInputStream *
cw_http_open (CwHttp              *self,
              const CwHttpRequest *request,
              CwHttpReply        **reply,
              GCancellable        *cancellable,
              GError             **error)
{
  CwHttpTry attempt = { .request = request, .patience = self->timeout };
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GError) cause = NULL;
  GInputStream *stream;

  g_return_val_if_fail (CW_IS_HTTP (self) && reply != NULL, NULL);
  g_return_val_if_fail (request != NULL && request->service != NULL && request->method != NULL && request->url != NULL,
                        NULL);

  attempt.url = request->url;
  attempt.authorization = request->authorization;
  if (!wait_for_budget (self, &attempt, cancellable, error))
    return NULL;
  message = make_message (&attempt, error);
  if (message == NULL || !cw_http_reach_check (self->reach, &attempt, error))
    return NULL;
  stream = open_message (self, &attempt, message, cancellable, &cause);
  g_signal_handlers_disconnect_by_data (message, &attempt);
  g_debug ("%s %s of %s: %u %s", request->method, request->url, request->service, soup_message_get_status (message),
           cause != NULL ? cause->message : "");
  if (stream == NULL)
    cw_http_try_set_failure (&attempt, cause, error);
  cw_http_reach_note (self->reach, &attempt, cause);
  if (stream != NULL)
    *reply = make_reply (self, &attempt, message, g_bytes_new_static ("", 0));
  return stream;
}
