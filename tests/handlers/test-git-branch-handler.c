/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "cw-error.h"
#include "cw-git-branch-handler.h"
#include "cw-json.h"
#include "cw-merged.h"
#include "cw-test-git.h"
#include "cw-test-handler.h"
#include "cw-test-services.h"
#include "cw-test.h"

#define ANNA   "Anna Author <anna@example.org>"
#define BERT   "Bert Beta <bert@example.org>"
#define NAME   "lsst-it/docker-compose-ops.git"
#define BRANCH "tickets/DM-1"
#define PATH   "summit/setup.env"
#define OLD    "export CYCLE=c0044\n"
#define NEW    "export CYCLE=c0045\n"
#define LATER  "export CYCLE=c0045\nexport rev=.001\n"
#define MARKER "cw-0123456789abcdef"

typedef struct {
  CwTestGit *server;
  char *folder;
  char *url;
  char *base;
  CwGitService *service;
  CwHandler *handler;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *cache = cw_test_directory ();
  g_autoptr (CwClock) clock = cw_clock_new ();

  fixture->server = cw_test_git_new ();
  fixture->folder = cw_test_git_add (fixture->server, NAME);
  fixture->url = cw_test_git_get_url (fixture->server, NAME);
  fixture->base = cw_test_git_commit (fixture->folder, "main", NULL, ANNA, "First", PATH, OLD, "README.md", "Hello\n",
                                      NULL);
  fixture->service = cw_test_git_service (cache);
  cw_git_service_add_credentials (fixture->service, fixture->url, CW_TEST_GIT_USER, CW_TEST_GIT_TOKEN);
  fixture->handler = cw_git_branch_handler_new (fixture->service, clock, cw_merged_check);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->handler);
  g_assert_finalize_object (fixture->service);
  cw_test_git_free (fixture->server);
  g_free (fixture->folder);
  g_free (fixture->url);
  g_free (fixture->base);
}

static CwEffect *
make_effect (const char *url,
             const char *base,
             const char *expected,
             const char *marker,
             const char *old,
             const char *new)
{
  g_autoptr (GBytes) old_bytes = g_bytes_new (old, strlen (old));
  g_autoptr (GBytes) new_bytes = g_bytes_new (new, strlen (new));
  g_autofree char *old_blob = cw_blob_id (old_bytes);
  g_autofree char *new_blob = cw_blob_id (new_bytes);
  g_autofree char *payload = NULL;
  CwEffect *effect;

  payload = g_strdup_printf ("{\"repository\":\"lsst-it/docker-compose-ops\",\"url\":\"%s\",\"branch\":\"" BRANCH "\","
                             "\"base\":\"%s\",\"base-name\":\"main\",\"expected\":\"%s\",\"author\":{\"name\":\"Rita "
                             "Release\",\"email\":\"rita@example.org\"},\"message\":\"Summit: Update to Cycle 45.\\n\\n"
                             "Cyclewright-Effect: %s\\n\",\"files\":[{\"path\":\"" PATH "\",\"mode\":\"100644\","
                             "\"old\":\"%s\",\"new\":\"%s\"}]}", url, base, expected, marker, old_blob, new_blob);
  effect = cw_test_effect (CW_EFFECT_KIND_GIT_BRANCH, marker, payload);
  cw_effect_add_blob (effect, new_blob, new_bytes);
  return effect;
}

static CwEffect *
make_first (Fixture *fixture)
{
  return make_effect (fixture->url, fixture->base, "", MARKER, OLD, NEW);
}

static CwFinding *
find (Fixture         *fixture,
      CwEffect        *effect,
      CwFindingAnswer  answer)
{
  g_autoptr (GError) error = NULL;
  CwFinding *finding = cw_handler_find (fixture->handler, effect, NULL, &error);

  g_assert_no_error (error);
  g_test_message ("%s", finding->where);
  g_assert_cmpint (finding->answer, ==, answer);
  return finding;
}

static CwFinding *
verify (Fixture         *fixture,
        CwEffect        *effect,
        JsonObject      *outcome,
        CwFindingAnswer  answer)
{
  g_autoptr (GError) error = NULL;
  CwFinding *finding = cw_handler_verify (fixture->handler, effect, outcome, NULL, &error);

  g_assert_no_error (error);
  g_test_message ("%s", finding->where);
  g_assert_cmpint (finding->answer, ==, answer);
  return finding;
}

static const char *
get (JsonObject *object,
     const char *member)
{
  return cw_json_get_string (object, member, NULL);
}

static const char *
get_difference (CwFinding  *finding,
                guint       i,
                const char *member)
{
  g_assert_cmpuint (i, <, finding->differences->len);
  return get (g_ptr_array_index (finding->differences, i), member);
}

static void
test_perform (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CwEffect) effect = make_first (fixture);
  g_autoptr (CwFinding) before = find (fixture, effect, CW_FINDING_NOTHING);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (CwFinding) after = find (fixture, effect, CW_FINDING_EQUAL);
  g_autoptr (CwFinding) verified = verify (fixture, effect, outcome, CW_FINDING_EQUAL);
  g_autofree char *tip = cw_test_git_run (fixture->folder, NULL, "rev-parse", BRANCH, NULL);
  g_autofree char *tree = cw_test_git_run (fixture->folder, NULL, "rev-parse", BRANCH "^{tree}", NULL);
  JsonObject *candidate = g_ptr_array_index (after->candidates, 0);

  g_assert_cmpstr (get (outcome, "key"), ==, BRANCH);
  g_assert_cmpstr (get (outcome, "commit"), ==, tip);
  g_assert_cmpstr (get (outcome, "tree"), ==, tree);
  g_assert_cmpstr (get (outcome, "url"), ==, "");
  g_assert_true (after->ours);
  g_assert_cmpstr (get (candidate, "commit"), ==, tip);
  g_assert_cmpuint (verified->differences->len, ==, 0);
  g_assert_false (cw_handler_can_retract (fixture->handler));
  g_assert_cmpuint (cw_handler_get_lag (fixture->handler), ==, 0);
}

