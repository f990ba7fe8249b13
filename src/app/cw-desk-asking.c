/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-desk"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-desk-private.h"
#include "cw-error.h"

/* What is asked of the desk on its way into the session's worker, and back. */

/* A deed on its way: the desk is kept until it is through. */
typedef struct {
  CwDesk *desk;
  char *about;
  gboolean sends;
} Waiting;

static void
waiting_free (Waiting *waiting)
{
  g_object_unref (waiting->desk);
  g_free (waiting->about);
  g_free (waiting);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiting, waiting_free)

static Waiting *
waiting_new (CwDesk     *self,
             const char *about,
             gboolean    sends)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->desk = g_object_ref (self);
  waiting->about = g_strdup (about != NULL ? about : "");
  waiting->sends = sends;
  g_hash_table_remove (self->troubles, waiting->about);
  return waiting;
}

static void
deed_ended (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Waiting) waiting = user_data;
  CwDesk *self = waiting->desk;
  g_autoptr (GError) error = NULL;
  guint place;

  /* Of deeds that were asked for in one go the first that went wrong explains the others. */
  if (!cw_workbench_finish (CW_WORKBENCH (source), result, &error) && !cw_error_is_cancelled (error)
      && !g_hash_table_contains (self->troubles, waiting->about))
    g_hash_table_replace (self->troubles, g_strdup (waiting->about), g_strdup (error->message));
  if (waiting->sends)
    {
      if (g_ptr_array_find_with_equal_func (self->sending, waiting->about, g_str_equal, &place))
        g_ptr_array_remove_index (self->sending, place);
      self->n_sent++;
    }
  if (self->sending->len == 0)
    self->n_sent = self->n_to_send = 0;
  cw_desk_emit_changed (self);
}

static GCancellable *
get_cancellable (CwDesk *self)
{
  /* A cancelled one is done with: what is asked for now was asked for after the cancelling. */
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_object_unref (self->cancellable);
      self->cancellable = g_cancellable_new ();
    }
  return self->cancellable;
}

/* What somebody else works on isn't changed here. */
static void
refuse (CwDesk *self,
        CwDeed *deed)
{
  g_hash_table_replace (self->troubles, g_strdup (""),
                        g_strdup (_ ("You are reading along: take the preparation over before you change it")));
  cw_deed_free (deed);
  cw_desk_emit_changed (self);
}

/* For the desk’s own files: asks for a deed, which is given away. */
void
cw_desk_take_deed (CwDesk *self,
                   CwDeed *deed)
{
  gboolean sends = cw_deed_sends (deed);
  GCancellable *cancellable = cw_deed_goes_out (deed) ? get_cancellable (self) : NULL;
  Waiting *waiting;

  if (cw_desk_is_reading (self))
    {
      refuse (self, deed);
      return;
    }
  cw_desk_stop_checking (self);
  waiting = waiting_new (self, deed->about, sends);
  if (sends)
    {
      if (!cw_desk_is_sending (self, waiting->about))
        g_ptr_array_add (self->sending, g_strdup (waiting->about));
      self->n_to_send++;
    }
  cw_workbench_do (self->workbench, cw_deed_do, deed, (GDestroyNotify) cw_deed_free, cancellable, deed_ended,
                   waiting);
  cw_desk_emit_changed (self);
}

static void
refresh_after (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  CwDesk *self = ((Waiting *) user_data)->desk;

  /* The look outside comes after what is known already is shown. */
  if (self->workbench != NULL && cw_desk_get_view (self) != NULL)
    {
      cw_drafts_load (self->drafts);
      if (!cw_desk_is_reading (self))
        {
          cw_checkouts_look (self->checkouts);
          cw_desk_refresh (self);
        }
    }
  deed_ended (source, result, user_data);
}

/**
 * cw_desk_create:
 * @self: a desk without a preparation
 * @facts: (element-type utf8 JsonNode): as of cw_session_create()
 *
 * Makes a new preparation and looks outside. Trouble is kept under "".
 */
void
cw_desk_create (CwDesk     *self,
                GHashTable *facts)
{
  g_return_if_fail (CW_IS_DESK (self) && facts != NULL);

  cw_workbench_create (self->workbench, facts, get_cancellable (self), refresh_after, waiting_new (self, NULL, FALSE));
  cw_desk_emit_changed (self);
}

/**
 * cw_desk_open:
 * @self: a desk
 * @id: a preparation's id
 *
 * Opens a preparation in the worker, and looks at the world afresh once it is open. The “changed” signal tells how it
 * goes.
 */
void
cw_desk_open (CwDesk     *self,
              const char *id)
{
  g_return_if_fail (CW_IS_DESK (self) && id != NULL);

  cw_workbench_open (self->workbench, id, get_cancellable (self), refresh_after, waiting_new (self, NULL, FALSE));
  cw_desk_emit_changed (self);
}

/**
 * cw_desk_take_over:
 * @self: a desk whose preparation is read along
 *
 * Works on it from now on, if nobody else does, and looks outside. Trouble is kept under "".
 */
void
cw_desk_take_over (CwDesk *self)
{
  g_return_if_fail (CW_IS_DESK (self) && cw_desk_is_reading (self));

  g_hash_table_remove_all (self->troubles);
  cw_workbench_take_over (self->workbench, get_cancellable (self), refresh_after, waiting_new (self, NULL, FALSE));
  cw_desk_emit_changed (self);
}

/**
 * cw_desk_refresh:
 * @self: a desk
 *
 * Looks at git and the services again, in the worker, and verifies every outcome.
 */
void
cw_desk_refresh (CwDesk *self)
{
  g_return_if_fail (CW_IS_DESK (self));

  cw_desk_take_deed (self, cw_deed_new (CW_DESK_REFRESH, NULL));
}

/**
 * cw_desk_cancel:
 * @self: a desk
 *
 * Nothing more is begun; a request that runs is finished.
 */
void
cw_desk_cancel (CwDesk *self)
{
  g_return_if_fail (CW_IS_DESK (self));

  g_cancellable_cancel (self->cancellable);
}

/**
 * cw_desk_note:
 * @self: a desk
 * @text: what a person wrote
 *
 * Keeps a note in the journal.
 */
void
cw_desk_note (CwDesk     *self,
              const char *text)
{
  CwDeed *deed = cw_deed_new (CW_DESK_NOTE, NULL);

  deed->text = g_strdup (text);
  cw_desk_take_deed (self, deed);
}

/**
 * cw_desk_give_up:
 * @self: a desk
 * @reason: a person's own
 *
 * Gives the preparation up. What was sent stays and is listed; nothing more is sent.
 */
void
cw_desk_give_up (CwDesk     *self,
                 const char *reason)
{
  CwDeed *deed = cw_deed_new (CW_DESK_GIVE_UP, NULL);

  deed->text = g_strdup (reason);
  cw_desk_take_deed (self, deed);
}

/**
 * cw_desk_take_up:
 * @self: a desk
 *
 * Goes on with a preparation that was given up, unless another one took its place.
 */
void
cw_desk_take_up (CwDesk *self)
{
  cw_desk_take_deed (self, cw_deed_new (CW_DESK_TAKE_UP, NULL));
}
