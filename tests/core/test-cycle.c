/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-cycle.h"
#include "cw-error.h"
#include "cw-test.h"

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    const char *tag;
    const char *bare;
    const char *words;
  } cases[] = {
    { "45", "c0045", "c0045", "Cycle 45" },
    { " 45\n", "c0045", "c0045", "Cycle 45" },
    { "0045", "c0045", "c0045", "Cycle 45" },
    { "c0045", "c0045", "c0045", "Cycle 45" },
    { "c0045.003", "c0045.003", "c0045", "Cycle 45 revision 3" },
    { "c0045.000", "c0045.000", "c0045", "Cycle 45 revision 0" },
    { "k0004", "k0004", "k0004", "Cycle k0004" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *tag = NULL, *bare = NULL, *words = NULL;
      CwCycle cycle;

      g_assert_true (cw_cycle_parse (cases[i].text, &cycle, &error));
      g_assert_no_error (error);
      tag = cw_cycle_to_tag (&cycle);
      bare = cw_cycle_to_bare_tag (&cycle);
      words = cw_cycle_to_text (&cycle);
      g_assert_cmpstr (tag, ==, cases[i].tag);
      g_assert_cmpstr (bare, ==, cases[i].bare);
      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_refuse (void)
{
  static const char *const cases[] = {
    "", "0", "c0000", "c45", "45.003", "10000", "c00450", "c0045.3", "c0045.0030", "x0045", "C0045", "-1", "4 5",
    "c0045x", "\xff\xfe", "99999999999999999999",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      CwCycle cycle = { 'z', 7, 7 };

      g_assert_false (cw_cycle_parse (cases[i], &cycle, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
      g_assert_cmpint (cycle.number, ==, 7);
    }
}

static void
test_scan (void)
{
  CwCycle cycle;
  gsize used = 0;

  g_assert_true (cw_cycle_scan ("c0022.CUSTOM", 12, &cycle, &used));
  g_assert_cmpuint (used, ==, 5);
  g_assert_cmpint (cycle.revision, ==, CW_CYCLE_NO_REVISION);
  g_assert_true (cw_cycle_scan ("c0022.003\"", 10, &cycle, &used));
  g_assert_cmpuint (used, ==, 9);
  g_assert_cmpint (cycle.revision, ==, 3);
  g_assert_true (cw_cycle_scan ("c0022.0034", 10, &cycle, &used));
  g_assert_cmpuint (used, ==, 5);
  g_assert_false (cw_cycle_scan ("c00225", 6, &cycle, &used));
  g_assert_false (cw_cycle_scan ("c002", 4, &cycle, &used));
  g_assert_false (cw_cycle_scan ("", 0, &cycle, &used));
}

static void
test_order (void)
{
  static const char *const ordered[] = { "c0009", "c0044", "c0044.000", "c0044.003", "c0045", "k0001" };

  for (guint i = 0; i < G_N_ELEMENTS (ordered); i++)
    for (guint j = 0; j < G_N_ELEMENTS (ordered); j++)
      {
        CwCycle a, b;
        int order;

        g_assert_true (cw_cycle_parse (ordered[i], &a, NULL));
        g_assert_true (cw_cycle_parse (ordered[j], &b, NULL));
        order = cw_cycle_compare (&a, &b);
        g_assert_cmpint ((order > 0) - (order < 0), ==, (i > j) - (i < j));
        g_assert_cmpint (cw_cycle_equal (&a, &b), ==, i == j);
      }
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/cycle/parse", test_parse);
  g_test_add_func ("/cycle/refuse", test_refuse);
  g_test_add_func ("/cycle/scan", test_scan);
  g_test_add_func ("/cycle/order", test_order);
  return g_test_run ();
}
