/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-checkout"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "cw-checkout.h"
#include "cw-error.h"
#include "cw-file.h"
#include "cw-hand-edit.h"
#include "cw-worker.h"

struct _CwCheckout
{
  GObject parent_instance;

  CwWorker *worker;       /* (owned): all that touches the disk */
  char *parent;           /* where the folder is made */
  char *name;
  GBytes *text;           /* what was written, or read last */
  char *place;            /* (nullable): the file, once it is there */
  GFileMonitor *monitor;  /* (owned) (nullable) */
};

enum {
  SAVED,
  UNREAD,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwCheckout, cw_checkout, G_TYPE_OBJECT)

/* What the worker is given. */
typedef struct {
  char *parent;
  char *name;
  char *place;
  GBytes *text;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->parent);
  g_free (work->name);
  g_free (work->place);
  g_clear_pointer (&work->text, g_bytes_unref);
  g_free (work);
}

static Work *
work_new (CwCheckout *self)
{
  Work *work = g_new0 (Work, 1);

  work->parent = g_strdup (self->parent);
  work->name = g_strdup (self->name);
  work->place = g_strdup (self->place);
  work->text = g_bytes_ref (self->text);
  return work;
}

/* In the worker. */
static gpointer
write_file (gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  const Work *work = input;
  g_autofree char *folder = g_build_filename (work->parent, "edit-XXXXXX", NULL);
  g_autofree char *place = NULL;
  gsize size = 0;
  const char *data = g_bytes_get_data (work->text, &size);

  if (g_mkdir_with_parents (work->parent, 0700) != 0 || g_mkdtemp_full (folder, 0700) == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("The folder %s can't be made: %s"), folder,
                   g_strerror (errno));
      return NULL;
    }
  place = g_build_filename (folder, work->name, NULL);
  return g_file_set_contents (place, data != NULL ? data : "", (gssize) size, error) ? g_steal_pointer (&place) : NULL;
}

/* In the worker. */
static gpointer
read_file (gpointer       input,
           GCancellable  *cancellable,
           GError       **error)
{
  const Work *work = input;

  return cw_file_read (work->place, CW_HAND_EDIT_MAX_BYTES, error);
}

/* In the worker: whether the file has something that was saved and never taken over. */
static gboolean
has_more (const Work *work)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = cw_file_read (work->place, CW_HAND_EDIT_MAX_BYTES, &error);

  if (text == NULL)
    return !g_error_matches (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  return !g_bytes_equal (text, work->text);
}

/* In the worker: also what the editor left beside the file. What nobody has elsewhere stays where it was saved. */
static gpointer
remove_folder (gpointer       input,
               GCancellable  *cancellable,
               GError       **error)
{
  const Work *work = input;
  g_autofree char *folder = g_path_get_dirname (work->place);
  g_autoptr (GDir) dir = has_more (work) ? NULL : g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *other = g_build_filename (folder, name, NULL);

      g_unlink (other);
    }
  g_rmdir (folder);
  return NULL;
}

static void
say_failure (CwCheckout   *self,
             const GError *error)
{
  g_signal_emit (self, signals[FAILED], 0, error->message);
}

static void
file_was_read (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (CwCheckout) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = cw_worker_call_finish (CW_WORKER (source), result, &error);

  /* An editor that replaces the file takes it away for a moment; then it is read when it is back. */
  if (text == NULL && self->monitor != NULL && !g_error_matches (error, CW_ERROR, CW_ERROR_NOT_FOUND))
    g_signal_emit (self, signals[UNREAD], 0, error->message);
  if (text == NULL || self->monitor == NULL || g_bytes_equal (text, self->text))
    return;
  g_bytes_unref (self->text);
  self->text = g_bytes_ref (text);
  g_signal_emit (self, signals[SAVED], 0, text);
}

