/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean cw_jira_create_check (JsonObject  *fields,
                               GPtrArray   *known,
                               GError     **error);

G_END_DECLS
