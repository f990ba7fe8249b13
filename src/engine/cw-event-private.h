/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-event.h"

G_BEGIN_DECLS

CwEvent    *cw_event_new_from_text (gint64      seq,
                                    gint64      time,
                                    const char *type,
                                    const char *effect_id,
                                    const char *actor,
                                    const char *text,
                                    gsize       length);
const char *cw_event_get_text      (CwEvent    *self,
                                    gsize      *length);
gboolean    cw_event_is_readable   (CwEvent    *self);

G_END_DECLS
