/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-json.h"
#include "cw-test-stage.h"
#include "cw-test.h"

/* What holds for all stages. */

static const char *const ids[] = {
  "cycle", "tickets", "configuration", "build", "page", "announcement", "science-platform", "handover",
};

static CwTestStage *
new_advanced (void)
{
  CwTestStage *self = cw_test_stage_new ();

  cw_test_stage_plan (self);
  cw_test_stage_done (self, "c0045/summit/tickets/configuration/1", "DM-1", "http://jira/DM-1");
  cw_test_stage_done (self, "c0045/tts/tickets/configuration/1", "DM-2", "http://jira/DM-2");
  cw_test_stage_done (self, "c0045/bts/tickets/configuration/1", "DM-3", "http://jira/DM-3");
  return self;
}

static void
test_equal_inputs (void)
{
  g_autoptr (CwTestStage) one = new_advanced ();
  g_autoptr (CwTestStage) two = new_advanced ();
  guint compared = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (CwStageResult) first = cw_test_stage_run (one, ids[i]);
      g_autoptr (CwStageResult) second = cw_test_stage_run (two, ids[i]);

      g_assert_cmpuint (first->effects->len, ==, second->effects->len);
      for (guint j = 0; j < first->effects->len; j++)
        {
          CwEffect *a = g_ptr_array_index (first->effects, j);
          CwEffect *b = g_ptr_array_index (second->effects, j);

          g_assert_cmpstr (cw_effect_get_id (a), ==, cw_effect_get_id (b));
          g_assert_cmpstr (cw_effect_get_payload_text (a), ==, cw_effect_get_payload_text (b));
          g_assert_cmpstr (cw_effect_get_hash (a), ==, cw_effect_get_hash (b));
          compared += cw_effect_get_payload (a) != NULL;
        }
    }
  g_assert_cmpuint (compared, >, 15);
}

/* A payload or a reason why there is none; ids once each; a stage of its own. */
static void
test_effects_whole (void)
{
  g_autoptr (CwTestStage) fixture = new_advanced ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (CwStageResult) result = cw_test_stage_run (fixture, ids[i]);

      for (guint j = 0; j < result->effects->len; j++)
        {
          CwEffect *effect = g_ptr_array_index (result->effects, j);

          g_test_message ("%s", cw_effect_get_id (effect));
          g_assert_true (g_hash_table_add (seen, g_strdup (cw_effect_get_id (effect))));
          g_assert_true ((cw_effect_get_payload (effect) != NULL) != (cw_effect_get_waiting (effect) != NULL));
          g_assert_cmpstr (cw_effect_get_title (effect), !=, "");
        }
    }
}

static void
test_nothing_chosen (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();

  g_hash_table_remove_all (fixture->facts);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (CwStageResult) result = cw_test_stage_run (fixture, ids[i]);

      g_assert_cmpuint (result->effects->len, ==, 0);
    }
}

static void
test_left_out (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;

  cw_test_stage_fact (fixture, "skipped.page", "true");
  result = cw_test_stage_run (fixture, "page");
  g_assert_cmpuint (result->effects->len, ==, 0);
  g_assert_cmpuint (result->checks->len, ==, 0);
}

/* What failed, or is in doubt, for a site or a stage that is none of this preparation any more stays in sight, and
 * isn't sent once more. */
static void
test_no_longer_sent (void)
{
  static const char *const ends[][2] = {
    { "fate.summit", "\"dropped\"" },
    { "fate.summit", "\"put-off\"" },
    { "fate.summit", "\"by-other\"" },
    { "skipped.tickets", "true" },
  };
  const char *id = "c0045/summit/tickets/configuration/1";

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
      g_autoptr (CwStageResult) before = cw_test_stage_run (fixture, "tickets"), after = NULL;
      CwEffect *effect = cw_test_stage_find (before, id);
      g_autofree char *intent = g_strdup_printf ("{\"hash\":\"%s\",\"payload\":%s,\"attempt\":1,\"deed\":\"perform\","
                                                 "\"kind\":\"%s\",\"title\":\"T\"}", cw_effect_get_hash (effect),
                                                 cw_effect_get_payload_text (effect), cw_effect_get_kind (effect));

      g_assert_false (cw_effect_is_retired (effect));
      cw_test_stage_event (fixture, CW_EVENT_INTENT, id, intent);
      cw_test_stage_event (fixture, CW_EVENT_FAILED, id, "{\"error\":\"Gone astray\",\"look-again\":99999999999999}");
      cw_test_stage_fact (fixture, ends[i][0], ends[i][1]);
      after = cw_test_stage_run (fixture, "tickets");
      effect = cw_test_stage_find (after, id);
      g_assert_nonnull (effect);
      g_assert_true (cw_effect_is_retired (effect));
    }
}

/* A person may say "send again": the next attempt carries another marker, and so another payload. */
static void
test_attempts_differ (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  const char *id = "c0045/summit/tickets/configuration/1";
  g_autoptr (CwStageResult) first = cw_test_stage_run (fixture, "tickets");
  g_autoptr (CwStageResult) second = NULL;

  cw_test_stage_event (fixture, CW_EVENT_RAISED, id, "{}");
  second = cw_test_stage_run (fixture, "tickets");
  g_assert_cmpstr (cw_effect_get_marker (cw_test_stage_find (first, id)), !=,
                   cw_effect_get_marker (cw_test_stage_find (second, id)));
  g_assert_cmpstr (cw_effect_get_hash (cw_test_stage_find (first, id)), !=,
                   cw_effect_get_hash (cw_test_stage_find (second, id)));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/stages/equal-inputs", test_equal_inputs);
  g_test_add_func ("/stages/effects-whole", test_effects_whole);
  g_test_add_func ("/stages/nothing-chosen", test_nothing_chosen);
  g_test_add_func ("/stages/left-out", test_left_out);
  g_test_add_func ("/stages/no-longer-sent", test_no_longer_sent);
  g_test_add_func ("/stages/attempts-differ", test_attempts_differ);
  return g_test_run ();
}
