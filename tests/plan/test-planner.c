/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-patch.h"
#include "cw-test-plan.h"
#include "cw-test.h"

static void
test_env (void)
{
  static const CwTestFile files[] = {
    { "summit/setup.env", "export CYCLE=c0038\r\nexport rev=.003\r\n# CYCLE=c0037\r\n" },
    { "summit/setup_kp.env", "export CYCLE_AUXTEL=c0017\n" },
    { "summit-test/setup.env", "export CYCLE=c0030\n" },
    { "elsewhere/setup.env", "export CYCLE=c0038\n" },
    { NULL },
  };
  g_autoptr (CwPlan) plan = cw_test_plan ("docker-compose-ops", "summit", "39", files);
  const CwChangeSet *changes = cw_plan_get_change_set (plan, "docker-compose-ops");

  cw_test_assert_after (plan, "summit/setup.env", "export CYCLE=c0039\r\nexport rev=.000\r\n# CYCLE=c0037\r\n");
  g_assert_cmpuint (changes->files->len, ==, 1);
  g_assert_cmpuint (changes->n_files, ==, 3);
  g_assert_cmpuint (changes->present.number, ==, 38);
  g_assert_cmpint (cw_test_get_mention (plan, "summit/setup.env", 3)->fate, ==, CW_FATE_KEPT);
  g_assert_cmpint (cw_test_get_mention (plan, "summit/setup_kp.env", 1)->fate, ==, CW_FATE_KEPT);
  g_assert_cmpint (cw_test_get_mention (plan, "summit-test/setup.env", 1)->fate, ==, CW_FATE_NOT_PART);
  g_assert_true (cw_test_has_warning (plan, "retired-docker-compose-ops-summit-test"));
  g_assert_cmpuint (cw_plan_get_mentions (plan)->len, ==, 5);
}

static void
test_images (void)
{
  static const CwTestFile files[] = {
    { "apps/a/values-summit.yaml",
      "image: &i\n  repository: registry.example.org/a\n  tag: c0029 # now\nx:\n  <<: *i\n" },
    { "apps/b/values-summit-sim.yaml", "image:\n    repository: b\n    tag: \"c0029.002\"\n" },
    { "apps/c/values-summit.yaml", "image:\n  tag: c0015\n" },
    { "apps/d/values-summit.yaml", "image:\n  tag: c0022.CUSTOM.IDL.3.4.0\nother: c0029\n" },
    { "apps/e/values-summit.yaml", "image:\n  repository: e\n  tag: ts-v3.1.5_c0029\n" },
    { "apps/e/values-base-teststand.yaml", "image:\n  repository: e\n  tag: ts-v3.2.0_c0030\n" },
    { "apps/f/values-summit.yaml", "image:\n  repository: f\n  tag: ts-v1.0_c0029\n" },
    { "apps/g/values-summit.yaml", "image:\n  tag: c0030\n" },
    { NULL },
  };
  g_autoptr (CwPlan) plan = cw_test_plan ("argocd-csc", "summit", "c0030", files);
  GPtrArray *images = cw_plan_get_images (plan);

  cw_test_assert_after (plan, "apps/a/values-summit.yaml",
                "image: &i\n  repository: registry.example.org/a\n  tag: c0030 # now\nx:\n  <<: *i\n");
  cw_test_assert_after (plan, "apps/b/values-summit-sim.yaml", "image:\n    repository: b\n    tag: \"c0030\"\n");
  cw_test_assert_after (plan, "apps/e/values-summit.yaml", "image:\n  repository: e\n  tag: ts-v3.2.0_c0030\n");
  g_assert_cmpint (cw_test_get_mention (plan, "apps/c/values-summit.yaml", 2)->fate, ==, CW_FATE_QUESTION);
  g_assert_cmpint (cw_test_get_mention (plan, "apps/d/values-summit.yaml", 2)->fate, ==, CW_FATE_QUESTION);
  g_assert_cmpint (cw_test_get_mention (plan, "apps/d/values-summit.yaml", 3)->fate, ==, CW_FATE_KEPT);
  g_assert_cmpint (cw_test_get_mention (plan, "apps/f/values-summit.yaml", 3)->fate, ==, CW_FATE_QUESTION);
  g_assert_cmpint (cw_test_get_mention (plan, "apps/g/values-summit.yaml", 2)->fate, ==, CW_FATE_KEPT);
  g_assert_cmpuint (cw_plan_count (plan, "argocd-csc", CW_FATE_CHANGED), ==, 3);
  g_assert_cmpuint (images->len, ==, 4);
  g_assert_cmpstr (images->pdata[0], ==, "a:c0030");
  g_assert_cmpstr (images->pdata[2], ==, "e:ts-v3.2.0_c0030");
}

