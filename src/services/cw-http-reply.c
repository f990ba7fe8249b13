/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-http"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "cw-error.h"
#include "cw-http.h"
#include "cw-log.h"

/* The longest part of a service's own words that goes into a message. */
#define MAX_WORDS 600
/* The longest address of a service's. */
#define MAX_ADDRESS 300
#define MAX_COUNTED 300 /* seconds to wait; for longer, the time is told */
#define MAX_RETRY_AFTER (24 * 60 * 60)
#define TOO_FAST_WAIT 60 /* seconds */

/**
 * cw_http_reply_free:
 * @self: an answer
 */
void
cw_http_reply_free (CwHttpReply *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

/**
 * cw_http_reply_get_header:
 * @self: an answer
 * @name: a header's name, without regard to case
 *
 * Returns: (transfer none) (nullable): its value, or its first one
 */
const char *
cw_http_reply_get_header (const CwHttpReply *self,
                          const char        *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  return soup_message_headers_get_one (self->headers, name);
}

/**
 * cw_http_reply_is_redirect:
 * @self: an answer
 *
 * Returns: whether it only says where else to ask
 */
gboolean
cw_http_reply_is_redirect (const CwHttpReply *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->status == SOUP_STATUS_MOVED_PERMANENTLY || self->status == SOUP_STATUS_FOUND
         || self->status == SOUP_STATUS_SEE_OTHER || self->status == SOUP_STATUS_TEMPORARY_REDIRECT
         || self->status == SOUP_STATUS_PERMANENT_REDIRECT;
}

/**
 * cw_http_reply_show_location:
 * @self: a redirect
 * @url: what was asked
 *
 * Returns: (transfer full): where it leads, without what may be a secret; "?" where that is nowhere
 */
char *
cw_http_reply_show_location (const CwHttpReply *self,
                             const char        *url)
{
  const char *location = cw_http_reply_get_header (self, "Location");
  g_autoptr (GUri) from = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GUri) to = location != NULL ? g_uri_parse_relative (from, location, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  g_autofree char *text = to != NULL ? g_uri_to_string_partial (to, G_URI_HIDE_USERINFO | G_URI_HIDE_QUERY
                                                                      | G_URI_HIDE_FRAGMENT)
                                     : g_strdup ("?");

  return g_utf8_make_valid (text, (gssize) MIN (strlen (text), MAX_ADDRESS));
}

/* Seconds from now; negative without a date. */
static double
count_seconds (GDateTime *date)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  if (date == NULL)
    return -1;
  return CLAMP ((double) g_date_time_difference (date, now) / G_TIME_SPAN_SECOND, 0.0, (double) MAX_RETRY_AFTER);
}

/* Jira's instants may lack their seconds, which GLib wants. */
static GDateTime *
read_instant (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *longer = NULL;
  gsize minutes = strlen ("2026-01-31T12:00");

  if (strlen (text) > minutes && strchr (text, 'T') != NULL && text[minutes] != ':')
    longer = g_strdup_printf ("%.*s:00%s", (int) minutes, text, text + minutes);
  return g_date_time_new_from_iso8601 (longer != NULL ? longer : text, utc);
}

static gboolean
has_budget_left (const CwHttpReply *reply)
{
  const char *remaining = cw_http_reply_get_header (reply, "X-RateLimit-Remaining");
  guint64 count;

  return remaining == NULL || !g_ascii_string_to_unsigned (remaining, 10, 0, G_MAXUINT32, &count, NULL) || count > 0;
}

/* GitHub's limit of what comes too fast: a refusal whose words alone say so, and a minute at least. */
static gboolean
is_too_fast (const CwHttpReply *reply)
{
  gsize size = 0;
  const char *text = reply->body != NULL ? g_bytes_get_data (reply->body, &size) : NULL;

  return (reply->status == SOUP_STATUS_FORBIDDEN || reply->status == CW_HTTP_TOO_MANY_REQUESTS)
         && text != NULL && g_strstr_len (text, (gssize) size, "secondary rate limit") != NULL;
}

/**
 * cw_http_reply_get_reset:
 * @self: an answer
 *
 * Reads `X-RateLimit-Reset` where `X-RateLimit-Remaining` is 0: GitHub gives epoch seconds, Jira an instant as of
 * ISO 8601.
 *
 * Returns: seconds from now until the service takes requests again, at most a day; negative while it takes some, or
 *   doesn't say
 */
