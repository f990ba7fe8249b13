/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-test-plan.h"
#include "cw-test.h"

#define AUXTEL "applications/auxtel/values-summit.yaml"
#define AUXTEL_BASE "applications/auxtel/values-base.yaml"

/* One pin has a block of its own, one stands beside a tag's name, one in brackets. */
static const char pins[] = "atdome:\n  image:\n    revision: 3 # until the new dome\n  env: {}\n"
                           "atmcs:\n  image:\n    repository: r.example.org/atmcs\n    revision: 1\n"
                           "atptg:\n  image: {repository: atptg, revision: 2}\n"
                           "ataos:\n  image:\n    revision: 0\n";

static CwPlan *
plan_pins (const char *site,
           const char *question,
           const char *answer)
{
  const CwTestFile files[] = {
    { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" },
    { "environments/values-base.yaml", "controlSystem:\n  imageTag: c0044\n" },
    { AUXTEL, pins },
    { AUXTEL_BASE, pins },
    { NULL },
  };
  g_autoptr (GHashTable) answers = question != NULL ? cw_test_answer (question, answer) : NULL;

  return cw_test_plan_with ("rubin-2026", "phalanx", site, "45", files, NULL, answers);
}

/* At a test stand the pins of the old cycle go, and a block that would be empty with them. */
static void
test_stand (void)
{
  g_autoptr (CwPlan) plan = plan_pins ("bts", NULL, NULL);

  cw_test_assert_after (plan, AUXTEL_BASE,
                        "atdome:\n  env: {}\n"
                        "atmcs:\n  image:\n    repository: r.example.org/atmcs\n"
                        "atptg:\n  image: {repository: atptg}\n");
  g_assert_true (cw_test_get_mention (plan, AUXTEL_BASE, 3)->removed);
  g_assert_cmpuint (cw_plan_count (plan, NULL, CW_FATE_QUESTION), ==, 0);
}

/* At the Summit they go back to 0, and a person may say otherwise, of all or of one. */
static void
test_summit (void)
{
  g_autoptr (CwPlan) zero = plan_pins ("summit", NULL, NULL);
  g_autoptr (CwPlan) keep = plan_pins ("summit", "summit/pins", "keep");
  g_autoptr (CwPlan) removed = plan_pins ("summit", "summit/pins", "remove");
  g_autoptr (CwPlan) one = plan_pins ("summit", "phalanx/" AUXTEL "#atmcs.image.revision", "remove");
  const CwMention *pin = cw_test_get_mention (zero, AUXTEL, 8);

  g_assert_cmpstr (pin->target, ==, "0");
  g_assert_cmpstr (pin->choice, ==, "phalanx/" AUXTEL "#atmcs.image.revision");
  g_assert_cmpstr (pin->options[0], ==, "0");
  g_assert_cmpstr (pin->options[1], ==, "remove");
  g_assert_cmpstr (pin->options[2], ==, "1");
  g_assert_cmpuint (cw_plan_count (zero, NULL, CW_FATE_CHANGED), ==, 4);
  g_assert_cmpuint (cw_plan_count (keep, NULL, CW_FATE_CHANGED), ==, 1);
  g_assert_cmpuint (cw_plan_count (removed, NULL, CW_FATE_CHANGED), ==, 5);
  g_assert_true (cw_test_get_mention (one, AUXTEL, 8)->removed);
  g_assert_false (cw_test_get_mention (one, AUXTEL, 3)->removed);
}

/* An anchor that nothing stands for goes with its pin; one that something does keeps it, and that isn't offered. */
static void
test_anchors (void)
{
  static const CwTestFile files[] = {
    { "environments/values-base.yaml", "controlSystem:\n  imageTag: c0044\n" },
    { AUXTEL_BASE, "a:\n  image: &unused\n    repository: a\n    revision: 3\n"
                   "b:\n  image: &used\n    repository: b\n    revision: 4\nc:\n  image: *used\n" },
    { NULL },
  };
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2026", "phalanx", "bts", "45", files, NULL, NULL);
  const CwMention *free = cw_test_get_mention (plan, AUXTEL_BASE, 4);
  const CwMention *used = cw_test_get_mention (plan, AUXTEL_BASE, 8);

  g_assert_true (free->removed);
  g_assert_cmpint (used->fate, ==, CW_FATE_QUESTION);
  g_assert_cmpstr (used->options[0], ==, "0");
  g_assert_cmpstr (used->options[1], ==, "4");
  g_assert_null (used->options[2]);
}

/* Where the shared tag is at the target already, a pin is the target's own. */
static void
test_half (void)
{
  static const CwTestFile files[] = {
    { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0045\n" },
    { "applications/nublado/values-summit.yaml", "images:\n  cycle: 44\n  recommendedTag: recommended_c0044\n" },
    { AUXTEL, pins },
    { NULL },
  };
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "45", files, NULL, NULL);

  cw_test_assert_after (plan, "applications/nublado/values-summit.yaml",
                        "images:\n  cycle: 45\n  recommendedTag: recommended_c0045\n");
  g_assert_cmpuint (cw_plan_get_change_set (plan, "phalanx")->files->len, ==, 1);
  g_assert_cmpint (cw_test_get_mention (plan, AUXTEL, 3)->fate, ==, CW_FATE_KEPT);
  g_assert_nonnull (strstr (cw_test_get_mention (plan, "applications/nublado/values-summit.yaml", 2)->reason,
                            "stayed behind"));
}

/* LOVE's tag with a revision begins at .000 again, at the Summit alone; everything else goes bare. */
static void
test_love (void)
{
  static const CwTestFile files[] = {
    { "apps/love-manager/values-summit.yaml", "image:\n  tag: c0031.002\n" },
    { "apps/love-nginx/values-summit.yaml", "image:\n  tag: c0031\n" },
    { "apps/atdome/values-summit.yaml", "image:\n  tag: c0031.002\n" },
    { "apps/love-manager/values-base-teststand.yaml", "image:\n  tag: c0031.002\n" },
    { NULL },
  };
  g_autoptr (CwPlan) summit = cw_test_plan ("argocd-csc", "summit", "32", files);
  g_autoptr (CwPlan) stand = cw_test_plan ("argocd-csc", "bts", "32", files);

  cw_test_assert_after (summit, "apps/love-manager/values-summit.yaml", "image:\n  tag: c0032.000\n");
  cw_test_assert_after (summit, "apps/love-nginx/values-summit.yaml", "image:\n  tag: c0032\n");
  cw_test_assert_after (summit, "apps/atdome/values-summit.yaml", "image:\n  tag: c0032\n");
  cw_test_assert_after (stand, "apps/love-manager/values-base-teststand.yaml", "image:\n  tag: c0032\n");
}

/* An application on its own schedule follows where a person ticks it: all of its file, and no other. */
static void
test_apart (void)
{
  static const CwTestFile files[] = {
    { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" },
    { "applications/rubintv/values-summit.yaml", "image:\n  tag: c0043\nworkers:\n  image:\n    tag: c0044.001\n" },
    { "applications/nightreport/values-summit.yaml", "image:\n  tag: c0044\n" },
    { NULL },
  };
  const char *path = "applications/rubintv/values-summit.yaml";
  g_autoptr (GHashTable) answers = cw_test_answer ("phalanx/applications/rubintv/values-summit.yaml#own-schedule",
                                                   "follow");
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "45", files, NULL, NULL);
  g_autoptr (CwPlan) ticked = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "45", files, NULL, answers);

  g_assert_cmpuint (cw_plan_get_change_set (plan, "phalanx")->files->len, ==, 1);
  g_assert_cmpuint (cw_plan_count (plan, NULL, CW_FATE_NOT_PART), ==, 3);
  g_assert_cmpstr (cw_test_get_mention (plan, path, 2)->options[0], ==, "follow");
  cw_test_assert_after (ticked, path, "image:\n  tag: c0045\nworkers:\n  image:\n    tag: c0045\n");
  g_assert_cmpuint (cw_plan_count (ticked, NULL, CW_FATE_NOT_PART), ==, 1);
}

