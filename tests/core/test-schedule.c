/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-schedule.h"
#include "cw-test.h"

static const CwCycle full = { .series = 'c', .number = 45, .revision = CW_CYCLE_NO_REVISION };
static const CwCycle incremental = { .series = 'c', .number = 45, .revision = 3 };

static CwProcedure *
load (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_strdup_printf ("data/procedures/%s.json", name);
  g_autofree char *path = cw_test_source (file);
  g_autofree char *data = cw_test_source ("data");
  CwProcedure *procedure;

  g_setenv ("CYCLEWRIGHT_SOURCE_DATA", data, TRUE);
  procedure = cw_procedure_load (path, &error);
  g_assert_no_error (error);
  return procedure;
}

/* An instant in Chile's civil time. */
static GDateTime *
at (const char *text)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("America/Santiago");
  GDateTime *instant = g_date_time_new_from_iso8601 (text, zone);

  g_assert_nonnull (instant);
  return instant;
}

static CwSchedule *
make (const CwCycle *cycle,
      const char    *procedure_name,
      const char    *now,
      const char    *summit,
      const char    *tts)
{
  g_autoptr (CwProcedure) procedure = load (procedure_name);
  g_autoptr (GHashTable) starts
    = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_date_time_unref);
  g_autoptr (GDateTime) present = at (now);

  if (summit != NULL)
    g_hash_table_insert (starts, (gpointer) "summit", at (summit));
  if (tts != NULL)
    g_hash_table_insert (starts, (gpointer) "tts", at (tts));
  return cw_schedule_new (procedure, cycle, starts, present);
}

static char *
list_warnings (CwSchedule *schedule)
{
  GPtrArray *warnings = cw_schedule_get_warnings (schedule);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < warnings->len; i++)
    {
      const CwScheduleWarning *warning = g_ptr_array_index (warnings, i);

      g_assert_cmpstr (warning->text, !=, "");
      g_string_append_printf (list, "%s%s", i > 0 ? " " : "", warning->id);
    }
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static void
test_entries (void)
{
  static const char *const days[]
    = { "2026-12-24", "2026-12-25", "2026-12-27", "2027-01-05", "2027-01-07", "2027-01-12" };
  g_autoptr (CwSchedule) schedule
    = make (&full, "rubin-2026", "2026-12-01T10:00:00", "2027-01-12T09:00:00", "2027-01-06T09:00:00");
  GPtrArray *entries = cw_schedule_get_entries (schedule);
  g_autofree char *warnings = list_warnings (schedule);
  const CwScheduleEntry *stand;
  g_autofree char *start = NULL;

  g_assert_cmpuint (entries->len, ==, G_N_ELEMENTS (days));
  for (guint i = 0; i < entries->len; i++)
    {
      const CwScheduleEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *day = g_date_time_format (entry->day, "%Y-%m-%d");

      g_assert_cmpstr (day, ==, days[i]);
    }
  stand = g_ptr_array_index (entries, 3);
  start = g_date_time_format (stand->start, "%Y-%m-%d");
  g_assert_cmpstr (stand->trait, ==, "test-stand");
  g_assert_cmpstr (start, ==, "2027-01-06");
  g_assert_cmpstr (warnings, ==, "");
}

static void
test_without_date (void)
{
  g_autoptr (CwSchedule) schedule = make (&full, "rubin-2026", "2026-12-01T10:00:00", NULL, "2027-01-06T09:00:00");
  const CwScheduleEntry *first = g_ptr_array_index (cw_schedule_get_entries (schedule), 0);
  g_autofree char *warnings = list_warnings (schedule);

  g_assert_null (cw_schedule_get_anchor (schedule));
  g_assert_null (first->day);
  g_assert_cmpstr (warnings, ==, "");
}

typedef struct {
  const char *name;
  const char *procedure;
  const char *summit;
  const char *tts;
  const char *warnings;
} Case;

