/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "cw-error.h"
#include "cw-registry-service.h"
#include "cw-test.h"

/* A real registry that lets nobody in without a token, and the server that gives tokens, signed as it wants them. */

#define USER    "rita"
#define SECRET  "right-secret"
#define IMAGE   "lsstts/ataos"
#define ISSUER  "test-issuer"
#define SERVICE "test-registry"

typedef struct {
  char *folder;
  char *key;
  char *certificate;
  GSubprocess *registry;
  guint port;
  CwHttp *http;

  /* The token server: in the main context of a thread of its own. */
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  SoupServer *server;
  guint token_port;
  GMutex lock;
  gboolean wants_account;
  gboolean gives_nothing;
  guint asked;
  char *scope;
} Fixture;

static GBytes *
run (GBytes     *input,
     const char *program,
     ...)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *output = NULL;
  va_list arguments;

  va_start (arguments, program);
  for (const char *word = program; word != NULL; word = va_arg (arguments, const char *))
    g_ptr_array_add (words, (gpointer) word);
  va_end (arguments);
  g_ptr_array_add (words, NULL);
  process = g_subprocess_newv ((const char *const *) words->pdata,
                               (input != NULL ? G_SUBPROCESS_FLAGS_STDIN_PIPE : G_SUBPROCESS_FLAGS_NONE)
                                 | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate (process, input, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return output;
}

/* Base64 as in web tokens. */
static char *
encode (const void *data,
        gsize       size)
{
  char *text = g_base64_encode (data, size);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

/* The certificate's body, as one line. */
static char *
read_certificate (Fixture *fixture)
{
  g_autofree char *pem = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) body = g_string_new (NULL);

  g_assert_true (g_file_get_contents (fixture->certificate, &pem, NULL, NULL));
  lines = g_strsplit (pem, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (!g_str_has_prefix (lines[i], "-----"))
      g_string_append (body, lines[i]);
  return g_string_free (g_steal_pointer (&body), FALSE);
}

static char *
make_token (Fixture    *fixture,
            const char *access)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *certificate = read_certificate (fixture);
  g_autofree char *header = g_strdup_printf ("{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5c\":[\"%s\"]}", certificate);
  g_autofree char *claims = g_strdup_printf ("{\"iss\":\"" ISSUER "\",\"sub\":\"\",\"aud\":\"" SERVICE "\",\"exp\":%"
                                             G_GINT64_FORMAT ",\"nbf\":%" G_GINT64_FORMAT ",\"iat\":%" G_GINT64_FORMAT
                                             ",\"jti\":\"1\",\"access\":[%s]}", now + 300, now - 10, now, access);
  g_autofree char *first = encode (header, strlen (header));
  g_autofree char *second = encode (claims, strlen (claims));
  g_autofree char *signed_part = g_strconcat (first, ".", second, NULL);
  g_autoptr (GBytes) input = g_bytes_new (signed_part, strlen (signed_part));
  g_autoptr (GBytes) signature = run (input, "openssl", "dgst", "-sha256", "-sign", fixture->key, "-binary", NULL);
  g_autofree char *third = encode (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));

  return g_strconcat (signed_part, ".", third, NULL);
}

static gboolean
is_right_account (SoupServerMessage *message)
{
  g_autofree char *code = g_base64_encode ((const guchar *) USER ":" SECRET, strlen (USER ":" SECRET));
  g_autofree char *wanted = g_strconcat ("Basic ", code, NULL);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  return g_strcmp0 (soup_message_headers_get_one (headers, "Authorization"), wanted) == 0;
}

static void
on_token (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           data)
{
  Fixture *fixture = data;
  g_autofree char *token = NULL, *body = NULL;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&fixture->lock);

  fixture->asked++;
  g_free (fixture->scope);
  fixture->scope = g_strdup (g_hash_table_lookup (query, "scope"));
  if (fixture->wants_account && !is_right_account (message))
    {
      soup_server_message_set_status (message, SOUP_STATUS_UNAUTHORIZED, NULL);
      return;
    }
  token = make_token (fixture, fixture->gives_nothing ? ""
                                                       : "{\"type\":\"repository\",\"name\":\"" IMAGE "\","
                                                         "\"actions\":[\"pull\"]}");
  body = g_strdup_printf ("{\"token\":\"%s\",\"expires_in\":300}", token);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}

