/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-checkouts"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-checkout.h"
#include "cw-checkouts.h"
#include "cw-desk-private.h"
#include "cw-error.h"
#include "cw-hand-edit.h"
#include "cw-session-outside.h"

struct _CwCheckouts
{
  GObject parent_instance;

  CwDesk *desk;          /* (unowned) (nullable): owns this, until it goes */
  GHashTable *files;     /* key → CwCheckout; NULL while it is on its way */
};

/* What is asked of the session. The worker has it to itself while it runs; the task owns it. */
typedef struct {
  char *key;
  char *record;             /* (nullable): until there is one */
  CwFileText *file;         /* as it was handed out; then as it is now */
  GBytes *text;             /* (nullable) */
  CwOutsideFile *outside;   /* (nullable): what was made */
} Errand;

/* A look for what nobody followed. */
typedef struct {
  GHashTable *open;         /* records of what is followed */
  GPtrArray *keys;          /* of the drafts that were made */
} Look;

static guint changed_signal;

G_DEFINE_FINAL_TYPE (CwCheckouts, cw_checkouts, G_TYPE_OBJECT)

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_free (errand->key);
  g_free (errand->record);
  g_clear_pointer (&errand->file, cw_file_text_free);
  g_clear_pointer (&errand->text, g_bytes_unref);
  g_clear_pointer (&errand->outside, cw_outside_file_free);
  g_free (errand);
}

static Errand *
errand_new (const char *key,
            CwCheckout *checkout)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->key = g_strdup (key);
  errand->record = checkout != NULL ? g_strdup (cw_checkout_get_record (checkout)) : NULL;
  return errand;
}

static void
look_free (Look *look)
{
  g_hash_table_unref (look->open);
  g_ptr_array_unref (look->keys);
  g_free (look);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

static void
free_checkout (gpointer data)
{
  CwCheckout *checkout = data;

  if (checkout == NULL)
    return;
  g_object_run_dispose (G_OBJECT (checkout));
  g_object_unref (checkout);
}

static void
say (CwCheckouts      *self,
     const char       *key,
     const CwFileText *file,
     const char       *trouble)
{
  g_signal_emit (self, changed_signal, 0, key, file, trouble);
}

static void
say_unopened (CwCheckouts *self,
              const char  *key,
              const char  *reason)
{
  g_autofree char *trouble = g_strdup_printf (_ ("Your own editor can’t be opened: %s"), reason);

  say (self, key, NULL, trouble);
}

static void
note_draft (CwCheckouts *self,
            const char  *key,
            gboolean     kept)
{
  if (self->desk != NULL && cw_desk_get_drafts (self->desk) != NULL)
    cw_drafts_note (cw_desk_get_drafts (self->desk), key, kept);
}

/* In the session's worker. */
static gboolean
take_back (CwSession     *session,
           gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  Errand *errand = data;

  return cw_session_take_back (session, errand->record, &errand->file, cancellable, error);
}

static void
was_taken_back (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (CwCheckouts) self = user_data;
  const Errand *errand = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  cw_desk_finish_errand (CW_DESK (source), result, &error);
  /* An editor that replaces the file takes it away for a moment; then it is read when it is back. */
  if (self->desk == NULL || (errand->file == NULL && (error == NULL || g_error_matches (error, CW_ERROR,
                                                                                        CW_ERROR_NOT_FOUND))))
    return;
  if (errand->file != NULL)
    note_draft (self, errand->key, errand->file->draft != NULL);
  else
    cw_desk_tell_trouble (self->desk, error->message);
  say (self, errand->key, errand->file, error != NULL ? error->message : NULL);
}

/* What a checkout's signals need; it belongs to their connection. */
typedef struct {
  CwCheckouts *self;
  char *key;
} Place;

static void
place_free (gpointer  data,
            GClosure *closure)
{
  Place *place = data;

  g_free (place->key);
  g_free (place);
}

static Place *
place_new (CwCheckouts *self,
           const char  *key)
{
  Place *place = g_new0 (Place, 1);

  place->self = self;
  place->key = g_strdup (key);
  return place;
}

static void
on_touched (CwCheckout  *checkout,
            const Place *place)
{
  cw_desk_run_errand (place->self->desk, take_back, errand_new (place->key, checkout), errand_free, NULL, was_taken_back,
                      g_object_ref (place->self));
}

/* It is followed all the same: the person may open it by themselves. */
static void
on_failed (CwCheckout  *checkout,
           const char  *reason,
           const Place *place)
{
  say_unopened (place->self, place->key, reason);
}

/* In the session's worker. */
static gboolean
hand_out (CwSession     *session,
          gpointer       data,
          GCancellable  *cancellable,
          GError       **error)
{
  Errand *errand = data;

  errand->outside = cw_session_hand_out (session, errand->file, errand->text, error);
  return errand->outside != NULL;
}

static void
was_handed_out (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (CwCheckouts) self = user_data;
  g_autoptr (GError) error = NULL;
  const Errand *errand = g_task_get_task_data (G_TASK (result));
  CwCheckout *checkout;

  cw_desk_finish_errand (CW_DESK (source), result, &error);
  if (self->desk == NULL)
    return;
  if (error != NULL)
    {
      g_hash_table_remove (self->files, errand->key);
      say_unopened (self, errand->key, error->message);
      return;
    }
  checkout = cw_checkout_new (errand->outside->record, errand->outside->place);
  g_signal_connect_data (checkout, "touched", G_CALLBACK (on_touched), place_new (self, errand->key), place_free, 0);
  g_signal_connect_data (checkout, "failed", G_CALLBACK (on_failed), place_new (self, errand->key), place_free, 0);
  g_hash_table_replace (self->files, g_strdup (errand->key), checkout);
  cw_checkout_open (checkout);
}

/* In the session's worker. */
static gboolean
finish (CwSession     *session,
        gpointer       data,
        GCancellable  *cancellable,
        GError       **error)
{
  Errand *errand = data;

  return cw_session_finish_outside (session, errand->record, &errand->file, cancellable, error);
}

/* In the session's worker. */
static gboolean
look_outside (CwSession     *session,
              gpointer       data,
              GCancellable  *cancellable,
              GError       **error)
{
  const Look *look = data;

  return cw_session_look_outside (session, look->open, look->keys, error);
}

typedef struct {
  CwCheckouts *self;
  Look *look;
} Looking;

static void
was_looked (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree Looking *looking = user_data;
  g_autoptr (CwCheckouts) self = looking->self;
  g_autoptr (Look) look = looking->look;
  g_autoptr (GError) error = NULL;

  cw_workbench_finish (CW_WORKBENCH (source), result, &error);
  for (guint i = 0; i < look->keys->len; i++)
    note_draft (self, g_ptr_array_index (look->keys, i), TRUE);
  if (self->desk != NULL && error != NULL)
    cw_desk_tell_trouble (self->desk, error->message);
}

static void
cw_checkouts_dispose (GObject *object)
{
  CwCheckouts *self = CW_CHECKOUTS (object);

  self->desk = NULL;
  g_hash_table_remove_all (self->files);
  G_OBJECT_CLASS (cw_checkouts_parent_class)->dispose (object);
}

static void
cw_checkouts_finalize (GObject *object)
{
  CwCheckouts *self = CW_CHECKOUTS (object);

  g_hash_table_unref (self->files);
  G_OBJECT_CLASS (cw_checkouts_parent_class)->finalize (object);
}

static void
cw_checkouts_class_init (CwCheckoutsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cw_checkouts_dispose;
  object_class->finalize = cw_checkouts_finalize;
  changed_signal = g_signal_new ("changed", CW_TYPE_CHECKOUTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                 G_TYPE_STRING, G_TYPE_POINTER, G_TYPE_STRING);
}

static void
cw_checkouts_init (CwCheckouts *self)
{
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_checkout);
}

