/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-account-desk"

#include "config.h"

#include "cw-account-desk.h"
#include "cw-worker.h"

struct _CwAccountDesk
{
  GObject parent_instance;

  CwWorker *worker;
  GCancellable *cancellable; /* of what is asked for nobody */
  CwAccounts *given;         /* immutable: the worker reads it */
  char *own;                 /* folder of the person's own procedures */
  char *procedure;           /* (nullable) */
  gboolean any;
};

/* A call's input, in the worker. */
typedef struct {
  CwAccounts *given;
  char *own;
  char *procedure;    /* (nullable) */
  CwAccountKind kind;
  GStrv texts;        /* (nullable): address of calls, of pages, user, token */
} Errand;

enum {
  PROP_ANY = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint changed_signal;

G_DEFINE_FINAL_TYPE (CwAccountDesk, cw_account_desk, G_TYPE_OBJECT)

/**
 * cw_account_list_free:
 * @self: accounts
 */
void
cw_account_list_free (CwAccountList *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_free (self);
}

static Errand *
errand_new (CwAccountDesk     *self,
            CwAccountKind      kind,
            const char *const *texts)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->given = cw_accounts_copy (self->given);
  errand->own = g_strdup (self->own);
  errand->procedure = g_strdup (self->procedure);
  errand->kind = kind;
  errand->texts = g_strdupv ((char **) texts);
  return errand;
}

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  cw_accounts_free (errand->given);
  g_free (errand->own);
  g_free (errand->procedure);
  g_strfreev (errand->texts);
  g_free (errand);
}

/* Without a procedure that can be read, accounts can still be kept and tried; only what it asks for stays unknown. */
static CwProcedure *
find_procedure (const Errand *errand)
{
  return errand->procedure != NULL ? cw_procedure_find (errand->procedure, errand->own, NULL) : NULL;
}

static gpointer
look_in_worker (gpointer       input,
                GCancellable  *cancellable,
                GError       **error)
{
  const Errand *errand = input;
  gboolean any = FALSE;

  cw_account_book_look (errand->given, &any, cancellable, error);
  return GINT_TO_POINTER (any);
}

static gpointer
list_in_worker (gpointer       input,
                GCancellable  *cancellable,
                GError       **error)
{
  const Errand *errand = input;
  g_autoptr (CwProcedure) procedure = find_procedure (errand);
  g_autoptr (GPtrArray) entries = cw_account_book_list (errand->given, procedure, cancellable, error);
  CwAccountList *list;

  if (entries == NULL)
    return NULL;
  list = g_new0 (CwAccountList, 1);
  list->entries = g_steal_pointer (&entries);
  list->files = cw_account_files_find (g_get_home_dir ());
  return list;
}

static gpointer
test_in_worker (gpointer       input,
                GCancellable  *cancellable,
                GError       **error)
{
  const Errand *errand = input;
  g_autoptr (CwProcedure) procedure = find_procedure (errand);
  const char *const *texts = (const char *const *) errand->texts;

  if (texts != NULL && !cw_account_book_keep (errand->kind, texts[0], texts[1], texts[2], texts[3], cancellable, error))
    return NULL;
  return cw_account_book_test (errand->given, errand->kind, procedure, cancellable, error);
}

static gpointer
forget_in_worker (gpointer       input,
                  GCancellable  *cancellable,
                  GError       **error)
{
  const Errand *errand = input;

  cw_account_book_forget (errand->kind, cancellable, error);
  return NULL;
}

static gpointer
import_in_worker (gpointer       input,
                  GCancellable  *cancellable,
                  GError       **error)
{
  const Errand *errand = input;
  g_autoptr (CwProcedure) procedure = find_procedure (errand);
  g_autoptr (GPtrArray) files = cw_account_files_find (g_get_home_dir ());

  /* One that can't be used keeps no other from being kept; the first of them is told. */
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (GError) trouble = NULL;

      if (!cw_account_book_import (g_ptr_array_index (files, i), procedure, cancellable, &trouble) && *error == NULL)
        g_propagate_error (error, g_steal_pointer (&trouble));
    }
  return NULL;
}

static void
looked (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (CwAccountDesk) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean any = GPOINTER_TO_INT (cw_worker_call_finish (NULL, result, &error));

  if (error != NULL)
    g_debug ("%s", error->message);
  if (error != NULL || any == self->any)
    return;
  self->any = any;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ANY]);
}

/* What changes the keyring: said when it is done, whether or not it went well. */
typedef struct {
  CwAccountDesk *desk;
  GAsyncReadyCallback callback;
  gpointer user_data;
} Change;

