/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-change-row.h"
#include "cw-view.h"

G_BEGIN_DECLS

/* A plan as a list to be reviewed: what needs a person first, what is equal in many files once. No widget. */

GListModel *cw_change_rows_new (CwPlan            *plan,
                                const char *const *repositories,
                                CwView            *view);

G_END_DECLS
