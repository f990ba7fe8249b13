/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-session.h"

G_BEGIN_DECLS

gboolean cw_session_can_go_back (CwView        *view,
                                 const char    *site);
gboolean cw_session_goes_back   (CwView        *view,
                                 const char    *site);
gboolean cw_session_go_back     (CwSession     *self,
                                 const char    *site,
                                 const char    *repository,
                                 const char    *base,
                                 GCancellable  *cancellable,
                                 GError       **error);
gboolean cw_session_stay        (CwSession     *self,
                                 const char    *site,
                                 const char    *repository,
                                 GError       **error);

G_END_DECLS
