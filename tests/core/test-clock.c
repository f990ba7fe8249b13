/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-clock.h"
#include "cw-error.h"
#include "cw-test.h"

static void
test_system (void)
{
  g_autoptr (CwClock) clock = cw_clock_new ();
  g_autoptr (GDateTime) now = NULL;
  gint64 before = g_get_real_time () / G_USEC_PER_SEC;
  gint64 shown = cw_clock_now_unix (clock);

  g_assert_cmpint (shown, >=, before);
  g_assert_cmpint (shown, <=, g_get_real_time () / G_USEC_PER_SEC);
  now = cw_clock_now (clock);
  g_assert_cmpint (g_date_time_get_utc_offset (now), ==, 0);
}

static void
test_at (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (-3 * 3600);
  g_autoptr (GDateTime) start = g_date_time_new (zone, 2027, 1, 5, 9, 0, 0);
  g_autoptr (CwClock) clock = cw_clock_new_at (start);
  g_autoptr (GDateTime) first = cw_clock_now (clock);
  g_autoptr (GDateTime) second = NULL;
  gint64 until = g_get_monotonic_time () + 1000;

  g_assert_cmpint (g_date_time_get_hour (first), ==, 12);
  g_assert_cmpint (g_date_time_difference (first, start), <, 60 * G_TIME_SPAN_SECOND);
  while (g_get_monotonic_time () < until)
    g_thread_yield ();
  second = cw_clock_now (clock);
  g_assert_cmpint (g_date_time_difference (second, first), >=, 1000);
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gint64 seconds;
  } cases[] = {
    { "2027-01-05T09:00:00Z", 1799139600 },
    { "2027-01-05T09:00:00", 1799139600 },
    { "2027-01-05T06:00:00-03:00", 1799139600 },
    { "2027-01-05T09:00:00.000+0000", 1799139600 },
    { "20270105T090000Z", 1799139600 },
  };
  static const char *const wrong[] = { "", "today", "2027-01-05", "2027-02-30T09:00:00Z", "2027-01-05T25:00:00Z",
                                       "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GDateTime) found = cw_clock_parse (cases[i].text, &error);

      g_assert_no_error (error);
      g_assert_cmpint (g_date_time_to_unix (found), ==, cases[i].seconds);
      g_assert_cmpint (g_date_time_get_hour (found), ==, 9);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_clock_parse (wrong[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
    }
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/clock/system", test_system);
  g_test_add_func ("/clock/at", test_at);
  g_test_add_func ("/clock/parse", test_parse);
  return g_test_run ();
}
