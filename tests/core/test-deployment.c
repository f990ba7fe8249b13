/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-deployment.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-template.h"
#include "cw-test.h"

static CwProcedure *
load_procedure (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = cw_test_source ("data/procedures/rubin-2023.json");
  CwProcedure *procedure = cw_procedure_load (path, &error);

  g_assert_no_error (error);
  return procedure;
}

static void
put (GHashTable *facts,
     const char *key,
     const char *json)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = cw_json_parse (json, -1, 0, &error);

  g_assert_no_error (error);
  g_hash_table_replace (facts, g_strdup (key), node);
}

static GHashTable *
new_facts (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
}

static CwDeployment *
new_deployment (CwProcedure *procedure)
{
  g_autoptr (GHashTable) facts = new_facts ();

  put (facts, "cycle", "\"c0045.003\"");
  put (facts, "components", "\"MTMount, ScriptQueue:1\"");
  put (facts, "site.summit", "{\"date\":\"2027-01-12\",\"time\":\"09:00\"}");
  put (facts, "site.tts", "{\"date\":\"2027-01-05\",\"time\":\"13:30\",\"ready\":\"2027-01-05T16:00\","
                          "\"until\":\"2027-01-07T12:00\"}");
  put (facts, "site.bts", "{\"date\":\"2027-01-06\",\"time\":\"09:00\"}");
  put (facts, "fate.bts", "\"put-off\"");
  put (facts, "principals.summit", "true");
  return cw_deployment_new (procedure, facts);
}

static void
test_sites (void)
{
  g_autoptr (CwProcedure) procedure = load_procedure ();
  g_autoptr (CwDeployment) deployment = new_deployment (procedure);
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (deployment);
  g_autoptr (GDateTime) anchor = cw_deployment_get_anchor (deployment);
  g_autofree char *anchored = g_date_time_format (anchor, "%Y-%m-%dT%H:%M%z");

  /* The earliest first; one that was put off takes no part. */
  g_assert_cmpuint (sites->len, ==, 2);
  g_assert_cmpstr (((CwSite *) g_ptr_array_index (sites, 0))->id, ==, "tts");
  g_assert_cmpstr (((CwSite *) g_ptr_array_index (sites, 1))->id, ==, "summit");
  g_assert_false (cw_deployment_has_site (deployment, "bts"));
  g_assert_cmpstr (cw_deployment_get_fate (deployment, "bts"), ==, "put-off");
  /* January is summer in Chile. */
  g_assert_cmpstr (anchored, ==, "2027-01-12T09:00-0300");
}

/* Both stands begin at the same instant: the procedure's order decides; what has no date comes last. */
static void
test_order (void)
{
  g_autoptr (CwProcedure) procedure = load_procedure ();
  g_autoptr (GHashTable) starts =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_date_time_unref);
  g_autoptr (GPtrArray) sites = NULL;

  g_hash_table_insert (starts, (gpointer) "bts", g_date_time_new_utc (2027, 1, 5, 20, 0, 0));
  g_hash_table_insert (starts, (gpointer) "tts", g_date_time_new_utc (2027, 1, 5, 20, 0, 0));
  sites = cw_procedure_order_sites (procedure, starts);
  g_assert_cmpuint (sites->len, ==, 3);
  g_assert_cmpstr (((CwSite *) g_ptr_array_index (sites, 0))->id, ==, "tts");
  g_assert_cmpstr (((CwSite *) g_ptr_array_index (sites, 1))->id, ==, "bts");
  g_assert_cmpstr (((CwSite *) g_ptr_array_index (sites, 2))->id, ==, "summit");
}

static void
test_words (void)
{
  g_autoptr (CwProcedure) procedure = load_procedure ();
  g_autoptr (CwDeployment) deployment = new_deployment (procedure);
  g_auto (GStrv) summit = cw_deployment_get_words (deployment, cw_procedure_get_site (procedure, "summit"));
  g_auto (GStrv) tts = cw_deployment_get_words (deployment, cw_procedure_get_site (procedure, "tts"));

  g_assert_true (g_strv_contains ((const char *const *) summit, "incremental"));
  g_assert_true (g_strv_contains ((const char *const *) summit, "production"));
  g_assert_true (g_strv_contains ((const char *const *) summit, "principals"));
  g_assert_false (g_strv_contains ((const char *const *) summit, "integration-testing"));
  g_assert_true (g_strv_contains ((const char *const *) tts, "integration-testing"));
  g_assert_false (g_strv_contains ((const char *const *) tts, "production"));
}