/* A second handler with an empty cache, as on another machine, pushes without having looked. */
static void
test_other_machine (Fixture      *fixture,
                    gconstpointer data)
{
  g_autofree char *cache = cw_test_directory ();
  g_autoptr (CwGitService) service = cw_test_git_service (cache);
  g_autoptr (CwClock) clock = cw_clock_new ();
  g_autoptr (CwHandler) other = cw_git_branch_handler_new (service, clock, cw_merged_check);
  g_autoptr (CwEffect) effect = make_first (fixture);
  g_autoptr (JsonObject) outcome = NULL;
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (GError) error = NULL;

  cw_git_service_add_credentials (service, fixture->url, CW_TEST_GIT_USER, CW_TEST_GIT_TOKEN);
  outcome = cw_handler_perform (other, effect, NULL, &error);
  g_assert_no_error (error);
  finding = find (fixture, effect, CW_FINDING_EQUAL);
  g_assert_true (finding->ours);
  g_assert_true (json_object_equal (g_ptr_array_index (finding->candidates, 0), outcome));
}

static void
test_amend (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (CwEffect) first = make_first (fixture);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, first);
  g_autoptr (CwEffect) second = make_effect (fixture->url, fixture->base, get (outcome, "commit"), MARKER, NEW, LATER);
  g_autoptr (CwFinding) before = find (fixture, second, CW_FINDING_NOTHING);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) amended = cw_handler_amend (fixture->handler, second, outcome, NULL, &error);
  g_autoptr (JsonObject) again = NULL;
  g_autoptr (CwFinding) after = NULL;
  g_autofree char *parent = NULL;

  g_assert_no_error (error);
  parent = cw_test_git_run (fixture->folder, NULL, "rev-parse", BRANCH "^", NULL);
  g_assert_cmpstr (parent, ==, get (outcome, "commit"));
  after = verify (fixture, second, amended, CW_FINDING_EQUAL);

  /* The push was under way still when it was tried again. */
  again = cw_handler_amend (fixture->handler, second, outcome, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (json_object_equal (again, amended));
}

/* The same change under the name of another ticket. */
static CwEffect *
put_on_branch (CwEffect   *effect,
               const char *branch)
{
  JsonObject *payload = json_object_new ();
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  json_object_iter_init (&iter, json_node_get_object (cw_effect_get_payload (effect)));
  while (json_object_iter_next (&iter, &member, &value))
    json_object_set_member (payload, member, json_node_copy (value));
  json_object_set_string_member (payload, "branch", branch);
  {
    g_autoptr (JsonNode) node = cw_json_node_object (payload);

    return cw_effect_with_payload (effect, node);
  }
}

#define OTHER "tickets/DM-2"

static void
test_other_branch (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (CwEffect) first = make_first (fixture), second = put_on_branch (first, OTHER);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, first);
  g_autoptr (CwFinding) before = verify (fixture, second, outcome, CW_FINDING_DIFFERENT), after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) amended = cw_handler_amend (fixture->handler, second, outcome, NULL, &error);
  g_autofree char *old = NULL, *new = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (get_difference (before, 0, "what"), ==, "branch");
  g_assert_cmpstr (get_difference (before, 0, "theirs"), ==, BRANCH);
  old = cw_test_git_run (fixture->folder, NULL, "rev-parse", BRANCH, NULL);
  new = cw_test_git_run (fixture->folder, NULL, "rev-parse", OTHER, NULL);
  g_assert_cmpstr (old, ==, get (outcome, "commit"));
  g_assert_cmpstr (get (amended, "key"), ==, OTHER);
  g_assert_cmpstr (get (amended, "commit"), ==, new);
  g_assert_cmpstr (get (amended, CW_OUTCOME_BESIDE), ==, BRANCH);

  /* The answer was lost: it is seen by what is there now. */
  after = verify (fixture, second, outcome, CW_FINDING_EQUAL);
  g_assert_true (json_object_equal (g_ptr_array_index (after->candidates, 0), amended));
}

/* It is the first push of that branch: what its base got since the review counts as it does for the first of all. */
static void
test_other_branch_on_moved_base (Fixture      *fixture,
                                 gconstpointer data)
{
  g_autoptr (CwEffect) first = make_first (fixture), second = put_on_branch (first, OTHER);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, first);
  g_autofree char *theirs = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", BERT, "Ours, too", PATH,
                                                "export CYCLE=c0044.005\n", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (theirs);
  g_assert_null (cw_handler_amend (fixture->handler, second, outcome, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, PATH));
}

/* What the base got in other lines does an update no harm; in the very lines it is a conflict for whoever merges. */
static void
test_amend_on_moved_base (Fixture      *fixture,
                          gconstpointer data)
{
  g_autoptr (CwEffect) first = make_first (fixture);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, first);
  g_autoptr (CwEffect) second = make_effect (fixture->url, fixture->base, get (outcome, "commit"), MARKER, NEW, LATER);
  g_autofree char *elsewhere = NULL, *there = NULL, *tip = NULL;
  g_autoptr (JsonObject) amended = NULL, again = NULL;
  g_autoptr (CwFinding) after = NULL;
  g_autoptr (CwEffect) third = NULL;
  g_autoptr (GError) error = NULL;

  elsewhere = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", BERT, "More", PATH,
                                  OLD "export MORE=1\n", NULL);
  amended = cw_handler_amend (fixture->handler, second, outcome, NULL, &error);
  g_assert_no_error (error);

  there = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", BERT, "A revision", PATH,
                              "export CYCLE=c0044.005\nexport MORE=1\n", NULL);
  third = make_effect (fixture->url, fixture->base, get (amended, "commit"), MARKER, LATER, LATER "export A=1\n");
  after = verify (fixture, second, amended, CW_FINDING_EQUAL);
  g_assert_null (cw_handler_amend (fixture->handler, third, amended, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, PATH));
  g_assert_nonnull (strstr (error->message, "“rebase”"));
  tip = cw_test_git_run (fixture->folder, NULL, "rev-parse", BRANCH, NULL);
  g_assert_cmpstr (tip, ==, get (amended, "commit"));
  g_clear_error (&error);

  /* An earlier try had arrived: that is what came of it, whatever the base is at since. */
  again = cw_handler_amend (fixture->handler, second, outcome, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (json_object_equal (again, amended));
}

