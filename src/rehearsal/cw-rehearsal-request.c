/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-request"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-request.h"

/* Somewhat more than the largest page that a wiki takes. */
#define MOST_BYTES ((gsize) 8 * 1024 * 1024)

/**
 * cw_rehearsal_request_new:
 * @store: what the services remember
 * @message: the message
 * @path: its path from the service's root on, still encoded
 * @query: (nullable): its decoded query
 *
 * Returns: (transfer full): the request, unanswered
 */
CwRehearsalRequest *
cw_rehearsal_request_new (CwRehearsalStore  *store,
                          SoupServerMessage *message,
                          const char        *path,
                          GHashTable        *query)
{
  CwRehearsalRequest *self;

  g_return_val_if_fail (CW_IS_REHEARSAL_STORE (store), NULL);
  g_return_val_if_fail (SOUP_IS_SERVER_MESSAGE (message), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  self = g_new0 (CwRehearsalRequest, 1);
  self->store = g_object_ref (store);
  self->message = g_object_ref (message);
  self->method = soup_server_message_get_method (message);
  self->path = g_strdup (path);
  self->segments = g_strsplit (*path == '/' ? path + 1 : path, "/", -1);
  for (guint i = 0; self->segments[i] != NULL; i++)
    {
      char *plain = g_uri_unescape_string (self->segments[i], NULL);

      if (plain != NULL && g_utf8_validate (plain, -1, NULL))
        {
          g_free (self->segments[i]);
          self->segments[i] = g_steal_pointer (&plain);
        }
      g_free (plain);
    }
  self->args = g_ptr_array_new ();
  self->query = query != NULL ? g_hash_table_ref (query) : g_hash_table_new (g_str_hash, g_str_equal);
  self->hide_after = G_MAXINT64;
  return self;
}

/**
 * cw_rehearsal_request_free:
 * @self: a request
 */
void
cw_rehearsal_request_free (CwRehearsalRequest *self)
{
  g_return_if_fail (self != NULL);

  g_object_unref (self->store);
  g_object_unref (self->message);
  g_free (self->path);
  g_strfreev (self->segments);
  g_ptr_array_unref (self->args);
  g_hash_table_unref (self->query);
  g_clear_pointer (&self->body, json_node_unref);
  g_clear_pointer (&self->form, g_hash_table_unref);
  g_free (self->type);
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_free (self);
}

/**
 * cw_rehearsal_request_read_body:
 * @self: a request
 *
 * Reads a JSON body or a form; a body of another kind, or none, leaves both %NULL.
 *
 * Returns: %FALSE when the body calls itself JSON and is not, or is too large
 */
gboolean
cw_rehearsal_request_read_body (CwRehearsalRequest *self)
{
  SoupMessageBody *body;
  const char *type;

  g_return_val_if_fail (self != NULL, FALSE);

  body = soup_server_message_get_request_body (self->message);
  if (body == NULL || body->length == 0)
    return TRUE;
  type = soup_message_headers_get_content_type (soup_server_message_get_request_headers (self->message), NULL);
  if (g_strcmp0 (type, "application/x-www-form-urlencoded") == 0)
    {
      g_autofree char *text = g_strndup (body->data, body->length);

      self->form = soup_form_decode (text);
      return TRUE;
    }
  if (g_strcmp0 (type, "application/json") != 0)
    return TRUE;
  self->body = cw_json_parse (body->data, (gssize) body->length, MOST_BYTES, NULL);
  return self->body != NULL;
}

static gboolean
matches (CwRehearsalRequest *self,
         const char         *pattern)
{
  g_auto (GStrv) wanted = g_strsplit (pattern + 1, "/", -1);
  guint count = g_strv_length (wanted);

  if (count != g_strv_length (self->segments))
    return FALSE;
  g_ptr_array_set_size (self->args, 0);
  for (guint i = 0; i < count; i++)
    {
      if (strcmp (wanted[i], "*") == 0)
        g_ptr_array_add (self->args, self->segments[i]);
      else if (strcmp (wanted[i], self->segments[i]) != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * cw_rehearsal_request_route:
 * @self: a request
 * @routes: a service's routes
 * @n_routes: how many
 *
 * Calls the handler of the first route that fits; a path that only other methods know is answered with 405.
 *
 * Returns: whether there was such a path
 */
gboolean
cw_rehearsal_request_route (CwRehearsalRequest     *self,
                            const CwRehearsalRoute *routes,
                            gsize                   n_routes)
{
  gboolean known = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);

  for (gsize i = 0; i < n_routes; i++)
    {
      if (!matches (self, routes[i].pattern))
        continue;
      known = TRUE;
      if (strcmp (routes[i].method, self->method) != 0)
        continue;
      routes[i].handler (self);
      return TRUE;
    }
  if (known)
    cw_rehearsal_request_answer (self, SOUP_STATUS_METHOD_NOT_ALLOWED, NULL);
  return known;
}

/**
 * cw_rehearsal_request_arg:
 * @self: a request
 * @position: which star of the route
 *
 * Returns: (transfer none): the decoded segment
 */
const char *
cw_rehearsal_request_arg (CwRehearsalRequest *self,
                          guint               position)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (position < self->args->len, NULL);

  return g_ptr_array_index (self->args, position);
}

/**
 * cw_rehearsal_request_query:
 * @self: a request
 * @name: a parameter
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *
cw_rehearsal_request_query (CwRehearsalRequest *self,
                            const char         *name)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_hash_table_lookup (self->query, name);
}

/**
 * cw_rehearsal_request_query_int:
 * @self: a request
 * @name: a parameter
 * @otherwise: what it is when it is absent or no number
 * @most: the largest value; larger ones become this one
 *
 * Returns: its value
 */
gint64
cw_rehearsal_request_query_int (CwRehearsalRequest *self,
                                const char         *name,
                                gint64              otherwise,
                                gint64              most)
{
  const char *text = cw_rehearsal_request_query (self, name);
  gint64 number = otherwise;

  if (text != NULL && !g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &number, NULL))
    number = otherwise;
  return MIN (number, most);
}

/**
 * cw_rehearsal_request_object:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): the object that was sent
 */
JsonObject *
cw_rehearsal_request_object (CwRehearsalRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body != NULL && JSON_NODE_HOLDS_OBJECT (self->body) ? json_node_get_object (self->body) : NULL;
}

/**
 * cw_rehearsal_request_header:
 * @self: a request
 * @name: a header
 *
 * Returns: (transfer none) (nullable): what came in it
 */
const char *
cw_rehearsal_request_header (CwRehearsalRequest *self,
                             const char         *name)
{
  g_return_val_if_fail (self != NULL, NULL);

  return soup_message_headers_get_one (soup_server_message_get_request_headers (self->message), name);
}

/**
 * cw_rehearsal_request_set_header:
 * @self: a request
 * @name: a header of the answer
 * @value: its value
 */
void
cw_rehearsal_request_set_header (CwRehearsalRequest *self,
                                 const char         *name,
                                 const char         *value)
{
  g_return_if_fail (self != NULL);

  soup_message_headers_replace (soup_server_message_get_response_headers (self->message), name, value);
}

/**
 * cw_rehearsal_request_bearer:
 * @self: a request
 *
 * Returns: (transfer full) (nullable): the token of `Authorization: Bearer …` (GitHub takes the word `token` too)
 */
char *
cw_rehearsal_request_bearer (CwRehearsalRequest *self)
{
  const char *header = cw_rehearsal_request_header (self, "Authorization");

  if (header == NULL)
    return NULL;
  if (g_ascii_strncasecmp (header, "Bearer ", 7) == 0)
    return g_strstrip (g_strdup (header + 7));
  if (g_ascii_strncasecmp (header, "token ", 6) == 0)
    return g_strstrip (g_strdup (header + 6));
  return NULL;
}

/**
 * cw_rehearsal_request_basic:
 * @self: a request
 * @user: (out): the name of `Authorization: Basic …`
 * @secret: (out): its password
 *
 * Returns: whether there were such credentials
 */
gboolean
cw_rehearsal_request_basic (CwRehearsalRequest *self,
                            char              **user,
                            char              **secret)
{
  const char *header = cw_rehearsal_request_header (self, "Authorization");
  g_autofree guchar *bytes = NULL;
  g_autofree char *text = NULL;
  char *colon;
  gsize length = 0;

  g_return_val_if_fail (user != NULL && secret != NULL, FALSE);

  if (header == NULL || g_ascii_strncasecmp (header, "Basic ", 6) != 0)
    return FALSE;
  bytes = g_base64_decode (header + 6, &length);
  text = g_strndup ((const char *) bytes, length);
  colon = strchr (text, ':');
  if (colon == NULL)
    return FALSE;
  *secret = g_strdup (colon + 1);
  *user = g_strndup (text, (gsize) (colon - text));
  return TRUE;
}

static void
set_answer (CwRehearsalRequest *self,
            guint               status,
            const char         *type,
            GBytes             *bytes)
{
  g_free (self->type);
  g_clear_pointer (&self->answer, g_bytes_unref);
  self->status = status;
  self->type = g_strdup (type);
  self->answer = bytes;
}

/**
 * cw_rehearsal_request_answer:
 * @self: a request
 * @status: the HTTP status
 * @body: (transfer full) (nullable): the JSON to answer; %NULL for an empty body
 */
void
cw_rehearsal_request_answer (CwRehearsalRequest *self,
                             guint               status,
                             JsonNode           *body)
{
  char *text;

  g_return_if_fail (self != NULL);

  if (body == NULL)
    {
      set_answer (self, status, NULL, NULL);
      return;
    }
  text = cw_json_to_text (body, FALSE);
  set_answer (self, status, "application/json; charset=utf-8", g_bytes_new_take (text, strlen (text)));
  json_node_unref (body);
}

/**
 * cw_rehearsal_request_answer_text:
 * @self: a request
 * @status: the HTTP status
 * @type: the media type
 * @text: the body
 */
void
cw_rehearsal_request_answer_text (CwRehearsalRequest *self,
                                  guint               status,
                                  const char         *type,
                                  const char         *text)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (type != NULL && text != NULL);

  set_answer (self, status, type, g_bytes_new (text, strlen (text)));
}
