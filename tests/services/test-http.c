/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-log.h"
#include "cw-test-services.h"
#include "cw-test.h"

#define MYSELF "/rest/api/3/myself"
#define ISSUE "/rest/api/3/issue"
#define STORY "{\"fields\":{\"project\":{\"key\":\"OSW\"},\"issuetype\":{\"name\":\"Story\"},\"summary\":\"One\"," \
              "\"customfield_10056\":{\"value\":\"Deployment\"}}}"

static CwHttpReply *
ask (CwTestServices  *services,
     const CwAccount *account,
     const char      *method,
     const char      *path,
     GCancellable    *cancellable,
     GError         **error)
{
  g_autofree char *url = g_strconcat (account->url, path, NULL);
  g_autofree char *authorization = cw_account_make_authorization (account);
  gboolean writes = strcmp (method, "POST") == 0;
  g_autoptr (GBytes) body = writes ? g_bytes_new_static (STORY, strlen (STORY)) : NULL;
  g_autoptr (CwHttpReply) reply = NULL;
  CwHttpRequest request = {
    .service = "Jira",
    .method = method,
    .url = url,
    .authorization = authorization,
    .content_type = "application/json",
    .body = body,
    .policy = writes ? CW_HTTP_ONCE : CW_HTTP_READ,
  };

  reply = cw_http_send (services->http, &request, cancellable, error);
  if (reply == NULL || !cw_http_reply_check (reply, &request, NULL, error))
    return NULL;
  return g_steal_pointer (&reply);
}

static void
assert_outcome (CwTestServices *services,
                const char     *method,
                const char     *path,
                int             code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwHttpReply) reply = ask (services, services->accounts->jira, method, path, NULL, &error);

  if (code < 0)
    {
      g_assert_no_error (error);
      g_assert_nonnull (reply);
      return;
    }
  g_assert_error (error, CW_ERROR, code);
  g_assert_null (reply);
  g_assert_null (strstr (error->message, services->accounts->jira->secret));
}

static void
test_closed_port (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (CwAccount) closed = cw_test_services_closed (services, services->accounts->jira);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwHttpReply) reply = ask (services, closed, i == 0 ? "GET" : "POST", "/x", NULL, &error);

      g_assert_error (error, CW_ERROR, CW_ERROR_OFFLINE);
      g_assert_null (reply);
      g_assert_nonnull (strstr (error->message, "Jira (127.0.0.1) can’t be reached: it refuses the connection."));
      /* Only what may be repeated was tried three times. */
      g_assert_cmpuint (services->naps, ==, 2);
    }
}

static void
test_no_such_host (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (CwAccount) account = cw_account_new ("https://jira.invalid", "a", "b", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwHttpReply) reply = ask (services, account, "POST", "/x", NULL, &error);

  g_assert_error (error, CW_ERROR, CW_ERROR_OFFLINE);
  g_assert_null (reply);
  g_assert_nonnull (strstr (error->message, "jira.invalid"));
}

/* An address that speaks no TLS: nothing may be sent there. */
static void
test_unsafe (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_auto (GStrv) parts = g_strsplit (services->accounts->registry->url, "http://", 2);
  g_autofree char *url = g_strconcat ("https://", parts[1], NULL);
  g_autoptr (CwAccount) account = cw_account_new (url, "a", "b", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwHttpReply) reply = NULL;

  g_clear_object (&services->http);
  services->http = cw_http_new_with_timeout (1);
  reply = ask (services, account, "POST", "/x", NULL, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_OFFLINE);
  g_assert_null (reply);
}

