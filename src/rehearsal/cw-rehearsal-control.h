/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rehearsal-faults.h"
#include "cw-rehearsal-request.h"

G_BEGIN_DECLS

gboolean cw_rehearsal_control_serve (CwRehearsalRequest *request,
                                     CwRehearsalFaults  *faults,
                                     JsonArray          *log);

G_END_DECLS
