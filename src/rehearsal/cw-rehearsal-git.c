/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-git"

#include "config.h"

#include <git2.h>
#include <string.h>

#include "cw-rehearsal-git.h"

/* A push of configuration is some kilobytes; a body beyond this is refused before anything is started for it. */
#define MAX_REQUEST ((gsize) 64 * 1024 * 1024)

/* What a repository's name, and a segment of a path, may consist of. */
#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

/*
 * CwRehearsalGit:
 *
 * Serves the bare repositories below one folder over git's smart HTTP protocol, by git's own `git http-backend` as a
 * CGI program, one for each request. Who may do so has been asked before. Main thread only; the program runs beside,
 * and the message is paused meanwhile.
 */
struct _CwRehearsalGit
{
  GObject parent_instance;

  char *root;    /* (owned) */
  char *backend; /* (owned) (nullable): path of git-http-backend, once it was looked for */
};

G_DEFINE_FINAL_TYPE (CwRehearsalGit, cw_rehearsal_git, G_TYPE_OBJECT)

static gboolean
is_name (const char *text)
{
  return *text != '\0' && *text != '.' && strspn (text, NAME_CHARACTERS) == strlen (text);
}

/* Of `OWNER/NAME`, with or without an ending `.git`: its folder, if that is one. */
static char *
find_folder (CwRehearsalGit *self,
             const char     *owner,
             const char     *name)
{
  g_autofree char *file = NULL;
  g_autofree char *folder = NULL;

  if (!is_name (owner) || !is_name (name))
    return NULL;
  file = g_str_has_suffix (name, ".git") ? g_strdup (name) : g_strconcat (name, ".git", NULL);
  folder = g_build_filename (self->root, owner, file, NULL);
  return g_file_test (folder, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&folder) : NULL;
}

/* The requests of the smart protocol; there are no others. */
static gboolean
is_request (const char *method,
            const char *what)
{
  if (g_str_equal (what, "info/refs"))
    return g_str_equal (method, "GET");
  return g_str_equal (method, "POST")
         && (g_str_equal (what, "git-upload-pack") || g_str_equal (what, "git-receive-pack"));
}

static guint
check_request (CwRehearsalGit    *self,
               SoupServerMessage *message,
               const char        *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", 3);
  g_autofree char *folder = NULL;

  if (g_strv_length (parts) != 3 || !g_str_has_suffix (parts[1], ".git"))
    return SOUP_STATUS_NOT_FOUND;
  if (!is_request (soup_server_message_get_method (message), parts[2]))
    return SOUP_STATUS_NOT_FOUND;
  folder = find_folder (self, parts[0], parts[1]);
  if (folder == NULL)
    return SOUP_STATUS_NOT_FOUND;
  if (soup_server_message_get_request_body (message)->length > (goffset) MAX_REQUEST)
    return SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE;
  return SOUP_STATUS_OK;
}

static gboolean
find_backend (CwRehearsalGit *self,
              GError        **error)
{
  const char *argv[] = { "git", "--exec-path", NULL };
  g_autofree char *folder = NULL;

  if (self->backend != NULL)
    return TRUE;
  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &folder,
                     NULL, NULL, error))
    return FALSE;
  self->backend = g_build_filename (g_strstrip (folder), "git-http-backend", NULL);
  return TRUE;
}

static void
set_header (GStrv      *environment,
            const char *variable,
            const char *value)
{
  if (value != NULL)
    *environment = g_environ_setenv (*environment, variable, value, TRUE);
}

