/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-test-plan.h"
#include "cw-test.h"

#define ENVSYS "applications/envsys/values-summit.yaml"
#define LIST "applications/love/values-summit.yaml"
#define LOVE "deploy/summit/docker-compose.yml"
#define BLOCK(name) name ":\n  image:\n    repository: ts/" name "\n"
#define SERVICE(name) "  producer-" name ":\n    image: love:${cycle}\n"
#define SERVICES(producers) "services:\n  redis:\n    image: redis:5.0.3\n" producers
#define LISTED "producers: [{name: eas, csc: EAS:0}, {name: gis, csc: GIS:0}, {name: hvac, csc: HVAC:0}]\n"
#define THREE BLOCK ("eas") BLOCK ("gis") BLOCK ("hvac")
#define THREE_SERVICES SERVICE ("eas") SERVICE ("gis") SERVICE ("hvac")

static const CwTestFile environment = { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" };
static const CwTestFile chart = {
  "applications/envsys/Chart.yaml",
  "dependencies: [{name: c, alias: eas}, {name: c, alias: gis}, {name: c, alias: hvac}, {name: c, alias: new1}]\n"
};

/* The Summit's files of two repositories at one time. */
typedef struct
{
  const char *envsys;
  const char *list;  /* (nullable) */
  const char *love;
} Stand;

static GPtrArray *
make_snapshots (const Stand *stand)
{
  const CwTestFile phalanx[]
    = { environment, chart, { ENVSYS, stand->envsys }, { stand->list != NULL ? LIST : NULL, stand->list }, { NULL } };
  const CwTestFile love[] = { { "deploy/summit/.env", "cycle=c0044\n" }, { LOVE, stand->love }, { NULL } };
  GPtrArray *snapshots = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (snapshots, cw_test_make_snapshot ("phalanx", phalanx));
  g_ptr_array_add (snapshots, cw_test_make_snapshot ("LOVE-integration-tools", love));
  return snapshots;
}

static void
assert_alarm (CwPlan     *plan,
              const char *path,
              guint       line,
              const char *text)
{
  const CwPlanWarning *alarm = cw_test_find_alarm (plan, "producers");

  g_assert_cmpstr (alarm != NULL ? alarm->path : NULL, ==, path);
  if (alarm == NULL)
    return;
  g_assert_cmpuint (alarm->line, ==, line);
  g_assert_nonnull (strstr (alarm->text, text));
  g_assert_cmpuint (cw_test_count_alarms (plan), ==, 1);
}

/* A branch that changes @before into @after raises one alarm with @text, or none where that is %NULL. */
static void
assert_branch (const Stand *before,
               const Stand *after,
               const char  *path,
               guint        line,
               const char  *text)
{
  g_autoptr (GPtrArray) earlier = make_snapshots (before), later = make_snapshots (after);
  g_autoptr (GPtrArray) both = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwPlan) plan = NULL;

  for (guint i = 0; i < later->len; i++)
    g_ptr_array_add (both, cw_snapshot_compare_with (later->pdata[i], earlier->pdata[i]));
  plan = cw_test_plan_all ("rubin-2026", both, "summit", "45", NULL, NULL, NULL);
  assert_alarm (plan, path, line, text);
}

/* A component comes, and those beside it have a producer as a service of its own in another repository. */
static void
test_brought (void)
{
  const Stand before = { THREE, NULL, SERVICES (THREE_SERVICES) };
  const Stand alone = { THREE BLOCK ("new1"), NULL, SERVICES (THREE_SERVICES) };
  const Stand with = { THREE BLOCK ("new1"), NULL, SERVICES (THREE_SERVICES SERVICE ("new1")) };
  const Stand few_before = { THREE, NULL, SERVICES (SERVICE ("eas") SERVICE ("gis")) };
  const Stand few = { THREE BLOCK ("new1"), NULL, SERVICES (SERVICE ("eas") SERVICE ("gis")) };
  const Stand off = { THREE BLOCK ("new1") "  enabled: false\n", NULL, SERVICES (THREE_SERVICES) };
  const Stand on = { THREE BLOCK ("new1") "  enabled: true\n", NULL, SERVICES (THREE_SERVICES) };
  const Stand empty = { THREE "new1: {}\n", NULL, SERVICES (THREE_SERVICES) };
  const Stand listed = { THREE, LISTED, SERVICES ("") };
  const Stand empty_listed = { THREE "new1: {}\n", LISTED, SERVICES ("") };

  assert_branch (&before, &alone, ENVSYS, 10, "“new1” has no “producer-new1” in " LOVE " of LOVE-integration-tools");
  assert_branch (&before, &with, NULL, 0, NULL);
  assert_branch (&alone, &alone, NULL, 0, NULL);
  assert_branch (&few_before, &few, NULL, 0, NULL);
  assert_branch (&before, &off, NULL, 0, NULL);
  assert_branch (&off, &on, ENVSYS, 10, "“new1” has no “producer-new1”");
  assert_branch (&before, &empty, ENVSYS, 10, "“new1” has no “producer-new1”");
  assert_branch (&listed, &empty_listed, ENVSYS, 10, "“new1” has no producer in " LIST);
}

