/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "cw-test-answer.h"
#include "cw-test-git.h"
#include "cw-test.h"

#define NAME "lsst-ts/argocd-csc"
#define REPOSITORY "/repos/" NAME
#define PULLS REPOSITORY "/pulls"
#define PULL PULLS "/4700"
#define PULL_OF(head, base) \
  "{\"title\":\"Summit: Update to Cycle 45.\",\"head\":\"" head "\",\"base\":\"" base "\",\"body\":\"b\"," \
  "\"draft\":true}"
#define WHO "A <a@example.org>"

/* A rehearsal whose repository has a ticket branch with one commit more than main, and one with none more. */
static CwTestRehearsal *
start (void)
{
  g_autofree char *state = cw_test_directory ();
  g_autofree char *folder = g_build_filename (state, "git", NAME ".git", NULL);
  g_autofree char *first = NULL, *even = NULL, *second = NULL, *made = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  made = cw_test_git_run (folder, NULL, "init", "--quiet", "--bare", "--initial-branch=main", NULL);
  first = cw_test_git_commit (folder, "main", NULL, WHO, "one", "a.txt", "one\n", NULL);
  even = cw_test_git_run (folder, NULL, "branch", "tickets/OSW-1", "main", NULL);
  second = cw_test_git_commit (folder, "tickets/OSW-2", "refs/heads/main^0", WHO, "two", "a.txt", "two\n", NULL);
  return cw_test_rehearsal_start (state, NULL);
}

static JsonNode *
call (CwTestRehearsal *rehearsal,
      const char      *method,
      const char      *path,
      const char      *json,
      guint            wanted)
{
  return cw_test_answer (rehearsal, "github", method, path, json, wanted);
}

static void
test_create (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = start ();
  g_autoptr (JsonNode) made = call (rehearsal, "POST", PULLS, PULL_OF ("tickets/OSW-2", "main"), 201);
  g_autoptr (JsonNode) again = call (rehearsal, "POST", PULLS, PULL_OF ("lsst-ts:tickets/OSW-2", "main"), 422);
  g_autoptr (JsonNode) even = call (rehearsal, "POST", PULLS, PULL_OF ("tickets/OSW-1", "main"), 422);
  g_autoptr (JsonNode) absent = call (rehearsal, "POST", PULLS, PULL_OF ("tickets/OSW-3", "main"), 422);
  g_autoptr (JsonNode) no_base = call (rehearsal, "POST", PULLS, PULL_OF ("tickets/OSW-2", "trunk"), 422);
  g_autoptr (JsonNode) no_title = call (rehearsal, "POST", PULLS, "{\"head\":\"x\",\"base\":\"main\"}", 422);
  g_autoptr (JsonNode) tip = call (rehearsal, "GET", REPOSITORY "/git/ref/heads%2Ftickets%2FOSW-2", NULL, 200);
  g_autofree char *sha = cw_test_answer_at (tip, "/object/sha");

  cw_test_assert_at (made, "/number", "4700");
  cw_test_assert_at (made, "/draft", "true");
  cw_test_assert_at (made, "/commits", "1");
  cw_test_assert_at (made, "/head/sha", sha);
  cw_test_assert_at (again, "/errors/0/message", "A pull request already exists for lsst-ts:tickets/OSW-2.");
  cw_test_assert_at (even, "/errors/0/message", "No commits between main and tickets/OSW-1");
  cw_test_assert_at (absent, "/errors/0/field", "head");
  cw_test_assert_at (no_base, "/errors/0/field", "base");
  cw_test_assert_at (no_title, "/errors/0/code", "missing_field");
}

static void
test_list (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = start ();
  g_autoptr (JsonNode) made = call (rehearsal, "POST", PULLS, PULL_OF ("tickets/OSW-2", "main"), 201);
  g_autoptr (JsonNode) ours = call (rehearsal, "GET", PULLS "?head=lsst-ts:tickets/OSW-2&state=all", NULL, 200);
  g_autoptr (JsonNode) other = call (rehearsal, "GET", PULLS "?head=lsst-ts:tickets/OSW-1", NULL, 200);
  g_autoptr (JsonNode) ignored = call (rehearsal, "GET", PULLS "?head=tickets/OSW-1", NULL, 200);
  g_autoptr (JsonNode) closed = call (rehearsal, "GET", PULLS "?state=closed", NULL, 200);

  cw_test_assert_at (ours, "/0/number", "4700");
  cw_test_assert_at (other, "/0", NULL);
  cw_test_assert_at (ignored, "/0/number", "4700");
  cw_test_assert_at (closed, "/0", NULL);
}

