/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode   *cw_rehearsal_pack        (const char *format,
                                      ...);

JsonObject *cw_rehearsal_json_find   (JsonArray  *array,
                                      const char *name,
                                      const char *value);
JsonObject *cw_rehearsal_json_item   (JsonArray  *array,
                                      guint       position);
const char *cw_rehearsal_json_word   (JsonArray  *array,
                                      guint       position);
gboolean    cw_rehearsal_json_has    (JsonArray  *array,
                                      const char *text);
JsonNode   *cw_rehearsal_json_own    (JsonObject *object);
JsonNode   *cw_rehearsal_json_list   (JsonArray  *array);

G_END_DECLS
