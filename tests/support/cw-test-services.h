/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-accounts.h"
#include "cw-effect.h"
#include "cw-http.h"
#include "cw-test-rehearsal.h"

G_BEGIN_DECLS

/**
 * CwTestServices:
 * @rehearsal: the services
 * @accounts: their accounts
 * @http: a client whose waits between tries take no time
 * @naps: how often it waited
 * @slept: for how many seconds altogether
 *
 * A running rehearsal and what speaks to it.
 */
typedef struct {
  CwTestRehearsal *rehearsal;
  CwAccounts      *accounts;
  CwHttp          *http;
  guint            naps;
  double           slept;
} CwTestServices;

CwTestServices *cw_test_services_start           (const char      *now);
CwTestServices *cw_test_services_restart         (CwTestServices  *self,
                                                  const char      *now);
void            cw_test_services_stop            (CwTestServices  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwTestServices, cw_test_services_stop)

CwAccount      *cw_test_services_closed          (CwTestServices  *self,
                                                  const CwAccount *account);
guint           cw_test_services_count           (CwTestServices  *self,
                                                  const char      *service,
                                                  const char      *method,
                                                  const char      *path);
GThread        *cw_test_services_cancel_on       (CwTestServices  *self,
                                                  const char      *service,
                                                  const char      *method,
                                                  const char      *path,
                                                  GCancellable    *cancellable);
CwEffect       *cw_test_effect                   (const char      *kind,
                                                  const char      *marker,
                                                  const char      *payload);

G_END_DECLS
