/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-git-service.h"
#include "cw-http.h"
#include "cw-log.h"
#include "cw-test-git.h"
#include "cw-test.h"

/* A proxy between us and services of whatever name: who signs in where, and whose word a refusal is. */

#define PAIR     "me:p@ss-17"
#define ACCOUNT  "me:p%40ss-17@"
#define PASSWORD "p@ss-17"

/* The counts are written by its thread, and read once a request has been answered. */
typedef struct {
  GSocketListener *listener;
  GCancellable *stop;
  GThread *thread;
  guint port;
  gboolean locked;     /* wants the account */
  gboolean socks;      /* speaks SOCKS, and answers in the service's place */
  guint status;        /* unless 0: what it answers in the service's place */
  guint through;       /* unless 0: the port on this machine that its tunnels lead to */
  GPtrArray *tunnels;  /* their threads */
  guint asked;
  guint signed_in;
  guint passed;        /* tunnels made, requests forwarded */
  guint leaked;        /* requests for a tunnel that hold what is for the service */
} Proxy;

static void
say (GOutputStream *out,
     guint          status,
     const char    *rest)
{
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 %u X\r\nConnection: close\r\n%s\r\n", status, rest);

  g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL);
}

static guint8
take (GInputStream *in,
      gsize         size)
{
  guint8 bytes[260];

  g_assert_true (g_input_stream_read_all (in, bytes, size, NULL, NULL, NULL));
  return bytes[size - 1];
}

/* RFC 1928 and 1929: an account is wanted, and whoever has one gets through to a host, which is named. */
static void
shake_hands (GInputStream  *in,
             GOutputStream *out)
{
  take (in, take (in, 2));
  g_output_stream_write_all (out, "\5\2", 2, NULL, NULL, NULL);
  take (in, take (in, 2));
  take (in, take (in, 1));
  g_output_stream_write_all (out, "\1\0", 2, NULL, NULL, NULL);
  take (in, take (in, 5) + 2);
  g_output_stream_write_all (out, "\5\0\0\1\0\0\0\0\0\0", 10, NULL, NULL, NULL);
}

typedef struct {
  GInputStream *from;
  GOutputStream *to;
} Pipe;

static gpointer
pass (gpointer data)
{
  Pipe *self = data;

  g_output_stream_splice (self->to, self->from, G_OUTPUT_STREAM_SPLICE_NONE, NULL, NULL);
  return NULL;
}

typedef struct {
  GIOStream *near;
  guint port;
} Tunnel;

/* What goes through a tunnel, both ways, until whoever asked for it has enough; it may wait for long between. */
static gpointer
dig (gpointer data)
{
  g_autofree Tunnel *self = data;
  g_autoptr (GIOStream) near = self->near;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) far = NULL;
  g_autoptr (GError) error = NULL;
  GThread *back;
  Pipe there, here;

  g_socket_client_set_enable_proxy (client, FALSE);
  far = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) self->port, NULL, &error);
  g_assert_no_error (error);
  there = (Pipe) { g_io_stream_get_input_stream (near), g_io_stream_get_output_stream (G_IO_STREAM (far)) };
  here = (Pipe) { g_io_stream_get_input_stream (G_IO_STREAM (far)), g_io_stream_get_output_stream (near) };
  back = g_thread_new ("back", pass, &here);
  pass (&there);
  g_socket_shutdown (g_socket_connection_get_socket (far), TRUE, TRUE, NULL);
  g_thread_join (back);
  g_io_stream_close (near, NULL, NULL);
  return NULL;
}

static void
begin_tunnel (Proxy             *self,
              GSocketConnection *connection)
{
  Tunnel *tunnel = g_new0 (Tunnel, 1);

  *tunnel = (Tunnel) { g_object_ref (G_IO_STREAM (connection)), self->through };
  g_ptr_array_add (self->tunnels, g_thread_new ("tunnel", dig, tunnel));
}

