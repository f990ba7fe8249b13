/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "cw-error.h"
#include "cw-git-service.h"
#include "cw-test-git.h"
#include "cw-test.h"

#define ANNA   "Anna Author <anna@example.org>"
#define BERT   "Bert Beta <bert@example.org>"
#define NAME   "lsst-it/docker-compose-ops.git"
#define BRANCH "tickets/DM-1"
#define PATH   "summit/setup.env"
#define OLD    "export CYCLE=c0044\n"
#define NEW    "export CYCLE=c0045\n"

typedef struct {
  CwTestGit *server;
  char *folder;
  char *url;
  char *base;
  CwGitService *service;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *cache = cw_test_directory ();
  g_autoptr (GError) error = NULL;

  fixture->server = cw_test_git_new ();
  fixture->folder = cw_test_git_add (fixture->server, NAME);
  fixture->url = cw_test_git_get_url (fixture->server, NAME);
  fixture->service = cw_test_git_service (cache);
  cw_git_service_add_credentials (fixture->service, fixture->url, CW_TEST_GIT_USER, CW_TEST_GIT_TOKEN);
  fixture->base = cw_test_git_commit (fixture->folder, "main", NULL, ANNA, "First", PATH, OLD, "tts/only.txt", "x\n",
                                      "README.md", "Hello\n", NULL);
  cw_git_service_fetch (fixture->service, fixture->url, "main", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  cw_test_git_free (fixture->server);
  g_object_unref (fixture->service);
  g_free (fixture->folder);
  g_free (fixture->url);
  g_free (fixture->base);
}

static char *
blob_of (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return cw_blob_id (bytes);
}

static CwGitChange *
make_change (const char *parent,
             const char *path,
             const char *old,
             const char *new)
{
  CwGitChange *change = cw_git_change_new (parent, "Rita Release", "rita@example.org",
                                           "Summit: Update to Cycle 45.\n\nCyclewright-Effect: cw-1\n", 1800000000);
  g_autofree char *old_blob = old != NULL ? blob_of (old) : g_strdup ("");
  g_autofree char *new_blob = new != NULL ? blob_of (new) : g_strdup ("");
  g_autoptr (GBytes) bytes = new != NULL ? g_bytes_new (new, strlen (new)) : NULL;

  cw_git_change_add_file (change, path, 0100644, old_blob, new_blob, bytes);
  return change;
}

static char *
commit (Fixture    *fixture,
        const char *parent,
        const char *path,
        const char *old,
        const char *new)
{
  g_autoptr (CwGitChange) change = make_change (parent, path, old, new);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwGitCommit) made = cw_git_service_commit (fixture->service, fixture->url, change, &error);

  g_assert_no_error (error);
  return g_strdup (made->id);
}

static void
assert_push (Fixture    *fixture,
             const char *id,
             const char *expected)
{
  g_autoptr (GError) error = NULL;

  cw_git_service_push (fixture->service, fixture->url, BRANCH, id, expected, NULL, &error);
  g_assert_no_error (error);
}

static char *
assert_push_fails (Fixture    *fixture,
                   const char *id,
                   const char *expected,
                   CwError     code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_git_service_push (fixture->service, fixture->url, BRANCH, id, expected, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CW_ERROR, (int) code);
  g_assert_null (strstr (error->message, CW_TEST_GIT_TOKEN));
  return g_strdup (error->message);
}

static void
assert_server (Fixture    *fixture,
               const char *revision,
               const char *expected)
{
  g_autofree char *there = cw_test_git_run (fixture->folder, NULL, "rev-parse", revision, NULL);

  g_assert_cmpstr (there, ==, expected);
}

static void
test_new_branch (Fixture      *fixture,
                 gconstpointer data)
{
  g_autofree char *id = commit (fixture, fixture->base, PATH, OLD, NEW);
  g_autofree char *shown = NULL;
  g_autofree char *tree = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *differing = NULL;
  g_autofree char *tip = NULL;
  g_autofree char *references = NULL;

  assert_push (fixture, id, "");
  assert_server (fixture, BRANCH, id);
  assert_server (fixture, BRANCH "^", fixture->base);
  shown = cw_test_git_run (fixture->folder, NULL, "show", "-s", "--format=%an|%ae|%cn|%ce|%at|%s|%T|%(trailers)", id,
                           NULL);
  tree = cw_test_git_run (fixture->folder, NULL, "rev-parse", BRANCH "^{tree}", NULL);
  expected = g_strdup_printf ("Rita Release|rita@example.org|Rita Release|rita@example.org|1800000000|"
                              "Summit: Update to Cycle 45.|%s|Cyclewright-Effect: cw-1\nCyclewright-Tree: %s", tree,
                              tree);
  g_assert_cmpstr (shown, ==, expected);
  differing = cw_test_git_run (fixture->folder, NULL, "diff", "--name-only", "main", BRANCH, NULL);
  g_assert_cmpstr (differing, ==, PATH);
  tip = cw_git_service_get_tip (fixture->service, fixture->url, BRANCH, NULL);
  g_assert_cmpstr (tip, ==, id);
  references = cw_test_git_run (fixture->folder, NULL, "for-each-ref", "--format=%(refname)", NULL);
  g_assert_cmpstr (references, ==, "refs/heads/main\nrefs/heads/" BRANCH);
}