static void
test_change (void)
{
  static const CwTestCall calls[] = {
    { "POST", PULLS, PULL_OF ("tickets/OSW-2", "main"), 201 },
    { "PATCH", PULL, "{\"title\":\"New\",\"draft\":false}", 200 },
    { "PATCH", PULL, "{\"state\":\"merged\"}", 422 },
    { "POST", PULL "/requested_reviewers", "{\"reviewers\":[\"build-engineer\"]}", 201 },
    { "POST", PULL "/requested_reviewers", "{\"reviewers\":[\"nobody\"]}", 422 },
    { "POST", PULL "/requested_reviewers", "{\"reviewers\":[\"release-manager\"]}", 422 },
    { "GET", PULL "/requested_reviewers", NULL, 200 },
    { "POST", REPOSITORY "/issues/4700/labels", "{\"labels\":[\"deployment\",\"deployment\"]}", 200 },
    { "DELETE", REPOSITORY "/issues/4700/labels/bug", NULL, 404 },
    { "POST", REPOSITORY "/issues/4700/comments", "{\"body\":\"<!-- cw:1 --> hello\"}", 201 },
    { "POST", REPOSITORY "/issues/4700/comments", "{\"body\":\"\"}", 422 },
    { "GET", PULLS "/1", NULL, 404 },
    { "GET", "/repos/nobody/nothing", NULL, 404 },
    { "GET", REPOSITORY "/git/ref/heads%2Fnothing", NULL, 404 },
  };
  g_autoptr (CwTestRehearsal) rehearsal = start ();
  g_autoptr (JsonNode) pull = NULL, comments = NULL;

  cw_test_answer_all (rehearsal, "github", calls, G_N_ELEMENTS (calls));
  pull = call (rehearsal, "GET", PULL, NULL, 200);
  comments = call (rehearsal, "GET", REPOSITORY "/issues/4700/comments", NULL, 200);
  cw_test_assert_at (pull, "/title", "New");
  cw_test_assert_at (pull, "/draft", "true");
  cw_test_assert_at (pull, "/requested_reviewers/0/login", "build-engineer");
  cw_test_assert_at (pull, "/labels/0/name", "deployment");
  cw_test_assert_at (pull, "/labels/1", NULL);
  cw_test_assert_at (comments, "/0/body", "<!-- cw:1 --> hello");
}

static void
test_ready (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = start ();
  g_autoptr (JsonNode) made = call (rehearsal, "POST", PULLS, PULL_OF ("tickets/OSW-2", "main"), 201);
  g_autofree char *id = cw_test_answer_at (made, "/node_id");
  g_autofree char *mutation = g_strdup_printf ("{\"query\":\"mutation($id:ID!){markPullRequestReadyForReview(input:"
                                               "{pullRequestId:$id}){pullRequest{isDraft}}}\","
                                               "\"variables\":{\"id\":\"%s\"}}", id);
  g_autoptr (JsonNode) ready = call (rehearsal, "POST", "/graphql", mutation, 200);
  g_autoptr (JsonNode) pull = call (rehearsal, "GET", PULL, NULL, 200);
  g_autoptr (JsonNode) unknown = call (rehearsal, "POST", "/graphql",
                                       "{\"query\":\"mutation{markPullRequestReadyForReview(input:"
                                       "{pullRequestId:\\\"x\\\"}){pullRequest{isDraft}}}\"}", 200);

  cw_test_assert_at (ready, "/data/markPullRequestReadyForReview/pullRequest/isDraft", "false");
  cw_test_assert_at (pull, "/draft", "false");
  cw_test_assert_at (unknown, "/errors/0/type", "NOT_FOUND");
}

