/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-runner"

#include "config.h"

#include "cw-date.h"
#include "cw-runner-private.h"

/*
 * From when on "it isn't there" counts. The journal's time is the measure, which no clock that is set back takes into
 * the past; but while the computer's clock is before what is waited for, that time goes on only as long as somebody has
 * the journal open. So the wait is counted anew then by that clock, from the first look under it on, and written down.
 * Where the clock is right again, the journal's time is the measure again: what passed under the wrong one isn't known.
 */

static gboolean
is_set_back (CwEffectRecord *record,
             gint64          clock)
{
  return clock < record->time;
}

/*
 * cw_runner_get_wait:
 * @record: what is in doubt
 *
 * Returns: what was written down of how long that is waited for
 */
CwRunnerWait
cw_runner_get_wait (CwEffectRecord *record)
{
  return (CwRunnerWait) { record->look_again, record->clock_from, record->clock_until };
}

/*
 * cw_runner_plan_wait:
 * @self: a runner
 * @record: an open intent, or one in doubt
 * @seconds: how long a look without a hit says nothing
 *
 * Returns: from when on it does
 */
CwRunnerWait
cw_runner_plan_wait (CwRunner       *self,
                     CwEffectRecord *record,
                     guint           seconds)
{
  CwRunnerWait wait = cw_runner_get_wait (record);
  gint64 clock = cw_journal_read_clock (self->journal), length = (gint64) seconds * G_USEC_PER_SEC;

  if (record->phase != CW_PHASE_IN_DOUBT)
    wait = (CwRunnerWait) { cw_journal_now (self->journal) + length, 0, 0 };
  else
    length = MAX (length, record->look_again - record->time);
  if (is_set_back (record, clock) && (wait.clock_from == 0 || clock < wait.clock_from))
    {
      wait.clock_from = clock;
      wait.clock_until = clock + length;
    }
  if (!is_set_back (record, clock))
    wait.clock_from = wait.clock_until = 0;
  return wait;
}

/*
 * cw_runner_is_waiting:
 * @self: a runner
 * @record: what is waited for
 * @wait: from when on a look tells
 *
 * Returns: whether that is still to come
 */
gboolean
cw_runner_is_waiting (CwRunner       *self,
                      CwEffectRecord *record,
                      CwRunnerWait    wait)
{
  gint64 clock = cw_journal_read_clock (self->journal);

  if (cw_journal_now (self->journal) >= wait.look_again)
    return FALSE;
  return !is_set_back (record, clock) || wait.clock_from == 0 || clock < wait.clock_from || clock < wait.clock_until;
}

/*
 * cw_runner_say_time:
 * @self: a runner
 * @wait: from when on a look tells
 *
 * Returns: (transfer full): that instant, with its day where that isn't today
 */
char *
cw_runner_say_time (CwRunner     *self,
                    CwRunnerWait  wait)
{
  gint64 clock = cw_journal_read_clock (self->journal);
  /* By a clock that is right again the time counted by the wrong one is past. */
  gint64 then = clock < wait.clock_until ? wait.clock_until : wait.look_again;

  return cw_date_show_time (then / G_USEC_PER_SEC, clock / G_USEC_PER_SEC);
}
