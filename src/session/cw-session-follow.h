/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-event.h"
#include "cw-session.h"

G_BEGIN_DECLS

/* Reading along while another window or program works on the preparation. */

gboolean   cw_session_is_reading (CwSession     *self);
gboolean   cw_session_has_owner  (CwSession     *self);
GPtrArray *cw_session_follow     (CwSession     *self,
                                  GCancellable  *cancellable,
                                  GError       **error);

G_END_DECLS
