/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-session.h"

G_BEGIN_DECLS

CwView *cw_preview (const CwSessionConfig *config,
                    GHashTable            *facts,
                    GCancellable          *cancellable,
                    GError               **error);

G_END_DECLS