/* Tags in the text of a block scalar move as well, and so does the null that stands for a cycle of the other series. */
static void
test_text (void)
{
  static const CwTestFile files[] = {
    { "apps/a/values-summit.yaml", "config: |\n  image:\n    tag: c0029\n  note: c0029\nimage:\n  tag: c0029\n" },
    { NULL },
  };
  static const CwTestFile notebook[] = {
    { "applications/cachemachine/values-summit.yaml",
      "autostart: |\n  {\"recommended_tag\": \"recommended_k0002\",\n   \"cycle\": null}\n" },
    { NULL },
  };
  g_autoptr (CwPlan) plan = cw_test_plan ("argocd-csc", "summit", "30", files);
  g_autoptr (CwPlan) back = cw_test_plan ("phalanx", "summit", "c0034", notebook);
  g_autoptr (CwPlan) forth = cw_test_plan ("phalanx", "summit", "k0003", notebook);

  cw_test_assert_after (plan, "apps/a/values-summit.yaml",
                        "config: |\n  image:\n    tag: c0030\n  note: c0029\nimage:\n  tag: c0030\n");
  cw_test_assert_after (back, "applications/cachemachine/values-summit.yaml",
                        "autostart: |\n  {\"recommended_tag\": \"recommended_c0034\",\n   \"cycle\": 34}\n");
  cw_test_assert_after (forth, "applications/cachemachine/values-summit.yaml",
                        "autostart: |\n  {\"recommended_tag\": \"recommended_k0003\",\n   \"cycle\": null}\n");
}

