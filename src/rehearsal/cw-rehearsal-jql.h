/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rehearsal-store.h"

G_BEGIN_DECLS

typedef struct _CwRehearsalJql CwRehearsalJql;

CwRehearsalJql *cw_rehearsal_jql_parse   (CwRehearsalStore *store,
                                          const char       *text,
                                          char            **wrong);
void            cw_rehearsal_jql_free    (CwRehearsalJql   *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRehearsalJql, cw_rehearsal_jql_free)

gboolean        cw_rehearsal_jql_matches (CwRehearsalJql   *self,
                                          JsonObject       *issue);
int             cw_rehearsal_jql_compare (CwRehearsalJql   *self,
                                          JsonObject       *a,
                                          JsonObject       *b);

G_END_DECLS
