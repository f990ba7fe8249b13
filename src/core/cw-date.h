/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GDateTime *cw_date_parse_local  (const char *date,
                                 const char *time,
                                 GTimeZone  *zone,
                                 GError    **error);
char      *cw_date_format_day   (GDateTime  *when);
char      *cw_date_format_civil (GDateTime  *when,
                                 const char *zone_name);
char      *cw_date_show_day     (GDateTime  *when);
char      *cw_date_show_past    (GDateTime  *when);
char      *cw_date_show_civil   (GDateTime  *when,
                                 const char *zone_name);
char      *cw_date_show_time    (gint64      then,
                                 gint64      now);

G_END_DECLS
