/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwReviewQueue:
 *
 * What is reviewed together, one after the other, and then sent together. What was approved and hasn't changed since
 * counts as reviewed. Belongs to the main thread.
 */
typedef struct _CwReviewQueue CwReviewQueue;

CwReviewQueue    *cw_review_queue_new            (CwDesk             *desk,
                                                  const char *const  *effect_ids);
void              cw_review_queue_free           (CwReviewQueue      *self);

guint             cw_review_queue_get_length     (CwReviewQueue      *self);
const CwViewItem *cw_review_queue_get_item       (CwReviewQueue      *self,
                                                  guint               index);
gboolean          cw_review_queue_is_open        (CwReviewQueue      *self,
                                                  guint               index);
guint             cw_review_queue_find_open      (CwReviewQueue      *self,
                                                  guint               after);
GPtrArray        *cw_review_queue_list_reviewed  (CwReviewQueue      *self);
void              cw_review_queue_approve        (CwReviewQueue      *self,
                                                  guint               index,
                                                  const char         *hash,
                                                  const char         *text);
void              cw_review_queue_send           (CwReviewQueue      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwReviewQueue, cw_review_queue_free)

G_END_DECLS
