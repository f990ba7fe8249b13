/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void  cw_test_use_memory (void);
void  cw_test_init       (int        *argc,
                          char     ***argv);
char *cw_test_source     (const char *path);
char *cw_test_directory  (void);
void  cw_test_remove_directory (const char *path);
char *cw_test_shared     (const char *path);

G_END_DECLS
