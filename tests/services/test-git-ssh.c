/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cw-error.h"
#include "cw-git-service.h"
#include "cw-test-git.h"
#include "cw-test.h"

/* A real sshd on the loopback interface, for whoever runs the test, with a key in an agent of the test's own. */

#define ANNA   "Anna Author <anna@example.org>"
#define NAME   "lsst-it/docker-compose-ops.git"
#define BRANCH "tickets/DM-1"
#define PATH   "summit/setup.env"
#define OLD    "export CYCLE=c0044\n"
#define NEW    "export CYCLE=c0045\n"
#define SSHD   "/usr/sbin/sshd"
/* Seconds: longer than a busy machine takes to sign in. */
#define PATIENCE 5

typedef struct {
  char *keys;            /* the folder of keys and configuration */
  GSubprocess *sshd;
  GSubprocess *agent;
  guint port;
  CwTestGit *repositories;
  char *folder;
  char *url;
  char *base;
  CwGitService *service;
} Fixture;

/* Both in the environment before any thread begins. */
static char *known_hosts, *agent_socket;

static void
run (const char *program,
     ...)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  va_list arguments;

  va_start (arguments, program);
  for (const char *word = program; word != NULL; word = va_arg (arguments, const char *))
    g_ptr_array_add (words, (gpointer) word);
  va_end (arguments);
  g_ptr_array_add (words, NULL);
  process = g_subprocess_newv ((const char *const *) words->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

/* Until a line of its output holds @words; the stream stays open behind it. */
static char *
wait_for_line (GInputStream *stream,
               const char   *words)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (stream);

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  while (TRUE)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

      g_assert_nonnull (line);
      if (strstr (line, words) != NULL)
        return g_steal_pointer (&line);
    }
}

static char *
make_key (const char *folder,
          const char *name)
{
  char *path = g_build_filename (folder, name, NULL);

  run ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", path, NULL);
  return path;
}

static guint
find_free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();

  return g_socket_listener_add_any_inet_port (listener, NULL, NULL);
}

static void
start_agent (Fixture    *fixture,
             const char *key)
{
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  g_unlink (agent_socket);
  fixture->agent = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "ssh-agent", "-D", "-a", agent_socket,
                                     NULL);
  g_assert_no_error (error);
  line = wait_for_line (g_subprocess_get_stdout_pipe (fixture->agent), "SSH_AUTH_SOCK=");
  run ("ssh-add", "-q", key, NULL);
}

static void
start_sshd (Fixture    *fixture,
            const char *host_key,
            const char *key)
{
  g_autofree char *path = g_build_filename (fixture->keys, "sshd_config", NULL);
  g_autofree char *config = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  fixture->port = find_free_port ();
  config = g_strdup_printf ("ListenAddress 127.0.0.1\nPort %u\nHostKey %s\nAuthorizedKeysFile %s.pub\nPidFile none\n"
                            "StrictModes no\nUsePAM no\nPermitRootLogin prohibit-password\n"
                            "PasswordAuthentication no\nKbdInteractiveAuthentication no\n",
                            fixture->port, host_key, key);
  g_assert_true (g_file_set_contents (path, config, -1, &error));
  fixture->sshd = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, SSHD, "-D", "-e", "-f", path, NULL);
  g_assert_no_error (error);
  line = wait_for_line (g_subprocess_get_stderr_pipe (fixture->sshd), "Server listening");
}

/* What ssh would have written after its question: with @key none, or another host's, where the test wants that. */
static void
know_host (Fixture    *fixture,
           const char *key)
{
  g_autofree char *public = NULL, *path = NULL, *line = NULL;
  g_autoptr (GError) error = NULL;

  if (key != NULL)
    {
      path = g_strconcat (key, ".pub", NULL);
      g_assert_true (g_file_get_contents (path, &public, NULL, &error));
    }
  line = key != NULL ? g_strdup_printf ("[127.0.0.1]:%u %s", fixture->port, public) : g_strdup ("");
  g_assert_true (g_file_set_contents (known_hosts, line, -1, &error));
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *cache = cw_test_directory ();
  g_autofree char *host_key = NULL, *key = NULL;
  g_autoptr (GError) error = NULL;

  fixture->keys = cw_test_directory ();
  host_key = make_key (fixture->keys, "host");
  key = make_key (fixture->keys, "mine");
  start_agent (fixture, key);
  start_sshd (fixture, host_key, key);
  know_host (fixture, host_key);
  fixture->repositories = cw_test_git_new ();
  fixture->folder = cw_test_git_add (fixture->repositories, NAME);
  fixture->base = cw_test_git_commit (fixture->folder, "main", NULL, ANNA, "First", PATH, OLD, NULL);
  fixture->url = g_strdup_printf ("ssh://%s@127.0.0.1:%u%s", g_get_user_name (), fixture->port, fixture->folder);
  fixture->service = cw_test_git_service (cache);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_subprocess_force_exit (fixture->sshd);
  g_subprocess_force_exit (fixture->agent);
  g_subprocess_wait (fixture->sshd, NULL, NULL);
  g_subprocess_wait (fixture->agent, NULL, NULL);
  g_object_unref (fixture->service);
  g_object_unref (fixture->sshd);
  g_object_unref (fixture->agent);
  cw_test_git_free (fixture->repositories);
  g_free (fixture->keys);
  g_free (fixture->folder);
  g_free (fixture->base);
  g_free (fixture->url);
}

