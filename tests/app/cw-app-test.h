/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Texts that outside data may hold; none of them may warn. */
#define CW_APP_TEST_NASTY "& < > <b>x</b> \"'\r\n\xff\xfe caf\xc3\xa9 \xf0\x9f\x9a\x80 \x01 last"

gboolean   cw_app_test_init        (int         *argc,
                                    char      ***argv);
GtkWidget *cw_app_test_show        (GtkWidget   *widget);
void       cw_app_test_settle      (void);
void       cw_app_test_close       (GtkWidget   *window,
                                    GtkWidget   *widget);
GtkWidget *cw_app_test_find_label  (GtkWidget   *root,
                                    const char  *text);
guint      cw_app_test_count       (GtkWidget   *root,
                                    GType        type);
GtkWidget *cw_app_test_find        (GtkWidget   *root,
                                    GType        type,
                                    guint        index);
GtkWidget *cw_app_test_find_window (GType       type);
void       cw_app_test_press       (GtkWidget  *root,
                                    const char *text);

G_END_DECLS
