/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-accounts.h"
#include "cw-clock.h"
#include "cw-handler.h"
#include "cw-http.h"

G_BEGIN_DECLS

GHashTable *cw_handlers_new (CwHttp           *http,
                             const CwAccounts *accounts,
                             const char       *cache_dir,
                             CwClock          *clock);

G_END_DECLS