static void
fetch (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  cw_git_service_fetch (fixture->service, fixture->url, "main", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* One commit on @parent that changes the file. */
static char *
commit (Fixture    *fixture,
        const char *parent,
        const char *old,
        const char *new)
{
  g_autoptr (CwGitChange) change = cw_git_change_new (parent, "Rita Release", "rita@example.org", "Update.\n",
                                                      1800000000);
  g_autoptr (GBytes) old_bytes = g_bytes_new (old, strlen (old));
  g_autoptr (GBytes) new_bytes = g_bytes_new (new, strlen (new));
  g_autofree char *old_blob = cw_blob_id (old_bytes);
  g_autofree char *new_blob = cw_blob_id (new_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwGitCommit) made = NULL;

  cw_git_change_add_file (change, PATH, 0100644, old_blob, new_blob, new_bytes);
  made = cw_git_service_commit (fixture->service, fixture->url, change, &error);
  g_assert_no_error (error);
  return g_strdup (made->id);
}

static void
assert_server (Fixture    *fixture,
               const char *expected)
{
  g_autofree char *there = cw_test_git_run (fixture->folder, NULL, "rev-parse", BRANCH, NULL);

  g_assert_cmpstr (there, ==, expected);
}

static void
test_push (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL, *theirs = NULL;
  g_autoptr (GError) error = NULL;

  fetch (fixture);
  first = commit (fixture, fixture->base, OLD, NEW);
  g_assert_true (cw_git_service_push (fixture->service, fixture->url, BRANCH, first, "", NULL, &error));
  g_assert_no_error (error);
  assert_server (fixture, first);
  second = commit (fixture, first, NEW, "mine\n");
  theirs = cw_test_git_commit (fixture->folder, BRANCH, "refs/heads/" BRANCH "^0", ANNA, "Fix a typo", PATH, "theirs\n",
                               NULL);
  g_assert_false (cw_git_service_push (fixture->service, fixture->url, BRANCH, second, first, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, BRANCH));
  assert_server (fixture, theirs);
}

static void
assert_fails (Fixture    *fixture,
              const char *url,
              CwError     code,
              const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_git_service_fetch (fixture->service, url, "main", NULL, NULL, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CW_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, words));
}

/* A host that nobody compared is told nothing, and neither is one with another key than before. */
static void
test_unknown_host (Fixture      *fixture,
                   gconstpointer data)
{
  know_host (fixture, NULL);
  assert_fails (fixture, fixture->url, CW_ERROR_FORBIDDEN, "is not in ~/.ssh/known_hosts yet; its key is SHA256:");
}

static void
test_other_host_key (Fixture      *fixture,
                     gconstpointer data)
{
  g_autofree char *other = make_key (fixture->keys, "other");

  know_host (fixture, other);
  assert_fails (fixture, fixture->url, CW_ERROR_FORBIDDEN, "is none of those");
  /* As Debian's ssh hides the names of hosts. */
  run ("ssh-keygen", "-H", "-f", known_hosts, NULL);
  assert_fails (fixture, fixture->url, CW_ERROR_FORBIDDEN, "is none of those");
}

/* Without a key in the agent nobody signs in, and nobody is asked for ever. */
static void
test_no_key (Fixture      *fixture,
             gconstpointer data)
{
  run ("ssh-add", "-q", "-D", NULL);
  assert_fails (fixture, fixture->url, CW_ERROR_AUTH_REQUIRED, "ssh-add");
}

/* No agent to ask, or one that is gone. */
static void
test_no_agent (Fixture      *fixture,
               gconstpointer data)
{
  g_subprocess_force_exit (fixture->agent);
  g_subprocess_wait (fixture->agent, NULL, NULL);
  assert_fails (fixture, fixture->url, CW_ERROR_AUTH_REQUIRED, "ssh-agent");
}

/* As in cron, or on a server. */
static void
test_no_socket (Fixture      *fixture,
                gconstpointer data)
{
  g_unsetenv ("SSH_AUTH_SOCK");
  assert_fails (fixture, fixture->url, CW_ERROR_AUTH_REQUIRED, "Start ssh-agent");
  g_setenv ("SSH_AUTH_SOCK", agent_socket, TRUE);
}

static void
test_no_repository (Fixture      *fixture,
                    gconstpointer data)
{
  g_autofree char *url = g_strconcat (fixture->url, "x", NULL);

  assert_fails (fixture, url, CW_ERROR_NOT_FOUND, "Check the address");
}

/* What GitHub says to a key that may only read, word for word. */
static void
test_denied (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->keys, "mine.pub", NULL);
  g_autofree char *key = NULL, *line = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (path, &key, NULL, &error));
  line = g_strdup_printf ("command=\"echo ERROR: Permission to x.git denied to rita. >&2\" %s", key);
  g_assert_true (g_file_set_contents (path, line, -1, &error));
  assert_fails (fixture, fixture->url, CW_ERROR_FORBIDDEN,
                "may not do this (the server says: Permission to x.git denied to rita). Ask");
}

