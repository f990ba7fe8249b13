/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwRoundList:
 *
 * Every branch that was pushed, with the way to another change on its ticket.
 */
#define CW_TYPE_ROUND_LIST (cw_round_list_get_type ())
G_DECLARE_FINAL_TYPE (CwRoundList, cw_round_list, CW, ROUND_LIST, AdwBin)

GtkWidget *cw_round_list_new    (void);
void       cw_round_list_update (CwRoundList *self,
                                 CwDesk      *desk);

G_END_DECLS
