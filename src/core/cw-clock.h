/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CwClock:
 *
 * What time it is: the system's, or in a rehearsal another instant that runs on from the moment it was set. Immutable;
 * any thread may ask it.
 */
#define CW_TYPE_CLOCK (cw_clock_get_type ())
G_DECLARE_FINAL_TYPE (CwClock, cw_clock, CW, CLOCK, GObject)

CwClock   *cw_clock_new      (void);
CwClock   *cw_clock_new_at   (GDateTime  *now);
GDateTime *cw_clock_now      (CwClock    *self);
gint64     cw_clock_now_unix (CwClock    *self);
GDateTime *cw_clock_parse    (const char *text,
                              GError    **error);

G_END_DECLS
