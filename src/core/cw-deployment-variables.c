/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-deployment"

#include "config.h"

#include "cw-date.h"
#include "cw-deployment.h"
#include "cw-json.h"

/* The variables that the procedure's templates may use; data/procedures/README.md explains them to its authors. */

static void
put (GHashTable *variables,
     const char *name,
     const char *value)
{
  g_hash_table_replace (variables, g_strdup (name), g_strdup (value != NULL ? value : ""));
}

/* Fills texts that are sent: unlike cw_cycle_to_text(), the same in whatever language the program speaks. */
static char *
name_cycle (const CwCycle *cycle,
            const char    *number)
{
  if (cycle->revision == CW_CYCLE_NO_REVISION)
    return g_strdup_printf ("Cycle %s", number);
  return g_strdup_printf ("Cycle %s revision %d", number, cycle->revision);
}

static void
put_cycle (GHashTable   *variables,
           CwDeployment *self)
{
  g_autofree char *number = NULL, *tag = NULL, *bare = NULL, *text = NULL, *revision = NULL;
  CwCycle cycle;

  if (!cw_deployment_get_cycle (self, &cycle))
    return;
  tag = cw_cycle_to_tag (&cycle);
  bare = cw_cycle_to_bare_tag (&cycle);
  number = cycle.series == 'c' ? g_strdup_printf ("%u", cycle.number) : g_strdup (bare);
  text = name_cycle (&cycle, number);
  revision = cw_cycle_is_incremental (&cycle) ? g_strdup_printf ("%d", cycle.revision) : g_strdup ("");
  put (variables, "cycle", number);
  put (variables, "tag", tag);
  put (variables, "bare_tag", bare);
  put (variables, "cycle_text", text);
  put (variables, "revision", revision);
}

static char *
format_clock (GDateTime *instant)
{
  return g_strdup_printf ("%d:%02d", g_date_time_get_hour (instant), g_date_time_get_minute (instant));
}

static void
put_start (GHashTable *variables,
           GDateTime  *start,
           const char *end)
{
  g_autofree char *day = cw_date_format_day (start);
  g_autofree char *iso_day = g_date_time_format (start, "%Y-%m-%d");
  g_autofree char *clock = format_clock (start);
  g_autofree char *padded = g_date_time_format (start, "%H:%M");
  g_autofree char *start_date = g_date_time_format (start, "%Y-%m-%dT%H:%M:00.000%z");
  g_autofree char *end_date = NULL, *end_clock = NULL;
  g_autoptr (GDateTime) last = NULL;

  if (end != NULL)
    last = cw_date_parse_local (iso_day, end, g_date_time_get_timezone (start), NULL);
  if (last == NULL)
    last = g_date_time_add_hours (start, 8);
  end_date = g_date_time_format (last, "%Y-%m-%dT%H:%M:00.000%z");
  end_clock = format_clock (last);

  put (variables, "date", day);
  put (variables, "iso_date", iso_day);
  put (variables, "time", clock);
  put (variables, "iso_time", padded);
  put (variables, "start_date", start_date);
  put (variables, "end_date", end_date);
  put (variables, "end_time", end_clock);
}

static void
put_instant (GHashTable *variables,
             const char *name,
             JsonObject *plan,
             const char *member,
             GTimeZone  *zone,
             const char *zone_name)
{
  const char *text = plan != NULL ? cw_json_get_string (plan, member, NULL) : NULL;
  g_autofree char *iso_name = g_strconcat ("iso_", name, NULL);
  g_autofree char *civil = NULL;
  g_autoptr (GDateTime) instant = NULL;
  g_auto (GStrv) parts = NULL;

  put (variables, name, "");
  put (variables, iso_name, "");
  if (text == NULL)
    return;
  parts = g_strsplit (text, "T", 2);
  if (g_strv_length (parts) != 2)
    return;
  instant = cw_date_parse_local (parts[0], parts[1], zone, NULL);
  if (instant == NULL)
    return;
  civil = cw_date_format_civil (instant, zone_name);
  put (variables, name, civil);
  put (variables, iso_name, text);
}

