/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-error.h"
#include "cw-test.h"

static void
test_convert (void)
{
  static const struct
  {
    int from;
    CwError to;
  } cases[] = {
    { G_IO_ERROR_CANCELLED, CW_ERROR_CANCELLED },
    { G_IO_ERROR_NOT_FOUND, CW_ERROR_NOT_FOUND },
    { G_IO_ERROR_NO_SPACE, CW_ERROR_STORAGE },
    { G_IO_ERROR_CONNECTION_REFUSED, CW_ERROR_OFFLINE },
    { G_IO_ERROR_EXISTS, CW_ERROR_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, cases[i].from, "disk says no");

      cw_error_convert (&error, "Reading summit/setup.env");
      g_assert_error (error, CW_ERROR, (int) cases[i].to);
      g_assert_cmpstr (error->message, ==, "Reading summit/setup.env: disk says no");
    }
}

static void
test_keep_kind (void)
{
  g_autoptr (GError) error = g_error_new_literal (CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME, "no answer");

  cw_error_convert (&error, "Creating a ticket");
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  g_assert_false (cw_error_is_retryable (error));
  g_assert_false (cw_error_is_cancelled (error));
}

static void
test_unwanted (void)
{
  cw_error_convert (NULL, "Reading summit/setup.env");
}

static void
test_words_differ (void)
{
  for (int i = 0; i <= CW_ERROR_INTERNAL; i++)
    for (int j = 0; j < i; j++)
      g_assert_cmpstr (cw_error_code_to_word (i), !=, cw_error_code_to_word (j));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/error/convert", test_convert);
  g_test_add_func ("/error/keep-kind", test_keep_kind);
  g_test_add_func ("/error/unwanted", test_unwanted);
  g_test_add_func ("/error/words-differ", test_words_differ);
  return g_test_run ();
}
