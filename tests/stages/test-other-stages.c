/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-document-writers.h"
#include "cw-handover-sheet.h"
#include "cw-json.h"
#include "cw-planner.h"
#include "cw-test-stage.h"
#include "cw-test.h"

/* Cycle, build and handover: stages that prove more than they send. */

static void
test_dates (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) good = cw_test_stage_run (fixture, "cycle");
  g_autoptr (CwStageResult) bad = NULL;

  g_assert_cmpstr (good->fact, ==, "3 sites");
  g_assert_cmpint (cw_test_stage_check (good, "start-summit")->state, ==, CW_CHECK_HOLDS);
  g_assert_null (cw_test_stage_check (good, "weekend.summit"));
  /* A Saturday, and long gone. */
  cw_test_stage_fact (fixture, "site.summit", "{\"date\":\"2026-11-07\",\"time\":\"17:00\"}");
  bad = cw_test_stage_run (fixture, "cycle");
  g_assert_cmpint (cw_test_stage_check (bad, "past.summit")->state, ==, CW_CHECK_WARNING);
}

static void
test_fates (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;
  g_autoptr (CwStageResult) tickets = NULL;

  cw_test_stage_fact (fixture, "fate.bts", "\"by-other\"");
  result = cw_test_stage_run (fixture, "cycle");
  tickets = cw_test_stage_run (fixture, "tickets");
  g_assert_cmpstr (result->fact, ==, "2 sites");
  g_assert_nonnull (cw_test_stage_check (result, "fate-bts"));
  g_assert_null (cw_test_stage_find (tickets, "c0045/bts/tickets/configuration/1"));
}

static void
test_images (void)
{
  static const struct
  {
    const char *seen;
    CwCheckState state;
  } cases[] = {
    { NULL, CW_CHECK_UNKNOWN },
    { "{\"trouble\":\"no route\"}", CW_CHECK_UNKNOWN },
    { "{\"total\":70,\"missing\":[]}", CW_CHECK_HOLDS },
    { "{\"total\":70,\"missing\":[\"dream:c0045\"]}", CW_CHECK_WARNING },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
      g_autoptr (CwStageResult) result = NULL;

      if (cases[i].seen != NULL)
        cw_test_stage_see (fixture, "images", cases[i].seen);
      result = cw_test_stage_run (fixture, "build");
      g_assert_cmpint (cw_test_stage_check (result, "images")->state, ==, cases[i].state);
    }
}

/* What the registry last said is still known while it can't be asked. */
static void
test_images_last_seen (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;

  cw_test_stage_see (fixture, "images",
                     "{\"trouble\":\"no route\",\"last\":{\"total\":70,\"missing\":[\"dream:c0045\"],"
                     "\"since\":{\"dream:c0045\":1796126400}}}");
  result = cw_test_stage_run (fixture, "build");
  g_assert_cmpint (cw_test_stage_check (result, "images")->state, ==, CW_CHECK_UNKNOWN);
  g_assert_cmpuint (result->out_of_reach->len, ==, 1);
  g_assert_cmpuint (result->n_parts, ==, 70);
  g_assert_cmpuint (result->missing->len, ==, 1);
  g_assert_cmpint (((CwMissing *) g_ptr_array_index (result->missing, 0))->since, ==, 1796126400);
  g_assert_cmpstr (result->fact, ==, "1 missing");
}

/* `.000` and the floating tag differ: said apart, whatever is missing. */
static void
test_older (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;

  cw_test_stage_see (fixture, "images", "{\"total\":70,\"missing\":[],\"older\":[\"atdome:c0045.000\"]}");
  result = cw_test_stage_run (fixture, "build");
  g_assert_cmpint (cw_test_stage_check (result, "images")->state, ==, CW_CHECK_HOLDS);
  g_assert_cmpint (cw_test_stage_check (result, "images-older")->state, ==, CW_CHECK_WARNING);
  g_assert_nonnull (strstr (cw_test_stage_check (result, "images-older")->text, "atdome:c0045.000"));
}

