/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-account-book"

/* The accounts of a person as both faces see them: those of the environment first, then those of the keyring. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-account-book.h"
#include "cw-account-store.h"
#include "cw-error.h"

/**
 * cw_account_entry_free:
 * @self: an account as a person sees it
 */
void
cw_account_entry_free (CwAccountEntry *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->url);
  g_free (self->web);
  g_free (self->user);
  g_free (self);
}

/* Those of the environment and of the keyring, as they were given. */
static CwAccounts *
load (const CwAccounts *given,
      GCancellable     *cancellable,
      GError          **error)
{
  g_autoptr (CwAccounts) accounts = given != NULL ? cw_accounts_copy (given) : cw_accounts_new ();

  return cw_account_store_load (accounts, cancellable, error) ? g_steal_pointer (&accounts) : NULL;
}

/**
 * cw_account_book_gather:
 * @given: (nullable): the accounts of the environment
 * @cancellable: (nullable): gives up
 * @error: where to store why the keyring can't be read
 *
 * Returns: (transfer full): all accounts, to work with; or %NULL with @error set
 */
CwAccounts *
cw_account_book_gather (const CwAccounts *given,
                        GCancellable     *cancellable,
                        GError          **error)
{
  g_autoptr (CwAccounts) accounts = load (given, cancellable, error);

  if (accounts == NULL || !cw_accounts_complete (accounts, error))
    return NULL;
  return g_steal_pointer (&accounts);
}

static const char *
suggest_url (CwAccountKind kind,
             CwProcedure  *procedure)
{
  const CwRegistry *registry = procedure != NULL ? cw_procedure_get_registry (procedure) : NULL;

  if (kind == CW_ACCOUNT_JIRA && procedure != NULL)
    return cw_procedure_get_jira_url (procedure);
  if (kind == CW_ACCOUNT_CONFLUENCE && procedure != NULL)
    return cw_procedure_get_wiki_url (procedure);
  if (kind == CW_ACCOUNT_REGISTRY && registry != NULL)
    return registry->url;
  return cw_account_kind_get_default_url (kind);
}

static CwAccountEntry *
make_entry (CwAccountKind     kind,
            CwAccountSource   source,
            const CwAccount  *account,
            CwProcedure      *procedure)
{
  CwAccountEntry *entry = g_new0 (CwAccountEntry, 1);

  entry->kind = kind;
  entry->source = source;
  entry->url = g_strdup (account != NULL ? account->url : suggest_url (kind, procedure));
  if (account == NULL)
    return entry;
  entry->web = g_strdup (account->web);
  entry->user = g_strdup (account->user);
  entry->secret = account->secret != NULL;
  return entry;
}

/**
 * cw_account_book_list:
 * @given: (nullable): the accounts of the environment
 * @procedure: (nullable): the work that they are for; it knows most addresses
 * @cancellable: (nullable): gives up
 * @error: where to store why the keyring can't be read
 *
 * Returns: (transfer full) (element-type CwAccountEntry): one for each kind, in their order; or %NULL with @error set
 */
GPtrArray *
cw_account_book_list (const CwAccounts *given,
                      CwProcedure      *procedure,
                      GCancellable     *cancellable,
                      GError          **error)
{
  g_autoptr (CwAccounts) none = cw_accounts_new ();
  CwAccounts *first = given != NULL ? (CwAccounts *) given : none;
  g_autoptr (CwAccounts) known = load (given, cancellable, error);
  g_autoptr (CwAccounts) all = NULL;
  GPtrArray *entries;

  if (known == NULL)
    return NULL;
  all = cw_accounts_copy (known);
  if (!cw_accounts_complete (all, error))
    return NULL;
  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_account_entry_free);
  for (guint i = 0; i < CW_N_ACCOUNTS; i++)
    {
      const CwAccount *account = *cw_accounts_at (all, i);
      CwAccountSource source = CW_ACCOUNT_NONE;

      if (*cw_accounts_at (first, i) != NULL)
        source = CW_ACCOUNT_GIVEN;
      else if (*cw_accounts_at (known, i) != NULL)
        source = CW_ACCOUNT_KEPT;
      else if (account != NULL)
        source = CW_ACCOUNT_SHARED;
      g_ptr_array_add (entries, make_entry (i, source, account, procedure));
    }
  return entries;
}

