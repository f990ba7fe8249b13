/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-procedure-private.h"

/* Short words for the tables of cw-procedure-shapes.c and cw-procedure-places.c; for nothing else. */

#define AT(type, field) .offset = G_STRUCT_OFFSET (type, field)
#define REQUIRED .need = CW_JSON_REQUIRED
#define OPTIONAL .need = CW_JSON_OPTIONAL
#define OR_EMPTY .need = CW_JSON_EMPTY
#define ID .check = cw_procedure_check_id
#define FILLED .check = cw_procedure_check_filled
#define TEMPLATE .check = cw_procedure_check_template
#define SHOWN .context = CW_PROCEDURE_CONTEXT
#define WHEN .check = cw_procedure_check_condition, .example = "full"
#define SITES .check = cw_procedure_check_site
#define URL .check = cw_procedure_check_url, .example = "https://example.org"
#define END { NULL }

extern const CwJsonShape cw_procedure_repository_shape;
extern const CwJsonShape cw_procedure_site_shape;
