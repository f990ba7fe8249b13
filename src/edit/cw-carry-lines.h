/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-carry.h"

G_BEGIN_DECLS

GBytes *cw_carry_lines_clean (GBytes               *from,
                              GBytes               *to,
                              GBytes               *onto);
GBytes *cw_carry_lines       (const char           *name,
                              GBytes               *from,
                              GBytes               *to,
                              GBytes               *onto,
                              const CwCarryTrouble *trouble,
                              GError              **error);

G_END_DECLS
