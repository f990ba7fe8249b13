/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-view.h"

G_BEGIN_DECLS

char       *cw_drift_say_theirs   (const CwViewItem *item);
char       *cw_drift_say_lacking (const CwViewItem *item);
GPtrArray  *cw_drift_describe    (const CwViewItem *item);
const char *cw_drift_say_decided (const CwViewItem *item);
gboolean    cw_drift_is_gone     (const CwViewItem *item);
gboolean    cw_drift_is_unfinished (const CwViewItem *item);
gboolean    cw_drift_is_replaced (const CwViewItem *item);
gboolean    cw_drift_is_contested (const CwViewItem *item);
char       *cw_drift_say_conceded (const CwViewItem *item);
gboolean    cw_drift_stays       (const CwViewItem *item);
gboolean    cw_drift_is_kept     (const CwViewItem *item);
gboolean    cw_drift_has_gone_out (const CwViewItem *item);

G_END_DECLS
