/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-data.h"
#include "cw-date.h"
#include "cw-error.h"
#include "cw-file.h"
#include "cw-json.h"
#include "cw-schedule.h"

/* What the rehearsed person decides, from the rehearsal's world (data/rehearsal/README.md): nothing of it is compiled
 * in. */

/* How long after its start a test stand is ready for testers, and for how many days, until noon, they have it. */
#define READY_HOURS  4
#define TESTING_DAYS 2

static char *
get_path (void)
{
  g_autofree char *data = cw_data_folder ();

  return g_build_filename (data, "rehearsal", "world.json", NULL);
}

static JsonNode *
load (GError **error)
{
  g_autofree char *path = get_path ();
  g_autoptr (GBytes) bytes = cw_file_read (path, CW_JSON_DEFAULT_MAX_BYTES, error);
  g_autoptr (JsonNode) root = NULL;

  if (bytes == NULL)
    return NULL;
  root = cw_json_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), CW_JSON_DEFAULT_MAX_BYTES,
                        error);
  if (root == NULL)
    {
      g_prefix_error (error, _ ("Reading the rehearsal’s world “%s”: "), path);
      return NULL;
    }
  if (JSON_NODE_HOLDS_OBJECT (root))
    return g_steal_pointer (&root);
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("The rehearsal’s world “%s” is no object"), path);
  return NULL;
}

/**
 * cw_cli_world_get_text:
 * @name: a member of the rehearsal's world, `target` or `procedure`
 * @error: where to store the reason
 *
 * Returns: (transfer full) (nullable): its text
 */
char *
cw_cli_world_get_text (const char  *name,
                       GError     **error)
{
  g_autoptr (JsonNode) world = load (error);
  g_autofree char *path = NULL;
  const char *text;

  if (world == NULL)
    return NULL;
  text = cw_json_get_string (json_node_get_object (world), name, NULL);
  if (text != NULL)
    return g_strdup (text);
  path = get_path ();
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("The rehearsal’s world “%s” has no text “%s”"), path, name);
  return NULL;
}

static gboolean
propose_sites (CwCli          *cli,
               CwProcedure    *procedure,
               const CwCycle  *cycle,
               GHashTable     *facts,
               GError        **error)
{
  GPtrArray *sites = cw_procedure_get_sites (procedure);
  g_autoptr (CwClock) clock = cw_clock_new ();
  g_autoptr (GDateTime) now = cli->now != NULL ? cw_clock_parse (cli->now, error) : cw_clock_now (clock);
  g_autoptr (GDateTime) anchor = NULL;

  if (now == NULL)
    return FALSE;
  anchor = cw_schedule_propose (procedure, cycle, now);
  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      g_autoptr (GDateTime) start = cw_schedule_propose_for_site (procedure, cycle, site, anchor);
      g_autofree char *text = g_date_time_format (start, "%Y-%m-%dT%H:%M");
      g_autofree char *choice = g_strdup_printf ("%s=%s", site->id, text);

      if (!cw_cli_add_site (procedure, facts, choice, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_trait (const CwSite *site,
           const char   *trait)
{
  return g_strv_contains ((const char *const *) site->traits, trait);
}

static void
want_principals (GPtrArray  *sites,
                 GHashTable *facts)
{
  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      JsonNode *node;

      if (!has_trait (site, "production"))
        continue;
      node = json_node_new (JSON_NODE_VALUE);
      json_node_set_boolean (node, TRUE);
      g_hash_table_replace (facts, g_strconcat ("principals.", site->id, NULL), node);
    }
}

/* Testers have the first test stand once its systems are ready. */
static void
plan_testing (CwDeployment *deployment,
              GPtrArray    *sites,
              GHashTable   *facts)
{
  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      g_autoptr (GDateTime) start = NULL, ready = NULL, last = NULL;
      g_autofree char *date = NULL, *time = NULL, *ready_text = NULL, *until_text = NULL;

      if (!has_trait (site, "test-stand"))
        continue;
      start = cw_deployment_get_start (deployment, site->id);
      ready = g_date_time_add_hours (start, READY_HOURS);
      last = g_date_time_add_days (start, TESTING_DAYS);
      date = g_date_time_format (start, "%Y-%m-%d");
      time = g_date_time_format (start, "%H:%M");
      ready_text = g_date_time_format (ready, "%Y-%m-%dT%H:%M");
      until_text = g_date_time_format (last, "%Y-%m-%dT12:00");
      g_hash_table_replace (facts, g_strconcat ("site.", site->id, NULL),
                            cw_json_node_object (cw_json_object ("date", date, "time", time, "ready", ready_text,
                                                                 "until", until_text, NULL)));
      return;
    }
}

static void
put_lines (GHashTable *facts,
           const char *key,
           JsonArray  *lines)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; lines != NULL && i < json_array_get_length (lines); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", json_array_get_string_element (lines, i));
  if (text->len > 0)
    g_hash_table_replace (facts, g_strdup (key), cw_cli_text_node (text->str));
}

