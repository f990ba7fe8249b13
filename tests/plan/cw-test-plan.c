/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "cw-test-plan.h"
#include "cw-test.h"

CwProcedure *
cw_test_load_procedure (const char *name)
{
  g_autofree char *file = g_strdup_printf ("data/procedures/%s.json", name), *path = cw_test_source (file);
  g_autoptr (GError) error = NULL;
  CwProcedure *procedure = cw_procedure_load (path, &error);

  g_assert_no_error (error);
  return procedure;
}

/* Whatever a plan says stands by itself: reasons are sentences with their full stop or question mark, warnings begin
 * with a capital and end without a stop. */
static void
check_sentences (CwPlan *plan)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan), *warnings = cw_plan_get_warnings (plan);

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = mentions->pdata[i];
      const char *reason = mention->reason;

      g_assert_true (g_ascii_isupper (reason[0]));
      g_assert_true (g_str_has_suffix (reason, mention->fate == CW_FATE_QUESTION ? "?" : "."));
      g_assert_true (mention->question != NULL || mention->fate != CW_FATE_QUESTION);
    }
  for (guint i = 0; i < warnings->len; i++)
    {
      const char *text = ((const CwPlanWarning *) warnings->pdata[i])->text;

      g_assert_true (g_ascii_isupper (text[0]));
      g_assert_null (strchr (".:", text[strlen (text) - 1]));
    }
}

CwSnapshot *
cw_test_make_snapshot (const char       *repository,
                       const CwTestFile *files)
{
  CwSnapshot *snapshot = cw_snapshot_new (repository, "main", "0123456789012345678901234567890123456789");

  for (; files->path != NULL; files++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (files->text, strlen (files->text));

      cw_snapshot_add (snapshot, files->path, 0100644, NULL, bytes);
    }
  return snapshot;
}

/* Plans several repositories. */
CwPlan *
cw_test_plan_all (const char        *name,
                  GPtrArray         *snapshots,
                  const char        *site,
                  const char        *tag,
                  const char *const *components,
                  GHashTable        *answers,
                  GPtrArray         *edits)
{
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure (name);
  g_autoptr (GError) error = NULL;
  CwPlan *plan = NULL;
  CwCycle target;

  g_assert_true (cw_cycle_parse (tag, &target, &error));
  plan = cw_planner_plan (procedure, site, &target, snapshots, components, answers, edits, &error);
  g_assert_no_error (error);
  check_sentences (plan);
  return plan;
}

/* @snapshot: (transfer full): */
static CwPlan *
make_plan (const char        *name,
           CwSnapshot        *snapshot,
           const char        *site,
           const char        *tag,
           const char *const *components,
           GHashTable        *answers,
           GPtrArray         *edits)
{
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (snapshots, snapshot);
  return cw_test_plan_all (name, snapshots, site, tag, components, answers, edits);
}

/* Plans one repository that holds @files, up to the first without a path. */
CwPlan *
cw_test_plan_with (const char        *name,
                   const char        *repository,
                   const char        *site,
                   const char        *tag,
                   const CwTestFile  *files,
                   const char *const *components,
                   GHashTable        *answers)
{
  return make_plan (name, cw_test_make_snapshot (repository, files), site, tag, components, answers, NULL);
}

/* Plans the Summit on a branch that parted from the files @before. */
CwPlan *
cw_test_plan_branch (const char       *repository,
                     const char       *tag,
                     const CwTestFile *before,
                     const CwTestFile *files)
{
  g_autoptr (CwSnapshot) earlier = cw_test_make_snapshot (repository, before);
  g_autoptr (CwSnapshot) later = cw_test_make_snapshot (repository, files);

  return make_plan ("rubin-2026", cw_snapshot_compare_with (later, earlier), "summit", tag, NULL, NULL, NULL);
}

/* Plans the Summit with one file that a person edited. */
CwPlan *
cw_test_plan_edited (const char       *repository,
                     const char       *tag,
                     const CwTestFile *files,
                     GHashTable       *answers,
                     CwHandEdit       *edit)
{
  g_autoptr (GPtrArray) edits = g_ptr_array_new ();

  g_ptr_array_add (edits, edit);
  return make_plan ("rubin-2023", cw_test_make_snapshot (repository, files), "summit", tag, NULL, answers, edits);
}

