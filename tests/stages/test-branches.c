/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-json.h"
#include "cw-test-stage.h"
#include "cw-test.h"
#include "cw-validation.h"

/* The branches of configuration and science platform, and the pull request over them. */

#define COMPOSE "c0045/summit/configuration/docker-compose-ops/1"
#define COMPOSE_AGAIN "c0045/summit/configuration/docker-compose-ops/2"
#define PHALANX "c0045/summit/science-platform/phalanx/1"
#define PULL "c0045/summit/science-platform/pull-phalanx/1"
#define READY "c0045/summit/science-platform/notice-ready-phalanx/1"

static void
test_waits_for_ticket (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) before = NULL;
  g_autoptr (CwStageResult) after = NULL;

  cw_test_stage_plan (fixture);
  before = cw_test_stage_run (fixture, "configuration");
  g_assert_nonnull (cw_effect_get_waiting (cw_test_stage_find (before, COMPOSE)));
  cw_test_stage_done (fixture, "c0045/summit/tickets/configuration/1", "DM-7", "");
  after = cw_test_stage_run (fixture, "configuration");
  g_assert_nonnull (cw_effect_get_payload (cw_test_stage_find (after, COMPOSE)));
}

static void
test_payload (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;
  JsonObject *payload, *file;
  CwEffect *effect;
  GBytes *bytes;

  cw_test_stage_plan (fixture);
  cw_test_stage_done (fixture, "c0045/summit/tickets/configuration/1", "DM-7", "");
  result = cw_test_stage_run (fixture, "configuration");
  effect = cw_test_stage_find (result, COMPOSE);
  payload = cw_test_stage_payload (result, COMPOSE);
  g_assert_cmpstr (cw_json_get_string (payload, "branch", NULL), ==, "tickets/DM-7");
  g_assert_cmpstr (cw_json_get_string (payload, "base", NULL), ==, "1111111111111111111111111111111111111111");
  g_assert_cmpstr (cw_json_get_string (payload, "expected", NULL), ==, "");
  g_assert_true (g_str_has_prefix (cw_json_get_string (payload, "message", ""), "Summit: Update to Cycle 45."));
  g_assert_nonnull (g_strstr_len (cw_json_get_string (payload, "message", ""), -1, cw_effect_get_marker (effect)));
  g_assert_cmpuint (json_array_get_length (cw_json_get_array (payload, "files")), ==, 1);
  file = json_array_get_object_element (cw_json_get_array (payload, "files"), 0);
  g_assert_cmpstr (cw_json_get_string (file, "path", NULL), ==, "summit/setup.env");
  bytes = cw_effect_get_blob (effect, cw_json_get_string (file, "new", ""));
  g_assert_nonnull (bytes);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                   "# host\nexport CYCLE=c0045\nexport rev=.000\n", 42);
}

/* A site whose files say the target already has no branch, and that is said. */
static void
test_nothing_to_change (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;

  cw_test_stage_plan (fixture);
  result = cw_test_stage_run (fixture, "configuration");
  g_assert_null (cw_test_stage_find (result, "c0045/bts/configuration/docker-compose-ops/1"));
  g_assert_cmpint (cw_test_stage_check (result, "repository-bts-docker-compose-ops")->state, ==, CW_CHECK_HOLDS);
}

/* A repository that could not be read is open, with the reason; the others go on. */
static void
test_out_of_reach (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;
  const CwOutOfReach *one;

  cw_test_stage_plan (fixture);
  cw_test_stage_see (fixture, "git-trouble.summit.argocd-csc", "\"github.com can't be reached\"");
  result = cw_test_stage_run (fixture, "configuration");
  g_assert_cmpint (cw_test_stage_check (result, "repository-summit-argocd-csc")->state, ==, CW_CHECK_OPEN);
  g_assert_nonnull (g_strstr_len (cw_test_stage_check (result, "repository-summit-argocd-csc")->text, -1,
                                  "can't be reached"));
  g_assert_nonnull (cw_test_stage_find (result, COMPOSE));
  g_assert_cmpuint (result->out_of_reach->len, ==, 1);
  one = g_ptr_array_index (result->out_of_reach, 0);
  g_assert_cmpstr (one->name, ==, "argocd-csc");
  g_assert_cmpstr (one->site, ==, "summit");
  g_assert_cmpstr (one->reason, ==, "github.com can't be reached");
  g_assert_false (one->known);
}

/* Where the test stands can't be compared nothing is asked, which is said once for the site. */
static void
test_uncompared_fixes (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;
  const CwCheck *check;

  cw_test_stage_plan (fixture);
  cw_test_stage_see (fixture, "fixes-trouble.summit", "\"an object is missing\"");
  result = cw_test_stage_run (fixture, "configuration");
  check = cw_test_stage_check (result, "fixes-trouble-summit");
  g_assert_cmpint (check->state, ==, CW_CHECK_WARNING);
  g_assert_nonnull (strstr (check->text, "an object is missing"));
}

