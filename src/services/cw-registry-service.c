/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-registry-service"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-log.h"
#include "cw-registry-service.h"
#include "cw-rest.h"

#define SERVICE "registry"
#define MANIFESTS \
  "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, " \
  "application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json"
#define MAX_PAGES 200

struct _CwRegistryService
{
  GObject parent_instance;

  CwHttp *http;       /* (owned) */
  CwAccount *account; /* (owned) (nullable) */
  GMutex mutex;       /* guards tokens */
  GHashTable *tokens; /* (owned): image → `Authorization` header that its last challenge brought */
};

G_DEFINE_FINAL_TYPE (CwRegistryService, cw_registry_service, G_TYPE_OBJECT)

static const char *const tag_headers[] = { "Accept", "application/json", NULL };
static const char *const manifest_headers[] = { "Accept", MANIFESTS, NULL };

static void
cw_registry_service_finalize (GObject *object)
{
  CwRegistryService *self = CW_REGISTRY_SERVICE (object);

  g_clear_object (&self->http);
  g_clear_pointer (&self->account, cw_account_free);
  g_clear_pointer (&self->tokens, g_hash_table_unref);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (cw_registry_service_parent_class)->finalize (object);
}

static void
cw_registry_service_class_init (CwRegistryServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_registry_service_finalize;
}

static void
cw_registry_service_init (CwRegistryService *self)
{
  g_mutex_init (&self->mutex);
  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* `{"errors": [{"code", "message"}]}`. */
static char *
extract_refusal (const CwHttpReply *reply)
{
  g_autoptr (JsonNode) root = cw_rest_read_json (reply);

  return root != NULL ? g_strdup (cw_json_path_string (root, "errors.0.message")) : NULL;
}

static gboolean
asks_for_token (const CwHttpReply *reply)
{
  const char *challenge = cw_http_reply_get_header (reply, "WWW-Authenticate");

  return challenge != NULL && g_ascii_strncasecmp (challenge, "Bearer ", strlen ("Bearer ")) == 0;
}

/* Where a challenge sends us for a token, without an image for one that says no more than who we are; NULL where it is
 * no such challenge or not a safe place. */
static char *
make_token_url (CwRegistryService *self,
                const char        *challenge,
                const char        *image)
{
  g_autoptr (CwAccount) place = NULL;
  g_autofree char *scope = image != NULL ? cw_rest_make_path ("&scope=repository:%s:pull", image) : g_strdup ("");
  g_autofree char *query = NULL;
  const char *realm;
  GHashTable *parameters;
  char *url = NULL;

  if (challenge == NULL || g_ascii_strncasecmp (challenge, "Bearer ", strlen ("Bearer ")) != 0)
    return NULL;
  parameters = soup_header_parse_param_list (challenge + strlen ("Bearer "));
  realm = g_hash_table_lookup (parameters, "realm");
  place = realm != NULL ? cw_account_new (realm, NULL, NULL, NULL) : NULL;
  if (place != NULL)
    {
      const char *service = g_hash_table_lookup (parameters, "service");

      query = cw_rest_make_path ("?service=%s", service != NULL ? service : "");
      url = g_strconcat (realm, query, scope, NULL);
    }
  soup_header_free_param_list (parameters);
  return url;
}

/* (nullable): where a challenge would send us, as it may be shown */
static char *
show_realm (const char *challenge)
{
  GHashTable *parameters;
  const char *realm;
  char *shown;

  if (challenge == NULL || g_ascii_strncasecmp (challenge, "Bearer ", strlen ("Bearer ")) != 0)
    return NULL;
  parameters = soup_header_parse_param_list (challenge + strlen ("Bearer "));
  realm = g_hash_table_lookup (parameters, "realm");
  shown = realm != NULL ? cw_redact (realm) : NULL;
  soup_header_free_param_list (parameters);
  return shown;
}

/* Refused, and no token is to be had: the account is none, or a wrong one. */
static void
set_unwelcome (CwRegistryService *self,
               GError           **error)
{
  if (self->account->secret != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED,
                 _ ("The registry %s does not accept the account (401): check user and token"), self->account->url);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED,
                 _ ("The registry %s wants an account: add user and token in the preferences or by "
                    "“cyclewright-cli accounts”"),
                 self->account->url);
}

