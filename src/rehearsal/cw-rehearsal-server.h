/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rehearsal-store.h"

G_BEGIN_DECLS

typedef struct _CwRehearsalServer CwRehearsalServer;

CwRehearsalServer *cw_rehearsal_server_new     (CwRehearsalStore  *store,
                                                guint              port,
                                                GError           **error);
void               cw_rehearsal_server_free    (CwRehearsalServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRehearsalServer, cw_rehearsal_server_free)

char              *cw_rehearsal_server_to_line (CwRehearsalServer *self);

G_END_DECLS