/* What was fetched before still serves the plan, and each site's page can say so. */
static void
test_known_before (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;

  cw_test_stage_plan (fixture);
  cw_test_stage_see (fixture, "fetch-trouble.docker-compose-ops", "\"no route\"");
  result = cw_test_stage_run (fixture, "configuration");
  g_assert_cmpint (cw_test_stage_check (result, "stale-summit-docker-compose-ops")->state, ==, CW_CHECK_WARNING);
  g_assert_cmpuint (result->out_of_reach->len, >, 0);
  for (guint i = 0; i < result->out_of_reach->len; i++)
    {
      const CwOutOfReach *one = g_ptr_array_index (result->out_of_reach, i);

      g_assert_cmpstr (one->name, ==, "docker-compose-ops");
      g_assert_true (one->known);
    }
}

/* Who has pushed already waits for nothing when the repository can't be reached any more. */
static void
test_stale_once_pushed (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;

  cw_test_stage_plan (fixture);
  cw_test_stage_done (fixture, "c0045/summit/tickets/configuration/1", "DM-7", "");
  cw_test_stage_done (fixture, COMPOSE, "tickets/DM-7", "");
  cw_test_stage_see (fixture, "fetch-trouble.docker-compose-ops", "\"no route\"");
  result = cw_test_stage_run (fixture, "configuration");
  g_assert_cmpint (cw_test_stage_check (result, "stale-summit-docker-compose-ops")->state, ==, CW_CHECK_UNKNOWN);
}

static void
test_base_is_asked (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;
  const CwQuestion *question;

  cw_test_stage_plan (fixture);
  cw_test_stage_done (fixture, "c0045/summit/tickets/configuration/1", "DM-7", "");
  cw_test_stage_see (fixture, "bases.summit.docker-compose-ops",
                     "[{\"name\":\"main\",\"label\":\"main: configured for c0043\",\"suggested\":false},"
                     "{\"name\":\"tickets/DM-1\",\"label\":\"tickets/DM-1: c0044\",\"suggested\":true}]");
  result = cw_test_stage_run (fixture, "configuration");
  g_assert_cmpuint (result->questions->len, ==, 1);
  question = g_ptr_array_index (result->questions, 0);
  g_assert_cmpstr (question->fact, ==, "base.summit.docker-compose-ops");
  g_assert_cmpstr (question->suggested, ==, "tickets/DM-1");
  g_assert_true (question->blocking);
  g_assert_nonnull (cw_effect_get_waiting (cw_test_stage_find (result, COMPOSE)));
}

/* What a validator says stands with the checks as long as it looked at these very files. */
static void
test_validators (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) fresh = NULL;
  g_autoptr (CwStageResult) stale = NULL;
  g_autofree char *tree = NULL, *report = NULL;
  const CwChangeSet *changes;

  cw_test_stage_plan (fixture);
  changes = cw_plan_get_change_set (g_hash_table_lookup (fixture->plans, "summit"), "docker-compose-ops");
  tree = cw_validation_hash_tree (changes);
  report = g_strdup_printf ("[{\"repository\":\"docker-compose-ops\",\"id\":\"lint\",\"name\":\"Lint\","
                            "\"tree\":\"%s\",\"state\":\"complains\",\"files\":1,\"more\":0,\"complaints\":["
                            "{\"path\":\"summit/setup.env\",\"line\":2,\"text\":\"odd\"}]},"
                            "{\"repository\":\"docker-compose-ops\",\"id\":\"absent\",\"name\":\"Absent\","
                            "\"tree\":\"\",\"state\":\"not-installed\",\"files\":1,\"more\":0,\"complaints\":[]}]",
                            tree);
  cw_test_stage_see (fixture, "validators.summit.docker-compose-ops", report);
  fresh = cw_test_stage_run (fixture, "configuration");
  g_assert_cmpint (cw_test_stage_check (fresh, "validator-summit-docker-compose-ops-lint/summit/setup.env=odd")->state,
                   ==, CW_CHECK_WARNING);
  g_assert_cmpint (cw_test_stage_check (fresh, "validator-summit-docker-compose-ops-absent")->state, ==,
                   CW_CHECK_SKIPPED);
  *strstr (report, tree) = 'x';
  cw_test_stage_see (fixture, "validators.summit.docker-compose-ops", report);
  stale = cw_test_stage_run (fixture, "configuration");
  g_assert_cmpint (cw_test_stage_check (stale, "validator-summit-docker-compose-ops-lint")->state, ==,
                   CW_CHECK_UNKNOWN);
}

static void
test_author_is_asked (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;

  cw_test_stage_plan (fixture);
  cw_test_stage_done (fixture, "c0045/summit/tickets/configuration/1", "DM-7", "");
  cw_test_stage_fact (fixture, "author", "null");
  result = cw_test_stage_run (fixture, "configuration");
  g_assert_cmpstr (((CwQuestion *) g_ptr_array_index (result->questions, 0))->fact, ==, "author");
}