static void
change_ended (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autofree Change *change = user_data;
  g_autoptr (CwAccountDesk) self = change->desk;

  change->callback (G_OBJECT (self), result, change->user_data);
  cw_account_desk_look (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
do_change (CwAccountDesk       *self,
           CwWorkerFunc         func,
           Errand              *errand,
           GDestroyNotify       result_free,
           GCancellable        *cancellable,
           GAsyncReadyCallback  callback,
           gpointer             user_data)
{
  Change *change = g_new0 (Change, 1);

  change->desk = g_object_ref (self);
  change->callback = callback;
  change->user_data = user_data;
  cw_worker_call (self->worker, func, errand, errand_free, result_free, cancellable, change_ended, change);
}

static void
cw_account_desk_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  if (id == PROP_ANY)
    g_value_set_boolean (value, CW_ACCOUNT_DESK (object)->any);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_account_desk_finalize (GObject *object)
{
  CwAccountDesk *self = CW_ACCOUNT_DESK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->worker);
  g_clear_pointer (&self->given, cw_accounts_free);
  g_free (self->own);
  g_free (self->procedure);

  G_OBJECT_CLASS (cw_account_desk_parent_class)->finalize (object);
}

static void
cw_account_desk_class_init (CwAccountDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cw_account_desk_get_property;
  object_class->finalize = cw_account_desk_finalize;
  props[PROP_ANY] = g_param_spec_boolean ("any", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  changed_signal = g_signal_new ("changed", CW_TYPE_ACCOUNT_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 0);
}

static void
cw_account_desk_init (CwAccountDesk *self)
{
  self->worker = cw_worker_new ("accounts");
  self->cancellable = g_cancellable_new ();
}

/**
 * cw_account_desk_new:
 * @given: the accounts of the environment; copied
 * @data_dir: where preparations are kept
 *
 * Returns: (transfer full): a desk that has not looked yet
 */
CwAccountDesk *
cw_account_desk_new (const CwAccounts *given,
                     const char       *data_dir)
{
  CwAccountDesk *self;

  g_return_val_if_fail (given != NULL && data_dir != NULL, NULL);

  self = g_object_new (CW_TYPE_ACCOUNT_DESK, NULL);
  self->given = cw_accounts_copy (given);
  self->own = g_build_filename (data_dir, "procedures", NULL);
  return self;
}

/**
 * cw_account_desk_set_procedure:
 * @self: the desk
 * @procedure: (nullable): name or file of the work that accounts are tried for
 */
void
cw_account_desk_set_procedure (CwAccountDesk *self,
                               const char    *procedure)
{
  g_return_if_fail (CW_IS_ACCOUNT_DESK (self));

  g_free (self->procedure);
  self->procedure = g_strdup (procedure);
}

gboolean
cw_account_desk_get_any (CwAccountDesk *self)
{
  g_return_val_if_fail (CW_IS_ACCOUNT_DESK (self), FALSE);

  return self->any;
}

/**
 * cw_account_desk_look:
 * @self: the desk
 *
 * Finds out whether there is an account; nobody is asked to unlock anything.
 */
void
cw_account_desk_look (CwAccountDesk *self)
{
  g_return_if_fail (CW_IS_ACCOUNT_DESK (self));

  cw_worker_call (self->worker, look_in_worker, errand_new (self, 0, NULL), errand_free, NULL, self->cancellable,
                  looked, g_object_ref (self));
}

/**
 * cw_account_desk_list:
 * @self: the desk
 * @cancellable: (nullable): gives up
 * @callback: gets a #CwAccountList from cw_account_desk_finish()
 * @user_data: for @callback
 */
void
cw_account_desk_list (CwAccountDesk       *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_return_if_fail (CW_IS_ACCOUNT_DESK (self));

  cw_worker_call (self->worker, list_in_worker, errand_new (self, 0, NULL), errand_free,
                  (GDestroyNotify) cw_account_list_free, cancellable, callback, user_data);
}

/**
 * cw_account_desk_test:
 * @self: the desk
 * @kind: which account
 * @cancellable: (nullable): gives up
 * @callback: gets a #CwAccountProof from cw_account_desk_finish()
 * @user_data: for @callback
 */
void
cw_account_desk_test (CwAccountDesk       *self,
                      CwAccountKind        kind,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_return_if_fail (CW_IS_ACCOUNT_DESK (self));

  cw_worker_call (self->worker, test_in_worker, errand_new (self, kind, NULL), errand_free,
                  (GDestroyNotify) cw_account_proof_free, cancellable, callback, user_data);
}

/**
 * cw_account_desk_keep:
 * @self: the desk
 * @kind: which account
 * @texts: (array zero-terminated=1): four texts, each may be empty: address of calls, of pages, user, token
 * @cancellable: (nullable): gives up
 * @callback: gets a #CwAccountProof from cw_account_desk_finish()
 * @user_data: for @callback
 *
 * Keeps the account, whatever the trial that follows shows.
 */
void
cw_account_desk_keep (CwAccountDesk       *self,
                      CwAccountKind        kind,
                      const char *const   *texts,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_return_if_fail (CW_IS_ACCOUNT_DESK (self) && g_strv_length ((GStrv) texts) == 4);

  do_change (self, test_in_worker, errand_new (self, kind, texts), (GDestroyNotify) cw_account_proof_free, cancellable,
             callback, user_data);
}

/**
 * cw_account_desk_forget:
 * @self: the desk
 * @kind: which account
 * @cancellable: (nullable): gives up
 * @callback: gets nothing but trouble from cw_account_desk_finish()
 * @user_data: for @callback
 */
void
cw_account_desk_forget (CwAccountDesk       *self,
                        CwAccountKind        kind,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (CW_IS_ACCOUNT_DESK (self));

  do_change (self, forget_in_worker, errand_new (self, kind, NULL), NULL, cancellable, callback, user_data);
}

/**
 * cw_account_desk_import:
 * @self: the desk
 * @cancellable: (nullable): gives up
 * @callback: gets nothing but trouble from cw_account_desk_finish()
 * @user_data: for @callback
 *
 * Keeps the accounts that other programs left in files.
 */
void
cw_account_desk_import (CwAccountDesk       *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (CW_IS_ACCOUNT_DESK (self));

  do_change (self, import_in_worker, errand_new (self, 0, NULL), NULL, cancellable, callback, user_data);
}

/**
 * cw_account_desk_finish:
 * @self: (nullable): the desk
 * @result: what the callback got
 * @error: where to store why not
 *
 * Returns: (transfer full) (nullable): what the call promised
 */
gpointer
cw_account_desk_finish (CwAccountDesk  *self,
                        GAsyncResult   *result,
                        GError        **error)
{
  return cw_worker_call_finish (NULL, result, error);
}
