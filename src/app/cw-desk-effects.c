/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-desk"

#include "config.h"

#include "cw-desk-private.h"

/* What a person says of an effect: approved, sent, done by hand, left out, and what takes that back. */

/**
 * cw_desk_approve:
 * @self: a desk
 * @effect_id: id of an effect
 * @hash: (nullable): hash of the payload on screen
 * @text: (nullable): the text on screen where it was edited there
 * @send: whether it is sent at once
 *
 * Approves exactly what is on screen.
 */
void
cw_desk_approve (CwDesk     *self,
                 const char *effect_id,
                 const char *hash,
                 const char *text,
                 gboolean    send)
{
  CwDeed *deed;

  g_return_if_fail (CW_IS_DESK (self) && effect_id != NULL && (hash != NULL || text != NULL));

  deed = cw_deed_new (send ? CW_DESK_SEND : CW_DESK_APPROVE, effect_id);
  deed->hash = g_strdup (hash);
  deed->text = g_strdup (text);
  deed->seen = text != NULL ? g_object_ref (cw_desk_get_view (self)) : NULL;
  cw_desk_remember_reviewed (self, effect_id, hash);
  cw_desk_take_deed (self, deed);
}

/**
 * cw_desk_run:
 * @self: a desk
 * @effect_id: (nullable): an effect, or %NULL for each that is approved
 *
 * Sends what is approved, one after the other, in the worker.
 */
void
cw_desk_run (CwDesk     *self,
             const char *effect_id)
{
  cw_desk_take_deed (self, cw_deed_new (CW_DESK_RUN, effect_id));
}

/**
 * cw_desk_withdraw:
 * @self: a desk
 * @effect_id: an approved effect
 *
 * Takes an approval back.
 */
void
cw_desk_withdraw (CwDesk     *self,
                  const char *effect_id)
{
  cw_desk_take_deed (self, cw_deed_new (CW_DESK_WITHDRAW, effect_id));
}

/**
 * cw_desk_restore:
 * @self: a desk
 * @effect_id: an effect that was left out or done by hand
 *
 * Makes it open again.
 */
void
cw_desk_restore (CwDesk     *self,
                 const char *effect_id)
{
  cw_desk_take_deed (self, cw_deed_new (CW_DESK_RESTORE, effect_id));
}

/**
 * cw_desk_retract:
 * @self: a desk
 * @effect_id: an effect that was sent
 *
 * Takes back outside what can be taken back, as a scheduled message.
 */
void
cw_desk_retract (CwDesk     *self,
                 const char *effect_id)
{
  cw_desk_take_deed (self, cw_deed_new (CW_DESK_RETRACT, effect_id));
}

/**
 * cw_desk_send_again:
 * @self: a desk
 * @effect_id: an effect in doubt
 *
 * Takes a person's word that it was never made, and sends it.
 */
void
cw_desk_send_again (CwDesk     *self,
                    const char *effect_id)
{
  cw_desk_take_deed (self, cw_deed_new (CW_DESK_SEND_AGAIN, effect_id));
}

/**
 * cw_desk_adopt:
 * @self: a desk
 * @effect_id: an effect that asks
 * @candidate: which of what was found, from 0
 *
 * Takes over what is there already as the effect's outcome.
 */
void
cw_desk_adopt (CwDesk     *self,
               const char *effect_id,
               guint       candidate)
{
  CwDeed *deed = cw_deed_new (CW_DESK_ADOPT, effect_id);

  deed->number = candidate;
  cw_desk_take_deed (self, deed);
}

/**
 * cw_desk_by_hand:
 * @self: a desk
 * @effect_id: id of an effect
 * @key: (nullable): the key of what a person made
 * @url: (nullable): its link
 * @word: (nullable): the person's word
 */
void
cw_desk_by_hand (CwDesk     *self,
                 const char *effect_id,
                 const char *key,
                 const char *url,
                 const char *word)
{
  CwDeed *deed = cw_deed_new (CW_DESK_BY_HAND, effect_id);

  deed->key = g_strdup (key);
  deed->url = g_strdup (url);
  deed->text = g_strdup (word);
  cw_desk_take_deed (self, deed);
}

/**
 * cw_desk_leave_out:
 * @self: a desk
 * @effect_id: an effect
 * @reason: a person's own, kept in the journal
 *
 * Leaves an effect out.
 */
void
cw_desk_leave_out (CwDesk     *self,
                   const char *effect_id,
                   const char *reason)
{
  CwDeed *deed = cw_deed_new (CW_DESK_LEAVE_OUT, effect_id);

  deed->text = g_strdup (reason);
  cw_desk_take_deed (self, deed);
}
