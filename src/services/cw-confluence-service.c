/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-confluence-service"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-confluence-service.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-rest.h"

/* How wide a published page is shown is one of its properties. */
#define APPEARANCE "content-appearance-published"

struct _CwConfluenceService
{
  GObject parent_instance;

  CwRest *rest;       /* (owned) */
  GMutex mutex;       /* guards spaces */
  GHashTable *spaces; /* (owned): key → id; a space keeps its id */
};

G_DEFINE_FINAL_TYPE (CwConfluenceService, cw_confluence_service, G_TYPE_OBJECT)

/* Version 2 says `{"errors": [{"title", "detail"}]}`, version 1 `{"message"}`. */
static char *
extract_refusal (const CwHttpReply *reply)
{
  g_autoptr (JsonNode) root = cw_rest_read_json (reply);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonArray *errors = cw_json_get_array (object, "errors");
  JsonObject *first;
  const char *detail;

  if (errors == NULL || json_array_get_length (errors) == 0
      || !JSON_NODE_HOLDS_OBJECT (json_array_get_element (errors, 0)))
    return g_strdup (cw_json_get_string (object, "message", NULL));
  first = json_array_get_object_element (errors, 0);
  detail = cw_json_get_string (first, "detail", NULL);
  return g_strjoin (": ", cw_json_get_string (first, "title", "?"), detail, NULL);
}

static const char *const headers[] = { "Accept", "application/json", NULL };

static const CwRestService service = {
  .name = "Confluence",
  .missing = N_ ("No account for Confluence: add one in the preferences or by “cyclewright-cli accounts”, or do "
                 "this by hand."),
  .headers = headers,
  .extract = extract_refusal,
};

static void
cw_confluence_service_finalize (GObject *object)
{
  CwConfluenceService *self = CW_CONFLUENCE_SERVICE (object);

  g_clear_object (&self->rest);
  g_clear_pointer (&self->spaces, g_hash_table_unref);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (cw_confluence_service_parent_class)->finalize (object);
}

static void
cw_confluence_service_class_init (CwConfluenceServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_confluence_service_finalize;
}

static void
cw_confluence_service_init (CwConfluenceService *self)
{
  g_mutex_init (&self->mutex);
  self->spaces = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * cw_confluence_page_free:
 * @self: a page
 */
void
cw_confluence_page_free (CwConfluencePage *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->title);
  g_free (self->status);
  g_free (self->parent);
  g_free (self->url);
  g_free (self->body);
  g_free (self->appearance);
  g_strfreev (self->labels);
  g_free (self);
}

static JsonObject *
get_first (JsonObject *answer)
{
  JsonArray *results = cw_json_get_array (answer, "results");

  if (results == NULL || json_array_get_length (results) == 0
      || !JSON_NODE_HOLDS_OBJECT (json_array_get_element (results, 0)))
    return NULL;
  return json_array_get_object_element (results, 0);
}

/* A page as the service answers it; without its labels and properties, which stand elsewhere. */
static CwConfluencePage *
read_page (CwConfluenceService *self,
           JsonObject          *answer,
           CwHttpPolicy         policy,
           GError             **error)
{
  JsonObject *links = cw_json_get_object (answer, "_links");
  const char *id = cw_json_get_string (answer, "id", NULL);
  const char *base = cw_json_get_string (links, "base", cw_rest_get_web (self->rest));
  CwConfluencePage *page;

  if (id == NULL)
    {
      cw_rest_set_unreadable (self->rest, policy, _ ("it names no page"), error);
      return NULL;
    }
  page = g_new0 (CwConfluencePage, 1);
  page->id = g_strdup (id);
  page->title = g_strdup (cw_json_get_string (answer, "title", ""));
  page->status = g_strdup (cw_json_get_string (answer, "status", "current"));
  page->parent = g_strdup (cw_json_get_string (answer, "parentId", NULL));
  page->url = g_strconcat (base, cw_json_get_string (links, "webui", ""), NULL);
  page->body = g_strdup (cw_json_get_string (cw_json_get_object (cw_json_get_object (answer, "body"), "storage"),
                                             "value", NULL));
  page->version = cw_json_get_int (cw_json_get_object (answer, "version"), "number", 1);
  page->labels = g_new0 (char *, 1);
  return page;
}

static gboolean
read_labels (CwConfluenceService *self,
             CwConfluencePage    *page,
             GCancellable        *cancellable,
             GError             **error)
{
  g_autofree char *path = cw_rest_make_path ("/api/v2/pages/%s/labels?limit=250", page->id);
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();
  JsonArray *results;

  answer = cw_rest_call_object (self->rest, "GET", path, NULL, CW_HTTP_READ, cancellable, error);
  if (answer == NULL)
    return FALSE;
  results = cw_json_get_array (answer, "results");
  for (guint i = 0; results != NULL && i < json_array_get_length (results); i++)
    {
      JsonNode *label = json_array_get_element (results, i);

      if (JSON_NODE_HOLDS_OBJECT (label))
        g_strv_builder_add (labels, cw_json_get_string (json_node_get_object (label), "name", ""));
    }
  g_strfreev (page->labels);
  page->labels = g_strv_builder_end (labels);
  return TRUE;
}

