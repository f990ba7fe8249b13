/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-session.h"

G_BEGIN_DECLS

gboolean cw_session_is_behind (CwView        *view,
                               const char    *site);
gboolean cw_session_is_rebasing (CwView       *view,
                                 const char   *site);
gboolean cw_session_rebase    (CwSession     *self,
                               const char    *site,
                               const char    *repository,
                               GCancellable  *cancellable,
                               GError       **error);
gboolean cw_session_unrebase  (CwSession     *self,
                               const char    *site,
                               const char    *repository,
                               GError       **error);
gboolean cw_session_check_settling (CwSession  *self,
                               const char    *key,
                               JsonNode      *value,
                               GError       **error);

G_END_DECLS
