/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-checkout"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-checkout.h"
#include "cw-error.h"

struct _CwCheckout
{
  GObject parent_instance;

  char *record;           /* the file that says what it is */
  char *place;
  GFileMonitor *monitor;  /* (owned) (nullable) */
};

enum {
  TOUCHED,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwCheckout, cw_checkout, G_TYPE_OBJECT)

static void
say_failure (CwCheckout   *self,
             const GError *error)
{
  g_signal_emit (self, signals[FAILED], 0, error->message);
}

static void
on_event (CwCheckout        *self,
          GFile             *file,
          GFile             *other,
          GFileMonitorEvent  event)
{
  if (event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT || event == G_FILE_MONITOR_EVENT_RENAMED
      || event == G_FILE_MONITOR_EVENT_MOVED_IN)
    g_signal_emit (self, signals[TOUCHED], 0);
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
cw_checkout_dispose (GObject *object)
{
  CwCheckout *self = CW_CHECKOUT (object);

  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (cw_checkout_parent_class)->dispose (object);
}

static void
cw_checkout_finalize (GObject *object)
{
  CwCheckout *self = CW_CHECKOUT (object);

  g_free (self->record);
  g_free (self->place);
  G_OBJECT_CLASS (cw_checkout_parent_class)->finalize (object);
}

static void
cw_checkout_class_init (CwCheckoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cw_checkout_dispose;
  object_class->finalize = cw_checkout_finalize;
  signals[TOUCHED] = g_signal_new ("touched", CW_TYPE_CHECKOUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", CW_TYPE_CHECKOUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_STRING);
}

static void
cw_checkout_init (CwCheckout *self)
{
}

/**
 * cw_checkout_new:
 * @record: the file that says what @place is
 * @place: a file
 *
 * Returns: (transfer full): @place, not open yet
 */
CwCheckout *
cw_checkout_new (const char *record,
                 const char *place)
{
  CwCheckout *self;

  g_return_val_if_fail (record != NULL && place != NULL, NULL);

  self = g_object_new (CW_TYPE_CHECKOUT, NULL);
  self->record = g_strdup (record);
  self->place = g_strdup (place);
  return self;
}

/**
 * cw_checkout_open:
 * @self: a checkout
 *
 * Watches the file, and opens it in the editor that the desktop has for texts.
 */
void
cw_checkout_open (CwCheckout *self)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (CW_IS_CHECKOUT (self) && self->monitor == NULL);

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

const char *
cw_checkout_get_record (CwCheckout *self)
{
  g_return_val_if_fail (CW_IS_CHECKOUT (self), NULL);

  return self->record;
}
