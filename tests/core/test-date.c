/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-date.h"
#include "cw-error.h"
#include "cw-test.h"

static GTimeZone *
make_zone (void)
{
  GTimeZone *zone = g_time_zone_new_identifier ("America/Santiago");

  g_assert_nonnull (zone);
  return zone;
}

static void
test_parse (void)
{
  static const struct
  {
    const char *date;
    const char *time;
    const char *utc;
  } cases[] = {
    { "2027-01-12", "09:00", "2027-01-12T12:00:00Z" },
    { "2027-01-12", "9:00", "2027-01-12T12:00:00Z" },
    { "2027-06-15", "17:30", "2027-06-15T21:30:00Z" },
    { "2028-02-29", "00:00", "2028-02-29T03:00:00Z" },
    /* Summer time begins: the clock goes from 23:59 on the fourth to 01:00 on the fifth. */
    { "2027-09-04", "23:59", "2027-09-05T03:59:00Z" },
    { "2027-09-05", "01:00", "2027-09-05T04:00:00Z" },
  };
  g_autoptr (GTimeZone) zone = make_zone ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GDateTime) when = cw_date_parse_local (cases[i].date, cases[i].time, zone, &error);
      g_autoptr (GDateTime) utc = NULL;
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      utc = g_date_time_to_utc (when);
      text = g_date_time_format_iso8601 (utc);
      g_assert_cmpstr (text, ==, cases[i].utc);
    }
}

static void
test_refuse (void)
{
  static const char *const cases[][3] = {
    { "2027-02-29", "09:00", "The day 2027-02-29 does not exist" },
    { "2027-13-01", "09:00", "The day 2027-13-01 does not exist" },
    { "0000-01-01", "09:00", "The day 0000-01-01 does not exist" },
    { "2027-1-12", "09:00", "“2027-1-12” is no date: write it like 2027-01-12" },
    { "12.1.2027", "09:00", "“12.1.2027” is no date: write it like 2027-01-12" },
    { "2027-01-12x", "09:00", "“2027-01-12x” is no date: write it like 2027-01-12" },
    { "", "09:00", "“” is no date: write it like 2027-01-12" },
    { "2027-01-12", "24:00", "The time 24:00 does not exist" },
    { "2027-01-12", "09:60", "The time 09:60 does not exist" },
    { "2027-01-12", "9", "“9” is no time: write it like 09:00" },
    { "2027-01-12", "noon\xff", "“noon\xef\xbf\xbd” is no time: write it like 09:00" },
    { "2027-09-05", "00:30", "There is no 00:30 on 2027-09-05: the clocks are put forward then" },
  };
  g_autoptr (GTimeZone) zone = make_zone ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_date_parse_local (cases[i][0], cases[i][1], zone, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
      g_assert_cmpstr (error->message, ==, cases[i][2]);
    }
}

static void
test_format (void)
{
  g_autoptr (GTimeZone) zone = make_zone ();
  g_autoptr (GDateTime) when = cw_date_parse_local ("2027-01-12", "09:05", zone, NULL);
  g_autoptr (GDateTime) later = cw_date_parse_local ("2027-12-05", "17:00", zone, NULL);
  g_autofree char *day = cw_date_format_day (when);
  g_autofree char *civil = cw_date_format_civil (when, "CLT");
  g_autofree char *sunday = cw_date_format_civil (later, "CLT");
  g_autofree char *shown_day = cw_date_show_day (when);
  g_autofree char *shown = cw_date_show_civil (when, "CLT");
  g_autofree char *past = cw_date_show_past (when);

  g_assert_cmpstr (day, ==, "Tue 12 Jan");
  g_assert_cmpstr (civil, ==, "Tue 12 Jan, 9:05 CLT");
  g_assert_cmpstr (sunday, ==, "Sun 5 Dec, 17:00 CLT");
  g_assert_cmpstr (shown_day, ==, day);
  g_assert_cmpstr (shown, ==, civil);
  g_assert_cmpstr (past, ==, "12 Jan 2027");
}

/* The day goes along where it isn't today, though it is the same one of another year. */
static void
test_time (void)
{
  g_autoptr (GDateTime) then = g_date_time_new_local (2026, 11, 20, 12, 10, 5);
  g_autoptr (GDateTime) same = g_date_time_new_local (2026, 11, 20, 0, 0, 0);
  g_autoptr (GDateTime) year = g_date_time_new_local (2027, 11, 20, 12, 10, 5);
  gint64 instant = g_date_time_to_unix (then);
  g_autofree char *today = cw_date_show_time (instant, g_date_time_to_unix (same));
  g_autofree char *later = cw_date_show_time (instant, g_date_time_to_unix (year));

  g_assert_cmpstr (today, ==, "12:10:05");
  g_assert_cmpstr (later, ==, "2026-11-20 12:10:05");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/date/parse", test_parse);
  g_test_add_func ("/date/refuse", test_refuse);
  g_test_add_func ("/date/format", test_format);
  g_test_add_func ("/date/time", test_time);
  return g_test_run ();
}
