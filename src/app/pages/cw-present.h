/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan.h"

G_BEGIN_DECLS

char *cw_present_describe (CwPlan *plan);

G_END_DECLS
