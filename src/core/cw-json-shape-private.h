/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-json-shape.h"

G_BEGIN_DECLS

gpointer cw_json_field_slot     (const CwJsonField  *field,
                                 gpointer            data);
char    *cw_json_field_describe (const CwJsonField  *field);
gboolean cw_json_field_read     (const CwJsonField  *field,
                                 const CwJsonCursor *place,
                                 gpointer            context,
                                 gpointer            slot,
                                 GError            **error);

G_END_DECLS
