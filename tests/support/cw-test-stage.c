/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-clock.h"
#include "cw-json.h"
#include "cw-planner.h"
#include "cw-test-stage.h"
#include "cw-test.h"

static JsonNode *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = cw_json_parse (json, -1, 0, &error);

  g_assert_no_error (error);
  return node;
}

static GHashTable *
new_nodes (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
}

/* By the procedure in the file. */
CwTestStage *
cw_test_stage_new_by (const char *path)
{
  CwTestStage *self = g_new0 (CwTestStage, 1);
  g_autoptr (GError) error = NULL;

  self->procedure = cw_procedure_load (path, &error);
  g_assert_no_error (error);
  self->facts = new_nodes ();
  self->observations = new_nodes ();
  self->history = cw_history_new ();
  self->plans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->now = g_strdup ("2026-12-01T12:00:00Z");
  cw_test_stage_fact (self, "cycle", "\"c0045\"");
  cw_test_stage_fact (self, "site.summit", "{\"date\":\"2027-01-12\",\"time\":\"17:00\"}");
  cw_test_stage_fact (self, "site.tts", "{\"date\":\"2027-01-05\",\"time\":\"17:00\"}");
  cw_test_stage_fact (self, "site.bts", "{\"date\":\"2027-01-06\",\"time\":\"17:00\"}");
  cw_test_stage_see (self, "manifest", "{\"CYCLE\":\"c0045\",\"ts_xml\":\"28.0.0\"}");
  cw_test_stage_see (self, "person.release-manager",
                     "{\"query\":\"\",\"people\":[{\"account\":\"1:manager\",\"name\":\"A Manager\"}],\"refused\":[]}");
  cw_test_stage_see (self, "person.activities-manager",
                     "{\"query\":\"Summit Activities Manager\",\"people\":[{\"account\":\"1:activities\","
                     "\"name\":\"An Activities Manager\"}],\"refused\":[]}");
  cw_test_stage_fact (self, "author", "{\"name\":\"Release Manager\",\"email\":\"rm@example.org\"}");
  return self;
}

CwTestStage *
cw_test_stage_new (void)
{
  g_autofree char *path = cw_test_source ("data/procedures/rubin-2023.json");

  return cw_test_stage_new_by (path);
}

void
cw_test_stage_free (CwTestStage *self)
{
  g_object_unref (self->procedure);
  g_object_unref (self->history);
  g_hash_table_unref (self->facts);
  g_hash_table_unref (self->observations);
  g_hash_table_unref (self->plans);
  g_free (self->now);
  g_free (self);
}

void
cw_test_stage_fact (CwTestStage *self,
                    const char  *key,
                    const char  *json)
{
  g_hash_table_replace (self->facts, g_strdup (key), parse (json));
}

void
cw_test_stage_see (CwTestStage *self,
                   const char  *key,
                   const char  *json)
{
  g_hash_table_replace (self->observations, g_strdup (key), parse (json));
}

void
cw_test_stage_event (CwTestStage *self,
                     const char  *type,
                     const char  *effect_id,
                     const char  *json)
{
  g_autoptr (JsonNode) data = parse (json);
  g_autoptr (CwEvent) event = NULL;

  self->seq++;
  event = cw_event_new (self->seq, self->seq * G_USEC_PER_SEC, type, effect_id, "Tester", data);
  cw_history_apply (self->history, event);
}

/* Done with the payload that the stage makes now. */
void
cw_test_stage_done (CwTestStage *self,
                    const char  *effect_id,
                    const char  *key,
                    const char  *url)
{
  g_auto (GStrv) parts = g_strsplit (effect_id, "/", -1);
  g_autoptr (CwStageResult) result = cw_test_stage_run (self, parts[2]);
  CwEffect *effect = cw_test_stage_find (result, effect_id);
  g_autofree char *intent = NULL, *outcome = NULL;

  g_assert_nonnull (effect);
  g_assert_nonnull (cw_effect_get_payload (effect));
  intent = g_strdup_printf ("{\"hash\":\"%s\",\"payload\":%s,\"attempt\":1,\"deed\":\"perform\","
                            "\"kind\":\"%s\",\"title\":\"%s\"}",
                            cw_effect_get_hash (effect), cw_effect_get_payload_text (effect),
                            cw_effect_get_kind (effect), cw_effect_get_title (effect));
  outcome = g_strdup_printf ("{\"outcome\":{\"key\":\"%s\",\"url\":\"%s\"},\"adopted\":false}", key, url);
  cw_test_stage_event (self, CW_EVENT_INTENT, effect_id, intent);
  cw_test_stage_event (self, CW_EVENT_OUTCOME, effect_id, outcome);
}