static void
test_answers (void)
{
  static const CwTestFile files[] = {
    { "apps/a/values-summit.yaml", "image: {tag: c0029}\n" },
    { "apps/b/values-summit.yaml", "image: {tag: c0029}\n" },
    { "apps/c/values-summit.yaml", "image: {tag: c0015}\n" },
    { NULL },
  };
  const char *question = "argocd-csc/apps/c/values-summit.yaml#image.tag";
  static const struct
  {
    const char *answer;
    CwFate      fate;
  } cases[] = {
    { "c0030", CW_FATE_CHANGED }, { "c0015", CW_FATE_KEPT }, { "", CW_FATE_KEPT }, { "nonsense", CW_FATE_QUESTION },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GHashTable) answers = cw_test_answer (question, cases[i].answer);
      g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2023", "argocd-csc", "summit", "30", files, NULL, answers);

      g_assert_cmpint (cw_test_get_mention (plan, "apps/c/values-summit.yaml", 1)->fate, ==, cases[i].fate);
      if (cases[i].fate == CW_FATE_CHANGED)
        cw_test_assert_after (plan, "apps/c/values-summit.yaml", "image: {tag: c0030}\n");
    }
}

/* Any edit can be left out with a reason, an open question with it; what else changes stays as it was. */
static void
test_left_out (void)
{
  static const CwTestFile files[] = {
    { "apps/a/values-summit.yaml", "image: {tag: c0029}\n" },
    { "apps/b/values-summit.yaml", "image: {tag: c0029}\n" },
    { "apps/c/values-summit.yaml", "image: {tag: c0015}\n" },
    { NULL },
  };
  static const char *const paths[] = { "apps/a/values-summit.yaml", "apps/c/values-summit.yaml" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *edit = g_strdup_printf ("argocd-csc/%s#image.tag", paths[i]);
      g_autofree char *key = g_strconcat ("left-out.", edit, NULL);
      g_autoptr (GHashTable) answers = cw_test_answer (key, "It follows on Monday.");
      g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2023", "argocd-csc", "summit", "30", files, NULL, answers);
      const CwMention *left = cw_test_get_mention (plan, paths[i], 1);
      const CwMention *other = cw_test_get_mention (plan, "apps/b/values-summit.yaml", 1);

      g_assert_true (left->left_out);
      g_assert_cmpint (left->fate, ==, CW_FATE_KEPT);
      g_assert_cmpstr (left->edit, ==, edit);
      g_assert_cmpstr (left->reason, ==, "Left out: It follows on Monday.");
      g_assert_false (other->left_out);
      g_assert_cmpstr (other->edit, ==, "argocd-csc/apps/b/values-summit.yaml#image.tag");
      g_assert_cmpuint (cw_plan_count (plan, NULL, CW_FATE_CHANGED), ==, 2 - (i == 0));
      g_assert_cmpuint (cw_plan_count (plan, NULL, CW_FATE_QUESTION), ==, i == 0);
    }
}

static void
test_notebook (void)
{
  static const CwTestFile files[] = {
    { "applications/cachemachine/values-summit.yaml",
      "autostart:\n  jupyter: |\n    {\n      \"recommended_tag\": \"recommended_c0029\",\n      \"cycle\": 29,\n"
      "      \"num_weeklies\": 29\n    }\n" },
    { "applications/nublado/values-summit.yaml",
      "controller:\n  images:\n    cycle: 29\n    recommendedTag: \"recommended_c0029\"\n" },
    { "environments/values-summit.yaml", "controlSystem:\n  imageTag: \"c0029\"\n" },
    { "applications/rubintv/values-summit.yaml", "image:\n  tag: c0028\n" },
    { NULL },
  };
  g_autoptr (CwPlan) plan = cw_test_plan ("phalanx", "summit", "30", files);
  g_autoptr (CwPlan) kafka = cw_test_plan ("phalanx", "summit", "k0001", files);

  cw_test_assert_after (plan, "applications/cachemachine/values-summit.yaml",
                "autostart:\n  jupyter: |\n    {\n      \"recommended_tag\": \"recommended_c0030\",\n"
                "      \"cycle\": 30,\n      \"num_weeklies\": 29\n    }\n");
  cw_test_assert_after (plan, "applications/nublado/values-summit.yaml",
                "controller:\n  images:\n    cycle: 30\n    recommendedTag: \"recommended_c0030\"\n");
  cw_test_assert_after (plan, "environments/values-summit.yaml", "controlSystem:\n  imageTag: \"c0030\"\n");
  g_assert_cmpint (cw_test_get_mention (plan, "applications/rubintv/values-summit.yaml", 2)->fate, ==,
                   CW_FATE_NOT_PART);
  cw_test_assert_after (kafka, "applications/nublado/values-summit.yaml",
                "controller:\n  images:\n    cycle: null\n    recommendedTag: \"recommended_k0001\"\n");
}

