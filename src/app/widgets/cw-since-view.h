/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-since-list.h"

G_BEGIN_DECLS

/**
 * CwSinceView:
 *
 * What changed since a person's last review, each thing as it was and as it is, the changed words marked. Hidden where
 * nothing did.
 */
#define CW_TYPE_SINCE_VIEW (cw_since_view_get_type ())
G_DECLARE_FINAL_TYPE (CwSinceView, cw_since_view, CW, SINCE_VIEW, AdwBin)

void cw_since_view_show (CwSinceView      *self,
                         CwProcedure      *procedure,
                         const CwViewItem *item,
                         CwEffect         *reviewed);
void cw_since_view_show_between (CwSinceView *self,
                                 CwProcedure *procedure,
                                 CwEffect    *before,
                                 CwEffect    *after);

G_END_DECLS
