/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rehearsal-faults.h"
#include "cw-rehearsal-git.h"
#include "cw-rehearsal-request.h"

G_BEGIN_DECLS

void cw_rehearsal_git_door_serve (CwRehearsalGit         *git,
                                  CwRehearsalRequest     *request,
                                  const CwRehearsalFault *fault,
                                  JsonObject             *entry);

G_END_DECLS
