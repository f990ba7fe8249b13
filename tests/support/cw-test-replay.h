/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*CwTestFileFunc) (const char *path,
                                const char *full,
                                gpointer    user_data);

char *cw_test_replay_unpack  (void);
void  cw_test_foreach_file   (const char    *directory,
                              CwTestFileFunc function,
                              gpointer       user_data);

G_END_DECLS
