/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-test-plan.h"
#include "cw-test.h"

#define AUXTEL "applications/auxtel/values-summit.yaml"

/* What a person brings from another site's files is known by these, without a mark. */
static void
test_learned (void)
{
  const char *path = "applications/auxtel/values-base.yaml";
  const CwTestFile files[] = {
    { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" },
    { AUXTEL, "own-chart:\n  a: kafka.own.example.org\n" },
    { path, "own-chart:\n  a: kafka.other.example.org\n  b: 10.1.2.3\n  c: kafka.own.example.org\n  d: x.y.yaml\n" },
    { NULL },
  };
  static const struct
  {
    const char *text;
    const char *value;
    guint line;
  } cases[] = {
    { "own-chart:\n  a: kafka.own.example.org\n  b: \"https://kafka.other.example.org:9092\"\n",
      "kafka.other.example.org", 3 },
    { "own-chart:\n  b: 10.1.2.3\n", "10.1.2.3", 2 },
    { "own-chart:\n  a: kafka.own.example.org\n  b: new.host.example.org\n  c: 10.1.2.34\n  d: x.y.yaml\n", NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwHandEdit) edit = cw_test_hand_edit ("phalanx", AUXTEL, files[1].text, cases[i].text);
      g_autoptr (CwPlan) plan = cw_test_plan_edited ("phalanx", "45", files, NULL, edit);
      const CwPlanWarning *alarm = cw_test_find_alarm (plan, "other-site");

      g_assert_cmpstr (alarm != NULL ? alarm->value : NULL, ==, cases[i].value);
      g_assert_cmpuint (alarm != NULL ? alarm->line : 0, ==, cases[i].line);
    }
}

/* A name that each of two sites says everywhere under a key is known by that; what varies, what is seldom said,
 * and what is no name tell nothing. */
static void
test_learned_names (void)
{
  const CwTestFile files[] = {
    { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" },
    { AUXTEL, "a:\n  location: pachon\n  mood: x\n  policy: false\n  rare: one\n" },
    { "applications/calsys/values-summit.yaml",
      "a:\n  location: \"pachon\" # here\n  mood: y\n  policy: false\n" },
    { "applications/love/values-summit.yaml", "a:\n  location: pachon\n  mood: z\n  policy: false\n" },
    { "applications/auxtel/values-base.yaml",
      "a:\n  location: serena\n  mood: w\n  policy: true\n  rare: two\n" },
    { "applications/calsys/values-base.yaml", "a:\n  location: serena\n  mood: w\n  policy: true\n" },
    { "applications/love/values-base.yaml", "a:\n  location: serena\n  mood: w\n  policy: true\n" },
    { NULL },
  };
  static const struct
  {
    const char *text;
    const char *value;
  } cases[] = {
    { "a:\n  location: serena\n", "serena" },
    { "a:\n  location: 'serena'\n", "serena" },
    { "a:\n  location: elsewhere\n", NULL },
    { "a:\n  mood: w\n", NULL },
    { "a:\n  policy: true\n", NULL },
    { "a:\n  rare: two\n", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwHandEdit) edit = cw_test_hand_edit ("phalanx", AUXTEL, files[1].text, cases[i].text);
      g_autoptr (CwPlan) plan = cw_test_plan_edited ("phalanx", "45", files, NULL, edit);
      const CwPlanWarning *alarm = cw_test_find_alarm (plan, "other-site");

      g_assert_cmpstr (alarm != NULL ? alarm->value : NULL, ==, cases[i].value);
    }
}

/* Each names file, line and value; nothing else of the file is complained about. */
static void
test_alarm (void)
{
  static const struct
  {
    const char *text;
    const char *check;
    guint       line;
    const char *value;
  } cases[] = {
    { "atdome:\n  host: s3-butler.ls.lsst.org\n", "other-site", 2, "s3-butler.ls.lsst.org" },
    { "atdome:\n  url: \"https://x.tu.lsst.org:8443/a\" # moved\n", "other-site", 2, "x.tu.lsst.org" },
    { "atdome:\n  prefix: tucson\n", "other-site", 2, "tucson" },
    { "atdome:\n  hosts: [a.cp.lsst.org, b.ls.lsst.org]\n", "other-site", 2, "b.ls.lsst.org" },
    { "atdome:\n  env:\n    URL_SPEC: --lfa_mode s3 --s3instance base\n", "other-site", 3, "base" },
    { "atdome:\n  env:\n    RUN_ARG: '2 --partition=tucson -v'\n", "other-site", 3, "tucson" },
    { "atdome:\n  env:\n    URL_SPEC: --s3instance base --lfa_mode s3\n", "other-site", 3, "base" },
    { "atdome:\n  env:\n    URL_SPEC: '--s3instance tucson-teststand'\n", "other-site", 3, "tucson-teststand" },
    { "atdome:\n  env:\n    A: -s base\n", "other-site", 3, "base" },
    { "atdome:\n  args:\n    - --s3instance base --lfa_mode=s3\n", "other-site", 3, "base" },
    { "atdome:\n  args:\n    - --s3instance=base\n", "other-site", 3, "base" },
    { "atdome:\n  args: [\"--s3instance\", \"tucson-teststand\"]\n", "other-site", 2, "tucson-teststand" },
    { "atdome:\n  env: {SITE: base-teststand, N: 1}\n", "other-site", 2, "base-teststand" },
    { "atdome:\n  env:\n  - {name: SITE, value: \"tucson\"}\n", "other-site", 3, "tucson" },
    { "atdome:\n  env: {N: 1,\n    SITE: tucson}\n", "other-site", 3, "tucson" },
    { "atdome:\n  sites: [x, base]\n", "other-site", 2, "base" },
    { "atdome:\n  env:\n    A: &x base-teststand\n", "other-site", 3, "base-teststand" },
    { "atdome:\n  env:\n    A: !!str tucson-teststand\n", "other-site", 3, "tucson-teststand" },
    { "atdome:\n  env:\n    A: &x !!str \"tucson-teststand\"\n", "other-site", 3, "tucson-teststand" },
    { "atdome:\n  run: |\n    export SITE=base && run\n", "other-site", 3, "base" },
    { "atdome:\n  run: |\n    SITE=\"base\" N=1 run\n", "other-site", 3, "base" },
    { "atdome:\n  run: sh -c 'SITE=base; run ${base}'\n", "other-site", 2, "base" },
    { "atdome:\n  image: {tag: tickets-DM-1}\n", "ticket-branch", 2, "tickets-DM-1" },
    { "atdome:\n  image: \"r.example.org:5000/a:tickets-DM-1\"\n", "ticket-branch", 2, "tickets-DM-1" },
    { "atdome:\n  tag: &t tickets-DM-1\n", "ticket-branch", 2, "tickets-DM-1" },
    { "atdome:\n  tag: tickets-DM-1\n", "ticket-branch", 2, "tickets-DM-1" },
    { "atdome:\n  targetRevision: tickets/OSW-12\n", "ticket-branch", 2, "tickets/OSW-12" },
    { "ess303:\n  env:\n    RUN_ARG: \"1\"\n", "index", 3, "1" },
    { "ess301:\n  classifier: ess302\n  x: 1\n  env: {RUN_ARG: 301 --simulate}\n", "index", 4, "301 --simulate" },
  };
  static const char *const harmless =
    "atdome:\n  host: a.cp.lsst.org\n  path: tucson/scripts\n  note: x # was s3.ls.lsst.org\n  tag: main\n"
    "  say: the base of it\n  args: --path /data/base --s3instance summit --base -v\n"
    "  options: [--base, summit]\n  flag: --base\n  more:\n    - --base --lfa_mode=s3\n"
    "ess301:\n  env: {RUN_ARG: 301 --simulate}\n"
    "atqueue:\n  classifier: scriptqueue2\n  env: {RUN_ARG: 2 --state enabled}\n";
  g_autoptr (CwPlan) none = cw_test_plan_auxtel (harmless);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwPlan) plan = cw_test_plan_auxtel (cases[i].text);
      const CwPlanWarning *alarm = cw_test_find_alarm (plan, cases[i].check);

      g_assert_nonnull (alarm);
      g_assert_cmpstr (alarm->path, ==, AUXTEL);
      g_assert_cmpuint (alarm->line, ==, cases[i].line);
      g_assert_cmpstr (alarm->value, ==, cases[i].value);
      g_assert_nonnull (strstr (alarm->text, AUXTEL));
      g_assert_nonnull (alarm->reason);
    }
  g_assert_null (cw_test_find_alarm (none, "other-site"));
  g_assert_null (cw_test_find_alarm (none, "ticket-branch"));
  g_assert_null (cw_test_find_alarm (none, "index"));
}