static const Case cases[] = {
  { "friday", "rubin-2026", "2027-01-15T09:00:00", "2027-01-06T09:00:00", "weekend.summit" },
  { "weekday", "rubin-2026", "2027-01-13T09:00:00", "2027-01-06T09:00:00", "weekday.summit" },
  { "stand-on-sunday", "rubin-2026", "2027-01-12T09:00:00", "2027-01-10T09:00:00", "weekend.tts" },
  { "stand-later", "rubin-2026", "2027-01-12T09:00:00", "2027-01-13T09:00:00", "order" },
  { "no-stand", "rubin-2026", "2027-01-12T09:00:00", NULL, "order" },
  { "early", "rubin-2023", "2027-01-12T09:00:00", "2027-01-06T09:00:00", "early.summit" },
  { "in-time", "rubin-2023", "2027-01-12T17:00:00", "2027-01-06T09:00:00", "" },
  { "past", "rubin-2026", "2026-11-24T09:00:00", "2026-11-18T09:00:00", "past.summit past.tts" },
  { "short", "rubin-2026", "2026-12-08T09:00:00", "2026-12-02T09:00:00", "short" },
  { "clocks", "rubin-2026", "2027-04-06T09:00:00", "2027-04-04T09:00:00", "weekend.tts clocks.tts" },
};

static void
test_warnings (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CwSchedule) schedule = make (&full, c->procedure, "2026-12-01T10:00:00", c->summit, c->tts);
  g_autofree char *warnings = list_warnings (schedule);

  g_assert_cmpstr (warnings, ==, c->warnings);
}

static void
assert_proposed (const CwCycle *cycle,
                 const char    *procedure_name,
                 const char    *now,
                 const char    *summit,
                 const char    *tts)
{
  g_autoptr (CwProcedure) procedure = load (procedure_name);
  g_autoptr (GDateTime) present = at (now);
  g_autoptr (GDateTime) anchor = cw_schedule_propose (procedure, cycle, present);
  g_autoptr (GDateTime) stand
    = cw_schedule_propose_for_site (procedure, cycle, cw_procedure_get_site (procedure, "tts"), anchor);
  g_autoptr (GDateTime) production
    = cw_schedule_propose_for_site (procedure, cycle, cw_procedure_get_site (procedure, "summit"), anchor);
  g_autofree char *first = g_date_time_format (anchor, "%Y-%m-%d %H:%M");
  g_autofree char *second = g_date_time_format (stand, "%Y-%m-%d %H:%M");

  g_assert_cmpstr (first, ==, summit);
  g_assert_cmpstr (second, ==, tts);
  g_assert_true (g_date_time_equal (production, anchor));
}

/* A site that comes late goes by production's date, and never into the past. */
static void
test_propose_beside (void)
{
  static const struct
  {
    const char *now, *date;
  } late[] = { { "2026-12-01T10:00:00", "2027-01-05 09:00" }, { "2027-01-06T10:00:00", "2027-01-07 09:00" },
                { "2027-01-07T10:00:00", "2027-01-11 09:00" } };

  for (guint i = 0; i < G_N_ELEMENTS (late); i++)
    {
      g_autoptr (CwProcedure) procedure = load ("rubin-2026");
      GTimeZone *zone = cw_procedure_get_time_zone (procedure);
      g_autoptr (GDateTime) now = g_date_time_new_from_iso8601 (late[i].now, zone);
      g_autoptr (GHashTable) starts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                             (GDestroyNotify) g_date_time_unref);
      g_autoptr (GDateTime) start = NULL;
      g_autofree char *text = NULL;

      g_hash_table_insert (starts, (gpointer) "summit", g_date_time_new_from_iso8601 ("2027-01-12T09:00:00", zone));
      start = cw_schedule_propose_beside (procedure, &full, cw_procedure_get_site (procedure, "tts"), starts, now);
      text = g_date_time_format (start, "%Y-%m-%d %H:%M");
      g_assert_cmpstr (text, ==, late[i].date);
    }
}

static void
test_propose (void)
{
  assert_proposed (&full, "rubin-2026", "2026-12-01T10:00:00", "2026-12-22 09:00", "2026-12-15 09:00");
  assert_proposed (&full, "rubin-2023", "2026-12-04T10:00:00", "2026-12-29 17:00", "2026-12-22 17:00");
  /* Two days before Tuesday is a Sunday: Thursday it is. */
  assert_proposed (&incremental, "rubin-2026", "2026-12-01T10:00:00", "2026-12-08 09:00", "2026-12-03 09:00");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);

  g_test_add_func ("/schedule/entries", test_entries);
  g_test_add_func ("/schedule/without-date", test_without_date);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/schedule/warnings/", cases[i].name, NULL);

      g_test_add_data_func (name, &cases[i], test_warnings);
    }
  g_test_add_func ("/schedule/propose", test_propose);
  g_test_add_func ("/schedule/propose-beside", test_propose_beside);

  return g_test_run ();
}
