/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-transfer-dialogs"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-dialogs.h"
#include "cw-transfer-dialogs.h"

/* A preparation goes to another machine, or comes from one: the file is chosen here, and the worker does the rest. */

typedef struct {
  int refs;        /* main thread alone: of the dialog, and of the call */
  GtkWidget *parent;
  CwWorker *worker;
  char *data_dir;
  gboolean rehearsal;
  char *now;       /* (nullable) */
  char *actor;
  char *id;        /* (nullable): of what is exported */
  char *path;      /* the file, once it is chosen */
  CwTransferTaken taken;
  gpointer data;
  GDestroyNotify data_free;
} Job;

static void
job_unref (gpointer data)
{
  Job *job = data;

  if (--job->refs > 0)
    return;
  if (job->data_free != NULL)
    job->data_free (job->data);
  g_object_unref (job->parent);
  g_object_unref (job->worker);
  g_free (job->data_dir);
  g_free (job->now);
  g_free (job->actor);
  g_free (job->id);
  g_free (job->path);
  g_free (job);
}

static Job *
job_new (GtkWidget             *parent,
         CwWorker              *worker,
         const CwSessionConfig *config)
{
  Job *job = g_new0 (Job, 1);

  job->refs = 1;
  job->parent = g_object_ref (parent);
  job->worker = g_object_ref (worker);
  job->data_dir = g_strdup (config->data_dir);
  job->rehearsal = config->rehearsal;
  job->now = g_strdup (config->now);
  job->actor = g_strdup (config->actor);
  return job;
}

static CwSessionConfig
get_config (const Job *job)
{
  return (CwSessionConfig) {
    .data_dir = job->data_dir,
    .rehearsal = job->rehearsal,
    .now = job->now,
    .actor = job->actor,
  };
}

/* In the worker, as the next one; the job is immutable meanwhile, and the callback's. */
static gpointer
export_now (gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  const Job *job = input;
  CwSessionConfig config = get_config (job);

  return cw_transfer_export (&config, job->id, job->path, error) ? GINT_TO_POINTER (TRUE) : NULL;
}

static gpointer
read_now (gpointer       input,
          GCancellable  *cancellable,
          GError       **error)
{
  const Job *job = input;
  CwSessionConfig config = get_config (job);

  return cw_transfer_read (&config, job->path, error);
}

static gpointer
import_now (gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  const Job *job = input;
  CwSessionConfig config = get_config (job);

  return cw_transfer_import (&config, job->path, error);
}

static void
exported (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Job *job = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;

  cw_worker_call_finish (NULL, result, &error);
  if (error == NULL)
    body = g_strdup_printf (_ ("%s has all of it, and no secret. Take it over there by “Import”, and from then on work on "
                               "it at one machine alone."), job->path);
  cw_dialogs_tell (job->parent, error == NULL ? _ ("The Preparation Is Exported") : _ ("It Could Not Be Exported"),
                   error == NULL ? body : error->message);
  job_unref (job);
}

static void
imported (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Job *job = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwTransfer) transfer = cw_worker_call_finish (NULL, result, &error);

  job->taken (transfer, error, job->data);
  job_unref (job);
}

static void
take_over (const char *const *texts,
           gpointer           data)
{
  Job *job = data;

  job->refs++;
  cw_worker_call (job->worker, import_now, job, NULL, (GDestroyNotify) cw_transfer_free, NULL, imported, job);
}

/* What a person takes over they see first: its approvals come with it. */
static void
was_read (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Job *job = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwTransfer) transfer = cw_worker_call_finish (NULL, result, &error);

  if (gtk_widget_get_root (job->parent) == NULL)
    job_unref (job);
  else if (transfer == NULL)
    {
      cw_dialogs_tell (job->parent, _ ("It Can’t Be Imported"), error->message);
      job_unref (job);
    }
  else if (transfer->n_taken == 0)
    {
      g_autofree char *text = cw_transfer_to_text (transfer);

      cw_dialogs_tell (job->parent, _ ("There Is Nothing to Import"), text);
      job_unref (job);
    }
  else
    cw_dialogs_ask (job->parent, _ ("Import This Preparation?"), transfer->summary, _ ("_Import"), FALSE, NULL,
                    take_over, job, job_unref);
}

static void
file_chosen (const char *path,
             gpointer    data)
{
  Job *job = data;

  job->refs++;
  job->path = g_strdup (path);
  if (job->id != NULL)
    cw_worker_call (job->worker, export_now, job, NULL, NULL, NULL, exported, job);
  else
    cw_worker_call (job->worker, read_now, job, NULL, (GDestroyNotify) cw_transfer_free, NULL, was_read, job);
}

/**
 * cw_transfer_dialogs_export:
 * @parent: a widget of the window
 * @worker: what reads and writes
 * @config: where, as whom, and whether it is a rehearsal; copied
 * @id: name of a preparation
 *
 * Asks for a file, writes the preparation there, and says so.
 */
void
cw_transfer_dialogs_export (GtkWidget             *parent,
                            CwWorker              *worker,
                            const CwSessionConfig *config,
                            const char            *id)
{
  g_autofree char *name = g_strconcat (id, CW_TRANSFER_SUFFIX, NULL);
  Job *job;

  g_return_if_fail (GTK_IS_WIDGET (parent) && CW_IS_WORKER (worker) && config != NULL && id != NULL);

  job = job_new (parent, worker, config);
  job->id = g_strdup (id);
  cw_dialogs_save_file (parent, _ ("Export the Preparation"), name, file_chosen, job, job_unref);
}

/**
 * cw_transfer_dialogs_import:
 * @parent: a widget of the window
 * @worker: what reads and writes
 * @config: where and as whom; copied
 * @taken: called with what became of it, unless the person chose no file, or not to take it over
 * @data: for @taken
 * @data_free: (nullable): frees @data
 *
 * Asks for a file that another machine exported, says what is in it, and takes its preparation over.
 */
void
cw_transfer_dialogs_import (GtkWidget             *parent,
                            CwWorker              *worker,
                            const CwSessionConfig *config,
                            CwTransferTaken        taken,
                            gpointer               data,
                            GDestroyNotify         data_free)
{
  Job *job;

  g_return_if_fail (GTK_IS_WIDGET (parent) && CW_IS_WORKER (worker) && config != NULL && taken != NULL);

  job = job_new (parent, worker, config);
  job->taken = taken;
  job->data = data;
  job->data_free = data_free;
  cw_dialogs_open_file (parent, _ ("Import a Preparation"), file_chosen, job, job_unref);
}
