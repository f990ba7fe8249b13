/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-session-private.h"
#include "cw-worker.h"

/* What a person says of a preparation and its effects, and what is sent; each call leaves a view of what follows. */

/**
 * cw_session_set:
 * @self: a session
 * @key: a fact's key (see #CwDeployment)
 * @value: its value; a JSON null takes the fact away
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Returns: %FALSE with @error set where the value can't stand
 */
gboolean
cw_session_set (CwSession  *self,
                const char *key,
                JsonNode   *value,
                GError    **error)
{
  g_return_val_if_fail (CW_IS_SESSION (self) && key != NULL && value != NULL, FALSE);
  cw_assert_in_worker ();

  return cw_deployment_check_fact (self->procedure, key, value, error)
         && cw_runner_set (self->runner, key, value, error) && cw_session_update (self, NULL, error);
}

gboolean
cw_session_note (CwSession  *self,
                 const char *effect_id,
                 const char *text,
                 GError    **error)
{
  g_return_val_if_fail (CW_IS_SESSION (self) && text != NULL, FALSE);

  return cw_runner_note (self->runner, effect_id, text, error) && cw_session_update (self, NULL, error);
}

gboolean
cw_session_give_up (CwSession  *self,
                    const char *reason,
                    GError    **error)
{
  g_return_val_if_fail (CW_IS_SESSION (self) && reason != NULL, FALSE);

  return cw_runner_give_up (self->runner, reason, error) && cw_session_update (self, NULL, error);
}

static CwEffect *
find_effect (CwSession  *self,
             const char *effect_id,
             GError    **error)
{
  const CwViewItem *item = cw_view_find (self->view, effect_id);

  if (item != NULL)
    return item->effect;
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no effect “%s”; “show” names those there are"),
               effect_id);
  return NULL;
}

/* What a runner's call changed is in the journal whether it ended well or not: the view follows in both cases. */
static gboolean
conclude (CwSession *self,
          gboolean   done,
          GError   **error)
{
  g_autoptr (GError) local = NULL;

  if (!cw_session_update (self, NULL, &local) && done)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return done;
}

/**
 * cw_session_approve:
 * @self: a session
 * @effect_id: id of an effect
 * @hash: (nullable): the payload's hash that the person reviewed
 * @error: where to store the reason; %CW_ERROR_CONFLICT when the payload is another by now
 *
 * Returns: whether exactly what was reviewed is approved now
 */
gboolean
cw_session_approve (CwSession  *self,
                    const char *effect_id,
                    const char *hash,
                    GError    **error)
{
  CwEffect *effect;

  g_return_val_if_fail (CW_IS_SESSION (self) && effect_id != NULL, FALSE);

  effect = find_effect (self, effect_id, error);
  if (effect == NULL)
    return FALSE;
  if (hash != NULL && g_strcmp0 (hash, cw_effect_get_hash (effect)) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT, _ ("“%s” changed since the review: look at it again"),
                   cw_effect_get_title (effect));
      return FALSE;
    }
  return conclude (self, cw_runner_approve (self->runner, effect, error), error);
}

gboolean
cw_session_withdraw (CwSession  *self,
                     const char *effect_id,
                     GError    **error)
{
  CwEffect *effect = find_effect (self, effect_id, error);

  return effect != NULL && conclude (self, cw_runner_withdraw (self->runner, effect, error), error);
}

/**
 * cw_session_by_hand:
 * @self: a session
 * @effect_id: id of an effect
 * @key: (nullable): the key of what a person made
 * @url: (nullable): its link
 * @word: (nullable): the person's word
 * @error: where to store the reason
 *
 * Returns: whether the journal has it now
 */
gboolean
cw_session_by_hand (CwSession  *self,
                    const char *effect_id,
                    const char *key,
                    const char *url,
                    const char *word,
                    GError    **error)
{
  CwEffect *effect = find_effect (self, effect_id, error);

  return effect != NULL && conclude (self, cw_runner_by_hand (self->runner, effect, key, url, word, error), error);
}

gboolean
cw_session_leave_out (CwSession  *self,
                      const char *effect_id,
                      const char *reason,
                      GError    **error)
{
  CwEffect *effect = find_effect (self, effect_id, error);

  return effect != NULL && conclude (self, cw_runner_leave_out (self->runner, effect, reason, error), error);
}

gboolean
cw_session_restore (CwSession  *self,
                    const char *effect_id,
                    GError    **error)
{
  CwEffect *effect = find_effect (self, effect_id, error);

  return effect != NULL && conclude (self, cw_runner_restore (self->runner, effect, error), error);
}

gboolean
cw_session_adopt (CwSession     *self,
                  const char    *effect_id,
                  guint          candidate,
                  GCancellable  *cancellable,
                  GError       **error)
{
  CwEffect *effect = find_effect (self, effect_id, error);

  return effect != NULL
         && conclude (self, cw_runner_adopt (self->runner, effect, candidate, cancellable, error), error);
}

gboolean
cw_session_send_again (CwSession  *self,
                       const char *effect_id,
                       GError    **error)
{
  CwEffect *effect = find_effect (self, effect_id, error);

  return effect != NULL && conclude (self, cw_runner_send_again (self->runner, effect, error), error);
}

static gboolean
run_as_it_stands (CwSession        *self,
                  const CwViewItem *item,
                  GCancellable     *cancellable,
                  GError          **error)
{
  if (item->state == CW_EFFECT_IN_DOUBT)
    return cw_runner_look (self->runner, item->effect, cancellable, error);
  if (item->record != NULL && cw_effect_record_get_phase (item->record) == CW_PHASE_DONE)
    return cw_runner_amend (self->runner, item->effect, cancellable, error);
  return cw_runner_run (self->runner, item->effect, cancellable, error);
}

/**
 * cw_session_run:
 * @self: a session
 * @effect_id: id of an approved effect, or of one in doubt
 * @cancellable: (nullable): a cancellable; a request that runs is finished
 * @error: where to store the reason
 *
 * Sends what was approved, brings up to date what was sent before, or looks for what is in doubt.
 *
 * Returns: whether it is done now
 */
gboolean
cw_session_run (CwSession     *self,
                const char    *effect_id,
                GCancellable  *cancellable,
                GError       **error)
{
  g_return_val_if_fail (CW_IS_SESSION (self) && effect_id != NULL, FALSE);
  cw_assert_in_worker ();

  if (find_effect (self, effect_id, error) == NULL)
    return FALSE;
  return conclude (self, run_as_it_stands (self, cw_view_find (self->view, effect_id), cancellable, error), error);
}

gboolean
cw_session_retract (CwSession     *self,
                    const char    *effect_id,
                    GCancellable  *cancellable,
                    GError       **error)
{
  CwEffect *effect = find_effect (self, effect_id, error);

  return effect != NULL && conclude (self, cw_runner_retract (self->runner, effect, cancellable, error), error);
}