static void
test_from_kafka (void)
{
  static const CwTestFile files[] = {
    { "applications/nublado/values-summit.yaml",
      "images:\n  cycle: null\n  recommendedTag: \"recommended_k0004\"\n" },
    { NULL },
  };
  g_autoptr (CwPlan) plan = cw_test_plan ("phalanx", "summit", "c0041", files);
  g_autoptr (CwPlan) there = cw_test_plan ("phalanx", "summit", "k0004", files);

  cw_test_assert_after (plan, "applications/nublado/values-summit.yaml",
                "images:\n  cycle: 41\n  recommendedTag: \"recommended_c0041\"\n");
  g_assert_cmpuint (cw_plan_get_change_set (there, "phalanx")->files->len, ==, 0);
}

static const CwTestFile pinned[] = {
  { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" },
  { "applications/auxtel/values-summit.yaml",
    "atdome:\n  image:\n    repository: r.example.org/atdome\n    revision: 3\natmcs:\n  image:\n"
    "    repository: r.example.org/atmcs\n    revision: 0\n" },
  { NULL },
};

static void
test_pins (void)
{
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "45", pinned, NULL, NULL);
  GPtrArray *images = cw_plan_get_images (plan);

  cw_test_assert_after (plan, "applications/auxtel/values-summit.yaml",
                "atdome:\n  image:\n    repository: r.example.org/atdome\n    revision: 0\natmcs:\n  image:\n"
                "    repository: r.example.org/atmcs\n    revision: 0\n");
  g_assert_cmpuint (images->len, ==, 2);
  g_assert_cmpstr (images->pdata[0], ==, "atdome:c0045.000");
}

static void
test_warnings (void)
{
  static const CwTestFile files[] = {
    { "apps/b/values-summit.yaml", "a: 1\na: 2\nimage: {tag: c0029}\n" },
    { NULL },
  };
  static const CwTestFile none[] = { { "README", "c0029" }, { NULL } };
  static const CwTestFile silent[] = {
    { "apps/a/values-summit.yaml", "image: {tag: latest}\nnote: c0029\n" },
    { NULL },
  };
  static const CwTestFile plain[] = {
    { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" },
    { "applications/nublado/values-summit.yaml", "images:\n  cycle: 44\n  recommendedTag: recommended_c0044\n" },
    { NULL },
  };
  g_autoptr (CwPlan) plan = cw_test_plan ("argocd-csc", "summit", "30", files);
  g_autoptr (CwPlan) empty = cw_test_plan ("argocd-csc", "summit", "30", none);
  g_autoptr (CwPlan) mute = cw_test_plan ("argocd-csc", "summit", "30", silent);
  g_autoptr (CwPlan) unpinned = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "45", plain, NULL, NULL);

  g_assert_true (cw_test_has_warning (plan, "duplicate-argocd-csc/apps/b/"));
  g_assert_false (cw_test_has_warning (plan, "unmatched-"));
  g_assert_false (cw_test_has_warning (plan, "silent-"));
  g_assert_true (cw_test_has_warning (empty, "unmatched-argocd-csc-image-tags"));
  /* Neither pins nor an application on its own schedule need be there. */
  g_assert_cmpuint (cw_plan_get_warnings (unpinned)->len, ==, 0);
  g_assert_cmpuint (cw_plan_get_mentions (empty)->len, ==, 0);
  g_assert_true (cw_test_has_warning (mute, "silent-argocd-csc-summit"));
  g_assert_cmpuint (cw_plan_get_warnings (mute)->len, ==, 1);
}

/* A file that nobody can read is named, whether or not it says anything of a cycle. */
static void
test_unreadable (void)
{
  static const CwTestFile files[] = {
    { "apps/a/values-summit.yaml", "env:\n  RUN_ARG: [1\n" },
    { "apps/b/values-summit.yaml", "image:\n  tag: c0029\n" },
    { "apps/c/values-summit.yaml", "i\xff\xfe: 1\n" },
    { "apps/d/values-summit.yaml", "env:\n\tA: 1\n" },
    { "apps/e/values-summit.yaml", "env: {A: 1}\n" },
    { NULL },
  };
  static const guint lines[] = { 3, 1, 2 };
  g_autoptr (CwPlan) plan = cw_test_plan ("argocd-csc", "summit", "30", files);
  GPtrArray *warnings = cw_plan_get_warnings (plan);

  g_assert_cmpuint (warnings->len, ==, G_N_ELEMENTS (lines));
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      const CwPlanWarning *warning = warnings->pdata[i];

      g_assert_cmpstr (warning->check, ==, CW_PLAN_UNREADABLE);
      g_assert_cmpstr (warning->path, ==, files[i == 0 ? 0 : i + 1].path);
      g_assert_cmpuint (warning->line, ==, lines[i]);
      g_assert_nonnull (strstr (warning->text, warning->path));
    }
}

