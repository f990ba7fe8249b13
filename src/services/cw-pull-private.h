/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-phalanx-service.h"
#include "cw-rest.h"

G_BEGIN_DECLS

/* Reading GitHub's answers; for its service alone. */
CwPull   *cw_pull_read          (JsonObject *object);
CwChecks  cw_checks_combine     (CwChecks    a,
                                 CwChecks    b);
CwChecks  cw_checks_read_runs   (JsonObject *answer);
CwChecks  cw_checks_read_status (JsonObject *answer);

/* Calling GitHub, in the order and at the pace that it asks for; for the service's own files. */
CwRest     *cw_phalanx_service_get_rest   (CwPhalanxService   *self);
char       *cw_phalanx_service_make_path  (const char         *repository,
                                           const char         *rest);
JsonObject *cw_phalanx_service_make_list  (const char         *member,
                                           const char *const  *values);
JsonNode   *cw_phalanx_service_call_write (CwPhalanxService   *self,
                                           const char         *method,
                                           const char         *path,
                                           JsonObject         *body,
                                           CwHttpPolicy        policy,
                                           GCancellable       *cancellable,
                                           GError            **error);
void        cw_phalanx_service_explain_move (CwPhalanxService *self,
                                             const char       *path,
                                             GCancellable     *cancellable,
                                             GError          **error);

G_END_DECLS
