/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *cw_rehearsal_world_load (const char *path,
                                     GError    **error);
char       *cw_rehearsal_world_find (const char *name);
JsonObject *cw_rehearsal_world_user (JsonObject *world,
                                     const char *name,
                                     const char *value);
JsonArray  *cw_rehearsal_world_list (JsonObject *world,
                                     const char *section,
                                     const char *name);

G_END_DECLS
