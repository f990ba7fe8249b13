/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-planner.h"
#include "cw-test-plan.h"
#include "cw-test.h"

#define AUXTEL "applications/auxtel/values-summit.yaml"

/* Lines of the pins: 4 atdome, 7 atmcs, 11 ess301, 15 camera, 21 atqueue, 27 ocsqueue. */
static const CwTestFile pinned[] = {
  { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" },
  { AUXTEL, "atdome:\n  image:\n    repository: r.example.org/atdome\n    revision: 3\natmcs:\n  image:\n"
            "    revision: 0\ness301:\n  image:\n    repository: r.example.org/ess\n    revision: 1\n"
            "camhexapod:\n  image:\n    repository: r.example.org/mthexapod\n    revision: 1\n  env:\n"
            "    RUN_ARG: 1 --simulate\natqueue:\n  image:\n    repository: r.example.org/scriptqueue\n"
            "    revision: 2\n  env: {RUN_ARG: \"2 --state enabled\"}\nocsqueue:\n  image:\n"
            "    repository: r.example.org/scriptqueue\n    pullPolicy: Always\n    revision: 2\n"
            "  classifier: scriptqueue3\n" },
  { NULL },
};
static const guint pins[] = { 4, 7, 11, 15, 21, 27 };

static CwPlan *
plan_pinned (const char *component)
{
  const char *const components[] = { component, NULL };

  return cw_test_plan_with ("rubin-2026", "phalanx", "summit", "c0044.005", pinned, components, NULL);
}

/* Which pins follow, as a text of the lines. */
static char *
list_changed (CwPlan *plan)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pins); i++)
    {
      const CwMention *mention = cw_test_get_mention (plan, AUXTEL, pins[i]);

      if (mention->fate != CW_FATE_CHANGED)
        continue;
      g_assert_cmpstr (mention->target, ==, "5");
      g_string_append_printf (lines, "%s%u", lines->len > 0 ? " " : "", pins[i]);
    }
  return g_string_free (lines, FALSE);
}

/* Names as people write them; the queues go along with any others. */
static void
test_names (void)
{
  static const struct
  {
    const char *component;
    const char *lines;
  } cases[] = {
    { "ATMCS", "7 21 27" },       { " atdome ", "4 21 27" },     { "ESS:301", "11 21 27" },
    { "ESS", "11 21 27" },        { "MTHexapod:1", "15 21 27" }, { "ScriptQueue:2", "21 27" },
    { "ESS:30", "21 27" },        { "MTHexapod:2", "21 27" },    { "ATM", "21 27" },
    { "auxtel", "4 7 11 15 21 27" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwPlan) plan = plan_pinned (cases[i].component);
      g_autofree char *lines = list_changed (plan);

      g_assert_cmpstr (lines, ==, cases[i].lines);
      g_assert_cmpuint (cw_plan_count (plan, NULL, CW_FATE_QUESTION), ==, 0);
      g_assert_cmpint (cw_test_get_mention (plan, "environments/values-summit.yaml", 2)->fate, ==, CW_FATE_KEPT);
    }
}

static void
test_reasons (void)
{
  g_autoptr (CwPlan) plan = plan_pinned ("ATMCS");

  g_assert_cmpstr (cw_test_get_mention (plan, AUXTEL, 7)->reason, ==,
                   "The component ATMCS takes part in this revision.");
  g_assert_cmpstr (cw_test_get_mention (plan, AUXTEL, 21)->reason, ==,
                   "It goes along: ScriptQueue is the procedure’s companion of any revision.");
  g_assert_cmpstr (cw_test_get_mention (plan, AUXTEL, 4)->reason, ==,
                   "It belongs to none of the components that take part in this revision.");
  g_assert_cmpuint (cw_plan_get_change_set (plan, "phalanx")->files->len, ==, 1);
}