/* What runs on a host beside components needn't be one. */
static void
test_host (void)
{
  static const CwTestFile before[] = {
    { "summit/docker-compose.yaml", "services:\n  eas:\n    image: eas:c0044\n  gis:\n    image: gis:c0044\n" },
    { NULL }
  };
  static const CwTestFile after[] = {
    { "summit/docker-compose.yaml", "services:\n  eas:\n    image: eas:c0044\n  gis:\n    image: gis:c0044\n"
                                    "  bridge:\n    image: bridge:1\n" }, { NULL }
  };
  const Stand stand = { BLOCK ("hvac"), NULL, SERVICES (THREE_SERVICES) };
  g_autoptr (GPtrArray) snapshots = make_snapshots (&stand);
  g_autoptr (CwSnapshot) earlier = cw_test_make_snapshot ("docker-compose-ops", before);
  g_autoptr (CwSnapshot) later = cw_test_make_snapshot ("docker-compose-ops", after);
  g_autoptr (CwPlan) plan = NULL;

  g_ptr_array_add (snapshots, cw_snapshot_compare_with (later, earlier));
  plan = cw_test_plan_all ("rubin-2026", snapshots, "summit", "45", NULL, NULL, NULL);
  assert_alarm (plan, NULL, 0, NULL);
}

/* The same by a person's edit. */
static void
test_by_hand (void)
{
  const Stand stand = { THREE, NULL, SERVICES (THREE_SERVICES) };
  g_autoptr (GPtrArray) snapshots = make_snapshots (&stand), edits = g_ptr_array_new (), more = g_ptr_array_new ();
  g_autoptr (CwHandEdit) edit = cw_test_hand_edit ("phalanx", ENVSYS, THREE, THREE BLOCK ("new1"));
  g_autoptr (CwHandEdit) service = cw_test_hand_edit ("LOVE-integration-tools", LOVE, SERVICES (THREE_SERVICES),
                                                      SERVICES (THREE_SERVICES SERVICE ("new1")));
  g_autoptr (CwPlan) alone = NULL, both = NULL;

  g_ptr_array_add (edits, edit);
  alone = cw_test_plan_all ("rubin-2026", snapshots, "summit", "45", NULL, NULL, edits);
  g_ptr_array_add (edits, service);
  both = cw_test_plan_all ("rubin-2026", snapshots, "summit", "45", NULL, NULL, edits);
  assert_alarm (alone, ENVSYS, 10, "“new1” has no “producer-new1”");
  assert_alarm (both, NULL, 0, NULL);
}

/* A component goes, and its producer stays; a simulator of it needs it on. */
static void
test_leftover (void)
{
  const Stand before = { THREE BLOCK ("new1"), NULL, SERVICES (THREE_SERVICES SERVICE ("new1")) };
  const Stand stays = { THREE, NULL, SERVICES (THREE_SERVICES SERVICE ("new1")) };
  const Stand gone = { THREE, NULL, SERVICES (THREE_SERVICES) };
  const Stand simulated = { THREE BLOCK ("new1-sim"), NULL, SERVICES (THREE_SERVICES SERVICE ("new1")) };
  const Stand off = { THREE BLOCK ("new1") "  enabled: false\n", NULL, SERVICES (THREE_SERVICES SERVICE ("new1")) };
  const Stand broken = { "eas: [\n", NULL, SERVICES (THREE_SERVICES SERVICE ("new1")) };
  const Stand listed = { THREE BLOCK ("new1"), "producers:\n- name: new1\n  csc: New:1\n", SERVICES ("") };
  const Stand left_listed = { THREE, "producers:\n- name: new1\n  csc: New:1\n", SERVICES ("") };

  assert_branch (&before, &stays, LOVE, 10, "“producer-new1” is for “new1”, which isn’t at this site any more");
  assert_branch (&before, &gone, NULL, 0, NULL);
  assert_branch (&before, &off, NULL, 0, NULL);
  assert_branch (&before, &broken, NULL, 0, NULL);
  assert_branch (&listed, &left_listed, LIST, 3, "The producer “New:1” is for “new1”");
  assert_branch (&before, &simulated, NULL, 0, NULL);
}

/* A service is taken out though its component runs on; one that moved into another list isn't missing. */
static void
test_taken_out (void)
{
  const Stand before = { THREE, NULL, SERVICES (THREE_SERVICES) };
  const Stand without = { THREE, NULL, SERVICES (SERVICE ("eas") SERVICE ("gis")) };
  const Stand moved = { THREE, "producers: [{name: hvac, csc: HVAC:0}]\n", SERVICES (SERVICE ("eas") SERVICE ("gis")) };

  assert_branch (&before, &without, ENVSYS, 7,
                 "“hvac” has no “producer-hvac” in " LOVE " of LOVE-integration-tools any");
  assert_branch (&before, &moved, NULL, 0, NULL);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data = NULL;

  cw_test_init (&argc, &argv);
  data = cw_test_source ("data");
  g_setenv ("CYCLEWRIGHT_SOURCE_DATA", data, TRUE);
  g_test_add_func ("/check-services/brought", test_brought);
  g_test_add_func ("/check-services/host", test_host);
  g_test_add_func ("/check-services/by-hand", test_by_hand);
  g_test_add_func ("/check-services/leftover", test_leftover);
  g_test_add_func ("/check-services/taken-out", test_taken_out);
  return g_test_run ();
}
