/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-session.h"

G_BEGIN_DECLS

/* How long a request of a preparation that was let go may hold up what comes after it, seconds. */
#define CW_WORKBENCH_PATIENCE 60

/**
 * CwWorkbenchDeed:
 * @session: the session, in its worker
 * @data: the caller's
 * @cancellable: cancelled when the person cancels
 * @error: where to store the reason
 *
 * Something to be done with the session; called in its worker.
 *
 * Returns: whether it ended well
 */
typedef gboolean (*CwWorkbenchDeed) (CwSession     *session,
                                     gpointer       data,
                                     GCancellable  *cancellable,
                                     GError       **error);

/**
 * CwWorkbench:
 *
 * A session in a worker of its own, for a face with a main loop. Deeds queue up in the order in which they are asked
 * for; after each of them, whether it ended well or not, the newest view stands in the property `view`. Belongs to the
 * main thread. A preparation that somebody else works on is read along: its view says so and follows what they do.
 * Properties: `view` (CwView, nullable), `owned` (whether anybody works on it), `busy` (gboolean), `progress` (what is
 * being done now).
 */
#define CW_TYPE_WORKBENCH (cw_workbench_get_type ())
G_DECLARE_FINAL_TYPE (CwWorkbench, cw_workbench, CW, WORKBENCH, GObject)

CwWorkbench *cw_workbench_new          (const CwSessionConfig *config);

void         cw_workbench_create       (CwWorkbench           *self,
                                        GHashTable            *facts,
                                        GCancellable          *cancellable,
                                        GAsyncReadyCallback    callback,
                                        gpointer               user_data);
void         cw_workbench_open         (CwWorkbench           *self,
                                        const char            *id,
                                        GCancellable          *cancellable,
                                        GAsyncReadyCallback    callback,
                                        gpointer               user_data);
void         cw_workbench_take_over    (CwWorkbench           *self,
                                        GCancellable          *cancellable,
                                        GAsyncReadyCallback    callback,
                                        gpointer               user_data);
void         cw_workbench_do           (CwWorkbench           *self,
                                        CwWorkbenchDeed        deed,
                                        gpointer               data,
                                        GDestroyNotify         data_free,
                                        GCancellable          *cancellable,
                                        GAsyncReadyCallback    callback,
                                        gpointer               user_data);
void         cw_workbench_do_quietly   (CwWorkbench           *self,
                                        CwWorkbenchDeed        deed,
                                        gpointer               data,
                                        GDestroyNotify         data_free,
                                        GCancellable          *cancellable,
                                        GAsyncReadyCallback    callback,
                                        gpointer               user_data);
void         cw_workbench_end          (CwWorkbench           *self);
void         cw_workbench_wait         (guint                  seconds);
gboolean     cw_workbench_finish       (CwWorkbench           *self,
                                        GAsyncResult          *result,
                                        GError               **error);

CwView      *cw_workbench_get_view     (CwWorkbench           *self);
gboolean     cw_workbench_is_owned     (CwWorkbench           *self);
gboolean     cw_workbench_get_busy     (CwWorkbench           *self);
const char  *cw_workbench_get_progress (CwWorkbench           *self);
const char  *cw_workbench_get_address  (CwWorkbench           *self);
gboolean     cw_workbench_is_rehearsal (CwWorkbench           *self);

G_END_DECLS