static void
test_on_top (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *first = commit (fixture, fixture->base, PATH, OLD, NEW);
  g_autofree char *second = commit (fixture, first, PATH, NEW, "export CYCLE=c0045\nexport rev=.001\n");

  assert_push (fixture, first, "");
  assert_push (fixture, second, first);
  assert_server (fixture, BRANCH, second);
  assert_server (fixture, BRANCH "^", first);
}

/* New files, in folders that exist and that don't, and the last file of a folder gone. */
static void
test_add_and_remove (Fixture      *fixture,
                     gconstpointer data)
{
  g_autofree char *added = commit (fixture, fixture->base, "summit/new/deep/a.env", NULL, "a\n");
  g_autofree char *removed = commit (fixture, added, "tts/only.txt", "x\n", NULL);
  g_autofree char *files = NULL;
  g_autofree char *check = NULL;

  assert_push (fixture, removed, "");
  files = cw_test_git_run (fixture->folder, NULL, "ls-tree", "-r", "-t", "--name-only", BRANCH, NULL);
  g_assert_cmpstr (files, ==, "README.md\nsummit\nsummit/new\nsummit/new/deep\nsummit/new/deep/a.env\n" PATH);
  check = cw_test_git_run (fixture->folder, NULL, "fsck", "--strict", NULL);
}

/* Somebody pushes after the review, before we push. */
static void
test_moved_before (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *first = commit (fixture, fixture->base, PATH, OLD, NEW);
  g_autofree char *second = commit (fixture, first, PATH, NEW, "mine\n");
  g_autofree char *theirs = NULL;
  g_autofree char *message = NULL;

  assert_push (fixture, first, "");
  theirs = cw_test_git_commit (fixture->folder, BRANCH, "refs/heads/" BRANCH "^0", BERT, "Fix a typo", PATH, "theirs\n",
                               NULL);
  message = assert_push_fails (fixture, second, first, CW_ERROR_CONFLICT);
  g_assert_nonnull (strstr (message, BRANCH));
  g_assert_nonnull (g_strstr_len (message, -1, "“Fix a typo” by Bert Beta"));
  first[7] = theirs[7] = '\0';
  g_assert_nonnull (strstr (message, first));
  g_assert_nonnull (strstr (message, theirs));
  g_assert_nonnull (strstr (message, "1 commit:"));
}

static void
test_appeared_and_gone (Fixture      *fixture,
                        gconstpointer data)
{
  g_autofree char *id = commit (fixture, fixture->base, PATH, OLD, NEW);
  g_autofree char *theirs = cw_test_git_commit (fixture->folder, BRANCH, "refs/heads/main^0", BERT, "Mine first", "a",
                                                "a", NULL);
  g_autofree char *appeared = assert_push_fails (fixture, id, "", CW_ERROR_CONFLICT);
  g_autofree char *removed = NULL;
  g_autofree char *gone = NULL;

  g_assert_nonnull (strstr (appeared, "“Mine first” by Bert Beta"));
  assert_server (fixture, BRANCH, theirs);
  removed = cw_test_git_run (fixture->folder, NULL, "branch", "-D", BRANCH, NULL);
  gone = assert_push_fails (fixture, id, theirs, CW_ERROR_CONFLICT);
  g_assert_nonnull (strstr (gone, "gone"));
}

typedef struct {
  Fixture *fixture;
  char *theirs;
} Race;

/* In the server's thread, between libgit2's two requests. */
static CwTestGitMood
move_in_between (const char *method,
                 const char *path,
                 gpointer    data)
{
  Race *race = data;

  if (g_str_equal (method, "POST") && g_str_has_suffix (path, "/git-receive-pack") && race->theirs == NULL)
    race->theirs = cw_test_git_commit (race->fixture->folder, BRANCH, "refs/heads/" BRANCH "^0", BERT, "In between",
                                       PATH, "theirs\n", NULL);
  return CW_TEST_GIT_SERVE;
}

