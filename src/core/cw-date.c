/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-date"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-date.h"
#include "cw-error.h"

/* @pattern: 0 stands for a digit, everything else for itself; @numbers gets the value of each group of digits. */
static gboolean
read_pattern (const char *text,
              const char *pattern,
              int        *numbers)
{
  gboolean inside = FALSE;

  numbers--;
  for (; *pattern != '\0'; pattern++, text++)
    {
      if (*pattern != '0')
        {
          if (*text != *pattern)
            return FALSE;
          inside = FALSE;
          continue;
        }
      if (!g_ascii_isdigit (*text))
        return FALSE;
      if (!inside)
        *++numbers = 0;
      *numbers = *numbers * 10 + g_ascii_digit_value (*text);
      inside = TRUE;
    }
  return *text == '\0';
}

static gboolean
read_date (const char *text,
           int        *numbers,
           GError    **error)
{
  g_autofree char *shown = g_utf8_make_valid (text, -1);

  if (!read_pattern (text, "0000-00-00", numbers))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” is no date: write it like 2027-01-12"), shown);
      return FALSE;
    }
  if (numbers[0] < 1 || numbers[1] < 1 || numbers[1] > 12 || numbers[2] < 1
      || numbers[2] > g_date_get_days_in_month ((GDateMonth) numbers[1], (GDateYear) numbers[0]))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("The day %s does not exist"), shown);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_time (const char *text,
           int        *numbers,
           GError    **error)
{
  g_autofree char *shown = g_utf8_make_valid (text, -1);

  if (!read_pattern (text, "00:00", numbers) && !read_pattern (text, "0:00", numbers))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” is no time: write it like 09:00"), shown);
      return FALSE;
    }
  if (numbers[0] > 23 || numbers[1] > 59)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("The time %s does not exist"), shown);
      return FALSE;
    }
  return TRUE;
}

/**
 * cw_date_parse_local:
 * @date: a day, `2027-01-12`
 * @time: a time of that day, `09:00`
 * @zone: where that is
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Reads a civil time. One that the change to summer time skips is refused; of one that comes twice at the change back,
 * GLib's choice is taken, the first in most zones.
 *
 * Returns: (transfer full): the instant, in @zone, or %NULL with @error set
 */
GDateTime *
cw_date_parse_local (const char *date,
                     const char *time,
                     GTimeZone  *zone,
                     GError    **error)
{
  g_autoptr (GDateTime) found = NULL;
  int day[3], clock[2];

  g_return_val_if_fail (date != NULL && time != NULL, NULL);
  g_return_val_if_fail (zone != NULL, NULL);

  if (!read_date (date, day, error) || !read_time (time, clock, error))
    return NULL;

  found = g_date_time_new (zone, day[0], day[1], day[2], clock[0], clock[1], 0);
  if (found == NULL || g_date_time_get_hour (found) != clock[0] || g_date_time_get_minute (found) != clock[1]
      || g_date_time_get_day_of_month (found) != day[2])
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("There is no %s on %s: the clocks are put forward then"), time, date);
      return NULL;
    }
  return g_steal_pointer (&found);
}

/**
 * cw_date_format_day:
 * @when: an instant, in the zone that it is to be shown in
 *
 * Returns: (transfer full): the day for what is sent, "Tue 12 Jan"; English whatever the locale, since messages are
 */
char *
cw_date_format_day (GDateTime *when)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[]
    = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

  g_return_val_if_fail (when != NULL, NULL);

  return g_strdup_printf ("%s %d %s", days[g_date_time_get_day_of_week (when) - 1],
                          g_date_time_get_day_of_month (when), months[g_date_time_get_month (when) - 1]);
}

/**
 * cw_date_format_civil:
 * @when: an instant, in the zone that it is to be shown in
 * @zone_name: what people call the zone, `CLT`
 *
 * Returns: (transfer full): day and time for what is sent, "Tue 12 Jan, 9:00 CLT"
 */
