/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-log.h"
#include "cw-test.h"

static void
test_patterns (void)
{
  static const char *const cases[][2] = {
    { "nothing here", "nothing here" },
    { "Authorization: Basic bWU6dG9rZW4=\nAccept: */*", "Authorization: ••••\nAccept: */*" },
    { "> authorization: Bearer abc.def-ghi", "> authorization: ••••" },
    { "sent Basic bWU6dG9rZW4= there", "sent Basic •••• there" },
    { "token xoxb-12-34-aBc, then", "token xoxb-••••, then" },
    { "ghp_0123456789abcdef.", "ghp_••••." },
    { "github_pat_11AB_cd end", "github_pat_•••• end" },
    { "ATATT3xFfGF0abc=1 end", "ATATT•••• end" },
    { "https://me:pass@word@example.org/x?a=b", "https://••••@example.org/x?a=b" },
    { "https://abcdef@github.com/a/b", "https://••••@github.com/a/b" },
    { "ssh://me:secret@host/x", "ssh://••••@host/x" },
    { "ssh://git@github.com/a/b", "ssh://git@github.com/a/b" },
    { "https://example.org/a@b", "https://example.org/a@b" },
    { "GET /x?token=abc&n=1", "GET /x?token=••••&n=1" },
    { "broken \xff bytes", "broken \xef\xbf\xbd bytes" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = cw_redact (cases[i][0]);

      g_assert_cmpstr (text, ==, cases[i][1]);
    }
}

static void
test_registered (void)
{
  g_autofree char *before = cw_redact ("p/ss word");
  g_autofree char *plain = NULL, *encoded = NULL, *longer = NULL, *brief = NULL;

  g_assert_cmpstr (before, ==, "p/ss word");
  cw_redact_add ("p/ss word");
  cw_redact_add ("p/ss word and more");
  cw_redact_add ("p/ss word");
  cw_redact_add ("abc");
  plain = cw_redact ("(p/ss word)");
  encoded = cw_redact ("x=p%2Fss%20word;");
  longer = cw_redact ("[p/ss word and more]");
  brief = cw_redact ("abc");
  g_assert_cmpstr (plain, ==, "(••••)");
  g_assert_cmpstr (encoded, ==, "x=••••;");
  g_assert_cmpstr (longer, ==, "[••••]");
  g_assert_cmpstr (brief, ==, "abc");
}

static gpointer
redact_often (gpointer data)
{
  for (int i = 0; i < 200; i++)
    {
      g_autofree char *secret = g_strdup_printf ("secret-%d-%d", GPOINTER_TO_INT (data), i);
      g_autofree char *text = NULL;

      cw_redact_add (secret);
      text = cw_redact (secret);
      g_assert_cmpstr (text, ==, "••••");
    }
  return NULL;
}

static void
test_threads (void)
{
  GThread *threads[4];

  for (int i = 0; i < 4; i++)
    threads[i] = g_thread_new ("redact", redact_often, GINT_TO_POINTER (i));
  for (int i = 0; i < 4; i++)
    g_thread_join (threads[i]);
}

static void
say_things (gboolean debug)
{
  cw_log_init (debug);
  cw_redact_add ("hunter22");
  g_log_structured ("cw-http", G_LOG_LEVEL_DEBUG, "MESSAGE", "GET with %s", "hunter22");
  g_log_structured ("elsewhere", G_LOG_LEVEL_DEBUG, "MESSAGE", "chatter");
  g_log_structured ("elsewhere", G_LOG_LEVEL_MESSAGE, "MESSAGE", "Authorization: Basic YWJjZGVmZw==");
}

static void
test_debug (void)
{
  if (g_test_subprocess ())
    {
      say_things (TRUE);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*GET with ••••*Authorization: ••••*");
  g_test_trap_assert_stderr_unmatched ("*hunter22*");
  g_test_trap_assert_stderr_unmatched ("*YWJj*");
  g_test_trap_assert_stderr_unmatched ("*chatter*");
  g_test_trap_assert_stdout_unmatched ("*GET with*");
}

static void
test_quiet (void)
{
  if (g_test_subprocess ())
    {
      say_things (FALSE);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*Authorization: ••••*");
  g_test_trap_assert_stderr_unmatched ("*GET with*");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/log/patterns", test_patterns);
  g_test_add_func ("/log/registered", test_registered);
  g_test_add_func ("/log/threads", test_threads);
  g_test_add_func ("/log/debug", test_debug);
  g_test_add_func ("/log/quiet", test_quiet);
  return g_test_run ();
}
