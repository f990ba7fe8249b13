/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *cw_script_check (const char    *program,
                       GCancellable  *cancellable,
                       GError       **error);

G_END_DECLS