static void
test_pull_request (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) waiting = NULL;
  g_autoptr (CwStageResult) pushed = NULL;
  g_autoptr (CwStageResult) unseen = NULL, opened = NULL, merged = NULL, closed = NULL;
  JsonObject *payload;

  cw_test_stage_plan (fixture);
  cw_test_stage_done (fixture, "c0045/summit/tickets/configuration/1", "DM-7", "");
  waiting = cw_test_stage_run (fixture, "science-platform");
  g_assert_nonnull (cw_effect_get_waiting (cw_test_stage_find (waiting, PULL)));
  cw_test_stage_done (fixture, PHALANX, "tickets/DM-7", "");
  pushed = cw_test_stage_run (fixture, "science-platform");
  payload = cw_test_stage_payload (pushed, PULL);
  g_assert_cmpstr (cw_json_get_string (payload, "head", NULL), ==, "tickets/DM-7");
  g_assert_cmpstr (cw_json_get_string (payload, "base", NULL), ==, "main");
  g_assert_nonnull (g_strstr_len (cw_json_get_string (payload, "title", ""), -1, "DM-7"));
  g_assert_nonnull (g_strstr_len (cw_json_get_string (payload, "body", ""), -1, "<!-- cw-"));
  g_assert_nonnull (cw_effect_get_waiting (cw_test_stage_find (pushed, READY)));
  cw_test_stage_done (fixture, PULL, "12", "http://github/pull/12");
  unseen = cw_test_stage_run (fixture, "science-platform");
  g_assert_nonnull (strstr (cw_effect_get_waiting (cw_test_stage_find (unseen, READY)), "a look at the checks"));
  g_assert_cmpint (cw_test_stage_check (unseen, "checks-summit-phalanx")->state, ==, CW_CHECK_UNKNOWN);
  cw_test_stage_event (fixture, CW_EVENT_VERIFIED, PULL,
                       "{\"answer\":\"equal\",\"differences\":[],\"seen\":{\"checks\":\"none\",\"sha\":\"1\"}}");
  opened = cw_test_stage_run (fixture, "science-platform");
  g_assert_nonnull (g_strstr_len (cw_json_get_string (cw_test_stage_payload (opened, READY), "text", ""), -1,
                                  "http://github/pull/12"));
  cw_test_stage_event (fixture, CW_EVENT_VERIFIED, PULL,
                       "{\"answer\":\"different\",\"differences\":[{\"what\":\"state\","
                       "\"end\":\"" CW_END_MERGED "\"}]}");
  merged = cw_test_stage_run (fixture, "science-platform");
  g_assert_nonnull (strstr (cw_effect_get_waiting (cw_test_stage_find (merged, READY)), "merged already"));
  cw_test_stage_event (fixture, CW_EVENT_VERIFIED, PULL,
                       "{\"answer\":\"different\",\"differences\":[{\"what\":\"state\",\"ours\":\"open\","
                       "\"theirs\":\"closed\"}]}");
  closed = cw_test_stage_run (fixture, "science-platform");
  g_assert_nonnull (strstr (cw_effect_get_waiting (cw_test_stage_find (closed, READY)), "changed outside"));
}

/* What the first round pushed stays in sight until the second one is pushed. */
static void
test_second_round (void)
{
  g_autoptr (CwTestStage) fixture = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL, pushed = NULL;

  cw_test_stage_plan (fixture);
  cw_test_stage_done (fixture, "c0045/summit/tickets/configuration/1", "DM-7", "");
  cw_test_stage_done (fixture, COMPOSE, "tickets/DM-7", "");
  cw_test_stage_fact (fixture, "round.summit.docker-compose-ops", "2");
  result = cw_test_stage_run (fixture, "configuration");
  g_assert_nonnull (cw_test_stage_find (result, COMPOSE));
  g_assert_nonnull (cw_test_stage_find (result, COMPOSE_AGAIN));
  cw_test_stage_done (fixture, COMPOSE_AGAIN, "tickets/DM-7", "");
  pushed = cw_test_stage_run (fixture, "configuration");
  g_assert_null (cw_test_stage_find (pushed, COMPOSE));
  g_assert_nonnull (cw_test_stage_find (pushed, COMPOSE_AGAIN));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/branches/waits-for-ticket", test_waits_for_ticket);
  g_test_add_func ("/branches/payload", test_payload);
  g_test_add_func ("/branches/nothing-to-change", test_nothing_to_change);
  g_test_add_func ("/branches/out-of-reach", test_out_of_reach);
  g_test_add_func ("/branches/uncompared-fixes", test_uncompared_fixes);
  g_test_add_func ("/branches/known-before", test_known_before);
  g_test_add_func ("/branches/stale-once-pushed", test_stale_once_pushed);
  g_test_add_func ("/branches/base-is-asked", test_base_is_asked);
  g_test_add_func ("/branches/validators", test_validators);
  g_test_add_func ("/branches/author-is-asked", test_author_is_asked);
  g_test_add_func ("/branches/pull-request", test_pull_request);
  g_test_add_func ("/branches/second-round", test_second_round);
  return g_test_run ();
}