/* Under a key that no rule moves, what a reader takes for the present cycle is named; what is another number isn't. */
static void
test_nearly_a_cycle (void)
{
  static const struct
  {
    const char *text;
    const char *value;
  } cases[] = {
    { "atdome:\n  scripts: c044\n", "c044" },   { "atdome:\n  scripts: C0044\n", "C0044" },
    { "atdome:\n  scripts: c043\n", NULL },     { "atdome:\n  scripts: xc044\n", NULL },
    { "atdome:\n  scripts: c044a\n", NULL },    { "atdome:\n  scripts: a # c044\n", NULL },
    { "atdome:\n  cycleNumber: 44\n", "44" },   { "atdome:\n  args: --cycle 44\n", "44" },
    { "atdome:\n  args:\n  - --cycle\n  - \"44\"\n", "44" }, { "atdome:\n  args: cycle44\n", "44" },
    { "atdome:\n  args: --cycle 43\n", NULL },  { "atdome: {} # cycle 44\n", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwPlan) plan = cw_test_plan_auxtel (cases[i].text);
      const CwPlanWarning *alarm = cw_test_find_alarm (plan, CW_PLAN_COMPLETENESS);

      g_assert_cmpstr (alarm != NULL ? alarm->value : NULL, ==, cases[i].value);
    }
}