/* Another branch of the new name has something else: it isn't written over, and both are named. */
static void
test_other_branch_taken (Fixture      *fixture,
                         gconstpointer data)
{
  g_autoptr (CwEffect) first = make_first (fixture), second = put_on_branch (first, OTHER);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, first);
  g_autofree char *theirs = cw_test_git_commit (fixture->folder, OTHER, "refs/heads/main^0", BERT, "Another idea", PATH,
                                                "theirs\n", NULL);
  g_autofree char *now = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_handler_amend (fixture->handler, second, outcome, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, BRANCH));
  g_assert_nonnull (strstr (error->message, OTHER));
  now = cw_test_git_run (fixture->folder, NULL, "rev-parse", OTHER, NULL);
  g_assert_cmpstr (now, ==, theirs);
}

/* What a person said that they pushed is looked at, not what we would have called it. */
static void
test_by_hand_elsewhere (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr (CwEffect) effect = make_first (fixture);
  g_autoptr (JsonObject) pushed = cw_test_perform (fixture->handler, effect);
  g_autoptr (JsonObject) missing = cw_json_object ("key", "tickets/NOPE", NULL);
  g_autoptr (JsonObject) linked = cw_json_object ("url", "https://example.org/ops/tree/" OTHER, NULL);
  g_autofree char *theirs = cw_test_git_commit (fixture->folder, OTHER, "refs/heads/main^0", BERT, "By hand", PATH,
                                                NEW, NULL);
  g_autoptr (CwFinding) gone = verify (fixture, effect, missing, CW_FINDING_NOTHING);
  g_autoptr (CwFinding) there = verify (fixture, effect, linked, CW_FINDING_DIFFERENT);

  g_assert_nonnull (strstr (gone->where, "tickets/NOPE"));
  g_assert_cmpuint (there->differences->len, ==, 1);
  g_assert_cmpstr (get (g_ptr_array_index (there->candidates, 0), "commit"), ==, theirs);
}

/* Somebody made the branch with the very content: nothing is left to be sent, but it isn't ours. */
static void
test_made_by_hand (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *theirs = cw_test_git_commit (fixture->folder, BRANCH, "refs/heads/main^0", BERT, "By hand", PATH,
                                                NEW, NULL);
  g_autoptr (CwEffect) effect = make_first (fixture);
  g_autoptr (CwFinding) finding = find (fixture, effect, CW_FINDING_EQUAL);

  g_assert_false (finding->ours);
  g_assert_cmpstr (get (g_ptr_array_index (finding->candidates, 0), "commit"), ==, theirs);
}

static void
test_moved (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *theirs = cw_test_git_commit (fixture->folder, BRANCH, "refs/heads/main^0", BERT, "Another idea",
                                                PATH, "theirs\n", NULL);
  g_autoptr (CwEffect) effect = make_first (fixture);
  g_autoptr (CwFinding) finding = find (fixture, effect, CW_FINDING_DIFFERENT);
  g_autoptr (GError) error = NULL;

  g_assert_false (finding->ours);
  g_assert_cmpuint (finding->differences->len, ==, 2);
  g_assert_nonnull (strstr (get_difference (finding, 0, "theirs"), "“Another idea” by Bert Beta"));
  g_assert_cmpstr (get_difference (finding, 1, "what"), ==, PATH);
  g_assert_cmpstr (get_difference (finding, 1, "ours"), ==, "export CYCLE=c0045");
  g_assert_cmpstr (get_difference (finding, 1, "theirs"), ==, "theirs");
  g_assert_null (cw_handler_perform (fixture->handler, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "“Another idea” by Bert Beta"));
}

static void
test_wrong_payload (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr (CwEffect) old = make_effect (fixture->url, fixture->base, "", MARKER, "else\n", NEW);
  g_autoptr (CwEffect) lost = make_effect (fixture->url, "0123456789012345678901234567890123456789", "", MARKER, OLD,
                                           NEW);
  g_autoptr (CwEffect) empty = cw_test_effect (CW_EFFECT_KIND_GIT_BRANCH, MARKER, "{\"url\":\"x\"}");
  g_autoptr (CwEffect) unmarked = make_first (fixture);
  CwEffect *const effects[] = { old, lost, empty, unmarked };
  const CwError codes[] = { CW_ERROR_CONFLICT, CW_ERROR_CONFLICT, CW_ERROR_VALIDATION, CW_ERROR_VALIDATION };

  cw_effect_set_marker (unmarked, "cw-other");
  for (guint i = 0; i < G_N_ELEMENTS (effects); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_handler_perform (fixture->handler, effects[i], NULL, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, CW_ERROR, (int) codes[i]);
    }
}

static void
test_added_by_others (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (CwEffect) effect = make_first (fixture);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autofree char *harmless = cw_test_git_commit (fixture->folder, BRANCH, "refs/heads/" BRANCH "^0", BERT, "More",
                                                  "README.md", "More\n", NULL);
  g_autoptr (CwFinding) equal = verify (fixture, effect, outcome, CW_FINDING_EQUAL);
  g_autofree char *touching = cw_test_git_commit (fixture->folder, BRANCH, "refs/heads/" BRANCH "^0", BERT, "Ours, too",
                                                  PATH, "theirs\n", NULL);
  g_autoptr (CwFinding) different = verify (fixture, effect, outcome, CW_FINDING_DIFFERENT);

  g_assert_nonnull (strstr (equal->where, "“More” by Bert Beta"));
  g_assert_cmpstr (get (g_ptr_array_index (equal->candidates, 0), "commit"), ==, harmless);
  g_assert_cmpstr (get_difference (different, 0, "what"), ==, PATH);
  g_assert_nonnull (strstr (get_difference (different, 1, "theirs"), "“Ours, too” by Bert Beta"));
}

