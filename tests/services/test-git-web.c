/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-test-git.h"
#include "cw-test.h"

/* Git over our own HTTP: what else than git's answers may come, and what is told to whom. */

#define ANNA "Anna Author <anna@example.org>"
#define NAME "lsst-it/docker-compose-ops.git"
#define LIST "application/x-git-upload-pack-advertisement"
#define NOT_GIT "is not what git says"

typedef struct {
  CwTestGit *server;
  char *folder;
  char *url;
  CwGitService *service;
} Fixture;

/* What the server answers instead of git, and what it heard. */
typedef struct {
  guint status;
  const char *method;    /* (nullable): to such requests only */
  const char *header;    /* (nullable) */
  const char *value;
  const char *type;
  const char *body;
  guint asked;
  guint signed_in;
  char *host;
  char *agent;
} Answer;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *cache = cw_test_directory ();
  g_autofree char *commit = NULL;

  fixture->server = cw_test_git_new ();
  fixture->folder = cw_test_git_add (fixture->server, NAME);
  fixture->url = cw_test_git_get_url (fixture->server, NAME);
  fixture->service = cw_test_git_service (cache);
  cw_git_service_add_credentials (fixture->service, fixture->url, CW_TEST_GIT_USER, CW_TEST_GIT_TOKEN);
  commit = cw_test_git_commit (fixture->folder, "main", NULL, ANNA, "First", "summit/setup.env", "export CYCLE=c0044\n",
                               NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  cw_test_git_free (fixture->server);
  g_object_unref (fixture->service);
  g_free (fixture->folder);
  g_free (fixture->url);
}

