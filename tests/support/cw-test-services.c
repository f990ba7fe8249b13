/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-json.h"
#include "cw-test-services.h"

/* Who cancels as soon as a request was answered, or is kept waiting for its answer. */
typedef struct
{
  CwTestServices *services;
  char *service;
  char *method;
  char *path;
  GCancellable *cancellable;
} Watch;

static void
note_sleep (double        seconds,
            GCancellable *cancellable,
            gpointer      user_data)
{
  CwTestServices *self = user_data;

  self->naps++;
  self->slept += seconds;
}

static CwTestServices *
start (const char *state,
       const char *now)
{
  static const char *const names[] = { "jira", "confluence", "github", "slack", "registry", "git", "token", "email" };
  CwTestServices *self = g_new0 (CwTestServices, 1);
  g_autoptr (JsonObject) addresses = json_object_new ();
  g_autoptr (GError) error = NULL;

  self->rehearsal = cw_test_rehearsal_start (state, now);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    json_object_set_string_member (addresses, names[i], cw_test_rehearsal_get (self->rehearsal, names[i]));
  self->accounts = cw_accounts_new_for_rehearsal (addresses, &error);
  g_assert_no_error (error);
  self->http = cw_http_new ();
  cw_http_set_sleep (self->http, note_sleep, self);
  return self;
}

/**
 * cw_test_services_start:
 * @now: (nullable): what time it shall be there
 *
 * Returns: (transfer full): a new rehearsal and a client for it
 */
CwTestServices *
cw_test_services_start (const char *now)
{
  return start (NULL, now);
}

/**
 * cw_test_services_restart:
 * @self: (transfer full): a rehearsal and its client
 * @now: what time it shall be there
 *
 * Returns: (transfer full): the same services at another time
 */
CwTestServices *
cw_test_services_restart (CwTestServices *self,
                          const char     *now)
{
  g_autofree char *state = g_strdup (cw_test_rehearsal_folder (self->rehearsal));

  cw_test_services_stop (self);
  return start (state, now);
}

/**
 * cw_test_services_stop:
 * @self: (transfer full): a rehearsal and its client
 */
void
cw_test_services_stop (CwTestServices *self)
{
  g_assert_finalize_object (self->http);
  cw_accounts_free (self->accounts);
  cw_test_rehearsal_stop (self->rehearsal);
  g_free (self);
}

/**
 * cw_test_services_closed:
 * @self: a rehearsal
 * @account: one of its accounts
 *
 * Returns: (transfer full): the same account where nobody listens
 */
CwAccount *
cw_test_services_closed (CwTestServices  *self,
                         const CwAccount *account)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/nothing", port);
  CwAccount *closed;

  g_assert_no_error (error);
  g_socket_listener_close (listener);
  closed = cw_account_new (url, account->user, account->secret, &error);
  g_assert_no_error (error);
  return closed;
}

/**
 * cw_test_services_count:
 * @self: a rehearsal
 * @service: name of a service
 * @method: a method
 * @path: how the path begins
 *
 * Returns: how many such requests came so far
 */
guint
cw_test_services_count (CwTestServices *self,
                        const char     *service,
                        const char     *method,
                        const char     *path)
{
  g_autoptr (JsonNode) log = cw_test_rehearsal_log (self->rehearsal);
  JsonArray *entries = json_node_get_array (log);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = json_array_get_object_element (entries, i);

      count += strcmp (cw_json_get_string (entry, "service", ""), service) == 0
               && strcmp (cw_json_get_string (entry, "method", ""), method) == 0
               && g_str_has_prefix (cw_json_get_string (entry, "path", ""), path);
    }
  return count;
}

static gpointer
watch (gpointer data)
{
  Watch *self = data;

  while (cw_test_services_count (self->services, self->service, self->method, self->path) == 0)
    g_thread_yield ();
  g_cancellable_cancel (self->cancellable);
  g_free (self->service);
  g_free (self->method);
  g_free (self->path);
  g_object_unref (self->cancellable);
  g_free (self);
  return NULL;
}

/**
 * cw_test_services_cancel_on:
 * @self: a rehearsal
 * @service: name of a service
 * @method: a method
 * @path: how the path begins
 * @cancellable: what is cancelled as soon as such a request has come
 *
 * Returns: (transfer full): the thread that watches; join it
 */
GThread *
cw_test_services_cancel_on (CwTestServices *self,
                            const char     *service,
                            const char     *method,
                            const char     *path,
                            GCancellable   *cancellable)
{
  Watch *data = g_new0 (Watch, 1);

  data->services = self;
  data->service = g_strdup (service);
  data->method = g_strdup (method);
  data->path = g_strdup (path);
  data->cancellable = g_object_ref (cancellable);
  return g_thread_new ("watch", watch, data);
}

/**
 * cw_test_effect:
 * @kind: one of the kinds
 * @marker: (nullable): its marker
 * @payload: its payload, JSON
 *
 * Returns: (transfer full): an effect
 */
CwEffect *
cw_test_effect (const char *kind,
                const char *marker,
                const char *payload)
{
  CwEffect *effect = cw_effect_new ("c0045/summit/tickets/test/1", kind, "A test");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = cw_json_parse (payload, -1, 0, &error);

  g_assert_no_error (error);
  if (marker != NULL)
    cw_effect_set_marker (effect, marker);
  cw_effect_set_payload (effect, node);
  return effect;
}
