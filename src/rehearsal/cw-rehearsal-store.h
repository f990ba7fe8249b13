/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define CW_TYPE_REHEARSAL_STORE (cw_rehearsal_store_get_type ())
G_DECLARE_FINAL_TYPE (CwRehearsalStore, cw_rehearsal_store, CW, REHEARSAL_STORE, GObject)

CwRehearsalStore *cw_rehearsal_store_open          (const char       *directory,
                                                    JsonObject       *world,
                                                    GError          **error);
JsonObject       *cw_rehearsal_store_get_world     (CwRehearsalStore *self);
JsonObject       *cw_rehearsal_store_get_state     (CwRehearsalStore *self);
JsonArray        *cw_rehearsal_store_get_list      (CwRehearsalStore *self,
                                                    const char       *name);
JsonObject       *cw_rehearsal_store_get_map       (CwRehearsalStore *self,
                                                    const char       *name);
const char       *cw_rehearsal_store_get_directory (CwRehearsalStore *self);
const char       *cw_rehearsal_store_get_token     (CwRehearsalStore *self);
const char       *cw_rehearsal_store_get_base      (CwRehearsalStore *self);
void              cw_rehearsal_store_set_base      (CwRehearsalStore *self,
                                                    const char       *base);

void              cw_rehearsal_store_set_now       (CwRehearsalStore *self,
                                                    GDateTime        *now);
GDateTime        *cw_rehearsal_store_now           (CwRehearsalStore *self);
char             *cw_rehearsal_store_stamp         (CwRehearsalStore *self);

gint64            cw_rehearsal_store_next          (CwRehearsalStore *self,
                                                    const char       *counter);
void              cw_rehearsal_store_reset         (CwRehearsalStore *self);
void              cw_rehearsal_store_touch         (CwRehearsalStore *self);
gboolean          cw_rehearsal_store_save          (CwRehearsalStore *self,
                                                    GError          **error);

G_END_DECLS
