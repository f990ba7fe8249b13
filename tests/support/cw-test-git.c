/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsoup/soup.h>
#include <stdlib.h>
#include <string.h>

#include "cw-test-git.h"
#include "cw-test.h"

struct _CwTestGit
{
  char *folder;
  SoupServer *server;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  GMutex lock;
  CwTestGitHook hook;
  gpointer hook_data;
  CwTestGitScript script;
  gpointer script_data;
  GPtrArray *stalled;  /* (element-type GIOStream): the server's thread's */
  const char *scheme;
  guint port;
};

static GBytes *
run_backend (CwTestGit         *self,
             SoupServerMessage *message,
             const char        *path,
             const char        *query)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) input = NULL;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *type = soup_message_headers_get_one (headers, "Content-Type");
  GBytes *output = NULL;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                        | G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_INHERIT_FDS);
  g_subprocess_launcher_setenv (launcher, "GIT_PROJECT_ROOT", self->folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "GIT_HTTP_EXPORT_ALL", "1", TRUE);
  g_subprocess_launcher_setenv (launcher, "REMOTE_USER", CW_TEST_GIT_USER, TRUE);
  g_subprocess_launcher_setenv (launcher, "REMOTE_ADDR", "127.0.0.1", TRUE);
  g_subprocess_launcher_setenv (launcher, "PATH_INFO", path, TRUE);
  g_subprocess_launcher_setenv (launcher, "QUERY_STRING", query != NULL ? query : "", TRUE);
  g_subprocess_launcher_setenv (launcher, "REQUEST_METHOD", soup_server_message_get_method (message), TRUE);
  g_subprocess_launcher_setenv (launcher, "CONTENT_TYPE", type != NULL ? type : "", TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, "git", "http-backend", NULL);
  g_assert_no_error (error);
  input = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_subprocess_communicate (process, input, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  return output;
}

/* The backend speaks CGI: header lines, an empty line, the body. */
static void
answer_cgi (SoupServerMessage *message,
            GBytes            *output)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  gsize size;
  const char *text = g_bytes_get_data (output, &size);
  const char *end = g_strstr_len (text, (gssize) size, "\r\n\r\n");
  g_autofree char *head = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_nonnull (end);
  head = g_strndup (text, end - text);
  lines = g_strsplit (head, "\r\n", -1);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (lines[i], ": ", 2);

      if (g_ascii_strcasecmp (pair[0], "Status") == 0)
        soup_server_message_set_status (message, (guint) atoi (pair[1]), NULL);
      else
        soup_message_headers_replace (headers, pair[0], pair[1]);
    }
  end += strlen ("\r\n\r\n");
  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_COPY, end,
                            size - (gsize) (end - text));
}

static gboolean
is_signed_in (SoupServerMessage *message)
{
  static const char right[] = CW_TEST_GIT_USER ":" CW_TEST_GIT_TOKEN;
  g_autofree char *encoded = g_base64_encode ((const guchar *) right, strlen (right));
  g_autofree char *wanted = g_strconcat ("Basic ", encoded, NULL);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  return g_strcmp0 (soup_message_headers_get_one (headers, "Authorization"), wanted) == 0;
}

static void
drop (SoupServerMessage *message)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

  g_io_stream_close (stream, NULL, NULL);
}

/* The headers and half of the body of what the backend says. */
static void
answer_half (CwTestGit         *self,
             SoupServerMessage *message,
             GBytes            *output,
             gboolean           stall)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);
  GOutputStream *out = g_io_stream_get_output_stream (stream);
  gsize size;
  const char *text = g_bytes_get_data (output, &size);
  const char *end = g_strstr_len (text, (gssize) size, "\r\n\r\n");
  gsize head = (gsize) (end - text);
  gsize body = size - head - strlen ("\r\n\r\n");
  g_autoptr (GString) answer = g_string_new ("HTTP/1.1 200 OK\r\n");
  g_autoptr (GError) error = NULL;

  g_string_append_len (answer, text, (gssize) head);
  g_string_append_printf (answer, "\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n", body);
  g_string_append_len (answer, end + strlen ("\r\n\r\n"), (gssize) (body / 2));
  g_output_stream_write_all (out, answer->str, answer->len, NULL, NULL, &error);
  g_assert_no_error (error);
  if (stall)
    g_ptr_array_add (self->stalled, g_steal_pointer (&stream));
  else
    g_io_stream_close (stream, NULL, NULL);
}