/* The registry's answer is narrowed to what the plans resolve to by now; what they came to since wasn't asked. */
static void
test_unasked (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;
  g_autoptr (GString) seen = g_string_new ("{\"total\":9,\"missing\":[\"past:c0044.003\"],\"there\":[");
  static const char text[] = "a:\n  image:\n    repository: a\n    tag: c0044\n"
                             "b:\n  image:\n    repository: b\n    tag: c0044\n";
  const CwCycle target = { 'c', 45, CW_CYCLE_NO_REVISION };
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  CwSnapshot *snapshot = cw_snapshot_new ("argocd-csc", "main", "0123456789012345678901234567890123456789");
  GPtrArray *images;
  CwPlan *plan;
  g_autofree char *all = NULL, *last = NULL;

  g_ptr_array_add (snapshots, snapshot);
  cw_snapshot_add (snapshot, "apps/a/values-summit.yaml", 0100644, NULL, bytes);
  plan = cw_planner_plan (fixture->procedure, "summit", &target, snapshots, NULL, NULL, NULL, NULL);
  g_hash_table_replace (fixture->plans, g_strdup ("summit"), plan);
  images = cw_plan_get_images (plan);
  g_assert_cmpuint (images->len, ==, 2);
  for (guint i = 1; i < images->len; i++)
    g_string_append_printf (seen, "%s\"%s\"", i > 1 ? "," : "", (const char *) images->pdata[i]);
  all = g_strdup_printf ("%s,\"%s\"]}", seen->str, (const char *) images->pdata[0]);
  g_string_append (seen, "]}");
  cw_test_stage_see (fixture, "images", seen->str);
  result = cw_test_stage_run (fixture, "build");
  /* Not all of them were asked for: nothing holds of all. */
  g_assert_null (cw_test_stage_check (result, "images"));
  g_assert_cmpuint (result->n_parts, ==, images->len);
  g_assert_cmpint (cw_test_stage_check (result, "images-unasked")->state, ==, CW_CHECK_UNKNOWN);
  g_assert_nonnull (strstr (cw_test_stage_check (result, "images-unasked")->text, "for 1 image"));
  cw_stage_result_free (g_steal_pointer (&result));
  cw_test_stage_see (fixture, "images", all);
  result = cw_test_stage_run (fixture, "build");
  g_assert_null (cw_test_stage_check (result, "images-unasked"));
  g_assert_cmpuint (result->n_parts, ==, images->len);
  /* What it said before it went out of reach as well. */
  cw_stage_result_free (g_steal_pointer (&result));
  last = g_strdup_printf ("{\"trouble\":\"no route\",\"last\":%s}", all);
  cw_test_stage_see (fixture, "images", last);
  result = cw_test_stage_run (fixture, "build");
  g_assert_cmpint (cw_test_stage_check (result, "images")->state, ==, CW_CHECK_UNKNOWN);
  g_assert_cmpuint (result->missing->len, ==, 0);
  g_assert_cmpuint (result->n_parts, ==, images->len);
}

static void
test_handover_names_open (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = cw_test_stage_run (fixture, "handover");

  g_assert_cmpint (cw_test_stage_check (result, "open-tickets")->state, ==, CW_CHECK_OPEN);
  g_assert_cmpint (cw_test_stage_check (result, "open-cycle")->state, ==, CW_CHECK_HOLDS);
}

/* Merging and syncing are never ours: they stand among the tasks of the day. */
static void
test_sync_on_sheet (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = cw_test_stage_run (fixture, "handover");
  guint syncs = 0;

  for (guint i = 0; i < result->effects->len; i++)
    {
      CwEffect *effect = g_ptr_array_index (result->effects, i);

      if (g_strrstr (cw_effect_get_id (effect), "sync") == NULL)
        continue;
      syncs++;
      g_assert_cmpstr (cw_effect_get_kind (effect), ==, CW_EFFECT_KIND_TASK);
      g_assert_true (cw_effect_get_optional (effect));
    }
  g_assert_cmpuint (syncs, >, 0);
}

