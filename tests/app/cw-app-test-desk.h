/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-desk.h"

G_BEGIN_DECLS

typedef gboolean (*CwAppTestCondition) (gpointer data);

void     cw_app_test_wait_until (CwAppTestCondition  condition,
                                 gpointer            data);
CwDesk  *cw_app_test_desk_new   (CwProcedure        *procedure,
                                 const char         *data_dir,
                                 const char         *site);
gboolean cw_app_test_is_idle    (gpointer            desk);

G_END_DECLS
