/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-effect.h"

G_BEGIN_DECLS

/* What a payload's members are called on screen. */

const char *cw_field_names_get (CwEffect   *effect,
                                const char *id);

G_END_DECLS
