/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-change-row.h"

G_BEGIN_DECLS

/* The edits of a plan, as a person leaves them out one by one. */

const CwMention *cw_change_edits_find    (CwPlan          *plan,
                                          const char      *edit);
char            *cw_change_edits_name    (const CwMention *mention);
GStrv            cw_change_edits_between (CwPlan          *plan,
                                          CwChangeRow     *row,
                                          guint            first,
                                          guint            last);

G_END_DECLS
