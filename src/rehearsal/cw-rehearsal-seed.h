/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rehearsal-store.h"

G_BEGIN_DECLS

void cw_rehearsal_seed (CwRehearsalStore *store);

G_END_DECLS