/**
 * cw_account_book_look:
 * @given: (nullable): the accounts of the environment
 * @any: (out): whether there is at least one account
 * @cancellable: (nullable): gives up
 * @error: where to store why it is not known
 *
 * Unlocks nothing and asks nobody.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_account_book_look (const CwAccounts *given,
                      gboolean         *any,
                      GCancellable     *cancellable,
                      GError          **error)
{
  g_return_val_if_fail (any != NULL, FALSE);

  *any = FALSE;
  for (guint i = 0; given != NULL && i < CW_N_ACCOUNTS; i++)
    *any = *any || *cw_accounts_at ((CwAccounts *) given, i) != NULL;
  return *any || cw_account_store_look (any, cancellable, error);
}

/* The token that is kept now, for who changes only the rest. */
static char *
find_kept_secret (CwAccountKind  kind,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autoptr (CwAccounts) kept = load (NULL, cancellable, error);
  const CwAccount *account = kept != NULL ? *cw_accounts_at (kept, kind) : NULL;

  return account != NULL ? g_strdup (account->secret) : NULL;
}

/**
 * cw_account_book_keep:
 * @kind: for what the account is
 * @url: where calls go
 * @web: (nullable): where a person reads, if that is elsewhere
 * @user: (nullable): who signs in
 * @secret: (nullable): the token; %NULL or empty: the one that is kept stays
 * @cancellable: (nullable): gives up
 * @error: where to store what is wrong or missing
 *
 * Keeps an account in the keyring, in place of the one there.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_account_book_keep (CwAccountKind   kind,
                      const char     *url,
                      const char     *web,
                      const char     *user,
                      const char     *secret,
                      GCancellable   *cancellable,
                      GError        **error)
{
  g_autofree char *kept = NULL;
  g_autoptr (CwAccount) account = NULL;
  g_autoptr (GError) trouble = NULL;

  g_return_val_if_fail (url != NULL, FALSE);

  if (secret == NULL || *secret == '\0')
    {
      kept = find_kept_secret (kind, cancellable, &trouble);
      secret = kept;
    }
  if (trouble != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  account = cw_account_new (url, user, secret, error);
  return account != NULL && cw_account_set_web (account, web, error)
         && cw_account_store_keep (kind, account, cancellable, error);
}

/**
 * cw_account_book_forget:
 * @kind: for what the account is
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_account_book_forget (CwAccountKind   kind,
                        GCancellable   *cancellable,
                        GError        **error)
{
  return cw_account_store_forget (kind, cancellable, error);
}

/**
 * cw_account_book_import:
 * @file: an account that another program left
 * @procedure: (nullable): knows the addresses that the file lacks
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Keeps that account in the keyring; the file stays as it is.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_account_book_import (const CwAccountFile *file,
                        CwProcedure         *procedure,
                        GCancellable        *cancellable,
                        GError             **error)
{
  const char *url;

  g_return_val_if_fail (file != NULL, FALSE);

  if (file->trouble != NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_VALIDATION, file->trouble);
      return FALSE;
    }
  url = suggest_url (file->kind, procedure);
  if (url == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("The address of %s is not known: enter the account"),
                   cw_account_kind_get_title (file->kind));
      return FALSE;
    }
  return cw_account_book_keep (file->kind, url, NULL, file->user, file->secret, cancellable, error);
}

/**
 * cw_account_book_test:
 * @given: (nullable): the accounts of the environment
 * @kind: which one
 * @procedure: (nullable): the work it is for
 * @cancellable: (nullable): gives up
 * @error: where to store why one can't sign in; %CW_ERROR_NOT_FOUND without such an account
 *
 * Returns: (transfer full): who one is and what is missing, or %NULL with @error set
 */
CwAccountProof *
cw_account_book_test (const CwAccounts *given,
                      CwAccountKind     kind,
                      CwProcedure      *procedure,
                      GCancellable     *cancellable,
                      GError          **error)
{
  g_autoptr (CwAccounts) accounts = cw_account_book_gather (given, cancellable, error);
  g_autoptr (CwHttp) http = NULL;
  const CwAccount *account;

  if (accounts == NULL)
    return NULL;
  account = *cw_accounts_at (accounts, kind);
  if (account == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no account for %s"),
                   cw_account_kind_get_title (kind));
      return NULL;
    }
  http = cw_http_new ();
  return cw_account_proof_make (kind, account, procedure, http, cancellable, error);
}
