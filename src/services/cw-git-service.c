/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-git-private.h"

#define DEFAULT_TIMEOUT 120

/* The functions on it are in cw-git-fetch.c, -push.c, -read.c, -branches.c, -history.c and -change.c. */
struct _CwGitService
{
  GObject parent_instance;

  char *cache_folder;
  CwHttp *http;  /* (owned) */
  char *root;  /* (nullable): set before the first transfer */

  GMutex lock;
  GPtrArray *credentials;  /* (element-type CwGitCredentials): replaced, never changed: transfers hold on to it */
  guint timeout;           /* seconds */
};

G_DEFINE_FINAL_TYPE (CwGitService, cw_git_service, G_TYPE_OBJECT)

static CwGitCredentials *
credentials_new (const char *prefix,
                 const char *user,
                 const char *token)
{
  CwGitCredentials *self = g_new0 (CwGitCredentials, 1);

  self->prefix = g_strdup (prefix);
  self->user = g_strdup (user);
  self->token = g_strdup (token);
  return self;
}

static void
credentials_free (gpointer data)
{
  CwGitCredentials *self = data;

  g_free (self->prefix);
  g_free (self->user);
  g_free (self->token);
  g_free (self);
}

static void
cw_git_service_finalize (GObject *object)
{
  CwGitService *self = CW_GIT_SERVICE (object);

  g_free (self->cache_folder);
  g_object_unref (self->http);
  g_free (self->root);
  g_ptr_array_unref (self->credentials);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (cw_git_service_parent_class)->finalize (object);
}

static void
cw_git_service_class_init (CwGitServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_git_service_finalize;
}

static void
cw_git_service_init (CwGitService *self)
{
  g_mutex_init (&self->lock);
  self->credentials = g_ptr_array_new_with_free_func (credentials_free);
  self->timeout = DEFAULT_TIMEOUT;
}

/**
 * cw_git_service_new:
 * @cache_folder: where the caches live; made when first needed
 * @http: what speaks HTTP for it
 *
 * Returns: (transfer full): a service that knows no credentials; over ssh, the person's agent is asked
 */
CwGitService *
cw_git_service_new (const char *cache_folder,
                    CwHttp     *http)
{
  CwGitService *self;

  g_return_val_if_fail (cache_folder != NULL && CW_IS_HTTP (http), NULL);

  self = g_object_new (CW_TYPE_GIT_SERVICE, NULL);
  self->cache_folder = g_strdup (cache_folder);
  self->http = g_object_ref (http);
  return self;
}

/**
 * cw_git_service_add_credentials:
 * @self: a service
 * @url_prefix: begin of the addresses that they are for: `https://github.com`, `https://github.com/lsst-it/`
 * @user: user name; GitHub takes any with a token
 * @token: the token or password
 *
 * Lets the service sign in over HTTPS, and over HTTP on this machine; the longest prefix counts.
 * What was said before for the same prefix is forgotten.
 */
void
cw_git_service_add_credentials (CwGitService *self,
                                const char   *url_prefix,
                                const char   *user,
                                const char   *token)
{
  g_autoptr (GPtrArray) next = NULL;
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (CW_IS_GIT_SERVICE (self));
  g_return_if_fail (url_prefix != NULL && user != NULL && token != NULL);

  next = g_ptr_array_new_with_free_func (credentials_free);
  locker = g_mutex_locker_new (&self->lock);
  for (guint i = 0; i < self->credentials->len; i++)
    {
      const CwGitCredentials *one = g_ptr_array_index (self->credentials, i);

      if (!g_str_equal (one->prefix, url_prefix))
        g_ptr_array_add (next, credentials_new (one->prefix, one->user, one->token));
    }
  g_ptr_array_add (next, credentials_new (url_prefix, user, token));
  g_ptr_array_unref (self->credentials);
  self->credentials = g_steal_pointer (&next);
}

/**
 * cw_git_service_set_root:
 * @self: a service that has not transferred anything yet
 * @root: an address that stands for scheme and host of all others, `http://127.0.0.1:1234/git`
 *
 * From now on `https://github.com/lsst-it/x.git` is reached at `@root/lsst-it/x.git`: a rehearsal's repositories.
 * Caches and payloads keep the address that was given, so that they don't change with the port of each start.
 */