/* Any planned change can be left out, or made another one. */
static void
test_otherwise (void)
{
  static const CwTestFile files[] = {
    { "apps/a/values-summit.yaml", "image: {tag: c0029}\n" },
    { "apps/b/values-summit.yaml", "image: {tag: c0029}\n" },
    { NULL },
  };
  g_autoptr (GHashTable) kept = cw_test_answer ("argocd-csc/apps/a/values-summit.yaml#image.tag", "c0029");
  g_autoptr (GHashTable) other = cw_test_answer ("argocd-csc/apps/a/values-summit.yaml#image.tag", "c0030.002");
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2023", "argocd-csc", "summit", "30", files, NULL, kept);
  g_autoptr (CwPlan) changed = cw_test_plan_with ("rubin-2023", "argocd-csc", "summit", "30", files, NULL, other);

  g_assert_cmpint (cw_test_get_mention (plan, "apps/a/values-summit.yaml", 1)->fate, ==, CW_FATE_KEPT);
  cw_test_assert_after (changed, "apps/a/values-summit.yaml", "image: {tag: c0030.002}\n");
}

/* What is behind may be pinned; where the site is known to come from there, it was left behind. */
static void
test_left_behind (void)
{
  static const CwTestFile files[] = {
    { "apps/a/values-summit.yaml", "image: {tag: c0029}\n" },
    { "apps/b/values-summit.yaml", "image: {tag: c0030}\n" },
    { "apps/c/values-summit.yaml", "image: {tag: c0030}\n" },
    { "apps/d/values-summit.yaml", "image: {tag: c0027}\n" },
    { NULL },
  };
  g_autoptr (GHashTable) from = cw_test_answer ("summit/" CW_QUESTION_FROM, "c0029");
  g_autoptr (CwPlan) unknown = cw_test_plan ("argocd-csc", "summit", "30", files);
  g_autoptr (CwPlan) known = cw_test_plan_with ("rubin-2023", "argocd-csc", "summit", "30", files, NULL, from);

  g_assert_cmpint (cw_test_get_mention (unknown, files[0].path, 1)->fate, ==, CW_FATE_QUESTION);
  g_assert_cmpint (cw_test_get_mention (known, files[0].path, 1)->fate, ==, CW_FATE_CHANGED);
  g_assert_cmpstr (cw_test_get_mention (known, files[0].path, 1)->target, ==, "c0030");
  g_assert_cmpint (cw_test_get_mention (known, files[3].path, 1)->fate, ==, CW_FATE_QUESTION);
}

