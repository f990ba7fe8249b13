/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

int   cw_rehearsal_folder_lock  (const char *directory,
                                 GError    **error);
char *cw_rehearsal_folder_token (const char *directory,
                                 GError    **error);
guint cw_rehearsal_folder_port  (const char *directory);
void  cw_rehearsal_folder_keep_port (const char *directory,
                                     guint       port);

G_END_DECLS
