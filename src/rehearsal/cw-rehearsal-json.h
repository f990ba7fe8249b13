/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode   *cw_rehearsal_pack        (const char *format,
                                      ...);
char       *cw_rehearsal_json_text   (JsonNode   *node);

const char *cw_rehearsal_json_string (JsonObject *object,
                                      const char *name);
gint64      cw_rehearsal_json_int    (JsonObject *object,
                                      const char *name,
                                      gint64      otherwise);
gboolean    cw_rehearsal_json_bool   (JsonObject *object,
                                      const char *name);
JsonObject *cw_rehearsal_json_object (JsonObject *object,
                                      const char *name);
JsonArray  *cw_rehearsal_json_array  (JsonObject *object,
                                      const char *name);
JsonObject *cw_rehearsal_json_find   (JsonArray  *array,
                                      const char *name,
                                      const char *value);
JsonObject *cw_rehearsal_json_item   (JsonArray  *array,
                                      guint       position);
gboolean    cw_rehearsal_json_has    (JsonArray  *array,
                                      const char *text);
JsonNode   *cw_rehearsal_json_own    (JsonObject *object);
JsonNode   *cw_rehearsal_json_list   (JsonArray  *array);

G_END_DECLS