double
cw_http_reply_get_reset (const CwHttpReply *self)
{
  g_autoptr (GDateTime) date = NULL;
  const char *value;
  gint64 epoch;

  g_return_val_if_fail (self != NULL, -1);

  value = cw_http_reply_get_header (self, "X-RateLimit-Reset");
  if (value == NULL || has_budget_left (self))
    return is_too_fast (self) ? TOO_FAST_WAIT : -1;
  if (g_ascii_string_to_signed (value, 10, 0, G_MAXINT32 * (gint64) 4, &epoch, NULL))
    date = g_date_time_new_from_unix_utc (epoch);
  else
    date = read_instant (value);
  return count_seconds (date);
}

/**
 * cw_http_reply_get_retry_after:
 * @self: an answer
 *
 * Reads `Retry-After`, which holds seconds or an HTTP date (RFC 9110, 10.2.3), with fractions, too; where it is absent,
 * what cw_http_reply_get_reset() says.
 *
 * Returns: seconds from now, at most a day; negative where the answer says nothing
 */
double
cw_http_reply_get_retry_after (const CwHttpReply *self)
{
  g_autoptr (GDateTime) date = NULL;
  const char *value;

  g_return_val_if_fail (self != NULL, -1);

  value = cw_http_reply_get_header (self, "Retry-After");
  if (value == NULL)
    return cw_http_reply_get_reset (self);
  if (*value != '\0' && strspn (value, "0123456789.") == strlen (value))
    return MIN (ceil (g_ascii_strtod (value, NULL)), MAX_RETRY_AFTER);
  date = soup_date_time_new_from_http_string (value);
  return count_seconds (date);
}

static gboolean
is_rate_limit (const CwHttpReply *reply)
{
  /* GitHub says 403 for both of its limits. */
  return reply->status == CW_HTTP_TOO_MANY_REQUESTS
         || (reply->status == SOUP_STATUS_FORBIDDEN
             && (cw_http_reply_get_header (reply, "Retry-After") != NULL || !has_budget_left (reply)
                 || is_too_fast (reply)));
}

/* Whether @request, or an earlier try of it, may have been done although it was refused. */
static gboolean
is_doubtful (const CwHttpReply   *reply,
             const CwHttpRequest *request)
{
  if (request->policy == CW_HTTP_READ)
    return FALSE;
  return reply->doubtful || reply->status == SOUP_STATUS_REQUEST_TIMEOUT || reply->status >= 500;
}

static CwError
code_for_status (const CwHttpReply   *reply,
                 const CwHttpRequest *request)
{
  if (is_doubtful (reply, request))
    return CW_ERROR_UNKNOWN_OUTCOME;
  if (is_rate_limit (reply))
    return CW_ERROR_RATE_LIMITED;
  switch (reply->status)
    {
    case SOUP_STATUS_UNAUTHORIZED:
      return CW_ERROR_AUTH_REQUIRED;
    case SOUP_STATUS_FORBIDDEN:
      return CW_ERROR_FORBIDDEN;
    case SOUP_STATUS_NOT_FOUND:
    case SOUP_STATUS_GONE:
      return CW_ERROR_NOT_FOUND;
    case SOUP_STATUS_CONFLICT:
    case SOUP_STATUS_PRECONDITION_FAILED:
      return CW_ERROR_CONFLICT;
    case SOUP_STATUS_BAD_REQUEST:
    case SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE:
    case SOUP_STATUS_UNPROCESSABLE_ENTITY:
      return CW_ERROR_VALIDATION;
    case SOUP_STATUS_REQUEST_TIMEOUT:
      return CW_ERROR_TIMED_OUT;
    default:
      break;
    }
  if (reply->status < 500)
    return CW_ERROR_FAILED;
  return reply->status == SOUP_STATUS_INTERNAL_SERVER_ERROR ? CW_ERROR_FAILED : CW_ERROR_OFFLINE;
}

/* Gateways and pages for debugging say again what they were asked, secrets and all: all that a service says comes
 * through here, before it is shown or written down. */
