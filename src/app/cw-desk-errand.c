/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-desk"

#include "config.h"

#include "cw-desk-private.h"

static void
errand_ended (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (cw_workbench_finish (CW_WORKBENCH (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* For the desk's own files: lets the session do something whose answer somebody waits for. The worker has @errand, the
 * task's data, to itself while it runs; the task owns it. */
void
cw_desk_run_errand (CwDesk              *self,
                    CwWorkbenchDeed      deed,
                    gpointer             errand,
                    GDestroyNotify       errand_free,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, cw_desk_run_errand);
  g_task_set_task_data (task, errand, errand_free);
  cw_desk_stop_checking (self);
  cw_workbench_do (cw_desk_get_workbench (self), deed, errand, NULL, cancellable, errand_ended, task);
}

/* For the desk's own files: the errand, still the task's, once it ended well; NULL with the reason where it didn't. */
gpointer
cw_desk_finish_errand (CwDesk        *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, cw_desk_run_errand), NULL);

  return g_task_propagate_boolean (G_TASK (result), error) ? g_task_get_task_data (G_TASK (result)) : NULL;
}
