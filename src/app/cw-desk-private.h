/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-desk.h"

G_BEGIN_DECLS

/* For the desk's own parts alone. */

CwWorkbench *cw_desk_get_workbench (CwDesk *self);

G_END_DECLS