/* The sheet counts what is open as the pages do, and lists all of it under its stage and site. */
static void
test_open_on_sheet (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwView) view = cw_test_stage_view (fixture, FALSE);
  g_autofree char *sheet = cw_document_to_markdown (cw_view_get_sheet (view));
  const CwViewStage *tickets = cw_view_get_stage (view, "tickets");
  guint open = cw_stage_result_count_open (tickets->result, NULL), listed = 0;
  g_autofree char *heading = g_strdup_printf ("### Tickets: %u open", open);
  const char *section = strstr (sheet, heading), *site;

  g_assert_cmpuint (open, >, 3);
  g_assert_nonnull (section);
  site = strstr (section, "#### Summit");
  g_assert_nonnull (site);
  for (guint i = 0; i < tickets->result->checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (tickets->result->checks, i);
      const char *line = check->state == CW_CHECK_OPEN ? strstr (section, check->text) : NULL;

      listed += line != NULL;
      g_assert_true (line == NULL || g_strcmp0 (check->site, "summit") != 0 || line > site);
    }
  g_assert_cmpuint (listed, ==, open);
  g_assert_null (strstr (sheet, "things are open"));
}

/* Who deploys reads what somebody let be as it is; the map doesn't call that done and missing at once. */
static void
test_waved_on_sheet (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;
  g_autoptr (CwView) view = NULL;
  g_autofree char *text = NULL, *sheet = NULL;
  const char *section;

  cw_test_stage_see (fixture, "images", "{\"total\":70,\"missing\":[\"dream:c0045\"],\"older\":[],\"since\":{}}");
  result = cw_test_stage_run (fixture, "build");
  g_assert_cmpstr (result->fact, ==, "1 missing");
  text = g_strdup_printf ("\"%s\"", cw_test_stage_check (result, "images")->text);
  cw_test_stage_fact (fixture, "waved.images", text);
  cw_test_stage_event (fixture, CW_EVENT_SET, NULL, "{\"key\":\"waved.images\",\"value\":true}");
  cw_stage_result_free (g_steal_pointer (&result));
  result = cw_test_stage_run (fixture, "build");
  g_assert_cmpstr (result->fact, ==, "1 missing, waved");
  view = cw_test_stage_view (fixture, FALSE);
  sheet = cw_document_to_markdown (cw_view_get_sheet (view));
  section = strstr (sheet, "## Waved through");
  g_assert_nonnull (section);
  g_assert_nonnull (strstr (section, "1 of 70 images is not in the registry: dream:c0045 ("));
  g_assert_nonnull (strstr (section, ", Tester)"));
}

/* Whoever asks later finds who decided what, and when; what follows by itself was decided by nobody. */
static void
test_answered_on_sheet (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwView) before = NULL, after = NULL;
  g_autofree char *nothing = NULL, *sheet = NULL;
  const char *section;

  g_free (fixture->now);
  fixture->now = g_strdup ("2027-01-11T12:30:00Z");
  before = cw_test_stage_view (fixture, FALSE);
  nothing = cw_document_to_markdown (cw_view_get_sheet (before));
  g_assert_null (strstr (nothing, "## Answers"));
  cw_test_stage_fact (fixture, "missed.c0045/summit/announcement/day-before/1", "\"now\"");
  cw_test_stage_event (fixture, CW_EVENT_SET, NULL,
                       "{\"key\":\"missed.c0045/summit/announcement/day-before/1\",\"value\":\"now\"}");
  after = cw_test_stage_view (fixture, FALSE);
  sheet = cw_document_to_markdown (cw_view_get_sheet (after));
  section = strstr (sheet, "## Answers");
  g_assert_nonnull (section);
  g_assert_true (g_regex_match_simple ("#### Summit\n\n- .*\\*\\*.* now.*\\*\\* \\(.*, Tester\\)", section, 0, 0));
  g_assert_null (strstr (sheet, "### Not asked any more"));
}

