/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rehearsal-request.h"

G_BEGIN_DECLS

void        cw_rehearsal_github_serve (CwRehearsalRequest *request);
JsonObject *cw_rehearsal_github_pull  (CwRehearsalStore   *store,
                                       const char         *repository,
                                       gint64              number);
char       *cw_rehearsal_github_root  (CwRehearsalStore   *store);
void        cw_rehearsal_github_close (CwRehearsalStore   *store,
                                       JsonObject         *pull,
                                       gboolean            merged);

G_END_DECLS