/**
 * cw_checkouts_new:
 * @desk: the desk that owns them, and disposes of them when it goes
 *
 * Returns: (transfer full): none that is followed
 */
CwCheckouts *
cw_checkouts_new (CwDesk *desk)
{
  CwCheckouts *self;

  g_return_val_if_fail (CW_IS_DESK (desk), NULL);

  self = g_object_new (CW_TYPE_CHECKOUTS, NULL);
  self->desk = desk;
  return self;
}

/**
 * cw_checkouts_open:
 * @self: the checkouts
 * @file: a file that is not open yet
 * @text: what the person made of it so far
 *
 * Opens it in the person's own editor, and follows it.
 */
void
cw_checkouts_open (CwCheckouts      *self,
                   const CwFileText *file,
                   GBytes           *text)
{
  Errand *errand;
  g_autofree char *key = NULL;

  g_return_if_fail (CW_IS_CHECKOUTS (self) && file != NULL && text != NULL && self->desk != NULL);

  key = cw_hand_edit_make_key (file->site, file->repository, file->path);
  errand = errand_new (key, NULL);
  errand->file = cw_file_text_copy (file);
  errand->text = g_bytes_ref (text);
  g_hash_table_insert (self->files, g_strdup (key), NULL);
  cw_desk_run_errand (self->desk, hand_out, errand, errand_free, NULL, was_handed_out, g_object_ref (self));
  say (self, key, NULL, NULL);
}

/**
 * cw_checkouts_has:
 * @self: the checkouts
 * @key: the key of a file
 *
 * Returns: whether it is open in the person's own editor
 */
gboolean
cw_checkouts_has (CwCheckouts *self,
                  const char  *key)
{
  g_return_val_if_fail (CW_IS_CHECKOUTS (self) && key != NULL, FALSE);

  return g_hash_table_contains (self->files, key);
}

/**
 * cw_checkouts_finish:
 * @self: the checkouts
 * @key: the key of a file that is open
 *
 * Follows it no longer, and takes it away where nothing stands in it that isn't kept.
 */
void
cw_checkouts_finish (CwCheckouts *self,
                     const char  *key)
{
  CwCheckout *checkout;
  g_autofree char *own = g_strdup (key);

  g_return_if_fail (CW_IS_CHECKOUTS (self) && key != NULL);

  checkout = g_hash_table_lookup (self->files, key);
  if (checkout == NULL || self->desk == NULL)
    return;
  cw_desk_run_errand (self->desk, finish, errand_new (key, checkout), errand_free, NULL, was_taken_back,
                      g_object_ref (self));
  g_hash_table_remove (self->files, key);
  say (self, own, NULL, NULL);
}

/**
 * cw_checkouts_look:
 * @self: the checkouts of a preparation
 *
 * Looks for what was saved in the person's own editor while nobody followed it: it is a draft from then on.
 */
void
cw_checkouts_look (CwCheckouts *self)
{
  Looking *looking;
  Look *look;
  GHashTableIter iter;
  gpointer checkout;

  g_return_if_fail (CW_IS_CHECKOUTS (self) && self->desk != NULL);

  look = g_new0 (Look, 1);
  look->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  look->keys = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &checkout))
    if (checkout != NULL)
      g_hash_table_add (look->open, g_strdup (cw_checkout_get_record (checkout)));
  looking = g_new0 (Looking, 1);
  looking->self = g_object_ref (self);
  looking->look = look;
  cw_workbench_do_quietly (cw_desk_get_workbench (self->desk), look_outside, look, NULL, NULL, was_looked, looking);
}

CwCheckouts *
cw_desk_get_checkouts (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), NULL);

  return self->checkouts;
}