static void
test_retries (void)
{
  static const guint statuses[] = { 502, 503, 504 };
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *fault = g_strdup_printf ("{\"service\":\"jira\",\"path\":\"/\",\"kind\":\"status\","
                                                "\"status\":%u,\"times\":2}", statuses[i]);

      cw_test_rehearsal_fault (services->rehearsal, fault);
      assert_outcome (services, "GET", MYSELF, -1);
      g_assert_cmpuint (services->naps, ==, 2 * (i + 1));
    }
  cw_test_rehearsal_fault (services->rehearsal,
                           "{\"service\":\"jira\",\"path\":\"/\",\"kind\":\"status\",\"status\":503,\"times\":3}");
  assert_outcome (services, "GET", MYSELF, CW_ERROR_OFFLINE);
  cw_test_rehearsal_fault (services->rehearsal,
                           "{\"service\":\"jira\",\"path\":\"/\",\"kind\":\"status\",\"status\":500}");
  assert_outcome (services, "GET", MYSELF, CW_ERROR_FAILED);
}

static void
test_unrepeatable (void)
{
  static const guint statuses[] = { 408, 500, 502, 503, 504 };
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *fault = g_strdup_printf ("{\"service\":\"jira\",\"path\":\"/\",\"kind\":\"status\","
                                                "\"status\":%u}", statuses[i]);

      cw_test_rehearsal_fault (services->rehearsal, fault);
      assert_outcome (services, "POST", ISSUE, CW_ERROR_UNKNOWN_OUTCOME);
    }
  g_assert_cmpuint (services->naps, ==, 0);
  g_assert_cmpuint (cw_test_services_count (services, "jira", "POST", ISSUE), ==, G_N_ELEMENTS (statuses));
}

static void
test_rate_limit (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);

  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"jira\",\"path\":\"/\",\"kind\":\"status\","
                                                "\"status\":429,\"retry-after\":\"7\"}");
  assert_outcome (services, "GET", MYSELF, -1);
  g_assert_cmpfloat (services->slept, ==, 7.0);

  /* A long wait is the person's to decide, and of what can't be repeated one of which nothing is known. */
  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"jira\",\"path\":\"/\",\"kind\":\"status\","
                                                "\"status\":429,\"retry-after\":\"90\"}");
  assert_outcome (services, "GET", MYSELF, CW_ERROR_RATE_LIMITED);
  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"jira\",\"path\":\"/\",\"kind\":\"status\","
                                                "\"status\":429}");
  assert_outcome (services, "POST", ISSUE, CW_ERROR_RATE_LIMITED);
  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"jira\",\"path\":\"/\",\"kind\":\"status\","
                                                "\"status\":403,\"retry-after\":\"5\"}");
  assert_outcome (services, "GET", MYSELF, CW_ERROR_RATE_LIMITED);
  g_assert_cmpuint (services->naps, ==, 1);
}

/* A 429 says that nothing was done: what can't be repeated goes out again when the service says so, once or twice. */
static void
test_held_back (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);

  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"jira\",\"method\":\"POST\",\"path\":\"/\","
                                                "\"kind\":\"status\",\"status\":429,\"retry-after\":\"7\","
                                                "\"times\":2}");
  assert_outcome (services, "POST", ISSUE, -1);
  g_assert_cmpuint (services->naps, ==, 2);
  g_assert_cmpfloat (services->slept, ==, 14.0);
  g_assert_cmpuint (cw_test_services_count (services, "jira", "POST", ISSUE), ==, 3);

  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"jira\",\"method\":\"POST\",\"path\":\"/\","
                                                "\"kind\":\"status\",\"status\":429,\"retry-after\":\"7\","
                                                "\"times\":3}");
  assert_outcome (services, "POST", ISSUE, CW_ERROR_RATE_LIMITED);
  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"jira\",\"method\":\"POST\",\"path\":\"/\","
                                                "\"kind\":\"status\",\"status\":429,\"retry-after\":\"90\"}");
  assert_outcome (services, "POST", ISSUE, CW_ERROR_RATE_LIMITED);
  g_assert_cmpuint (services->naps, ==, 4);

  /* Lost afterwards, it isn't known what became of it, and nothing more goes out. */
  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"jira\",\"method\":\"POST\",\"path\":\"/\","
                                                "\"kind\":\"status\",\"status\":429,\"retry-after\":\"1\"}");
  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"jira\",\"method\":\"POST\",\"path\":\"/\","
                                                "\"kind\":\"lose-reply\"}");
  assert_outcome (services, "POST", ISSUE, CW_ERROR_UNKNOWN_OUTCOME);
  g_assert_cmpuint (services->naps, ==, 5);
}

