/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-schedule"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-date.h"
#include "cw-schedule-private.h"

struct _CwSchedule
{
  GObject parent_instance;

  CwProcedure *procedure;
  const CwScheduleTemplate *template; /* the procedure's */
  GDateTime *anchor;                  /* (nullable) */
  GDateTime *now;
  GPtrArray *entries;
  GPtrArray *warnings;
};

G_DEFINE_FINAL_TYPE (CwSchedule, cw_schedule, G_TYPE_OBJECT)

static void
entry_free (gpointer data)
{
  CwScheduleEntry *entry = data;

  g_free (entry->id);
  g_free (entry->title);
  g_clear_pointer (&entry->day, g_date_time_unref);
  g_free (entry->trait);
  g_clear_pointer (&entry->start, g_date_time_unref);
  g_free (entry);
}

static void
warning_free (gpointer data)
{
  CwScheduleWarning *warning = data;

  g_free (warning->id);
  g_free (warning->site);
  g_free (warning->text);
  g_free (warning->what);
  g_free (warning->advice);
  g_free (warning);
}

static void
cw_schedule_finalize (GObject *object)
{
  CwSchedule *self = CW_SCHEDULE (object);

  g_clear_object (&self->procedure);
  g_clear_pointer (&self->anchor, g_date_time_unref);
  g_clear_pointer (&self->now, g_date_time_unref);
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->warnings);

  G_OBJECT_CLASS (cw_schedule_parent_class)->finalize (object);
}

static void
cw_schedule_class_init (CwScheduleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_schedule_finalize;
}

static void
cw_schedule_init (CwSchedule *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->warnings = g_ptr_array_new_with_free_func (warning_free);
}

/* The earliest start among the sites that bear @trait. */
static GDateTime *
first_start (CwProcedure *procedure,
             GHashTable  *starts,
             const char  *trait)
{
  GPtrArray *sites = cw_procedure_get_sites (procedure);
  GDateTime *first = NULL;

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      GDateTime *start = g_hash_table_lookup (starts, site->id);

      if (start == NULL || !g_strv_contains ((const char *const *) site->traits, trait))
        continue;
      if (first == NULL || g_date_time_compare (start, first) < 0)
        first = start;
    }
  return first != NULL ? g_date_time_to_timezone (first, cw_procedure_get_time_zone (procedure)) : NULL;
}

static void
add_entries (CwSchedule *self,
             GHashTable *starts)
{
  int anchor_day = cw_schedule_day_of_trait (self->template, CW_SCHEDULE_PRODUCTION);

  for (guint i = 0; i < self->template->steps->len; i++)
    {
      const CwScheduleStep *step = g_ptr_array_index (self->template->steps, i);
      CwScheduleEntry *entry = g_new0 (CwScheduleEntry, 1);

      entry->id = g_strdup (step->id);
      entry->title = g_strdup (step->title);
      entry->trait = g_strdup (step->site);
      if (self->anchor != NULL)
        entry->day = cw_schedule_noon_of (self->anchor, step->day - anchor_day);
      if (step->site != NULL)
        entry->start = first_start (self->procedure, starts, step->site);
      g_ptr_array_add (self->entries, entry);
    }
}

/* Takes both texts. */
static void
warn (CwSchedule   *self,
      const char   *kind,
      const CwSite *site,
      char         *what,
      char         *advice)
{
  CwScheduleWarning *warning = g_new0 (CwScheduleWarning, 1);

  warning->id = site != NULL ? g_strdup_printf ("%s.%s", kind, site->id) : g_strdup (kind);
  warning->site = site != NULL ? g_strdup (site->id) : NULL;
  warning->text = site != NULL ? g_strdup_printf ("%s: %s", site->name, what) : g_strdup (what);
  warning->what = what;
  warning->advice = advice;
  g_ptr_array_add (self->warnings, warning);
}

/* The days that the procedure has, by their names. */
static char *
advise_weekdays (CwSchedule *self,
                 GDateTime  *start)
{
  g_autoptr (GString) days = g_string_new (NULL);

  for (int weekday = 1; weekday <= 7; weekday++)
    {
      g_autoptr (GDateTime) day = g_date_time_add_days (start, weekday - g_date_time_get_day_of_week (start));
      g_autofree char *name = g_date_time_format (day, "%A");

      if (cw_schedule_allows_weekday (self->template, weekday))
        g_string_append_printf (days, "%s%s", days->len > 0 ? ", " : "", name);
    }
  return g_strdup_printf (_ ("Its days: %s"), days->str);
}

static void
check_weekday (CwSchedule   *self,
               const CwSite *site,
               GDateTime    *start,
               gboolean      anchored)
{
  g_autofree char *day = cw_date_show_day (start);
  int weekday = g_date_time_get_day_of_week (start);

  if (weekday > CW_SCHEDULE_LAST_WEEKDAY)
    warn (self, "weekend", site,
          g_strdup_printf (weekday == 5 ? _ ("%s is a Friday: nobody is there when something breaks")
                                        : _ ("%s is on a weekend: nobody is there when something breaks"),
                           day),
          g_strdup (_ ("Choose a day from Monday to Thursday")));
  else if (anchored && !cw_schedule_allows_weekday (self->template, weekday))
    warn (self, "weekday", site, g_strdup_printf (_ ("%s is not one of the procedure’s weekdays"), day),
          advise_weekdays (self, start));
}