static void
test_others (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = start ();
  g_autoptr (JsonNode) made = call (rehearsal, "POST", PULLS, PULL_OF ("tickets/OSW-2", "main"), 201);
  g_autoptr (JsonNode) green = call (rehearsal, "GET", REPOSITORY "/commits/tickets%2FOSW-2/check-runs", NULL, 200);
  g_autoptr (JsonNode) statuses = call (rehearsal, "GET", REPOSITORY "/commits/tickets%2FOSW-2/status", NULL, 200);
  g_autoptr (JsonNode) red = NULL, merged = NULL, even = NULL;

  cw_test_rehearsal_outside (rehearsal, "{\"do\":\"set-checks\",\"repository\":\"" NAME "\","
                                        "\"branch\":\"tickets/OSW-2\",\"conclusion\":\"failure\"}");
  red = call (rehearsal, "GET", REPOSITORY "/commits/tickets%2FOSW-2/check-runs", NULL, 200);
  cw_test_rehearsal_outside (rehearsal, "{\"do\":\"merge-pull\",\"repository\":\"" NAME "\",\"number\":4700}");
  merged = call (rehearsal, "GET", PULL, NULL, 200);
  even = call (rehearsal, "POST", PULLS, PULL_OF ("tickets/OSW-2", "main"), 422);

  cw_test_assert_at (green, "/check_runs/0/conclusion", "success");
  cw_test_assert_at (statuses, "/state", "pending");
  cw_test_assert_at (red, "/check_runs/0/conclusion", "failure");
  cw_test_assert_at (merged, "/merged", "true");
  cw_test_assert_at (merged, "/state", "closed");
  cw_test_assert_at (even, "/errors/0/message", "No commits between main and tickets/OSW-2");
}

static void
test_git (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = start ();
  g_autofree char *anonymous = g_strconcat (cw_test_rehearsal_get (rehearsal, "git"), "/" NAME ".git", NULL);
  g_autofree char *signed_url = g_strdup_printf ("http://anybody:%s@%s/" NAME ".git",
                                                 cw_test_rehearsal_get (rehearsal, "token"),
                                                 cw_test_rehearsal_get (rehearsal, "git") + strlen ("http://"));
  g_autofree char *folder = cw_test_directory ();
  g_autofree char *heads = cw_test_git_run (folder, NULL, "ls-remote", signed_url, "refs/heads/main", NULL);
  g_autoptr (JsonNode) log = NULL;
  guint status = 0;

  g_assert_true (g_str_has_suffix (heads, "refs/heads/main"));
  g_clear_pointer (&anonymous, g_free);
  anonymous = cw_test_answer_fetch (rehearsal, "/git/" NAME ".git/info/refs?service=git-upload-pack", &status);
  g_assert_cmpuint (status, ==, 401);
  log = cw_test_rehearsal_log (rehearsal);
  cw_test_assert_at (log, "/0/service", "git");
}

/* A push whose answer is lost has moved the branch all the same; one that is refused before has not. */
static void
test_git_faults (void)
{
  static const char *const kinds[] = { "lose-reply", "refuse-connection-before" };
  g_autoptr (CwTestRehearsal) rehearsal = start ();
  g_autofree char *folder = g_build_filename (cw_test_rehearsal_folder (rehearsal), "git", NAME ".git", NULL);
  g_autofree char *url = g_strdup_printf ("http://anybody:%s@%s/" NAME ".git",
                                          cw_test_rehearsal_get (rehearsal, "token"),
                                          cw_test_rehearsal_get (rehearsal, "git") + strlen ("http://"));

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *fault = g_strdup_printf ("{\"service\":\"git\",\"method\":\"POST\",\"path\":\"/" NAME
                                                ".git/git-receive-pack\",\"kind\":\"%s\",\"times\":2}", kinds[i]);
      g_autofree char *branch = g_strdup_printf ("refs/heads/pushed-%u", i);
      g_autofree char *target = g_strconcat ("tickets/OSW-2:", branch, NULL);
      const char *argv[] = { "git", "-C", folder, "push", "--quiet", url, target, NULL };
      g_autofree char *found = NULL;
      int status = 0;

      /* Twice: git tries once more by itself when a connection that it had used before is closed without a word. */
      cw_test_rehearsal_fault (rehearsal, fault);
      g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                                   NULL, NULL, NULL, &status, NULL));
      g_assert_false (g_spawn_check_wait_status (status, NULL));
      found = cw_test_git_run (folder, NULL, "for-each-ref", "--format=%(refname)", branch, NULL);
      g_assert_cmpstr (found, ==, i == 0 ? branch : "");
      cw_test_rehearsal_heal (rehearsal);
    }
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/rehearsal/github/create", test_create);
  g_test_add_func ("/rehearsal/github/list", test_list);
  g_test_add_func ("/rehearsal/github/change", test_change);
  g_test_add_func ("/rehearsal/github/ready", test_ready);
  g_test_add_func ("/rehearsal/github/others", test_others);
  g_test_add_func ("/rehearsal/github/git", test_git);
  g_test_add_func ("/rehearsal/github/git-faults", test_git_faults);
  return g_test_run ();
}
