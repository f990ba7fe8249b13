/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-account-store"

/*
 * Accounts in the person's keyring. Each kind is one item, found by its attribute `service`; its secret is a small JSON
 * object with everything: address, user and token change together or not at all. Only libsecret's simple interface is
 * used, which also speaks to a file where there is no keyring.
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "cw-account-store.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-worker.h"

#define MAX_SECRET 65536

static const SecretSchema schema = {
  CW_APPLICATION_ID ".Account",
  SECRET_SCHEMA_NONE,
  { { "service", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

static gboolean
fail (const GError *cause,
      const char   *what,
      GError      **error)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _ ("Cancelled"));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, "%s: %s", what, cause->message);
  return FALSE;
}

/* Computers without a desktop have no keyring: nothing is kept there, which is no error. */
static gboolean
is_absent (const GError *cause)
{
  return g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
         || g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND)
         || g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_FAILED)
         || g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_CHILD_EXITED)
         || (cause->domain == G_IO_ERROR && cause->code != G_IO_ERROR_CANCELLED
             && cause->code != G_IO_ERROR_PERMISSION_DENIED);
}

static gboolean
search (SecretSearchFlags flags,
        GList           **items,
        GCancellable     *cancellable,
        GError          **error)
{
  g_autoptr (GError) cause = NULL;

  cw_assert_in_worker ();
  *items = secret_password_search_sync (&schema, flags, cancellable, &cause, NULL);
  if (cause == NULL)
    return TRUE;
  if (is_absent (cause))
    {
      g_debug ("no keyring: %s", cause->message);
      return TRUE;
    }
  return fail (cause, _ ("The keyring does not show the accounts that it keeps"), error);
}

/* What is kept under @text; NULL with @error set where it can't be read. */
static CwAccount *
read_account (const char *text,
              GError    **error)
{
  g_autoptr (JsonNode) root = cw_json_parse (text, -1, MAX_SECRET, error);
  g_autoptr (CwAccount) account = NULL;
  JsonObject *object;

  if (root == NULL)
    return NULL;
  object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  account = cw_account_new (cw_json_get_string (object, "url", ""), cw_json_get_string (object, "user", NULL),
                            cw_json_get_string (object, "secret", NULL), error);
  if (account == NULL || !cw_account_set_web (account, cw_json_get_string (object, "web", NULL), error))
    return NULL;
  return g_steal_pointer (&account);
}

static gboolean
load_item (SecretRetrievable *item,
           CwAccounts        *accounts,
           GCancellable      *cancellable,
           GError           **error)
{
  g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (item);
  const char *id = g_hash_table_lookup (attributes, "service");
  g_autoptr (SecretValue) value = NULL;
  g_autoptr (GError) cause = NULL;
  CwAccount **place;
  CwAccountKind kind;

  if (id == NULL || !cw_account_kind_find (id, &kind))
    return TRUE;
  place = cw_accounts_at (accounts, kind);
  if (*place != NULL)
    return TRUE;
  value = secret_retrievable_retrieve_secret_sync (item, cancellable, &cause);
  if (value != NULL && secret_value_get_text (value) != NULL)
    *place = read_account (secret_value_get_text (value), &cause);
  if (*place != NULL)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_STORAGE,
               _ ("The account for %s can’t be read from the keyring (%s): unlock it, or enter the account again"),
               cw_account_kind_get_title (kind), cause != NULL ? cause->message : _ ("it is locked"));
  return FALSE;
}

/**
 * cw_account_store_look:
 * @any: (out): whether at least one account is kept
 * @cancellable: (nullable): gives up
 * @error: where to store a %CW_ERROR_STORAGE
 *
 * Asks without unlocking: no person is bothered.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_account_store_look (gboolean     *any,
                       GCancellable *cancellable,
                       GError      **error)
{
  GList *items = NULL;
  gboolean known;

  g_return_val_if_fail (any != NULL, FALSE);

  known = search (SECRET_SEARCH_NONE, &items, cancellable, error);
  *any = items != NULL;
  g_list_free_full (items, g_object_unref);
  return known;
}

/**
 * cw_account_store_load:
 * @accounts: accounts; those that are there already stay
 * @cancellable: (nullable): gives up
 * @error: where to store a %CW_ERROR_STORAGE
 *
 * Adds what the keyring keeps; the desktop may ask the person to unlock it.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_account_store_load (CwAccounts   *accounts,
                       GCancellable *cancellable,
                       GError      **error)
{
  GList *items = NULL;
  gboolean loaded;

  g_return_val_if_fail (accounts != NULL, FALSE);

  loaded = search (SECRET_SEARCH_ALL | SECRET_SEARCH_UNLOCK | SECRET_SEARCH_LOAD_SECRETS, &items, cancellable, error);
  for (GList *l = items; l != NULL && loaded; l = l->next)
    loaded = load_item (l->data, accounts, cancellable, error);
  g_list_free_full (items, g_object_unref);
  return loaded;
}

static char *
write_account (const CwAccount *account)
{
  g_autoptr (JsonNode) node = cw_json_node_object (cw_json_object ("url", account->url, "web", account->web, "user",
                                                                   account->user, "secret", account->secret, NULL));

  return cw_json_canonical (node);
}

/**
 * cw_account_store_keep:
 * @kind: for what it is
 * @account: an account; takes the place of the one that was kept
 * @cancellable: (nullable): gives up
 * @error: where to store a %CW_ERROR_VALIDATION or %CW_ERROR_STORAGE
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_account_store_keep (CwAccountKind    kind,
                       const CwAccount *account,
                       GCancellable    *cancellable,
                       GError         **error)
{
  g_autofree char *label = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) cause = NULL;
  gboolean kept;

  g_return_val_if_fail (account != NULL, FALSE);
  cw_assert_in_worker ();

  if (!cw_account_kind_check (kind, account, error))
    return FALSE;
  label = g_strdup_printf ("Cyclewright: %s", cw_account_kind_get_title (kind));
  text = write_account (account);
  kept = secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, label, text, cancellable, &cause, "service",
                                     cw_account_kind_get_id (kind), NULL);
  secret_password_wipe (text);
  if (kept)
    return TRUE;
  return fail (cause, _ ("The keyring does not keep the account; it can also be given in the environment"), error);
}

/**
 * cw_account_store_forget:
 * @kind: for what it is
 * @cancellable: (nullable): gives up
 * @error: where to store a %CW_ERROR_STORAGE
 *
 * Takes the account of that kind out of the keyring, if there is one.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_account_store_forget (CwAccountKind  kind,
                         GCancellable  *cancellable,
                         GError       **error)
{
  g_autoptr (GError) cause = NULL;

  cw_assert_in_worker ();
  secret_password_clear_sync (&schema, cancellable, &cause, "service", cw_account_kind_get_id (kind), NULL);
  if (cause == NULL || is_absent (cause))
    return TRUE;
  return fail (cause, _ ("The keyring does not forget the account"), error);
}