/* Answers a challenge: fetches a token that allows reading @image, if there is one. */
static char *
fetch_token (CwRegistryService *self,
             const char        *challenge,
             const char        *image,
             GCancellable      *cancellable,
             GError           **error)
{
  g_autofree char *url = make_token_url (self, challenge, image), *realm = NULL;
  g_autofree char *authorization = cw_account_make_authorization (self->account);
  g_autoptr (CwHttpReply) reply = NULL;
  g_autoptr (JsonNode) root = NULL;
  const char *token;
  CwHttpRequest request = { .service = SERVICE, .method = "GET", .policy = CW_HTTP_READ, .headers = tag_headers };

  realm = url == NULL ? show_realm (challenge) : NULL;
  if (realm != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED,
                   _ ("The registry %s sends us to “%s” for a token. That is no https address, so the account isn’t "
                      "sent there: ask whoever runs the registry"),
                   self->account->url, realm);
      return NULL;
    }
  if (url == NULL)
    {
      set_unwelcome (self, error);
      return NULL;
    }
  request.url = url;
  request.authorization = authorization;
  reply = cw_http_send (self->http, &request, cancellable, error);
  if (reply == NULL || !cw_http_reply_check (reply, &request, extract_refusal, error))
    return NULL;
  root = cw_rest_read_json (reply);
  token = root != NULL ? cw_json_path_string (root, "token") : NULL;
  if (token == NULL && root != NULL)
    token = cw_json_path_string (root, "access_token");
  if (token == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("The registry %s gave no token to read with"),
                   self->account->url);
      return NULL;
    }
  return g_strconcat ("Bearer ", token, NULL);
}

static char *
get_authorization (CwRegistryService *self,
                   const char        *image)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  const char *known = g_hash_table_lookup (self->tokens, image);

  return known != NULL ? g_strdup (known) : cw_account_make_authorization (self->account);
}

/* A read below an image's path, with a second try when the registry asks for a token. */
static CwHttpReply *
ask (CwRegistryService *self,
     CwHttpRequest     *request,
     const char        *image,
     GCancellable      *cancellable,
     GError           **error)
{
  g_autofree char *authorization = get_authorization (self, image);
  g_autoptr (CwHttpReply) reply = NULL;
  char *token;

  request->authorization = authorization;
  reply = cw_http_send (self->http, request, cancellable, error);
  request->authorization = NULL;
  if (reply == NULL || reply->status != SOUP_STATUS_UNAUTHORIZED)
    return g_steal_pointer (&reply);

  token = fetch_token (self, cw_http_reply_get_header (reply, "WWW-Authenticate"), image, cancellable, error);
  if (token == NULL)
    return NULL;
  g_free (authorization);
  authorization = token;
  g_mutex_lock (&self->mutex);
  g_hash_table_insert (self->tokens, g_strdup (image), g_strdup (token));
  g_mutex_unlock (&self->mutex);
  g_clear_pointer (&reply, cw_http_reply_free);
  request->authorization = authorization;
  reply = cw_http_send (self->http, request, cancellable, error);
  request->authorization = NULL;
  if (reply == NULL || reply->status != SOUP_STATUS_UNAUTHORIZED)
    return g_steal_pointer (&reply);
  g_set_error (error, CW_ERROR, CW_ERROR_FORBIDDEN,
               _ ("The registry %s doesn’t let this account read the image %s. Check the image’s name, or ask the "
                  "registry’s keepers for access"),
               self->account->url, image);
  return NULL;
}

static gboolean
check_account (CwRegistryService *self,
               GError           **error)
{
  if (self->account != NULL)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED,
                       _ ("No address of a registry: add it in the preferences or by “cyclewright-cli accounts”, or "
                          "look for the images by hand."));
  return FALSE;
}

