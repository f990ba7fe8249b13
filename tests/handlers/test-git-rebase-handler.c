/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-git-rebase-handler.h"
#include "cw-git-replay.h"
#include "cw-json.h"
#include "cw-test-git.h"
#include "cw-test-services.h"
#include "cw-test.h"

#define ANNA   "Anna Author <anna@example.org>"
#define BERT   "Bert Beta <bert@example.org>"
#define NAME   "lsst-it/docker-compose-ops.git"
#define BRANCH "tickets/DM-1"
#define PATH   "summit/setup.env"
#define OURS   "Update.\n\nCyclewright-Effect: cw-1\n"
#define AGAIN  "Update again.\n\nCyclewright-Effect: cw-2\n"
#define OLD    "A=1\nB=1\nC=1\nD=1\nE=1\n"
#define NEW    "A=2\nB=1\nC=1\nD=1\nE=1\n"
#define BASE   "A=1\nB=1\nC=1\nD=1\nE=5\n"
#define BOTH   "A=2\nB=1\nC=1\nD=1\nE=5\n"

typedef struct {
  CwTestGit *server;
  char *folder;
  char *url;
  char *old;        /* where the branch began */
  char *base;       /* where its base is now */
  char *tip;        /* where the branch is: one commit of ours, one of Bert's */
  CwGitService *service;
  CwHandler *handler;
} Fixture;

