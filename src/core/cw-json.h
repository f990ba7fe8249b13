/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define CW_JSON_DEFAULT_MAX_BYTES ((gsize) 8 * 1024 * 1024)
#define CW_JSON_MAX_DEPTH 128

JsonNode   *cw_json_parse       (const char *text,
                                 gssize      length,
                                 gsize       max_bytes,
                                 GError    **error);
char       *cw_json_find_text   (const char *json,
                                 const char *member);
char       *cw_json_canonical   (JsonNode   *node);
char       *cw_json_sha256      (JsonNode   *node);
char       *cw_json_to_text     (JsonNode   *node,
                                 gboolean    pretty);

JsonObject *cw_json_object      (const char *key,
                                 ...) G_GNUC_NULL_TERMINATED;
JsonNode   *cw_json_node_object (JsonObject *object);

const char *cw_json_get_string  (JsonObject *object,
                                 const char *member,
                                 const char *fallback);
gint64      cw_json_get_int     (JsonObject *object,
                                 const char *member,
                                 gint64      fallback);
gboolean    cw_json_get_bool    (JsonObject *object,
                                 const char *member,
                                 gboolean    fallback);
JsonObject *cw_json_get_object  (JsonObject *object,
                                 const char *member);
JsonArray  *cw_json_get_array   (JsonObject *object,
                                 const char *member);
const char *cw_json_path_string (JsonNode   *root,
                                 const char *path);

G_END_DECLS
