/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-account.h"

G_BEGIN_DECLS

/* For those who make accounts of what was given. */
gboolean cw_account_check_line (const char *text,
                                GError    **error);

G_END_DECLS
