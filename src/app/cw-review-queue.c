/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-review-queue"

#include "config.h"

#include "cw-review-queue.h"
#include "cw-show.h"

struct _CwReviewQueue
{
  CwDesk *desk;
  GStrv ids;
  GHashTable *approved;   /* effect id → hash on screen when it was approved here; the approval may still be on its way */
};

/**
 * cw_review_queue_new:
 * @desk: where approvals are given
 * @effect_ids: (array zero-terminated=1): ids of effects of the desk's view, in the order in which they are sent
 *
 * Returns: (transfer full): the queue
 */
CwReviewQueue *
cw_review_queue_new (CwDesk            *desk,
                     const char *const *effect_ids)
{
  CwReviewQueue *self;

  g_return_val_if_fail (CW_IS_DESK (desk) && effect_ids != NULL, NULL);

  self = g_new0 (CwReviewQueue, 1);
  self->desk = g_object_ref (desk);
  self->ids = g_strdupv ((char **) effect_ids);
  self->approved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
cw_review_queue_free (CwReviewQueue *self)
{
  g_object_unref (self->desk);
  g_strfreev (self->ids);
  g_hash_table_unref (self->approved);
  g_free (self);
}

guint
cw_review_queue_get_length (CwReviewQueue *self)
{
  return g_strv_length (self->ids);
}

/**
 * cw_review_queue_get_item:
 * @self: a queue
 * @index: which one
 *
 * Returns: (transfer none) (nullable): the effect as the desk has it now; %NULL when it is gone
 */
const CwViewItem *
cw_review_queue_get_item (CwReviewQueue *self,
                          guint          index)
{
  CwView *view = cw_desk_get_view (self->desk);

  g_return_val_if_fail (index < cw_review_queue_get_length (self), NULL);

  return view != NULL ? cw_view_find (view, self->ids[index]) : NULL;
}

/* Whether it goes out as it stands: approved, or tried already with an approval that still holds. */
static gboolean
is_reviewed (CwReviewQueue    *self,
             const CwViewItem *item)
{
  const char *id = cw_effect_get_id (item->effect);

  if (item->state == CW_EFFECT_APPROVED || item->state == CW_EFFECT_FAILED)
    return TRUE;
  return g_strcmp0 (g_hash_table_lookup (self->approved, id), cw_effect_get_hash (item->effect)) == 0
         && g_hash_table_contains (self->approved, id) && cw_desk_get_trouble (self->desk, id) == NULL;
}

/* What was changed outside is put back only where a person saw it: it is among these only when they asked for it. */
static gboolean
can_send (CwReviewQueue    *self,
          const CwViewItem *item)
{
  return item != NULL && (cw_show_can_send (item) || (item->state == CW_EFFECT_DRIFTED && !item->closed))
         && !cw_desk_is_sending (self->desk, cw_effect_get_id (item->effect));
}

/**
 * cw_review_queue_is_open:
 * @self: a queue
 * @index: which one
 *
 * Returns: whether it can be sent once a person has approved it
 */
gboolean
cw_review_queue_is_open (CwReviewQueue *self,
                         guint          index)
{
  const CwViewItem *item = cw_review_queue_get_item (self, index);

  return can_send (self, item) && !is_reviewed (self, item);
}

/**
 * cw_review_queue_find_open:
 * @self: a queue
 * @after: where to begin: the one after this, and from the start again
 *
 * Returns: index of the next one that is open, @after itself last; the queue's length where none is
 */
guint
cw_review_queue_find_open (CwReviewQueue *self,
                           guint          after)
{
  guint length = cw_review_queue_get_length (self);

  for (guint i = 1; i <= length; i++)
    if (cw_review_queue_is_open (self, (after + i) % length))
      return (after + i) % length;
  return length;
}

/**
 * cw_review_queue_list_reviewed:
 * @self: a queue
 *
 * Returns: (transfer container) (element-type CwViewItem): what would be sent now
 */
GPtrArray *
cw_review_queue_list_reviewed (CwReviewQueue *self)
{
  GPtrArray *items = g_ptr_array_new ();

  for (guint i = 0; self->ids[i] != NULL; i++)
    {
      const CwViewItem *item = cw_review_queue_get_item (self, i);

      if (can_send (self, item) && is_reviewed (self, item))
        g_ptr_array_add (items, (gpointer) item);
    }
  return items;
}

/**
 * cw_review_queue_approve:
 * @self: a queue
 * @index: which one
 * @hash: hash of the payload on screen
 * @text: (nullable): the text on screen where it was edited there
 *
 * Approves exactly what is on screen; it isn't sent yet.
 */
void
cw_review_queue_approve (CwReviewQueue *self,
                         guint          index,
                         const char    *hash,
                         const char    *text)
{
  g_return_if_fail (hash != NULL && index < cw_review_queue_get_length (self));

  g_hash_table_replace (self->approved, g_strdup (self->ids[index]), g_strdup (hash));
  cw_desk_approve (self->desk, self->ids[index], hash, text, FALSE);
}

/**
 * cw_review_queue_send:
 * @self: a queue
 *
 * Sends what was reviewed, in the queue's order. Whose approval doesn't hold when it is its turn isn't sent.
 */
void
cw_review_queue_send (CwReviewQueue *self)
{
  g_autoptr (CwView) view = g_object_ref (cw_desk_get_view (self->desk));
  g_autoptr (GPtrArray) items = cw_review_queue_list_reviewed (self);

  for (guint i = 0; i < items->len; i++)
    cw_desk_run (self->desk, cw_effect_get_id (((const CwViewItem *) g_ptr_array_index (items, i))->effect));
}
