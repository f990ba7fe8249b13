/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-server"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json.h"

#include "cw-rehearsal-confluence.h"
#include "cw-rehearsal-control.h"
#include "cw-rehearsal-deliver.h"
#include "cw-rehearsal-faults.h"
#include "cw-rehearsal-git-door.h"
#include "cw-rehearsal-github.h"
#include "cw-rehearsal-jira.h"
#include "cw-rehearsal-registry.h"
#include "cw-rehearsal-request.h"
#include "cw-rehearsal-server.h"
#include "cw-rehearsal-slack.h"
#include "cw-rehearsal-web.h"

/*
 * CwRehearsalServer:
 *
 * Listens on the loopback interface and hands each request to the service that its path names. Main thread only; a
 * request is answered before the next one is looked at, but for git's, which run beside.
 */
struct _CwRehearsalServer
{
  CwRehearsalStore *store;   /* (owned) */
  CwRehearsalFaults *faults; /* (owned) */
  JsonArray *log;            /* (owned): one object for each request; no bodies, no credentials, no queries */
  SoupServer *soup;          /* (owned) */
  CwRehearsalGit *git;       /* (owned) */
  GPtrArray *held;           /* (owned): requests that were held up on their way */
};

/* A part of the address space below @prefix; what the service sees of a path begins after @root. It sees to the
 * credentials itself. Git's has no function: it runs beside. */
typedef struct
{
  const char *prefix;
  const char *root;
  const char *name;
  void (*serve) (CwRehearsalRequest *request);
} Service;

static const Service services[] = {
  { "/jira/rest", "/jira", "jira", cw_rehearsal_jira_serve },
  { "/confluence/wiki/api", "/confluence/wiki", "confluence", cw_rehearsal_confluence_serve },
  { "/confluence/wiki/rest", "/confluence/wiki", "confluence", cw_rehearsal_confluence_serve },
  { "/github/repos", "/github", "github", cw_rehearsal_github_serve },
  { "/github/user", "/github", "github", cw_rehearsal_github_serve },
  { "/github/graphql", "/github", "github", cw_rehearsal_github_serve },
  { "/slack/api", "/slack/api", "slack", cw_rehearsal_slack_serve },
  { "/v2", "", "registry", cw_rehearsal_registry_serve },
  { "/git", "/git", "git", NULL },
};

/* A request that nobody waits for any more, and that arrives nevertheless. */
typedef struct
{
  const Service *service;
  CwRehearsalRequest *request; /* (owned) */
} Held;

static void
held_free (gpointer data)
{
  Held *self = data;

  cw_rehearsal_request_free (self->request);
  g_free (self);
}

static const Service *
service_for (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    {
      gsize length = strlen (services[i].prefix);

      if (strncmp (path, services[i].prefix, length) == 0 && (path[length] == '/' || path[length] == '\0'))
        return &services[i];
    }
  return NULL;
}

/* Returns: (transfer none): the line */
static JsonObject *
add_to_log (CwRehearsalServer  *self,
            const char         *service,
            CwRehearsalRequest *request)
{
  g_autofree char *stamp = cw_rehearsal_store_stamp (self->store);
  JsonNode *entry = cw_rehearsal_pack ("{service:s method:s path:s status:i time:s}", service, request->method,
                                       request->path, (int) request->status, stamp);

  json_array_add_element (self->log, entry);
  return json_node_get_object (entry);
}

/* What was done is on the disk before anybody hears of it. */
static void
save (CwRehearsalServer  *self,
      CwRehearsalRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (!cw_rehearsal_store_save (self->store, &error))
    cw_rehearsal_request_answer (request, SOUP_STATUS_INTERNAL_SERVER_ERROR,
                                 cw_rehearsal_pack ("{message:s}", error->message));
}

static void
hold (CwRehearsalServer  *self,
      const Service      *service,
      CwRehearsalRequest *request)
{
  Held *held = g_new0 (Held, 1);

  held->service = service;
  held->request = request;
  g_ptr_array_add (self->held, held);
}

/* They arrive when nothing is to go wrong any more; a world that begins anew never hears of them. */
static void
let_arrive (CwRehearsalServer  *self,
            CwRehearsalRequest *control)
{
  if (strcmp (control->method, "DELETE") != 0 || control->status != SOUP_STATUS_NO_CONTENT)
    return;
  for (guint i = 0; i < self->held->len && strcmp (control->path, "/faults") == 0; i++)
    {
      Held *held = g_ptr_array_index (self->held, i);

      held->service->serve (held->request);
    }
  g_ptr_array_set_size (self->held, 0);
}

/* @request is given away. */
static void
serve (CwRehearsalServer  *self,
       const Service      *service,
       CwRehearsalRequest *request)
{
  g_autoptr (CwRehearsalRequest) owned = request;
  g_autoptr (CwRehearsalFault) fault = NULL;
  CwRehearsalFaultKind kind;

  fault = cw_rehearsal_faults_take (self->faults, service->name, request->method, request->path);
  kind = fault != NULL ? fault->kind : CW_REHEARSAL_FAULT_NONE;
  if (kind == CW_REHEARSAL_FAULT_INDEX_LAG)
    request->hide_after = fault->seen;
  if (kind != CW_REHEARSAL_FAULT_STATUS && kind != CW_REHEARSAL_FAULT_REFUSE)
    {
      if (!cw_rehearsal_request_read_body (request))
        cw_rehearsal_request_answer (request, SOUP_STATUS_BAD_REQUEST,
                                     cw_rehearsal_pack ("{errorMessages:[s]}", "The body is no JSON."));
      else if (kind != CW_REHEARSAL_FAULT_ARRIVE_LATER)
        service->serve (request);
      if (request->status == 0)
        cw_rehearsal_request_answer (request, SOUP_STATUS_NOT_FOUND, cw_rehearsal_pack ("{message:s}", "Not Found"));
    }
  save (self, request);
  cw_rehearsal_deliver (request, service->name, fault);
  add_to_log (self, service->name, request);
  if (kind == CW_REHEARSAL_FAULT_ARRIVE_LATER)
    hold (self, service, g_steal_pointer (&owned));
}