/* One request, whose connection ends with the answer, unless a tunnel begins with that. Returns whether it ends. */
static gboolean
serve_one (Proxy             *self,
           GSocketConnection *connection)
{
  g_autoptr (GDataInputStream) in
    = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autofree char *code = g_base64_encode ((const guchar *) PAIR, strlen (PAIR));
  g_autofree char *wanted = g_strconcat ("Proxy-Authorization: Basic ", code, NULL);
  g_autofree char *first = NULL;
  gboolean known = FALSE, tunnel;

  if (self->socks)
    shake_hands (G_INPUT_STREAM (in), out);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (in), FALSE);
  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  first = g_data_input_stream_read_line (in, NULL, NULL, NULL);
  if (first == NULL)
    return TRUE;
  tunnel = g_str_has_prefix (first, "CONNECT ") && strstr (first, ".example:443 ") != NULL;
  g_assert_true (tunnel || strstr (first, self->socks ? " /x " : " http://service.example/") != NULL);
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (in, NULL, NULL, NULL);

      if (line == NULL || *line == '\0')
        break;
      known = known || strcmp (line, wanted) == 0;
      self->signed_in += g_str_has_prefix (line, "Proxy-Authorization:");
      self->leaked += tunnel && g_str_has_prefix (line, "Authorization:");
    }
  self->asked++;
  if (self->locked && !known)
    say (out, 407, "Proxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n");
  else if (self->status != 0)
    say (out, self->status, "Content-Length: 0\r\n");
  else
    {
      self->passed++;
      say (out, 200, tunnel ? "" : "Content-Length: 0\r\n");
      if (self->through != 0)
        begin_tunnel (self, connection);
      return self->through == 0;
    }
  return TRUE;
}

static gpointer
serve (gpointer data)
{
  Proxy *self = data;

  for (;;)
    {
      g_autoptr (GSocketConnection) connection = g_socket_listener_accept (self->listener, NULL, self->stop, NULL);

      if (connection == NULL)
        return NULL;
      if (serve_one (self, connection))
        g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
    }
}

static void
set_up (Proxy        *self,
        gconstpointer data)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (address, 0);
  g_autoptr (GSocketAddress) given = NULL;
  g_autoptr (GError) error = NULL;

  self->listener = g_socket_listener_new ();
  self->stop = g_cancellable_new ();
  self->tunnels = g_ptr_array_new ();
  g_socket_listener_add_address (self->listener, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &given,
                                 &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (given));
  self->thread = g_thread_new ("proxy", serve, self);
}

static void
tear_down (Proxy        *self,
           gconstpointer data)
{
  g_cancellable_cancel (self->stop);
  g_thread_join (self->thread);
  g_ptr_array_foreach (self->tunnels, (GFunc) (void *) g_thread_join, NULL);
  g_ptr_array_unref (self->tunnels);
  g_object_unref (self->listener);
  g_object_unref (self->stop);
}

/* Where the environment says it is; libproxy reads that at each request. */
static void
use_proxy (Proxy      *self,
           const char *account)
{
  g_autofree char *url = g_strdup_printf ("%s://%s127.0.0.1:%u", self->socks ? "socks5" : "http", account, self->port);

  g_setenv ("http_proxy", url, TRUE);
  g_setenv ("https_proxy", url, TRUE);
}

static void
take_no_time (double        seconds,
              GCancellable *cancellable,
              gpointer      user_data)
{
}

/* What a request ends in: -1 for an answer, else a #CwError with @words. */
static void
assert_outcome (const char  *url,
                CwHttpPolicy policy,
                int          code,
                const char  *words)
{
  g_autoptr (CwHttp) http = cw_http_new_with_timeout (5);
  CwHttpRequest request = {
    .service = "Jira", .method = policy == CW_HTTP_READ ? "GET" : "POST", .url = url, .authorization = "Bearer token-5",
    .policy = policy,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwHttpReply) reply = NULL;

  cw_http_set_sleep (http, take_no_time, NULL);
  reply = cw_http_send (http, &request, NULL, &error);
  if (code < 0)
    {
      g_assert_no_error (error);
      g_assert_cmpuint (reply->status, ==, 200);
      return;
    }
  g_test_message ("%s", error->message);
  g_assert_error (error, CW_ERROR, code);
  g_assert_null (reply);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_nonnull (strstr (error->message, "othing was sent"));
  g_assert_null (strstr (error->message, "p%40ss"));
  g_assert_null (strstr (error->message, PASSWORD));
}

