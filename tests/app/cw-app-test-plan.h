/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan-private.h"

G_BEGIN_DECLS

CwPlan       *cw_app_test_plan_new         (guint        n_equal,
                                            guint        n_lines);
CwPlan       *cw_app_test_plan_new_full    (guint        n,
                                            const char  *text);
CwFileChange *cw_app_test_file_change_new  (const char  *path,
                                            const char  *before,
                                            const char  *word,
                                            const char  *replacement,
                                            const char  *reason);
void          cw_app_test_file_change_free (gpointer     data);

G_END_DECLS