/* The CGI variables (RFC 3875), and nothing of the person's own git configuration. */
static GStrv
make_environment (CwRehearsalGit    *self,
                  SoupServerMessage *message,
                  const char        *path)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));
  g_autofree char *info = g_strconcat ("/", path, NULL);
  g_autofree char *length = NULL;
  GStrv environment = NULL;

  length = g_strdup_printf ("%" G_GOFFSET_FORMAT, soup_server_message_get_request_body (message)->length);
  set_header (&environment, "PATH", g_getenv ("PATH"));
  set_header (&environment, "LC_ALL", "C");
  set_header (&environment, "HOME", "/nonexistent");
  set_header (&environment, "GIT_CONFIG_NOSYSTEM", "1");
  set_header (&environment, "GIT_CONFIG_GLOBAL", "/dev/null");
  set_header (&environment, "GIT_CONFIG_COUNT", "1"); /* no process of its own after each push, to tidy up */
  set_header (&environment, "GIT_CONFIG_KEY_0", "receive.autogc");
  set_header (&environment, "GIT_CONFIG_VALUE_0", "false");
  set_header (&environment, "GIT_PROJECT_ROOT", self->root);
  set_header (&environment, "GIT_HTTP_EXPORT_ALL", "1");
  set_header (&environment, "GATEWAY_INTERFACE", "CGI/1.1");
  set_header (&environment, "SERVER_PROTOCOL", "HTTP/1.1");
  set_header (&environment, "REQUEST_METHOD", soup_server_message_get_method (message));
  set_header (&environment, "PATH_INFO", info);
  set_header (&environment, "QUERY_STRING", query != NULL ? query : "");
  set_header (&environment, "CONTENT_TYPE", soup_message_headers_get_one (headers, "Content-Type"));
  set_header (&environment, "CONTENT_LENGTH", length);
  set_header (&environment, "HTTP_CONTENT_ENCODING", soup_message_headers_get_list (headers, "Content-Encoding"));
  set_header (&environment, "GIT_PROTOCOL", soup_message_headers_get_one (headers, "Git-Protocol"));
  set_header (&environment, "REMOTE_ADDR", "127.0.0.1");
  set_header (&environment, "REMOTE_USER", "rehearsal");
  return environment;
}

/* Where the head of the program's output ends and its body begins; 0 when there is no whole head. */
static gsize
find_body (const char *data,
           gsize       length)
{
  const char *end = g_strstr_len (data, (gssize) length, "\r\n\r\n");

  return end != NULL ? (gsize) (end - data) + 4 : 0;
}

static void
answer_header (SoupServerMessage *message,
               const char        *line)
{
  g_auto (GStrv) pair = g_strsplit (line, ":", 2);

  if (g_strv_length (pair) != 2)
    return;
  g_strstrip (pair[1]);
  if (g_ascii_strcasecmp (pair[0], "Status") == 0)
    soup_server_message_set_status (message, (guint) g_ascii_strtoull (pair[1], NULL, 10), NULL);
  else if (g_ascii_strcasecmp (pair[0], "Content-Length") != 0)
    soup_message_headers_append (soup_server_message_get_response_headers (message), pair[0], pair[1]);
}

static void
answer (SoupServerMessage *message,
        GBytes            *output)
{
  gsize length = 0;
  const char *data = output != NULL ? g_bytes_get_data (output, &length) : NULL;
  gsize start = data != NULL ? find_body (data, length) : 0;
  g_autofree char *head = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GBytes) body = NULL;

  if (start == 0)
    {
      soup_server_message_set_status (message, SOUP_STATUS_INTERNAL_SERVER_ERROR, NULL);
      return;
    }
  head = g_strndup (data, start);
  lines = g_strsplit (head, "\r\n", -1);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  for (guint i = 0; lines[i] != NULL; i++)
    answer_header (message, lines[i]);
  if (start == length)
    return;
  body = g_bytes_new_from_bytes (output, start, length - start);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), body);
}

static void
on_output (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (SoupServerMessage) message = data;
  g_autoptr (GBytes) output = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_subprocess_communicate_finish (G_SUBPROCESS (source), result, &output, NULL, &error))
    g_debug ("git http-backend: %s", error->message);
  answer (message, output);
  soup_server_message_unpause (message);
}

static GSubprocess *
start (CwRehearsalGit    *self,
       SoupServerMessage *message,
       const char        *path,
       GError           **error)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_auto (GStrv) environment = NULL;

  if (!find_backend (self, error))
    return NULL;
  /* All descriptors are closed on exec anyway; without their being closed one by one there is no fork, either. */
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                        | G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_INHERIT_FDS);
  environment = make_environment (self, message, path);
  g_subprocess_launcher_set_environ (launcher, environment);
  return g_subprocess_launcher_spawn (launcher, error, self->backend, NULL);
}

static void
cw_rehearsal_git_finalize (GObject *object)
{
  CwRehearsalGit *self = CW_REHEARSAL_GIT (object);

  g_free (self->root);
  g_free (self->backend);
  git_libgit2_shutdown ();

  G_OBJECT_CLASS (cw_rehearsal_git_parent_class)->finalize (object);
}