static char *
take_words (const CwHttpReply *reply,
            CwHttpExtract      extract)
{
  g_autofree char *said = extract != NULL ? extract (reply) : NULL;
  g_autofree char *valid = NULL;

  if (said == NULL || *said == '\0')
    return g_strdup (reply->status == CW_HTTP_TOO_MANY_REQUESTS ? "Too Many Requests"
                                                                 : soup_status_get_phrase (reply->status));
  valid = cw_redact (said);
  g_strdelimit (valid, "\r\n\t", ' ');
  /* Ours go on after them. */
  if (g_str_has_suffix (valid, "."))
    valid[strlen (valid) - 1] = '\0';
  if (g_utf8_strlen (valid, -1) > MAX_WORDS)
    *g_utf8_offset_to_pointer (valid, MAX_WORDS) = '\0';
  return g_steal_pointer (&valid);
}

/* Nobody counts thousands of seconds. */
static char *
describe_time (double seconds)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) then = g_date_time_add_seconds (now, seconds);
  gboolean today = g_date_time_get_day_of_year (now) == g_date_time_get_day_of_year (then);
  g_autofree char *text = g_date_time_format (then, today ? "%H:%M" : "%F %H:%M");

  /* Translators: %s is a time of day, with its date where it isn't today's */
  return g_strdup_printf (_ ("Try again from %s on."), text);
}

static char *
describe_wait (const CwHttpReply *reply)
{
  double seconds = cw_http_reply_get_retry_after (reply);

  if (seconds < 0)
    return g_strdup (_ ("Try again in a few minutes."));
  if (seconds < 1)
    return g_strdup (_ ("Try again now."));
  if (seconds > MAX_COUNTED)
    return describe_time (seconds);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Try again in %d second.", "Try again in %d seconds.",
                                       (gulong) seconds),
                          (int) seconds);
}

static void
set_sent_on (const CwHttpReply   *reply,
             const CwHttpRequest *request,
             CwError              code,
             GError             **error)
{
  g_autofree char *place = cw_http_reply_show_location (reply, request->url);

  if (request->policy == CW_HTTP_READ)
    g_set_error (error, CW_ERROR, code,
                 _ ("%s sends us to another page, %s, instead of answering. Open that in a browser to see what it "
                    "wants, perhaps that you sign in to the network; then try again"),
                 request->service, place);
  else
    g_set_error (error, CW_ERROR, code,
                 _ ("%s sends us on to %s (%u), where nothing was sent: what this is for was renamed or moved. Set "
                    "right its name in the procedure, or the account’s address"),
                 request->service, place, reply->status);
}

/* GitHub names the page at which a token is let into an organization. */
static char *
find_sign_on (const CwHttpReply *reply)
{
  const char *header = cw_http_reply_get_header (reply, "X-GitHub-SSO");
  const char *url = header != NULL ? strstr (header, "url=https://") : NULL;

  return url != NULL ? g_strndup (url + strlen ("url="), strcspn (url + strlen ("url="), "; ")) : NULL;
}

/* What was asked, as far as a person can make use of it. */
static char *
describe_asked (const CwHttpRequest *request)
{
  g_autoptr (GUri) uri = g_uri_parse (request->url, SOUP_HTTP_URI_FLAGS, NULL);

  return g_strdup_printf ("%s %s", request->method, uri != NULL ? g_uri_get_path (uri) : "?");
}

/* Each refusal with the way out of it. */
static void
set_plain_refusal (const CwHttpReply   *reply,
                   const CwHttpRequest *request,
                   CwError              code,
                   const char          *words,
                   GError             **error)
{
  g_autofree char *asked = describe_asked (request);
  g_autofree char *page = reply->status == SOUP_STATUS_FORBIDDEN ? find_sign_on (reply) : NULL;

  if (page != NULL)
    g_set_error (error, CW_ERROR, code,
                 _ ("%s wants this token to be let in by single sign-on first (403): %s. Do that at %s, then try "
                    "again"),
                 request->service, words, page);
  else if (reply->status == SOUP_STATUS_FORBIDDEN)
    g_set_error (error, CW_ERROR, code,
                 _ ("%s refused this (403): %s. The account lacks the permission for it (%s): ask whoever runs %s, or "
                    "use another account"),
                 request->service, words, asked, request->service);
  else if (code == CW_ERROR_NOT_FOUND)
    g_set_error (error, CW_ERROR, code,
                 _ ("%s refused this (%u): %s. It isn’t there, or this account can’t see it (%s): check the account’s "
                    "address and permissions, and the name in the procedure"),
                 request->service, reply->status, words, asked);
  else if (code == CW_ERROR_CONFLICT)
    g_set_error (error, CW_ERROR, code,
                 _ ("%s refused this (%u): %s. Somebody changed it at the same time (%s): refresh, look at it, then "
                    "try again"),
                 request->service, reply->status, words, asked);
  else
    g_set_error (error, CW_ERROR, code, _ ("%s refused this (%u): %s (%s)"), request->service, reply->status, words,
                 asked);
}

