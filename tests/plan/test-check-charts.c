/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-test-plan.h"
#include "cw-test.h"

#define AUXTEL "applications/auxtel/values-summit.yaml"

/* A component that every site has without a dependency has a chart of its own. */
static void
test_component (void)
{
  g_autoptr (CwPlan) plan = cw_test_plan_auxtel ("atdome:\n  image: {}\nataos:\n  env: {}\nglobal:\n  env: {}\n"
                                                 "other: {}\nown-chart:\n  env: {}\n");

  g_assert_cmpstr (cw_test_find_alarm (plan, "chart")->value, ==, "ataos");
  g_assert_cmpuint (cw_test_find_alarm (plan, "chart")->line, ==, 3);
  g_assert_cmpstr (cw_test_find_alarm (plan, "producers")->value, ==, "atdome");
  g_assert_cmpuint (cw_test_count_alarms (plan), ==, 2);
}

/* What only another site's file has as well is no better for it: a copied block lacks its dependency there, too. A
 * chart below the application's own one needs none. */
static void
test_copied_component (void)
{
  static const char *const base = "dimm:\n  image: {}\n", *const both = "dimm:\n  image: {}\nnew:\n  image: {}\n";
  const char *path = "applications/auxtel/values-base.yaml";
  const CwTestFile files[] = {
    { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" },
    { "applications/auxtel/Chart.yaml", "dependencies:\n- name: csc\n  alias: dimm\n" },
    { AUXTEL, base }, { path, both }, { NULL }, { NULL },
  };
  CwTestFile charted[G_N_ELEMENTS (files)];
  g_autoptr (CwHandEdit) edit = cw_test_hand_edit ("phalanx", AUXTEL, base, both);
  g_autoptr (CwHandEdit) cut = cw_test_hand_edit ("phalanx", files[1].path, files[1].text, "dependencies: []\n");
  g_autoptr (CwPlan) copied = cw_test_plan_edited ("phalanx", "45", files, NULL, edit);
  g_autoptr (CwPlan) taken_out = cw_test_plan_edited ("phalanx", "45", files, NULL, cut);
  g_autoptr (CwPlan) with_chart = NULL;

  memcpy (charted, files, sizeof files);
  charted[4] = (CwTestFile) { "applications/auxtel/charts/new/Chart.yaml", "name: new\n" };
  with_chart = cw_test_plan_edited ("phalanx", "45", charted, NULL, edit);
  g_assert_cmpstr (cw_test_find_alarm (copied, "chart")->value, ==, "new");
  g_assert_cmpuint (cw_test_find_alarm (copied, "chart")->line, ==, 3);
  g_assert_cmpstr (cw_test_find_alarm (taken_out, "chart")->value, ==, "dimm");
  g_assert_null (cw_test_find_alarm (with_chart, "chart"));
}

/* The chart as a person's edit will make it is what counts. */
static void
test_edited_chart (void)
{
  const CwTestFile files[] = {
    { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" },
    { "applications/auxtel/Chart.yaml", "dependencies:\n- name: csc\n  alias: atdome\n" },
    { AUXTEL, "atdome:\n  image: {}\nataos:\n  image: {}\n" },
    { NULL },
  };
  g_autofree char *chart = g_strconcat (files[1].text, "- name: csc\n  alias: ataos\n", NULL);
  g_autoptr (CwHandEdit) edit = cw_test_hand_edit ("phalanx", files[1].path, files[1].text, chart);
  g_autoptr (CwPlan) before = cw_test_plan ("phalanx", "summit", "45", files);
  g_autoptr (CwPlan) after = cw_test_plan_edited ("phalanx", "45", files, NULL, edit);

  g_assert_cmpstr (cw_test_find_alarm (before, "chart")->value, ==, "ataos");
  g_assert_null (cw_test_find_alarm (after, "chart"));
}

/* A chart that can't be read ends its check, and isn't passed over for it. */
static void
test_broken_chart (void)
{
  const CwTestFile files[] = {
    { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" },
    { "applications/auxtel/Chart.yaml", "dependencies: [1\n" }, { AUXTEL, "atdome:\n  image: {}\n" }, { NULL },
  };
  g_autoptr (CwHandEdit) edit = cw_test_hand_edit ("phalanx", files[1].path, files[1].text, "dependencies: []\n");
  g_autoptr (CwPlan) broken = cw_test_plan ("phalanx", "summit", "45", files);
  g_autoptr (CwPlan) mended = cw_test_plan_edited ("phalanx", "45", files, NULL, edit);

  g_assert_true (cw_test_has_warning (broken, "unreadable-phalanx/applications/auxtel/Chart.yaml"));
  g_assert_false (cw_test_has_warning (mended, "unreadable-"));
  g_assert_cmpstr (cw_test_find_alarm (mended, "chart")->value, ==, "atdome");
}

/* A branch or an edit that takes the chart away, or all that it says of dependencies, or a component's own chart. */
static void
test_chart_gone (void)
{
  static const char *const chart = "applications/auxtel/Chart.yaml";
  static const char *const own = "applications/auxtel/charts/own/Chart.yaml";
  const CwTestFile before[] = {
    { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" },
    { AUXTEL, "global:\n  env: {}\nown:\n  image: {}\ndimm:\n  image: {}\n" },
    { "applications/auxtel/values-base.yaml", "own:\n  image: {}\ndimm:\n  image: {}\n" },
    { chart, "name: auxtel\ndependencies:\n- name: csc\n  alias: dimm\n" }, { own, "name: own\n" }, { NULL },
  };
  const CwTestFile without[] = { before[0], before[1], before[2], before[4], { NULL } };
  const CwTestFile emptied[] = { before[0], before[1], before[2], { chart, "name: auxtel\n" }, before[4], { NULL } };
  const CwTestFile without_own[] = { before[0], before[1], before[2], before[3], { NULL } };
  g_autoptr (CwHandEdit) edit = cw_test_hand_edit ("phalanx", chart, before[3].text, NULL);
  g_autoptr (CwPlan) same = cw_test_plan_branch ("phalanx", "45", before, before);
  g_autoptr (CwPlan) gone = cw_test_plan_branch ("phalanx", "45", before, without);
  g_autoptr (CwPlan) none = cw_test_plan_branch ("phalanx", "45", before, emptied);
  g_autoptr (CwPlan) own_gone = cw_test_plan_branch ("phalanx", "45", before, without_own);
  g_autoptr (CwPlan) never = cw_test_plan_branch ("phalanx", "45", without, without);
  g_autoptr (CwPlan) by_hand = cw_test_plan_edited ("phalanx", "45", before, NULL, edit);

  g_assert_null (cw_test_find_alarm (same, "chart"));
  g_assert_cmpstr (cw_test_find_alarm (gone, "chart")->value, ==, "Chart.yaml");
  g_assert_cmpuint (cw_test_find_alarm (gone, "chart")->line, ==, 3);
  g_assert_cmpstr (cw_test_find_alarm (none, "chart")->value, ==, "dimm");
  g_assert_cmpstr (cw_test_find_alarm (own_gone, "chart")->value, ==, "own");
  g_assert_null (cw_test_find_alarm (never, "chart"));
  g_assert_cmpstr (cw_test_find_alarm (by_hand, "chart")->value, ==, "Chart.yaml");
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data = NULL;

  cw_test_init (&argc, &argv);
  data = cw_test_source ("data");
  g_setenv ("CYCLEWRIGHT_SOURCE_DATA", data, TRUE);
  g_test_add_func ("/check-charts/component", test_component);
  g_test_add_func ("/check-charts/copied-component", test_copied_component);
  g_test_add_func ("/check-charts/edited-chart", test_edited_chart);
  g_test_add_func ("/check-charts/broken-chart", test_broken_chart);
  g_test_add_func ("/check-charts/chart-gone", test_chart_gone);
  return g_test_run ();
}
