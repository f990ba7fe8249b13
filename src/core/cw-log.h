/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void  cw_log_init   (gboolean    debug);
void  cw_redact_add (const char *secret);
char *cw_redact     (const char *text);

G_END_DECLS