void
cw_git_service_set_root (CwGitService *self,
                         const char   *root)
{
  g_return_if_fail (CW_IS_GIT_SERVICE (self));
  g_return_if_fail (root != NULL);

  g_free (self->root);
  self->root = g_strdup (root);
}

/**
 * cw_git_service_take_account:
 * @self: a service that has not transferred anything yet
 * @account: as whom it comes
 *
 * Repositories are reached at the account's address where that is not the one that everybody uses; it signs in there
 * with its token, over ssh with a key of the person's agent.
 */
void
cw_git_service_take_account (CwGitService    *self,
                             const CwAccount *account)
{
  g_return_if_fail (CW_IS_GIT_SERVICE (self) && account != NULL);

  if (!g_str_equal (account->url, cw_account_kind_get_default_url (CW_ACCOUNT_GIT)))
    cw_git_service_set_root (self, account->url);
  if (account->secret != NULL)
    cw_git_service_add_credentials (self, account->url, account->user != NULL ? account->user : "git",
                                    account->secret);
}

/**
 * cw_git_service_make_web_url:
 * @self: a service
 * @url: address of a repository
 * @branch: a branch
 *
 * Returns: (transfer full): where a person can look at the branch, as GitHub and its kin have it; "" for repositories
 *   that are not reached over https, and where a root on this machine stands for them
 */
char *
cw_git_service_make_web_url (CwGitService *self,
                             const char   *url,
                             const char   *branch)
{
  g_autofree char *shown = NULL;
  g_autofree char *escaped = NULL;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL && branch != NULL, NULL);

  if ((self->root != NULL && g_str_has_prefix (self->root, "http://")) || !g_str_has_prefix (url, "https://"))
    return g_strdup ("");
  shown = cw_git_show_url (url);
  if (g_str_has_suffix (shown, ".git"))
    shown[strlen (shown) - strlen (".git")] = '\0';
  escaped = g_uri_escape_string (branch, "/", FALSE);
  return g_strdup_printf ("%s/tree/%s", shown, escaped);
}

/* Where a repository really is. */
char *
cw_git_service_locate (CwGitService *self,
                       const char   *url)
{
  const char *scheme = strstr (url, "://");
  const char *path = scheme != NULL ? strchr (scheme + 3, '/') : NULL;

  if (self->root == NULL || path == NULL)
    return g_strdup (url);
  return g_strconcat (self->root, path, NULL);
}

/**
 * cw_git_service_set_timeout:
 * @self: a service
 * @seconds: how long a server may be silent
 */
void
cw_git_service_set_timeout (CwGitService *self,
                            guint         seconds)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (CW_IS_GIT_SERVICE (self) && seconds > 0);

  locker = g_mutex_locker_new (&self->lock);
  self->timeout = seconds;
}

guint
cw_git_service_get_timeout (CwGitService *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->timeout;
}

GPtrArray *
cw_git_service_ref_credentials (CwGitService *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_ptr_array_ref (self->credentials);
}

CwHttp *
cw_git_service_get_http (CwGitService *self)
{
  return self->http;
}

const char *
cw_git_service_get_cache_folder (CwGitService *self)
{
  return self->cache_folder;
}

/* What was fetched of @url; every caller has a libgit2 repository of its own, so threads need not agree. */
git_repository *
cw_git_service_open (CwGitService *self,
                     const char   *url,
                     GError      **error)
{
  g_autofree char *path = cw_git_cache_get_path (self->cache_folder, url);

  return cw_git_cache_open (path, url, FALSE, error);
}

/**
 * cw_git_service_take_error:
 * @self: a service
 * @url: whose cache was read
 * @error: where to
 * @reason: (transfer full): why it could not be read
 *
 * Hands @reason on. When it says that the cache is damaged, the cache is put aside first: a cache has nothing that the
 * server lacks, and the next fetch makes a new one.
 */
void
cw_git_service_take_error (CwGitService *self,
                           const char   *url,
                           GError      **error,
                           GError       *reason)
{
  g_autofree char *path = NULL;
  g_autofree char *shown = NULL;

  if (g_error_matches (reason, CW_ERROR, CW_ERROR_INVALID_DATA))
    {
      path = cw_git_cache_get_path (self->cache_folder, url);
      shown = cw_git_show_url (url);
      if (cw_git_cache_put_aside (path, NULL))
        g_prefix_error (&reason, _ ("The copy of %s on this machine is damaged and was put aside; fetch it again. "),
                        shown);
    }
  g_propagate_error (error, reason);
}