static void
on_event (CwCheckout        *self,
          GFile             *file,
          GFile             *other,
          GFileMonitorEvent  event)
{
  if (event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT || event == G_FILE_MONITOR_EVENT_RENAMED
      || event == G_FILE_MONITOR_EVENT_MOVED_IN)
    cw_worker_call (self->worker, read_file, work_new (self), work_free, (GDestroyNotify) g_bytes_unref, NULL,
                    file_was_read, g_object_ref (self));
}

static void
was_launched (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (CwCheckout) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_app_info_launch_uris_finish (G_APP_INFO (source), result, &error) && self->monitor != NULL)
    say_failure (self, error);
}

static void
launch (CwCheckout *self)
{
  g_autoptr (GAppInfo) application = g_app_info_get_default_for_type ("text/plain", FALSE);
  g_autofree char *uri = g_filename_to_uri (self->place, NULL, NULL);
  GList uris = { uri, NULL, NULL };
  g_autoptr (GError) error = NULL;

  if (application != NULL)
    {
      g_app_info_launch_uris_async (application, &uris, NULL, NULL, was_launched, g_object_ref (self));
      return;
    }
  g_set_error (&error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("No editor is set for text files; open %s yourself"),
               self->place);
  say_failure (self, error);
}

static void
file_was_written (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (CwCheckout) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;

  self->place = cw_worker_call_finish (CW_WORKER (source), result, &error);
  if (self->place == NULL)
    {
      say_failure (self, error);
      return;
    }
  file = g_file_new_for_path (self->place);
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (self->monitor == NULL)
    {
      say_failure (self, error);
      return;
    }
  g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_event), self, G_CONNECT_SWAPPED);
  launch (self);
}

static void
cw_checkout_dispose (GObject *object)
{
  CwCheckout *self = CW_CHECKOUT (object);

  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  if (self->place != NULL && self->worker != NULL)
    cw_worker_call (self->worker, remove_folder, work_new (self), work_free, NULL, NULL, NULL, NULL);
  g_clear_pointer (&self->place, g_free);
  g_clear_object (&self->worker);
  G_OBJECT_CLASS (cw_checkout_parent_class)->dispose (object);
}

static void
cw_checkout_finalize (GObject *object)
{
  CwCheckout *self = CW_CHECKOUT (object);

  g_free (self->parent);
  g_free (self->name);
  g_bytes_unref (self->text);
  G_OBJECT_CLASS (cw_checkout_parent_class)->finalize (object);
}

static void
cw_checkout_class_init (CwCheckoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cw_checkout_dispose;
  object_class->finalize = cw_checkout_finalize;
  signals[SAVED] = g_signal_new ("saved", CW_TYPE_CHECKOUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_BYTES);
  signals[UNREAD] = g_signal_new ("unread", CW_TYPE_CHECKOUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_STRING);
  signals[FAILED] = g_signal_new ("failed", CW_TYPE_CHECKOUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_STRING);
}

static void
cw_checkout_init (CwCheckout *self)
{
  self->worker = cw_worker_new ("checkout");
}

/**
 * cw_checkout_new:
 * @data_dir: the person's data folder
 * @path: the file's path in its repository; its name is kept
 * @text: what stands in it
 *
 * Returns: (transfer full): a checkout that is not there yet
 */
CwCheckout *
cw_checkout_new (const char *data_dir,
                 const char *path,
                 GBytes     *text)
{
  CwCheckout *self;

  g_return_val_if_fail (data_dir != NULL && path != NULL && text != NULL, NULL);

  self = g_object_new (CW_TYPE_CHECKOUT, NULL);
  self->parent = g_build_filename (data_dir, "checkouts", NULL);
  self->name = g_path_get_basename (path);
  self->text = g_bytes_ref (text);
  return self;
}

/**
 * cw_checkout_open:
 * @self: a checkout
 *
 * Writes the file, watches it, and opens it in the editor that the desktop has for texts.
 */
void
cw_checkout_open (CwCheckout *self)
{
  g_return_if_fail (CW_IS_CHECKOUT (self) && self->place == NULL);

  cw_worker_call (self->worker, write_file, work_new (self), work_free, g_free, NULL, file_was_written,
                  g_object_ref (self));
}