/* What somebody changed on top is set right on top of it, and the accepted of it is no news later. */
static void
test_set_right (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (CwEffect) effect = make_first (fixture);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autofree char *touching = cw_test_git_commit (fixture->folder, BRANCH, "refs/heads/" BRANCH "^0", BERT, "Ours, too",
                                                  PATH, "theirs\n", NULL);
  g_autoptr (CwFinding) different = verify (fixture, effect, outcome, CW_FINDING_DIFFERENT);
  g_autoptr (CwFinding) right = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) amended = cw_handler_amend (fixture->handler, effect,
                                                     g_ptr_array_index (different->candidates, 0), NULL, &error);
  g_autofree char *parent = NULL;

  g_assert_no_error (error);
  parent = cw_test_git_run (fixture->folder, NULL, "rev-parse", BRANCH "^", NULL);
  g_assert_cmpstr (parent, ==, touching);
  right = verify (fixture, effect, amended, CW_FINDING_EQUAL);
}

static char *
show (Fixture    *fixture,
      const char *path)
{
  g_autofree char *file = g_strconcat (BRANCH ":", path, NULL);

  return cw_test_git_run (fixture->folder, NULL, "show", file, NULL);
}

/* What others wrote in the very file stays, whatever ours is set right or brought up to date; only where both have the
 * same line ours counts. */
static void
test_lines_of_others (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (CwEffect) first = make_first (fixture);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, first);
  g_autofree char *theirs = cw_test_git_commit (fixture->folder, BRANCH, "refs/heads/" BRANCH "^0", BERT, "Mine", PATH,
                                                OLD "export BERT=1\n", NULL);
  g_autoptr (CwFinding) different = verify (fixture, first, outcome, CW_FINDING_DIFFERENT);
  g_autoptr (CwEffect) later = make_effect (fixture->url, fixture->base, "", MARKER, OLD, LATER);
  g_autoptr (CwEffect) last = make_effect (fixture->url, fixture->base, "", MARKER, OLD, NEW);
  g_autoptr (CwFinding) lost = NULL, seen = NULL, again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) right = NULL, updated = NULL, back = NULL;
  g_autofree char *set = NULL, *both = NULL, *end = NULL;

  right = cw_handler_amend (fixture->handler, first, g_ptr_array_index (different->candidates, 0), NULL, &error);
  g_assert_no_error (error);
  set = show (fixture, PATH);
  g_assert_cmpstr (set, ==, "export CYCLE=c0045\nexport BERT=1");
  lost = verify (fixture, first, outcome, CW_FINDING_EQUAL); /* as after an answer that was lost */
  seen = verify (fixture, first, right, CW_FINDING_EQUAL);
  g_assert_cmpstr (get (seen->seen, CW_OUTCOME_KEPT), ==, PATH ": “export BERT=1”");

  updated = cw_handler_amend (fixture->handler, later, g_ptr_array_index (seen->candidates, 0), NULL, &error);
  g_assert_no_error (error);
  both = show (fixture, PATH);
  g_assert_nonnull (strstr (both, "export BERT=1"));
  g_assert_nonnull (strstr (both, "export rev=.001"));
  again = verify (fixture, later, updated, CW_FINDING_EQUAL);
  back = cw_handler_amend (fixture->handler, last, g_ptr_array_index (again->candidates, 0), NULL, &error);
  g_assert_no_error (error);
  end = show (fixture, PATH);
  g_assert_cmpstr (end, ==, "export CYCLE=c0045\nexport BERT=1");
}

/* What somebody else brought to the base and took back again is no branch's end. */
static void
test_taken_back (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (CwEffect) effect = make_first (fixture);
  g_autofree char *theirs = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", BERT, "Mine", PATH, NEW,
                                                NULL);
  g_autoptr (CwFinding) finding = find (fixture, effect, CW_FINDING_EQUAL);
  JsonObject *outcome = g_ptr_array_index (finding->candidates, 0);
  g_autofree char *on = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", BERT, "On", PATH, LATER,
                                            NULL);
  g_autoptr (CwFinding) stands = verify (fixture, effect, outcome, CW_FINDING_EQUAL);
  g_autofree char *back = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", BERT, "Revert", PATH,
                                              OLD "export rev=.001\n", NULL);
  g_autoptr (CwFinding) gone = verify (fixture, effect, outcome, CW_FINDING_NOTHING);
  g_autoptr (CwFinding) anew = find (fixture, effect, CW_FINDING_NOTHING);

  g_assert_nonnull (strstr (stands->where, "main has all of it already"));
  g_assert_nonnull (strstr (gone->where, "main hasn’t got it any more"));
}