/* Three pages, the second of which also says where it comes from; the last leads to another host. */
static void
on_pages (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           data)
{
  static const char *const bodies[] = { "{\"name\":\"paged\",\"tags\":[\"b\",\"d\"]}",
                                        "{\"name\":\"paged\",\"tags\":[\"a\"]}", "{\"name\":\"paged\",\"tags\":null}" };
  static const char *const links[] = { "</v2/paged/tags/list?n=2&last=1>; rel=\"next\"",
                                       "</v2/paged/tags/list?n=2&last=2>; rel=\"next\"",
                                       "<http://127.0.0.2:1/v2/paged/tags/list>; rel=\"next\"" };
  const char *last = query != NULL ? g_hash_table_lookup (query, "last") : NULL;
  guint page = last != NULL ? (guint) g_ascii_strtoull (last, NULL, 10) : 0;

  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Link", links[page]);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, bodies[page],
                                    strlen (bodies[page]));
}

static gpointer
serve (gpointer data)
{
  Fixture *fixture = data;

  g_main_context_push_thread_default (fixture->context);
  g_main_loop_run (fixture->loop);
  g_main_context_pop_thread_default (fixture->context);
  return NULL;
}

static void
start_server (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  fixture->context = g_main_context_new ();
  fixture->loop = g_main_loop_new (fixture->context, FALSE);
  g_main_context_push_thread_default (fixture->context);
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, "/token", on_token, fixture, NULL);
  soup_server_add_handler (fixture->server, "/v2/paged", on_pages, NULL, NULL);
  soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  g_main_context_pop_thread_default (fixture->context);
  uris = soup_server_get_uris (fixture->server);
  fixture->token_port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  fixture->thread = g_thread_new ("test-token", serve, fixture);
}

static void
write_file (const char *text,
            const char *folder,
            ...) G_GNUC_NULL_TERMINATED;

static void
write_file (const char *text,
            const char *folder,
            ...)
{
  g_autofree char *path = NULL, *parent = NULL;
  g_autoptr (GError) error = NULL;
  va_list elements;

  va_start (elements, folder);
  path = g_build_filename_valist (folder, &elements);
  va_end (elements);
  parent = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, &error));
}

/* One image as the registry keeps it, under two tags. Returns its digest. */
static char *
store_image (Fixture *fixture)
{
  static const char manifest[] = "{\"schemaVersion\":2,"
                                 "\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\","
                                 "\"config\":{\"mediaType\":\"application/vnd.docker.container.image.v1+json\","
                                 "\"size\":2,\"digest\":\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c06"
                                 "0f61caaff8a\"},\"layers\":[]}";
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, manifest, -1);
  g_autofree char *digest = g_strconcat ("sha256:", sum, NULL);
  g_autofree char *root = g_build_filename (fixture->folder, "docker", "registry", "v2", NULL);
  g_autofree char *manifests = g_build_filename (root, "repositories", IMAGE, "_manifests", NULL);
  g_autofree char *two = g_strndup (sum, 2);

  write_file (manifest, root, "blobs", "sha256", two, sum, "data", NULL);
  write_file (digest, manifests, "revisions", "sha256", sum, "link", NULL);
  write_file (digest, manifests, "tags", "c0045.000", "current", "link", NULL);
  write_file (digest, manifests, "tags", "c0045", "current", "link", NULL);
  return g_steal_pointer (&digest);
}

static void
start_registry (Fixture *fixture)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autofree char *path = g_build_filename (fixture->folder, "config.yml", NULL);
  g_autofree char *config = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;

  fixture->port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_socket_listener_close (listener);
  config = g_strdup_printf ("version: 0.1\nlog: {level: info}\nstorage: {filesystem: {rootdirectory: %s}}\n"
                            "http: {addr: \"127.0.0.1:%u\"}\n"
                            "auth: {token: {realm: \"http://127.0.0.1:%u/token\", service: " SERVICE ", issuer: " ISSUER
                            ", rootcertbundle: %s}}\n",
                            fixture->folder, fixture->port, fixture->token_port, fixture->certificate);
  write_file (config, path, NULL);
  fixture->registry = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error,
                                        "docker-registry", "serve", path, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (fixture->registry));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  while (TRUE)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

      g_assert_nonnull (line);
      if (strstr (line, "listening on") != NULL)
        return;
    }
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GBytes) output = NULL;

  g_mutex_init (&fixture->lock);
  fixture->folder = cw_test_directory ();
  fixture->key = g_build_filename (fixture->folder, "key.pem", NULL);
  fixture->certificate = g_build_filename (fixture->folder, "certificate.pem", NULL);
  output = run (NULL, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=tokens",
                "-keyout", fixture->key, "-out", fixture->certificate, NULL);
  fixture->http = cw_http_new ();
  start_server (fixture);
  start_registry (fixture);
}

