/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rest"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-rest.h"

struct _CwRest
{
  GObject parent_instance;

  CwHttp *http;                 /* (owned) */
  const CwRestService *service; /* static */
  char *url;                    /* (owned) (nullable): without an account there is none */
  char *web;                    /* (owned) (nullable): where a person reads */
  char *authorization;          /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (CwRest, cw_rest, G_TYPE_OBJECT)

static void
cw_rest_finalize (GObject *object)
{
  CwRest *self = CW_REST (object);

  g_clear_object (&self->http);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->web, g_free);
  g_clear_pointer (&self->authorization, g_free);

  G_OBJECT_CLASS (cw_rest_parent_class)->finalize (object);
}

static void
cw_rest_class_init (CwRestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_rest_finalize;
}

static void
cw_rest_init (CwRest *self)
{
}

/* Reads a 2xx answer's body; one that can't be read leaves what changes something in doubt. */
static JsonNode *
read_answer (CwRest            *self,
             const CwHttpReply *reply,
             CwHttpPolicy       policy,
             GError           **error)
{
  g_autoptr (GError) cause = NULL;
  JsonNode *answer;
  gsize length = 0;
  const char *text = g_bytes_get_data (reply->body, &length);

  if (length == 0)
    return json_node_new (JSON_NODE_NULL);
  answer = cw_json_parse (text, (gssize) length, CW_HTTP_MAX_BODY, &cause);
  if (answer == NULL)
    cw_rest_set_unreadable (self, policy, cause->message, error);
  return answer;
}

/**
 * cw_rest_new:
 * @http: what sends
 * @service: what is special about the service; static
 * @account: (nullable): where and as whom; without it each call fails with %CW_ERROR_AUTH_REQUIRED
 *
 * Returns: (transfer full): a caller
 */
CwRest *
cw_rest_new (CwHttp              *http,
             const CwRestService *service,
             const CwAccount     *account)
{
  CwRest *self;

  g_return_val_if_fail (CW_IS_HTTP (http) && service != NULL, NULL);

  self = g_object_new (CW_TYPE_REST, NULL);
  self->http = g_object_ref (http);
  self->service = service;
  if (account != NULL)
    {
      self->url = g_strdup (account->url);
      self->web = g_strdup (cw_account_get_web (account));
      self->authorization = cw_account_make_authorization (account);
    }
  return self;
}

/**
 * cw_rest_get_http:
 * @self: a caller
 *
 * Returns: (transfer none): what sends
 */
CwHttp *
cw_rest_get_http (CwRest *self)
{
  g_return_val_if_fail (CW_IS_REST (self), NULL);

  return self->http;
}

/**
 * cw_rest_get_web:
 * @self: a caller
 *
 * Returns: (transfer none): the address below which a person reads; empty without an account
 */
const char *
cw_rest_get_web (CwRest *self)
{
  g_return_val_if_fail (CW_IS_REST (self), "");

  return self->web != NULL ? self->web : "";
}

/**
 * cw_rest_set_unreadable:
 * @self: a caller
 * @policy: what the call may be treated like
 * @why: what is wrong with the answer
 * @error: where to store %CW_ERROR_INVALID_DATA, or %CW_ERROR_UNKNOWN_OUTCOME for a call that changes something
 *
 * For a 2xx answer that does not hold what it should.
 */
void
cw_rest_set_unreadable (CwRest      *self,
                        CwHttpPolicy policy,
                        const char  *why,
                        GError     **error)
{
  g_return_if_fail (CW_IS_REST (self) && why != NULL);

  if (policy == CW_HTTP_READ)
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("The answer of %s can’t be read: %s"), self->service->name,
                 why);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME,
                 _ ("%s took the request, but its answer can’t be read: %s. It was probably done; look before "
                    "anything else."),
                 self->service->name, why);
}

/**
 * cw_rest_call:
 * @self: a caller
 * @method: `GET`, `POST` …
 * @path: the path and query after the base address, percent-encoded (see cw_rest_make_path())
 * @body: (nullable): what is sent
 * @policy: what it may be treated like
 * @reply: (out) (optional) (nullable) (transfer full): the whole answer, also a refusal; %NULL where none came
 * @cancellable: (nullable): gives up
 * @error: where to store an error as of cw_http_send() and cw_http_reply_check()
 *
 * Returns: (transfer full): what a 2xx answer holds, a null node for an empty one; or %NULL with @error set
 */
