/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-worker"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-worker.h"

struct _CwWorker
{
  GObject parent_instance;

  GAsyncQueue *queue;  /* (owned) (element-type Job): shared with the thread */
  GThread     *thread; /* (owned): joined in finalize */
};

G_DEFINE_FINAL_TYPE (CwWorker, cw_worker, G_TYPE_OBJECT)

/* One call. Its task has no source object: a queued call must not keep the worker alive, else the last reference could
 * go in the worker's own thread, which can't wait for itself. A job without a task ends the thread. */
typedef struct {
  GTask         *task;
  CwWorkerFunc   func;
  gpointer       input;
  GDestroyNotify input_free;
  GDestroyNotify result_free;
} Job;

static GThread *main_thread = NULL;

static void
job_run (Job *job)
{
  GCancellable *cancellable = g_task_get_cancellable (job->task);
  GError *error = NULL;
  gpointer result = NULL;

  if (g_cancellable_is_cancelled (cancellable))
    g_set_error_literal (&error, CW_ERROR, CW_ERROR_CANCELLED, _ ("Cancelled"));
  else
    result = job->func (job->input, cancellable, &error);

  if (job->input_free != NULL)
    job->input_free (job->input);
  if (error != NULL)
    g_task_return_error (job->task, error);
  else
    g_task_return_pointer (job->task, result, job->result_free);
  g_object_unref (job->task);
}

static gpointer
run_thread (gpointer data)
{
  g_autoptr (GAsyncQueue) queue = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  gboolean ended = FALSE;

  /* Timers and idles that a library leaves behind here must not run in the main loop. */
  g_main_context_push_thread_default (context);
  while (!ended)
    {
      g_autofree Job *job = g_async_queue_pop (queue);

      if (job->task == NULL)
        ended = TRUE;
      else
        job_run (job);
    }
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
cw_worker_finalize (GObject *object)
{
  CwWorker *self = CW_WORKER (object);

  g_async_queue_push (self->queue, g_new0 (Job, 1));
  g_thread_join (self->thread);
  g_async_queue_unref (self->queue);
  G_OBJECT_CLASS (cw_worker_parent_class)->finalize (object);
}

static void
cw_worker_class_init (CwWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_worker_finalize;
}

static void
cw_worker_init (CwWorker *self)
{
  self->queue = g_async_queue_new ();
}

/**
 * cw_worker_new:
 * @name: what its thread is called in a debugger; at most 15 bytes are shown
 *
 * Returns: (transfer full): a worker whose thread waits for calls
 */
CwWorker *
cw_worker_new (const char *name)
{
  CwWorker *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_object_new (CW_TYPE_WORKER, NULL);
  self->thread = g_thread_new (name, run_thread, g_async_queue_ref (self->queue));
  return self;
}

/**
 * cw_worker_call:
 * @self: a worker
 * @func: (scope async): blocking work
 * @input: (transfer full): its input
 * @input_free: (nullable): frees @input, in the worker's thread, when @func is through or was never called
 * @result_free: (nullable): frees a result that nobody fetched
 * @cancellable: (nullable): once cancelled, a waiting call ends with %CW_ERROR_CANCELLED; a running one decides itself,
 *   and what it answers counts: a thing that was done is never reported as cancelled
 * @callback: (nullable): called in the caller's thread-default main context; its source object is %NULL
 * @user_data: for @callback
 *
 * Has @func called in the worker's thread, after all calls made before.
 */
void
cw_worker_call (CwWorker           *self,
                CwWorkerFunc        func,
                gpointer            input,
                GDestroyNotify      input_free,
                GDestroyNotify      result_free,
                GCancellable       *cancellable,
                GAsyncReadyCallback callback,
                gpointer            user_data)
{
  Job *job;

  g_return_if_fail (CW_IS_WORKER (self));
  g_return_if_fail (func != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  job = g_new0 (Job, 1);
  job->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, cw_worker_call);
  g_task_set_check_cancellable (job->task, FALSE);
  job->func = func;
  job->input = input;
  job->input_free = input_free;
  job->result_free = result_free;
  g_async_queue_push (self->queue, job);
}

/**
 * cw_worker_call_finish:
 * @self: (nullable): the worker; %NULL where it may be gone already
 * @result: what the callback got
 * @error: where to store the function's error
 *
 * Returns: (transfer full) (nullable): the function's result
 */
gpointer
cw_worker_call_finish (CwWorker     *self,
                       GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (self == NULL || CW_IS_WORKER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, cw_worker_call), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * cw_worker_assert_in:
 * @self: a worker
 *
 * Ends the program when it is called in another thread than the worker's.
 */
void
cw_worker_assert_in (CwWorker *self)
{
  g_return_if_fail (CW_IS_WORKER (self));

  g_assert (g_thread_self () == self->thread);
}

/**
 * cw_worker_mark_main_thread:
 *
 * Says that the calling thread draws a window, so that blocking calls must not be made in it.
 */
void
cw_worker_mark_main_thread (void)
{
  g_atomic_pointer_set (&main_thread, g_thread_self ());
}

/**
 * cw_assert_in_worker:
 *
 * To be called by everything that does I/O: ends the program when the caller is the thread of
 * cw_worker_mark_main_thread(). Without such a thread nothing happens: the command line may block.
 */
void
cw_assert_in_worker (void)
{
  g_assert (g_atomic_pointer_get (&main_thread) != g_thread_self ());
}