/* Only lines of other people differ: there is nothing of ours to be set right, and that isn't called done. */
static void
test_only_others (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (CwEffect) effect = make_first (fixture);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autofree char *theirs = cw_test_git_commit (fixture->folder, BRANCH, "refs/heads/" BRANCH "^0", BERT, "Mine", PATH,
                                                NEW "export CYCLE=c0044.003\n", NULL);
  g_autoptr (CwFinding) different = verify (fixture, effect, outcome, CW_FINDING_DIFFERENT);
  g_autoptr (CwFinding) still = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *tip = NULL;

  g_assert_null (cw_handler_amend (fixture->handler, effect, g_ptr_array_index (different->candidates, 0), NULL,
                                   &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  g_assert_nonnull (strstr (error->message, "only lines of other people differ"));
  tip = cw_test_git_run (fixture->folder, NULL, "rev-parse", BRANCH, NULL);
  g_assert_cmpstr (tip, ==, theirs);
  still = verify (fixture, effect, outcome, CW_FINDING_DIFFERENT);
}

/* Both added the same key: the file would hold it twice, and the second count. Nothing is sent. */
static void
test_same_key (Fixture      *fixture,
               gconstpointer data)
{
  static const char *const theirs[] = { NEW "extra:\n  level: bert\n", "extra:\n  level: bert\n" NEW };
  static const char *const ours[] = { NEW "extra:\n  level: ours\n", NEW "export rev=.001\nextra:\n  level: ours\n" };

  for (guint i = 0; i < G_N_ELEMENTS (theirs); i++)
    {
      g_autofree char *made = i > 0 ? cw_test_git_run (fixture->folder, NULL, "update-ref", "-d", "refs/heads/" BRANCH,
                                                       NULL) : NULL;
      g_autoptr (CwEffect) first = make_first (fixture);
      g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, first);
      g_autofree char *commit = cw_test_git_commit (fixture->folder, BRANCH, "refs/heads/" BRANCH "^0", BERT, "Mine",
                                                    PATH, theirs[i], NULL);
      g_autoptr (CwFinding) different = verify (fixture, first, outcome, CW_FINDING_DIFFERENT);
      g_autoptr (CwEffect) later = make_effect (fixture->url, fixture->base, "", MARKER, OLD, ours[i]);
      g_autoptr (GError) error = NULL;
      g_autofree char *tip = NULL;

      g_assert_null (cw_handler_amend (fixture->handler, later, g_ptr_array_index (different->candidates, 0), NULL,
                                       &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
      g_assert_nonnull (strstr (error->message, PATH));
      tip = cw_test_git_run (fixture->folder, NULL, "rev-parse", BRANCH, NULL);
      g_assert_cmpstr (tip, ==, commit);
    }
}

#define LIST "extras:\n- name: base\n  v: 1\n"

/* Two items of one list are no key that the file would hold twice, wherever they were put; the same item is. */
static void
test_list_items (Fixture      *fixture,
                 gconstpointer data)
{
  static const struct {
    const char *theirs;
    const char *ours;
    const char *merged; /* NULL for what can't be put together */
  } cases[] = {
    { NEW "extras:\n- name: bert\n  v: 2\n- name: base\n  v: 1\n",
      NEW LIST "- name: ours\n  v: 3\n",
      NEW "extras:\n- name: bert\n  v: 2\n- name: base\n  v: 1\n- name: ours\n  v: 3" },
    { NEW LIST "- name: bert\n  v: 2\n",
      NEW LIST "- name: ours\n  v: 3\n",
      NEW LIST "- name: bert\n  v: 2\n- name: ours\n  v: 3" },
    { NEW "extras:\n- name: new\n  v: 2\n- name: base\n  v: 1\n",
      NEW LIST "- name: new\n  v: 3\n", NULL },
    { NEW LIST "  w: 2\n", NEW LIST "  w: 3\n", NULL },
  };
  g_autofree char *base = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", ANNA, "More", PATH,
                                              OLD LIST, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *made = i > 0 ? cw_test_git_run (fixture->folder, NULL, "update-ref", "-d", "refs/heads/" BRANCH,
                                                       NULL) : NULL;
      g_autoptr (CwEffect) first = make_effect (fixture->url, base, "", MARKER, OLD LIST, NEW LIST);
      g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, first);
      g_autofree char *commit = cw_test_git_commit (fixture->folder, BRANCH, "refs/heads/" BRANCH "^0", BERT, "Mine",
                                                    PATH, cases[i].theirs, NULL);
      g_autoptr (CwFinding) different = verify (fixture, first, outcome, CW_FINDING_DIFFERENT);
      g_autoptr (CwEffect) later = make_effect (fixture->url, base, "", MARKER, OLD LIST, cases[i].ours);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonObject) amended = cw_handler_amend (fixture->handler, later, different->candidates->pdata[0],
                                                         NULL, &error);
      g_autofree char *text = show (fixture, PATH);

      if (cases[i].merged != NULL)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (text, ==, cases[i].merged);
          continue;
        }
      g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
      g_assert_null (strstr (text, "v: 3"));
      g_assert_null (strstr (text, "w: 3"));
    }
}

#define LONG(cycle, top, end) top "export CYCLE=" cycle "\nexport A=1\nexport B=1\nexport C=1\nexport D=1\n" end

/* The branch as we pushed it, and what Bert made of the file then. */
static CwFinding *
let_bert_change (Fixture    *fixture,
                 CwEffect   *effect,
                 const char *text)
{
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autofree char *theirs = cw_test_git_commit (fixture->folder, BRANCH, "refs/heads/" BRANCH "^0", BERT, "Mine", PATH,
                                                text, NULL);

  return verify (fixture, effect, outcome, CW_FINDING_DIFFERENT);
}

static void
lengthen (Fixture *fixture)
{
  g_free (fixture->base);
  fixture->base = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", ANNA, "More", PATH,
                                      LONG ("c0044", "", ""), NULL);
}

static void
assert_refused (Fixture    *fixture,
                CwEffect   *effect,
                CwFinding  *seen,
                const char *said)
{
  g_autofree char *before = show (fixture, PATH), *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) amended = cw_handler_amend (fixture->handler, effect, seen->candidates->pdata[0], NULL,
                                                     &error);

  g_assert_true (g_error_matches (error, CW_ERROR, CW_ERROR_CONFLICT)
                 || g_error_matches (error, CW_ERROR, CW_ERROR_NEEDS_PERSON));
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, said));
  after = show (fixture, PATH);
  g_assert_cmpstr (before, ==, after);
}

