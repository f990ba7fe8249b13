/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "cw-error.h"
#include "cw-git-service.h"
#include "cw-test-git.h"
#include "cw-test.h"

/* git's http-backend behind lighttpd, which asks for the password, cuts bodies into chunks and keeps connections as a
 * server in the world does. */

#define ANNA   "Anna Author <anna@example.org>"
#define NAME   "lsst-it/docker-compose-ops.git"
#define BRANCH "tickets/DM-1"
#define PATH   "summit/setup.env"
/* More than what libgit2 sends at once. */
#define LARGE  (3 * 1024 * 1024)

typedef struct {
  char *folder;
  char *repository;
  char *url;
  GSubprocess *server;
  CwGitService *service;
} Fixture;

/* The socket is the test's: it has a port before the server is there, and nobody can take it. */
static int
listen_on_loopback (guint *port)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0), bound = NULL;
  g_autoptr (GError) error = NULL;

  socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_assert_true (g_socket_bind (socket, wanted, FALSE, &error));
  g_assert_true (g_socket_listen (socket, &error));
  bound = g_socket_get_local_address (socket, &error);
  g_assert_no_error (error);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return dup (g_socket_get_fd (socket));
}

static void
write_configuration (Fixture *fixture)
{
  g_autofree char *backend = cw_test_git_run (fixture->folder, NULL, "--exec-path", NULL);
  g_autofree char *accounts = g_build_filename (fixture->folder, "accounts", NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "lighttpd.conf", NULL);
  g_autofree char *text = g_strdup_printf (
    "server.systemd-socket-activation = \"enable\"\n"
    "server.document-root = \"%1$s\"\n"
    "server.upload-dirs = ( \"%1$s\" )\n"
    "server.errorlog = \"%1$s/errors\"\n"
    "server.modules = ( \"mod_auth\", \"mod_authn_file\", \"mod_setenv\", \"mod_alias\", \"mod_cgi\" )\n"
    "alias.url = ( \"/git/\" => \"%2$s/git-http-backend/\" )\n"
    "cgi.assign = ( \"\" => \"\" )\n"
    "setenv.add-environment = ( \"GIT_PROJECT_ROOT\" => \"%1$s\", \"GIT_HTTP_EXPORT_ALL\" => \"1\" )\n"
    "auth.backend = \"plain\"\n"
    "auth.backend.plain.userfile = \"%3$s\"\n"
    "auth.require = ( \"/\" => ( \"method\" => \"basic\", \"realm\" => \"git\", \"require\" => \"valid-user\" ) )\n",
    fixture->folder, backend, accounts);

  g_assert_true (g_file_set_contents (accounts, CW_TEST_GIT_USER ":" CW_TEST_GIT_TOKEN "\n", -1, NULL));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
start (Fixture *fixture)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autofree char *command = g_strdup_printf (
    "LISTEN_PID=$$ LISTEN_FDS=1 PATH=$PATH:/usr/sbin exec lighttpd -D -f '%s/lighttpd.conf'", fixture->folder);
  g_autoptr (GError) error = NULL;
  guint port;

  write_configuration (fixture);
  g_subprocess_launcher_take_fd (launcher, listen_on_loopback (&port), 3); /* systemd's first */
  fixture->server = g_subprocess_launcher_spawn (launcher, &error, "sh", "-c", command, NULL);
  g_assert_no_error (error);
  fixture->url = g_strdup_printf ("http://127.0.0.1:%u/git/" NAME, port);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *cache = cw_test_directory (), *output = NULL, *commit = NULL;

  fixture->folder = cw_test_directory ();
  fixture->repository = g_build_filename (fixture->folder, NAME, NULL);
  g_assert_cmpint (g_mkdir_with_parents (fixture->repository, 0700), ==, 0);
  output = cw_test_git_run (fixture->repository, NULL, "init", "--quiet", "--bare", "--initial-branch=main", NULL);
  commit = cw_test_git_commit (fixture->repository, "main", NULL, ANNA, "First", PATH, "export CYCLE=c0044\n", NULL);
  fixture->service = cw_test_git_service (cache);
  start (fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_subprocess_force_exit (fixture->server);
  g_subprocess_wait (fixture->server, NULL, NULL);
  g_object_unref (fixture->server);
  g_object_unref (fixture->service);
  g_free (fixture->url);
  g_free (fixture->repository);
  g_free (fixture->folder);
}

static char *
make_large (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (45);
  char *text = g_malloc (LARGE + 1);

  for (guint i = 0; i < LARGE; i++)
    text[i] = (char) g_rand_int_range (random, 'A', 'z');
  text[LARGE] = '\0';
  return text;
}

static void
test_round_trip (Fixture      *fixture,
                 gconstpointer data)
{
  g_autofree char *tip = NULL, *pushed = NULL, *large = make_large (), *kept = NULL, *blob = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (large, LARGE);
  g_autoptr (CwGitChange) change = NULL;
  g_autoptr (CwGitCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  cw_git_service_add_credentials (fixture->service, fixture->url, CW_TEST_GIT_USER, CW_TEST_GIT_TOKEN);
  g_assert_true (cw_git_service_fetch (fixture->service, fixture->url, "main", NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  tip = cw_test_git_run (fixture->repository, NULL, "rev-parse", "main", NULL);
  change = cw_git_change_new (tip, "Rita Release", "rita@example.org", "A large file\n", 1800000000);
  blob = cw_blob_id (bytes);
  cw_git_change_add_file (change, "summit/large.txt", 0100644, "", blob, bytes);
  commit = cw_git_service_commit (fixture->service, fixture->url, change, &error);
  g_assert_no_error (error);
  g_assert_true (cw_git_service_push (fixture->service, fixture->url, BRANCH, commit->id, "", NULL, &error));
  g_assert_no_error (error);
  pushed = cw_test_git_run (fixture->repository, NULL, "rev-parse", BRANCH, NULL);
  g_assert_cmpstr (pushed, ==, commit->id);
  kept = cw_test_git_run (fixture->repository, NULL, "rev-parse", BRANCH ":summit/large.txt", NULL);
  g_assert_cmpstr (kept, ==, blob);
}

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  cw_git_service_add_credentials (fixture->service, fixture->url, CW_TEST_GIT_USER, "a wrong token");
  g_assert_false (cw_git_service_fetch (fixture->service, fixture->url, "main", NULL, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED);
  g_assert_nonnull (strstr (error->message, "127.0.0.1"));
  g_assert_null (strstr (error->message, "a wrong token"));
}

static gboolean
has_lighttpd (void)
{
  g_autofree char *found = g_find_program_in_path ("lighttpd");

  return found != NULL || g_file_test ("/usr/sbin/lighttpd", G_FILE_TEST_IS_EXECUTABLE);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  if (!has_lighttpd ())
    {
      g_print ("1..0 # SKIP no lighttpd\n");
      return 0;
    }
  g_test_add ("/git-behind-web-server/round-trip", Fixture, NULL, set_up, test_round_trip, tear_down);
  g_test_add ("/git-behind-web-server/refused", Fixture, NULL, set_up, test_refused, tear_down);
  return g_test_run ();
}
