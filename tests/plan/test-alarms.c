/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>

#include "cw-planner.h"
#include "cw-test-replay.h"
#include "cw-test.h"

/* What people deployed was right, apart from what they mended later: at most one alarm in ten plans of a site. */
#define PLANS_PER_ALARM 10

static void
count (GHashTable *counts,
       const char *check)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (counts, check));

  g_hash_table_replace (counts, g_strdup (check), GUINT_TO_POINTER (found + 1));
}

/* Checks the site's files as people left them, and what they brought in; the plan of those has nothing to change. */
static guint
check_case (CwProcedure      *procedure,
            const CwTestCase *record,
            GHashTable       *counts)
{
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwSnapshot) before = NULL, after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;
  GPtrArray *warnings = NULL;
  guint found = 0;
  CwCycle target;

  g_assert_true (cw_cycle_parse (json_object_get_string_member (record->object, "tag_to"), &target, &error));
  before = cw_test_case_read (record, "before");
  after = cw_test_case_read (record, "after");
  g_ptr_array_add (snapshots, cw_snapshot_compare_with (after, before));
  plan = cw_planner_plan (procedure, json_object_get_string_member (record->object, "site"), &target, snapshots, NULL,
                          NULL, NULL, &error);
  g_assert_no_error (error);
  warnings = cw_plan_get_warnings (plan);
  for (guint i = 0; i < warnings->len; i++)
    {
      const CwPlanWarning *warning = warnings->pdata[i];

      if (warning->check == NULL)
        continue;
      g_test_message ("%s: %s", json_object_get_string_member (record->object, "id"), warning->text);
      count (counts, warning->check);
      found++;
    }
  return found;
}

static void
test_alarms (void)
{
  g_autofree char *directory = cw_test_replay_unpack (), *path = cw_test_source ("tests/plan/rubin-2023-nts.json");
  g_autoptr (CwProcedure) procedure = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer check, number;
  guint alarms = 0;

  if (directory == NULL)
    {
      g_test_skip ("the real upgrades are not here");
      return;
    }
  procedure = cw_procedure_load (path, &error);
  g_assert_no_error (error);
  records = cw_test_replay_cases (directory);
  for (guint i = 0; i < records->len; i++)
    alarms += check_case (procedure, records->pdata[i], counts);
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &check, &number))
    g_test_message ("%s: %u alarms", (const char *) check, GPOINTER_TO_UINT (number));
  g_test_message ("%u alarms in %u plans", alarms, records->len);
  g_assert_cmpuint (alarms * PLANS_PER_ALARM, <, records->len);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data = NULL;

  cw_test_init (&argc, &argv);
  data = cw_test_source ("data");
  g_setenv ("CYCLEWRIGHT_SOURCE_DATA", data, TRUE);
  g_test_add_func ("/alarms/real-upgrades", test_alarms);
  return g_test_run ();
}