/* What others only added, took away or changed beside our lines isn't ours to be set right, and isn't silently so. */
static void
test_only_theirs (Fixture      *fixture,
                  gconstpointer data)
{
  static const struct {
    const char *theirs;
    const char *said;
  } cases[] = {
    { LONG ("c0045\nexport CYCLE=c0044.003", "", ""), "adopt" },
    { LONG ("c0045", "", "export BERT=1\n"), "adopt" },
    { "export CYCLE=c0045\nexport A=1\nexport B=1\nexport D=1\n", "adopt" },
    { "export CYCLE=c0045\nexport A=1\nexport B=1\nexport C=2\nexport D=1\n", "adopt" },
  };
  g_autoptr (CwEffect) effect = NULL;
  g_autoptr (JsonObject) outcome = NULL;

  lengthen (fixture);
  effect = make_effect (fixture->url, fixture->base, "", MARKER, LONG ("c0044", "", ""), LONG ("c0045", "", ""));
  outcome = cw_test_perform (fixture->handler, effect);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *commit = g_strconcat (get (outcome, "commit"), "^0", NULL);
      g_autofree char *theirs = cw_test_git_commit (fixture->folder, BRANCH, commit, BERT, "Mine", PATH,
                                                    cases[i].theirs, NULL);
      g_autoptr (CwFinding) seen = verify (fixture, effect, outcome, CW_FINDING_DIFFERENT);
      g_autoptr (JsonNode) node = cw_json_node_object (json_object_ref (seen->seen));
      g_autoptr (JsonArray) differences = json_array_new ();
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", get (seen->seen, CW_OUTCOME_KEPT));
      assert_refused (fixture, effect, seen, cases[i].said);
      g_assert_false (cw_handler_check_amend (fixture->handler, effect, outcome, differences, node, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
      g_assert_nonnull (strstr (error->message, cases[i].said));
    }
}

/* Ours is set right, what stays of Bert's is told before and after; what has a key twice by that isn't sent. */
static void
test_told_and_sound (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (CwEffect) effect = NULL, later = NULL, same = NULL;
  g_autoptr (CwFinding) before = NULL, after = NULL, updated = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) right = NULL, more = NULL;
  g_autofree char *text = NULL;

  lengthen (fixture);
  effect = make_effect (fixture->url, fixture->base, "", MARKER, LONG ("c0044", "", ""), LONG ("c0045", "", ""));
  before = let_bert_change (fixture, effect, LONG ("c0043", "", "export BERT=1\n"));
  g_assert_cmpstr (get (before->seen, CW_OUTCOME_KEPT), ==, PATH ": “export BERT=1”");
  right = cw_handler_amend (fixture->handler, effect, before->candidates->pdata[0], NULL, &error);
  g_assert_no_error (error);
  text = show (fixture, PATH);
  g_assert_cmpstr (text, ==, "export CYCLE=c0045\nexport A=1\nexport B=1\nexport C=1\nexport D=1\nexport BERT=1");
  after = verify (fixture, effect, right, CW_FINDING_EQUAL);
  g_assert_cmpstr (get (after->seen, CW_OUTCOME_KEPT), ==, PATH ": “export BERT=1”");

  same = make_effect (fixture->url, fixture->base, "", MARKER, LONG ("c0044", "", ""),
                      LONG ("c0045", "export BERT=2\n", ""));
  assert_refused (fixture, same, after, PATH);
  later = make_effect (fixture->url, fixture->base, "", MARKER, LONG ("c0044", "", ""),
                       LONG ("c0045", "export ANNA=1\n", ""));
  more = cw_handler_amend (fixture->handler, later, after->candidates->pdata[0], NULL, &error);
  g_assert_no_error (error);
  updated = verify (fixture, later, more, CW_FINDING_EQUAL);
  g_assert_cmpstr (get (updated->seen, CW_OUTCOME_KEPT), ==, PATH ": “export BERT=1”");
}

/* What is no text can't be put together: nothing is sent. */
static void
test_no_lines (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (CwEffect) first = make_first (fixture);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, first);
  g_autofree char *directory = cw_test_directory (), *file = g_build_filename (directory, "bytes", NULL);
  g_autofree char *blob = NULL, *commit = NULL, *output = NULL, *before = NULL, *after = NULL;
  g_autoptr (CwFinding) different = NULL;
  g_autoptr (JsonObject) amended = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "a\0b\n", 4, NULL));
  blob = cw_test_git_run (fixture->folder, NULL, "hash-object", "-w", file, NULL);
  commit = g_strdup_printf ("commit refs/heads/" BRANCH "\ncommitter " BERT " 1700100000 +0000\ndata 4\nMine\n"
                            "from refs/heads/" BRANCH "^0\nM 100644 %s " PATH "\n", blob);
  output = cw_test_git_run (fixture->folder, commit, "fast-import", "--quiet", NULL);
  before = cw_test_git_run (fixture->folder, NULL, "rev-parse", BRANCH, NULL);
  different = verify (fixture, first, outcome, CW_FINDING_DIFFERENT);
  amended = cw_handler_amend (fixture->handler, first, g_ptr_array_index (different->candidates, 0), NULL, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, PATH));
  after = cw_test_git_run (fixture->folder, NULL, "rev-parse", BRANCH, NULL);
  g_assert_cmpstr (before, ==, after);
}

/* An update goes on top of what others added elsewhere, whether a person took that over or nobody noticed. */
static void
test_update_on_top (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr (CwEffect) first = make_first (fixture);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, first);
  g_autofree char *theirs = cw_test_git_commit (fixture->folder, BRANCH, "refs/heads/" BRANCH "^0", BERT, "More",
                                                "README.md", "More\n", NULL);
  g_autoptr (CwFinding) seen = verify (fixture, first, outcome, CW_FINDING_EQUAL);
  g_autoptr (CwEffect) second = make_effect (fixture->url, fixture->base, "", MARKER, OLD, LATER);
  g_autoptr (CwEffect) third = make_effect (fixture->url, fixture->base, "", MARKER, OLD, "later still\n");
  g_autoptr (CwFinding) known = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) updated = NULL, again = NULL;
  g_autofree char *parent = NULL, *readme = NULL, *ours = NULL;

  updated = cw_handler_amend (fixture->handler, second, g_ptr_array_index (seen->candidates, 0), NULL, &error);
  g_assert_no_error (error);
  parent = cw_test_git_run (fixture->folder, NULL, "rev-parse", BRANCH "^", NULL);
  g_assert_cmpstr (parent, ==, theirs);
  known = verify (fixture, second, updated, CW_FINDING_EQUAL);
  again = cw_handler_amend (fixture->handler, third, g_ptr_array_index (known->candidates, 0), NULL, &error);
  g_assert_no_error (error);
  readme = show (fixture, "README.md");
  g_assert_cmpstr (readme, ==, "More");
  ours = show (fixture, PATH);
  g_assert_cmpstr (ours, ==, "later still");
}

