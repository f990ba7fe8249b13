/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-session-files.h"

G_BEGIN_DECLS

/* What the file editor says of a file. */

char *cw_file_words_notice (const CwFileText  *file,
                            gboolean           outside,
                            const char       **deed,
                            const char       **action);
char *cw_file_words_origin (const CwFileText  *file);

G_END_DECLS