char *
cw_date_format_civil (GDateTime  *when,
                      const char *zone_name)
{
  g_autofree char *day = cw_date_format_day (when);

  g_return_val_if_fail (day != NULL, NULL);
  g_return_val_if_fail (zone_name != NULL, NULL);

  return g_strdup_printf ("%s, %d:%02d %s", day, g_date_time_get_hour (when), g_date_time_get_minute (when),
                          zone_name);
}

/* By the translation, not by the C library's locale: a person whose texts are Spanish reads Spanish days, whatever else
 * their computer is set to. */
static const char *
name_weekday (GDateTime *when)
{
  static const char *const days[] = {
    NC_ ("day of the week", "Mon"), NC_ ("day of the week", "Tue"), NC_ ("day of the week", "Wed"),
    NC_ ("day of the week", "Thu"), NC_ ("day of the week", "Fri"), NC_ ("day of the week", "Sat"),
    NC_ ("day of the week", "Sun"),
  };

  return g_dpgettext2 (GETTEXT_PACKAGE, "day of the week", days[g_date_time_get_day_of_week (when) - 1]);
}

static const char *
name_month (GDateTime *when)
{
  static const char *const months[] = {
    NC_ ("month", "Jan"), NC_ ("month", "Feb"), NC_ ("month", "Mar"), NC_ ("month", "Apr"), NC_ ("month", "May"),
    NC_ ("month", "Jun"), NC_ ("month", "Jul"), NC_ ("month", "Aug"), NC_ ("month", "Sep"), NC_ ("month", "Oct"),
    NC_ ("month", "Nov"), NC_ ("month", "Dec"),
  };

  return g_dpgettext2 (GETTEXT_PACKAGE, "month", months[g_date_time_get_month (when) - 1]);
}

/**
 * cw_date_show_day:
 * @when: an instant, in the zone that it is to be shown in
 *
 * Returns: (transfer full): the day for the person at the screen, in the language of all that they read here
 */
char *
cw_date_show_day (GDateTime *when)
{
  g_return_val_if_fail (when != NULL, NULL);

  /* Translators: how a day is written, "Tue 12 Jan": day of the week, day, month; their order may change. */
  return g_strdup_printf (C_ ("day", "%1$s %2$d %3$s"), name_weekday (when), g_date_time_get_day_of_month (when),
                          name_month (when));
}

/**
 * cw_date_show_past:
 * @when: an instant, which may be years ago
 *
 * Returns: (transfer full): the day with its year for the person at the screen
 */
char *
cw_date_show_past (GDateTime *when)
{
  g_return_val_if_fail (when != NULL, NULL);

  /* Translators: how a day of any year is written, "12 Jan 2027": day, month, year; their order may change. */
  return g_strdup_printf (C_ ("day", "%1$d %2$s %3$d"), g_date_time_get_day_of_month (when), name_month (when),
                          g_date_time_get_year (when));
}

/**
 * cw_date_show_civil:
 * @when: an instant, in the zone that it is to be shown in
 * @zone_name: what people call the zone, `CLT`
 *
 * Returns: (transfer full): day and time for the person at the screen
 */
char *
cw_date_show_civil (GDateTime  *when,
                    const char *zone_name)
{
  g_autofree char *day = NULL;

  g_return_val_if_fail (when != NULL, NULL);
  g_return_val_if_fail (zone_name != NULL, NULL);

  day = cw_date_show_day (when);
  /* Translators: a day, hour and minute of it, and the zone's name: "Tue 12 Jan, 9:00 CLT" */
  return g_strdup_printf (C_ ("day and time", "%s, %d:%02d %s"), day, g_date_time_get_hour (when),
                          g_date_time_get_minute (when), zone_name);
}

/**
 * cw_date_show_time:
 * @then: an instant, in seconds since 1970
 * @now: the present one
 *
 * Returns: (transfer full): its time of day here, with its date where that isn't today's
 */
char *
cw_date_show_time (gint64 then,
                   gint64 now)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (then);
  g_autoptr (GDateTime) present = g_date_time_new_from_unix_local (now);
  gboolean today;

  if (time == NULL || present == NULL)
    return g_strdup ("?");
  today = g_date_time_get_year (time) == g_date_time_get_year (present)
          && g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (present);
  return g_date_time_format (time, today ? "%H:%M:%S" : "%F %H:%M:%S");
}