/* A payload of the README alone: what the earlier one brought is no part of it. */
static CwEffect *
make_other (Fixture *fixture)
{
  g_autoptr (CwEffect) effect = make_effect (fixture->url, fixture->base, "", MARKER, "Hello\n", "Hello, too\n");
  g_autofree char *text = cw_json_to_text (cw_effect_get_payload (effect), FALSE);
  g_auto (GStrv) parts = g_strsplit (text, PATH, -1);
  g_autofree char *moved = g_strjoinv ("README.md", parts);
  CwEffect *other = cw_test_effect (CW_EFFECT_KIND_GIT_BRANCH, MARKER, moved);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("Hello, too\n", 11);
  g_autofree char *blob = cw_blob_id (bytes);

  cw_effect_add_blob (other, blob, bytes);
  return other;
}

/* What an earlier form of it changed and this one doesn't is as it was. */
static void
test_update_without (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (CwEffect) first = make_first (fixture);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, first);
  g_autoptr (CwEffect) other = make_other (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) updated = cw_handler_amend (fixture->handler, other, outcome, NULL, &error);
  g_autofree char *readme = NULL, *file = NULL;

  g_assert_no_error (error);
  readme = show (fixture, "README.md");
  g_assert_cmpstr (readme, ==, "Hello, too");
  file = show (fixture, PATH);
  g_assert_cmpstr (file, ==, "export CYCLE=c0044");
}

/* A file that is new to the update, and that somebody changed on the branch meanwhile, was never compared. */
static void
test_update_over_others (Fixture      *fixture,
                         gconstpointer data)
{
  g_autoptr (CwEffect) first = make_first (fixture);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, first);
  g_autofree char *theirs = cw_test_git_commit (fixture->folder, BRANCH, "refs/heads/" BRANCH "^0", BERT, "More",
                                                "README.md", "More\n", NULL);
  g_autoptr (CwFinding) seen = verify (fixture, first, outcome, CW_FINDING_EQUAL);
  g_autoptr (CwEffect) other = make_other (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) updated = cw_handler_amend (fixture->handler, other,
                                                     g_ptr_array_index (seen->candidates, 0), NULL, &error);
  g_autofree char *tip = cw_test_git_run (fixture->folder, NULL, "rev-parse", BRANCH, NULL);

  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "README.md"));
  g_assert_cmpstr (tip, ==, theirs);
}

/* The next round's commit changes the same file: the first round is not drifted. */
static void
test_next_round (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (CwEffect) first = make_first (fixture);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, first);
  g_autoptr (CwEffect) second = make_effect (fixture->url, fixture->base, get (outcome, "commit"), "cw-second", NEW,
                                             LATER);
  g_autoptr (JsonObject) later = cw_test_perform (fixture->handler, second);
  g_autoptr (CwFinding) of_first = verify (fixture, first, outcome, CW_FINDING_EQUAL);
  g_autoptr (CwFinding) of_second = verify (fixture, second, later, CW_FINDING_EQUAL);
}

static void
test_merged_and_gone (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (CwEffect) effect = make_first (fixture);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autofree char *removed = cw_test_git_run (fixture->folder, NULL, "update-ref", "-d", "refs/heads/" BRANCH, NULL);
  g_autoptr (CwFinding) gone = verify (fixture, effect, outcome, CW_FINDING_NOTHING);
  g_autofree char *squashed = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", BERT, "Squashed", PATH,
                                                  NEW, NULL);
  g_autoptr (CwFinding) by_content = verify (fixture, effect, outcome, CW_FINDING_EQUAL);
  g_autofree char *merged = cw_test_git_run (fixture->folder, NULL, "update-ref", "refs/heads/main",
                                             get (outcome, "commit"), NULL);
  g_autofree char *on = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", BERT, "On", PATH, LATER,
                                            NULL);
  g_autoptr (CwFinding) by_history = verify (fixture, effect, outcome, CW_FINDING_EQUAL);

  g_assert_nonnull (strstr (by_history->where, "merged into main"));
}

/* Squashed under somebody else's message, before its answer was known here, and the base went on: it isn't pushed once
 * more. */
static void
test_squashed (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (CwEffect) effect = make_first (fixture);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autofree char *removed = cw_test_git_run (fixture->folder, NULL, "update-ref", "-d", "refs/heads/" BRANCH, NULL);
  g_autoptr (CwFinding) nothing = find (fixture, effect, CW_FINDING_NOTHING);
  g_autofree char *squashed = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", BERT, "Squashed", PATH,
                                                  NEW, NULL);
  g_autoptr (CwFinding) at_once = find (fixture, effect, CW_FINDING_EQUAL);
  g_autofree char *on = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", BERT, "On", PATH, LATER,
                                            NULL);
  g_autoptr (CwFinding) later = find (fixture, effect, CW_FINDING_EQUAL);
  g_autoptr (CwFinding) known = verify (fixture, effect, outcome, CW_FINDING_EQUAL);

  /* That it came by this branch nobody can tell. */
  g_assert_nonnull (strstr (later->where, "main has all of it already"));
  g_assert_false (later->ours);
  g_assert_cmpstr (get (g_ptr_array_index (later->candidates, 0), "commit"), ==, squashed);
  g_assert_cmpstr (get (g_ptr_array_index (later->candidates, 0), CW_OUTCOME_ON), ==, "main");
  g_assert_nonnull (strstr (known->where, "merged into main"));
}

/* Nothing was ever pushed, and somebody made the same change on the base: no branch of ours is claimed. */
static void
test_on_base (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CwEffect) effect = make_first (fixture);
  g_autofree char *theirs = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", BERT, "Mine", PATH, NEW,
                                                NULL);
  g_autoptr (CwFinding) finding = find (fixture, effect, CW_FINDING_EQUAL);
  JsonObject *outcome = g_ptr_array_index (finding->candidates, 0);
  g_autofree char *key = g_strdup_printf ("main@%.7s", theirs), *tip = NULL;
  g_autoptr (CwFinding) known = verify (fixture, effect, outcome, CW_FINDING_EQUAL), pushed = NULL;
  g_autoptr (CwEffect) later = make_effect (fixture->url, fixture->base, "", MARKER, OLD, LATER);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) updated = NULL;

  g_assert_false (finding->ours);
  g_assert_cmpstr (get (outcome, "key"), ==, key);
  g_assert_cmpstr (get (outcome, CW_OUTCOME_BY), ==, "Bert Beta");
  updated = cw_handler_amend (fixture->handler, later, outcome, NULL, &error);
  g_assert_no_error (error);
  tip = cw_test_git_run (fixture->folder, NULL, "rev-parse", BRANCH, NULL);
  g_assert_cmpstr (get (updated, "key"), ==, BRANCH);
  g_assert_cmpstr (get (updated, "commit"), ==, tip);
  g_assert_null (get (updated, CW_OUTCOME_BESIDE));
}

