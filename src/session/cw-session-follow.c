/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include "cw-session-follow.h"
#include "cw-session-private.h"
#include "cw-worker.h"

/**
 * cw_session_is_reading:
 * @self: a session
 *
 * Returns: whether it only reads along
 */
gboolean
cw_session_is_reading (CwSession *self)
{
  g_return_val_if_fail (CW_IS_SESSION (self), FALSE);

  return self->reading;
}

/**
 * cw_session_has_owner:
 * @self: a session
 *
 * Returns: whether somebody works on the preparation, here or in another window or program
 */
gboolean
cw_session_has_owner (CwSession *self)
{
  g_return_val_if_fail (CW_IS_SESSION (self), FALSE);
  cw_assert_in_worker ();

  return cw_journal_has_owner (cw_runner_get_journal (self->runner));
}

/**
 * cw_session_follow:
 * @self: a session that reads along
 * @cancellable: (nullable): a cancellable
 * @error: where to store why the journal can't be read
 *
 * Catches up with what the owner did; cheap where that is nothing.
 *
 * Returns: (transfer full) (element-type CwEvent) (nullable): what was written since; the view has it
 */
GPtrArray *
cw_session_follow (CwSession     *self,
                   GCancellable  *cancellable,
                   GError       **error)
{
  CwJournal *journal;
  CwHistory *history;
  g_autoptr (GPtrArray) events = NULL;

  g_return_val_if_fail (CW_IS_SESSION (self) && self->reading, NULL);
  cw_assert_in_worker ();

  journal = cw_runner_get_journal (self->runner);
  history = cw_runner_get_history (self->runner);
  if (!cw_journal_has_changed (journal))
    return g_ptr_array_new ();
  events = cw_journal_read (journal, cw_history_get_seq (history), error);
  if (events == NULL || events->len == 0)
    return g_steal_pointer (&events);
  cw_history_apply_all (history, events);
  return cw_session_update (self, cancellable, error) ? g_steal_pointer (&events) : NULL;
}
