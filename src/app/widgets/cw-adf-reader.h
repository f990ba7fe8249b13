/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cw-document.h"

G_BEGIN_DECLS

gboolean    cw_adf_is_document (JsonNode   *node);
CwDocument *cw_adf_read        (JsonObject *doc);

G_END_DECLS