static void
test_unknown (void)
{
  static const char *const components[] = { "ATMCS", "Nobody", "ESS:999", "", NULL };
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "c0044.005", pinned, components,
                                               NULL);
  g_autoptr (CwPlan) unnamed = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "c0044.005", pinned, NULL, NULL);

  g_assert_true (cw_test_has_warning (plan, "component-Nobody"));
  g_assert_true (cw_test_has_warning (plan, "component-ESS:999"));
  g_assert_false (cw_test_has_warning (plan, "component-ATMCS"));
  g_assert_false (cw_test_has_warning (plan, "component-ScriptQueue"));
  g_assert_cmpuint (cw_plan_get_change_set (unnamed, "phalanx")->files->len, ==, 0);
  g_assert_cmpuint (cw_plan_count (unnamed, NULL, CW_FATE_QUESTION), ==, 0);
  g_assert_true (cw_test_has_warning (unnamed, "nothing-named"));
}

/* Nothing but the image's name, and no index anywhere: that is asked, and kept unless somebody says so. */
static void
test_unsure (void)
{
  static const CwTestFile files[] = {
    { AUXTEL, "camhexapod:\n  image: {repository: mthexapod, revision: 1}\n"
              "m2hexapod:\n  image: {repository: mthexapod, revision: 1}\n" },
    { NULL },
  };
  static const char *const components[] = { "MTHexapod:2", NULL };
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "c0044.005", files, components, NULL);

  g_assert_cmpuint (cw_plan_count (plan, NULL, CW_FATE_QUESTION), ==, 2);
  g_assert_cmpstr (cw_test_get_mention (plan, AUXTEL, 2)->target, ==, "1");
  g_assert_false (cw_test_has_warning (plan, "component-"));
}

/* Without pins the bare tag floats: no file changes, an old pin of another component least of all. */
static void
test_floating (void)
{
  static const CwTestFile files[] = {
    { "apps/atdome/values-summit.yaml", "image: {tag: c0044}\n" },
    { "apps/mtqueue/values-summit.yaml", "image: {repository: r.example.org/scriptqueue, tag: c0044}\n" },
    { "apps/tunablelaser/values-summit.yaml", "image: {tag: c0041}\n" },
    { "apps/watcher/values-summit.yaml", "image: {tag: c0044.002}\n" },
    { NULL },
  };
  static const char *const components[] = { "ATDome", NULL };
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2023", "argocd-csc", "summit", "c0044.003", files, components,
                                               NULL);

  g_assert_cmpuint (cw_plan_get_change_set (plan, "argocd-csc")->files->len, ==, 0);
  g_assert_cmpuint (cw_plan_count (plan, NULL, CW_FATE_KEPT), ==, 4);
  g_assert_cmpuint (cw_plan_get_warnings (plan)->len, ==, 1);
  g_assert_true (cw_test_has_warning (plan, "nothing-pinned"));
  g_assert_nonnull (strstr (cw_test_get_mention (plan, "apps/mtqueue/values-summit.yaml", 1)->reason, "companion"));
}

/* A named component's own tag: a revision follows, what is odd is asked. */
static void
test_tags (void)
{
  static const CwTestFile files[] = {
    { "apps/atdome/values-summit.yaml", "image: {tag: c0044}\n" },
    { "apps/mtmount/values-summit.yaml", "image: {tag: c0044}\n" },
    { "apps/tunablelaser/values-summit.yaml", "image: {tag: c0041}\n" },
    { "apps/watcher/values-summit.yaml", "image: {tag: c0044.002}\n" },
    { "apps/atheaderservice/values-summit.yaml", "image: {tag: ts-v3.1_c0044}\n" },
    { NULL },
  };
  static const char *const components[] = { "Watcher", "TunableLaser", "ATHeaderService", NULL };
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2023", "argocd-csc", "summit", "c0044.003", files, components,
                                               NULL);

  cw_test_assert_after (plan, "apps/watcher/values-summit.yaml", "image: {tag: c0044.003}\n");
  g_assert_cmpstr (cw_test_get_mention (plan, "apps/tunablelaser/values-summit.yaml", 1)->target, ==, "c0044");
  g_assert_cmpint (cw_test_get_mention (plan, "apps/tunablelaser/values-summit.yaml", 1)->fate, ==, CW_FATE_QUESTION);
  g_assert_cmpint (cw_test_get_mention (plan, "apps/atheaderservice/values-summit.yaml", 1)->fate, ==,
                   CW_FATE_QUESTION);
  g_assert_cmpuint (cw_plan_count (plan, NULL, CW_FATE_CHANGED), ==, 1);
}