static void
cw_rehearsal_git_class_init (CwRehearsalGitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_rehearsal_git_finalize;
}

static void
cw_rehearsal_git_init (CwRehearsalGit *self)
{
  cw_rehearsal_git_begin ();
}

/**
 * cw_rehearsal_git_begin:
 *
 * Initialises libgit2, once more, and lets it read nothing of the person's own configuration: what is played doesn't
 * depend on who plays it. Each call wants its `git_libgit2_shutdown ()`.
 */
void
cw_rehearsal_git_begin (void)
{
  git_libgit2_init ();
  for (int level = GIT_CONFIG_LEVEL_PROGRAMDATA; level <= GIT_CONFIG_LEVEL_GLOBAL; level++)
    git_libgit2_opts (GIT_OPT_SET_SEARCH_PATH, level, "/nonexistent");
}

/**
 * cw_rehearsal_git_new:
 * @root: the folder that has the bare repositories, `OWNER/NAME.git`
 *
 * Returns: (transfer full): what serves them
 */
CwRehearsalGit *
cw_rehearsal_git_new (const char *root)
{
  CwRehearsalGit *self;

  g_return_val_if_fail (root != NULL, NULL);

  self = g_object_new (CW_TYPE_REHEARSAL_GIT, NULL);
  self->root = g_canonicalize_filename (root, NULL);
  return self;
}

/**
 * cw_rehearsal_git_resolve:
 * @self: what serves the repositories
 * @repository: `OWNER/NAME`
 * @branch: a branch's short name
 *
 * Returns: (transfer full) (nullable): the id of the commit that the branch points at now, or %NULL when the
 *   repository or the branch is not there
 */
char *
cw_rehearsal_git_resolve (CwRehearsalGit *self,
                          const char     *repository,
                          const char     *branch)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *reference = NULL;
  git_repository *opened = NULL;
  char *text = NULL;
  git_oid id;

  g_return_val_if_fail (CW_IS_REHEARSAL_GIT (self), NULL);
  g_return_val_if_fail (repository != NULL && branch != NULL, NULL);

  parts = g_strsplit (repository, "/", 3);
  if (g_strv_length (parts) != 2 || (folder = find_folder (self, parts[0], parts[1])) == NULL)
    return NULL;
  if (git_repository_open_bare (&opened, folder) != 0)
    return NULL;
  reference = g_strconcat ("refs/heads/", branch, NULL);
  if (git_reference_name_to_id (&id, opened, reference) == 0)
    text = g_strdup (git_oid_tostr_s (&id));
  git_repository_free (opened);
  return text;
}

/**
 * cw_rehearsal_git_handle:
 * @self: what serves the repositories
 * @message: a request whose credentials have been seen to
 * @path: what it asks for: `OWNER/NAME.git/info/refs`, as it came (still encoded)
 *
 * Answers a request of git's smart HTTP protocol (gitprotocol-http(5)); anything else is not found. Returns at once:
 * the message is paused until `git http-backend` has ended. A client that hangs up meanwhile changes nothing: what it
 * pushed is there, as it would be outside.
 */
void
cw_rehearsal_git_handle (CwRehearsalGit    *self,
                         SoupServerMessage *message,
                         const char        *path)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) input = NULL;
  g_autoptr (GError) error = NULL;
  guint status;

  g_return_if_fail (CW_IS_REHEARSAL_GIT (self));
  g_return_if_fail (SOUP_IS_SERVER_MESSAGE (message));
  g_return_if_fail (path != NULL);

  status = check_request (self, message, path);
  if (status != SOUP_STATUS_OK)
    {
      soup_server_message_set_status (message, status, NULL);
      return;
    }
  process = start (self, message, path, &error);
  if (process == NULL)
    {
      soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, error->message,
                                        strlen (error->message));
      soup_server_message_set_status (message, SOUP_STATUS_INTERNAL_SERVER_ERROR, NULL);
      return;
    }
  input = soup_message_body_flatten (soup_server_message_get_request_body (message));
  soup_server_message_pause (message);
  g_subprocess_communicate_async (process, input, NULL, on_output, g_object_ref (message));
}