static void
serve_git (CwRehearsalServer  *self,
           CwRehearsalRequest *request)
{
  g_autoptr (CwRehearsalFault) fault = cw_rehearsal_faults_take (self->faults, "git", request->method, request->path);

  cw_rehearsal_git_door_serve (self->git, request, fault, add_to_log (self, "git", request));
}

static void
on_request (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           data)
{
  CwRehearsalServer *self = data;
  const char *encoded = g_uri_get_path (soup_server_message_get_uri (message));
  const Service *service = service_for (encoded);
  g_autoptr (CwRehearsalRequest) request = NULL;

  cw_rehearsal_slack_tick (self->store);
  request = cw_rehearsal_request_new (self->store, message,
                                      encoded + (service != NULL ? strlen (service->root) : 0), query);
  if (service != NULL)
    {
      if (service->serve != NULL)
        serve (self, service, g_steal_pointer (&request));
      else
        serve_git (self, request);
      return;
    }
  if (!cw_rehearsal_request_read_body (request))
    cw_rehearsal_request_answer (request, SOUP_STATUS_BAD_REQUEST, NULL);
  else if (!cw_rehearsal_control_serve (request, self->faults, self->log) && !cw_rehearsal_web_serve (request))
    cw_rehearsal_request_answer (request, SOUP_STATUS_NOT_FOUND, NULL);
  let_arrive (self, request);
  save (self, request);
  cw_rehearsal_deliver (request, "control", NULL);
}

/**
 * cw_rehearsal_server_new:
 * @store: what the services remember
 * @port: where to listen; 0 for any free port
 * @error: where to store an error
 *
 * Begins to listen on 127.0.0.1, and nowhere else.
 *
 * Returns: (transfer full): the server, or %NULL with @error set
 */
CwRehearsalServer *
cw_rehearsal_server_new (CwRehearsalStore *store,
                         guint             port,
                         GError          **error)
{
  g_autoptr (CwRehearsalServer) self = NULL;
  g_autofree char *base = NULL, *root = NULL;
  GSList *uris;

  g_return_val_if_fail (CW_IS_REHEARSAL_STORE (store), NULL);

  self = g_new0 (CwRehearsalServer, 1);
  self->store = g_object_ref (store);
  self->faults = cw_rehearsal_faults_new ();
  self->log = json_array_new ();
  self->held = g_ptr_array_new_with_free_func (held_free);
  root = cw_rehearsal_github_root (store);
  self->git = cw_rehearsal_git_new (root);
  self->soup = soup_server_new ("server-header", "cyclewright-rehearsal", "raw-paths", TRUE, NULL);
  soup_server_add_handler (self->soup, NULL, on_request, self, NULL);
  if (!soup_server_listen_local (self->soup, port, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    {
      cw_error_convert (error, _ ("Listening on the loopback interface"));
      return NULL;
    }
  uris = soup_server_get_uris (self->soup);
  base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  cw_rehearsal_store_set_base (store, base);
  return g_steal_pointer (&self);
}

/**
 * cw_rehearsal_server_free:
 * @self: a server
 *
 * Ends listening; open connections are closed.
 */
void
cw_rehearsal_server_free (CwRehearsalServer *self)
{
  g_return_if_fail (self != NULL);

  soup_server_disconnect (self->soup);
  g_object_unref (self->soup);
  g_object_unref (self->git);
  cw_rehearsal_faults_free (self->faults);
  json_array_unref (self->log);
  g_ptr_array_unref (self->held);
  g_object_unref (self->store);
  g_free (self);
}

/**
 * cw_rehearsal_server_to_line:
 * @self: a server
 *
 * Returns: (transfer full): one line of JSON with the addresses of all services, the token and the e-mail address
 */
char *
cw_rehearsal_server_to_line (CwRehearsalServer *self)
{
  static const char *const names[][2] = {
    { "address", "" },         { "jira", "/jira" },           { "confluence", "/confluence/wiki" },
    { "github", "/github" },   { "slack", "/slack/api" },     { "registry", "" },
    { "git", "/git" },
  };
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = NULL;
  const char *base;
  JsonObject *self_user;

  g_return_val_if_fail (self != NULL, NULL);

  base = cw_rehearsal_store_get_base (self->store);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *address = g_strconcat (base, names[i][1], NULL);

      json_object_set_string_member (object, names[i][0], address);
    }
  self_user = cw_rehearsal_json_item (cw_json_get_array (cw_rehearsal_store_get_world (self->store), "users"), 0);
  json_object_set_string_member (object, "token", cw_rehearsal_store_get_token (self->store));
  json_object_set_string_member (object, "email", cw_json_get_string (self_user, "email", NULL));
  node = cw_rehearsal_json_own (g_steal_pointer (&object));
  return cw_json_to_text (node, FALSE);
}
