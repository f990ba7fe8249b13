/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-mention-item"

#include "config.h"

#include "cw-mention-item.h"

struct _CwMentionItem
{
  GObject parent_instance;

  CwPlan          *plan;
  const CwMention *mention; /* the plan's */
};

G_DEFINE_FINAL_TYPE (CwMentionItem, cw_mention_item, G_TYPE_OBJECT)

static void
cw_mention_item_finalize (GObject *object)
{
  g_clear_object (&CW_MENTION_ITEM (object)->plan);
  G_OBJECT_CLASS (cw_mention_item_parent_class)->finalize (object);
}

static void
cw_mention_item_class_init (CwMentionItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_mention_item_finalize;
}

static void
cw_mention_item_init (CwMentionItem *self)
{
}

/**
 * cw_mention_item_new:
 * @plan: the plan that owns @mention
 * @mention: a mention of a cycle
 *
 * Makes a list's item; it keeps the plan alive.
 *
 * Returns: (transfer full): the item
 */
CwMentionItem *
cw_mention_item_new (CwPlan          *plan,
                     const CwMention *mention)
{
  CwMentionItem *self = g_object_new (CW_TYPE_MENTION_ITEM, NULL);

  self->plan = g_object_ref (plan);
  self->mention = mention;
  return self;
}

const CwMention *
cw_mention_item_get_mention (CwMentionItem *self)
{
  g_return_val_if_fail (CW_IS_MENTION_ITEM (self), NULL);

  return self->mention;
}
