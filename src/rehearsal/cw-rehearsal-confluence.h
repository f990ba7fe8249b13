/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rehearsal-request.h"

G_BEGIN_DECLS

void cw_rehearsal_confluence_serve (CwRehearsalRequest *request);

G_END_DECLS