static void
fetch (Fixture *fixture)
{
  const char *const branches[] = { "main", BRANCH, NULL };
  g_autoptr (GError) error = NULL;

  cw_git_service_fetch_branches (fixture->service, fixture->url, branches, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *cache = cw_test_directory (), *first = NULL;


  fixture->server = cw_test_git_new ();
  fixture->folder = cw_test_git_add (fixture->server, NAME);
  fixture->url = cw_test_git_get_url (fixture->server, NAME);
  fixture->old = cw_test_git_commit (fixture->folder, "main", NULL, ANNA, "First", PATH, OLD, NULL);
  first = cw_test_git_commit (fixture->folder, BRANCH, fixture->old, ANNA, OURS, PATH, NEW, NULL);
  fixture->tip = cw_test_git_commit (fixture->folder, BRANCH, first, BERT, "Say so", "README.md", "So.\n", NULL);
  fixture->base = cw_test_git_commit (fixture->folder, "main", fixture->old, BERT, "Base", PATH, BASE, NULL);
  fixture->service = cw_test_git_service (cache);
  cw_git_service_add_credentials (fixture->service, fixture->url, CW_TEST_GIT_USER, CW_TEST_GIT_TOKEN);
  fixture->handler = cw_git_rebase_handler_new (fixture->service);
  fetch (fixture);
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
  g_free (fixture->old);
  g_free (fixture->base);
  g_free (fixture->tip);
}

static CwGitReplay *
replay (Fixture    *fixture,
        const char *tip,
        const char *onto,
        const char *trailer)
{
  g_autoptr (GError) error = NULL;
  CwGitReplay *made = cw_git_service_replay (fixture->service, fixture->url, tip, onto, trailer, NULL, &error);

  g_assert_no_error (error);
  return made;
}

static const CwGitReplayed *
get (const CwGitReplay *replayed,
     guint              index)
{
  g_assert_cmpuint (index, <, replayed->commits->len);
  return g_ptr_array_index (replayed->commits, index);
}

static CwEffect *
make_effect (Fixture    *fixture,
             const char *tip)
{
  g_autofree char *payload = NULL;

  payload = g_strdup_printf ("{\"repository\":\"lsst-it/docker-compose-ops\",\"url\":\"%s\",\"branch\":\"" BRANCH "\","
                             "\"base\":\"%s\",\"base-name\":\"main\",\"expected\":\"%s\",\"tip\":\"%s\","
                             "\"one-commit\":false,\"commits\":[],\"files\":[]}", fixture->url, fixture->base,
                             fixture->tip, tip);
  return cw_test_effect (CW_EFFECT_KIND_GIT_REBASE, "cw-0123456789abcdef", payload);
}

static char *
tip_of_server (Fixture *fixture)
{
  return cw_test_git_run (fixture->folder, NULL, "rev-parse", "refs/heads/" BRANCH, NULL);
}

/* Authors, dates and words stay; the same commits come out wherever it is done. */
static void
test_replay (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (CwGitReplay) made = replay (fixture, fixture->tip, fixture->base, NULL);
  g_autoptr (CwGitReplay) again = replay (fixture, fixture->tip, fixture->base, NULL);
  const char *const paths[] = { PATH, NULL };
  g_autoptr (CwSnapshot) snapshot = NULL;
  g_autoptr (GBytes) wanted = g_bytes_new_static (BOTH, strlen (BOTH));

  g_assert_cmpuint (made->conflicts->len, ==, 0);
  g_assert_cmpuint (made->commits->len, ==, 2);
  g_assert_cmpstr (get (made, 0)->author, ==, "Anna Author");
  g_assert_cmpstr (get (made, 1)->author, ==, "Bert Beta");
  g_assert_cmpstr (get (made, 1)->before, ==, fixture->tip);
  g_assert_cmpstr (get (made, 1)->after, ==, made->tip);
  g_assert_cmpstr (made->tip, ==, again->tip);
  g_assert_cmpstr (made->tip, !=, fixture->tip);
  snapshot = cw_git_service_snapshot (fixture->service, fixture->url, made->tip, "ops", paths, NULL, NULL);
  g_assert_true (g_bytes_equal (cw_snapshot_get_bytes (snapshot, PATH), wanted));
}

/* Both sides of what can't be brought along are named; what the base has already is left out. */
static void
test_conflict (Fixture      *fixture,
               gconstpointer data)
{
  g_autofree char *other = cw_test_git_commit (fixture->folder, "main", fixture->base, BERT, "Other", PATH,
                                               "A=3\nB=1\nC=1\nD=1\nE=5\n", NULL);
  g_autofree char *same = cw_test_git_commit (fixture->folder, "main", fixture->base, BERT, "Same", PATH, BOTH, NULL);
  g_autoptr (CwGitReplay) made = NULL, dropped = NULL;
  const CwGitConflict *conflict;

  fetch (fixture);
  dropped = replay (fixture, fixture->tip, same, NULL);
  g_assert_cmpuint (dropped->commits->len, ==, 2);
  g_assert_null (get (dropped, 0)->after);
  g_assert_cmpstr (get (dropped, 1)->after, ==, dropped->tip);
  g_free (cw_test_git_run (fixture->folder, NULL, "update-ref", "refs/heads/main", other, NULL));
  fetch (fixture);
  made = replay (fixture, fixture->tip, other, NULL);
  g_assert_null (made->tip);
  g_assert_cmpuint (made->conflicts->len, ==, 1);
  conflict = g_ptr_array_index (made->conflicts, 0);
  g_assert_cmpstr (conflict->path, ==, PATH);
  g_assert_cmpuint (conflict->line, ==, 1);
  g_assert_cmpstr (conflict->base, ==, "A=3");
  g_assert_cmpstr (conflict->theirs, ==, "A=2");
}

static CwGitReplay *
settle (Fixture    *fixture,
        const char *tip,
        const char *onto,
        JsonObject *answers)
{
  g_autoptr (GError) error = NULL;
  CwGitReplay *made = cw_git_service_replay (fixture->service, fixture->url, tip, onto, NULL, answers, &error);

  g_assert_no_error (error);
  return made;
}

static char *
read_file (Fixture    *fixture,
           const char *commit)
{
  const char *const paths[] = { PATH, NULL };
  g_autoptr (CwSnapshot) snapshot = cw_git_service_snapshot (fixture->service, fixture->url, commit, "ops", paths, NULL,
                                                             NULL);
  GBytes *bytes = cw_snapshot_get_bytes (snapshot, PATH);

  return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
}

/* Puts the branch on a base that changed the same line, or took the file away: each answer gives its own file, authors
 * stay, and the same answers give the same commits. */
static void
test_settled (Fixture      *fixture,
              gconstpointer data)
{
  static const struct {
    const char *answer;
    const char *text;
  } cases[] = {
    { "base", "A=3\nB=1\nC=1\nD=1\nE=5\n" },
    { "commit", "A=2\nB=1\nC=1\nD=1\nE=5\n" },
    { "hand:A=4\n", "A=4\n" },
  };
  g_autofree char *other = cw_test_git_commit (fixture->folder, "main", fixture->base, BERT, "Other", PATH,
                                               "A=3\nB=1\nC=1\nD=1\nE=5\n", NULL);
  g_autoptr (CwGitReplay) open = NULL;
  const CwGitConflict *conflict;
  const char *marked;
  gsize size = 0;

  fetch (fixture);
  open = replay (fixture, fixture->tip, other, NULL);
  g_assert_cmpuint (open->conflicts->len, ==, 1);
  conflict = g_ptr_array_index (open->conflicts, 0);
  marked = g_bytes_get_data (conflict->marked, &size);
  g_assert_nonnull (g_strstr_len (marked, (gssize) size, "<<<<<<<"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) answers = cw_json_object (conflict->id, cases[i].answer, "other", "base", NULL);
      g_autoptr (CwGitReplay) made = settle (fixture, fixture->tip, other, answers);
      g_autoptr (CwGitReplay) again = settle (fixture, fixture->tip, other, answers);
      g_autofree char *text = read_file (fixture, made->tip);

      g_assert_cmpuint (made->conflicts->len, ==, 0);
      g_assert_cmpuint (made->settled->len, ==, 1);
      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpuint (made->commits->len, ==, 2);
      g_assert_cmpstr (get (made, 0)->author, ==, "Anna Author");
      g_assert_cmpstr (get (made, 1)->author, ==, "Bert Beta");
      g_assert_cmpstr (made->tip, ==, again->tip);
    }
}

/* A file that one side took away has no lines to choose from: it stays or goes. */
static void
test_settled_file (Fixture      *fixture,
                   gconstpointer data)
{
  static const char *const answers[] = { "base", "commit", "hand:A=4\n" };
  static const char *const texts[] = { NULL, NEW, NULL };
  g_autofree char *gone = cw_test_git_commit (fixture->folder, "main", fixture->base, BERT, "Gone", "x", "x\n", NULL);
  g_autofree char *tree = NULL, *made = NULL;
  g_autoptr (CwGitReplay) open = NULL;

  g_free (cw_test_git_run (fixture->folder, NULL, "read-tree", gone, NULL));
  g_free (cw_test_git_run (fixture->folder, NULL, "rm", "--cached", "-q", PATH, NULL));
  tree = cw_test_git_run (fixture->folder, NULL, "write-tree", NULL);
  made = cw_test_git_run (fixture->folder, NULL, "-c", "user.name=B", "-c", "user.email=b@example.org", "commit-tree",
                          tree, "-p", gone, "-m", "Gone", NULL);
  g_free (cw_test_git_run (fixture->folder, NULL, "update-ref", "refs/heads/main", made, NULL));
  fetch (fixture);
  open = replay (fixture, fixture->tip, made, NULL);
  g_assert_cmpuint (open->conflicts->len, ==, 1);
  g_assert_null (((const CwGitConflict *) g_ptr_array_index (open->conflicts, 0))->marked);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      const CwGitConflict *conflict = g_ptr_array_index (open->conflicts, 0);
      g_autoptr (JsonObject) said = cw_json_object (conflict->id, answers[i], NULL);
      g_autoptr (CwGitReplay) settled = settle (fixture, fixture->tip, made, said);
      g_autofree char *text = settled->tip != NULL ? read_file (fixture, settled->tip) : NULL;

      g_assert_cmpstr (text, ==, texts[i]);
      g_assert_cmpuint (settled->conflicts->len, ==, g_str_has_prefix (answers[i], "hand:") ? 1 : 0);
    }
}

