/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cw-effect.h"
#include "cw-procedure.h"

G_BEGIN_DECLS

/* A payload's values as text. */

JsonNode *cw_field_text_unwrap    (JsonNode *node);
gboolean  cw_field_text_is_scalar (JsonNode *node);
char     *cw_field_text_write     (CwProcedure *procedure,
                                   CwEffect    *effect,
                                   JsonNode    *node);

G_END_DECLS
