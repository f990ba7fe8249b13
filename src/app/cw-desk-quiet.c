/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-desk"

#include "config.h"

#include "cw-desk-private.h"
#include "cw-error.h"

/* The refresh that nobody asked for: whoever asks for something meanwhile doesn't wait for it. */

static gboolean
check (CwSession     *session,
       gpointer       data,
       GCancellable  *cancellable,
       GError       **error)
{
  return cw_session_refresh_quietly (session, cancellable, error);
}

static void
checked (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (CwDesk) self = user_data;
  g_autoptr (GError) error = NULL;

  /* What stands outside as it was is no news, and that it is out of reach nobody asked. */
  if (!cw_workbench_finish (CW_WORKBENCH (source), result, &error))
    g_debug ("Not checked: %s", error->message);
  self->check_failed = error != NULL && !cw_error_is_cancelled (error);
  if (g_task_get_cancellable (G_TASK (result)) == self->quiet)
    g_clear_object (&self->quiet);
  cw_desk_emit_changed (self);
}

/**
 * cw_desk_refresh_quietly:
 * @self: a desk
 *
 * Compares what was sent with what is outside, without a word, if nothing else is being done; `changed` comes at its
 * begin and end.
 *
 * Returns: whether that was begun
 */
gboolean
cw_desk_refresh_quietly (CwDesk *self)
{
  CwView *view;

  g_return_val_if_fail (CW_IS_DESK (self), FALSE);

  view = cw_desk_get_view (self);
  if (view == NULL || cw_view_is_closed (view) || cw_desk_is_busy (self) || self->quiet != NULL)
    return FALSE;
  self->quiet = g_cancellable_new ();
  self->check_failed = FALSE;
  cw_workbench_do_quietly (self->workbench, check, NULL, NULL, self->quiet, checked, g_object_ref (self));
  cw_desk_emit_changed (self);
  return TRUE;
}

/**
 * cw_desk_is_checking:
 * @self: a desk
 *
 * Returns: whether it looks outside without having been asked
 */
gboolean
cw_desk_is_checking (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), FALSE);

  return self->quiet != NULL;
}

/**
 * cw_desk_failed_to_check:
 * @self: a desk
 *
 * Returns: whether something was out of reach when it last looked outside without having been asked
 */
gboolean
cw_desk_failed_to_check (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), FALSE);

  return self->check_failed;
}

/* For the desk's own files. */
void
cw_desk_stop_checking (CwDesk *self)
{
  if (self->quiet != NULL)
    g_cancellable_cancel (self->quiet);
  g_clear_object (&self->quiet);
}