/* What was asked until it was sent is told in the words of then. */
static void
test_past_answers_on_sheet (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwView) view = NULL;
  g_autofree char *sheet = NULL;
  const char *section;

  cw_test_stage_fact (fixture, "base.summit.phalanx", "\"tickets/OSW-7\"");
  cw_test_stage_event (fixture, CW_EVENT_SET, NULL, "{\"key\":\"base.summit.phalanx\",\"value\":\"tickets/OSW-7\","
                                                    "\"text\":\"On which branch?\",\"answer\":\"OSW-7: for c0044\"}");
  cw_test_stage_fact (fixture, "answer.gone", "\"hand:one\\ntwo\"");
  cw_test_stage_event (fixture, CW_EVENT_SET, NULL, "{\"key\":\"answer.gone\",\"value\":\"hand:one\\ntwo\","
                                                    "\"text\":\"Which side?\"}");
  view = cw_test_stage_view (fixture, FALSE);
  sheet = cw_document_to_markdown (cw_view_get_sheet (view));
  section = strstr (sheet, "### Not asked any more");
  g_assert_nonnull (section);
  g_assert_nonnull (strstr (section, "- On which branch? **OSW-7: for c0044** ("));
  g_assert_nonnull (strstr (section, "- Which side? **hand:one** ("));
  g_assert_nonnull (strstr (section, ", Tester)"));
}

/* What was done stands there with its link, when and by whom, and by what hash of what was sent it can be told. */
static void
test_evidence (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwView) before = cw_test_stage_view (fixture, FALSE), after = NULL;
  g_autofree char *nothing = cw_document_to_markdown (cw_view_get_sheet (before)), *sheet = NULL;

  g_assert_nonnull (strstr (nothing, "## What was done\n\nNothing yet."));
  cw_test_stage_done (fixture, "c0045/summit/tickets/configuration/1", "DM-1", "https://example.org/DM-1");
  cw_test_stage_event (fixture, CW_EVENT_LEFT_OUT, "c0045/tts/tickets/configuration/1", "{\"reason\":\"another one\"}");
  after = cw_test_stage_view (fixture, FALSE);
  sheet = cw_document_to_markdown (cw_view_get_sheet (after));
  g_assert_nonnull (strstr (sheet, "[DM-1](https://example.org/DM-1). "));
  g_assert_true (g_regex_match_simple ("; checksum of what was sent: `[0-9a-f]{12}`\n", sheet, 0, 0));
  g_assert_nonnull (strstr (sheet, ": Left out (another one). "));
}

/* A part for each site with its day, the first before the others, and in it what waits for that day there alone. */
static void
test_days_on_sheet (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwView) view = cw_test_stage_view (fixture, FALSE);
  g_autofree char *sheet = cw_document_to_markdown (cw_view_get_sheet (view));
  const char *day = strstr (sheet, "## On the deployment day"), *tts, *summit, *end;
  g_autofree char *first = NULL, *second = NULL;

  g_assert_nonnull (day);
  tts = strstr (day, "### TTS, Tue 5 Jan");
  summit = strstr (day, "### Summit, Tue 12 Jan");
  g_assert_nonnull (tts);
  g_assert_nonnull (summit);
  g_assert_true (tts < summit);
  end = strstr (summit, "\n## ");
  first = g_strndup (tts, summit - tts);
  second = g_strndup (summit, end - summit);
  g_assert_null (strstr (first, "Summit"));
  g_assert_nonnull (strstr (first, "#### "));
  g_assert_nonnull (strstr (second, "#### "));
  /* Each with who does it. */
  g_assert_nonnull (strstr (second, "safe state\n\n*Release manager, with the control room*\n"));
  g_assert_nonnull (strstr (second, "merge the configuration branches\n\n*Release manager*\n"));
}

