/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-handler.h"
#include "cw-phalanx-service.h"

G_BEGIN_DECLS

/**
 * CwPullRequestHandler:
 *
 * Pull requests on GitHub, as effects.
 */
#define CW_TYPE_PULL_REQUEST_HANDLER (cw_pull_request_handler_get_type ())
G_DECLARE_FINAL_TYPE (CwPullRequestHandler, cw_pull_request_handler, CW, PULL_REQUEST_HANDLER, GObject)

CwHandler *cw_pull_request_handler_new (CwPhalanxService *service);

G_END_DECLS