/* What a person types for the page: its lines, and the first of the versions that the build doesn't tell. */
static void
fill_page (CwProcedure *procedure,
           JsonObject  *page,
           GHashTable  *facts)
{
  GPtrArray *versions = cw_procedure_get_wiki (procedure)->versions;
  const char *typed = cw_json_get_string (page, "version", NULL);

  put_lines (facts, "page.changes", cw_json_get_array (page, "changes"));
  put_lines (facts, "page.problems", cw_json_get_array (page, "problems"));
  for (guint i = 0; typed != NULL && i < versions->len; i++)
    {
      const CwVersion *version = g_ptr_array_index (versions, i);

      if (version->key != NULL)
        continue;
      g_hash_table_replace (facts, g_strconcat ("version.", version->name, NULL), cw_cli_text_node (typed));
      return;
    }
}

static gboolean
has_site (GHashTable *facts)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, facts);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_str_has_prefix (key, "site."))
      return TRUE;
  return FALSE;
}

static GHashTable *
copy_facts (GHashTable *facts)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, facts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_replace (copy, g_strdup (key), json_node_ref (value));
  return copy;
}

/**
 * cw_cli_world_complete:
 * @cli: what every command knows
 * @procedure: the procedure
 * @facts: (element-type utf8 JsonNode): the facts that the person gave, the cycle at least
 * @error: where to store the reason
 *
 * Adds what the rehearsed person decides: all sites where none is named; for a full cycle the principals' help, times
 * of integration testing and what is typed for the page, so that a rehearsal goes through every step.
 *
 * Returns: whether @facts are complete
 */
gboolean
cw_cli_world_complete (CwCli        *cli,
                       CwProcedure  *procedure,
                       GHashTable   *facts,
                       GError      **error)
{
  g_autoptr (JsonNode) world = NULL;
  g_autoptr (CwDeployment) deployment = NULL;
  g_autoptr (GPtrArray) sites = NULL;
  g_autoptr (GHashTable) copy = NULL;
  CwCycle cycle;

  if (!cw_cycle_parse (json_node_get_string (g_hash_table_lookup (facts, "cycle")), &cycle, error))
    return FALSE;
  if (!has_site (facts) && !propose_sites (cli, procedure, &cycle, facts, error))
    return FALSE;
  if (cw_cycle_is_incremental (&cycle))
    return TRUE;
  world = load (error);
  if (world == NULL)
    return FALSE;
  copy = copy_facts (facts);
  deployment = cw_deployment_new (procedure, copy);
  sites = cw_deployment_get_sites (deployment);
  want_principals (sites, facts);
  plan_testing (deployment, sites, facts);
  fill_page (procedure, cw_json_get_object (json_node_get_object (world), "page"), facts);
  return TRUE;
}
