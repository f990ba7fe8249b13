/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-account"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-account.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-log.h"

#define GITHUB_URL "https://api.github.com"
#define SLACK_URL "https://slack.com/api"

static gboolean
is_loopback_host (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0;
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
  if (g_uri_get_userinfo (uri) != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("The address of %s holds a user or a password: give these apart from it"), host);
      return FALSE;
    }
  safe = strcmp (g_uri_get_scheme (uri), "https") == 0
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

/**
 * cw_account_new:
 * @url: the service's base address; `https`, or `http` on the loopback interface; may be empty for git alone
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
  gsize length;

  g_return_val_if_fail (url != NULL, NULL);

  if (*url != '\0' && !check_url (url, error))
    return NULL;
  length = strlen (url);
  while (length > 0 && url[length - 1] == '/')
    length--;
  self = g_new0 (CwAccount, 1);
  self->url = g_strndup (url, length);
  self->user = user != NULL && *user != '\0' ? g_strdup (user) : NULL;
  self->secret = secret != NULL && *secret != '\0' ? g_strdup (secret) : NULL;
  if (self->secret != NULL)
    hide_secret (self);
  return self;
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

/**
 * cw_accounts_new:
 *
 * Returns: (transfer full): accounts of nothing; the members are the caller's to fill
 */
CwAccounts *
cw_accounts_new (void)
{
  return g_new0 (CwAccounts, 1);
}

/**
 * cw_accounts_free:
 * @self: accounts
 */
void
cw_accounts_free (CwAccounts *self)
{
  g_return_if_fail (self != NULL);

  cw_account_free (self->jira);
  cw_account_free (self->confluence);
  cw_account_free (self->github);
  cw_account_free (self->slack);
  cw_account_free (self->registry);
  cw_account_free (self->git);
  g_free (self);
}

/* An account from three variables; without a token (or, where none is needed, an address) there is none, which is no
 * error. */
static gboolean
read_account (const char *const *environment,
              const char        *name,
              const char        *user_name,
              const char        *fallback_url,
              gboolean           needs_secret,
              CwAccount        **account,
              GError           **error)
{
  g_autofree char *url_name = g_strdup_printf ("CYCLEWRIGHT_%s_URL", name);
  g_autofree char *user_variable = g_strdup_printf ("CYCLEWRIGHT_%s_%s", name, user_name != NULL ? user_name : "");
  g_autofree char *secret_name = g_strdup_printf ("CYCLEWRIGHT_%s_TOKEN", name);
  const char *url = g_environ_getenv ((char **) environment, url_name);
  const char *secret = g_environ_getenv ((char **) environment, secret_name);

  if (url == NULL || *url == '\0')
    url = fallback_url;
  if (url == NULL || (needs_secret && (secret == NULL || *secret == '\0')))
    return TRUE;
  *account = cw_account_new (url, user_name != NULL ? g_environ_getenv ((char **) environment, user_variable) : NULL,
                             secret, error);
  if (*account == NULL)
    g_prefix_error (error, "%s: ", url_name);
  return *account != NULL;
}

/* Jira and Confluence of one site share account and token; only the path differs. */
static gboolean
share_jira_account (CwAccounts *self,
                    GError    **error)
{
  g_autofree char *url = NULL;

  if (self->jira == NULL || self->confluence != NULL)
    return TRUE;
  url = g_strconcat (self->jira->url, "/wiki", NULL);
  self->confluence = cw_account_new (url, self->jira->user, self->jira->secret, error);
  return self->confluence != NULL;
}

/**
 * cw_accounts_copy:
 * @self: accounts
 *
 * Returns: (transfer full): a copy of all of them
 */
CwAccounts *
cw_accounts_copy (const CwAccounts *self)
{
  CwAccounts *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = cw_accounts_new ();
  copy->jira = cw_account_copy (self->jira);
  copy->confluence = cw_account_copy (self->confluence);
  copy->github = cw_account_copy (self->github);
  copy->slack = cw_account_copy (self->slack);
  copy->registry = cw_account_copy (self->registry);
  copy->git = cw_account_copy (self->git);
  return copy;
}

/**
 * cw_accounts_new_from_environment:
 * @environment: (array zero-terminated=1): `NAME=value` lines, as g_get_environ() gives them
 * @error: where to store a %CW_ERROR_VALIDATION that names the variable
 *
 * Reads `CYCLEWRIGHT_JIRA_URL`, `_EMAIL`, `_TOKEN`; the same of `CONFLUENCE` (without them: Jira's account);
 * `CYCLEWRIGHT_GITHUB_TOKEN` and `_URL`; `CYCLEWRIGHT_SLACK_TOKEN` and `_URL`; `CYCLEWRIGHT_REGISTRY_URL`, `_USER`,
 * `_TOKEN`; `CYCLEWRIGHT_GIT_USER`, `_TOKEN`. What is missing is missing.
 *
 * Returns: (transfer full): the accounts, or %NULL with @error set
 */
CwAccounts *
cw_accounts_new_from_environment (const char *const *environment,
                                  GError           **error)
{
  g_autoptr (CwAccounts) self = cw_accounts_new ();

  g_return_val_if_fail (environment != NULL, NULL);

  if (!read_account (environment, "JIRA", "EMAIL", NULL, TRUE, &self->jira, error)
      || !read_account (environment, "CONFLUENCE", "EMAIL", NULL, TRUE, &self->confluence, error)
      || !read_account (environment, "GITHUB", NULL, GITHUB_URL, TRUE, &self->github, error)
      || !read_account (environment, "SLACK", NULL, SLACK_URL, TRUE, &self->slack, error)
      || !read_account (environment, "REGISTRY", "USER", NULL, FALSE, &self->registry, error)
      || !read_account (environment, "GIT", "USER", "", TRUE, &self->git, error)
      || !share_jira_account (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* The services of a rehearsal, all with one token. */
static gboolean
read_rehearsal (JsonObject *addresses,
                const char *name,
                const char *user,
                CwAccount **account,
                GError    **error)
{
  const char *url = cw_json_get_string (addresses, name, NULL);
  const char *token = cw_json_get_string (addresses, "token", NULL);

  if (url == NULL || token == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("The rehearsal’s addresses lack “%s”"),
                   url == NULL ? name : "token");
      return FALSE;
    }
  *account = cw_account_new (url, user, token, error);
  return *account != NULL;
}

/**
 * cw_accounts_new_for_rehearsal:
 * @addresses: what `cyclewright-rehearsal` prints when it starts
 * @error: where to store a %CW_ERROR_INVALID_DATA
 *
 * Returns: (transfer full): accounts of all services of a rehearsal, or %NULL with @error set
 */
CwAccounts *
cw_accounts_new_for_rehearsal (JsonObject *addresses,
                               GError    **error)
{
  g_autoptr (CwAccounts) self = cw_accounts_new ();
  const char *email;

  g_return_val_if_fail (addresses != NULL, NULL);

  email = cw_json_get_string (addresses, "email", NULL);
  if (!read_rehearsal (addresses, "jira", email, &self->jira, error)
      || !read_rehearsal (addresses, "confluence", email, &self->confluence, error)
      || !read_rehearsal (addresses, "github", NULL, &self->github, error)
      || !read_rehearsal (addresses, "slack", NULL, &self->slack, error)
      || !read_rehearsal (addresses, "registry", NULL, &self->registry, error)
      || !read_rehearsal (addresses, "git", email, &self->git, error))
    return NULL;
  return g_steal_pointer (&self);
}
