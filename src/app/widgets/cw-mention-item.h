/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan.h"

G_BEGIN_DECLS

/**
 * CwMentionItem:
 *
 * A mention in a list model; it keeps its plan alive.
 */
#define CW_TYPE_MENTION_ITEM (cw_mention_item_get_type ())
G_DECLARE_FINAL_TYPE (CwMentionItem, cw_mention_item, CW, MENTION_ITEM, GObject)

CwMentionItem   *cw_mention_item_new         (CwPlan          *plan,
                                              const CwMention *mention);
const CwMention *cw_mention_item_get_mention (CwMentionItem   *self);

G_END_DECLS
