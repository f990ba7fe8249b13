/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

void cw_freshness_show       (CwDesk         *desk,
                              AdwWindowTitle *title);
void cw_freshness_set_narrow (AdwWindowTitle *title,
                              gboolean        narrow);

G_END_DECLS