/* Whoever looks around asks a host that is out of reach once; what writes, and the next look, ask anew. */
static void
test_look_around (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (CwAccount) closed = cw_test_services_closed (services, services->accounts->jira);
  guint naps[] = { 2, 2, 2, 4 };

  cw_http_look_around (services->http, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (naps); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwHttpReply) reply = NULL;

      if (i == 3)
        {
          cw_http_look_around (services->http, FALSE);
          cw_http_look_around (services->http, TRUE);
        }
      reply = ask (services, closed, i == 2 ? "POST" : "GET", "/x", NULL, &error);
      g_assert_error (error, CW_ERROR, CW_ERROR_OFFLINE);
      g_assert_null (reply);
      g_assert_nonnull (strstr (error->message, "Jira (127.0.0.1) can’t be reached: it refuses the connection."));
      g_assert_cmpuint (services->naps, ==, naps[i]);
    }

  /* Others are asked. */
  assert_outcome (services, "GET", MYSELF, -1);
}

/* Where nobody has answered yet the next host that fails to connect is tried once more; where somebody has, it is out
 * of reach by itself alone, and is tried as often as any. */
static void
test_look_for_others (void)
{
  for (guint answered = 0; answered < 2; answered++)
    {
      g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
      g_autoptr (CwAccount) first = cw_test_services_closed (services, services->accounts->jira);
      g_autoptr (CwAccount) second = cw_test_services_closed (services, services->accounts->jira);

      cw_http_look_around (services->http, TRUE);
      if (answered)
        assert_outcome (services, "GET", MYSELF, -1);
      g_assert_null (ask (services, first, "GET", "/x", NULL, NULL));
      g_assert_cmpuint (services->naps, ==, 2);
      g_assert_null (ask (services, second, "GET", "/x", NULL, NULL));
      g_assert_cmpuint (services->naps, ==, answered ? 4 : 3);
    }
}

/* A host that is silent is waited for twice, not each time. */
static void
test_look_at_silence (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);

  g_clear_object (&services->http);
  services->http = cw_http_new_with_timeout (1);
  cw_http_look_around (services->http, TRUE);
  for (guint i = 0; i < 4; i++)
    {
      cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"jira\",\"path\":\"/\",\"kind\":\"slow\","
                                                    "\"milliseconds\":3000}");
      assert_outcome (services, "GET", MYSELF, CW_ERROR_TIMED_OUT);
    }
  cw_http_look_around (services->http, FALSE);
  g_assert_cmpuint (cw_test_services_count (services, "jira", "GET", MYSELF), ==, 2);
}

/* GitHub's second limit may come without any header. */
static void
test_too_fast (void)
{
  static const char words[] = "{\"message\":\"You have exceeded a secondary rate limit. Please wait\"}";
  CwHttpRequest request = { .service = "GitHub", .method = "POST", .url = "https://api.github.com/x" };
  CwHttpReply reply = { .status = 403, .headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE) };
  g_autoptr (GError) error = NULL;

  reply.body = g_bytes_new_static (words, sizeof words - 1);
  g_assert_cmpfloat (cw_http_reply_get_retry_after (&reply), ==, 60.0);
  g_assert_false (cw_http_reply_check (&reply, &request, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_RATE_LIMITED);
  g_bytes_unref (reply.body);
  soup_message_headers_unref (reply.headers);
}

