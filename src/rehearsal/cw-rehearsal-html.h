/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GString *cw_rehearsal_html_new     (const char *title);
char    *cw_rehearsal_html_end     (GString    *page);
void     cw_rehearsal_html_heading (GString    *page,
                                    const char *text);
void     cw_rehearsal_html_text    (GString    *page,
                                    const char *text);
void     cw_rehearsal_html_code    (GString    *page,
                                    const char *text);
void     cw_rehearsal_html_link    (GString    *page,
                                    const char *address,
                                    const char *text);
void     cw_rehearsal_html_row     (GString    *page,
                                    const char *name,
                                    const char *value);
void     cw_rehearsal_html_storage (GString    *page,
                                    const char *storage);

G_END_DECLS
