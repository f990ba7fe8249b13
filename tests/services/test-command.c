/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-command.h"
#include "cw-error.h"
#include "cw-test.h"

static CwCommandResult *
run (const char   *script,
     const char   *argument,
     guint         timeout,
     GCancellable *cancellable,
     GError      **error)
{
  const char *argv[] = { "sh", "-c", script, "test", argument, NULL };

  return cw_command_run (argv, timeout, cancellable, error);
}

static void
test_result (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCommandResult) result = run ("echo \"$1\"; echo oops >&2; exit 3", "a; b $(c) \"d\"", 60, NULL, &error);
  g_autoptr (CwCommandResult) signalled = run ("kill -9 $$", NULL, 60, NULL, NULL);
  g_autoptr (CwCommandResult) bytes = run ("printf 'a\\377b'", NULL, 60, NULL, NULL);
  g_autoptr (CwCommandResult) input = run ("cat; echo end", NULL, 60, NULL, NULL);

  g_assert_no_error (error);
  g_assert_cmpint (result->status, ==, 3);
  g_assert_cmpstr (result->output, ==, "a; b $(c) \"d\"\n");
  g_assert_cmpstr (result->errors, ==, "oops\n");
  g_assert_cmpint (signalled->status, ==, -1);
  g_assert_true (g_utf8_validate (bytes->output, -1, NULL));
  g_assert_cmpstr (input->output, ==, "end\n");
}

static void
test_absent (void)
{
  const char *argv[] = { "no-such-program-anywhere", NULL };
  g_autofree char *path = cw_command_find (argv[0]);
  g_autofree char *shell = cw_command_find ("sh");
  g_autofree char *nothing = cw_command_find ("");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCommandResult) result = cw_command_run (argv, 60, NULL, &error);

  g_assert_null (path);
  g_assert_null (nothing);
  g_assert_nonnull (shell);
  g_assert_null (result);
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, argv[0]));
}

static void
test_surroundings (void)
{
  g_autoptr (CwCommandResult) result = NULL;

  g_setenv ("CYCLEWRIGHT_JIRA_TOKEN", "s3cret-one", TRUE);
  g_setenv ("MY_PASSWORD", "s3cret-two", TRUE);
  g_setenv ("LC_TIME", "C.UTF-8", TRUE);
  result = run ("env", NULL, 60, NULL, NULL);
  g_assert_nonnull (strstr (result->output, "PATH="));
  g_assert_nonnull (strstr (result->output, "LC_TIME=C.UTF-8"));
  g_assert_null (strstr (result->output, "s3cret"));
}

/* It runs in the folder, but never what lies there under its name. */
static void
test_folder (void)
{
  const char *argv[] = { "pwd", NULL };
  g_autofree char *folder = cw_test_directory ();
  g_autofree char *trap = g_build_filename (folder, "pwd", NULL);
  g_autoptr (CwCommandResult) result = NULL;

  g_assert_true (g_file_set_contents_full (trap, "#!/bin/sh\necho trap\n", -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  result = cw_command_run_in (folder, argv, 60, NULL, NULL);
  g_strchomp (result->output);
  g_assert_cmpstr (result->output, ==, folder);
}

static void
test_too_much (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCommandResult) result = run ("while :; do echo 0123456789012345678901234567890123456789; done", NULL, 60,
                                            NULL, &error);

  g_assert_null (result);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
}

/* What the program started and left behind holds its output open, and goes with it. */
static void
test_timeout (gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCommandResult) result = run (data, NULL, 1, NULL, &error);

  g_assert_null (result);
  g_assert_error (error, CW_ERROR, CW_ERROR_TIMED_OUT);
}

static gpointer
cancel (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel, cancellable);
  g_autoptr (CwCommandResult) result = run ("sleep 600", NULL, 600, cancellable, &error);

  g_thread_join (thread);
  g_assert_null (result);
  g_assert_error (error, CW_ERROR, CW_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/services/command/result", test_result);
  g_test_add_func ("/services/command/absent", test_absent);
  g_test_add_func ("/services/command/surroundings", test_surroundings);
  g_test_add_func ("/services/command/folder", test_folder);
  g_test_add_func ("/services/command/too-much", test_too_much);
  g_test_add_data_func ("/services/command/timeout", "sleep 600", test_timeout);
  g_test_add_data_func ("/services/command/left-behind", "sleep 600 & exit 0", test_timeout);
  g_test_add_func ("/services/command/cancel", test_cancel);
  return g_test_run ();
}
