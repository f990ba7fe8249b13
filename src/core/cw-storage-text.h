/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean cw_storage_equal    (const char *ours,
                              const char *theirs);
char    *cw_storage_to_plain (const char *storage);

G_END_DECLS
