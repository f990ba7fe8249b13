/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-clock"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-clock.h"
#include "cw-error.h"

struct _CwClock
{
  GObject parent_instance;

  GDateTime *start;    /* (owned) (nullable): what it was at @started; NULL for the system's clock */
  gint64     started;  /* g_get_monotonic_time () when @start was set */
};

G_DEFINE_FINAL_TYPE (CwClock, cw_clock, G_TYPE_OBJECT)

static void
cw_clock_finalize (GObject *object)
{
  CwClock *self = CW_CLOCK (object);

  g_clear_pointer (&self->start, g_date_time_unref);
  G_OBJECT_CLASS (cw_clock_parent_class)->finalize (object);
}

static void
cw_clock_class_init (CwClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_clock_finalize;
}

static void
cw_clock_init (CwClock *self)
{
}

/**
 * cw_clock_new:
 *
 * Returns: (transfer full): the system's clock
 */
CwClock *
cw_clock_new (void)
{
  return g_object_new (CW_TYPE_CLOCK, NULL);
}

/**
 * cw_clock_new_at:
 * @now: the instant that it shall be now
 *
 * Returns: (transfer full): a clock that shows @now and runs on from there
 */
CwClock *
cw_clock_new_at (GDateTime *now)
{
  CwClock *self;

  g_return_val_if_fail (now != NULL, NULL);

  self = g_object_new (CW_TYPE_CLOCK, NULL);
  self->start = g_date_time_to_utc (now);
  self->started = g_get_monotonic_time ();
  return self;
}

/**
 * cw_clock_now:
 * @self: a clock
 *
 * Returns: (transfer full): the present instant, in UTC
 */
GDateTime *
cw_clock_now (CwClock *self)
{
  g_return_val_if_fail (CW_IS_CLOCK (self), NULL);

  if (self->start == NULL)
    return g_date_time_new_now_utc ();
  return g_date_time_add (self->start, g_get_monotonic_time () - self->started);
}

/**
 * cw_clock_now_unix:
 * @self: a clock
 *
 * Returns: the present instant, in seconds since 1970
 */
gint64
cw_clock_now_unix (CwClock *self)
{
  g_autoptr (GDateTime) now = cw_clock_now (self);

  g_return_val_if_fail (now != NULL, 0);

  return g_date_time_to_unix (now);
}

/**
 * cw_clock_parse:
 * @text: an instant in ISO 8601, `2027-01-05T09:00:00Z`, `2026-01-17T12:34:00.000+0000`; UTC when it names no zone
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Returns: (transfer full): the instant in UTC, or %NULL with @error set
 */
GDateTime *
cw_clock_parse (const char *text,
                GError    **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) found = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  found = g_utf8_validate (text, -1, NULL) ? g_date_time_new_from_iso8601 (text, utc) : NULL;
  if (found == NULL)
    {
      g_autofree char *shown = g_utf8_make_valid (text, -1);

      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("“%s” is no time: write it like 2027-01-05T09:00:00Z"), shown);
      return NULL;
    }
  return g_date_time_to_utc (found);
}