/* `/v2/IMAGE/…`; the slashes of an image stay. */
static char *
make_url (CwRegistryService *self,
          const char        *image,
          const char        *rest)
{
  g_autofree char *name = g_uri_escape_string (image, "/", FALSE);

  return g_strconcat (self->account->url, "/v2/", name, rest, NULL);
}

/* The address in `Link: <…>; rel="next"`, made whole; NULL on the last page or when it leads elsewhere. */
static char *
get_next (CwRegistryService *self,
          const CwHttpReply *reply,
          const char        *url)
{
  const char *link = cw_http_reply_get_header (reply, "Link");
  const char *end = link != NULL && *link == '<' ? strchr (link, '>') : NULL;
  g_autofree char *reference = NULL;
  g_autofree char *next = NULL;

  if (end == NULL || strstr (end, "next") == NULL)
    return NULL;
  reference = g_strndup (link + 1, (gsize) (end - link - 1));
  next = g_uri_resolve_relative (url, reference, SOUP_HTTP_URI_FLAGS, NULL);
  if (next == NULL || !g_str_has_prefix (next, self->account->url))
    return NULL;
  return g_steal_pointer (&next);
}

static gboolean
read_tags (const CwHttpReply *reply,
           GHashTable        *tags,
           GError           **error)
{
  g_autoptr (JsonNode) root = cw_rest_read_json (reply);
  JsonArray *array;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("The answer of the registry can’t be read"));
      return FALSE;
    }
  /* An image without tags answers null. */
  array = cw_json_get_array (json_node_get_object (root), "tags");
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *tag = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (tag) && json_node_get_value_type (tag) == G_TYPE_STRING)
        g_hash_table_add (tags, json_node_dup_string (tag));
    }
  return TRUE;
}

