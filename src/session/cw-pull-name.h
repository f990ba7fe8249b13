/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-procedure.h"

G_BEGIN_DECLS

gboolean cw_pull_name_read (CwProcedure         *procedure,
                            const char          *site,
                            const char          *text,
                            const CwRepository **repository,
                            guint               *number,
                            GError             **error);

G_END_DECLS