static void
assert_counts (Proxy *self,
               guint  asked,
               guint  signed_in,
               guint  passed)
{
  g_assert_cmpuint (self->asked, ==, asked);
  g_assert_cmpuint (self->signed_in, ==, signed_in);
  g_assert_cmpuint (self->passed, ==, passed);
  g_assert_cmpuint (self->leaked, ==, 0);
  self->asked = self->signed_in = self->passed = 0;
}

/* Who comes without an account, or with another one, hears that of the proxy. */
static void
assert_locked (Proxy      *self,
               const char *url)
{
  use_proxy (self, "");
  assert_outcome (url, CW_HTTP_ONCE, CW_ERROR_OFFLINE, "asks for an account");
  assert_outcome (url, CW_HTTP_READ, CW_ERROR_OFFLINE, "asks for an account");
  assert_counts (self, 2, 0, 0);
  use_proxy (self, "me:other-17@");
  assert_outcome (url, CW_HTTP_ONCE, CW_ERROR_OFFLINE, "does not accept the account");
  assert_counts (self, 1, 1, 0);
}

/* What a proxy reads itself. */
static void
test_plain (Proxy        *self,
            gconstpointer data)
{
  const char *url = "http://service.example/x";
  g_autofree char *shown = NULL;

  self->locked = TRUE;
  use_proxy (self, ACCOUNT);
  assert_outcome (url, CW_HTTP_ONCE, -1, NULL);
  assert_outcome (url, CW_HTTP_READ, -1, NULL);
  assert_counts (self, 2, 2, 2);
  shown = cw_redact ("account " PASSWORD);
  g_assert_null (strstr (shown, PASSWORD));
  assert_locked (self, url);
  self->locked = FALSE;
  use_proxy (self, "");
  assert_outcome (url, CW_HTTP_ONCE, -1, NULL);
  assert_counts (self, 1, 0, 1);
}

/* Behind the tunnel nobody speaks TLS here: being told so means that the tunnel was made. */
static void
test_tunnel (Proxy        *self,
             gconstpointer data)
{
  const char *url = "https://service.example/x";

  self->locked = TRUE;
  use_proxy (self, ACCOUNT);
  assert_outcome (url, CW_HTTP_ONCE, CW_ERROR_OFFLINE, "is not safe");
  assert_counts (self, 1, 1, 1);
  assert_locked (self, url);
  self->locked = FALSE;
  use_proxy (self, "");
  assert_outcome (url, CW_HTTP_ONCE, CW_ERROR_OFFLINE, "is not safe");
  assert_counts (self, 1, 0, 1);
}

/* A certificate of service.example, which this process trusts from here on. */
static GTlsCertificate *
make_certificate (void)
{
  g_autofree char *folder = cw_test_directory ();
  g_autofree char *key = g_build_filename (folder, "key.pem", NULL);
  g_autofree char *public = g_build_filename (folder, "certificate.pem", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GTlsDatabase) trusted = NULL;
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "openssl", "req", "-x509", "-newkey", "ec",
                              "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                              "/CN=service.example", "-addext", "subjectAltName=DNS:service.example", "-keyout", key,
                              "-out", public, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  certificate = g_tls_certificate_new_from_files (public, key, &error);
  g_assert_no_error (error);
  trusted = g_tls_file_database_new (public, &error);
  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), trusted);
  return certificate;
}

/* TLS is spoken with the service itself, by its name, through the tunnel; the proxy sees its own account alone. */
static void
test_through (Proxy        *self,
              gconstpointer data)
{
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  g_autofree char *cache = cw_test_directory ();
  g_autofree char *folder = NULL, *commit = NULL, *tip = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (CwTestGit) server = NULL;
  g_autoptr (GError) error = NULL;
  CwGitService *service;

  if (openssl == NULL)
    {
      g_test_skip ("openssl is not installed");
      return;
    }
  certificate = make_certificate ();
  server = cw_test_git_new_secure (certificate);
  folder = cw_test_git_add (server, "ops.git");
  commit = cw_test_git_commit (folder, "main", NULL, "Anna Author <anna@example.org>", "First", "x", "x\n", NULL);
  self->through = cw_test_git_get_port (server);
  self->locked = TRUE;
  use_proxy (self, ACCOUNT);

  service = cw_test_git_service (cache);
  cw_git_service_add_credentials (service, "https://service.example/ops.git", CW_TEST_GIT_USER, CW_TEST_GIT_TOKEN);
  cw_git_service_fetch (service, "https://service.example/ops.git", "main", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  tip = cw_git_service_get_tip (service, "https://service.example/ops.git", "main", &error);
  g_assert_cmpstr (tip, ==, commit);
  g_assert_finalize_object (service);
  g_assert_cmpuint (self->passed, >, 0);
  assert_counts (self, self->passed, self->passed, self->passed);

  /* Whoever else answers at the end of the tunnel isn't spoken to. */
  assert_outcome ("https://other.example/x", CW_HTTP_ONCE, CW_ERROR_OFFLINE, "is not safe");
  assert_counts (self, 1, 1, 1);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), NULL);
}