/* What a broken file says is open until a person said that it stays. */
static void
test_broken (void)
{
  static const CwTestFile files[] = {
    { "apps/a/values-summit.yaml", "image: {tag: c0029\n# c0028\n" },
    { "apps/b/values-summit.yaml", "image: {tag: c0029}\n" },
    { NULL },
  };
  const char *path = "apps/a/values-summit.yaml", *question = "argocd-csc/apps/a/values-summit.yaml#unread.1";
  g_autoptr (GHashTable) answers = cw_test_answer (question, "c0029");
  g_autoptr (CwPlan) plan = cw_test_plan ("argocd-csc", "summit", "30", files);
  g_autoptr (CwPlan) answered = cw_test_plan_with ("rubin-2023", "argocd-csc", "summit", "30", files, NULL, answers);

  g_assert_true (cw_test_has_warning (plan, "unreadable-argocd-csc/apps/a/"));
  g_assert_cmpint (cw_test_get_mention (plan, path, 1)->fate, ==, CW_FATE_QUESTION);
  g_assert_cmpstr (cw_test_get_mention (plan, path, 1)->question, ==, question);
  g_assert_cmpint (cw_test_get_mention (plan, path, 2)->fate, ==, CW_FATE_QUESTION);
  g_assert_cmpuint (cw_plan_get_change_set (plan, "argocd-csc")->files->len, ==, 1);
  g_assert_cmpint (cw_test_get_mention (answered, path, 1)->fate, ==, CW_FATE_KEPT);
  g_assert_cmpint (cw_test_get_mention (answered, path, 2)->fate, ==, CW_FATE_QUESTION);
}

static void
test_refuse (void)
{
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2023");
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) site_error = NULL, repository_error = NULL;
  CwCycle target = { 'c', 30, CW_CYCLE_NO_REVISION };

  g_ptr_array_add (snapshots, cw_snapshot_new ("nowhere", "main", "0"));
  g_assert_null (cw_planner_plan (procedure, "moon", &target, snapshots, NULL, NULL, NULL, &site_error));
  g_assert_error (site_error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_null (cw_planner_plan (procedure, "summit", &target, snapshots, NULL, NULL, NULL, &repository_error));
  g_assert_error (repository_error, CW_ERROR, CW_ERROR_VALIDATION);
}

/* A plan of the planned bytes has nothing left to change, and equal inputs make equal patches. */
static void
test_again (void)
{
  g_autoptr (CwPlan) first = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "45", pinned, NULL, NULL);
  g_autoptr (CwPlan) second = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "45", pinned, NULL, NULL);
  g_autoptr (CwPlan) last = NULL;
  const CwChangeSet *changes = cw_plan_get_change_set (first, "phalanx");
  g_autofree char *patch = cw_change_set_to_patch (changes, NULL), *same = NULL;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  CwTestFile files[3] = { 0 };

  same = cw_change_set_to_patch (cw_plan_get_change_set (second, "phalanx"), NULL);
  g_assert_cmpstr (patch, ==, same);
  g_assert_cmpuint (changes->files->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const CwFileChange *file = changes->files->pdata[i];

      g_ptr_array_add (texts, g_strndup (g_bytes_get_data (file->new_bytes, NULL),
                                         g_bytes_get_size (file->new_bytes)));
      files[i] = (CwTestFile) { file->path, texts->pdata[i] };
    }
  last = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "45", files, NULL, NULL);
  g_assert_cmpuint (cw_plan_get_change_set (last, "phalanx")->files->len, ==, 0);
  g_assert_cmpuint (cw_plan_count (last, NULL, CW_FATE_QUESTION), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data = NULL;

  cw_test_init (&argc, &argv);
  data = cw_test_source ("data");
  g_setenv ("CYCLEWRIGHT_SOURCE_DATA", data, TRUE);
  g_test_add_func ("/planner/env", test_env);
  g_test_add_func ("/planner/images", test_images);
  g_test_add_func ("/planner/answers", test_answers);
  g_test_add_func ("/planner/left-out", test_left_out);
  g_test_add_func ("/planner/notebook", test_notebook);
  g_test_add_func ("/planner/from-kafka", test_from_kafka);
  g_test_add_func ("/planner/pins", test_pins);
  g_test_add_func ("/planner/warnings", test_warnings);
  g_test_add_func ("/planner/unreadable", test_unreadable);
  g_test_add_func ("/planner/broken", test_broken);
  g_test_add_func ("/planner/refuse", test_refuse);
  g_test_add_func ("/planner/again", test_again);
  return g_test_run ();
}
