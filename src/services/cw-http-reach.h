/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-http-private.h"

G_BEGIN_DECLS

/* Which hosts are out of reach while somebody looks around. Inside CwHttp. */
typedef struct _CwHttpReach CwHttpReach;

CwHttpReach *cw_http_reach_new    (void);
void         cw_http_reach_free   (CwHttpReach      *self);
void         cw_http_reach_switch (CwHttpReach      *self,
                                   gboolean          on);
void         cw_http_reach_note   (CwHttpReach      *self,
                                   const CwHttpTry  *attempt,
                                   const GError     *cause);
gboolean     cw_http_reach_check  (CwHttpReach      *self,
                                   CwHttpTry        *attempt,
                                   GError          **error);

G_END_DECLS