static void
test_suffixes (void)
{
  static const CwTestFile files[] = {
    { "deploy/tucson/.env", "cycle=c0038\nrev=.001\nmanager_rev=.001\nfrontend_rev=.001\n" },
    { NULL },
  };
  static const char *const manager[] = { "Manager", NULL }, *const love[] = { "LOVE", NULL };
  g_autoptr (CwPlan) one = cw_test_plan_with ("rubin-2023", "LOVE-integration-tools", "tts", "c0038.004", files,
                                              manager, NULL);
  g_autoptr (CwPlan) all = cw_test_plan_with ("rubin-2023", "LOVE-integration-tools", "tts", "c0038.004", files, love,
                                              NULL);

  cw_test_assert_after (one, "deploy/tucson/.env", "cycle=c0038\nrev=.001\nmanager_rev=.004\nfrontend_rev=.001\n");
  cw_test_assert_after (all, "deploy/tucson/.env", "cycle=c0038\nrev=.004\nmanager_rev=.004\nfrontend_rev=.004\n");
  g_assert_cmpuint (cw_plan_count (one, NULL, CW_FATE_QUESTION), ==, 0);
}

/* A site that isn't at the cycle of the revision needs that cycle first. */
static void
test_elsewhere (void)
{
  static const char *const components[] = { "ATDome", NULL };
  const char *const options[] = { "3", "1", NULL };
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "c0045.001", pinned, components,
                                               NULL);

  g_assert_true (cw_test_has_warning (plan, "elsewhere-phalanx-summit"));
  g_assert_cmpint (cw_test_get_mention (plan, "environments/values-summit.yaml", 2)->fate, ==, CW_FATE_KEPT);
  /* A pin set now would bring c0044.001. */
  g_assert_cmpint (cw_test_get_mention (plan, AUXTEL, 4)->fate, ==, CW_FATE_QUESTION);
  g_assert_cmpstr (cw_test_get_mention (plan, AUXTEL, 4)->target, ==, "3");
  g_assert_cmpstrv (cw_test_get_mention (plan, AUXTEL, 4)->options, options);
  g_assert_cmpint (cw_test_get_mention (plan, AUXTEL, 21)->fate, ==, CW_FATE_QUESTION);
  g_assert_cmpuint (cw_plan_get_change_set (plan, "phalanx")->files->len, ==, 0);
}

/* Nor does a site that goes back bring a revision of a cycle that it has left. */
static void
test_back (void)
{
  static const char *const components[] = { "ATDome", NULL };
  g_autoptr (GHashTable) answers = cw_test_answer ("summit/back", "c0043.001");
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "c0043.001", pinned, components,
                                               answers);

  g_assert_cmpint (cw_test_get_mention (plan, AUXTEL, 4)->fate, ==, CW_FATE_QUESTION);
  g_assert_cmpuint (cw_plan_get_change_set (plan, "phalanx")->files->len, ==, 0);
}

