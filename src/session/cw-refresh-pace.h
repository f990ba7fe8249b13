/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How often what was sent is compared with what is outside, seconds; where that fails, less and less often. */
#define CW_REFRESH_INTERVAL (10 * 60)
#define CW_REFRESH_LONGEST (80 * 60)
/* A window that nobody looked at for so long is left alone. */
#define CW_REFRESH_UNSEEN (30 * 60)

/**
 * CwRefreshPace:
 * @tried: when it was looked outside last, by hand or not
 * @seen: when somebody last looked at the window
 * @n_failed: how often in a row something was out of reach then
 *
 * When to look outside next without being asked. All instants are seconds of one clock that is never set back.
 */
typedef struct {
  gint64 tried;
  gint64 seen;
  guint  n_failed;
} CwRefreshPace;

void     cw_refresh_pace_take   (CwRefreshPace       *self,
                                 gint64               now,
                                 gboolean             whole);
gboolean cw_refresh_pace_is_due (const CwRefreshPace *self,
                                 gint64               now);

G_END_DECLS
