/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "cw-test-answer.h"
#include "cw-test.h"

#define STORY_OF(summary) \
  "{\"fields\":{\"project\":{\"key\":\"OSW\"},\"issuetype\":{\"name\":\"Story\"},\"summary\":\"" summary "\"," \
  "\"customfield_10056\":{\"value\":\"Deployment\"}}}"
#define STORY STORY_OF ("A story")
#define ISSUES "/rest/api/3/issue"

/* Runs the program to its end with its standard input closed. */
static int
run (const char *state,
     const char *more,
     char      **complaint)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                                                        | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *data = cw_test_source ("data");
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "CYCLEWRIGHT_SOURCE_DATA", data, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("CW_TEST_REHEARSAL"), "--state", state, more,
                                         NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, complaint, &error);
  g_assert_no_error (error);
  return g_subprocess_get_exit_status (process);
}

static void
test_restart (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autofree char *folder = g_strdup (cw_test_rehearsal_folder (rehearsal));
  g_autofree char *token = g_strdup (cw_test_rehearsal_get (rehearsal, "token"));
  g_autofree char *path = g_build_filename (folder, "token", NULL);
  g_autoptr (JsonNode) made = cw_test_answer (rehearsal, "jira", "POST", ISSUES, STORY, 201);
  g_autoptr (JsonNode) before = cw_test_rehearsal_state (rehearsal);
  g_autoptr (JsonNode) after = NULL, next = NULL;
  GStatBuf status;

  g_clear_pointer (&rehearsal, cw_test_rehearsal_stop);
  rehearsal = cw_test_rehearsal_start (folder, NULL);
  after = cw_test_rehearsal_state (rehearsal);
  next = cw_test_answer (rehearsal, "jira", "POST", ISSUES, STORY, 201);

  g_assert_true (json_node_equal (before, after));
  cw_test_assert_at (next, "/key", "OSW-2312");
  g_assert_cmpstr (cw_test_rehearsal_get (rehearsal, "token"), ==, token);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

/* The port of the last time belongs to somebody else by now. */
static void
test_taken_port (void)
{
  g_autoptr (CwTestRehearsal) owner = cw_test_rehearsal_start (NULL, NULL);
  const char *address = cw_test_rehearsal_get (owner, "address");
  g_autofree char *folder = cw_test_directory ();
  g_autofree char *path = g_build_filename (folder, "port", NULL);
  g_autoptr (CwTestRehearsal) other = NULL;
  g_autoptr (JsonNode) read = NULL;

  g_assert_true (g_file_set_contents (path, strrchr (address, ':') + 1, -1, NULL));
  other = cw_test_rehearsal_start (folder, NULL);
  g_assert_cmpstr (cw_test_rehearsal_get (other, "address"), !=, address);
  read = cw_test_answer (other, "jira", "GET", ISSUES "/OSW-2010?fields=summary", NULL, 200);
}

static void
test_one_for_a_folder (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autofree char *complaint = NULL;

  g_assert_cmpint (run (cw_test_rehearsal_folder (rehearsal), NULL, &complaint), ==, 1);
  g_assert_nonnull (strstr (complaint, "Another rehearsal is running"));
}

static void
test_wrong_start (void)
{
  g_autofree char *folder = cw_test_directory ();
  g_autofree char *state = g_build_filename (folder, "state.json", NULL);
  g_autofree char *usage = NULL, *time = NULL, *world = NULL, *broken = NULL, *kept = NULL;

  g_assert_cmpint (run (folder, "--port=70000", &usage), ==, 2);
  g_assert_nonnull (strstr (usage, "--state DIR"));
  g_assert_cmpint (run (folder, "--now=today", &time), ==, 2);
  g_assert_nonnull (strstr (time, "2026-11-23T12:00:00Z"));
  g_assert_cmpint (run (folder, "--world=/nonexistent", &world), ==, 1);
  g_assert_nonnull (strstr (world, "/nonexistent"));

  /* A state that can't be read is refused, and stays as it is. */
  g_assert_true (g_file_set_contents (state, "{\"issues\":", -1, NULL));
  g_assert_cmpint (run (folder, NULL, &broken), ==, 1);
  g_assert_nonnull (strstr (broken, "state.json"));
  g_assert_true (g_file_get_contents (state, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "{\"issues\":");
}

static void
test_credentials (void)
{
  static const char *const paths[] = { "/jira/rest/api/3/myself", "/confluence/wiki/api/v2/spaces", "/github/user",
                                       "/state", "/requests" };
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autofree char *slack = NULL;
  guint status = 0;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *answer = cw_test_answer_fetch (rehearsal, paths[i], &status);

      g_test_message ("%s", paths[i]);
      g_assert_nonnull (answer);
      /* GitHub wants to know who asks before it looks at a token. */
      g_assert_cmpuint (status, ==, g_str_has_prefix (paths[i], "/github") ? 403 : 401);
    }
  slack = cw_test_answer_fetch (rehearsal, "/slack/api/auth.test", &status);
  g_assert_cmpstr (slack, ==, "{\"ok\":false,\"error\":\"not_authed\"}");
}

static void
test_log (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (JsonNode) read = cw_test_answer (rehearsal, "jira", "GET", ISSUES "/OSW-2010?fields=summary", NULL, 200);
  g_autoptr (JsonNode) log = cw_test_rehearsal_log (rehearsal);
  g_autofree char *text = json_to_string (log, FALSE);

  cw_test_assert_at (log, "/0/service", "jira");
  cw_test_assert_at (log, "/0/path", ISSUES "/OSW-2010");
  cw_test_assert_at (log, "/0/status", "200");
  g_assert_null (strstr (text, cw_test_rehearsal_get (rehearsal, "token")));
}

static void
test_faults (void)
{
  static const struct
  {
    const char *fault;
    guint status;
    gboolean done;
  } cases[] = {
    { "\"kind\":\"lose-reply\"", 0, TRUE },
    { "\"kind\":\"refuse-connection-before\"", 0, FALSE },
    { "\"kind\":\"cut\"", 0, TRUE },
    { "\"kind\":\"status\",\"status\":503,\"retry-after\":\"2\"", 503, FALSE },
    { "\"kind\":\"not-json\"", 201, TRUE },
    { "\"kind\":\"slow\",\"milliseconds\":20", 201, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
      g_autofree char *fault = g_strdup_printf ("{\"service\":\"jira\",\"method\":\"POST\",\"path\":\"" ISSUES "\",%s}",
                                                cases[i].fault);
      g_autoptr (JsonNode) answer = NULL, state = NULL, healthy = NULL;
      guint status = 0;

      g_test_message ("%s", cases[i].fault);
      cw_test_rehearsal_fault (rehearsal, fault);
      answer = cw_test_rehearsal_call (rehearsal, "jira", "POST", ISSUES, STORY, &status);
      state = cw_test_rehearsal_state (rehearsal);
      healthy = cw_test_answer (rehearsal, "jira", "POST", ISSUES, STORY, 201);
      g_assert_cmpuint (status, ==, cases[i].status);
      cw_test_assert_at (state, "/issues/OSW-2311/key", cases[i].done ? "OSW-2311" : NULL);
      cw_test_assert_at (healthy, "/key", cases[i].done ? "OSW-2312" : "OSW-2311");
    }
}

static void
test_faults_count (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  static const CwTestCall calls[] = {
    { "GET", "/rest/api/3/myself", NULL, 200 }, { "GET", "/rest/api/3/myself", NULL, 429 },
    { "GET", "/rest/api/3/serverInfo", NULL, 200 }, { "GET", "/rest/api/3/myself", NULL, 429 },
    { "GET", "/rest/api/3/myself", NULL, 200 },
  };

  cw_test_rehearsal_fault (rehearsal, "{\"service\":\"jira\",\"path\":\"/rest/api/3/myself\",\"kind\":\"status\","
                                      "\"status\":429,\"skip\":1,\"times\":2}");
  cw_test_answer_all (rehearsal, "jira", calls, G_N_ELEMENTS (calls));
  cw_test_rehearsal_fault (rehearsal, "{\"service\":\"jira\",\"kind\":\"status\",\"times\":9}");
  cw_test_rehearsal_heal (rehearsal);
  cw_test_answer_all (rehearsal, "jira", calls, 1);
}

static void
test_outside (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (JsonNode) issue = NULL, page = NULL, nothing = NULL;

  cw_test_rehearsal_outside (rehearsal, "{\"do\":\"edit-issue\",\"key\":\"OSW-2010\","
                                        "\"fields\":{\"summary\":\"Other\"}}");
  cw_test_rehearsal_outside (rehearsal, "{\"do\":\"edit-page\",\"id\":\"64422907\",\"body\":\"<p>other</p>\"}");
  issue = cw_test_answer (rehearsal, "jira", "GET", ISSUES "/OSW-2010", NULL, 200);
  page = cw_test_answer (rehearsal, "confluence", "GET", "/api/v2/pages/64422907?body-format=storage", NULL, 200);
  nothing = cw_test_answer (rehearsal, "address", "POST", "/outside", "{\"do\":\"edit-page\",\"id\":\"1\"}", 409);
  cw_test_assert_at (issue, "/fields/summary", "Other");
  cw_test_assert_at (page, "/version/number", "2");
  cw_test_assert_at (page, "/body/storage/value", "<p>other</p>");
}

static void
test_web (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (JsonNode) made = cw_test_answer (rehearsal, "jira", "POST", ISSUES, STORY_OF ("<script>alert(1)</script>"),
                                              201);
  g_autoptr (JsonNode) wiki = cw_test_answer (rehearsal, "confluence", "POST", "/api/v2/pages",
                                              "{\"spaceId\":\"98305\",\"status\":\"current\",\"title\":\"A <b> & c\","
                                              "\"body\":{\"representation\":\"storage\",\"value\":\"<p onclick='x()'>"
                                              "<strong>bold</strong><script>x()</script>"
                                              "<a href='javascript:x()'>go</a></p>\"}}", 200);
  guint status = 0;
  g_autofree char *front = cw_test_answer_fetch (rehearsal, "/", &status);
  g_autofree char *issue = cw_test_answer_fetch (rehearsal, "/jira/browse/OSW-2311", &status);
  g_autofree char *page = cw_test_answer_fetch (rehearsal, "/confluence/wiki/spaces/LSSTCOM/pages/70000001/x", &status);
  g_autofree char *channel = cw_test_answer_fetch (rehearsal, "/slack/archives/C0REH0001", &status);
  g_autofree char *nothing = NULL;

  g_assert_cmpuint (status, ==, 200);
  g_assert_nonnull (strstr (channel, "#summit-announce"));
  g_assert_null (strstr (front, "<script>"));
  g_assert_nonnull (strstr (front, "href=\"/jira/browse/OSW-2311\""));
  g_assert_null (strstr (issue, "<script>"));
  g_assert_nonnull (strstr (issue, "&lt;script&gt;alert(1)"));
  g_assert_nonnull (strstr (page, "<strong>bold</strong>"));
  g_assert_nonnull (strstr (page, "A &lt;b&gt; &amp; c"));
  g_assert_null (strstr (page, "<script>"));
  g_assert_null (strstr (page, "onclick"));
  g_assert_null (strstr (page, "javascript:"));
  nothing = cw_test_answer_fetch (rehearsal, "/jira/browse/OSW-1", &status);
  g_assert_cmpuint (status, ==, 404);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/rehearsal/program/restart", test_restart);
  g_test_add_func ("/rehearsal/program/taken-port", test_taken_port);
  g_test_add_func ("/rehearsal/program/one-for-a-folder", test_one_for_a_folder);
  g_test_add_func ("/rehearsal/program/wrong-start", test_wrong_start);
  g_test_add_func ("/rehearsal/program/credentials", test_credentials);
  g_test_add_func ("/rehearsal/program/log", test_log);
  g_test_add_func ("/rehearsal/program/faults", test_faults);
  g_test_add_func ("/rehearsal/program/faults-count", test_faults_count);
  g_test_add_func ("/rehearsal/program/outside", test_outside);
  g_test_add_func ("/rehearsal/program/web", test_web);
  return g_test_run ();
}