static void
test_retry_after (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) later = g_date_time_add_seconds (now, 120);
  g_autofree char *date = soup_date_time_to_string (later, SOUP_DATE_HTTP);
  CwHttpReply reply = { .status = 503, .headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE) };

  g_assert_cmpfloat (cw_http_reply_get_retry_after (&reply), <, 0);
  soup_message_headers_replace (reply.headers, "Retry-After", "30");
  g_assert_cmpfloat (cw_http_reply_get_retry_after (&reply), ==, 30);
  soup_message_headers_replace (reply.headers, "Retry-After", "1.5");
  g_assert_cmpfloat (cw_http_reply_get_retry_after (&reply), ==, 2);
  soup_message_headers_replace (reply.headers, "Retry-After", date);
  g_assert_cmpfloat (cw_http_reply_get_retry_after (&reply), >, 100);
  g_assert_cmpfloat (cw_http_reply_get_retry_after (&reply), <=, 120);
  soup_message_headers_replace (reply.headers, "Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT");
  g_assert_cmpfloat (cw_http_reply_get_retry_after (&reply), ==, 0);
  soup_message_headers_replace (reply.headers, "Retry-After", "soon");
  g_assert_cmpfloat (cw_http_reply_get_retry_after (&reply), <, 0);
  soup_message_headers_unref (reply.headers);
}

static void
assert_reset (const char *remaining,
              const char *reset,
              double      from,
              double      to)
{
  CwHttpReply reply = { .status = 403, .headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE) };

  if (remaining != NULL)
    soup_message_headers_replace (reply.headers, "X-RateLimit-Remaining", remaining);
  soup_message_headers_replace (reply.headers, "X-RateLimit-Reset", reset);
  g_assert_cmpfloat (cw_http_reply_get_retry_after (&reply), >=, from);
  g_assert_cmpfloat (cw_http_reply_get_retry_after (&reply), <=, to);
  soup_message_headers_replace (reply.headers, "Retry-After", "7");
  g_assert_cmpfloat (cw_http_reply_get_retry_after (&reply), ==, 7);
  soup_message_headers_unref (reply.headers);
}

/* GitHub counts seconds, Jira writes instants; neither says anything while requests remain. */
static void
test_reset (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) later = g_date_time_add_seconds (now, 200);
  g_autofree char *epoch = g_strdup_printf ("%" G_GINT64_FORMAT, g_date_time_to_unix (later));
  g_autofree char *instant = g_date_time_format (later, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *minute = g_date_time_format (later, "%Y-%m-%dT%H:%MZ");
  g_autofree char *zone = g_date_time_format (later, "%Y-%m-%dT%H:%M:%S.000+0000");

  assert_reset ("0", epoch, 150, 200);
  assert_reset ("0", instant, 150, 200);
  assert_reset ("0", minute, 100, 200);
  assert_reset ("0", zone, 150, 200);
  assert_reset ("0", "1994-11-06T08:49Z", 0, 0);
  assert_reset ("0", "soon", -1, -1);
  assert_reset ("0", "T", -1, -1);
  assert_reset ("12", epoch, -1, -1);
  assert_reset (NULL, epoch, -1, -1);
}

/* Once a service said that nothing is left, nothing is sent before it counts anew, and others go on. */
static void
test_budget (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (CwTestServices) others = cw_test_services_start (NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *far = g_strdup_printf ("{\"service\":\"jira\",\"path\":\"/\",\"kind\":\"status\",\"status\":403,"
                                          "\"reset\":\"%" G_GINT64_FORMAT "\"}", g_date_time_to_unix (now) + 900);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwHttpReply) reply = NULL;
  guint asked;

  cw_test_rehearsal_fault (services->rehearsal, far);
  assert_outcome (services, "GET", MYSELF, CW_ERROR_RATE_LIMITED);
  asked = cw_test_services_count (services, "jira", "GET", "/");
  assert_outcome (services, "GET", MYSELF, CW_ERROR_RATE_LIMITED);
  assert_outcome (services, "POST", ISSUE, CW_ERROR_RATE_LIMITED);
  g_assert_cmpuint (cw_test_services_count (services, "jira", "GET", "/"), ==, asked);
  g_assert_cmpuint (cw_test_services_count (services, "jira", "POST", "/"), ==, 0);
  g_assert_cmpuint (services->naps, ==, 0);
  reply = ask (services, others->accounts->jira, "GET", MYSELF, NULL, &error);
  g_assert_no_error (error);
}

