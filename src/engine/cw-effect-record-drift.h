/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-effect-record.h"

G_BEGIN_DECLS

gboolean cw_effect_record_is_replaced (CwEffectRecord *self);

G_END_DECLS
