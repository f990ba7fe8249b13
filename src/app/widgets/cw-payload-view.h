/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-view.h"

G_BEGIN_DECLS

/**
 * CwPayloadView:
 *
 * What will be sent, for reading: a ticket's or pull request's fields, a message's channel and instant, a branch's
 * files, and the text as it arrives.
 */
#define CW_TYPE_PAYLOAD_VIEW (cw_payload_view_get_type ())
G_DECLARE_FINAL_TYPE (CwPayloadView, cw_payload_view, CW, PAYLOAD_VIEW, AdwBin)

void cw_payload_view_show (CwPayloadView    *self,
                           CwProcedure      *procedure,
                           const CwViewItem *item,
                           gboolean          text_elsewhere);

G_END_DECLS
