/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-session-private.h"

/*
 * What people are told can't be taken back from them. So what a message names is looked at once more before it goes out,
 * with what that stands on in turn: a pull request, its checks, its branch and its ticket may be others than at the last
 * refresh. The journal gets what the look saw, and the stage says from there whether the message still waits.
 */

static gboolean
refuse (const CwViewItem *item,
        const char       *reason,
        int               code,
        GError          **error)
{
  g_set_error (error, CW_ERROR, code, _ ("“%s”: nothing was sent: %s"), cw_effect_get_title (item->effect), reason);
  return FALSE;
}

/* Adds what @id names to @ids, each once, in the order of the looks. */
static void
add_named (CwSession  *self,
           const char *id,
           GPtrArray  *ids)
{
  const CwViewItem *item = cw_view_find (self->view, id);
  const char *const *named = item != NULL ? cw_effect_get_preconditions (item->effect) : NULL;

  for (gsize i = 0; named != NULL && named[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (ids, named[i], g_str_equal, NULL))
      {
        g_ptr_array_add (ids, g_strdup (named[i]));
        add_named (self, named[i], ids);
      }
}

static gboolean
look_at (CwSession     *self,
         GPtrArray     *ids,
         gboolean      *news,
         GCancellable  *cancellable,
         GError       **error)
{
  CwHistory *history = cw_runner_get_history (self->runner);

  for (guint i = 0; i < ids->len; i++)
    {
      CwEffectRecord *before = cw_history_get_record (history, ids->pdata[i]);

      if (!cw_session_compare (self, ids->pdata[i], cancellable, error))
        return FALSE;
      *news |= cw_history_get_record (history, ids->pdata[i]) != before;
    }
  return TRUE;
}

/*
 * cw_session_look_at_named:
 * @self: a session
 * @effect_id: id of an effect that is to be sent
 * @cancellable: (nullable): a cancellable
 * @error: where to store why it isn't sent
 *
 * The view may be another one afterwards.
 *
 * Returns: whether nothing of what it names keeps it from being sent
 */
gboolean
cw_session_look_at_named (CwSession     *self,
                          const char    *effect_id,
                          GCancellable  *cancellable,
                          GError       **error)
{
  const CwViewItem *item = cw_view_find (self->view, effect_id);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  gboolean news = FALSE;

  if (!g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_MESSAGE))
    return TRUE;
  add_named (self, effect_id, ids);
  if (!look_at (self, ids, &news, cancellable, &local))
    return refuse (item, local->message, local->domain == CW_ERROR ? local->code : CW_ERROR_FAILED, error);
  if (!news)
    return TRUE;
  if (!cw_session_update (self, cancellable, error))
    return FALSE;
  item = cw_view_find (self->view, effect_id);
  if (item == NULL || item->state != CW_EFFECT_WAITING)
    return TRUE;
  return refuse (item, cw_effect_get_waiting (item->effect), CW_ERROR_NEEDS_PERSON, error);
}
