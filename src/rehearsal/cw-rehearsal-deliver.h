/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rehearsal-faults.h"
#include "cw-rehearsal-request.h"

G_BEGIN_DECLS

void cw_rehearsal_deliver (CwRehearsalRequest     *request,
                           const char             *service,
                           const CwRehearsalFault *fault);

G_END_DECLS