static void
test_variables (void)
{
  g_autoptr (CwProcedure) procedure = load_procedure ();
  g_autoptr (CwDeployment) deployment = new_deployment (procedure);
  g_autoptr (GHashTable) variables =
    cw_deployment_get_variables (deployment, cw_procedure_get_site (procedure, "tts"));
  static const struct
  {
    const char *name;
    const char *value;
  } cases[] = {
    { "cycle", "45" },
    { "tag", "c0045.003" },
    { "bare_tag", "c0045" },
    { "revision", "3" },
    { "cycle_text", "Cycle 45 revision 3" },
    { "component_list", "MTMount, ScriptQueue:1" },
    { "iso_date", "2027-01-05" },
    { "iso_time", "13:30" },
    { "time", "13:30" },
    { "date", "Tue 5 Jan" },
    { "iso_ready_time", "2027-01-05T16:00" },
    { "next_site", "Summit" },
    { "zone", "CLT" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].name);
      g_assert_cmpstr (g_hash_table_lookup (variables, cases[i].name), ==, cases[i].value);
    }
}

/* What the reader of procedures lets a template name must have a value here, and the other way round. */
static void
test_variables_known (void)
{
  g_autoptr (CwProcedure) procedure = load_procedure ();
  g_autoptr (CwDeployment) deployment = new_deployment (procedure);
  const CwSite *site = cw_procedure_get_site (procedure, "summit");
  g_autoptr (GHashTable) variables = cw_deployment_get_variables (deployment, site);
  const char *const *known = cw_procedure_known_variables ();
  GHashTableIter iter;
  gpointer name;

  for (guint i = 0; known[i] != NULL; i++)
    {
      g_test_message ("%s", known[i]);
      g_assert_true (g_hash_table_contains (variables, known[i]) || g_str_equal (known[i], "role")
                     || g_str_equal (known[i], "marker"));
    }
  g_hash_table_iter_init (&iter, variables);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_assert_true (g_strv_contains (known, name) || g_hash_table_contains (site->variables, name));
}

static void
test_check_fact (void)
{
  g_autoptr (CwProcedure) procedure = load_procedure ();
  static const struct
  {
    const char *key;
    const char *json;
    gboolean stands;
  } cases[] = {
    { "cycle", "\"c0045\"", TRUE },
    { "cycle", "\"cycle\"", FALSE },
    { "cycle", "45", FALSE },
    { "site.summit", "{\"date\":\"2027-01-12\",\"time\":\"09:00\"}", TRUE },
    { "site.summit", "{\"date\":\"2027-02-30\",\"time\":\"09:00\"}", FALSE },
    { "site.summit", "{\"date\":\"2027-01-12\",\"time\":\"25:00\"}", FALSE },
    { "site.summit", "{\"date\":\"2027-01-12\"}", FALSE },
    { "site.summit", "true", FALSE },
    { "site.summit", "null", TRUE },
    { "site.atlantis", "{\"date\":\"2027-01-12\",\"time\":\"09:00\"}", FALSE },
    { "site.tts", "{\"date\":\"2027-01-12\",\"time\":\"09:00\",\"ready\":\"noon\"}", FALSE },
    { "round.summit.phalanx", "2", TRUE },
    { "round.summit.phalanx", "0", FALSE },
    { "round.summit.phalanx", "\"two\"", FALSE },
    { "page.changes", "\"text\"", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = cw_json_parse (cases[i].json, -1, 0, NULL);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s %s", cases[i].key, cases[i].json);
      g_assert_cmpint (cw_deployment_check_fact (procedure, cases[i].key, node, &error), ==, cases[i].stands);
      if (!cases[i].stands)
        g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
    }
}

static void
test_empty (void)
{
  g_autoptr (CwProcedure) procedure = load_procedure ();
  g_autoptr (GHashTable) facts = new_facts ();
  g_autoptr (CwDeployment) deployment = cw_deployment_new (procedure, facts);
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (deployment);
  CwCycle cycle;

  g_assert_false (cw_deployment_get_cycle (deployment, &cycle));
  g_assert_cmpuint (sites->len, ==, 0);
  g_assert_null (cw_deployment_get_anchor (deployment));
  g_assert_null (cw_deployment_get_start (deployment, "summit"));
  g_assert_cmpuint (cw_deployment_get_round (deployment, "summit", "phalanx"), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/deployment/sites", test_sites);
  g_test_add_func ("/deployment/order", test_order);
  g_test_add_func ("/deployment/words", test_words);
  g_test_add_func ("/deployment/variables", test_variables);
  g_test_add_func ("/deployment/variables-known", test_variables_known);
  g_test_add_func ("/deployment/check-fact", test_check_fact);
  g_test_add_func ("/deployment/empty", test_empty);
  return g_test_run ();
}