static int
compare_tags (gconstpointer a,
              gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GStrv
sort_tags (GHashTable *tags)
{
  guint length = 0;
  GStrv sorted = (GStrv) g_hash_table_get_keys_as_array (tags, &length);

  g_hash_table_steal_all (tags);
  qsort (sorted, length, sizeof *sorted, compare_tags);
  return sorted;
}

/**
 * cw_registry_service_new:
 * @http: what sends
 * @account: (nullable): where the registry is; without a secret it is asked anonymously
 *
 * Returns: (transfer full): a client
 */
CwRegistryService *
cw_registry_service_new (CwHttp          *http,
                         const CwAccount *account)
{
  CwRegistryService *self;

  g_return_val_if_fail (CW_IS_HTTP (http), NULL);

  self = g_object_new (CW_TYPE_REGISTRY_SERVICE, NULL);
  self->http = g_object_ref (http);
  self->account = cw_account_copy (account);
  return self;
}

/**
 * cw_registry_service_check:
 * @self: a client
 * @signed_in: (out): whether the account was looked at, and accepted; a registry that is open takes any
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Returns: whether there is a registry at the account's address that lets us in; without a secret one that asks for a
 *   token will do, which is asked for with each image
 */
gboolean
cw_registry_service_check (CwRegistryService *self,
                           gboolean          *signed_in,
                           GCancellable      *cancellable,
                           GError           **error)
{
  CwHttpRequest request = { .service = SERVICE, .method = "GET", .policy = CW_HTTP_READ, .headers = tag_headers };
  g_autofree char *authorization = NULL;
  g_autofree char *url = NULL;
  g_autoptr (CwHttpReply) reply = NULL;

  g_return_val_if_fail (CW_IS_REGISTRY_SERVICE (self) && signed_in != NULL, FALSE);

  *signed_in = FALSE;
  if (!check_account (self, error))
    return FALSE;
  url = g_strconcat (self->account->url, "/v2/", NULL);
  request.url = url;
  reply = cw_http_send (self->http, &request, cancellable, error);
  if (reply == NULL)
    return FALSE;
  if (reply->status != SOUP_STATUS_UNAUTHORIZED)
    return cw_http_reply_check (reply, &request, extract_refusal, error);
  if (asks_for_token (reply))
    {
      if (self->account->secret == NULL)
        return TRUE;
      authorization = fetch_token (self, cw_http_reply_get_header (reply, "WWW-Authenticate"), NULL, cancellable,
                                   error);
      *signed_in = authorization != NULL;
      return *signed_in;
    }
  if (self->account->secret == NULL)
    {
      set_unwelcome (self, error);
      return FALSE;
    }
  authorization = cw_account_make_authorization (self->account);
  request.authorization = authorization;
  cw_http_reply_free (reply);
  reply = cw_http_send (self->http, &request, cancellable, error);
  *signed_in = reply != NULL && cw_http_reply_check (reply, &request, extract_refusal, error);
  return *signed_in;
}

/**
 * cw_registry_service_list_tags:
 * @self: a client
 * @image: an image's name, `lsstts/ataos`
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_OFFLINE when the registry is out of reach, %CW_ERROR_NOT_FOUND when it has
 *   no such image
 *
 * Returns: (transfer full): all tags, sorted by their bytes, or %NULL with @error set
 */
GStrv
cw_registry_service_list_tags (CwRegistryService *self,
                               const char        *image,
                               GCancellable      *cancellable,
                               GError           **error)
{
  g_autoptr (GHashTable) tags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *url = NULL;

  g_return_val_if_fail (CW_IS_REGISTRY_SERVICE (self) && image != NULL, NULL);

  if (!check_account (self, error))
    return NULL;
  url = make_url (self, image, "/tags/list?n=1000");
  for (guint page = 0; page < MAX_PAGES && url != NULL; page++)
    {
      CwHttpRequest request = { .service = SERVICE, .method = "GET", .url = url, .policy = CW_HTTP_READ,
                                .headers = tag_headers };
      g_autoptr (CwHttpReply) reply = ask (self, &request, image, cancellable, error);
      char *next;

      if (reply == NULL || !cw_http_reply_check (reply, &request, extract_refusal, error)
          || !read_tags (reply, tags, error))
        return NULL;
      next = get_next (self, reply, url);
      g_free (url);
      url = next;
    }
  return sort_tags (tags);
}

/**
 * cw_registry_service_find_tag:
 * @self: a client
 * @image: an image's name
 * @tag: a tag
 * @digest: (out) (nullable) (transfer full): the digest of what the tag points to, or %NULL when it is not there
 * @cancellable: (nullable): gives up
 * @error: where to store why it is not known; %CW_ERROR_OFFLINE when the registry is out of reach
 *
 * Asks for the head only, which registries do not count as a download.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_registry_service_find_tag (CwRegistryService *self,
                              const char        *image,
                              const char        *tag,
                              char             **digest,
                              GCancellable      *cancellable,
                              GError           **error)
{
  CwHttpRequest request = { .service = SERVICE, .method = "HEAD", .policy = CW_HTTP_READ, .headers = manifest_headers };
  g_autoptr (CwHttpReply) reply = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *url = NULL;
  const char *found;

  g_return_val_if_fail (CW_IS_REGISTRY_SERVICE (self) && image != NULL && tag != NULL && digest != NULL, FALSE);

  *digest = NULL;
  if (!check_account (self, error))
    return FALSE;
  rest = cw_rest_make_path ("/manifests/%s", tag);
  url = make_url (self, image, rest);
  request.url = url;
  reply = ask (self, &request, image, cancellable, error);
  if (reply == NULL)
    return FALSE;
  if (reply->status == SOUP_STATUS_NOT_FOUND)
    return TRUE;
  if (!cw_http_reply_check (reply, &request, extract_refusal, error))
    return FALSE;
  found = cw_http_reply_get_header (reply, "Docker-Content-Digest");
  *digest = g_strdup (found != NULL ? found : "");
  return TRUE;
}
