/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-stage-page.h"

G_BEGIN_DECLS

GtkWidget *cw_pages_make (const char *stage_id);

G_END_DECLS
