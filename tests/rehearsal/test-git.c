/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <git2.h>
#include <string.h>

#include "cw-rehearsal-git.h"
#include "cw-test.h"

#define REPOSITORY "somebody/things"

/* A server of ours with one repository that has one commit on main. */
typedef struct
{
  char *root;
  CwRehearsalGit *git;
  SoupServer *server;
  char *address;    /* of the repository */
  const char *path; /* (nullable): what the handler is told instead of the request's own path */
  guint hang_up;    /* requests whose connection is closed while the program runs */
} Fixture;

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           data)
{
  Fixture *fixture = data;
  const char *asked = g_uri_get_path (soup_server_message_get_uri (message)) + 1;

  cw_rehearsal_git_handle (fixture->git, message, fixture->path != NULL ? fixture->path : asked);
  if (fixture->hang_up > 0)
    {
      fixture->hang_up--;
      g_socket_close (soup_server_message_get_socket (message), NULL);
    }
}

static void
make_commit (git_repository *repository,
             const char     *content,
             const char     *reference,
             git_commit     *parent,
             git_oid        *id)
{
  git_treebuilder *builder = NULL;
  git_signature *person = NULL;
  git_tree *tree = NULL;
  git_oid blob;

  g_assert_cmpint (git_blob_create_from_buffer (&blob, repository, content, strlen (content)), ==, 0);
  g_assert_cmpint (git_treebuilder_new (&builder, repository, NULL), ==, 0);
  g_assert_cmpint (git_treebuilder_insert (NULL, builder, "file", &blob, GIT_FILEMODE_BLOB), ==, 0);
  g_assert_cmpint (git_treebuilder_write (id, builder), ==, 0);
  g_assert_cmpint (git_tree_lookup (&tree, repository, id), ==, 0);
  g_assert_cmpint (git_signature_new (&person, "A", "a@example.org", 1700000000, 0), ==, 0);
  g_assert_cmpint (git_commit_create_v (id, repository, reference, person, person, NULL, "Add a file.", tree,
                                        parent != NULL ? 1 : 0, parent), ==, 0);
  git_signature_free (person);
  git_tree_free (tree);
  git_treebuilder_free (builder);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  git_repository *repository = NULL;
  g_autofree char *folder = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;
  git_config *config = NULL;
  git_oid id;

  fixture->root = cw_test_directory ();
  folder = g_build_filename (fixture->root, REPOSITORY ".git", NULL);
  g_assert_cmpint (git_repository_init (&repository, folder, TRUE), ==, 0);
  make_commit (repository, "one\n", "refs/heads/main", NULL, &id);
  g_assert_cmpint (git_repository_set_head (repository, "refs/heads/main"), ==, 0);
  g_assert_cmpint (git_repository_config (&config, repository), ==, 0);
  g_assert_cmpint (git_config_set_bool (config, "http.receivepack", TRUE), ==, 0);
  git_config_free (config);
  git_repository_free (repository);

  fixture->git = cw_rehearsal_git_new (fixture->root);
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, on_request, fixture, NULL);
  g_assert_true (soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->address = g_strdup_printf ("http://127.0.0.1:%d/" REPOSITORY ".git", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  soup_server_disconnect (fixture->server);
  g_object_unref (fixture->server);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (fixture->git);
  g_free (fixture->address);
  g_free (fixture->root);
}

static void
on_ended (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  GError *error = NULL;

  g_assert_true (g_subprocess_wait_finish (G_SUBPROCESS (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

/* Runs git while our server answers it. */
static int
run_git (const char *folder,
         const char *first,
         ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;
  va_list words;

  g_ptr_array_add (argv, (char *) "git");
  va_start (words, first);
  for (const char *word = first; word != NULL; word = va_arg (words, const char *))
    g_ptr_array_add (argv, (char *) word);
  va_end (words);
  g_ptr_array_add (argv, NULL);
  g_subprocess_launcher_set_cwd (launcher, folder);
  g_subprocess_launcher_setenv (launcher, "GIT_CONFIG_NOSYSTEM", "1", TRUE);
  g_subprocess_launcher_setenv (launcher, "GIT_CONFIG_GLOBAL", "/dev/null", TRUE);
  g_subprocess_launcher_setenv (launcher, "GIT_TERMINAL_PROMPT", "0", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_wait_async (process, NULL, on_ended, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  return g_subprocess_get_exit_status (process);
}

#define IDENTITY "-c", "user.name=B", "-c", "user.email=b@example.org"

static void
test_program (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *folder = cw_test_directory ();
  g_autofree char *clone = g_build_filename (folder, "clone", NULL);
  g_autofree char *before = cw_rehearsal_git_resolve (fixture->git, REPOSITORY, "main");
  g_autofree char *pushed = NULL;
  g_autofree char *forced = NULL;

  g_assert_nonnull (before);
  g_assert_cmpint (run_git (folder, "clone", "-q", fixture->address, "clone", NULL), ==, 0);
  g_assert_cmpint (run_git (clone, IDENTITY, "commit", "-q", "--allow-empty", "-m", "Two.", NULL), ==, 0);
  g_assert_cmpint (run_git (clone, "push", "-q", "origin", "HEAD:refs/heads/tickets/T-1", NULL), ==, 0);
  pushed = cw_rehearsal_git_resolve (fixture->git, REPOSITORY, "tickets/T-1");
  g_assert_nonnull (pushed);
  g_assert_cmpstr (pushed, !=, before);

  /* What is rebased no longer follows from what is there: refused, unless forced. */
  g_assert_cmpint (run_git (clone, IDENTITY, "commit", "-q", "--amend", "--allow-empty", "-m", "Three.", NULL), ==, 0);
  g_assert_cmpint (run_git (clone, "push", "-q", "origin", "HEAD:refs/heads/tickets/T-1", NULL), !=, 0);
  g_assert_cmpint (run_git (clone, "push", "-q", "-f", "origin", "HEAD:refs/heads/tickets/T-1", NULL), ==, 0);
  forced = cw_rehearsal_git_resolve (fixture->git, REPOSITORY, "tickets/T-1");
  g_assert_nonnull (forced);
  g_assert_cmpstr (forced, !=, pushed);
}

/* A clone by libgit2, a commit, and a push of it: in a thread, since the server is in this one. */
typedef struct
{
  const char *address;
  char *folder;
  gboolean done;
  int fetched;
  int pushed;
  git_oid id;
} Client;

static gboolean
on_client_done (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static gpointer
be_client (gpointer data)
{
  Client *client = data;
  git_repository *repository = NULL;
  git_remote *remote = NULL;
  git_reference *head = NULL;
  git_commit *parent = NULL;
  char *specification = (char *) "refs/heads/mine:refs/heads/mine";
  char *everything = (char *) "+refs/heads/*:refs/remotes/origin/*";
  git_strarray specifications = { &specification, 1 };
  git_strarray fetched = { &everything, 1 };
  git_remote_create_options options = GIT_REMOTE_CREATE_OPTIONS_INIT;

  g_assert_cmpint (git_repository_init (&repository, client->folder, TRUE), ==, 0);
  /* libgit2 1.5 leaks what it looks for in the configuration: let it not look. */
  options.repository = repository;
  options.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF;
  g_assert_cmpint (git_remote_create_with_opts (&remote, client->address, &options), ==, 0);
  client->fetched = git_remote_fetch (remote, &fetched, NULL, NULL);
  if (client->fetched == 0)
    {
      g_assert_cmpint (git_reference_lookup (&head, repository, "refs/remotes/origin/main"), ==, 0);
      g_assert_cmpint (git_commit_lookup (&parent, repository, git_reference_target (head)), ==, 0);
      make_commit (repository, "two\n", "refs/heads/mine", parent, &client->id);
      client->pushed = git_remote_push (remote, &specifications, NULL);
    }
  git_commit_free (parent);
  git_reference_free (head);
  git_remote_free (remote);
  git_repository_free (repository);
  g_idle_add (on_client_done, &client->done);
  return NULL;
}

static void
run_client (Fixture *fixture,
            Client  *client)
{
  GThread *thread;

  client->address = fixture->address;
  client->folder = cw_test_directory ();
  thread = g_thread_new ("client", be_client, client);
  while (!client->done)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  g_free (client->folder);
}

static void
test_library (Fixture       *fixture,
              gconstpointer  data)
{
  Client client = { NULL };
  g_autofree char *id = NULL;

  run_client (fixture, &client);
  g_assert_cmpint (client.fetched, ==, 0);
  g_assert_cmpint (client.pushed, ==, 0);
  id = cw_rehearsal_git_resolve (fixture->git, REPOSITORY, "mine");
  g_assert_cmpstr (id, ==, git_oid_tostr_s (&client.id));
}

static void
test_hang_up (Fixture       *fixture,
              gconstpointer  data)
{
  Client first = { NULL };
  Client second = { NULL };

  fixture->hang_up = 1;
  run_client (fixture, &first);
  g_assert_cmpint (first.fetched, !=, 0);

  run_client (fixture, &second);
  g_assert_cmpint (second.fetched, ==, 0);
}

static void
test_resolve (Fixture       *fixture,
              gconstpointer  data)
{
  g_assert_null (cw_rehearsal_git_resolve (fixture->git, REPOSITORY, "none"));
  g_assert_null (cw_rehearsal_git_resolve (fixture->git, "somebody/none", "main"));
  g_assert_null (cw_rehearsal_git_resolve (fixture->git, "somebody", "main"));
  g_assert_null (cw_rehearsal_git_resolve (fixture->git, "../things", "main"));
  g_assert_null (cw_rehearsal_git_resolve (fixture->git, REPOSITORY "/more", "main"));
}

static void
on_answer (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);

  *(gboolean *) data = TRUE;
}

static guint
ask (Fixture    *fixture,
     const char *method,
     const char *path)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *address = g_strconcat (fixture->address, path, NULL);
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (SoupMessage) message = soup_message_new_from_uri (method, uri);
  gboolean done = FALSE;

  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, on_answer, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  return soup_message_get_status (message);
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  g_assert_cmpuint (ask (fixture, "GET", "/info/refs?service=git-upload-pack"), ==, 200);
  g_assert_cmpuint (ask (fixture, "GET", "/info/refs?service=git-receive-pack"), ==, 200);
  g_assert_cmpuint (ask (fixture, "GET", "/info/refs?service=git-daemon"), ==, 403);
  g_assert_cmpuint (ask (fixture, "GET", "/HEAD"), ==, 404);
  g_assert_cmpuint (ask (fixture, "GET", "/config"), ==, 404);
  g_assert_cmpuint (ask (fixture, "POST", "/info/refs"), ==, 404);
  g_assert_cmpuint (ask (fixture, "DELETE", "/git-receive-pack"), ==, 404);
}

/* The client and the server would both tidy such paths: the handler is given them as they are. */
static void
test_outside (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *const paths[] = {
    "../somebody/things.git/info/refs", "somebody/../things.git/info/refs",  "somebody/..git/info/refs",
    "%2e%2e/things.git/info/refs",      "somebody/things.git/../info/refs",  "/somebody/things.git/info/refs",
    "somebody/things/info/refs",        "somebody/nothing.git/info/refs",    "somebody/things.git/info/refs/",
    "somebody/./things.git/info/refs",  "somebody/th\nings.git/info/refs", "",
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      fixture->path = paths[i];
      g_assert_cmpuint (ask (fixture, "GET", "/info/refs?service=git-upload-pack"), ==, 404);
    }
  fixture->path = REPOSITORY ".git/info/refs";
  g_assert_cmpuint (ask (fixture, "GET", "/info/refs?service=git-upload-pack"), ==, 200);
}

int
main (int    argc,
      char **argv)
{
  int status;

  cw_test_init (&argc, &argv);
  git_libgit2_init ();
  g_test_add ("/rehearsal/git/program", Fixture, NULL, set_up, test_program, tear_down);
  g_test_add ("/rehearsal/git/library", Fixture, NULL, set_up, test_library, tear_down);
  g_test_add ("/rehearsal/git/hang-up", Fixture, NULL, set_up, test_hang_up, tear_down);
  g_test_add ("/rehearsal/git/resolve", Fixture, NULL, set_up, test_resolve, tear_down);
  g_test_add ("/rehearsal/git/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/rehearsal/git/outside", Fixture, NULL, set_up, test_outside, tear_down);
  status = g_test_run ();
  git_libgit2_shutdown ();
  return status;
}