/* Commits of ours that follow each other become one, which still says which effects it is of. */
static void
test_one_commit (Fixture      *fixture,
                 gconstpointer data)
{
  g_autofree char *first = cw_test_git_commit (fixture->folder, BRANCH, fixture->old, ANNA, OURS, PATH, NEW, NULL);
  g_autofree char *second = cw_test_git_commit (fixture->folder, BRANCH, first, ANNA, AGAIN, "own.env", "X=1\n", NULL);
  g_autofree char *third = cw_test_git_commit (fixture->folder, BRANCH, second, BERT, "Say so", "README.md", "So.\n",
                                               NULL);
  g_autoptr (CwGitReplay) made = NULL;
  g_autoptr (GPtrArray) commits = NULL;
  const CwGitCommit *ours;

  fetch (fixture);
  made = replay (fixture, third, fixture->base, "Cyclewright-Effect");
  g_assert_cmpuint (made->commits->len, ==, 3);
  g_assert_cmpstr (get (made, 0)->after, ==, get (made, 1)->after);
  g_assert_cmpstr (get (made, 2)->after, ==, made->tip);
  commits = cw_git_service_log (fixture->service, fixture->url, fixture->base, made->tip, 9, NULL);
  g_assert_cmpuint (commits->len, ==, 2);
  ours = g_ptr_array_index (commits, 1);
  g_assert_cmpstr (ours->message, ==, "Update.\n\nCyclewright-Effect: cw-1\nCyclewright-Effect: cw-2\n");
}

static char *
merge (Fixture    *fixture,
       const char *content)
{
  g_autofree char *tree = NULL, *made = NULL, *commit = NULL;

  commit = cw_test_git_commit (fixture->folder, "scratch", fixture->tip, BERT, "Scratch", PATH, content, NULL);
  tree = cw_test_git_run (fixture->folder, NULL, "rev-parse", "scratch^{tree}", NULL);
  made = cw_test_git_run (fixture->folder, NULL, "-c", "user.name=B", "-c", "user.email=b@example.org", "commit-tree",
                          tree, "-p", fixture->tip, "-p", fixture->base, "-m", "Merge", NULL);
  g_free (cw_test_git_run (fixture->folder, NULL, "update-ref", "refs/heads/" BRANCH, made, NULL));
  return g_steal_pointer (&made);
}