/* Vera's edit of a file; %NULL stands for a file that isn't there. */
CwHandEdit *
cw_test_hand_edit (const char *repository,
                   const char *path,
                   const char *from,
                   const char *text)
{
  g_autoptr (GBytes) old_bytes = from != NULL ? g_bytes_new (from, strlen (from)) : NULL;
  g_autoptr (GBytes) new_bytes = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  g_autoptr (GDateTime) at = g_date_time_new_utc (2026, 12, 1, 12, 0, 0);

  return cw_hand_edit_new ("summit", repository, path, old_bytes, new_bytes, "Vera", at);
}

CwPlan *
cw_test_plan (const char       *repository,
              const char       *site,
              const char       *tag,
              const CwTestFile *files)
{
  return cw_test_plan_with ("rubin-2023", repository, site, tag, files, NULL, NULL);
}

void
cw_test_assert_after (CwPlan     *plan,
                      const char *path,
                      const char *text)
{
  const CwChangeSet *changes = cw_plan_get_change_sets (plan)->pdata[0];

  for (guint i = 0; i < changes->files->len; i++)
    {
      const CwFileChange *file = changes->files->pdata[i];

      if (!g_str_equal (file->path, path))
        continue;
      g_assert_cmpmem (g_bytes_get_data (file->new_bytes, NULL), g_bytes_get_size (file->new_bytes), text,
                       strlen (text));
      return;
    }
  g_error ("%s does not change", path);
}

const CwMention *
cw_test_get_mention (CwPlan     *plan,
                     const char *path,
                     guint       line)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan);

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = mentions->pdata[i];

      if (mention->line == line && g_str_equal (mention->path, path))
        return mention;
    }
  g_error ("%s:%u mentions nothing", path, line);
}

gboolean
cw_test_has_warning (CwPlan     *plan,
                     const char *prefix)
{
  GPtrArray *warnings = cw_plan_get_warnings (plan);

  for (guint i = 0; i < warnings->len; i++)
    if (g_str_has_prefix (((const CwPlanWarning *) warnings->pdata[i])->id, prefix))
      return TRUE;
  return FALSE;
}

GHashTable *
cw_test_answer (const char *question,
                const char *text)
{
  GHashTable *answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, text);
  g_hash_table_insert (answers, g_strdup (question), node);
  return answers;
}

/* Plans the Summit's platform with @auxtel as the values of that application. */
CwPlan *
cw_test_plan_auxtel (const char *auxtel)
{
  const CwTestFile files[] = {
    { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" },
    { "applications/nublado/values-summit.yaml", "images:\n  cycle: 44\n  recommendedTag: recommended_c0044\n" },
    { "applications/auxtel/Chart.yaml", "dependencies:\n  - name: csc\n    alias: atdome\n"
                                        "  - name: csc\n    alias: ess301\n  - name: csc\n    alias: atqueue\n" },
    { "applications/auxtel/values-summit.yaml", auxtel },
    { "applications/auxtel/values-base.yaml", "own-chart:\n  env: {}\n" },
    { "applications/love/values-summit.yaml", "producers:\n  - name: ataos\n    csc: ATAOS:0 --log-level 10\n" },
    { "applications/love/values-base.yaml", "producers:\n  - name: ataos\n    csc: ATAOS:0\n  - name: atdome\n"
                                            "    csc: ATDome:0\n  - name: ess301\n    csc: ESS:301\n" },
    { NULL },
  };

  return cw_test_plan_with ("rubin-2026", "phalanx", "summit", "45", files, NULL, NULL);
}

/* The one alarm of a check, or %NULL. */
const CwPlanWarning *
cw_test_find_alarm (CwPlan     *plan,
                    const char *check)
{
  GPtrArray *warnings = cw_plan_get_warnings (plan);
  const CwPlanWarning *found = NULL;

  for (guint i = 0; i < warnings->len; i++)
    {
      const CwPlanWarning *warning = warnings->pdata[i];

      if (g_strcmp0 (warning->check, check) != 0)
        continue;
      g_assert_null (found);
      found = warning;
    }
  return found;
}

guint
cw_test_count_alarms (CwPlan *plan)
{
  GPtrArray *warnings = cw_plan_get_warnings (plan);
  guint count = 0;

  for (guint i = 0; i < warnings->len; i++)
    count += ((const CwPlanWarning *) warnings->pdata[i])->check != NULL;
  return count;
}