/* Where a file is one component's, its folder has the name; variables in lists count like keys. */
static void
test_index_layouts (void)
{
  static const struct
  {
    const char *repository;
    const char *path;
    const char *text;
    const char *value;  /* (nullable): none where nothing is wrong */
    guint       line;
  } cases[] = {
    { "argocd-csc", "apps/ess201/values-summit.yaml", "image:\n  tag: c0044\nenv:\n  RUN_ARG: 105\n", "105", 4 },
    { "argocd-csc", "apps/ess201/values-summit.yaml", "env:\n  RUN_ARG: 201 --simulate\n", NULL, 0 },
    { "argocd-csc", "apps/ess/values-summit.yaml", "env:\n  RUN_ARG: 105\n", NULL, 0 },
    { "argocd-csc", "apps/dimm1/values-summit.yaml", "env:\n- name: RUN_ARG\n  value: \"2\"\n", "2", 3 },
    { "argocd-csc", "apps/dimm1/values-summit.yaml", "classifier: dimm2\nenv:\n  RUN_ARG: 2\n", NULL, 0 },
    { "docker-compose-ops", "summit/docker-compose-eas.yaml",
      "services:\n  ess102:\n    environment:\n      RUN_ARG: 101\n", "101", 4 },
    { "docker-compose-ops", "summit/docker-compose-eas.yml",
      "services:\n  ess102:\n    environment:\n      - LSST_SITE=summit\n      - RUN_ARG=-s 3\n", "-s 3", 5 },
    { "docker-compose-ops", "summit/docker-compose-eas.yaml",
      "services:\n  ess102:\n    environment:\n      - RUN_ARG=-s 102\n", NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const CwTestFile files[] = { { cases[i].path, cases[i].text }, { NULL } };
      g_autoptr (CwPlan) plan = cw_test_plan (cases[i].repository, "summit", "45", files);
      const CwPlanWarning *alarm = cw_test_find_alarm (plan, "index");

      g_assert_cmpstr (alarm != NULL ? alarm->value : NULL, ==, cases[i].value);
      g_assert_cmpuint (alarm != NULL ? alarm->line : 0, ==, cases[i].line);
    }
}

/* Siblings say what is usual; a unit that is missing shows. */
static void
test_amounts (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CwPlan) usual = NULL, odd = NULL, few = NULL, none = NULL;

  for (guint i = 0; i < 6; i++)
    g_string_append_printf (text, "a%u:\n  resources:\n    limits: {cpu: %u00m, memory: %uGi}\n", i, i + 1, i + 1);
  usual = cw_test_plan_auxtel (text->str);
  g_string_append (text, "atdome:\n  resources:\n    limits:\n      cpu: 100\n      memory: 512Mi\n");
  odd = cw_test_plan_auxtel (text->str);

  few = cw_test_plan_auxtel ("a:\n  resources:\n    limits: {cpu: 100, memory: 1Gi}\nb:\n  resources:\n"
                      "    limits: {cpu: 100m, memory: 1Gi}\n");
  none = cw_test_plan_auxtel ("a:\n  resources:\n    limits: {cpu: abc, memory: 1e3}\n");
  g_assert_cmpstr (cw_test_find_alarm (few, "amounts")->value, ==, "100");
  g_assert_cmpstr (cw_test_find_alarm (none, "amounts")->value, ==, "abc");
  g_assert_null (cw_test_find_alarm (usual, "amounts"));
  g_assert_cmpstr (cw_test_find_alarm (odd, "amounts")->value, ==, "100");
  g_assert_cmpuint (cw_test_find_alarm (odd, "amounts")->line, ==, 22);
}

