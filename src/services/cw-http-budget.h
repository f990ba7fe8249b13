/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-http.h"

G_BEGIN_DECLS

/* What each host allows just now. Inside CwHttp. */
typedef struct _CwHttpBudget CwHttpBudget;

CwHttpBudget *cw_http_budget_new      (void);
void          cw_http_budget_free     (CwHttpBudget      *self);
void          cw_http_budget_note     (CwHttpBudget      *self,
                                       const char        *url,
                                       const CwHttpReply *reply);
double        cw_http_budget_get_wait (CwHttpBudget      *self,
                                       const char        *url);

G_END_DECLS