/* A merge is left out, unless it decided something that would be lost. */
static void
test_merges (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *plain = merge (fixture, BOTH), *odd = NULL, *later = NULL;
  g_autoptr (CwGitReplay) kept = NULL, refused = NULL, bare = NULL, whole = NULL;
  g_autoptr (JsonObject) without = NULL, with = NULL;
  const CwGitConflict *conflict;
  g_autofree char *text = NULL;

  later = cw_test_git_commit (fixture->folder, "main", fixture->base, BERT, "Later", "later.txt", "x\n", NULL);
  fetch (fixture);
  kept = replay (fixture, plain, later, NULL);
  g_assert_cmpuint (kept->conflicts->len, ==, 0);
  g_assert_cmpuint (kept->commits->len, ==, 2);
  odd = merge (fixture, "A=2\nB=1\nC=9\nD=1\nE=5\n");
  fetch (fixture);
  refused = replay (fixture, odd, later, NULL);
  g_assert_null (refused->tip);
  g_assert_cmpuint (refused->conflicts->len, ==, 1);
  conflict = g_ptr_array_index (refused->conflicts, 0);
  g_assert_cmpstr (conflict->commit, ==, odd);
  /* A person leaves that out, or keeps it in a commit of its own. */
  without = cw_json_object (conflict->id, "base", NULL);
  with = cw_json_object (conflict->id, "commit", NULL);
  bare = settle (fixture, odd, later, without);
  whole = settle (fixture, odd, later, with);
  text = read_file (fixture, bare->tip);
  g_assert_cmpstr (text, ==, BOTH);
  g_free (text);
  text = read_file (fixture, whole->tip);
  g_assert_cmpstr (text, ==, "A=2\nB=1\nC=9\nD=1\nE=5\n");
  g_assert_cmpuint (whole->commits->len, ==, 3);
  g_assert_cmpstr (get (whole, 2)->subject, ==, "Merge");
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
  g_autoptr (CwGitReplay) made = replay (fixture, fixture->tip, fixture->base, NULL);
  g_autoptr (CwEffect) effect = make_effect (fixture, made->tip);
  g_autoptr (CwFinding) before = cw_handler_find (fixture->handler, effect, NULL, NULL), after = NULL;
  g_autofree char *there = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (before->answer, ==, CW_FINDING_NOTHING);
  cw_test_git_set_hook (fixture->server, drop_answer, NULL);
  g_assert_null (cw_handler_perform (fixture->handler, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  after = cw_handler_find (fixture->handler, effect, NULL, NULL);
  g_assert_cmpint (after->answer, ==, CW_FINDING_EQUAL);
  g_assert_true (after->ours);
  there = tip_of_server (fixture);
  g_assert_cmpstr (there, ==, made->tip);
}

/* Who pushed since the review keeps what they pushed; what isn't what was reviewed is not sent. */
static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CwGitReplay) made = replay (fixture, fixture->tip, fixture->base, NULL);
  g_autoptr (CwEffect) effect = make_effect (fixture, made->tip), other = make_effect (fixture, fixture->base);
  g_autofree char *theirs = NULL, *there = NULL;
  g_autoptr (GError) wrong = NULL, moved = NULL;

  g_assert_null (cw_handler_perform (fixture->handler, other, NULL, &wrong));
  g_assert_error (wrong, CW_ERROR, CW_ERROR_CONFLICT);
  theirs = cw_test_git_commit (fixture->folder, BRANCH, fixture->tip, BERT, "Late", "late.txt", "x\n", NULL);
  g_assert_null (cw_handler_perform (fixture->handler, effect, NULL, &moved));
  g_assert_error (moved, CW_ERROR, CW_ERROR_CONFLICT);
  g_assert_nonnull (strstr (moved->message, "Late"));
  there = tip_of_server (fixture);
  g_assert_cmpstr (there, ==, theirs);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add ("/git-rebase/replay", Fixture, NULL, set_up, test_replay, tear_down);
  g_test_add ("/git-rebase/conflict", Fixture, NULL, set_up, test_conflict, tear_down);
  g_test_add ("/git-rebase/settled", Fixture, NULL, set_up, test_settled, tear_down);
  g_test_add ("/git-rebase/settled-file", Fixture, NULL, set_up, test_settled_file, tear_down);
  g_test_add ("/git-rebase/one-commit", Fixture, NULL, set_up, test_one_commit, tear_down);
  g_test_add ("/git-rebase/merges", Fixture, NULL, set_up, test_merges, tear_down);
  g_test_add ("/git-rebase/lost-answer", Fixture, NULL, set_up, test_lost_answer, tear_down);
  g_test_add ("/git-rebase/refused", Fixture, NULL, set_up, test_refused, tear_down);
  return g_test_run ();
}
