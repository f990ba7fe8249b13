/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-test-plan.h"
#include "cw-test.h"

/* The site is at c0029 already. */
static const CwTestFile ahead[] = {
  { "apps/a/values-summit.yaml", "image: {tag: c0029}\n" },
  { "apps/b/values-summit.yaml", "image: {tag: c0029}\n" },
  { "apps/c/values-summit.yaml", "image: {tag: c0015}\n" },
  { "apps/d/values-summit.yaml", "image: {tag: c0031}\n" },
  { "apps/e/values-summit.yaml", "image: {tag: c0027} # until c0028\n" },
  { NULL },
};

static CwPlan *
plan_back (const char *answer)
{
  g_autoptr (GHashTable) answers = answer != NULL ? cw_test_answer ("summit/back", answer) : NULL;

  return cw_test_plan_with ("rubin-2023", "argocd-csc", "summit", "27", ahead, NULL, answers);
}

/* One question for the whole site, with nothing suggested; the diff shows what going back would change. */
static void
test_asked (void)
{
  g_autoptr (CwPlan) plan = plan_back (NULL), nonsense = plan_back ("nonsense"), lower = plan_back ("c0026");
  GPtrArray *mentions = cw_plan_get_mentions (plan);

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = mentions->pdata[i];

      if (mention->fate != CW_FATE_QUESTION)
        continue;
      g_assert_cmpstr (mention->question, ==, "summit/back");
      g_assert_null (mention->target);
    }
  g_assert_cmpuint (cw_plan_count (plan, NULL, CW_FATE_QUESTION), ==, 4);
  g_assert_cmpuint (cw_plan_count (plan, NULL, CW_FATE_CHANGED), ==, 0);
  g_assert_cmpuint (cw_plan_get_warnings (plan)->len, ==, 0);
  cw_test_assert_after (plan, "apps/a/values-summit.yaml", "image: {tag: c0027}\n");
  g_assert_cmpuint (cw_plan_get_change_set (plan, "argocd-csc")->files->len, ==, 2);
  g_assert_cmpint (cw_test_get_mention (plan, "apps/e/values-summit.yaml", 1)->fate, ==, CW_FATE_KEPT);
  g_assert_cmpuint (cw_plan_count (nonsense, NULL, CW_FATE_QUESTION), ==, 4);
  g_assert_cmpuint (cw_plan_count (lower, NULL, CW_FATE_QUESTION), ==, 4);
}

static void
test_meant (void)
{
  g_autoptr (CwPlan) plan = plan_back ("c0027");

  cw_test_assert_after (plan, "apps/a/values-summit.yaml", "image: {tag: c0027}\n");
  cw_test_assert_after (plan, "apps/b/values-summit.yaml", "image: {tag: c0027}\n");
  g_assert_cmpuint (cw_plan_count (plan, NULL, CW_FATE_CHANGED), ==, 2);
  g_assert_cmpstr (cw_test_get_mention (plan, "apps/c/values-summit.yaml", 1)->question, ==,
                   "argocd-csc/apps/c/values-summit.yaml#image.tag");
  g_assert_cmpint (cw_test_get_mention (plan, "apps/d/values-summit.yaml", 1)->fate, ==, CW_FATE_ODD);
}

/* What was said of another site is no answer for this one. */
static void
test_other_site (void)
{
  g_autoptr (GHashTable) answers = cw_test_answer ("tts/back", "c0027");
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2023", "argocd-csc", "summit", "27", ahead, NULL, answers);

  g_assert_cmpuint (cw_plan_count (plan, NULL, CW_FATE_QUESTION), ==, 4);
  g_assert_cmpuint (cw_plan_count (plan, NULL, CW_FATE_CHANGED), ==, 0);
  g_assert_true (cw_plan_offers (plan, "summit/back"));
  g_assert_false (cw_plan_offers (plan, "tts/back"));
}

/* The present cycle, or any later one: another repository of the site may be at that. */
static void
test_stay (void)
{
  static const char *const answers[] = { "c0029", "30" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (CwPlan) plan = plan_back (answers[i]);

      g_assert_cmpuint (cw_plan_get_change_set (plan, "argocd-csc")->files->len, ==, 0);
      g_assert_cmpuint (cw_plan_count (plan, NULL, CW_FATE_KEPT), ==, cw_plan_get_mentions (plan)->len - 1);
      g_assert_cmpint (cw_test_get_mention (plan, "apps/d/values-summit.yaml", 1)->fate, ==, CW_FATE_ODD);
    }
}

/* A revision below the present cycle is asked back as well, also where it would change nothing. */
static void
test_revision (void)
{
  static const char *const components[] = { "A", NULL };
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2023", "argocd-csc", "summit", "c0027.002", ahead, components,
                                               NULL);

  g_assert_cmpuint (cw_plan_get_change_set (plan, "argocd-csc")->files->len, ==, 0);
  g_assert_cmpstr (cw_test_get_mention (plan, "apps/b/values-summit.yaml", 1)->question, ==, "summit/back");
}

/* What the site has is what most of its files say, whatever the target: it labels branches. */
static void
test_present (void)
{
  static const CwTestFile none[] = { { "apps/a/values-summit.yaml", "image: {tag: latest}\n" }, { NULL } };
  static const char *const targets[] = { "27", "29", "30", "c0029.003", "k0001" };
  g_autoptr (CwPlan) empty = cw_test_plan ("argocd-csc", "summit", "29", none);

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr (CwPlan) plan = cw_test_plan ("argocd-csc", "summit", targets[i], ahead);

      g_assert_cmpuint (cw_plan_get_change_set (plan, "argocd-csc")->present.number, ==, 29);
    }
  g_assert_cmpuint (cw_plan_get_change_set (empty, "argocd-csc")->present.number, ==, 0);
}

/* At the target already, an older tag is somebody's pin, not the cycle to move. */
static void
test_there (void)
{
  g_autoptr (CwPlan) plan = cw_test_plan ("argocd-csc", "summit", "29", ahead);

  g_assert_cmpuint (cw_plan_get_change_set (plan, "argocd-csc")->files->len, ==, 0);
  g_assert_cmpint (cw_test_get_mention (plan, "apps/a/values-summit.yaml", 1)->fate, ==, CW_FATE_KEPT);
  g_assert_cmpint (cw_test_get_mention (plan, "apps/c/values-summit.yaml", 1)->fate, ==, CW_FATE_QUESTION);
  g_assert_cmpstr (cw_test_get_mention (plan, "apps/c/values-summit.yaml", 1)->target, ==, "c0015");
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data = NULL;

  cw_test_init (&argc, &argv);
  data = cw_test_source ("data");
  g_setenv ("CYCLEWRIGHT_SOURCE_DATA", data, TRUE);
  g_test_add_func ("/back/asked", test_asked);
  g_test_add_func ("/back/meant", test_meant);
  g_test_add_func ("/back/other-site", test_other_site);
  g_test_add_func ("/back/stay", test_stay);
  g_test_add_func ("/back/revision", test_revision);
  g_test_add_func ("/back/present", test_present);
  g_test_add_func ("/back/there", test_there);
  return g_test_run ();
}