static void
add_file (CwSnapshot *snapshot,
          const char *path,
          const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  cw_snapshot_add (snapshot, path, 0100644, NULL, bytes);
}

static GPtrArray *
make_snapshots (void)
{
  GPtrArray *snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  CwSnapshot *compose = cw_snapshot_new ("docker-compose-ops", "main", "1111111111111111111111111111111111111111");
  CwSnapshot *phalanx = cw_snapshot_new ("phalanx", "main", "2222222222222222222222222222222222222222");
  CwSnapshot *love = cw_snapshot_new ("LOVE-integration-tools", "develop", "3333333333333333333333333333333333333333");

  add_file (compose, "summit/setup.env", "# host\nexport CYCLE=c0044\nexport rev=.002\n");
  add_file (compose, "tucson-teststand/setup.env", "export CYCLE=c0044\n");
  add_file (compose, "base-teststand/setup.env", "export CYCLE=c0045\n");
  add_file (phalanx, "applications/nublado/values-summit.yaml",
            "controller:\n  config:\n    images:\n      cycle: 44\n      recommendedTag: \"recommended_c0044\"\n");
  add_file (love, "deploy/summit/.env", "cycle=c0044\n");
  g_ptr_array_add (snapshots, compose);
  g_ptr_array_add (snapshots, phalanx);
  g_ptr_array_add (snapshots, love);
  return snapshots;
}

/* Plans each site over the small world. */
void
cw_test_stage_plan (CwTestStage *self)
{
  static const char *const sites[] = { "summit", "tts", "bts" };
  const CwCycle target = { 'c', 45, CW_CYCLE_NO_REVISION };

  for (guint i = 0; i < G_N_ELEMENTS (sites); i++)
    {
      g_autoptr (GPtrArray) snapshots = make_snapshots ();
      g_autoptr (GError) error = NULL;
      CwPlan *plan = cw_planner_plan (self->procedure, sites[i], &target, snapshots, NULL, NULL, NULL, &error);

      g_assert_no_error (error);
      g_hash_table_replace (self->plans, g_strdup (sites[i]), plan);
    }
}

CwStageResult *
cw_test_stage_run (CwTestStage *self,
                   const char  *stage)
{
  g_autoptr (CwDeployment) deployment = cw_deployment_new (self->procedure, self->facts);
  g_autoptr (GDateTime) now = cw_clock_parse (self->now, NULL);
  g_autoptr (GPtrArray) earlier = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_stage_result_free);
  guint n_stages;
  const CwStage *stages = cw_stages_get (&n_stages);
  CwStageInput input = { deployment, now, self->history, self->observations, self->plans, NULL, earlier };

  g_assert_nonnull (now);
  for (guint i = 0; i < n_stages; i++)
    {
      CwStageResult *result = cw_stage_run (&stages[i], &input);

      if (g_str_equal (stages[i].id, stage))
        return result;
      g_ptr_array_add (earlier, result);
    }
  g_assert_not_reached ();
}

/* All stages, as the faces get them, or one that only reads. */
CwView *
cw_test_stage_view (CwTestStage *self,
                    gboolean     reading)
{
  g_autoptr (CwDeployment) deployment = cw_deployment_new (self->procedure, self->facts);
  g_autoptr (GDateTime) now = cw_clock_parse (self->now, NULL);
  CwEvent *giving_up = cw_history_get_giving_up (self->history);
  CwGivingUp given_up = { cw_history_get_given_up (self->history) };
  CwStageInput input = { deployment, now, self->history, self->observations, self->plans };

  if (giving_up != NULL)
    {
      given_up.actor = cw_event_get_actor (giving_up);
      given_up.time = cw_event_get_time (giving_up);
      input.given_up = &given_up;
    }
  return cw_view_new ("c0045-test", &input, cw_history_get_notes (self->history),
                      cw_history_get_words (self->history), reading, 0);
}

CwEffect *
cw_test_stage_find (CwStageResult *result,
                    const char    *effect_id)
{
  for (guint i = 0; i < result->effects->len; i++)
    {
      CwEffect *effect = g_ptr_array_index (result->effects, i);

      if (g_str_equal (cw_effect_get_id (effect), effect_id))
        return effect;
    }
  return NULL;
}

const CwCheck *
cw_test_stage_check (CwStageResult *result,
                     const char    *id)
{
  for (guint i = 0; i < result->checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (result->checks, i);

      if (g_str_equal (check->id, id))
        return check;
    }
  return NULL;
}

JsonObject *
cw_test_stage_payload (CwStageResult *result,
                       const char    *effect_id)
{
  CwEffect *effect = cw_test_stage_find (result, effect_id);

  g_assert_nonnull (effect);
  g_assert_nonnull (cw_effect_get_payload (effect));
  return json_node_get_object (cw_effect_get_payload (effect));
}
