/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-handler.h"

G_BEGIN_DECLS

CwFinding  *cw_test_find    (CwHandler  *handler,
                             CwEffect   *effect);
CwFinding  *cw_test_verify  (CwHandler  *handler,
                             CwEffect   *effect,
                             JsonObject *outcome);
JsonObject *cw_test_perform (CwHandler  *handler,
                             CwEffect   *effect);

G_END_DECLS