static void
answer_clear (Answer *answer)
{
  g_free (answer->host);
  g_free (answer->agent);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static gboolean
answer (SoupServerMessage *message,
        const char        *path,
        gpointer           data)
{
  Answer *self = data;
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  self->asked++;
  self->signed_in += soup_message_headers_get_one (asked, "Authorization") != NULL;
  g_free (self->host);
  g_free (self->agent);
  self->host = g_strdup (soup_message_headers_get_one (asked, "Host"));
  self->agent = g_strdup (soup_message_headers_get_one (asked, "User-Agent"));
  if (self->status == 0
      || (self->method != NULL && strcmp (self->method, soup_server_message_get_method (message)) != 0))
    return FALSE;
  soup_server_message_set_status (message, self->status, NULL);
  if (self->header != NULL)
    soup_message_headers_replace (headers, self->header, self->value);
  if (self->body != NULL)
    soup_server_message_set_response (message, self->type, SOUP_MEMORY_COPY, self->body, strlen (self->body));
  return TRUE;
}

static char *
fail_to_fetch (CwGitService *service,
               const char   *url,
               CwError       code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_git_service_fetch (service, url, "main", NULL, NULL, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CW_ERROR, (int) code);
  g_assert_null (strstr (error->message, CW_TEST_GIT_TOKEN));
  return g_strdup (error->message);
}

static void
assert_fails (Fixture    *fixture,
              Answer     *given,
              CwError     code,
              const char *words)
{
  g_autofree char *message = NULL;

  cw_test_git_set_script (fixture->server, answer, given);
  message = fail_to_fetch (fixture->service, fixture->url, code);
  g_assert_nonnull (strstr (message, words));
  cw_test_git_set_script (fixture->server, NULL, NULL);
}

static void
assert_fetch (Fixture    *fixture,
              const char *url)
{
  g_autoptr (GError) error = NULL;

  cw_git_service_fetch (fixture->service, url, "main", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* One question after the other, signed in from the start, by a name that servers know. */
static void
test_plain (Fixture      *fixture,
            gconstpointer data)
{
  g_auto (Answer) heard = { 0 };
  guint port = cw_test_git_get_port (fixture->server);
  g_autofree char *with_user = g_strdup_printf ("http://anna@127.0.0.1:%u/" NAME, port);
  g_autofree char *with_slash = g_strconcat (fixture->url, "/", NULL);

  cw_test_git_set_script (fixture->server, answer, &heard);
  assert_fetch (fixture, fixture->url);
  g_assert_cmpuint (heard.asked, ==, 2);
  g_assert_cmpuint (heard.signed_in, ==, 2);
  g_assert_true (g_str_has_prefix (heard.agent, "git/2.0 (Cyclewright/"));
  assert_fetch (fixture, with_user);
  assert_fetch (fixture, with_slash);
  g_assert_cmpuint (heard.signed_in, ==, heard.asked);
}

static void
test_statuses (Fixture      *fixture,
               gconstpointer data)
{
  static const struct {
    Answer answer;
    CwError code;
    const char *words;
  } cases[] = {
    { { .status = 401 }, CW_ERROR_AUTH_REQUIRED, "still valid" },
    { { .status = 403, .type = "text/plain", .body = "remote: Write access to repository not granted.\n" },
      CW_ERROR_FORBIDDEN, "(the server says: Write access to repository not granted). Ask the repository’s owners" },
    { { .status = 403, .type = "text/html", .body = "<p>No</p>" }, CW_ERROR_FORBIDDEN, "may not do this. Ask" },
    { { .status = 403, .header = "Retry-After", .value = "90" }, CW_ERROR_RATE_LIMITED, "90 seconds" },
    { { .status = 404, .type = "text/plain", .body = "Repository not found." }, CW_ERROR_NOT_FOUND, "or the account" },
    { { .status = 410 }, CW_ERROR_NOT_FOUND, "Check the address" },
    { { .status = 429, .header = "Retry-After", .value = "90" }, CW_ERROR_RATE_LIMITED, "127.0.0.1 asks to wait" },
    { { .status = 500 }, CW_ERROR_FAILED, "127.0.0.1 has trouble of its own (500)" },
    { { .status = 200, .type = "text/html", .body = "<html>Welcome to the hotel</html>" }, CW_ERROR_INVALID_DATA,
      "no git server (text/html)" },
    { { .status = 200, .type = LIST, .body = "nonsense" }, CW_ERROR_INVALID_DATA, NAME " answers " NOT_GIT },
    { { .status = 200, .type = LIST, .body = "<html>\nSign in" }, CW_ERROR_INVALID_DATA, "“<html> Sign in”" },
    { { .status = 200, .type = LIST, .body = "001e# service=git-upload-pack\n00" }, CW_ERROR_INVALID_DATA, NOT_GIT },
    { { .status = 200, .type = LIST, .body = "ffff# service=git-upload-pack\n" }, CW_ERROR_INVALID_DATA, NOT_GIT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Answer) given = cases[i].answer;

      assert_fails (fixture, &given, cases[i].code, cases[i].words);
      given.method = "POST";
      if (given.status != 200)
        assert_fails (fixture, &given, cases[i].code, cases[i].words);
    }
  assert_fetch (fixture, fixture->url);
}

/* The list is git's, and what follows isn't. */
static void
test_garbled (Fixture      *fixture,
              gconstpointer data)
{
  g_auto (Answer) given = { .status = 200, .method = "POST", .type = "application/x-git-upload-pack-result",
                            .body = "Sorry, this is the wrong number" };

  assert_fails (fixture, &given, CW_ERROR_INVALID_DATA, "begins with “Sorry, this is the wrong number”");
  assert_fetch (fixture, fixture->url);
}

/* Nothing is followed, and no other host hears of us. */
static void
test_redirects (Fixture      *fixture,
                gconstpointer data)
{
  static const guint statuses[] = { 301, 302, 303, 307, 308 };
  g_autoptr (CwTestGit) other = cw_test_git_new ();
  g_auto (Answer) heard = { 0 };
  g_autofree char *new_name = cw_test_git_get_url (other, "lsst-it/ops.git/info/refs?service=git-upload-pack");
  g_autofree char *page = cw_test_git_get_url (other, "login?secret=none");

  cw_test_git_set_script (other, answer, &heard);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_auto (Answer) moved = { .status = statuses[i], .header = "Location", .value = new_name };
      g_auto (Answer) sent_away = { .status = statuses[i], .header = "Location", .value = page };

      assert_fails (fixture, &moved, CW_ERROR_NOT_FOUND, "/lsst-it/ops.git, where nothing was sent. Write");
      assert_fails (fixture, &sent_away, CW_ERROR_FAILED, "/login, instead of answering");
    }
  g_assert_cmpuint (heard.asked, ==, 0);
}

static void
test_renamed (Fixture      *fixture,
              gconstpointer data)
{
  g_auto (Answer) near = { .status = 301, .header = "Location",
                           .value = "/lsst-ts/ops.git/info/refs?service=git-upload-pack" };
  g_auto (Answer) nowhere = { .status = 301 };
  g_autofree char *address = cw_test_git_get_url (fixture->server, "lsst-ts/ops.git,");

  assert_fails (fixture, &near, CW_ERROR_NOT_FOUND, address);
  assert_fails (fixture, &nowhere, CW_ERROR_FAILED, "another page");
}

static CwTestGitMood
spoil_pack (const char *method,
            const char *path,
            gpointer    data)
{
  return strcmp (method, "POST") == 0 ? GPOINTER_TO_INT (data) : CW_TEST_GIT_SERVE;
}

static void
test_cut_off (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *message = NULL;

  cw_test_git_set_hook (fixture->server, spoil_pack, GINT_TO_POINTER (CW_TEST_GIT_CUT));
  message = fail_to_fetch (fixture->service, fixture->url, CW_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (message, "broke off"));
  cw_test_git_set_hook (fixture->server, NULL, NULL);
  assert_fetch (fixture, fixture->url);
}

static void
test_silent_within (Fixture      *fixture,
                    gconstpointer data)
{
  g_autofree char *message = NULL;

  cw_git_service_set_timeout (fixture->service, 1);
  cw_test_git_set_hook (fixture->server, spoil_pack, GINT_TO_POINTER (CW_TEST_GIT_STALL));
  message = fail_to_fetch (fixture->service, fixture->url, CW_ERROR_TIMED_OUT);
  cw_test_git_set_hook (fixture->server, NULL, NULL);
  assert_fetch (fixture, fixture->url);
}

/* The limit of our HTTP counts as well as git's own. */
static void
test_silent_http (Fixture      *fixture,
                  gconstpointer data)
{
  g_autofree char *cache = cw_test_directory ();
  g_autoptr (CwHttp) http = cw_http_new_with_timeout (1);
  g_autoptr (CwGitService) service = cw_git_service_new (cache, http);
  g_autofree char *within = NULL, *before = NULL;

  cw_git_service_add_credentials (service, fixture->url, CW_TEST_GIT_USER, CW_TEST_GIT_TOKEN);
  cw_test_git_set_hook (fixture->server, spoil_pack, GINT_TO_POINTER (CW_TEST_GIT_STALL));
  within = fail_to_fetch (service, fixture->url, CW_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (within, "broke off"));
  cw_test_git_set_hook (fixture->server, spoil_pack, GINT_TO_POINTER (CW_TEST_GIT_HANG));
  before = fail_to_fetch (service, fixture->url, CW_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (before, "gave no complete answer: nothing came for 1 second."));
}

typedef struct {
  GCancellable *cancellable;
  GThread *thread;
} Cancel;

static gpointer
cancel (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

/* In the server's thread, when the pack is about to be asked for: half of it comes, the rest never. */
static CwTestGitMood
cancel_within (const char *method,
               const char *path,
               gpointer    data)
{
  Cancel *self = data;

  if (strcmp (method, "POST") != 0)
    return CW_TEST_GIT_SERVE;
  self->thread = g_thread_new ("cancel", cancel, self->cancellable);
  return CW_TEST_GIT_STALL;
}

static void
test_cancelled_within (Fixture      *fixture,
                       gconstpointer data)
{
  Cancel how = { g_cancellable_new (), NULL };
  g_autoptr (GError) error = NULL;

  cw_test_git_set_hook (fixture->server, cancel_within, &how);
  g_assert_false (cw_git_service_fetch (fixture->service, fixture->url, "main", NULL, NULL, how.cancellable, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
  cw_test_git_set_hook (fixture->server, NULL, NULL);
  g_thread_join (how.thread);
  g_object_unref (how.cancellable);
  assert_fetch (fixture, fixture->url);
}

/* More references than fit into what we keep. */
static void
test_endless (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *body = g_strnfill (CW_HTTP_MAX_BODY + 1, '0');
  g_auto (Answer) given = { .status = 200, .type = "application/x-git-upload-pack-advertisement", .body = body };

  assert_fails (fixture, &given, CW_ERROR_INVALID_DATA, "longer than");
}

static GTlsCertificate *
make_certificate (void)
{
  g_autofree char *folder = cw_test_directory ();
  g_autofree char *key = g_build_filename (folder, "key.pem", NULL);
  g_autofree char *public = g_build_filename (folder, "certificate.pem", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "openssl", "req", "-x509", "-newkey", "ec",
                              "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                              "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", public, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  certificate = g_tls_certificate_new_from_files (public, key, &error);
  g_assert_no_error (error);
  return certificate;
}

/* A certificate that nobody vouches for: the host is named, and told nothing. */
static void
test_certificate (void)
{
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (CwTestGit) server = NULL;
  g_autofree char *cache = cw_test_directory ();
  g_autoptr (CwGitService) service = cw_test_git_service (cache);
  g_auto (Answer) heard = { 0 };
  g_autofree char *url = NULL, *message = NULL;

  if (openssl == NULL)
    {
      g_test_skip ("openssl is not installed");
      return;
    }
  certificate = make_certificate ();
  server = cw_test_git_new_secure (certificate);
  url = cw_test_git_get_url (server, NAME);
  cw_test_git_set_script (server, answer, &heard);
  cw_git_service_add_credentials (service, url, CW_TEST_GIT_USER, CW_TEST_GIT_TOKEN);
  message = fail_to_fetch (service, url, CW_ERROR_OFFLINE);
  g_assert_nonnull (strstr (message, "(127.0.0.1) is not safe"));
  g_assert_nonnull (strstr (message, "certificate authority added"));
  g_assert_cmpuint (heard.asked, ==, 0);
}

/* A process of its own, since the proxy is known from its start. */
static int
fetch_through_proxy (void)
{
  g_autofree char *cache = cw_test_directory ();
  g_autoptr (CwGitService) service = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("GIO_USE_PROXY_RESOLVER", "libproxy", TRUE);
  if (!g_str_has_prefix (G_OBJECT_TYPE_NAME (g_proxy_resolver_get_default ()), "GLibproxy"))
    return 77;
  service = cw_test_git_service (cache);
  cw_git_service_add_credentials (service, "http://git.example", CW_TEST_GIT_USER, CW_TEST_GIT_TOKEN);
  cw_git_service_fetch (service, "http://git.example/" NAME, "main", NULL, NULL, NULL, &error);
  return g_error_matches (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED) && strstr (error->message, "unencrypted") != NULL
           ? 0 : 1;
}

/* The proxy is asked, by a name that it alone may know; and it hears no token of a plain address. */
static void
test_proxy (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GSubprocess) child = NULL;
  g_autofree char *proxy = g_strdup_printf ("http://127.0.0.1:%u", cw_test_git_get_port (fixture->server));
  g_auto (Answer) refused = { .status = 401 };
  g_autoptr (GError) error = NULL;

  cw_test_git_set_script (fixture->server, answer, &refused);
  g_subprocess_launcher_setenv (launcher, "CW_TEST_GIT_PROXY", "1", TRUE);
  g_subprocess_launcher_setenv (launcher, "http_proxy", proxy, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "no_proxy");
  child = g_subprocess_launcher_spawn (launcher, &error, "/proc/self/exe", NULL);
  g_assert_no_error (error);
  g_subprocess_wait (child, NULL, NULL);
  if (g_subprocess_get_exit_status (child) == 77)
    {
      g_test_skip ("GIO knows no proxies of the environment");
      return;
    }
  g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 0);
  g_assert_cmpuint (refused.asked, ==, 1);
  g_assert_cmpuint (refused.signed_in, ==, 0);
  g_assert_cmpstr (refused.host, ==, "git.example");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  if (g_getenv ("CW_TEST_GIT_PROXY") != NULL)
    return fetch_through_proxy ();

#define ADD(name, func) g_test_add ("/git/web/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("plain", test_plain);
  ADD ("statuses", test_statuses);
  ADD ("garbled", test_garbled);
  ADD ("redirects", test_redirects);
  ADD ("renamed", test_renamed);
  ADD ("cut-off", test_cut_off);
  ADD ("silent-within", test_silent_within);
  ADD ("silent-http", test_silent_http);
  ADD ("cancelled-within", test_cancelled_within);
  ADD ("endless", test_endless);
  ADD ("proxy", test_proxy);
#undef ADD
  g_test_add_func ("/git/web/certificate", test_certificate);
  return g_test_run ();
}