static gboolean
follow_script (CwTestGit         *self,
               SoupServerMessage *message,
               const char        *path)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->script != NULL && self->script (message, path, self->script_data);
}

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *parameters,
            gpointer           data)
{
  CwTestGit *self = data;
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));
  CwTestGitMood mood = CW_TEST_GIT_SERVE;
  g_autoptr (GBytes) output = NULL;

  if (follow_script (self, message, path))
    return;
  if (!is_signed_in (message))
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "WWW-Authenticate",
                                    "Basic realm=\"git\"");
      soup_server_message_set_status (message, SOUP_STATUS_UNAUTHORIZED, NULL);
      return;
    }
  g_mutex_lock (&self->lock);
  if (self->hook != NULL)
    mood = self->hook (soup_server_message_get_method (message), path, self->hook_data);
  g_mutex_unlock (&self->lock);

  if (mood == CW_TEST_GIT_HANG)
    {
      soup_server_message_pause (message);
      return;
    }
  if (mood == CW_TEST_GIT_BUSY)
    {
      soup_server_message_set_status (message, SOUP_STATUS_SERVICE_UNAVAILABLE, NULL);
      return;
    }
  output = run_backend (self, message, path, query);
  if (mood == CW_TEST_GIT_DROP)
    drop (message);
  else if (mood == CW_TEST_GIT_CUT || mood == CW_TEST_GIT_STALL)
    answer_half (self, message, output, mood == CW_TEST_GIT_STALL);
  else
    answer_cgi (message, output);
}

static gpointer
serve (gpointer data)
{
  CwTestGit *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/**
 * cw_test_git_new:
 *
 * Returns: (transfer full): a server without repositories
 */
CwTestGit *
cw_test_git_new (void)
{
  return cw_test_git_new_secure (NULL);
}

/**
 * cw_test_git_new_secure:
 * @certificate: (nullable): speaks TLS with it
 *
 * Returns: (transfer full): a server without repositories
 */
CwTestGit *
cw_test_git_new_secure (GTlsCertificate *certificate)
{
  CwTestGit *self = g_new0 (CwTestGit, 1);
  SoupServerListenOptions secure = certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  g_mutex_init (&self->lock);
  self->scheme = certificate != NULL ? "https" : "http";
  self->stalled = g_ptr_array_new_with_free_func (g_object_unref);
  self->folder = cw_test_directory ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_main_context_push_thread_default (self->context);
  self->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY | secure, &error);
  g_assert_no_error (error);
  g_main_context_pop_thread_default (self->context);
  uris = soup_server_get_uris (self->server);
  self->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  self->thread = g_thread_new ("test-git", serve, self);
  return self;
}

static gboolean
quit (gpointer data)
{
  CwTestGit *self = data;

  soup_server_disconnect (self->server);
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

/**
 * cw_test_git_close:
 * @self: a server
 *
 * Ends it: its address refuses connections from here on. The repositories stay.
 */
void
cw_test_git_close (CwTestGit *self)
{
  if (self->thread == NULL)
    return;
  g_main_context_invoke (self->context, quit, self);
  g_thread_join (g_steal_pointer (&self->thread));
}

void
cw_test_git_free (CwTestGit *self)
{
  cw_test_git_close (self);
  g_object_unref (self->server);
  g_ptr_array_unref (self->stalled);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self->folder);
  g_free (self);
}

void
cw_test_git_set_hook (CwTestGit    *self,
                      CwTestGitHook hook,
                      gpointer      data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->hook = hook;
  self->hook_data = data;
}

void
cw_test_git_set_script (CwTestGit      *self,
                        CwTestGitScript script,
                        gpointer        data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->script = script;
  self->script_data = data;
}

