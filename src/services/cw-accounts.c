/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-accounts"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-account-private.h"
#include "cw-accounts.h"
#include "cw-error.h"
#include "cw-json.h"

#define GITHUB_URL "https://api.github.com"
#define GITHUB_GIT "https://github.com"
/* GitHub takes any user with a token. */
#define GITHUB_USER "x-access-token"
#define SCOPED_JIRA "https://api.atlassian.com/ex/jira/"
#define SCOPED_CONFLUENCE "https://api.atlassian.com/ex/confluence/"

/* What is special about each kind of account. */
typedef struct {
  const char *id;
  const char *title;
  const char *variable;   /* `CYCLEWRIGHT_VARIABLE_URL`, `_TOKEN` … */
  const char *user;       /* (nullable): `CYCLEWRIGHT_VARIABLE_USER` */
  const char *url;        /* (nullable): where it is unless told otherwise */
  gboolean    open;       /* does something without a secret */
  gboolean    apart;      /* calls may go elsewhere than people: `CYCLEWRIGHT_VARIABLE_WEB` */
} Kind;

static const Kind kinds[CW_N_ACCOUNTS] = {
  [CW_ACCOUNT_JIRA] = { "jira", "Jira", "JIRA", "EMAIL", NULL, FALSE, TRUE },
  [CW_ACCOUNT_CONFLUENCE] = { "confluence", "Confluence", "CONFLUENCE", "EMAIL", NULL, FALSE, TRUE },
  [CW_ACCOUNT_GITHUB] = { "github", "GitHub", "GITHUB", NULL, GITHUB_URL, FALSE, FALSE },
  [CW_ACCOUNT_SLACK] = { "slack", "Slack", "SLACK", NULL, "https://slack.com/api", FALSE, FALSE },
  [CW_ACCOUNT_REGISTRY] = { "registry", N_ ("Registry of images"), "REGISTRY", "USER", NULL, TRUE, FALSE },
  [CW_ACCOUNT_GIT] = { "git", "git", "GIT", "USER", GITHUB_GIT, FALSE, FALSE },
};

/**
 * cw_account_kind_get_id:
 * @kind: for what an account is
 *
 * Returns: its name on the command line and where accounts are kept
 */
const char *
cw_account_kind_get_id (CwAccountKind kind)
{
  g_return_val_if_fail (kind < CW_N_ACCOUNTS, NULL);

  return kinds[kind].id;
}

/**
 * cw_account_kind_get_title:
 * @kind: for what an account is
 *
 * Returns: its name for a person
 */
const char *
cw_account_kind_get_title (CwAccountKind kind)
{
  g_return_val_if_fail (kind < CW_N_ACCOUNTS, NULL);

  return _ (kinds[kind].title);
}

/**
 * cw_account_kind_get_default_url:
 * @kind: for what an account is
 *
 * Returns: (nullable): the address of the service that everybody uses
 */
const char *
cw_account_kind_get_default_url (CwAccountKind kind)
{
  g_return_val_if_fail (kind < CW_N_ACCOUNTS, NULL);

  return kinds[kind].url;
}

/**
 * cw_account_kind_find:
 * @id: a name as of cw_account_kind_get_id()
 * @kind: (out): for what such an account is
 *
 * Returns: whether there is one of that name
 */
gboolean
cw_account_kind_find (const char    *id,
                      CwAccountKind *kind)
{
  g_return_val_if_fail (id != NULL && kind != NULL, FALSE);

  for (guint i = 0; i < CW_N_ACCOUNTS; i++)
    if (strcmp (kinds[i].id, id) == 0)
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * cw_account_kind_check:
 * @kind: for what it is
 * @account: an account
 * @error: where to store a %CW_ERROR_VALIDATION that says what is missing
 *
 * Returns: whether @account has what a service of its kind asks for
 */
gboolean
cw_account_kind_check (CwAccountKind    kind,
                       const CwAccount *account,
                       GError         **error)
{
  gboolean ssh = g_str_has_prefix (account->url, "ssh://");
  gboolean atlassian = kind == CW_ACCOUNT_JIRA || kind == CW_ACCOUNT_CONFLUENCE;

  g_return_val_if_fail (kind < CW_N_ACCOUNTS && account != NULL, FALSE);

  if (ssh && kind != CW_ACCOUNT_GIT)
    g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("%s is not reached over ssh: write an https:// address"),
                 _ (kinds[kind].title));
  else if (account->secret == NULL && !kinds[kind].open && !ssh)
    g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("The account for %s lacks its token"),
                 _ (kinds[kind].title));
  else if (atlassian && account->user != NULL && strchr (account->user, '@') == NULL)
    /* What was given instead may be the token. */
    g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                 _ ("%s wants the e-mail address of the account as its user: what was given has no “@”"),
                 _ (kinds[kind].title));
  else
    return TRUE;
  return FALSE;
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

  for (guint i = 0; i < CW_N_ACCOUNTS; i++)
    cw_account_free (*cw_accounts_at (self, i));
  g_free (self);
}

/**
 * cw_accounts_at:
 * @self: accounts
 * @kind: which of them
 *
 * Returns: (transfer none): where that account stands; what it holds, %NULL or an account, is @self's
 */
CwAccount **
cw_accounts_at (CwAccounts   *self,
                CwAccountKind kind)
{
  CwAccount **places[CW_N_ACCOUNTS];

  g_return_val_if_fail (self != NULL && kind < CW_N_ACCOUNTS, NULL);

  places[CW_ACCOUNT_JIRA] = &self->jira;
  places[CW_ACCOUNT_CONFLUENCE] = &self->confluence;
  places[CW_ACCOUNT_GITHUB] = &self->github;
  places[CW_ACCOUNT_SLACK] = &self->slack;
  places[CW_ACCOUNT_REGISTRY] = &self->registry;
  places[CW_ACCOUNT_GIT] = &self->git;
  return places[kind];
}