/* What an edit leaves without what the siblings have is named; what lacked it before is settled. */
static void
test_images (void)
{
  static const char *const base = "a:\n  image:\n    repository: a\nb:\n  image:\n    repository: b\n"
                                  "c:\n  image:\n    repository: c\n";
  static const struct
  {
    const char *before, *after;  /* what comes behind the others */
    const char *value;
  } cases[] = {
    { "d:\n  image:\n    repository: d\n", "d:\n  classifier: d\n", "d" },
    { "", "d:\n  image:\n    pullPolicy: Always\n", "d" },
    { "", "d:\n  image:\n    repository: d\n", NULL },
    { "", "d:\n  image: d:c0045\n", NULL },
    { "d:\n  env: {A: b}\n", "d:\n  env: {A: c}\n", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) many = g_string_new (base);
      g_autofree char *before = NULL, *after = NULL;
      g_autoptr (CwHandEdit) edit = NULL;
      g_autoptr (CwPlan) plan = NULL;
      const CwPlanWarning *alarm = NULL;

      for (guint j = 0; j < 6; j++)
        g_string_append_printf (many, "s%u:\n  image:\n    repository: s\n", j);
      before = g_strconcat (many->str, cases[i].before, NULL);
      after = g_strconcat (many->str, cases[i].after, NULL);
      {
        const CwTestFile files[] = {
          { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" }, { AUXTEL, before }, { NULL },
        };

        edit = cw_test_hand_edit ("phalanx", AUXTEL, before, after);
        plan = cw_test_plan_edited ("phalanx", "45", files, NULL, edit);
      }
      alarm = cw_test_find_alarm (plan, "images");
      g_assert_cmpstr (alarm != NULL ? alarm->value : NULL, ==, cases[i].value);
      g_assert_cmpuint (alarm != NULL ? alarm->line : 0, ==, cases[i].value != NULL ? 28 : 0);
    }
}

/* A simulator is brought in where nothing of the site is one; where something is, it is nothing odd. */
static void
test_values (void)
{
  static const char *const real = "a:\n  image:\n    repository: a\n";
  static const char *const sim = "a:\n  image:\n    repository: a-sim\n";
  static const struct
  {
    const char *before, *after;
    const char *value;
  } cases[] = {
    { "", "b:\n  image:\n    repository: b-sim\n", "b-sim" },
    { "", "b:\n  image:\n    repository: b\n", NULL },
    { "b:\n  image:\n    repository: b-sim\n", "b:\n  image:\n    repository: b-sim\n    revision: 1\n", NULL },
    { "", "b:\n  env:\n    RUN_ARG: --simulate\n", "--simulate" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < 2; j++)
      {
        g_autofree char *before = g_strconcat (j == 0 ? real : sim, cases[i].before, NULL);
        g_autofree char *after = g_strconcat (j == 0 ? real : sim, cases[i].after, NULL);
        const CwTestFile files[] = {
          { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" }, { AUXTEL, before }, { NULL },
        };
        g_autoptr (CwHandEdit) edit = cw_test_hand_edit ("phalanx", AUXTEL, before, after);
        g_autoptr (CwPlan) plan = cw_test_plan_edited ("phalanx", "45", files, NULL, edit);
        const CwPlanWarning *alarm = cw_test_find_alarm (plan, "simulators");
        gboolean other = j == 1 && g_strcmp0 (cases[i].value, "b-sim") == 0;

        g_assert_cmpstr (alarm != NULL ? alarm->value : NULL, ==, other ? NULL : cases[i].value);
      }
}

/* A compose service that claims many more processors than the others. */
static void
test_processors (void)
{
  static const struct
  {
    const char *cpus;
    const char *value;
  } cases[] = { { "0.5", NULL }, { "2", NULL }, { "100", "100" }, { "100m", NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new ("services:\n");
      CwTestFile files[] = {
        { "summit/setup.env", "export CYCLE=c0044\n" }, { "summit/docker-compose-a.yaml", NULL }, { NULL },
      };
      g_autoptr (CwPlan) plan = NULL;
      const CwPlanWarning *alarm;

      for (guint j = 0; j < 6; j++)
        g_string_append_printf (text, "  s%u:\n    image: a/s%u\n    cpus: 0.5\n", j, j);
      g_string_append_printf (text, "  last:\n    image: a/last\n    cpus: %s\n", cases[i].cpus);
      files[1].text = text->str;
      plan = cw_test_plan ("docker-compose-ops", "summit", "45", files);
      alarm = cw_test_find_alarm (plan, "amounts");
      g_assert_cmpstr (alarm != NULL ? alarm->value : NULL, ==, cases[i].value);
    }
}

/* The same in several lines is one alarm; another line, or other text in one, makes it another one. */
static void
test_lines (void)
{
  static const char *const texts[] = {
    "a:\n  env:\n    HOST: s3.ls.lsst.org\n    NEXT: x\n    SAME:\n      HOST: s3.ls.lsst.org\n",
    "a:\n  env:\n    MORE: x\n    HOST: s3.ls.lsst.org\n    NEXT: x\n    SAME:\n      HOST: s3.ls.lsst.org\n",
    "a:\n  env:\n    HOST: s3.ls.lsst.org\n    NEXT: x\n    SAME:\n      HOST: s3.ls.lsst.org:443\n",
  };
  g_autofree char *first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const CwTestFile files[] = {
        { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" }, { AUXTEL, texts[i] }, { NULL },
      };
      g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "45", files, NULL, NULL);
      const CwPlanWarning *alarm = cw_test_find_alarm (plan, "other-site");

      g_assert_nonnull (alarm->more);
      g_assert_cmpuint (alarm->more->len, ==, 1);
      g_assert_nonnull (strstr (alarm->text, i == 1 ? "lines 4, 7: " : "lines 3, 6: "));
      if (i == 0)
        first = g_strdup (alarm->id);
      else
        g_assert_cmpint (g_str_equal (first, alarm->id), ==, i == 1);
    }
}

/* One half that a person keeps stands apart from the other one. */
static void
test_halves (void)
{
  static const CwTestFile files[] = {
    { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0044\n" },
    { "applications/nublado/values-summit.yaml", "images:\n  cycle: 44\n  recommendedTag: recommended_c0044\n" },
    { NULL },
  };
  static const CwTestFile slipped[] = {
    { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0045\n" },
    { "applications/nublado/values-summit.yaml", "images:\n  cycle: 44\n  recommendedTag: recommended_c0044\n" },
    { NULL },
  };
  g_autoptr (GHashTable) answers = cw_test_answer ("phalanx/environments/values-summit.yaml#controlSystem.imageTag",
                                                   "c0044");
  g_autoptr (CwPlan) whole = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "45", files, NULL, NULL);
  g_autoptr (CwPlan) apart = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "45", files, NULL, answers);
  g_autoptr (CwPlan) ahead = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "44", slipped, NULL, NULL);

  g_assert_cmpuint (cw_test_count_alarms (whole), ==, 0);
  g_assert_cmpstr (cw_test_find_alarm (apart, "environment")->value, ==, "c0044");
  g_assert_cmpuint (cw_test_count_alarms (ahead), ==, 2);
  for (guint i = 0; i < cw_plan_get_warnings (ahead)->len; i++)
    g_assert_null (((const CwPlanWarning *) cw_plan_get_warnings (ahead)->pdata[i])->more);
}

/* Files of any kind are read for names. */
static void
test_env (void)
{
  static const CwTestFile files[] = {
    { "summit/setup.env", "export CYCLE=c0038\nexport LSST_SITE=base\nHOST='x.tu.lsst.org'\n" },
    { NULL },
  };
  g_autoptr (CwPlan) plan = cw_test_plan ("docker-compose-ops", "summit", "39", files);

  g_assert_cmpuint (cw_test_count_alarms (plan), ==, 2);
}

/* A ticket's branch in an env file, and in the image of a compose file. */
static void
test_branches (void)
{
  static const CwTestFile files[] = {
    { "summit/setup.env", "export CYCLE=c0044\nexport rev=.001\natspec_rev=tickets-DM-9\n" },
    { "summit/docker-compose-a.yaml", "services:\n  a:\n    image: r.example.org/atspec:tickets-DM-5\n"
                                      "  b:\n    image: r.example.org/tickets-DM:${CYCLE}${rev}\n" },
    { NULL },
  };
  g_autoptr (CwPlan) plan = cw_test_plan ("docker-compose-ops", "summit", "45", files);
  GPtrArray *warnings = cw_plan_get_warnings (plan);
  guint n = 0;

  for (guint i = 0; i < warnings->len; i++)
    {
      const CwPlanWarning *warning = warnings->pdata[i];
      gboolean env = g_strcmp0 (warning->path, files[0].path) == 0;

      if (g_strcmp0 (warning->check, "ticket-branch") != 0)
        continue;
      g_assert_cmpstr (warning->value, ==, env ? "tickets-DM-9" : "tickets-DM-5");
      n++;
    }
  g_assert_cmpuint (n, ==, 2);
}

/* A slip of the fingers is a cycle that nobody else is at, or none at all; what is meant so stays unsaid. */
static void
test_cycles (void)
{
  static const struct
  {
    const char *value;
    const char *other;  /* in another file of the site */
    gboolean    odd;
  } cases[] = {
    { "c0303", "c0045", TRUE },   { "c0054", "c0045", TRUE },     { "c0054", "c0054", FALSE },
    { "c0046", "c0045", TRUE },
    { "c045", "c0045", TRUE },    { "c0045.3", "c0045", TRUE },   { "C0045", "c0045", TRUE },
    { "c00455", "c0045", TRUE },  { "c0045.", "c0045", TRUE },    { "c0045", "c0045", FALSE },
    { "c0045.003", "c0045", FALSE }, { "v1.2_c0045", "c0045", FALSE }, { "v1.2_c045", "c0045", TRUE },
    { "v1.2.3", "c0045", FALSE }, { "k0003", "c0045", FALSE },    { "c3d4e5f6", "c0045", FALSE },
    { "c12-alpine", "c0045", FALSE }, { "c0045 c", "c0045", TRUE }, { "x c0045", "c0045", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("image:\n  tag: %s\n", cases[i].value);
      g_autofree char *other = g_strdup_printf ("image:\n  tag: %s\n", cases[i].other);
      const CwTestFile files[] = {
        { "apps/ataos/values-summit.yaml", text },
        { "apps/atdome/values-summit.yaml", "image:\n  tag: c0045\n" },
        { "apps/atmcs/values-summit.yaml", "image:\n  tag: c0045\n" },
        { "apps/mtaos/values-summit.yaml", other },
        { "apps/ataos/values-base-teststand.yaml", text },
        { NULL },
      };
      g_autoptr (CwPlan) plan = cw_test_plan ("argocd-csc", "summit", "45", files);
      const CwPlanWarning *alarm = cw_test_find_alarm (plan, "image-tags");

      g_test_message ("%s", cases[i].value);
      g_assert_cmpstr (alarm != NULL ? alarm->value : NULL, ==, cases[i].odd ? cases[i].value : NULL);
      g_assert_cmpuint (alarm != NULL ? alarm->line : 0, ==, cases[i].odd ? 2 : 0);
      g_assert_cmpuint (cw_plan_count (plan, NULL, CW_FATE_ODD), ==, cases[i].odd);
    }
}

/* In an env file, and under a path of keys, as well. */
static void
test_odd_cycles (void)
{
  static const CwTestFile env[] = {
    { "summit/setup.env", "export CYCLE=c033\nexport OTHER=c033\n" },
    { "summit/README", "CYCLE=c033\n" },
    { NULL },
  };
  static const CwTestFile shared[] = {
    { "environments/values-summit.yaml", "controlSystem:\n  imageTag: c0045.3 # not c045\nother: c045\n" },
    { "applications/auxtel/values-summit.yaml", "image:\n  tag: c45\n" },
    { NULL },
  };
  g_autoptr (CwPlan) first = cw_test_plan ("docker-compose-ops", "summit", "39", env);
  g_autoptr (CwPlan) second = cw_test_plan_with ("rubin-2026", "phalanx", "summit", "45", shared, NULL, NULL);

  g_assert_cmpstr (cw_test_find_alarm (first, "cycle")->value, ==, "c033");
  g_assert_cmpuint (cw_test_find_alarm (first, "cycle")->line, ==, 1);
  g_assert_cmpstr (cw_test_find_alarm (second, "environment")->value, ==, "c0045.3");
  g_assert_cmpuint (cw_plan_count (first, NULL, CW_FATE_ODD), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data = NULL;

  cw_test_init (&argc, &argv);
  data = cw_test_source ("data");
  g_setenv ("CYCLEWRIGHT_SOURCE_DATA", data, TRUE);
  g_test_add_func ("/check/alarm", test_alarm);
  g_test_add_func ("/check/nearly-a-cycle", test_nearly_a_cycle);
  g_test_add_func ("/check/cycles", test_cycles);
  g_test_add_func ("/check/odd-cycles", test_odd_cycles);
  g_test_add_func ("/check/index-layouts", test_index_layouts);
  g_test_add_func ("/check/learned", test_learned);
  g_test_add_func ("/check/learned-names", test_learned_names);
  g_test_add_func ("/check/amounts", test_amounts);
  g_test_add_func ("/check/images", test_images);
  g_test_add_func ("/check/values", test_values);
  g_test_add_func ("/check/processors", test_processors);
  g_test_add_func ("/check/lines", test_lines);
  g_test_add_func ("/check/halves", test_halves);
  g_test_add_func ("/check/env", test_env);
  g_test_add_func ("/check/branches", test_branches);
  return g_test_run ();
}