JsonNode *
cw_rest_call (CwRest       *self,
              const char   *method,
              const char   *path,
              JsonNode     *body,
              CwHttpPolicy  policy,
              CwHttpReply **reply,
              GCancellable *cancellable,
              GError      **error)
{
  g_autoptr (CwHttpReply) answer = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *url = NULL;
  JsonNode *node;
  CwHttpRequest request = { NULL };

  if (reply != NULL)
    *reply = NULL;
  g_return_val_if_fail (CW_IS_REST (self), NULL);
  g_return_val_if_fail (method != NULL && path != NULL && *path == '/', NULL);

  if (self->url == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED, _ (self->service->missing));
      return NULL;
    }
  if (body != NULL)
    {
      char *text = cw_json_to_text (body, FALSE);

      bytes = g_bytes_new_take (text, strlen (text));
    }
  url = g_strconcat (self->url, path, NULL);
  request = (CwHttpRequest) {
    .service = self->service->name,
    .method = method,
    .url = url,
    .authorization = self->authorization,
    .headers = self->service->headers,
    .content_type = "application/json; charset=utf-8",
    .body = bytes,
    .policy = policy,
  };
  answer = cw_http_send (self->http, &request, cancellable, error);
  node = answer != NULL && cw_http_reply_check (answer, &request, self->service->extract, error)
           ? read_answer (self, answer, policy, error) : NULL;
  if (reply != NULL)
    *reply = g_steal_pointer (&answer);
  return node;
}

/**
 * cw_rest_call_object:
 * @self: a caller
 * @method: `GET`, `POST` …
 * @path: as for cw_rest_call()
 * @body: (nullable) (transfer full): what is sent
 * @policy: what it may be treated like
 * @cancellable: (nullable): gives up
 * @error: where to store an error as of cw_rest_call()
 *
 * Returns: (transfer full): the object that the answer holds, an empty one for an empty answer; or %NULL with @error
 *   set
 */
JsonObject *
cw_rest_call_object (CwRest       *self,
                     const char   *method,
                     const char   *path,
                     JsonObject   *body,
                     CwHttpPolicy  policy,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autoptr (JsonNode) sent = body != NULL ? cw_json_node_object (body) : NULL;
  g_autoptr (JsonNode) answer = NULL;

  answer = cw_rest_call (self, method, path, sent, policy, NULL, cancellable, error);
  if (answer == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (answer))
    return json_node_dup_object (answer);
  if (JSON_NODE_HOLDS_NULL (answer))
    return json_object_new ();
  cw_rest_set_unreadable (self, policy, _ ("it is no object"), error);
  return NULL;
}

/**
 * cw_rest_make_path:
 * @format: a path and query with `%s` for each value
 * @...: the values, texts
 *
 * Returns: (transfer full): @format with each value percent-encoded, slashes too
 */
char *
cw_rest_make_path (const char *format,
                   ...)
{
  g_autoptr (GString) path = g_string_new (NULL);
  va_list arguments;
  const char *p = format;

  g_return_val_if_fail (format != NULL, NULL);

  va_start (arguments, format);
  for (const char *hole = strstr (p, "%s"); hole != NULL; hole = strstr (p, "%s"))
    {
      g_string_append_len (path, p, hole - p);
      g_string_append_uri_escaped (path, va_arg (arguments, const char *), NULL, FALSE);
      p = hole + strlen ("%s");
    }
  va_end (arguments);
  g_string_append (path, p);
  return g_string_free (g_steal_pointer (&path), FALSE);
}

/**
 * cw_rest_read_json:
 * @reply: an answer, usually a refusal
 *
 * Refusals need not be JSON: proxies answer with web pages.
 *
 * Returns: (transfer full) (nullable): what it holds, where that is JSON
 */
JsonNode *
cw_rest_read_json (const CwHttpReply *reply)
{
  gsize length = 0;
  const char *text;

  g_return_val_if_fail (reply != NULL, NULL);

  text = g_bytes_get_data (reply->body, &length);
  return length > 0 ? cw_json_parse (text, (gssize) length, CW_HTTP_MAX_BODY, NULL) : NULL;
}