static const CwSite *
find_next_site (CwDeployment *self,
                const CwSite *site)
{
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (self);

  for (guint i = 0; i + 1 < sites->len; i++)
    if (g_ptr_array_index (sites, i) == site)
      return g_ptr_array_index (sites, i + 1);
  return NULL;
}

static void
put_site (GHashTable   *variables,
          CwDeployment *self,
          const CwSite *site)
{
  CwProcedure *procedure = cw_deployment_get_procedure (self);
  GTimeZone *zone = cw_procedure_get_time_zone (procedure);
  const char *zone_name = cw_procedure_get_zone_name (procedure);
  JsonObject *plan = cw_deployment_get_object (self, "site.%s", site->id);
  const CwSite *next = find_next_site (self, site);
  g_autoptr (GDateTime) start = cw_deployment_get_start (self, site->id);
  GHashTableIter iter;
  gpointer name, value;

  put (variables, "site", site->name);
  put (variables, "site_phrase", site->phrase);
  put (variables, "site_id", site->id);
  put (variables, "channel", site->channel);
  put (variables, "next_site", next != NULL ? next->name : "");
  if (start != NULL)
    put_start (variables, start, plan != NULL ? cw_json_get_string (plan, "end", NULL) : NULL);
  put_instant (variables, "ready_time", plan, "ready", zone, zone_name);
  put_instant (variables, "until_time", plan, "until", zone, zone_name);
  g_hash_table_iter_init (&iter, site->variables);
  while (g_hash_table_iter_next (&iter, &name, &value))
    put (variables, name, value);
}

static char *
list_components (const char *components)
{
  g_auto (GStrv) names = g_strsplit (components != NULL ? components : "", ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    g_strstrip (names[i]);
  return g_strjoinv (", ", names);
}

/* One line a site, for texts that speak of the whole cycle. */
static char *
list_dates (CwDeployment *self)
{
  const char *zone = cw_procedure_get_zone_name (cw_deployment_get_procedure (self));
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (self);
  g_autoptr (GString) dates = g_string_new (NULL);

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      g_autoptr (GDateTime) start = cw_deployment_get_start (self, site->id);
      g_autofree char *when = start != NULL ? cw_date_format_civil (start, zone) : g_strdup ("–");

      g_string_append_printf (dates, "%s%s: %s", i > 0 ? "\n" : "", site->name, when);
    }
  return g_string_free (g_steal_pointer (&dates), FALSE);
}

/**
 * cw_deployment_get_variables:
 * @self: a deployment
 * @site: (nullable): the site that a text speaks of
 *
 * Returns: (transfer full) (element-type utf8 utf8): the variables for templates that follow from the facts; a stage
 *   adds those that follow from outcomes (`ticket`, `page_url` …). A variable without a value is an empty text.
 */
GHashTable *
cw_deployment_get_variables (CwDeployment *self,
                             const CwSite *site)
{
  static const char *const later[] = {
    "ticket", "calendar_ticket", "page_url", "pull_url", "pull_title", "branch", "xml", "end_time",
  };
  g_autoptr (GHashTable) variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *components = NULL;
  g_autofree char *list = NULL, *dates = NULL;

  g_return_val_if_fail (CW_IS_DEPLOYMENT (self), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (later); i++)
    put (variables, later[i], "");
  put_cycle (variables, self);
  components = cw_deployment_get_text (self, "components");
  list = list_components (components);
  put (variables, "components", components);
  put (variables, "component_list", list);
  dates = list_dates (self);
  put (variables, "site_dates", dates);
  put (variables, "zone", cw_procedure_get_zone_name (cw_deployment_get_procedure (self)));
  if (site != NULL)
    put_site (variables, self, site);
  return g_steal_pointer (&variables);
}