static void
test_moved_in_between (Fixture      *fixture,
                       gconstpointer data)
{
  g_autofree char *first = commit (fixture, fixture->base, PATH, OLD, NEW);
  g_autofree char *second = commit (fixture, first, PATH, NEW, "mine\n");
  g_autofree char *message = NULL;
  Race race = { fixture, NULL };

  assert_push (fixture, first, "");
  cw_test_git_set_hook (fixture->server, move_in_between, &race);
  message = assert_push_fails (fixture, second, first, CW_ERROR_CONFLICT);
  g_assert_nonnull (strstr (message, "“In between” by Bert Beta"));
  g_assert_nonnull (strstr (message, "Nothing was changed there; plan again"));
  assert_server (fixture, BRANCH, race.theirs);
  cw_test_git_set_hook (fixture->server, NULL, NULL);
  g_free (race.theirs);
}

static CwTestGitMood
drop_answer (const char *method,
             const char *path,
             gpointer    data)
{
  return g_str_equal (method, "POST") ? CW_TEST_GIT_DROP : CW_TEST_GIT_SERVE;
}

static CwTestGitMood
be_busy_late (const char *method,
              const char *path,
              gpointer    data)
{
  return g_str_equal (method, "POST") ? CW_TEST_GIT_BUSY : CW_TEST_GIT_SERVE;
}

static CwTestGitMood
hang_late (const char *method,
           const char *path,
           gpointer    data)
{
  return g_str_equal (method, "POST") ? CW_TEST_GIT_HANG : CW_TEST_GIT_SERVE;
}

static void
test_no_answer (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *id = commit (fixture, fixture->base, PATH, OLD, NEW);

  cw_git_service_set_timeout (fixture->service, 1);
  cw_test_git_set_hook (fixture->server, hang_late, NULL);
  g_free (assert_push_fails (fixture, id, "", CW_ERROR_UNKNOWN_OUTCOME));
  cw_test_git_set_hook (fixture->server, be_busy_late, NULL);
  g_free (assert_push_fails (fixture, id, "", CW_ERROR_UNKNOWN_OUTCOME));
  cw_test_git_set_hook (fixture->server, drop_answer, NULL);
  cw_git_service_set_timeout (fixture->service, 60);
  g_free (assert_push_fails (fixture, id, "", CW_ERROR_UNKNOWN_OUTCOME));
  assert_server (fixture, BRANCH, id);
}

static void
test_not_sent (Fixture      *fixture,
               gconstpointer data)
{
  g_autofree char *id = commit (fixture, fixture->base, PATH, OLD, NEW);
  g_autofree char *file_url = g_filename_to_uri (fixture->folder, NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) cancelled = NULL;
  g_autoptr (GError) error = NULL;

  cw_git_service_add_credentials (fixture->service, fixture->url, CW_TEST_GIT_USER, "wrong");
  g_free (assert_push_fails (fixture, id, "", CW_ERROR_AUTH_REQUIRED));
  g_cancellable_cancel (cancellable);
  g_assert_false (cw_git_service_push (fixture->service, fixture->url, BRANCH, id, "", cancellable, &cancelled));
  g_assert_error (cancelled, CW_ERROR, CW_ERROR_CANCELLED);
  cw_test_git_close (fixture->server);
  g_free (assert_push_fails (fixture, id, "", CW_ERROR_OFFLINE));
  g_assert_false (cw_git_service_push (fixture->service, file_url, BRANCH, id, "", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
}

typedef struct {
  guint pushes;
} Counter;

/* The host has nothing left for us: the next question would be one too many. */
static gboolean
exhaust (SoupServerMessage *message,
         const char        *path,
         gpointer           data)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  Counter *counter = data;
  g_autofree char *reset = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time () / G_USEC_PER_SEC + 900);

  counter->pushes += strcmp (soup_server_message_get_method (message), "POST") == 0;
  soup_message_headers_replace (headers, "X-RateLimit-Remaining", "0");
  soup_message_headers_replace (headers, "X-RateLimit-Reset", reset);
  return FALSE;
}

/* Held back on this side at the last moment: certainly not done. */
static void
test_held_back (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *id = commit (fixture, fixture->base, PATH, OLD, NEW);
  Counter counter = { 0 };

  cw_test_git_set_script (fixture->server, exhaust, &counter);
  g_free (assert_push_fails (fixture, id, "", CW_ERROR_RATE_LIMITED));
  g_assert_cmpuint (counter.pushes, ==, 0);
}

