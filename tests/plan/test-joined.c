/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-pins.h"
#include "cw-test-plan.h"
#include "cw-test.h"

/* A component that joins with the plan wasn't there before: it has no image from which it comes. */

#define ENVSYS "applications/envsys/values-summit.yaml"
#define BLOCK(name) name ":\n  image:\n    repository: ts/" name "\n"
#define PINNED(name) BLOCK (name) "    revision: 2\n"

static const CwTestFile environment = { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" };

static void
assert_image (CwPlan     *plan,
              const char *component,
              const char *before,
              const char *after)
{
  g_autoptr (GArray) pins = cw_pins_list (plan, NULL);
  guint n_found = 0;

  for (guint i = 0; i < pins->len; i++)
    {
      const CwPin *pin = &g_array_index (pins, CwPin, i);

      if (!g_str_equal (pin->resolution->component, component))
        continue;
      n_found++;
      g_assert_cmpstr (pin->resolution->before, ==, before);
      g_assert_cmpstr (pin->resolution->after, ==, after);
    }
  g_assert_cmpuint (n_found, ==, 1);
}

static void
test_blocks (void)
{
  const CwTestFile before[] = { environment, { ENVSYS, PINNED ("eas") }, { NULL } };
  const CwTestFile after[] = { environment, { ENVSYS, BLOCK ("new") PINNED ("eas") }, { NULL } };
  const CwTestFile whole[] = { environment, { ENVSYS, PINNED ("eas") },
                               { "applications/obssys/values-summit.yaml", PINNED ("new") }, { NULL } };
  g_autoptr (CwHandEdit) edit = cw_test_hand_edit ("phalanx", ENVSYS, PINNED ("eas"), PINNED ("new") PINNED ("eas"));
  g_autoptr (CwHandEdit) file = cw_test_hand_edit ("phalanx", whole[2].path, NULL, PINNED ("new"));
  g_autoptr (CwPlan) branch = cw_test_plan_branch ("phalanx", "45", before, after);
  g_autoptr (CwPlan) new_file = cw_test_plan_branch ("phalanx", "45", before, whole);
  g_autoptr (CwPlan) by_hand = cw_test_plan_edited ("phalanx", "45", before, NULL, edit);
  g_autoptr (CwPlan) file_by_hand = cw_test_plan_edited ("phalanx", "45", before, NULL, file);
  CwPlan *const plans[] = { branch, new_file, by_hand, file_by_hand };
  static const char *const afters[] = { "ts/new:c0045", "ts/new:c0045.000", "ts/new:c0045.002", "ts/new:c0045.002" };

  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    assert_image (plans[i], "new", NULL, afters[i]);
  assert_image (branch, "eas", "ts/eas:c0044.002", "ts/eas:c0045.000");
  assert_image (new_file, "eas", "ts/eas:c0044.002", "ts/eas:c0045.000");
}

/* An edit by hand moves lines, and has what the plan made of the pins already: each component keeps its own pin, and
 * what it was before. */
static void
test_lines_moved (void)
{
  const CwTestFile files[] = { environment, { ENVSYS, PINNED ("eas") PINNED ("dimm") }, { NULL } };
  static const char *const text = BLOCK ("new") "  env:\n    EXTRA: yes\n" BLOCK ("eas") "    revision: 0\n"
                                  BLOCK ("dimm") "    revision: 3\n";
  g_autoptr (CwHandEdit) edit = cw_test_hand_edit ("phalanx", ENVSYS, BLOCK ("eas") "    revision: 0\n" BLOCK ("dimm")
                                                   "    revision: 0\n", text);
  g_autoptr (CwPlan) plan = cw_test_plan_edited ("phalanx", "45", files, NULL, edit);
  g_autoptr (GArray) pins = cw_pins_list (plan, NULL);

  assert_image (plan, "new", NULL, "ts/new:c0045");
  assert_image (plan, "eas", "ts/eas:c0044.002", "ts/eas:c0045.000");
  assert_image (plan, "dimm", "ts/dimm:c0044.002", "ts/dimm:c0045.003");
  for (guint i = 0; i < pins->len; i++)
    {
      const CwPin *pin = &g_array_index (pins, CwPin, i);
      g_autofree char *key = g_strdup_printf ("#%s.image.revision", pin->resolution->component);

      if (g_str_equal (pin->resolution->component, "new"))
        g_assert_null (pin->mention);
      else
        g_assert_true (pin->mention != NULL && g_str_has_suffix (pin->mention->choice, key));
    }
}

#define SERVICES "services:\n  one:\n    image: example.org/one:${CYCLE}\n"

/* A branch that moved the cycle is what the hosts run: what it brought is there already. */
static void
test_deployed (void)
{
  static const CwTestFile before[] = { { "summit/setup.env", "export CYCLE=c0043\n" },
                                       { "summit/docker-compose.yaml", SERVICES }, { NULL } };
  static const CwTestFile after[] = {
    { "summit/setup.env", "export CYCLE=c0044\n" },
    { "summit/docker-compose.yaml", SERVICES "  two:\n    image: example.org/two:${CYCLE}\n" }, { NULL }
  };
  g_autoptr (CwPlan) deployed = cw_test_plan_branch ("docker-compose-ops", "45", before, after);
  g_autoptr (CwPlan) checked = cw_test_plan_branch ("docker-compose-ops", "44", before, after);
  g_autoptr (CwPlan) revised = cw_test_plan_branch ("docker-compose-ops", "c0044.003", before, after);

  assert_image (deployed, "two", "example.org/two:c0044", "example.org/two:c0045");
  assert_image (checked, "two", NULL, "example.org/two:c0044");
  assert_image (revised, "two", "example.org/two:c0044", "example.org/two:c0044");
}

static void
test_services (void)
{
  static const CwTestFile before[] = { { "summit/setup.env", "export CYCLE=c0044\n" },
                                       { "summit/docker-compose.yaml", SERVICES }, { NULL } };
  static const CwTestFile after[] = {
    { "summit/setup.env", "export CYCLE=c0044\n" },
    { "summit/docker-compose.yaml", SERVICES "  two:\n    image: example.org/two:${CYCLE}\n" }, { NULL }
  };
  g_autoptr (CwPlan) branch = cw_test_plan_branch ("docker-compose-ops", "45", before, after);
  g_autoptr (CwPlan) there = cw_test_plan_branch ("docker-compose-ops", "45", after, after);

  assert_image (branch, "one", "example.org/one:c0044", "example.org/one:c0045");
  assert_image (branch, "two", NULL, "example.org/two:c0045");
  assert_image (there, "two", "example.org/two:c0044", "example.org/two:c0045");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/joined/blocks", test_blocks);
  g_test_add_func ("/joined/deployed", test_deployed);
  g_test_add_func ("/joined/lines-moved", test_lines_moved);
  g_test_add_func ("/joined/services", test_services);
  return g_test_run ();
}