/* What no rule moves stays at the cycle that a branch left, or comes with it from yet another one. */
static void
test_unclaimed_on_branch (void)
{
  static const char *const stayed = "dream:\n  image:\n    tag: c0044\nhvac:\n  image:\n    tag: c0044.002\n"
                                    "old:\n  image:\n    tag: c0041\n";
  static const struct
  {
    const char *tag;     /* of a block that the branch brings */
    gboolean    moves;   /* whether the branch moved the cycle */
    guint       alarms;
  } cases[] = {
    { "v1.2", TRUE, 2 },  { "c0045", TRUE, 2 },     { "c0043", TRUE, 3 }, { "c0046", TRUE, 3 },
    { "c0045.001", TRUE, 3 }, { "c0044", TRUE, 2 }, { "v1.2", FALSE, 2 }, { "c0043", FALSE, 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("%sfresh:\n  image:\n    tag: %s\n", stayed, cases[i].tag);
      const CwTestFile before[] = {
        { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" }, { AUXTEL, stayed }, { NULL },
      };
      const CwTestFile after[] = {
        { "environments/values-summit.yaml", cases[i].moves ? "controlSystem:\n  imageTag: c0045\n"
                                                            : before[0].text },
        { AUXTEL, text },
        { NULL },
      };
      g_autoptr (CwPlan) plan = cw_test_plan_branch ("phalanx", "45", before, after);
      GPtrArray *warnings = cw_plan_get_warnings (plan);
      guint n_stayed = 0, n = 0;

      g_test_message ("%s", cases[i].tag);
      for (guint j = 0; j < warnings->len; j++)
        {
          const CwPlanWarning *alarm = warnings->pdata[j];

          if (g_strcmp0 (alarm->check, CW_PLAN_COMPLETENESS) != 0)
            continue;
          n++;
          n_stayed += g_str_has_prefix (alarm->value, "c0044");
        }
      g_assert_cmpuint (n_stayed, ==, 2);
      g_assert_cmpuint (n, ==, cases[i].alarms);
    }
}

/* A second deployment is as far behind for a target of the other series. */
static void
test_retired (void)
{
  static const char *const second[] = { "export CYCLE=c0039\n", "export CYCLE=c0043\n", "export CYCLE=k0003\n" };

  for (guint i = 0; i < G_N_ELEMENTS (second); i++)
    {
      const CwTestFile files[] = {
        { "summit/setup.env", "export CYCLE=c0044\n" }, { "summit-test/setup.env", second[i] }, { NULL },
      };
      g_autoptr (CwPlan) plan = cw_test_plan ("docker-compose-ops", "summit", "k0004", files);

      g_assert_cmpint (cw_test_get_mention (plan, "summit/setup.env", 1)->fate, ==, CW_FATE_CHANGED);
      g_assert_cmpint (cw_test_get_mention (plan, "summit-test/setup.env", 1)->fate, ==,
                       i == 1 ? CW_FATE_CHANGED : CW_FATE_NOT_PART);
      g_assert_cmpint (cw_test_has_warning (plan, "retired-docker-compose-ops-summit-test"), ==, i != 1);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data = NULL;

  cw_test_init (&argc, &argv);
  data = cw_test_source ("data");
  g_setenv ("CYCLEWRIGHT_SOURCE_DATA", data, TRUE);
  g_test_add_func ("/decide/stand", test_stand);
  g_test_add_func ("/decide/summit", test_summit);
  g_test_add_func ("/decide/half", test_half);
  g_test_add_func ("/decide/anchors", test_anchors);
  g_test_add_func ("/decide/love", test_love);
  g_test_add_func ("/decide/apart", test_apart);
  g_test_add_func ("/decide/text", test_text);
  g_test_add_func ("/decide/otherwise", test_otherwise);
  g_test_add_func ("/decide/left-behind", test_left_behind);
  g_test_add_func ("/decide/unclaimed-on-branch", test_unclaimed_on_branch);
  g_test_add_func ("/decide/retired", test_retired);
  return g_test_run ();
}
