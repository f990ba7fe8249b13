/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-patch.h"
#include "cw-planner.h"
#include "fuzz.h"

/* Where a file of each kind lies; the input's first byte chooses, the rest is the file. */
static const struct {
  const char *repository;
  const char *path;
} places[] = {
  { "docker-compose-ops", "summit/setup.env" },
  { "argocd-csc", "apps/mtmount/values-summit.yaml" },
  { "argocd-csc", "apps/love-manager/values-summit.yaml" },
  { "LOVE-integration-tools", "deploy/summit/.env" },
  { "phalanx", "applications/nublado/values-summit.yaml" },
  { "phalanx", "applications/cachemachine/values-summit.yaml" },
};

static CwProcedure *
get_procedure (void)
{
  static CwProcedure *procedure;

  if (procedure == NULL)
    {
      g_autoptr (GError) error = NULL;

      procedure = cw_procedure_load (CW_FUZZ_PROCEDURES "/rubin-2023.json", &error);
      g_assert_no_error (error);
    }
  return procedure;
}

/* The edits lead from the old bytes to the new ones, and these differ. */
static void
check_change (const CwFileChange *change)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) edited = cw_edits_apply (change->old_bytes, change->edits, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (edited, change->new_bytes));
  g_assert_false (g_bytes_equal (change->old_bytes, change->new_bytes));
}

static void
check_plan (CwPlan *plan)
{
  GPtrArray *sets = cw_plan_get_change_sets (plan), *mentions = cw_plan_get_mentions (plan);

  for (guint i = 0; i < sets->len; i++)
    {
      const CwChangeSet *set = sets->pdata[i];

      for (guint j = 0; j < set->files->len; j++)
        check_change (set->files->pdata[j]);
    }
  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = mentions->pdata[i];

      g_assert_cmpuint (mention->line, >=, 1);
      g_assert_nonnull (mention->reason);
      g_assert_true (g_utf8_validate (mention->text, -1, NULL));
      g_assert_true ((mention->fate == CW_FATE_QUESTION) == (mention->question != NULL));
    }
}

/* No file, whatever stands in it, may keep the others from being planned. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  guint place = size > 0 ? data[0] % G_N_ELEMENTS (places) : 0;
  g_autoptr (GBytes) bytes = size > 0 ? fuzz_bytes (data + 1, size - 1) : g_bytes_new (NULL, 0);
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;
  CwSnapshot *snapshot = cw_snapshot_new (places[place].repository, "main", "0123456789012345678901234567890123456789");
  CwCycle target = { 'c', 45, CW_CYCLE_NO_REVISION };

  cw_snapshot_add (snapshot, places[place].path, 0100644, NULL, bytes);
  g_ptr_array_add (snapshots, snapshot);
  plan = cw_planner_plan (get_procedure (), "summit", &target, snapshots, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  check_plan (plan);
  return 0;
}