/* Nobody there, in words and with a way on. */
static void
test_offline (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *closed = g_strdup_printf ("ssh://git@127.0.0.1:%u/x.git", find_free_port ());

  assert_fails (fixture, closed, CW_ERROR_OFFLINE, "can’t be reached: it refuses the connection. Check the network");
  assert_fails (fixture, "ssh://git@nowhere.invalid/x.git", CW_ERROR_OFFLINE, "there is no host of that name");
}

/* A host that takes the connection and never says a word. */
static void
test_silent (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *url = g_strdup_printf ("ssh://git@127.0.0.1:%u/x.git", port);

  cw_git_service_set_timeout (fixture->service, 1);
  assert_fails (fixture, url, CW_ERROR_TIMED_OUT, "has been silent for 1 s. Nothing was changed there; try again");
}

/* The server takes the commit, and says no more: nobody knows here, until it is looked for. */
static void
test_silent_after_push (Fixture      *fixture,
                        gconstpointer data)
{
  static const char *const branches[] = { BRANCH, NULL };
  g_autofree char *hook = g_build_filename (fixture->folder, "hooks", "reference-transaction", NULL);
  g_autofree char *gate = g_build_filename (fixture->keys, "gate", NULL);
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\nif [ \"$1\" = committed ]; then cat '%s'; fi\n", gate);
  g_autofree char *id = NULL, *tip = NULL;
  g_autoptr (GError) error = NULL;
  int fd;

  fetch (fixture);
  id = commit (fixture, fixture->base, OLD, NEW);
  g_assert_cmpint (mkfifo (gate, 0600), ==, 0);
  g_assert_true (g_file_set_contents (hook, script, -1, NULL));
  g_assert_cmpint (g_chmod (hook, 0755), ==, 0);
  cw_git_service_set_timeout (fixture->service, PATIENCE);
  g_assert_false (cw_git_service_push (fixture->service, fixture->url, BRANCH, id, "", NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  g_assert_nonnull (strstr (error->message, "was sent the commit and has been silent"));
  assert_server (fixture, id);

  /* Whoever waits there may end now; the hook is in nobody's way any more. */
  g_assert_cmpint (g_unlink (hook), ==, 0);
  fd = g_open (gate, O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0);
  g_assert_cmpint (fd, >=, 0);
  close (fd);
  g_clear_error (&error);
  g_assert_true (cw_git_service_fetch_branches (fixture->service, fixture->url, branches, NULL, &error));
  g_assert_no_error (error);
  tip = cw_git_service_get_tip (fixture->service, fixture->url, BRANCH, &error);
  g_assert_cmpstr (tip, ==, id);
}

/* Where its folder is missing sshd makes none; only root's sshd needs it. */
static const char *
find_obstacle (void)
{
  g_autofree char *agent = g_find_program_in_path ("ssh-agent");

  if (!g_file_test (SSHD, G_FILE_TEST_IS_EXECUTABLE) || agent == NULL)
    return "OpenSSH's server is not installed";
  if (geteuid () == 0 && g_mkdir_with_parents ("/run/sshd", 0755) != 0)
    return "/run/sshd can't be made";
  return NULL;
}

#define add(name, function) g_test_add ("/git-ssh/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_autofree char *home = NULL, *folder = NULL;

  cw_test_init (&argc, &argv);
  if (find_obstacle () != NULL)
    {
      g_print ("1..0 # SKIP %s\n", find_obstacle ());
      return 0;
    }
  /* libgit2 looks for known hosts in the home of the environment. */
  home = cw_test_directory ();
  folder = g_build_filename (home, ".ssh", NULL);
  known_hosts = g_build_filename (folder, "known_hosts", NULL);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_setenv ("HOME", home, TRUE);
  agent_socket = g_build_filename (home, "agent", NULL);
  g_setenv ("SSH_AUTH_SOCK", agent_socket, TRUE);
  add ("push", test_push);
  add ("unknown-host", test_unknown_host);
  add ("other-host-key", test_other_host_key);
  add ("denied", test_denied);
  add ("no-key", test_no_key);
  add ("no-agent", test_no_agent);
  add ("no-socket", test_no_socket);
  add ("no-repository", test_no_repository);
  add ("offline", test_offline);
  add ("silent", test_silent);
  add ("silent-after-push", test_silent_after_push);
  return g_test_run ();
}