static void
test_short_budget (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *near = g_strdup_printf ("{\"service\":\"jira\",\"path\":\"/\",\"kind\":\"status\",\"status\":403,"
                                           "\"reset\":\"%" G_GINT64_FORMAT "\"}", g_date_time_to_unix (now) + 8);

  cw_test_rehearsal_fault (services->rehearsal, near);
  assert_outcome (services, "GET", MYSELF, CW_ERROR_RATE_LIMITED);
  assert_outcome (services, "GET", MYSELF, -1);
  g_assert_cmpuint (services->naps, ==, 1);
  g_assert_cmpfloat (services->slept, <=, 9);
  /* An answer that says nothing of it ends the rest. */
  assert_outcome (services, "GET", MYSELF, -1);
  g_assert_cmpuint (services->naps, ==, 1);
}

static void
test_lost (void)
{
  static const char *const kinds[] = { "lose-reply", "cut" };
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *fault = g_strdup_printf ("{\"service\":\"jira\",\"path\":\"/\",\"kind\":\"%s\"}", kinds[i]);

      cw_test_rehearsal_fault (services->rehearsal, fault);
      assert_outcome (services, "POST", ISSUE, CW_ERROR_UNKNOWN_OUTCOME);
      g_assert_cmpuint (cw_test_services_count (services, "jira", "POST", ISSUE), ==, i + 1);
      cw_test_rehearsal_fault (services->rehearsal, fault);
      assert_outcome (services, "GET", MYSELF, -1);
    }
  g_assert_cmpuint (services->naps, ==, G_N_ELEMENTS (kinds));
}

static void
test_refusals (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (CwAccount) wrong = cw_account_copy (services->accounts->jira);
  g_autoptr (CwHttpReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  assert_outcome (services, "GET", "/rest/api/3/issue/OSW-999999", CW_ERROR_NOT_FOUND);
  g_free (wrong->secret);
  wrong->secret = g_strdup ("not-the-token");
  reply = ask (services, wrong, "GET", MYSELF, NULL, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED);
  g_assert_null (reply);
  g_assert_null (strstr (error->message, "not-the-token"));
}

static char *
say_all (const CwHttpReply *reply)
{
  gsize size;
  const char *text = g_bytes_get_data (reply->body, &size);

  return g_strndup (text, size);
}

/* (transfer full): what is made of a refusal */
static char *
refuse (guint       status,
        const char *words,
        const char *sign_on)
{
  CwHttpRequest request = { .service = "Jira", .method = "POST", .url = "https://jira.example.org/rest/api/3/issue?a=b",
                            .policy = CW_HTTP_ONCE };
  CwHttpReply reply = { .status = status, .headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE),
                        .body = g_bytes_new (words, strlen (words)) };
  g_autoptr (GError) error = NULL;

  if (sign_on != NULL)
    soup_message_headers_replace (reply.headers, "X-GitHub-SSO", sign_on);
  g_assert_false (cw_http_reply_check (&reply, &request, say_all, &error));
  g_test_message ("%s", error->message);
  soup_message_headers_unref (reply.headers);
  g_bytes_unref (reply.body);
  return g_strdup (error->message);
}