/**
 * cw_test_git_add:
 * @self: a server
 * @name: path of a repository: "lsst-it/docker-compose-ops.git"
 *
 * Returns: (transfer full): the folder of a new empty bare repository
 */
char *
cw_test_git_add (CwTestGit  *self,
                 const char *name)
{
  char *folder = g_build_filename (self->folder, name, NULL);
  g_autofree char *output = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  output = cw_test_git_run (folder, NULL, "init", "--quiet", "--bare", "--initial-branch=main", NULL);
  return folder;
}

guint
cw_test_git_get_port (CwTestGit *self)
{
  return self->port;
}

char *
cw_test_git_get_url (CwTestGit  *self,
                     const char *name)
{
  return g_strdup_printf ("%s://127.0.0.1:%u/%s", self->scheme, self->port, name);
}

/**
 * cw_test_git_service:
 * @cache: where its caches are
 *
 * Returns: (transfer full): a service with an HTTP client of its own
 */
CwGitService *
cw_test_git_service (const char *cache)
{
  g_autoptr (CwHttp) http = cw_http_new ();

  return cw_git_service_new (cache, http);
}

/**
 * cw_test_git_run:
 * @folder: where
 * @input: (nullable): what git reads
 * @command: git's command and its arguments, ended by %NULL
 *
 * Returns: (transfer full): what git printed, without the last line's end
 */
char *
cw_test_git_run (const char *folder,
                 const char *input,
                 const char *command,
                 ...)
{
  /* With neither descriptors to close nor a folder to go to, there is no fork, which the sanitizers make slow. */
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE
                                                                        | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                                                        | G_SUBPROCESS_FLAGS_INHERIT_FDS);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  va_list args;

  g_ptr_array_add (words, (char *) "git");
  g_ptr_array_add (words, (char *) "-C");
  g_ptr_array_add (words, (char *) folder);
  va_start (args, command);
  for (const char *word = command; word != NULL; word = va_arg (args, const char *))
    g_ptr_array_add (words, (char *) word);
  va_end (args);
  g_ptr_array_add (words, NULL);

  g_subprocess_launcher_setenv (launcher, "GIT_CONFIG_NOSYSTEM", "1", TRUE);
  g_subprocess_launcher_setenv (launcher, "GIT_CONFIG_GLOBAL", "/dev/null", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) words->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return g_strchomp (output);
}

/**
 * cw_test_git_commit:
 * @folder: a bare repository
 * @branch: the branch to move or to make
 * @parent: (nullable): the parent, "refs/heads/main^0"; %NULL for a first commit
 * @author: "Name <address>"; the commit is made a second after the one before it
 * @message: its message
 * @...: paths, each followed by its content, ended by %NULL
 *
 * Returns: (transfer full): the new commit's id
 */
char *
cw_test_git_commit (const char *folder,
                    const char *branch,
                    const char *parent,
                    const char *author,
                    const char *message,
                    ...)
{
  static gint64 date = 1700000000;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *output = NULL;
  g_autofree char *reference = g_strconcat ("refs/heads/", branch, NULL);
  va_list args;

  date++;
  g_string_append_printf (text, "commit %s\n", reference);
  g_string_append_printf (text, "author %s %" G_GINT64_FORMAT " +0000\n", author, date);
  g_string_append_printf (text, "committer %s %" G_GINT64_FORMAT " +0000\n", author, date);
  g_string_append_printf (text, "data %" G_GSIZE_FORMAT "\n%s\n", strlen (message), message);
  if (parent != NULL)
    g_string_append_printf (text, "from %s\n", parent);
  va_start (args, message);
  for (const char *path = va_arg (args, const char *); path != NULL; path = va_arg (args, const char *))
    {
      const char *content = va_arg (args, const char *);

      g_string_append_printf (text, "M 100644 inline %s\ndata %" G_GSIZE_FORMAT "\n%s\n", path, strlen (content),
                              content);
    }
  va_end (args);
  output = cw_test_git_run (folder, text->str, "fast-import", "--quiet", "--force", NULL);
  return cw_test_git_run (folder, NULL, "rev-parse", reference, NULL);
}