/* A lower revision is a step back: of a named component it is asked, a companion stays. */
static void
test_older (void)
{
  static const char *const components[] = { "ATDome", NULL };
  const char *const options[] = { "3", "1", NULL };
  g_autoptr (GHashTable) answers = cw_test_answer ("phalanx/" AUXTEL "#atdome.image.revision", "1");
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "c0044.001", pinned, components,
                                               NULL);
  g_autoptr (CwPlan) answered = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "c0044.001", pinned, components,
                                                   answers);
  const CwMention *asked = cw_test_get_mention (plan, AUXTEL, 4);

  g_assert_cmpint (asked->fate, ==, CW_FATE_QUESTION);
  g_assert_cmpstrv (asked->options, options);
  g_assert_cmpint (cw_test_get_mention (plan, AUXTEL, 21)->fate, ==, CW_FATE_KEPT);
  g_assert_cmpstr (cw_test_get_mention (answered, AUXTEL, 4)->target, ==, "1");
}

#define UNPINNED(pin) "atdome:\n  image:\n    revision: 3\n\natmcs:\n  # Its image.\n  image:\n" \
                      "    repository: r.example.org/atmcs\n    pullPolicy: Always\n" pin "  env:\n    RUN_ARG: '1'\n"

static CwPlan *
plan_unpinned (const char *site,
               const char *text,
               const char *answer)
{
  const char *word = g_str_equal (site, "tts") ? "tucson-teststand" : site;
  g_autofree char *path = g_strdup_printf ("applications/auxtel/values-%s.yaml", word);
  g_autofree char *environment = g_strdup_printf ("environments/values-%s.yaml", word);
  const CwTestFile files[] = {
    { environment, "controlSystem:\n  imageTag: c0044\n" }, { path, text }, { NULL },
  };
  static const char *const components[] = { "ATMCS", NULL };
  g_autoptr (GHashTable) answers = answer != NULL
                                     ? cw_test_answer ("phalanx/" AUXTEL "#atmcs.image.revision", answer) : NULL;

  return cw_test_plan_with ("rubin-2026", "phalanx", site, "c0044.005", files, components, answers);
}

/* A named component has no pin where others have: one is offered, and set in the style of its neighbours. */
static void
test_unpinned (void)
{
  const char *const options[] = { "5", "keep", NULL };
  g_autoptr (CwPlan) plan = plan_unpinned ("summit", UNPINNED (""), NULL);
  g_autoptr (CwPlan) set = plan_unpinned ("summit", UNPINNED (""), "5");
  g_autoptr (CwPlan) kept = plan_unpinned ("summit", UNPINNED (""), "keep");
  g_autoptr (GError) error = NULL;
  const CwMention *asked = cw_test_get_mention (plan, AUXTEL, 7);

  g_assert_cmpint (asked->fate, ==, CW_FATE_QUESTION);
  g_assert_cmpstr (asked->value, ==, "–");
  g_assert_cmpstr (asked->target, ==, "5");
  g_assert_cmpstr (asked->question, ==, "phalanx/" AUXTEL "#atmcs.image.revision");
  g_assert_cmpstrv (asked->options, options);
  g_assert_false (cw_test_has_warning (plan, "unpinned-"));
  g_assert_cmpuint (cw_plan_get_change_set (plan, "phalanx")->files->len, ==, 0);
  g_assert_false (cw_plan_check_answer (plan, asked->question, "remove", &error));
  g_assert_true (cw_plan_check_answer (plan, asked->question, "keep", NULL));

  cw_test_assert_after (set, AUXTEL, UNPINNED ("    revision: 5\n"));
  g_assert_cmpint (cw_test_get_mention (set, AUXTEL, 7)->fate, ==, CW_FATE_CHANGED);
  g_assert_cmpstr (((const CwResolution *) cw_plan_get_resolutions (set)->pdata[0])->before, ==, "atmcs:c0044");
  g_assert_cmpstr (((const CwResolution *) cw_plan_get_resolutions (set)->pdata[0])->after, ==, "atmcs:c0044.005");
  g_assert_cmpint (cw_test_get_mention (kept, AUXTEL, 7)->fate, ==, CW_FATE_KEPT);
  g_assert_cmpuint (cw_plan_get_change_set (kept, "phalanx")->files->len, ==, 0);
  g_assert_cmpuint (cw_plan_count (kept, NULL, CW_FATE_QUESTION), ==, 0);
}