/* A scoped token is refused like a wrong one at the site's own address, and there alone. */
static void
test_scoped (void)
{
  static const struct {
    const char *service;
    const char *url;
    const char *hint; /* (nullable) */
  } cases[] = {
    { "Jira", "https://rubinobs.atlassian.net/rest/api/3/myself", "https://api.atlassian.com/ex/jira/" },
    { "Confluence", "https://rubinobs.atlassian.net/wiki/rest/api/user/current",
      "https://api.atlassian.com/ex/confluence/" },
    { "Jira", "https://api.atlassian.com/ex/jira/1234/rest/api/3/myself", NULL },
    { "Jira", "https://jira.example.org/rest/api/3/myself", NULL },
    { "GitHub", "https://api.github.com/user", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CwHttpRequest request = { .service = cases[i].service, .method = "GET", .url = cases[i].url };
      CwHttpReply reply = { .status = 401, .headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE),
                            .body = g_bytes_new (NULL, 0) };
      g_autoptr (GError) error = NULL;

      g_assert_false (cw_http_reply_check (&reply, &request, NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED);
      g_test_message ("%s", error->message);
      g_assert_true ((strstr (error->message, "“Address with a scoped token”") != NULL) == (cases[i].hint != NULL));
      g_assert_true (cases[i].hint == NULL || strstr (error->message, cases[i].hint) != NULL);
      soup_message_headers_unref (reply.headers);
      g_bytes_unref (reply.body);
    }
}

/* Whatever a service says again of what it was asked, no secret goes on from here. */
static void
test_secrets (void)
{
  g_autofree char *token = NULL, *basic = NULL;

  cw_redact_add ("a-token-of-this-test");
  token = refuse (400, "bad token a-token-of-this-test", NULL);
  basic = refuse (400, "Authorization was: Basic cmVsZWFzZTpzZWNyZXQ=", NULL);
  g_assert_null (strstr (token, "a-token-of-this-test"));
  g_assert_nonnull (strstr (token, "bad token ••••"));
  g_assert_null (strstr (basic, "cmVsZWFzZTpzZWNyZXQ="));
}

/* The thing, the place and the way out. */
static void
test_ways_out (void)
{
  static const struct {
    guint status;
    const char *sign_on;
    const char *way;
  } cases[] = {
    { 403, NULL, "lacks the permission for it (POST /rest/api/3/issue)" },
    { 403, "required; url=https://github.com/orgs/lsst/sso?x=1", "Do that at https://github.com/orgs/lsst/sso?x=1" },
    { 404, NULL, "can’t see it (POST /rest/api/3/issue)" },
    { 409, NULL, "refresh, look at it" },
    { 422, NULL, "No (POST /rest/api/3/issue)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *message = refuse (cases[i].status, "No.", cases[i].sign_on);

      g_assert_nonnull (strstr (message, cases[i].way));
    }
}

/* The rehearsal sends the next request of Jira elsewhere. */
static void
redirect (CwTestServices *services,
          const char     *location,
          guint           times)
{
  g_autofree char *fault = g_strdup_printf ("{\"service\":\"jira\",\"path\":\"/rest/api/3/issue\",\"kind\":\"status\","
                                            "\"status\":302,\"location\":\"%s\",\"times\":%u}", location, times);

  cw_test_rehearsal_fault (services->rehearsal, fault);
}

static void
test_redirects (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_auto (GStrv) parts = g_strsplit (services->accounts->jira->url, "127.0.0.1", 2);
  g_autofree char *elsewhere = g_strconcat ("http://localhost", parts[1], MYSELF, NULL);

  redirect (services, "../myself", 1);
  assert_outcome (services, "GET", ISSUE "/OSW-2010", -1);
  g_assert_cmpuint (cw_test_services_count (services, "jira", "GET", MYSELF), ==, 1);
  /* Another name is another host: it gets no token, and refuses. */
  redirect (services, elsewhere, 1);
  assert_outcome (services, "GET", ISSUE "/OSW-2010", CW_ERROR_AUTH_REQUIRED);
  g_assert_cmpuint (cw_test_services_count (services, "jira", "GET", MYSELF), ==, 2);
  redirect (services, "file:///etc/passwd", 1);
  assert_outcome (services, "GET", ISSUE "/OSW-2010", CW_ERROR_FAILED);
  redirect (services, "OSW-2010", 20);
  assert_outcome (services, "GET", ISSUE "/OSW-2010", CW_ERROR_FAILED);
  cw_test_rehearsal_heal (services->rehearsal);
  redirect (services, "myself", 1);
  assert_outcome (services, "POST", ISSUE, CW_ERROR_FAILED);
  g_assert_cmpuint (cw_test_services_count (services, "jira", "POST", "/"), ==, 1);
}

static void
test_silence (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);

  g_clear_object (&services->http);
  services->http = cw_http_new_with_timeout (1);
  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"jira\",\"path\":\"/\",\"kind\":\"slow\","
                                                "\"milliseconds\":30000,\"times\":2}");
  assert_outcome (services, "GET", MYSELF, CW_ERROR_TIMED_OUT);
  assert_outcome (services, "POST", ISSUE, CW_ERROR_UNKNOWN_OUTCOME);
}