static gboolean
quit (gpointer data)
{
  Fixture *fixture = data;

  soup_server_disconnect (fixture->server);
  g_main_loop_quit (fixture->loop);
  return G_SOURCE_REMOVE;
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_subprocess_force_exit (fixture->registry);
  g_subprocess_wait (fixture->registry, NULL, NULL);
  g_object_unref (fixture->registry);
  g_main_context_invoke (fixture->context, quit, fixture);
  g_thread_join (fixture->thread);
  g_object_unref (fixture->server);
  g_main_loop_unref (fixture->loop);
  g_main_context_unref (fixture->context);
  g_object_unref (fixture->http);
  g_mutex_clear (&fixture->lock);
  g_free (fixture->folder);
  g_free (fixture->key);
  g_free (fixture->certificate);
  g_free (fixture->scope);
}

static CwRegistryService *
connect_as (Fixture    *fixture,
            guint       port,
            const char *user,
            const char *secret)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAccount) account = cw_account_new (url, user, secret, &error);

  g_assert_no_error (error);
  return cw_registry_service_new (fixture->http, account);
}

static void
assert_reads (Fixture           *fixture,
              CwRegistryService *registry,
              gboolean           as_somebody)
{
  gboolean signed_in = !as_somebody;
  g_autofree char *stored = store_image (fixture);
  g_autofree char *digest = NULL, *absent = NULL, *all = NULL;
  g_auto (GStrv) tags = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_registry_service_check (registry, &signed_in, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (signed_in, ==, as_somebody);
  fixture->asked = 0;
  tags = cw_registry_service_list_tags (registry, IMAGE, NULL, &error);
  g_assert_no_error (error);
  all = g_strjoinv (" ", tags);
  g_assert_cmpstr (all, ==, "c0045 c0045.000");
  g_assert_true (cw_registry_service_find_tag (registry, IMAGE, "c0045", &digest, NULL, &error));
  g_assert_cmpstr (digest, ==, stored);
  g_assert_true (cw_registry_service_find_tag (registry, IMAGE, "c0046", &absent, NULL, &error));
  g_assert_null (absent);
  g_assert_no_error (error);
  /* One token did for all of it. */
  g_assert_cmpuint (fixture->asked, ==, 1);
  g_assert_cmpstr (fixture->scope, ==, "repository:" IMAGE ":pull");
}

static void
test_anonymous (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (CwRegistryService) registry = connect_as (fixture, fixture->port, NULL, NULL);

  assert_reads (fixture, registry, FALSE);
}

static void
test_account (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CwRegistryService) registry = connect_as (fixture, fixture->port, USER, SECRET);

  fixture->wants_account = TRUE;
  assert_reads (fixture, registry, TRUE);
}

/* The wrong account, none where one is wanted, and a token that allows nothing. */
static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CwRegistryService) wrong = connect_as (fixture, fixture->port, USER, "wrong-secret");
  g_autoptr (CwRegistryService) none = connect_as (fixture, fixture->port, NULL, NULL);
  CwRegistryService *all[] = { wrong, none, none };
  static const int codes[] = { CW_ERROR_AUTH_REQUIRED, CW_ERROR_AUTH_REQUIRED, CW_ERROR_FORBIDDEN };
  gboolean signed_in = TRUE;
  g_autoptr (GError) refused = NULL;

  fixture->wants_account = TRUE;
  g_assert_false (cw_registry_service_check (wrong, &signed_in, NULL, &refused));
  g_assert_error (refused, CW_ERROR, CW_ERROR_AUTH_REQUIRED);
  g_assert_false (signed_in);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autofree char *digest = NULL;
      g_autoptr (GError) error = NULL;

      fixture->wants_account = i < 2;
      fixture->gives_nothing = i == 2;
      g_assert_false (cw_registry_service_find_tag (all[i], IMAGE, "c0045", &digest, NULL, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, CW_ERROR, codes[i]);
      g_assert_null (strstr (error->message, "wrong-secret"));
    }
}

static void
test_pages (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (CwRegistryService) registry = connect_as (fixture, fixture->token_port, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) tags = cw_registry_service_list_tags (registry, "paged", NULL, &error);
  g_autofree char *all = NULL;

  g_assert_no_error (error);
  all = g_strjoinv (" ", tags);
  g_assert_cmpstr (all, ==, "a b d");
}

static gboolean
is_installed (const char *program)
{
  g_autofree char *path = g_find_program_in_path (program);

  return path != NULL;
}

#define add(name, function) g_test_add ("/registry-token/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  if (!is_installed ("docker-registry") || !is_installed ("openssl"))
    {
      g_print ("1..0 # SKIP docker-registry or openssl is not installed\n");
      return 0;
    }
  add ("anonymous", test_anonymous);
  add ("account", test_account);
  add ("refused", test_refused);
  add ("pages", test_pages);
  return g_test_run ();
}
