/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <utime.h>

#include "cw-error.h"
#include "cw-git-service.h"
#include "cw-test-git.h"
#include "cw-test.h"

#define ANNA "Anna Author <anna@example.org>"
#define NAME "lsst-it/docker-compose-ops.git"

typedef struct {
  CwTestGit *server;
  char *folder;
  char *url;
  char *cache;
  CwGitService *service;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *commit = NULL;

  fixture->server = cw_test_git_new ();
  fixture->folder = cw_test_git_add (fixture->server, NAME);
  fixture->url = cw_test_git_get_url (fixture->server, NAME);
  fixture->cache = cw_test_directory ();
  fixture->service = cw_test_git_service (fixture->cache);
  cw_git_service_add_credentials (fixture->service, fixture->url, CW_TEST_GIT_USER, CW_TEST_GIT_TOKEN);
  commit = cw_test_git_commit (fixture->folder, "main", NULL, ANNA, "First", "summit/setup.env", "export CYCLE=c0044\n",
                               "tts/setup.env", "export CYCLE=c0043\n", NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  cw_test_git_free (fixture->server);
  g_object_unref (fixture->service);
  g_free (fixture->folder);
  g_free (fixture->url);
  g_free (fixture->cache);
}

static void
assert_fetch (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  cw_git_service_fetch (fixture->service, fixture->url, "main", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_fetch_fails (Fixture    *fixture,
                    const char *url,
                    const char *branch,
                    CwError     code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_git_service_fetch (fixture->service, url, branch, NULL, NULL, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CW_ERROR, (int) code);
  g_assert_null (strstr (error->message, CW_TEST_GIT_TOKEN));
}

/* The only cache in the fixture's folder. */
static char *
get_cache (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->cache, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".git"))
      return g_build_filename (fixture->cache, name, NULL);
  g_assert_not_reached ();
}

static void
assert_reads (Fixture *fixture)
{
  static const char *const globs[] = { "summit/*", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSnapshot) snapshot = cw_git_service_snapshot (fixture->service, fixture->url, "main", "ops", globs, NULL,
                                                             &error);

  g_assert_no_error (error);
  g_assert_nonnull (cw_snapshot_get_bytes (snapshot, "summit/setup.env"));
}

static void
on_progress (guint    received,
             guint    total,
             guint64  bytes,
             gpointer data)
{
  g_assert_cmpuint (received, <=, total);
}

/* All that a commit has, folders before what is in them. */
static void
test_list (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) stopped = NULL;

  assert_fetch (fixture);
  entries = cw_git_service_list (fixture->service, fixture->url, "main", NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      const CwGitEntry *entry = g_ptr_array_index (entries, i);

      g_string_append_printf (text, "%06o %s\n", entry->mode, entry->path);
    }
  g_assert_cmpstr (text->str, ==, "040000 summit\n100644 summit/setup.env\n040000 tts\n100644 tts/setup.env\n");
  g_assert_null (cw_git_service_list (fixture->service, fixture->url, "absent", NULL, &missing));
  g_assert_error (missing, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_cancellable_cancel (cancelled);
  g_assert_null (cw_git_service_list (fixture->service, fixture->url, "main", cancelled, &stopped));
  g_assert_error (stopped, CW_ERROR, CW_ERROR_CANCELLED);
}

static void
test_fetch (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *ticket = cw_test_git_commit (fixture->folder, "tickets/DM-1", "refs/heads/main^0", ANNA, "Ticket",
                                                "summit/setup.env", "export CYCLE=c0045\n", NULL);
  g_autofree char *other = cw_test_git_commit (fixture->folder, "u/anna/try", "refs/heads/main^0", ANNA, "Try", "x",
                                               "x", NULL);
  g_autofree char *tagged = cw_test_git_run (fixture->folder, NULL, "tag", "t1", "u/anna/try", NULL);
  g_autofree char *tip = NULL;
  g_autofree char *cache = NULL;
  g_autofree char *references = NULL;
  g_autoptr (GError) error = NULL;

  cw_git_service_fetch (fixture->service, fixture->url, "main", on_progress, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_reads (fixture);
  tip = cw_git_service_get_tip (fixture->service, fixture->url, "tickets/DM-1", &error);
  g_assert_cmpstr (tip, ==, ticket);

  cache = get_cache (fixture);
  g_assert_nonnull (strstr (cache, "/lsst-it-docker-compose-ops-"));
  references = cw_test_git_run (cache, NULL, "for-each-ref", "--format=%(refname)", NULL);
  g_assert_cmpstr (references, ==, "refs/remotes/origin/main\nrefs/remotes/origin/tickets/DM-1");
}

static void
test_again (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *gone = cw_test_git_commit (fixture->folder, "tickets/DM-1", "refs/heads/main^0", ANNA, "Ticket",
                                              "x", "x", NULL);
  g_autofree char *removed = NULL;
  g_autofree char *deeper = NULL;
  g_autofree char *moved = NULL;
  g_autofree char *tip = NULL;
  g_autofree char *tip_below = NULL;
  g_autoptr (GError) error = NULL;

  assert_fetch (fixture);
  removed = cw_test_git_run (fixture->folder, NULL, "branch", "-D", "tickets/DM-1", NULL);
  deeper = cw_test_git_commit (fixture->folder, "tickets/DM-1/0", "refs/heads/main^0", ANNA, "Below", "y", "y", NULL);
  moved = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", ANNA, "Second", "z", "z", NULL);
  assert_fetch (fixture);

  tip = cw_git_service_get_tip (fixture->service, fixture->url, "main", NULL);
  g_assert_cmpstr (tip, ==, moved);
  tip_below = cw_git_service_get_tip (fixture->service, fixture->url, "tickets/DM-1/0", NULL);
  g_assert_cmpstr (tip_below, ==, deeper);
  g_assert_null (cw_git_service_get_tip (fixture->service, fixture->url, "tickets/DM-1", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

static void
test_from_file (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *url = g_filename_to_uri (fixture->folder, NULL, NULL);
  g_autofree char *tip = NULL;
  g_autoptr (GError) error = NULL;

  cw_git_service_fetch (fixture->service, url, "main", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  tip = cw_git_service_get_tip (fixture->service, url, "main", &error);
  g_assert_no_error (error);
}

static void
test_refusals (Fixture      *fixture,
               gconstpointer data)
{
  g_autofree char *missing = cw_test_git_get_url (fixture->server, "lsst-it/nothing.git");
  g_autofree char *prefix = g_strdup_printf ("http://127.0.0.1:%u", cw_test_git_get_port (fixture->server));

  cw_git_service_add_credentials (fixture->service, prefix, CW_TEST_GIT_USER, CW_TEST_GIT_TOKEN);
  assert_fetch_fails (fixture, missing, "main", CW_ERROR_NOT_FOUND);
  assert_fetch_fails (fixture, fixture->url, "nothing", CW_ERROR_NOT_FOUND);
  assert_fetch_fails (fixture, fixture->url, "a b..c", CW_ERROR_VALIDATION);
}

static void
test_credentials (Fixture      *fixture,
                  gconstpointer data)
{
  g_autofree char *longer = g_strconcat (fixture->url, "x", NULL);
  g_autofree char *missing = cw_test_git_get_url (fixture->server, "lsst-it/nothing.git");

  /* What is known for one address is not told at another one that begins alike. */
  assert_fetch_fails (fixture, longer, "main", CW_ERROR_AUTH_REQUIRED);
  assert_fetch_fails (fixture, missing, "main", CW_ERROR_AUTH_REQUIRED);
  cw_git_service_add_credentials (fixture->service, fixture->url, CW_TEST_GIT_USER, "wrong");
  assert_fetch_fails (fixture, fixture->url, "main", CW_ERROR_AUTH_REQUIRED);
  cw_git_service_add_credentials (fixture->service, fixture->url, CW_TEST_GIT_USER, CW_TEST_GIT_TOKEN);
  assert_fetch (fixture);
}

static void
test_offline (Fixture      *fixture,
              gconstpointer data)
{
  assert_fetch (fixture);
  cw_test_git_close (fixture->server);
  assert_fetch_fails (fixture, fixture->url, "main", CW_ERROR_OFFLINE);
  assert_reads (fixture);
}

static CwTestGitMood
be_busy (const char *method,
         const char *path,
         gpointer    data)
{
  return CW_TEST_GIT_BUSY;
}

static CwTestGitMood
drop_pack (const char *method,
           const char *path,
           gpointer    data)
{
  return g_str_equal (method, "POST") ? CW_TEST_GIT_DROP : CW_TEST_GIT_SERVE;
}

static void
test_troubled_server (Fixture      *fixture,
                      gconstpointer data)
{
  cw_test_git_set_hook (fixture->server, be_busy, NULL);
  assert_fetch_fails (fixture, fixture->url, "main", CW_ERROR_OFFLINE);
  cw_test_git_set_hook (fixture->server, drop_pack, NULL);
  assert_fetch_fails (fixture, fixture->url, "main", CW_ERROR_TIMED_OUT);
  cw_test_git_set_hook (fixture->server, NULL, NULL);
  assert_fetch (fixture);
  assert_reads (fixture);
}

static CwTestGitMood
hang (const char *method,
      const char *path,
      gpointer    data)
{
  return CW_TEST_GIT_HANG;
}

static void
test_silent (Fixture      *fixture,
             gconstpointer data)
{
  cw_test_git_set_hook (fixture->server, hang, NULL);
  cw_git_service_set_timeout (fixture->service, 1);
  assert_fetch_fails (fixture, fixture->url, "main", CW_ERROR_TIMED_OUT);
  cw_test_git_set_hook (fixture->server, NULL, NULL);
  assert_fetch (fixture);
}

static CwTestGitMood
cancel_and_hang (const char *method,
                 const char *path,
                 gpointer    data)
{
  g_cancellable_cancel (data);
  return CW_TEST_GIT_HANG;
}

static void
test_cancel (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  cw_test_git_set_hook (fixture->server, cancel_and_hang, cancellable);
  g_assert_false (cw_git_service_fetch (fixture->service, fixture->url, "main", NULL, NULL, cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
  cw_test_git_set_hook (fixture->server, NULL, NULL);
  assert_fetch (fixture);
}

/* Breaks one thing of a cache after the other; each time a fetch must bring all of it back. */
static void
test_damaged (Fixture      *fixture,
              gconstpointer data)
{
  static const char *const victims[] = { "HEAD", "refs/remotes/origin/main", "objects", "config" };

  for (guint i = 0; i < G_N_ELEMENTS (victims); i++)
    {
      g_autofree char *cache = NULL;
      g_autofree char *victim = NULL;
      g_autofree char *aside = NULL;

      assert_fetch (fixture);
      cache = get_cache (fixture);
      victim = g_build_filename (cache, victims[i], NULL);
      aside = g_strconcat (victim, ".away", NULL);
      g_assert_cmpint (g_rename (victim, aside), ==, 0);
      if (g_str_equal (victims[i], "objects"))
        g_assert_cmpint (g_mkdir (victim, 0700), ==, 0);
      else
        g_assert_true (g_file_set_contents (victim, "[nonsense", -1, NULL));
      g_test_message ("without %s", victims[i]);
      assert_fetch (fixture);
      assert_reads (fixture);
    }
}

static char *
find_pack (Fixture *fixture)
{
  g_autofree char *cache = get_cache (fixture);
  g_autofree char *packs = g_build_filename (cache, "objects", "pack", NULL);
  g_autoptr (GDir) dir = g_dir_open (packs, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".pack"))
      return g_build_filename (packs, name, NULL);
  g_assert_not_reached ();
}

/* Damage that only reading meets: the pack is cut, wherever that may be. */
static void
test_damaged_pack (Fixture      *fixture,
                   gconstpointer data)
{
  static const char *const globs[] = { "**", NULL };

  for (guint quarter = 0; quarter < 4; quarter++)
    {
      g_autofree char *cache = NULL, *pack = NULL, *bytes = NULL;
      g_autoptr (CwSnapshot) snapshot = NULL;
      g_autoptr (GError) error = NULL;
      gsize size = 0;

      assert_fetch (fixture);
      cache = get_cache (fixture);
      pack = find_pack (fixture);
      g_assert_true (g_file_get_contents (pack, &bytes, &size, NULL));
      g_assert_cmpint (g_unlink (pack), ==, 0);
      g_assert_true (g_file_set_contents (pack, bytes, (gssize) (size * quarter / 4), NULL));
      snapshot = cw_git_service_snapshot (fixture->service, fixture->url, "main", "ops", globs, NULL, &error);
      g_assert_null (snapshot);
      g_test_message ("%s", error->message);
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
      g_assert_false (g_file_test (cache, G_FILE_TEST_EXISTS));
      assert_fetch (fixture);
      assert_reads (fixture);
    }
}

/* The same, but the fetch comes first: it must notice, or the next reading must. */
static void
test_damaged_pack_fetched (Fixture      *fixture,
                           gconstpointer data)
{
  g_autofree char *pack = NULL, *more = NULL;

  assert_fetch (fixture);
  pack = find_pack (fixture);
  g_assert_cmpint (g_unlink (pack), ==, 0);
  g_assert_true (g_file_set_contents (pack, "PACK", -1, NULL));
  more = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", ANNA, "Second", "summit/x", "x", NULL);
  assert_fetch (fixture);
  assert_reads (fixture);
}

typedef struct {
  GMutex lock;
  GCond reached;
  gboolean there;
} Meeting;

static CwTestGitMood
meet_and_hang (const char *method,
               const char *path,
               gpointer    data)
{
  Meeting *meeting = data;

  if (!g_str_equal (method, "POST"))
    return CW_TEST_GIT_SERVE;
  g_mutex_lock (&meeting->lock);
  meeting->there = TRUE;
  g_cond_signal (&meeting->reached);
  g_mutex_unlock (&meeting->lock);
  return CW_TEST_GIT_HANG;
}

static int
fetch_as_child (const char *url,
                const char *cache)
{
  g_autoptr (CwGitService) service = cw_test_git_service (cache);

  cw_git_service_add_credentials (service, url, CW_TEST_GIT_USER, CW_TEST_GIT_TOKEN);
  return cw_git_service_fetch (service, url, "main", NULL, NULL, NULL, NULL) ? 0 : 1;
}

static char *
make_old_file (const char *folder,
               const char *name)
{
  const struct utimbuf old = { 1000000000, 1000000000 };
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, "x", -1, NULL));
  g_assert_cmpint (g_utime (path, (struct utimbuf *) &old), ==, 0);
  return path;
}

static void
test_killed (Fixture      *fixture,
             gconstpointer data)
{
  Meeting meeting = { 0 };
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GSubprocess) child = NULL;
  g_autofree char *cache = NULL;
  g_autofree char *lock = NULL;
  g_autofree char *pack = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&meeting.lock);
  g_cond_init (&meeting.reached);
  cw_test_git_set_hook (fixture->server, meet_and_hang, &meeting);
  g_subprocess_launcher_setenv (launcher, "CW_TEST_FETCH_URL", fixture->url, TRUE);
  g_subprocess_launcher_setenv (launcher, "CW_TEST_FETCH_CACHE", fixture->cache, TRUE);
  child = g_subprocess_launcher_spawn (launcher, &error, "/proc/self/exe", NULL);
  g_assert_no_error (error);
  g_mutex_lock (&meeting.lock);
  while (!meeting.there)
    g_cond_wait (&meeting.reached, &meeting.lock);
  g_mutex_unlock (&meeting.lock);
  g_subprocess_send_signal (child, SIGKILL);
  g_subprocess_wait (child, NULL, NULL);

  /* What it would have left had it died while it wrote. */
  cache = get_cache (fixture);
  g_assert_cmpint (g_mkdir_with_parents (lock = g_build_filename (cache, "refs/remotes/origin", NULL), 0700), ==, 0);
  g_free (g_steal_pointer (&lock));
  lock = make_old_file (cache, "refs/remotes/origin/main.lock");
  pack = make_old_file (cache, "objects/pack/pack_git2_Ab12Cd");
  cw_test_git_set_hook (fixture->server, NULL, NULL);
  assert_fetch (fixture);
  assert_reads (fixture);
  g_assert_false (g_file_test (lock, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (pack, G_FILE_TEST_EXISTS));
  g_mutex_clear (&meeting.lock);
  g_cond_clear (&meeting.reached);
}

static void
test_candidates (Fixture      *fixture,
                 gconstpointer data)
{
  static const char *const globs[] = { "summit/**", NULL };
  g_autofree char *finished = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", ANNA, "Merged",
                                                  "summit/a", "a", NULL);
  g_autofree char *kept = cw_test_git_run (fixture->folder, NULL, "branch", "tickets/DM-1", finished, NULL);
  g_autofree char *on = cw_test_git_commit (fixture->folder, "main", "refs/heads/main^0", ANNA, "On", "tts/b", "b",
                                            NULL);
  g_autofree char *other = cw_test_git_commit (fixture->folder, "tickets/DM-2", "refs/heads/main^0", ANNA,
                                               "Tucson only", "tts/setup.env", "x", NULL);
  g_autofree char *one = cw_test_git_commit (fixture->folder, "tickets/DM-3", "refs/heads/main~1^0", ANNA, "One",
                                             "summit/setup.env", "c0045", NULL);
  g_autofree char *two = cw_test_git_commit (fixture->folder, "tickets/DM-3", one, "Bert Beta <b@example.org>",
                                             "Two\n\nMore text.", "tts/setup.env", "c0045", NULL);
  g_autoptr (GPtrArray) branches = NULL;
  g_autoptr (GError) error = NULL;
  const CwGitBranch *branch;

  assert_fetch (fixture);
  branches = cw_git_service_list_branches (fixture->service, fixture->url, "main", globs, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (branches->len, ==, 3);
  branch = g_ptr_array_index (branches, 0);
  g_assert_cmpstr (branch->name, ==, "main");
  g_assert_cmpstr (branch->tip, ==, on);
  g_assert_cmpuint (branch->ahead, ==, 0);
  g_assert_false (branch->finished);
  branch = g_ptr_array_index (branches, 1);
  g_assert_cmpstr (branch->name, ==, "tickets/DM-3");
  g_assert_cmpstr (branch->tip, ==, two);
  g_assert_cmpuint (branch->ahead, ==, 2);
  g_assert_cmpstr (branch->subject, ==, "Two");
  g_assert_cmpstr (branch->author, ==, "Bert Beta");
  g_assert_cmpint (branch->date, >, 1700000000);
  g_assert_false (branch->finished);
  branch = g_ptr_array_index (branches, 2);
  g_assert_cmpstr (branch->name, ==, "tickets/DM-1");
  g_assert_true (branch->finished);
}

static void
test_history (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *one = cw_test_git_commit (fixture->folder, "tickets/DM-1", "refs/heads/main^0", ANNA,
                                             "One\n\nBody.\n\nCyclewright-Effect: cw-1\ncyclewright-effect: cw-2\n",
                                             "a", "a", NULL);
  g_autofree char *two = cw_test_git_commit (fixture->folder, "tickets/DM-1", one, ANNA, "Two", "a", "b", NULL);
  g_autoptr (GPtrArray) commits = NULL;
  g_autofree char *trailer = NULL;
  g_autofree char *none = NULL;
  g_autoptr (GError) error = NULL;
  gboolean contains = FALSE;

  assert_fetch (fixture);
  commits = cw_git_service_log (fixture->service, fixture->url, "main", "tickets/DM-1", 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (commits->len, ==, 2);
  g_assert_cmpstr (((CwGitCommit *) g_ptr_array_index (commits, 0))->id, ==, two);
  g_assert_cmpstr (((CwGitCommit *) g_ptr_array_index (commits, 1))->author, ==, "Anna Author");
  trailer = cw_git_commit_get_trailer (g_ptr_array_index (commits, 1), "Cyclewright-Effect");
  g_assert_cmpstr (trailer, ==, "cw-2");
  none = cw_git_commit_get_trailer (g_ptr_array_index (commits, 0), "Cyclewright-Effect");
  g_assert_null (none);

  g_assert_true (cw_git_service_contains (fixture->service, fixture->url, "tickets/DM-1", one, &contains, &error));
  g_assert_true (contains);
  g_assert_true (cw_git_service_contains (fixture->service, fixture->url, "main", one, &contains, &error));
  g_assert_false (contains);
  g_assert_true (cw_git_service_contains (fixture->service, fixture->url, "main",
                                          "0123456789012345678901234567890123456789", &contains, &error));
  g_assert_false (contains);
}

int
main (int    argc,
      char **argv)
{
  if (g_getenv ("CW_TEST_FETCH_URL") != NULL)
    return fetch_as_child (g_getenv ("CW_TEST_FETCH_URL"), g_getenv ("CW_TEST_FETCH_CACHE"));

  cw_test_init (&argc, &argv);
#define ADD(name, func) g_test_add ("/git/fetch/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("list", test_list);
  ADD ("fetch", test_fetch);
  ADD ("again", test_again);
  ADD ("from-file", test_from_file);
  ADD ("refusals", test_refusals);
  ADD ("credentials", test_credentials);
  ADD ("offline", test_offline);
  ADD ("troubled-server", test_troubled_server);
  ADD ("silent", test_silent);
  ADD ("cancel", test_cancel);
  ADD ("damaged", test_damaged);
  ADD ("damaged-pack", test_damaged_pack);
  ADD ("damaged-pack-fetched", test_damaged_pack_fetched);
  ADD ("killed", test_killed);
  ADD ("candidates", test_candidates);
  ADD ("history", test_history);
#undef ADD
  return g_test_run ();
}
