/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-account"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-account-private.h"
#include "cw-error.h"
#include "cw-log.h"

static gboolean
is_loopback_host (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0;
}

/* For git: the user of an ssh address is part of it, and an agent signs in. */
static gboolean
is_ssh (GUri *uri)
{
  const char *user = g_uri_get_userinfo (uri);

  return strcmp (g_uri_get_scheme (uri), "ssh") == 0 && (user == NULL || strchr (user, ':') == NULL);
}

static gboolean
check_url (const char *url,
           GError    **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  gboolean safe;

  if (host == NULL || *host == '\0' || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("“%s” is no address of a service: write one such as https://example.org"), url);
      return FALSE;
    }
  if (g_uri_get_userinfo (uri) != NULL && !is_ssh (uri))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("The address of %s holds a user or a password: give these apart from it"), host);
      return FALSE;
    }
  safe = strcmp (g_uri_get_scheme (uri), "https") == 0 || is_ssh (uri)
         || (strcmp (g_uri_get_scheme (uri), "http") == 0 && is_loopback_host (host));
  if (!safe)
    g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                 _ ("“%s” would send the token in the open: write an address that begins with https://"), url);
  return safe;
}

static void
hide_secret (const CwAccount *self)
{
  g_autofree char *authorization = cw_account_make_authorization (self);

  cw_redact_add (self->secret);
  if (g_str_has_prefix (authorization, "Basic "))
    cw_redact_add (authorization + strlen ("Basic "));
}

static char *
without_slashes (const char *url)
{
  gsize length = strlen (url);

  while (length > 0 && url[length - 1] == '/')
    length--;
  return g_strndup (url, length);
}

/**
 * cw_account_check_line:
 * @text: (nullable): a user or a token
 * @error: where to store a %CW_ERROR_VALIDATION, which doesn't show it
 *
 * Returns: whether @text can stand in one line of a request, as it must
 */
gboolean
cw_account_check_line (const char *text,
                       GError    **error)
{
  for (const char *c = text != NULL ? text : ""; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      {
        g_set_error_literal (error, CW_ERROR, CW_ERROR_VALIDATION,
                             _ ("it holds a line end, or another character that is no part of a name or token"));
        return FALSE;
      }
  return TRUE;
}

/**
 * cw_account_new:
 * @url: the service's base address; `https`, `ssh` for git, or `http` on the loopback interface
 * @user: (nullable): who signs in
 * @secret: (nullable): the token; from now on no log shows it
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Returns: (transfer full): an account, or %NULL with @error set
 */
CwAccount *
cw_account_new (const char *url,
                const char *user,
                const char *secret,
                GError    **error)
{
  CwAccount *self;

  g_return_val_if_fail (url != NULL, NULL);

  if (!check_url (url, error))
    return NULL;
  if (!cw_account_check_line (user, error) || !cw_account_check_line (secret, error))
    {
      g_prefix_error (error, _ ("User or token: "));
      return NULL;
    }
  self = g_new0 (CwAccount, 1);
  self->url = without_slashes (url);
  self->user = user != NULL && *user != '\0' ? g_strdup (user) : NULL;
  self->secret = secret != NULL && *secret != '\0' ? g_strdup (secret) : NULL;
  if (self->secret != NULL)
    hide_secret (self);
  return self;
}

/**
 * cw_account_set_web:
 * @self: an account
 * @web: (nullable): where a person reads; empty or %NULL: below the address that calls go to
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Returns: whether @web is such an address
 */
gboolean
cw_account_set_web (CwAccount  *self,
                    const char *web,
                    GError    **error)
{
  gboolean none = web == NULL || *web == '\0';

  g_return_val_if_fail (self != NULL, FALSE);

  if (!none && !check_url (web, error))
    return FALSE;
  g_free (self->web);
  self->web = none ? NULL : without_slashes (web);
  return TRUE;
}

/**
 * cw_account_copy:
 * @self: (nullable): an account
 *
 * Returns: (transfer full) (nullable): a copy
 */
CwAccount *
cw_account_copy (const CwAccount *self)
{
  CwAccount *copy;

  if (self == NULL)
    return NULL;
  copy = g_new0 (CwAccount, 1);
  copy->url = g_strdup (self->url);
  copy->web = g_strdup (self->web);
  copy->user = g_strdup (self->user);
  copy->secret = g_strdup (self->secret);
  return copy;
}

/**
 * cw_account_free:
 * @self: (nullable): an account
 */
void
cw_account_free (CwAccount *self)
{
  if (self == NULL)
    return;
  g_free (self->url);
  g_free (self->web);
  g_free (self->user);
  g_free (self->secret);
  g_free (self);
}

/**
 * cw_account_is_loopback:
 * @self: an account
 *
 * Returns: whether its service is on this very machine, as a rehearsal's are
 */
gboolean
cw_account_is_loopback (const CwAccount *self)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  uri = g_uri_parse (self->url, G_URI_FLAGS_ENCODED, NULL);
  return uri != NULL && g_uri_get_host (uri) != NULL && is_loopback_host (g_uri_get_host (uri));
}

/**
 * cw_account_get_web:
 * @self: an account
 *
 * Returns: (transfer none): the address below which a person reads
 */
const char *
cw_account_get_web (const CwAccount *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->web != NULL ? self->web : self->url;
}

/**
 * cw_account_make_authorization:
 * @self: an account
 *
 * Returns: (transfer full) (nullable): the `Authorization` header: Basic with a user, Bearer without, %NULL without a
 *   secret
 */
char *
cw_account_make_authorization (const CwAccount *self)
{
  g_autofree char *pair = NULL;
  g_autofree char *code = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->secret == NULL)
    return NULL;
  if (self->user == NULL)
    return g_strconcat ("Bearer ", self->secret, NULL);
  pair = g_strconcat (self->user, ":", self->secret, NULL);
  code = g_base64_encode ((const guchar *) pair, strlen (pair));
  return g_strconcat ("Basic ", code, NULL);
}
