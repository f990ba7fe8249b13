/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rehearsal-request.h"

G_BEGIN_DECLS

gboolean cw_rehearsal_web_serve (CwRehearsalRequest *request);

G_END_DECLS