static void
check_sentence (const char *text)
{
  static const char *const holes[] = { "  ", " .", " ,", " ;", " :", "()", NULL };

  g_test_message ("%s", text);
  for (guint i = 0; holes[i] != NULL; i++)
    g_assert_null (strstr (text, holes[i]));
  g_assert_true (g_ascii_isalnum (*text));
  g_assert_false (g_str_has_suffix (text, " "));
}

/* What is asked of people on the day reads well before there is a ticket, a branch or a pull request, and after. */
static void
test_day_without_holes (gconstpointer procedure)
{
  g_autofree char *path = cw_test_source (procedure);
  g_autoptr (CwTestStage) fixture = cw_test_stage_new_by (path);
  guint n_links = 0;

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (CwStageResult) result = cw_test_stage_run (fixture, "handover");

      for (guint i = 0; i < result->effects->len; i++)
        {
          const char *text = cw_effect_get_preview (g_ptr_array_index (result->effects, i));

          if (text == NULL || *text == '\0')
            continue;
          check_sentence (text);
          n_links += strstr (text, "https://github.com/lsst-sqre/phalanx/pull/7") != NULL;
        }
      g_assert_cmpuint (n_links > 0, ==, round > 0);
      cw_test_stage_event (fixture, CW_EVENT_OUTCOME, "c0045/summit/science-platform/pull-phalanx/1",
                           "{\"outcome\":{\"key\":\"7\",\"url\":\"https://github.com/lsst-sqre/phalanx/pull/7\"}}");
    }
}

/* Nobody reads thousands of them on a sheet: the last ones are named, and how many there were before. */
static void
test_many_earlier (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwView) view = NULL;
  g_autofree char *sheet = NULL;

  for (guint i = 0; i < 205; i++)
    {
      g_autofree char *id = g_strdup_printf ("c0045/summit/tickets/past-%03u/1", i);

      cw_test_stage_event (fixture, CW_EVENT_OUTCOME, id, "{\"outcome\":{\"key\":\"OSW-1\"}}");
    }
  view = cw_test_stage_view (fixture, FALSE);
  sheet = cw_document_to_markdown (cw_view_get_sheet (view));
  g_assert_null (strstr (sheet, "Earlier: c0045/summit/tickets/past-004/1"));
  g_assert_nonnull (strstr (sheet, "Earlier: c0045/summit/tickets/past-005/1"));
  g_assert_nonnull (strstr (sheet, "Earlier: c0045/summit/tickets/past-204/1"));
  g_assert_nonnull (strstr (sheet, "Before these 5 things more were done; the exported preparation names them"));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/cycle/dates", test_dates);
  g_test_add_func ("/cycle/fates", test_fates);
  g_test_add_func ("/build/images", test_images);
  g_test_add_func ("/build/images-last-seen", test_images_last_seen);
  g_test_add_func ("/build/older-images", test_older);
  g_test_add_func ("/build/unasked-images", test_unasked);
  g_test_add_func ("/handover/names-open", test_handover_names_open);
  g_test_add_func ("/handover/sync-on-sheet", test_sync_on_sheet);
  g_test_add_func ("/handover/open-on-sheet", test_open_on_sheet);
  g_test_add_func ("/handover/waved-on-sheet", test_waved_on_sheet);
  g_test_add_func ("/handover/answered-on-sheet", test_answered_on_sheet);
  g_test_add_func ("/handover/past-answers-on-sheet", test_past_answers_on_sheet);
  g_test_add_func ("/handover/evidence", test_evidence);
  g_test_add_func ("/handover/many-earlier", test_many_earlier);
  g_test_add_func ("/handover/days-on-sheet", test_days_on_sheet);
  g_test_add_data_func ("/handover/day-without-holes-2023", "data/procedures/rubin-2023.json", test_day_without_holes);
  g_test_add_data_func ("/handover/day-without-holes-2026", "data/procedures/rubin-2026.json", test_day_without_holes);
  return g_test_run ();
}
