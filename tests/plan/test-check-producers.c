/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-test-plan.h"
#include "cw-test.h"

#define ENVSYS "applications/envsys/values-summit.yaml"
#define LOVE "applications/love/values-summit.yaml"
#define CHART "applications/envsys/Chart.yaml"
#define DEPENDENCIES(names) "dependencies: [" names "]\n"
#define DEPENDENCY(name) "{name: csc, alias: " name "},"

/* Two producers for the same component, in a list or a mapping; another list may name it as well. */
static void
test_twice (void)
{
  static const struct
  {
    const char *text;
    guint line;
  } cases[] = {
    { "producers:\n- name: a1\n  csc: A:1\n- name: a2\n  csc: A:1\n", 5 },
    { "producers:\n  a1: A:1\n  a2: A:1\n", 3 },
    { "producers:\n  a1: A:1\n  a2: A:2\n", 0 },
    { "one:\n  producers:\n  - name: a1\n    csc: A:1\ntwo:\n  producers:\n  - name: a1\n    csc: A:1\n", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const CwTestFile files[] = {
        { "apps/a/values-summit.yaml", "image:\n  repository: a\n  tag: c0044\n" },
        { "apps/love-producer/values-summit.yaml", cases[i].text },
        { NULL },
      };
      g_autoptr (CwPlan) plan = cw_test_plan ("argocd-csc", "summit", "45", files);
      const CwPlanWarning *alarm = cw_test_find_alarm (plan, "producers");

      g_assert_cmpuint (alarm != NULL ? alarm->line : 0, ==, cases[i].line);
    }
}

static const CwTestFile environment = { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" };
static const CwTestFile chart = {
  CHART, DEPENDENCIES (DEPENDENCY ("dream") DEPENDENCY ("eas") DEPENDENCY ("gis") DEPENDENCY ("hvac")
                       DEPENDENCY ("new"))
};

static CwPlan *
plan_branch (const char *envsys_before,
             const char *love_before,
             const char *envsys,
             const char *love)
{
  const CwTestFile before[] = { environment, chart, { ENVSYS, envsys_before }, { LOVE, love_before }, { NULL } };
  const CwTestFile after[] = { environment, chart, { ENVSYS, envsys }, { love != NULL ? LOVE : NULL, love }, { NULL } };

  return cw_test_plan_branch ("phalanx", "45", before, after);
}

static void
assert_alarm (CwPlan     *plan,
              const char *value,
              guint       line)
{
  const CwPlanWarning *alarm = cw_test_find_alarm (plan, "producers");

  g_assert_cmpstr (alarm != NULL ? alarm->value : NULL, ==, value);
  g_assert_cmpuint (alarm != NULL ? alarm->line : 0, ==, line);
}

/* A producer that was there and isn't any more, though its component runs on: also where no other site has one. */
static void
test_taken_out (void)
{
  static const char *const both = "dream:\n  image: {}\neas:\n  image: {}\n";
  static const char *const producers = "producers:\n- name: dream\n  csc: DREAM:0\n- name: eas\n  csc: EAS:0\n";
  static const char *const one = "producers:\n- name: eas\n  csc: EAS:0\n";
  const CwTestFile files[] = { environment, chart, { ENVSYS, both }, { LOVE, producers }, { NULL } };
  g_autoptr (CwHandEdit) edit = cw_test_hand_edit ("phalanx", LOVE, producers, one);
  g_autoptr (CwPlan) taken_out = plan_branch (both, producers, both, one);
  g_autoptr (CwPlan) by_hand = cw_test_plan_edited ("phalanx", "45", files, NULL, edit);
  g_autoptr (CwPlan) both_out = plan_branch (both, producers, "eas:\n  image: {}\n", one);
  g_autoptr (CwPlan) off = plan_branch (both, producers, "dream:\n  enabled: false\n  image: {}\neas:\n  image: {}\n",
                                        one);
  g_autoptr (CwPlan) renamed = plan_branch (both, producers, both, "producers:\n- name: a\n  csc: DREAM:0\n"
                                                                   "- name: eas\n  csc: EAS:0\n");
  g_autoptr (CwPlan) never = plan_branch (both, one, both, one);
  g_autoptr (CwPlan) file = plan_branch ("dream:\n  image: {}\n", producers, "dream:\n  image: {}\n", NULL);

  assert_alarm (taken_out, "dream", 1);
  assert_alarm (by_hand, "dream", 1);
  assert_alarm (both_out, NULL, 0);
  assert_alarm (off, NULL, 0);
  assert_alarm (renamed, NULL, 0);
  assert_alarm (never, NULL, 0);
  assert_alarm (file, "dream", 1);
}

/* A component that is brought where those beside it have producers, but for a few. */
static void
test_brought (void)
{
  static const char *const before = "eas:\n  image: {}\ngis:\n  image: {}\nhvac:\n  image: {}\n";
  static const char *const all = "producers:\n- name: eas\n  csc: EAS:0\n- name: gis\n  csc: GIS:0\n"
                                 "- name: hvac\n  csc: HVAC:0\n";
  static const char *const few = "producers:\n- name: eas\n  csc: EAS:0\n- name: gis\n  csc: GIS:0\n";
  g_autofree char *after = g_strconcat (before, "new:\n  image: {}\n", NULL);
  g_autofree char *off = g_strconcat (before, "new:\n  enabled: false\n  image: {}\n", NULL);
  g_autofree char *with = g_strconcat (all, "- name: new\n  csc: New:0\n", NULL);
  const CwTestFile files[] = { environment, chart, { ENVSYS, before }, { LOVE, all }, { NULL } };
  g_autoptr (CwHandEdit) edit = cw_test_hand_edit ("phalanx", ENVSYS, before, after);
  g_autoptr (CwPlan) brought = plan_branch (before, all, after, all);
  g_autoptr (CwPlan) by_hand = cw_test_plan_edited ("phalanx", "45", files, NULL, edit);
  g_autoptr (CwPlan) complete = plan_branch (before, all, after, with);
  g_autoptr (CwPlan) was_there = plan_branch (after, all, after, all);
  g_autoptr (CwPlan) unusual = plan_branch (before, few, after, few);
  g_autoptr (CwPlan) beside_two = plan_branch ("eas:\n  image: {}\ngis:\n  image: {}\n", few,
                                               "eas:\n  image: {}\ngis:\n  image: {}\nnew:\n  image: {}\n", few);
  g_autoptr (CwPlan) beside_one = plan_branch ("eas:\n  image: {}\n", few,
                                               "eas:\n  image: {}\nnew:\n  image: {}\n", few);
  g_autoptr (CwPlan) switched_off = plan_branch (before, all, off, all);

  assert_alarm (brought, "new", 7);
  assert_alarm (by_hand, "new", 7);
  assert_alarm (complete, NULL, 0);
  assert_alarm (was_there, NULL, 0);
  assert_alarm (unusual, NULL, 0);
  assert_alarm (beside_two, "new", 5);
  assert_alarm (beside_one, NULL, 0);
  assert_alarm (switched_off, NULL, 0);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data = NULL;

  cw_test_init (&argc, &argv);
  data = cw_test_source ("data");
  g_setenv ("CYCLEWRIGHT_SOURCE_DATA", data, TRUE);
  g_test_add_func ("/check-producers/twice", test_twice);
  g_test_add_func ("/check-producers/taken-out", test_taken_out);
  g_test_add_func ("/check-producers/brought", test_brought);
  return g_test_run ();
}