static void
test_rewritten (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (CwEffect) effect = make_first (fixture);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autofree char *on = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", BERT, "On", "README.md", "x",
                                            NULL);
  g_autofree char *rebased = cw_test_git_commit (fixture->folder, BRANCH, "refs/heads/main^0", BERT, "Rebased", PATH,
                                                 NEW, NULL);
  g_autoptr (CwFinding) equal = verify (fixture, effect, outcome, CW_FINDING_EQUAL);
  g_autofree char *other = cw_test_git_commit (fixture->folder, BRANCH, "refs/heads/main^0", BERT, "Thrown away", "x",
                                               "x", NULL);
  g_autoptr (CwFinding) different = verify (fixture, effect, outcome, CW_FINDING_DIFFERENT);

  g_assert_nonnull (strstr (equal->where, "rewritten"));
  g_assert_cmpstr (get_difference (different, 0, "what"), ==, PATH);
}

static CwTestGitMood
drop_answer (const char *method,
             const char *path,
             gpointer    data)
{
  return g_str_equal (method, "POST") && g_str_has_suffix (path, "receive-pack") ? CW_TEST_GIT_DROP
                                                                                : CW_TEST_GIT_SERVE;
}

/* Sent, taken, and the answer lost: the next look finds it as ours. */
static void
test_lost_answer (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (CwEffect) effect = make_first (fixture);
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (GError) error = NULL;

  cw_test_git_set_hook (fixture->server, drop_answer, NULL);
  g_assert_null (cw_handler_perform (fixture->handler, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  finding = find (fixture, effect, CW_FINDING_EQUAL);
  g_assert_true (finding->ours);
}

static void
test_offline (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CwEffect) effect = make_first (fixture);
  g_autoptr (GError) error = NULL;

  cw_test_git_close (fixture->server);
  g_assert_null (cw_handler_find (fixture->handler, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_OFFLINE);
}

/* Over the rehearsal's smart HTTP, with its token and clock, under the address that a procedure has. */
static void
test_rehearsal (void)
{
  static const char url[] = "https://github.com/lsst-it/of-this-test.git";
  g_autoptr (CwTestServices) services = cw_test_services_start ("2026-11-23T12:00:00Z");
  g_autofree char *folder = g_build_filename (cw_test_rehearsal_folder (services->rehearsal), "git", "lsst-it",
                                              "of-this-test.git", NULL);
  g_autofree char *cache = cw_test_directory ();
  g_autoptr (CwGitService) service = cw_test_git_service (cache);
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 11, 23, 12, 0, 0);
  g_autoptr (CwClock) clock = cw_clock_new_at (now);
  g_autoptr (CwHandler) handler = cw_git_branch_handler_new (service, clock, cw_merged_check);
  const CwAccount *account = services->accounts->git;
  g_autoptr (CwEffect) effect = NULL;
  g_autoptr (JsonObject) outcome = NULL;
  g_autoptr (CwFinding) finding = NULL;
  g_autofree char *output = NULL;
  g_autofree char *base = NULL;
  g_autofree char *date = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  output = cw_test_git_run (folder, NULL, "init", "--quiet", "--bare", "--initial-branch=main", NULL);
  base = cw_test_git_commit (folder, "main", NULL, ANNA, "First", PATH, OLD, NULL);
  cw_git_service_set_root (service, account->url);
  cw_git_service_add_credentials (service, account->url, account->user, account->secret);

  effect = make_effect (url, base, "", MARKER, OLD, NEW);
  outcome = cw_handler_perform (handler, effect, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (get (outcome, "url"), ==, "");
  finding = cw_handler_find (handler, effect, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (finding->answer, ==, CW_FINDING_EQUAL);
  g_assert_true (finding->ours);
  date = cw_test_git_run (folder, NULL, "show", "-s", "--format=%ct", BRANCH, NULL);
  g_assert_cmpint (g_ascii_strtoll (date, NULL, 10) - g_date_time_to_unix (now), <, 300);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
#define ADD(name, func) g_test_add ("/git-branch-handler/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("set-right", test_set_right);
  ADD ("perform", test_perform);
  ADD ("other-machine", test_other_machine);
  ADD ("amend", test_amend);
  ADD ("amend-on-moved-base", test_amend_on_moved_base);
  ADD ("lines-of-others", test_lines_of_others);
  ADD ("taken-back", test_taken_back);
  ADD ("only-others", test_only_others);
  ADD ("same-key", test_same_key);
  ADD ("list-items", test_list_items);
  ADD ("only-theirs", test_only_theirs);
  ADD ("told-and-sound", test_told_and_sound);
  ADD ("no-lines", test_no_lines);
  ADD ("other-branch", test_other_branch);
  ADD ("other-branch-on-moved-base", test_other_branch_on_moved_base);
  ADD ("other-branch-taken", test_other_branch_taken);
  ADD ("by-hand-elsewhere", test_by_hand_elsewhere);
  ADD ("update-on-top", test_update_on_top);
  ADD ("update-without", test_update_without);
  ADD ("update-over-others", test_update_over_others);
  ADD ("made-by-hand", test_made_by_hand);
  ADD ("moved", test_moved);
  ADD ("wrong-payload", test_wrong_payload);
  ADD ("added-by-others", test_added_by_others);
  ADD ("next-round", test_next_round);
  ADD ("merged-and-gone", test_merged_and_gone);
  ADD ("squashed", test_squashed);
  ADD ("on-base", test_on_base);
  ADD ("rewritten", test_rewritten);
  ADD ("lost-answer", test_lost_answer);
  ADD ("offline", test_offline);
#undef ADD
  g_test_add_func ("/git-branch-handler/rehearsal", test_rehearsal);
  return g_test_run ();
}