/* Files and secrets of containers end with a line end, which is no part of what they hold. Returns: (transfer full)
 * (nullable) */
static char *
read_variable (const char *const *environment,
               const char        *kind,
               const char        *what)
{
  g_autofree char *name = g_strdup_printf ("CYCLEWRIGHT_%s_%s", kind, what);
  const char *value = g_environ_getenv ((char **) environment, name);
  g_autofree char *text = value != NULL ? g_strstrip (g_strdup (value)) : NULL;

  return text != NULL && *text != '\0' ? g_steal_pointer (&text) : NULL;
}

/* An account from a few variables; without a token (or, where none is needed, an address) there is none, which is no
 * error. */
static gboolean
read_account (const char *const *environment,
              const Kind        *kind,
              CwAccount        **account,
              GError           **error)
{
  g_autofree char *url = read_variable (environment, kind->variable, "URL");
  g_autofree char *secret = read_variable (environment, kind->variable, "TOKEN");
  g_autofree char *user = kind->user != NULL ? read_variable (environment, kind->variable, kind->user) : NULL;
  g_autofree char *web = kind->apart ? read_variable (environment, kind->variable, "WEB") : NULL;
  gboolean ssh = url != NULL && g_str_has_prefix (url, "ssh://");

  if (url == NULL)
    url = g_strdup (kind->url);
  if (url == NULL || (!kind->open && !ssh && secret == NULL))
    return TRUE;
  if (!cw_account_check_line (secret, error))
    g_prefix_error (error, "CYCLEWRIGHT_%s_TOKEN: ", kind->variable);
  else if (!cw_account_check_line (user, error))
    g_prefix_error (error, "CYCLEWRIGHT_%s_%s: ", kind->variable, kind->user);
  else if ((*account = cw_account_new (url, user, secret, error)) == NULL)
    g_prefix_error (error, "CYCLEWRIGHT_%s_URL: ", kind->variable);
  else if (!cw_account_set_web (*account, web, error))
    g_prefix_error (error, "CYCLEWRIGHT_%s_WEB: ", kind->variable);
  else
    return TRUE;
  return FALSE;
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
  for (guint i = 0; i < CW_N_ACCOUNTS; i++)
    *cw_accounts_at (copy, i) = cw_account_copy (*cw_accounts_at ((CwAccounts *) self, i));
  return copy;
}

/**
 * cw_accounts_new_from_environment:
 * @environment: (array zero-terminated=1): `NAME=value` lines, as g_get_environ() gives them
 * @error: where to store a %CW_ERROR_VALIDATION that names the variable
 *
 * Reads `CYCLEWRIGHT_JIRA_URL`, `_WEB`, `_EMAIL`, `_TOKEN`; the same of `CONFLUENCE`; `CYCLEWRIGHT_GITHUB_TOKEN` and
 * `_URL`; `CYCLEWRIGHT_SLACK_TOKEN` and `_URL`; `CYCLEWRIGHT_REGISTRY_URL`, `_USER`, `_TOKEN`; `CYCLEWRIGHT_GIT_URL`,
 * `_USER`, `_TOKEN`. What is missing is missing; see cw_accounts_complete().
 *
 * Returns: (transfer full): the accounts, or %NULL with @error set
 */
CwAccounts *
cw_accounts_new_from_environment (const char *const *environment,
                                  GError           **error)
{
  g_autoptr (CwAccounts) self = cw_accounts_new ();

  g_return_val_if_fail (environment != NULL, NULL);

  for (guint i = 0; i < CW_N_ACCOUNTS; i++)
    if (!read_account (environment, &kinds[i], cw_accounts_at (self, i), error))
      return NULL;
  return g_steal_pointer (&self);
}

/* Jira and Confluence of one site share account and token; only the path differs. */
static CwAccount *
share_jira (const CwAccount *jira,
            GError         **error)
{
  const char *web = cw_account_get_web (jira);
  g_autofree char *pages = g_strconcat (web, "/wiki", NULL);
  g_autofree char *calls = g_str_has_prefix (jira->url, SCOPED_JIRA)
                             ? g_strconcat (SCOPED_CONFLUENCE, jira->url + strlen (SCOPED_JIRA), "/wiki", NULL)
                             : g_strconcat (jira->url, "/wiki", NULL);
  g_autoptr (CwAccount) account = cw_account_new (calls, jira->user, jira->secret, error);

  if (account == NULL || (jira->web != NULL && !cw_account_set_web (account, pages, error)))
    return NULL;
  return g_steal_pointer (&account);
}

/**
 * cw_accounts_complete:
 * @self: accounts, as a person gave them
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Lets one account serve where another of the same house is missing: Jira's for Confluence, GitHub's token for git.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_accounts_complete (CwAccounts *self,
                      GError    **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->confluence == NULL && self->jira != NULL)
    {
      self->confluence = share_jira (self->jira, error);
      if (self->confluence == NULL)
        return FALSE;
    }
  if (self->git == NULL && self->github != NULL && strcmp (self->github->url, GITHUB_URL) == 0)
    self->git = cw_account_new (GITHUB_GIT, GITHUB_USER, self->github->secret, error);
  else if (self->git != NULL && self->git->user == NULL && self->git->secret != NULL)
    self->git->user = g_strdup (GITHUB_USER);
  return self->git != NULL || self->github == NULL || strcmp (self->github->url, GITHUB_URL) != 0;
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
