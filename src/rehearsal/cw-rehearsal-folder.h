/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

int   cw_rehearsal_folder_lock  (const char *directory,
                                 GError    **error);
char *cw_rehearsal_folder_token (const char *directory,
                                 GError    **error);

G_END_DECLS
