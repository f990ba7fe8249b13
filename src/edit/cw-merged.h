/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean cw_merged_check (const char  *name,
                          GBytes      *ours,
                          GBytes      *merged,
                          GError     **error);

G_END_DECLS