/* A tunnel that was refused carried nothing, whatever the status; what may help is tried again. */
static void
test_refused (Proxy        *self,
              gconstpointer data)
{
  static const struct {
    guint status;
    guint reads;
  } cases[] = { { 302, 1 }, { 403, 1 }, { 404, 1 }, { 500, 3 }, { 502, 3 }, { 503, 3 } };

  use_proxy (self, ACCOUNT);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = g_strdup_printf ("the proxy 127.0.0.1:%u doesn’t let it through (%u ", self->port,
                                                cases[i].status);

      self->status = cases[i].status;
      assert_outcome ("https://service.example/x", CW_HTTP_ONCE, CW_ERROR_OFFLINE, words);
      assert_counts (self, 1, 1, 0);
      assert_outcome ("https://service.example/x", CW_HTTP_READ, CW_ERROR_OFFLINE, words);
      assert_counts (self, cases[i].reads, cases[i].reads, 0);
    }
}

/* What is behind such a proxy hears nothing of its account. */
static void
test_socks (Proxy        *self,
            gconstpointer data)
{
  self->socks = TRUE;
  use_proxy (self, ACCOUNT);
  assert_outcome ("http://service.example/x", CW_HTTP_ONCE, -1, NULL);
  assert_outcome ("http://service.example/x", CW_HTTP_READ, -1, NULL);
  assert_counts (self, 2, 0, 2);
}

/* As a push sends its commits. */
static void
test_open (Proxy        *self,
           gconstpointer data)
{
  g_autoptr (CwHttp) http = cw_http_new_with_timeout (5);
  CwHttpRequest request = {
    .service = "ops", .method = "POST", .url = "https://service.example/x/git-receive-pack", .policy = CW_HTTP_ONCE,
  };
  g_autoptr (CwHttpReply) reply = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  self->status = 503;
  use_proxy (self, "");
  stream = cw_http_open (http, &request, &reply, NULL, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_OFFLINE);
  g_assert_null (stream);
  g_assert_null (reply);
}

static void
test_git (Proxy        *self,
          gconstpointer data)
{
  static const struct {
    const char *account;
    const char *words;
  } cases[] = { { "", "asks for an account" },
                { "me:other-17@", "does not accept the account" },
                { ACCOUNT, "is not safe" } };
  g_autofree char *cache = cw_test_directory ();
  g_autoptr (CwGitService) service = cw_test_git_service (cache);

  self->locked = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      use_proxy (self, cases[i].account);
      g_assert_false (cw_git_service_fetch (service, "https://service.example/ops", "main", NULL, NULL, NULL, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, CW_ERROR, CW_ERROR_OFFLINE);
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_assert_null (strstr (error->message, "-17"));
    }
  assert_counts (self, 3, 2, 1);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "libproxy", TRUE);
  g_unsetenv ("no_proxy");
  if (!g_str_has_prefix (G_OBJECT_TYPE_NAME (g_proxy_resolver_get_default ()), "GLibproxy"))
    return 77; /* GIO knows no proxies of the environment */

#define ADD(name, func) g_test_add ("/services/http-proxy/" name, Proxy, NULL, set_up, func, tear_down)
  ADD ("plain", test_plain);
  ADD ("tunnel", test_tunnel);
  ADD ("through", test_through);
  ADD ("refused", test_refused);
  ADD ("socks", test_socks);
  ADD ("open", test_open);
  ADD ("git", test_git);
#undef ADD
  return g_test_run ();
}
