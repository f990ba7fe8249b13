/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-clock.h"
#include "cw-refresh-pace.h"
#include "cw-test.h"

#define MINUTE 60

/* The instant from which the tests count, by a clock of a preparation. */
static gint64
begin (CwRefreshPace *pace)
{
  g_autoptr (GDateTime) now = cw_clock_parse ("2026-12-01T12:00:00Z", NULL);
  g_autoptr (CwClock) clock = cw_clock_new_at (now);
  gint64 start = cw_clock_now_unix (clock);

  *pace = (CwRefreshPace) { .tried = start, .seen = start };
  return start;
}

static void
test_interval (void)
{
  CwRefreshPace pace;
  gint64 start = begin (&pace);

  g_assert_false (cw_refresh_pace_is_due (&pace, start));
  g_assert_false (cw_refresh_pace_is_due (&pace, start + CW_REFRESH_INTERVAL - 1));
  g_assert_true (cw_refresh_pace_is_due (&pace, start + CW_REFRESH_INTERVAL));
  cw_refresh_pace_take (&pace, start + CW_REFRESH_INTERVAL, TRUE);
  g_assert_false (cw_refresh_pace_is_due (&pace, start + 2 * CW_REFRESH_INTERVAL - 1));
  g_assert_true (cw_refresh_pace_is_due (&pace, start + 2 * CW_REFRESH_INTERVAL));
}

/* What is out of reach is asked less and less often, and as often as before once it answers. */
static void
test_backs_off (void)
{
  static const int waits[] = { 20, 40, 80, 80, 80 };
  CwRefreshPace pace;
  gint64 now = begin (&pace);

  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      cw_refresh_pace_take (&pace, now, FALSE);
      pace.seen = now + waits[i] * MINUTE;
      g_assert_false (cw_refresh_pace_is_due (&pace, now + waits[i] * MINUTE - 1));
      g_assert_true (cw_refresh_pace_is_due (&pace, now + waits[i] * MINUTE));
      now += waits[i] * MINUTE;
    }
  cw_refresh_pace_take (&pace, now, TRUE);
  g_assert_true (cw_refresh_pace_is_due (&pace, now + CW_REFRESH_INTERVAL));
}

/* A window in the background rests, and is brought up to date as soon as somebody looks at it. */
static void
test_unseen (void)
{
  CwRefreshPace pace;
  gint64 start = begin (&pace);

  g_assert_true (cw_refresh_pace_is_due (&pace, start + CW_REFRESH_UNSEEN));
  g_assert_false (cw_refresh_pace_is_due (&pace, start + CW_REFRESH_UNSEEN + 1));
  pace.seen = start + 5 * CW_REFRESH_UNSEEN;
  g_assert_true (cw_refresh_pace_is_due (&pace, pace.seen));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/refresh-pace/interval", test_interval);
  g_test_add_func ("/refresh-pace/backs-off", test_backs_off);
  g_test_add_func ("/refresh-pace/unseen", test_unseen);
  return g_test_run ();
}