/* The property that says how wide a page is shown; @property stays %NULL where there is none. */
static gboolean
find_appearance (CwConfluenceService *self,
                 const char          *id,
                 JsonObject         **property,
                 GCancellable        *cancellable,
                 GError             **error)
{
  g_autofree char *path = cw_rest_make_path ("/api/v2/pages/%s/properties?key=%s", id, APPEARANCE);
  g_autoptr (JsonObject) answer = NULL;
  JsonObject *first;

  answer = cw_rest_call_object (self->rest, "GET", path, NULL, CW_HTTP_READ, cancellable, error);
  if (answer == NULL)
    return FALSE;
  first = get_first (answer);
  *property = first != NULL ? json_object_ref (first) : NULL;
  return TRUE;
}

static gboolean
read_appearance (CwConfluenceService *self,
                 CwConfluencePage    *page,
                 GCancellable        *cancellable,
                 GError             **error)
{
  g_autoptr (JsonObject) property = NULL;

  if (!find_appearance (self, page->id, &property, cancellable, error))
    return FALSE;
  page->appearance = g_strdup (cw_json_get_string (property, "value", NULL));
  return TRUE;
}

/**
 * cw_confluence_service_new:
 * @http: what sends
 * @account: (nullable): where Confluence is and as whom we come
 *
 * Returns: (transfer full): a client
 */
CwConfluenceService *
cw_confluence_service_new (CwHttp          *http,
                           const CwAccount *account)
{
  CwConfluenceService *self;

  g_return_val_if_fail (CW_IS_HTTP (http), NULL);

  self = g_object_new (CW_TYPE_CONFLUENCE_SERVICE, NULL);
  self->rest = cw_rest_new (http, &service, account);
  return self;
}

/**
 * cw_confluence_service_get_myself:
 * @self: a client
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Returns: (transfer full): `accountId`, `displayName` of the account, or %NULL with @error set
 */
JsonObject *
cw_confluence_service_get_myself (CwConfluenceService *self,
                                  GCancellable        *cancellable,
                                  GError             **error)
{
  g_return_val_if_fail (CW_IS_CONFLUENCE_SERVICE (self), NULL);

  return cw_rest_call_object (self->rest, "GET", "/rest/api/user/current", NULL, CW_HTTP_READ, cancellable, error);
}

/**
 * cw_confluence_service_find_space:
 * @self: a client
 * @key: a space's key
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_NOT_FOUND when there is none that the account may see
 *
 * Returns: (transfer full): the space's id, or %NULL with @error set
 */
char *
cw_confluence_service_find_space (CwConfluenceService *self,
                                  const char          *key,
                                  GCancellable        *cancellable,
                                  GError             **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *path = NULL;
  g_autofree char *id = NULL;

  g_return_val_if_fail (CW_IS_CONFLUENCE_SERVICE (self) && key != NULL, NULL);

  g_mutex_lock (&self->mutex);
  id = g_strdup (g_hash_table_lookup (self->spaces, key));
  g_mutex_unlock (&self->mutex);
  if (id != NULL)
    return g_steal_pointer (&id);

  path = cw_rest_make_path ("/api/v2/spaces?keys=%s", key);
  answer = cw_rest_call_object (self->rest, "GET", path, NULL, CW_HTTP_READ, cancellable, error);
  if (answer == NULL)
    return NULL;
  id = g_strdup (cw_json_get_string (get_first (answer), "id", NULL));
  if (id == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("Confluence has no space %s that this account may see"),
                   key);
      return NULL;
    }
  g_mutex_lock (&self->mutex);
  g_hash_table_insert (self->spaces, g_strdup (key), g_strdup (id));
  g_mutex_unlock (&self->mutex);
  return g_steal_pointer (&id);
}

static gboolean
is_create_page (JsonNode *node)
{
  JsonObject *operation = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  return operation != NULL && g_strcmp0 (cw_json_get_string (operation, "operation", NULL), "create") == 0
         && g_strcmp0 (cw_json_get_string (operation, "targetType", NULL), "page") == 0;
}

