/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-document.h"
#include "cw-stage.h"

G_BEGIN_DECLS

CwDocument *cw_handover_sheet (const CwStageInput *input,
                               GPtrArray          *results);

G_END_DECLS
