/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-beginning-draft"

#include "config.h"

#include <errno.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "cw-beginning-draft.h"
#include "cw-error.h"
#include "cw-file.h"
#include "cw-json.h"
#include "cw-worker.h"

/* How long typing may go on before the disk has it, milliseconds. */
#define PATIENCE 400

#define MAX_BYTES ((gsize) 1024 * 1024)

struct _CwBeginningDraft
{
  GObject parent_instance;

  CwWorker *worker;      /* what is written before it goes is waited for: who loads next finds it */
  char *path;
  char *text;            /* (nullable): as it is to be kept */
  gboolean typed;        /* what is loaded comes too late */
  guint timeout;         /* until the text is written */
};

enum {
  LOADED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwBeginningDraft, cw_beginning_draft, G_TYPE_OBJECT)

/* What the worker writes. */
typedef struct {
  char *path;
  char *text;   /* (nullable): nothing is to be kept */
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->path);
  g_free (wanted->text);
  g_free (wanted);
}

/* In the worker. */
static gpointer
write_draft (gpointer       input,
             GCancellable  *cancellable,
             GError       **error)
{
  const Wanted *wanted = input;
  g_autofree char *folder = g_path_get_dirname (wanted->path);

  if (wanted->text == NULL)
    g_unlink (wanted->path);
  else if (g_mkdir_with_parents (folder, 0700) != 0)
    g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("The folder %s can’t be made: %s"), folder, g_strerror (errno));
  else
    g_file_set_contents_full (wanted->path, wanted->text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
  return NULL;
}

static void
written (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (CwBeginningDraft) self = user_data;
  g_autoptr (GError) error = NULL;

  cw_worker_call_finish (NULL, result, &error);
  if (error != NULL && self != NULL)
    g_signal_emit (self, signals[FAILED], 0, error->message);
}

/* @hears: (nullable): told of a failure; while the draft goes nobody is left to hear of it */
static void
write_text (CwBeginningDraft *self,
            CwBeginningDraft *hears)
{
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->path = g_strdup (self->path);
  wanted->text = g_strdup (self->text);
  cw_worker_call (self->worker, write_draft, wanted, wanted_free, NULL, NULL, written,
                  hears != NULL ? g_object_ref (hears) : NULL);
}

static gboolean
write_now (gpointer data)
{
  CwBeginningDraft *self = data;

  self->timeout = 0;
  write_text (self, self);
  return G_SOURCE_REMOVE;
}

static void
cw_beginning_draft_dispose (GObject *object)
{
  CwBeginningDraft *self = CW_BEGINNING_DRAFT (object);

  if (self->timeout != 0)
    write_text (self, NULL);
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->worker);

  G_OBJECT_CLASS (cw_beginning_draft_parent_class)->dispose (object);
}

static void
cw_beginning_draft_finalize (GObject *object)
{
  g_free (CW_BEGINNING_DRAFT (object)->path);
  g_free (CW_BEGINNING_DRAFT (object)->text);

  G_OBJECT_CLASS (cw_beginning_draft_parent_class)->finalize (object);
}

static void
cw_beginning_draft_class_init (CwBeginningDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_beginning_draft_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_beginning_draft_finalize;
  signals[LOADED] = g_signal_new ("loaded", CW_TYPE_BEGINNING_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, JSON_TYPE_OBJECT);
  signals[FAILED] = g_signal_new ("failed", CW_TYPE_BEGINNING_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cw_beginning_draft_init (CwBeginningDraft *self)
{
  self->worker = cw_worker_new ("beginning-draft");
}

/**
 * cw_beginning_draft_new:
 * @path: the file in which it is kept
 *
 * Returns: (transfer full): a draft
 */
CwBeginningDraft *
cw_beginning_draft_new (const char *path)
{
  CwBeginningDraft *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (CW_TYPE_BEGINNING_DRAFT, NULL);
  self->path = g_strdup (path);
  return self;
}

/* In the worker: what isn't there, or isn't a draft, is nothing. */
static gpointer
read_draft (gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr (GBytes) bytes = cw_file_read (input, MAX_BYTES, NULL);
  gsize size = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  g_autoptr (JsonNode) node = size > 0 ? cw_json_parse (text, (gssize) size, 0, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
}

static void
loaded (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (CwBeginningDraft) self = user_data;
  g_autoptr (JsonObject) draft = cw_worker_call_finish (NULL, result, NULL);

  if (draft != NULL && !self->typed)
    g_signal_emit (self, signals[LOADED], 0, draft);
}

/**
 * cw_beginning_draft_load:
 * @self: a draft
 *
 * Reads what was kept; `loaded` has it.
 */
void
cw_beginning_draft_load (CwBeginningDraft *self)
{
  g_return_if_fail (CW_IS_BEGINNING_DRAFT (self));

  cw_worker_call (self->worker, read_draft, g_strdup (self->path), g_free, (GDestroyNotify) json_object_unref, NULL,
                  loaded, g_object_ref (self));
}

/**
 * cw_beginning_draft_keep:
 * @self: a draft
 * @draft: (transfer full): how far the person got
 */
void
cw_beginning_draft_keep (CwBeginningDraft *self,
                         JsonObject       *draft)
{
  g_autoptr (JsonNode) node = cw_json_node_object (draft);

  g_return_if_fail (CW_IS_BEGINNING_DRAFT (self));

  g_free (self->text);
  self->text = cw_json_to_text (node, TRUE);
  self->typed = TRUE;
  if (self->timeout == 0)
    self->timeout = g_timeout_add (PATIENCE, write_now, self);
}

/**
 * cw_beginning_draft_forget:
 * @self: a draft that became a preparation
 */
void
cw_beginning_draft_forget (CwBeginningDraft *self)
{
  g_return_if_fail (CW_IS_BEGINNING_DRAFT (self));

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_pointer (&self->text, g_free);
  self->typed = TRUE;
  write_text (self, self);
}