static CwFate
find_edited_fate (const char *text)
{
  const char *environment = "controlSystem:\n  imageTag: c0044\n", *before = UNPINNED ("");
  static const char *const components[] = { "ATMCS", NULL };
  const CwCycle target = { 'c', 44, 5 };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2026");
  g_autoptr (GHashTable) answers = cw_test_answer ("phalanx/" AUXTEL "#atmcs.image.revision", "5");
  g_autoptr (CwHandEdit) edit = cw_test_hand_edit ("phalanx", AUXTEL, UNPINNED ("    revision: 5\n"), text);
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new (), edits = g_ptr_array_new ();
  g_autoptr (CwSnapshot) snapshot = cw_snapshot_new ("phalanx", "main", "0123456789012345678901234567890123456789");
  g_autoptr (GBytes) first = g_bytes_new_static (environment, strlen (environment));
  g_autoptr (GBytes) second = g_bytes_new_static (before, strlen (before));
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;

  cw_snapshot_add (snapshot, "environments/values-summit.yaml", 0100644, NULL, first);
  cw_snapshot_add (snapshot, AUXTEL, 0100644, NULL, second);
  g_ptr_array_add (snapshots, snapshot);
  g_ptr_array_add (edits, edit);
  plan = cw_planner_plan (procedure, "summit", &target, snapshots, components, answers, edits, &error);
  g_assert_no_error (error);
  return cw_test_get_mention (plan, AUXTEL, 7)->fate;
}

/* A pin that was added stands behind the line that it is told at: what a person edits elsewhere leaves it there. */
static void
test_pinned_and_edited (void)
{
  g_assert_cmpint (find_edited_fate (UNPINNED ("    revision: 5\n") "other: 1\n"), ==, CW_FATE_CHANGED);
  g_assert_cmpint (find_edited_fate (UNPINNED ("") "other: 1\n"), ==, CW_FATE_KEPT);
}

/* Where the site pins nothing, or an anchor would pin another component as well, that is only said. */
static void
test_unpinnable (void)
{
  g_autoptr (CwPlan) floating = plan_unpinned ("tts", "atmcs:\n  image:\n    repository: atmcs\n", NULL);
  g_autoptr (CwPlan) shared = plan_unpinned ("summit", "atdome:\n  image:\n    revision: 3\natmcs:\n  image: &shared\n"
                                                       "    repository: atmcs\natqueue:\n  image: *shared\n", NULL);

  g_assert_cmpuint (cw_plan_count (floating, NULL, CW_FATE_QUESTION), ==, 0);
  g_assert_cmpuint (cw_plan_count (shared, NULL, CW_FATE_QUESTION), ==, 0);
  g_assert_true (cw_test_has_warning (shared, "nothing-pinned"));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data = NULL;

  cw_test_init (&argc, &argv);
  data = cw_test_source ("data");
  g_setenv ("CYCLEWRIGHT_SOURCE_DATA", data, TRUE);
  g_test_add_func ("/revision/names", test_names);
  g_test_add_func ("/revision/reasons", test_reasons);
  g_test_add_func ("/revision/unknown", test_unknown);
  g_test_add_func ("/revision/unsure", test_unsure);
  g_test_add_func ("/revision/floating", test_floating);
  g_test_add_func ("/revision/tags", test_tags);
  g_test_add_func ("/revision/suffixes", test_suffixes);
  g_test_add_func ("/revision/elsewhere", test_elsewhere);
  g_test_add_func ("/revision/back", test_back);
  g_test_add_func ("/revision/older", test_older);
  g_test_add_func ("/revision/unpinned", test_unpinned);
  g_test_add_func ("/revision/unpinnable", test_unpinnable);
  g_test_add_func ("/revision/pinned-and-edited", test_pinned_and_edited);
  return g_test_run ();
}