/* Atlassian refuses a scoped token with 401 where it is known but may not do this. */
static gboolean
lacks_scope (const CwHttpReply *reply,
             const char        *words)
{
  return reply->status == SOUP_STATUS_UNAUTHORIZED && strstr (words, "scope does not match") != NULL;
}

/* At a site's own address Atlassian knows no scoped token, and refuses it like a wrong one. */
static gboolean
is_atlassian_site (const CwHttpRequest *request)
{
  g_autoptr (GUri) uri = g_uri_parse (request->url, SOUP_HTTP_URI_FLAGS, NULL);

  return uri != NULL && g_str_has_suffix (g_uri_get_host (uri), ".atlassian.net");
}

static void
set_unaccepted (const CwHttpReply   *reply,
                const CwHttpRequest *request,
                CwError              code,
                const char          *words,
                GError             **error)
{
  g_autofree char *product = g_ascii_strdown (request->service, -1);

  if (is_atlassian_site (request))
    g_set_error (error, CW_ERROR, code,
                 /* Translators: “Address with a scoped token” is a row of the preferences; the last %s is
                  * a part of an address */
                 _ ("%s does not accept the account (%u): %s. Check its address, user and token. A token with scopes "
                    "works only at https://api.atlassian.com/ex/%s/ and the site’s cloud id: give that as “Address "
                    "with a scoped token”"),
                 request->service, reply->status, words, product);
  else
    g_set_error (error, CW_ERROR, code,
                 _ ("%s does not accept the account (%u): %s. Check its address, user and token."), request->service,
                 reply->status, words);
}

static void
set_refusal (const CwHttpReply   *reply,
             const CwHttpRequest *request,
             CwError              code,
             const char          *words,
             GError             **error)
{
  g_autofree char *wait = NULL;
  g_autofree char *asked = NULL;

  if (lacks_scope (reply, words))
    {
      asked = describe_asked (request);
      g_set_error (error, CW_ERROR, CW_ERROR_FORBIDDEN,
                   _ ("%s refused this (%u): %s. The token lacks a scope that this needs (%s): make one that has it, "
                      "or use another account"),
                   request->service, reply->status, words, asked);
    }
  else if (code == CW_ERROR_AUTH_REQUIRED)
    set_unaccepted (reply, request, code, words, error);
  else if (code == CW_ERROR_RATE_LIMITED)
    {
      wait = describe_wait (reply);
      g_set_error (error, CW_ERROR, code,
                   request->policy == CW_HTTP_READ ? _ ("%s asks to wait (%u): %s. %s")
                                       : _ ("%s asks to wait (%u) and did nothing: %s. %s"),
                   request->service, reply->status, words, wait);
    }
  else if (code == CW_ERROR_UNKNOWN_OUTCOME)
    g_set_error (error, CW_ERROR, code,
                 _ ("%s answered %u (%s) to a request that may have been done nevertheless. Look before anything "
                    "else."),
                 request->service, reply->status, words);
  else if (cw_http_reply_is_redirect (reply))
    set_sent_on (reply, request, code, error);
  else if (reply->status >= 500)
    g_set_error (error, CW_ERROR, code, _ ("%s has trouble of its own (%u): %s. Try again later."), request->service,
                 reply->status, words);
  else
    set_plain_refusal (reply, request, code, words, error);
}

/**
 * cw_http_reply_check:
 * @self: an answer to @request
 * @request: what was asked
 * @extract: (nullable): finds the service's own words in a refusal
 * @error: where to store what the status means: %CW_ERROR_UNKNOWN_OUTCOME where @request changes something, and the
 *   status, or an earlier try, leaves open whether it was done (408, 5xx)
 *
 * Returns: whether the status is 2xx
 */
gboolean
cw_http_reply_check (const CwHttpReply   *self,
                     const CwHttpRequest *request,
                     CwHttpExtract        extract,
                     GError             **error)
{
  g_autofree char *words = NULL;

  g_return_val_if_fail (self != NULL && request != NULL, FALSE);

  if (self->status >= 200 && self->status < 300)
    return TRUE;
  words = take_words (self, extract);
  set_refusal (self, request, code_for_status (self, request), words, error);
  return FALSE;
}
