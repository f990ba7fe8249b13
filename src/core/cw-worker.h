/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CwWorkerFunc:
 * @input: what was given to cw_worker_call(); immutable while the function runs
 * @cancellable: (nullable): says when to give up
 * @error: where to store why it failed
 *
 * Blocking work, called in the worker's thread.
 *
 * Returns: (transfer full) (nullable): the result; %NULL with @error set when it failed (without @error it is a result)
 */
typedef gpointer (*CwWorkerFunc) (gpointer       input,
                                  GCancellable  *cancellable,
                                  GError       **error);

/**
 * CwWorker:
 *
 * One named thread that does blocking calls in the order in which they came. Its owner may be any thread but its own;
 * dropping the last reference waits until what is queued is done.
 */
#define CW_TYPE_WORKER (cw_worker_get_type ())
G_DECLARE_FINAL_TYPE (CwWorker, cw_worker, CW, WORKER, GObject)

CwWorker *cw_worker_new              (const char          *name);
void      cw_worker_call             (CwWorker            *self,
                                      CwWorkerFunc         func,
                                      gpointer             input,
                                      GDestroyNotify       input_free,
                                      GDestroyNotify       result_free,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gpointer  cw_worker_call_finish      (CwWorker            *self,
                                      GAsyncResult        *result,
                                      GError             **error);
void      cw_worker_assert_in        (CwWorker            *self);

void      cw_worker_mark_main_thread (void);
void      cw_assert_in_worker        (void);

G_END_DECLS