/* What servers say before they refuse, and what is made of it. */
static const struct {
  const char *name;
  const char *hook;
  const char *message;
} refusals[] = {
  { "hook", "exit 1", "A check of " },
  { "hook-with-words", "printf 'GitLab: You are not allowed to push\\nto this project.\\n' >&2; exit 1",
    "refuses the commit on the branch “" BRANCH "” (the server says: GitLab: You are not allowed to push to this "
    "project). Set right what it names" },
  { "protected", "echo 'error: GH006: Protected branch update failed for refs/heads/" BRANCH ".' >&2; exit 1",
    " is protected (the server says: GH006: Protected branch update failed for refs/heads/" BRANCH ")" },
  { "rules", "echo 'error: GH013: Repository rule violations found for refs/heads/" BRANCH ".' >&2; exit 1",
    "forbid this commit on the branch “" BRANCH "”" },
  { "with-a-secret", "echo 'trace: Authorization: Bearer abcdef0123456789' >&2; exit 1",
    "(the server says: trace: Authorization: ••••)" },
  { "private-address", "echo 'error: GH007: Your push would publish a private email address.' >&2; exit 1",
    "git config --global user.email" },
};

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  guint which = GPOINTER_TO_UINT (data);
  g_autofree char *id = commit (fixture, fixture->base, PATH, OLD, NEW);
  g_autofree char *path = g_build_filename (fixture->folder, "hooks", "pre-receive", NULL);
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\n%s\n", refusals[which].hook);
  g_autofree char *message = NULL;

  g_assert_true (g_file_set_contents (path, script, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0755), ==, 0);
  message = assert_push_fails (fixture, id, "", CW_ERROR_FORBIDDEN);
  g_assert_nonnull (strstr (message, refusals[which].message));
}

static void
assert_commit_fails (Fixture     *fixture,
                     CwGitChange *change,
                     CwError      code,
                     const char  *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_git_service_commit (fixture->service, fixture->url, change, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CW_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, word));
  cw_git_change_free (change);
}

static void
test_not_what_was_reviewed (Fixture      *fixture,
                            gconstpointer data)
{
  g_autofree char *old = blob_of (OLD);
  g_autofree char *wrong = blob_of ("other");
  g_autoptr (GBytes) bytes = g_bytes_new_static (NEW, strlen (NEW));
  CwGitChange *change;

  assert_commit_fails (fixture, make_change (fixture->base, PATH, "else\n", NEW), CW_ERROR_CONFLICT, PATH);
  assert_commit_fails (fixture, make_change (fixture->base, PATH, NULL, NEW), CW_ERROR_CONFLICT, PATH);
  assert_commit_fails (fixture, make_change (fixture->base, "absent", OLD, NEW), CW_ERROR_CONFLICT, "absent");
  assert_commit_fails (fixture, make_change (fixture->base, PATH, OLD, OLD), CW_ERROR_VALIDATION, "nothing");
  assert_commit_fails (fixture, make_change ("0123456789012345678901234567890123456789", PATH, OLD, NEW),
                       CW_ERROR_NOT_FOUND, "0123456");
  change = make_change (fixture->base, "README.md", "Hello\n", "Bye\n");
  cw_git_change_add_file (change, PATH, 0100644, old, wrong, bytes);
  assert_commit_fails (fixture, change, CW_ERROR_CONFLICT, PATH);
  change = make_change (fixture->base, "README.md", "Hello\n", "Bye\n");
  cw_git_change_add_file (change, PATH, 0100755, old, wrong, bytes);
  assert_commit_fails (fixture, change, CW_ERROR_CONFLICT, "100755");
}

static void
test_harmful_paths (Fixture      *fixture,
                    gconstpointer data)
{
  static const char *const paths[] = { "../x", "/x", "a//b", ".git/config", "a/.GIT/hooks/x", "", ".", "a/" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    assert_commit_fails (fixture, make_change (fixture->base, paths[i], NULL, "x"), CW_ERROR_VALIDATION, paths[i]);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
#define ADD(name, func) g_test_add ("/git/push/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("new-branch", test_new_branch);
  ADD ("on-top", test_on_top);
  ADD ("add-and-remove", test_add_and_remove);
  ADD ("moved-before", test_moved_before);
  ADD ("appeared-and-gone", test_appeared_and_gone);
  ADD ("moved-in-between", test_moved_in_between);
  ADD ("no-answer", test_no_answer);
  ADD ("not-sent", test_not_sent);
  ADD ("held-back", test_held_back);
  ADD ("not-what-was-reviewed", test_not_what_was_reviewed);
  ADD ("harmful-paths", test_harmful_paths);
#undef ADD
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strconcat ("/git/push/refused-", refusals[i].name, NULL);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_refused, tear_down);
    }
  return g_test_run ();
}