static void
test_cancel (gconstpointer data)
{
  const char *method = data;
  gboolean writes = strcmp (method, "POST") == 0;
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CwHttpReply) reply = NULL;
  g_autoptr (GError) error = NULL;
  const char *path = writes ? ISSUE : MYSELF;
  int code = writes ? CW_ERROR_UNKNOWN_OUTCOME : CW_ERROR_CANCELLED;
  GThread *thread;

  /* Longer than the client's own patience: a request that can't be repeated is waited for, though it is cancelled. */
  g_clear_object (&services->http);
  services->http = cw_http_new_with_timeout (5);
  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"jira\",\"path\":\"/\",\"kind\":\"slow\","
                                                "\"milliseconds\":60000}");
  thread = cw_test_services_cancel_on (services, "jira", method, path, cancellable);
  reply = ask (services, services->accounts->jira, method, path, cancellable, &error);
  g_thread_join (thread);
  g_assert_error (error, CW_ERROR, code);
  g_assert_null (reply);

  /* Before anything was sent it is no more than cancelled, whatever it would have done. */
  g_clear_error (&error);
  reply = ask (services, services->accounts->jira, method, path, cancellable, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
  g_assert_null (reply);
}

static gpointer
cancel (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_sleep (void)
{
  g_autoptr (CwHttp) http = cw_http_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GThread *thread = g_thread_new ("cancel", cancel, cancellable);

  cw_http_sleep (http, 3600, cancellable);
  g_thread_join (thread);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  cw_http_sleep (http, 0.001, NULL);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/services/http/closed-port", test_closed_port);
  g_test_add_func ("/services/http/no-such-host", test_no_such_host);
  g_test_add_func ("/services/http/unsafe", test_unsafe);
  g_test_add_func ("/services/http/retries", test_retries);
  g_test_add_func ("/services/http/unrepeatable", test_unrepeatable);
  g_test_add_func ("/services/http/rate-limit", test_rate_limit);
  g_test_add_func ("/services/http/held-back", test_held_back);
  g_test_add_func ("/services/http/look-around", test_look_around);
  g_test_add_func ("/services/http/look-for-others", test_look_for_others);
  g_test_add_func ("/services/http/look-at-silence", test_look_at_silence);
  g_test_add_func ("/services/http/too-fast", test_too_fast);
  g_test_add_func ("/services/http/retry-after", test_retry_after);
  g_test_add_func ("/services/http/reset", test_reset);
  g_test_add_func ("/services/http/budget", test_budget);
  g_test_add_func ("/services/http/short-budget", test_short_budget);
  g_test_add_func ("/services/http/lost", test_lost);
  g_test_add_func ("/services/http/refusals", test_refusals);
  g_test_add_func ("/services/http/scoped", test_scoped);
  g_test_add_func ("/services/http/secrets", test_secrets);
  g_test_add_func ("/services/http/ways-out", test_ways_out);
  g_test_add_func ("/services/http/redirects", test_redirects);
  g_test_add_func ("/services/http/silence", test_silence);
  g_test_add_data_func ("/services/http/cancel-read", "GET", test_cancel);
  g_test_add_data_func ("/services/http/cancel-write", "POST", test_cancel);
  g_test_add_func ("/services/http/sleep", test_sleep);
  return g_test_run ();
}
