/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-handler.h"
#include "cw-phalanx-service.h"

G_BEGIN_DECLS

JsonObject *cw_pull_request_make_outcome      (const char       *repository,
                                               const CwPull     *pull);
gint64      cw_pull_request_get_number        (JsonObject       *outcome,
                                               GError          **error);
void        cw_pull_request_compare           (CwFinding        *finding,
                                               JsonObject       *payload,
                                               const CwPull     *pull);
gboolean    cw_pull_request_compare_reviewers (CwPhalanxService *service,
                                               CwFinding        *finding,
                                               JsonObject       *payload,
                                               const CwPull     *pull,
                                               GCancellable     *cancellable,
                                               GError          **error);

G_END_DECLS
