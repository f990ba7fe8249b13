/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-handler.h"

G_BEGIN_DECLS

/**
 * CwTaskHandler:
 *
 * What only a person can do: never sent, always asked for.
 */
#define CW_TYPE_TASK_HANDLER (cw_task_handler_get_type ())
G_DECLARE_FINAL_TYPE (CwTaskHandler, cw_task_handler, CW, TASK_HANDLER, GObject)

CwHandler *cw_task_handler_new (void);

G_END_DECLS
