/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwReviewView:
 *
 * All of one effect's payload as it will arrive, the text of a message for editing. Remembers which payload is on
 * screen, and says when it became another one under the person's eyes.
 */
#define CW_TYPE_REVIEW_VIEW (cw_review_view_get_type ())
G_DECLARE_FINAL_TYPE (CwReviewView, cw_review_view, CW, REVIEW_VIEW, AdwBin)

void        cw_review_view_show       (CwReviewView     *self,
                                       CwDesk           *desk,
                                       const CwViewItem *item);
const char *cw_review_view_get_hash   (CwReviewView     *self);
char       *cw_review_view_dup_edited (CwReviewView     *self);
void        cw_review_view_focus      (CwReviewView     *self);
gboolean    cw_review_view_is_blank   (CwReviewView     *self);
void        cw_review_view_keep       (CwReviewView     *self);
gboolean    cw_review_view_has_changed (CwReviewView *self);
void        cw_review_view_look        (CwReviewView *self);

G_END_DECLS
