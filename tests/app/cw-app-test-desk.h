/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/* The instant at which the tests' rehearsals begin. */
#define CW_APP_TEST_NOW "2026-12-01T12:00:00Z"

typedef gboolean (*CwAppTestCondition) (gpointer data);

void         cw_app_test_wait_until  (CwAppTestCondition  condition,
                                      gpointer            data);
CwProcedure *cw_app_test_procedure   (const char         *name);
CwDesk      *cw_app_test_desk_new    (CwProcedure        *procedure,
                                      const char         *data_dir);
CwDesk      *cw_app_test_desk_begin  (CwProcedure        *procedure,
                                      const char         *data_dir,
                                      const char         *site);
void         cw_app_test_wait_idle   (CwDesk             *desk);
gboolean     cw_app_test_is_idle     (gpointer            desk);
GtkWidget   *cw_app_test_show_page   (CwDesk             *desk,
                                      const char         *stage,
                                      GtkWidget         **window);
void         cw_app_test_choose_file (const char         *path,
                                      int                 response);

G_END_DECLS
