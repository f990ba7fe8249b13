/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-template.h"
#include "cw-test.h"

static GHashTable *
make_variables (void)
{
  GHashTable *variables = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (variables, (char *) "site", (char *) "Tucson test stand");
  g_hash_table_insert (variables, (char *) "cycle", (char *) "Cycle 45");
  g_hash_table_insert (variables, (char *) "odd", (char *) "{site} }} %s");
  g_hash_table_insert (variables, (char *) "empty", (char *) "");
  return variables;
}

static void
test_expand (void)
{
  static const char *const cases[][2] = {
    { "", "" },
    { "plain", "plain" },
    { "Ready {site} for {cycle}", "Ready Tucson test stand for Cycle 45" },
    { "{{site}}", "{site}" },
    { "{{{site}}}", "{Tucson test stand}" },
    { "{odd}", "{site} }} %s" },
    { "[{empty}]", "[]" },
    { "é{site}é", "éTucson test standé" },
  };
  g_autoptr (GHashTable) variables = make_variables ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = cw_template_expand (cases[i][0], variables, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, cases[i][1]);
    }
}

static void
test_refuse (void)
{
  static const char *const cases[][2] = {
    { "a {place} b", "“{place}” is unknown; these can be used here: cycle, empty, odd, site" },
    { "a {", "has no “}”" },
    { "a {site", "has no “}”" },
    { "a {site {cycle}", "has no “}”" },
    { "a } b", "has no “{”" },
    { "é{éééééééééééééééééééééé", "(before “éééééééééééééééééééé”)" },
    { "{}", "is no placeholder" },
    { "{ site }", "is no placeholder" },
    { "{{site}", "has no “{”" },
  };
  static const char *const known[] = { "cycle", "empty", "odd", "site", NULL };
  g_autoptr (GHashTable) variables = make_variables ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL, check_error = NULL;

      g_assert_null (cw_template_expand (cases[i][0], variables, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
      g_assert_nonnull (strstr (error->message, cases[i][1]));
      g_assert_false (cw_template_check (cases[i][0], known, &check_error));
      g_assert_error (check_error, CW_ERROR, CW_ERROR_VALIDATION);
      g_assert_cmpstr (check_error->message, ==, error->message);
    }
}

static void
test_check (void)
{
  static const char *const known[] = { "site", NULL };
  static const char *const none[] = { NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_template_check ("{site} {{x}}", known, &error));
  g_assert_true (cw_template_check ("text", none, &error));
  g_assert_no_error (error);
  g_assert_false (cw_template_check ("{site}", none, &error));
  g_assert_nonnull (strstr (error->message, "no placeholders"));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/template/expand", test_expand);
  g_test_add_func ("/template/refuse", test_refuse);
  g_test_add_func ("/template/check", test_check);
  return g_test_run ();
}
