/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-desk-deed"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-desk-deed.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-session-back.h"
#include "cw-session-rebase.h"

/**
 * cw_deed_new:
 * @kind: what a desk is asked to do
 * @about: (nullable): id of the effect that it is about
 *
 * Makes a deed for a desk to take; what else it needs is written into its fields.
 *
 * Returns: (transfer full): the deed
 */
CwDeed *
cw_deed_new (CwDeedKind  kind,
             const char *about)
{
  CwDeed *self = g_new0 (CwDeed, 1);

  self->kind = kind;
  self->about = g_strdup (about);
  return self;
}

void
cw_deed_free (CwDeed *self)
{
  g_free (self->about);
  g_free (self->hash);
  g_free (self->text);
  g_free (self->key);
  g_free (self->url);
  g_clear_pointer (&self->value, json_node_unref);
  g_clear_object (&self->seen);
  g_free (self);
}

/**
 * cw_deed_sends:
 * @self: a deed
 *
 * Returns: whether it speaks to a service for one effect: shown as being sent, and can be cancelled while it waits
 */
gboolean
cw_deed_sends (const CwDeed *self)
{
  return self->kind == CW_DESK_SEND || self->kind == CW_DESK_RUN || self->kind == CW_DESK_RETRACT;
}

/**
 * cw_deed_goes_out:
 * @self: a deed
 *
 * Returns: whether it needs more than the preparation's journal; what a person only wrote down is kept also when they
 *   cancel or leave in the next moment
 */
gboolean
cw_deed_goes_out (const CwDeed *self)
{
  return cw_deed_sends (self) || self->kind == CW_DESK_ROUND || self->kind == CW_DESK_GO_BACK
         || self->kind == CW_DESK_REBASE || self->kind == CW_DESK_REFRESH || self->kind == CW_DESK_ADOPT;
}

/* A text that was edited becomes a fact first; the approval is then for the payload that has exactly this text. */
static gboolean
write_text (CwSession     *session,
            const CwDeed  *deed,
            char         **hash,
            GError       **error)
{
  g_autofree char *fact = g_strconcat ("text.", deed->about, NULL);
  g_autoptr (JsonNode) value = json_node_init_string (json_node_alloc (), deed->text);
  const CwViewItem *item;
  JsonNode *payload;

  if (!cw_session_set (session, fact, value, error))
    return FALSE;
  item = cw_view_find (cw_session_get_view (session), deed->about);
  payload = item != NULL ? cw_effect_get_payload (item->effect) : NULL;
  if (payload != NULL
      && g_strcmp0 (cw_json_get_string (json_node_get_object (payload), "text", NULL), deed->text) == 0)
    {
      *hash = g_strdup (cw_effect_get_hash (item->effect));
      return TRUE;
    }
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CONFLICT,
                       _ ("The text was kept, but what would be sent changed meanwhile: look at it again"));
  return FALSE;
}

/* The warnings that stand open in a view, by their words. */
static GHashTable *
list_warnings (CwView *view)
{
  GHashTable *warnings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *stages = cw_view_get_stages (view);

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->result->checks->len; j++)
        {
          const CwCheck *check = g_ptr_array_index (stage->result->checks, j);

          if (check->state == CW_CHECK_WARNING)
            g_hash_table_add (warnings, g_strdup (check->text));
        }
    }
  return warnings;
}

/* What an edited text made somebody warn of was not on screen when the person pressed the button. */
static gboolean
check_warnings (CwSession   *session,
                GHashTable  *before,
                GError     **error)
{
  g_autoptr (GHashTable) after = list_warnings (cw_session_get_view (session));
  GHashTableIter iter;
  gpointer text;

  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &text, NULL))
    if (!g_hash_table_contains (before, text))
      {
        g_set_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON,
                     _ ("The text was kept, and nothing was sent: %s. If that is meant, send it again."),
                     (const char *) text);
        return FALSE;
      }
  return TRUE;
}

static gboolean
approve (CwSession     *session,
         const CwDeed  *deed,
         GError       **error)
{
  g_autofree char *hash = NULL;
  g_autoptr (GHashTable) before = NULL;

  if (deed->text == NULL)
    return cw_session_approve (session, deed->about, deed->hash, error);
  /* By now the session may have the text already, and with it a warning that nobody has seen. */
  before = list_warnings (deed->seen);
  return write_text (session, deed, &hash, error) && check_warnings (session, before, error)
         && cw_session_approve (session, deed->about, hash, error);
}

/**
 * cw_deed_do:
 * @session: the session, in its worker
 * @deed: a #CwDeed
 * @cancellable: (nullable): cancelled when the person cancels
 * @error: where to store the reason
 *
 * Returns: whether it ended well
 */
gboolean
cw_deed_do (CwSession     *session,
            gpointer       deed,
            GCancellable  *cancellable,
            GError       **error)
{
  const CwDeed *self = deed;

  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, "Cancelled");
      return FALSE;
    }
  switch (self->kind)
    {
    case CW_DESK_SET:
      return cw_session_set (session, self->about, self->value, error);
    case CW_DESK_SET_ALL:
      return cw_session_set_all (session, json_node_get_object (self->value), error);
    case CW_DESK_ROUND:
      return cw_session_start_round (session, self->key, self->text, cancellable, error);
    case CW_DESK_GO_BACK:
      return cw_session_go_back (session, self->key, NULL, NULL, cancellable, error);
    case CW_DESK_STAY:
      return cw_session_stay (session, self->key, NULL, error);
    case CW_DESK_REBASE:
      return cw_session_rebase (session, self->key, NULL, cancellable, error);
    case CW_DESK_UNREBASE:
      return cw_session_unrebase (session, self->key, NULL, error);
    case CW_DESK_NOTE:
      return cw_session_note (session, self->about, self->text, error);
    case CW_DESK_GIVE_UP:
      return cw_session_give_up (session, self->text, error);
    case CW_DESK_TAKE_UP:
      return cw_session_take_up (session, error);
    case CW_DESK_REFRESH:
      return cw_session_refresh (session, TRUE, cancellable, error);
    case CW_DESK_APPROVE:
      return approve (session, self, error);
    case CW_DESK_SEND:
      return approve (session, self, error) && cw_session_run (session, self->about, cancellable, error);
    case CW_DESK_RUN:
      return cw_session_run (session, self->about, cancellable, error);
    case CW_DESK_WITHDRAW:
      return cw_session_withdraw (session, self->about, error);
    case CW_DESK_RESTORE:
      return cw_session_restore (session, self->about, error);
    case CW_DESK_RETRACT:
      return cw_session_retract (session, self->about, cancellable, error);
    case CW_DESK_SEND_AGAIN:
      return cw_session_send_again (session, self->about, error);
    case CW_DESK_ADOPT:
      return cw_session_adopt (session, self->about, self->number, cancellable, error);
    case CW_DESK_BY_HAND:
      return cw_session_by_hand (session, self->about, self->key, self->url, self->text, error);
    case CW_DESK_LEAVE_OUT:
      return cw_session_leave_out (session, self->about, self->text, error);
    default:
      g_assert_not_reached ();
    }
}