/**
 * cw_confluence_service_may_create:
 * @self: a client
 * @space: a space's id
 * @may: (out): whether pages may be created there; %TRUE where Confluence doesn't tell
 * @cancellable: (nullable): gives up
 * @error: where to store why it could not be asked
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_confluence_service_may_create (CwConfluenceService *self,
                                  const char          *space,
                                  gboolean            *may,
                                  GCancellable        *cancellable,
                                  GError             **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *path = NULL;
  JsonArray *operations;

  g_return_val_if_fail (CW_IS_CONFLUENCE_SERVICE (self) && space != NULL && may != NULL, FALSE);

  path = cw_rest_make_path ("/api/v2/spaces/%s?include-operations=true", space);
  answer = cw_rest_call_object (self->rest, "GET", path, NULL, CW_HTTP_READ, cancellable, error);
  if (answer == NULL)
    return FALSE;
  operations = cw_json_get_array (cw_json_get_object (answer, "operations"), "results");
  *may = operations == NULL || json_array_get_length (operations) == 0;
  for (guint i = 0; operations != NULL && !*may && i < json_array_get_length (operations); i++)
    *may = is_create_page (json_array_get_element (operations, i));
  return TRUE;
}

/**
 * cw_confluence_service_find_page:
 * @self: a client
 * @space_key: a space's key
 * @title: a page's whole title
 * @page: (out) (nullable) (transfer full): the page with all that it holds, or %NULL when there is none
 * @cancellable: (nullable): gives up
 * @error: where to store why it could not be looked up
 *
 * Titles are unique in a space; archived pages keep theirs, so they are found too.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_confluence_service_find_page (CwConfluenceService *self,
                                 const char          *space_key,
                                 const char          *title,
                                 CwConfluencePage   **page,
                                 GCancellable        *cancellable,
                                 GError             **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *space = NULL;
  g_autofree char *path = NULL;
  const char *id;

  g_return_val_if_fail (CW_IS_CONFLUENCE_SERVICE (self) && space_key != NULL && title != NULL && page != NULL, FALSE);

  *page = NULL;
  space = cw_confluence_service_find_space (self, space_key, cancellable, error);
  if (space == NULL)
    return FALSE;
  path = cw_rest_make_path ("/api/v2/pages?space-id=%s&title=%s", space, title);
  answer = cw_rest_call_object (self->rest, "GET", path, NULL, CW_HTTP_READ, cancellable, error);
  if (answer == NULL)
    return FALSE;
  id = cw_json_get_string (get_first (answer), "id", NULL);
  if (id == NULL)
    return TRUE;
  *page = cw_confluence_service_get_page (self, id, cancellable, error);
  return *page != NULL;
}

/**
 * cw_confluence_service_get_page:
 * @self: a client
 * @id: a page's id
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Returns: (transfer full): the page with body, labels and appearance, or %NULL with @error set
 */
CwConfluencePage *
cw_confluence_service_get_page (CwConfluenceService *self,
                                const char          *id,
                                GCancellable        *cancellable,
                                GError             **error)
{
  g_autoptr (CwConfluencePage) page = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (CW_IS_CONFLUENCE_SERVICE (self) && id != NULL, NULL);

  path = cw_rest_make_path ("/api/v2/pages/%s?body-format=storage", id);
  answer = cw_rest_call_object (self->rest, "GET", path, NULL, CW_HTTP_READ, cancellable, error);
  if (answer == NULL)
    return NULL;
  page = read_page (self, answer, CW_HTTP_READ, error);
  if (page == NULL || !read_labels (self, page, cancellable, error)
      || !read_appearance (self, page, cancellable, error))
    return NULL;
  return g_steal_pointer (&page);
}

static JsonObject *
make_body (const char *storage)
{
  return cw_json_object ("representation", "storage", "value", storage, NULL);
}

/**
 * cw_confluence_service_create_page:
 * @self: a client
 * @space_key: a space's key
 * @parent: (nullable): id of the page above it
 * @title: its title, unique in the space
 * @body: its body in storage format
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_VALIDATION also for a title that is taken; %CW_ERROR_UNKNOWN_OUTCOME when
 *   it may be there nevertheless
 *
 * Returns: (transfer full): the page, or %NULL with @error set
 */
CwConfluencePage *
cw_confluence_service_create_page (CwConfluenceService *self,
                                   const char          *space_key,
                                   const char          *parent,
                                   const char          *title,
                                   const char          *body,
                                   GCancellable        *cancellable,
                                   GError             **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *space = NULL;
  JsonObject *sent;

  g_return_val_if_fail (CW_IS_CONFLUENCE_SERVICE (self) && space_key != NULL && title != NULL && body != NULL, NULL);

  space = cw_confluence_service_find_space (self, space_key, cancellable, error);
  if (space == NULL)
    return NULL;
  sent = cw_json_object ("spaceId", space, "status", "current", "title", title, "parentId", parent, NULL);
  json_object_set_object_member (sent, "body", make_body (body));
  answer = cw_rest_call_object (self->rest, "POST", "/api/v2/pages", sent, CW_HTTP_ONCE, cancellable, error);
  return answer != NULL ? read_page (self, answer, CW_HTTP_ONCE, error) : NULL;
}

