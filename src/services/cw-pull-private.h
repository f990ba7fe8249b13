/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-phalanx-service.h"

G_BEGIN_DECLS

/* Reading GitHub's answers; for its service alone. */
CwPull   *cw_pull_read          (JsonObject *object);
CwChecks  cw_checks_combine     (CwChecks    a,
                                 CwChecks    b);
CwChecks  cw_checks_read_runs   (JsonObject *answer);
CwChecks  cw_checks_read_status (JsonObject *answer);

G_END_DECLS
