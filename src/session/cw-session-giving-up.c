/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-preparations.h"
#include "cw-session-private.h"

/* A preparation is given up, and taken up again. Both are said in the journal, which forgets neither. */

/**
 * cw_session_give_up:
 * @self: a session
 * @reason: why
 * @error: where to store the reason
 *
 * Gives the preparation up: nothing more is sent, and the view lists what must be taken back.
 *
 * Returns: whether the journal has it
 */
gboolean
cw_session_give_up (CwSession  *self,
                    const char *reason,
                    GError    **error)
{
  g_return_val_if_fail (CW_IS_SESSION (self) && reason != NULL, FALSE);

  return cw_runner_give_up (self->runner, reason, error) && cw_session_update (self, NULL, error);
}

/* The one that took its place, if there is one: two must not work on the same tickets and branches unasked. */
static gboolean
check_place (CwSession  *self,
             GError    **error)
{
  GHashTable *facts = cw_history_get_facts (cw_runner_get_history (self->runner));
  g_autoptr (CwPreparationInfo) other = NULL;
  g_autoptr (GError) trouble = NULL;
  g_autofree char *sites = NULL;

  other = cw_preparations_find_same (self->data_dir, self->rehearsal, facts, &trouble);
  if (trouble != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  if (other == NULL)
    return TRUE;
  sites = g_strjoinv (", ", other->names);
  g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
               _ ("“%s” took its place: it prepares the same cycle for %s. Go on there, or give it up first"), other->id,
               sites);
  return FALSE;
}

/**
 * cw_session_take_up:
 * @self: a session
 * @error: where to store the reason; %CW_ERROR_CONFLICT where another preparation took its place
 *
 * Goes on with a preparation that was given up.
 *
 * Returns: whether the journal has it
 */
gboolean
cw_session_take_up (CwSession  *self,
                    GError    **error)
{
  g_return_val_if_fail (CW_IS_SESSION (self), FALSE);

  if (cw_view_get_given_up (self->view) == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT, _ ("“%s” is not given up"), self->id);
      return FALSE;
    }
  return check_place (self, error) && cw_runner_take_up (self->runner, error) && cw_session_update (self, NULL, error);
}
