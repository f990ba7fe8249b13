/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

char      *cw_app_test_dup_name     (GtkWidget         *widget);
GtkWidget *cw_app_test_find_control (GtkWidget         *root,
                                     GtkAccessibleRole  role,
                                     const char        *name);
char      *cw_app_test_audit        (GtkWidget         *window);
char      *cw_app_test_audit_width  (GtkWidget         *widget);
void       cw_app_test_wait_frame   (GtkWidget         *window);
void       cw_app_test_unfold       (GtkWidget         *root);
void       cw_app_test_look_through (GtkWidget         *window);
void       cw_app_test_try_window   (GtkWidget         *window);

G_END_DECLS
