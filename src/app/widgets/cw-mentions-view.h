/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-plan.h"

G_BEGIN_DECLS

/**
 * CwMentionsView:
 *
 * Every mention of a cycle in a site's files with what becomes of it and why, to be searched and filtered. Signals:
 * `leave-out` (the edit's id) and `take-back` (the edit's id) say what a person asks for.
 */
#define CW_TYPE_MENTIONS_VIEW (cw_mentions_view_get_type ())
G_DECLARE_FINAL_TYPE (CwMentionsView, cw_mentions_view, CW, MENTIONS_VIEW, AdwBin)

void cw_mentions_view_set_plan (CwMentionsView    *self,
                                CwPlan            *plan,
                                const char *const *repositories);
void cw_mentions_view_search   (CwMentionsView    *self);

G_END_DECLS
