/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-inventory.h"

G_BEGIN_DECLS

const char *cw_component_find_cycle   (GPtrArray   *items,
                                       const char  *repository);
GBytes     *cw_component_follow_cycle (const char  *path,
                                       GBytes      *text,
                                       const char  *place,
                                       const char  *from,
                                       const char  *to,
                                       GPtrArray   *notes,
                                       GError     **error);

G_END_DECLS