/**
 * cw_confluence_service_update_page:
 * @self: a client
 * @id: a page's id
 * @version: the version that is there and was looked at
 * @parent: (nullable): id of the page below which it is to be; %NULL: where it is
 * @title: the new title
 * @body: the new body in storage format
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_CONFLICT when the page has another version meanwhile;
 *   %CW_ERROR_UNKNOWN_OUTCOME when it may be done nevertheless
 *
 * Not repeated by itself: a second try of one that was done looks like a conflict.
 *
 * Returns: (transfer full): the page, or %NULL with @error set
 */
CwConfluencePage *
cw_confluence_service_update_page (CwConfluenceService *self,
                                   const char          *id,
                                   gint64               version,
                                   const char          *parent,
                                   const char          *title,
                                   const char          *body,
                                   GCancellable        *cancellable,
                                   GError             **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *path = NULL;
  JsonObject *sent;
  JsonObject *next;

  g_return_val_if_fail (CW_IS_CONFLUENCE_SERVICE (self) && id != NULL && title != NULL && body != NULL, NULL);

  sent = cw_json_object ("id", id, "status", "current", "title", title, "parentId", parent, NULL);
  json_object_set_object_member (sent, "body", make_body (body));
  next = json_object_new ();
  json_object_set_int_member (next, "number", version + 1);
  json_object_set_object_member (sent, "version", next);
  path = cw_rest_make_path ("/api/v2/pages/%s", id);
  answer = cw_rest_call_object (self->rest, "PUT", path, sent, CW_HTTP_ONCE, cancellable, error);
  return answer != NULL ? read_page (self, answer, CW_HTTP_ONCE, error) : NULL;
}

/**
 * cw_confluence_service_add_labels:
 * @self: a client
 * @id: a page's id
 * @labels: (array zero-terminated=1): names; those that are there stay
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Can be repeated.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_confluence_service_add_labels (CwConfluenceService *self,
                                  const char          *id,
                                  const char *const   *labels,
                                  GCancellable        *cancellable,
                                  GError             **error)
{
  g_autoptr (JsonNode) body = json_node_new (JSON_NODE_ARRAY);
  g_autoptr (JsonNode) answer = NULL;
  g_autofree char *path = NULL;
  JsonArray *array = json_array_new ();

  g_return_val_if_fail (CW_IS_CONFLUENCE_SERVICE (self) && id != NULL && labels != NULL, FALSE);

  json_node_take_array (body, array);
  for (guint i = 0; labels[i] != NULL; i++)
    json_array_add_object_element (array, cw_json_object ("prefix", "global", "name", labels[i], NULL));
  path = cw_rest_make_path ("/rest/api/content/%s/label", id);
  answer = cw_rest_call (self->rest, "POST", path, body, CW_HTTP_SET, NULL, cancellable, error);
  return answer != NULL;
}

/**
 * cw_confluence_service_set_appearance:
 * @self: a client
 * @id: a page's id
 * @appearance: how wide it is to be shown, `full-width`
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Looks first, so it can be repeated.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_confluence_service_set_appearance (CwConfluenceService *self,
                                      const char          *id,
                                      const char          *appearance,
                                      GCancellable        *cancellable,
                                      GError             **error)
{
  g_autoptr (JsonObject) property = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *path = NULL;
  JsonObject *body, *next;

  g_return_val_if_fail (CW_IS_CONFLUENCE_SERVICE (self) && id != NULL && appearance != NULL, FALSE);

  if (!find_appearance (self, id, &property, cancellable, error))
    return FALSE;
  if (g_strcmp0 (cw_json_get_string (property, "value", NULL), appearance) == 0)
    return TRUE;
  body = cw_json_object ("key", APPEARANCE, "value", appearance, NULL);
  if (property == NULL)
    {
      path = cw_rest_make_path ("/api/v2/pages/%s/properties", id);
      answer = cw_rest_call_object (self->rest, "POST", path, body, CW_HTTP_ONCE, cancellable, error);
      return answer != NULL;
    }
  next = json_object_new ();
  json_object_set_int_member (next, "number",
                              cw_json_get_int (cw_json_get_object (property, "version"), "number", 1) + 1);
  json_object_set_object_member (body, "version", next);
  path = cw_rest_make_path ("/api/v2/pages/%s/properties/%s", id, cw_json_get_string (property, "id", ""));
  answer = cw_rest_call_object (self->rest, "PUT", path, body, CW_HTTP_ONCE, cancellable, error);
  return answer != NULL;
}