static void
check_time (CwSchedule   *self,
            const CwSite *site,
            GDateTime    *start)
{
  g_autofree char *clock = g_date_time_format (start, "%H:%M");

  if (self->template->not_before != NULL && strcmp (clock, self->template->not_before) < 0)
    warn (self, "early", site,
          g_strdup_printf (_ ("%s is too early: the procedure begins no work before %s"), clock,
                           self->template->not_before),
          g_strdup_printf (_ ("Choose %s or later"), self->template->not_before));
}

static void
check_clocks (CwSchedule   *self,
              const CwSite *site,
              GDateTime    *start)
{
  g_autoptr (GDateTime) before = cw_schedule_noon_of (start, -1);
  g_autoptr (GDateTime) after = cw_schedule_noon_of (start, 1);
  g_autofree char *day = cw_date_show_day (start);

  if (g_date_time_get_utc_offset (before) != g_date_time_get_utc_offset (after))
    warn (self, "clocks", site,
          g_strdup_printf (_ ("The clocks change about %s: look at each time twice"), day), NULL);
}

static void
check_site (CwSchedule   *self,
            const CwSite *site,
            GDateTime    *instant)
{
  g_autoptr (GDateTime) start
    = g_date_time_to_timezone (instant, cw_procedure_get_time_zone (self->procedure));
  gboolean anchored = g_strv_contains ((const char *const *) site->traits, CW_SCHEDULE_PRODUCTION);
  g_autofree char *when = cw_date_show_civil (start, cw_procedure_get_zone_name (self->procedure));

  if (g_date_time_compare (start, self->now) < 0)
    warn (self, "past", site, g_strdup_printf (_ ("%s is in the past"), when), g_strdup (_ ("Choose a later date")));
  check_weekday (self, site, start, anchored);
  if (anchored)
    check_time (self, site, start);
  check_clocks (self, site, start);
}

/* At least one test stand comes before production; the others may follow. */
static void
check_order (CwSchedule *self,
             GHashTable *starts)
{
  g_autoptr (GDateTime) stand = first_start (self->procedure, starts, "test-stand");

  if (self->anchor == NULL || (stand != NULL && g_date_time_compare (stand, self->anchor) < 0))
    return;
  warn (self, "order", NULL,
        g_strdup (_ ("No test stand is deployed before production: nothing has been tried out by then")), NULL);
}

static void
check_length (CwSchedule *self)
{
  const CwScheduleEntry *first = g_ptr_array_index (self->entries, 0);
  g_autoptr (GDateTime) today = cw_schedule_noon_of (self->now, 0);
  g_autofree char *day = NULL;

  if (first->day == NULL || g_date_time_compare (first->day, today) >= 0
      || g_date_time_compare (self->anchor, self->now) < 0)
    return;
  day = cw_date_show_day (first->day);
  warn (self, "short", NULL,
        g_strdup_printf (_ ("The usual schedule would have begun on %s (%s): less time is left than usual"), day,
                         cw_procedure_say (first->title)),
        NULL);
}

/**
 * cw_schedule_new:
 * @procedure: the procedure
 * @cycle: what is prepared
 * @starts: (element-type utf8 GDateTime): when each site's deployment begins, as far as that is known; sites that are
 *   put off or dropped are not in it
 * @now: the present
 *
 * Returns: (transfer full): the schedule
 */
CwSchedule *
cw_schedule_new (CwProcedure   *procedure,
                 const CwCycle *cycle,
                 GHashTable    *starts,
                 GDateTime     *now)
{
  CwSchedule *self;
  GPtrArray *sites;

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure), NULL);
  g_return_val_if_fail (cycle != NULL && starts != NULL && now != NULL, NULL);

  self = g_object_new (CW_TYPE_SCHEDULE, NULL);
  self->procedure = g_object_ref (procedure);
  self->template = cw_procedure_get_schedule (procedure, cycle);
  self->now = g_date_time_to_timezone (now, cw_procedure_get_time_zone (procedure));
  self->anchor = first_start (procedure, starts, CW_SCHEDULE_PRODUCTION);
  add_entries (self, starts);

  sites = cw_procedure_get_sites (procedure);
  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      GDateTime *start = g_hash_table_lookup (starts, site->id);

      if (start != NULL)
        check_site (self, site, start);
    }
  check_order (self, starts);
  check_length (self);
  return self;
}

/**
 * cw_schedule_get_anchor:
 * @self: a schedule
 *
 * Returns: (transfer none) (nullable): when production is deployed, in the procedure's zone; %NULL without a date
 */
GDateTime *
cw_schedule_get_anchor (CwSchedule *self)
{
  g_return_val_if_fail (CW_IS_SCHEDULE (self), NULL);

  return self->anchor;
}

/**
 * cw_schedule_entry_get_when:
 * @self: a step of a schedule
 *
 * Returns: (transfer none) (nullable): when it happens: of a deployment when it really does, %NULL where none of its
 *   sites has a date; of all else when it should
 */
GDateTime *
cw_schedule_entry_get_when (const CwScheduleEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->trait != NULL ? self->start : self->day;
}

/**
 * cw_schedule_get_entries:
 * @self: a schedule
 *
 * Returns: (transfer none) (element-type CwScheduleEntry): its steps, by day
 */
GPtrArray *
cw_schedule_get_entries (CwSchedule *self)
{
  g_return_val_if_fail (CW_IS_SCHEDULE (self), NULL);

  return self->entries;
}

/**
 * cw_schedule_get_warnings:
 * @self: a schedule
 *
 * Returns: (transfer none) (element-type CwScheduleWarning): what a person should know, in the order of the sites
 */
GPtrArray *
cw_schedule_get_warnings (CwSchedule *self)
{
  g_return_val_if_fail (CW_IS_SCHEDULE (self), NULL);

  return self->warnings;
}
