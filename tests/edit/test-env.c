/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-env.h"
#include "cw-error.h"
#include "cw-test.h"

static const char *const sample =
  "# the cycle=c0001 of a comment\r\n"
  "export CYCLE=c0038\r\n"
  "  export\trev=.003 # pinned\r\n"
  "cycle=\"c0038\"\n"
  "quoted='a b'\n"
  "open=\"never\n"
  "exported=1\n"
  "not an assignment\n"
  "empty=\n"
  "cycle=c0037";

static void
test_read (void)
{
  g_autoptr (GBytes) text = g_bytes_new_static (sample, strlen (sample));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = cw_env_read (text, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 8);
  g_assert_cmpstr (cw_env_lookup (entries, "CYCLE")->value, ==, "c0038");
  g_assert_cmpuint (cw_env_lookup (entries, "CYCLE")->line, ==, 2);
  g_assert_cmpstr (cw_env_lookup (entries, "rev")->value, ==, ".003");
  g_assert_cmpstr (cw_env_lookup (entries, "quoted")->value, ==, "a b");
  g_assert_cmpstr (cw_env_lookup (entries, "open")->value, ==, "\"never");
  g_assert_cmpstr (cw_env_lookup (entries, "exported")->value, ==, "1");
  g_assert_cmpstr (cw_env_lookup (entries, "empty")->value, ==, "");
  g_assert_cmpstr (cw_env_lookup (entries, "cycle")->value, ==, "c0037");
  g_assert_null (cw_env_lookup (entries, "not"));
}

static void
test_edit (void)
{
  g_autoptr (GBytes) text = g_bytes_new_static (sample, strlen (sample));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = cw_env_read (text, &error), after = NULL, edits = NULL;
  g_autoptr (GBytes) result = NULL;
  g_autofree char *changed = NULL;

  edits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_edit_free);
  g_ptr_array_add (edits, cw_env_edit (entries->pdata[0], "c0039", &error));
  g_ptr_array_add (edits, cw_env_edit (entries->pdata[2], "c0039", &error));
  g_assert_no_error (error);
  result = cw_edits_apply (text, edits, &error);
  changed = g_strndup (g_bytes_get_data (result, NULL), g_bytes_get_size (result));
  g_assert_nonnull (strstr (changed, "export CYCLE=c0039\r\n"));
  g_assert_nonnull (strstr (changed, "cycle=\"c0039\"\n"));
  g_assert_cmpuint (strlen (changed), ==, strlen (sample));

  after = cw_env_read (result, &error);
  g_assert_true (cw_env_verify (entries, after, edits, &error));
  g_assert_no_error (error);
  g_ptr_array_remove_index (edits, 1);
  g_assert_false (cw_env_verify (entries, after, edits, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
}

static void
test_refuse (void)
{
  g_autoptr (GBytes) binary = g_bytes_new_static ("cycle=\0", 7);
  g_autoptr (GBytes) text = g_bytes_new_static ("cycle=c0001", 11);
  g_autoptr (GError) error = NULL, value_error = NULL;
  g_autoptr (GPtrArray) entries = cw_env_read (text, NULL);

  g_assert_null (cw_env_read (binary, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
  g_assert_null (cw_env_edit (entries->pdata[0], "$(reboot)", &value_error));
  g_assert_error (value_error, CW_ERROR, CW_ERROR_VALIDATION);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/env/read", test_read);
  g_test_add_func ("/env/edit", test_edit);
  g_test_add_func ("/env/refuse", test_refuse);
  return g_test_run ();
}
