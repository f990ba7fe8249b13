/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-refresh-pace"

#include "config.h"

#include "cw-refresh-pace.h"

/**
 * cw_refresh_pace_take:
 * @self: a pace
 * @now: the present
 * @whole: whether all could be compared
 *
 * It was looked outside just now.
 */
void
cw_refresh_pace_take (CwRefreshPace *self,
                      gint64         now,
                      gboolean       whole)
{
  g_return_if_fail (self != NULL);

  self->tried = now;
  self->n_failed = whole ? 0 : self->n_failed + 1;
}

static gint64
get_wait (const CwRefreshPace *self)
{
  gint64 wait = CW_REFRESH_INTERVAL;

  for (guint i = 0; i < self->n_failed && wait < CW_REFRESH_LONGEST; i++)
    wait *= 2;
  return MIN (wait, CW_REFRESH_LONGEST);
}

/**
 * cw_refresh_pace_is_due:
 * @self: a pace
 * @now: the present
 *
 * Returns: whether it is time to look outside again
 */
gboolean
cw_refresh_pace_is_due (const CwRefreshPace *self,
                        gint64               now)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return now - self->seen <= CW_REFRESH_UNSEEN && now - self->tried >= get_wait (self);
}
