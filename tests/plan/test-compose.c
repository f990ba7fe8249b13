/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-compose.h"
#include "cw-inventory.h"
#include "cw-test-plan.h"

/* Compose files, whose images take the cycle and the revision from the env files beside them. */

#define COMPOSE "summit/docker-compose-maintel.yaml"
#define REGISTRY "ts-dockerhub.lsst.org/"

static GBytes *
find_env (const char *path,
          gpointer    data)
{
  return data;
}

static void
test_resolve (void)
{
  static const struct
  {
    const char *word;
    const char *resolved;
    guint       n_undefined;
  } cases[] = {
    { "a:${CYCLE}${rev}", "a:c0044.002", 0 },
    { "a:$CYCLE$rev", "a:c0044.002", 0 },
    { "a:${CYCLE}${x_rev:-.001}", "a:c0044.001", 0 },
    { "a:${CYCLE}${x_rev:-$rev}", "a:c0044.002", 0 },
    { "a:${CYCLE}${x_rev:-${rev}}", "a:c0044.002", 0 },
    { "a:${CYCLE}${empty-.001}", "a:c0044", 0 },
    { "a:${CYCLE}${empty:-.001}", "a:c0044.001", 0 },
    { "a:${CYCLE:+c0040}${x_rev+.001}", "a:c0040", 0 },
    { "a:${CYCLE:?must be set}", "a:c0044", 0 },
    { "a:${inner}", "a:c0044.002", 0 },
    { "a:$$CYCLE", "a:$CYCLE", 0 },
    { "a:$", "a:$", 0 },
    { "a:${", "a:${", 0 },
    { "a:${CYCLE", "a:c0044", 0 },
    { "a:${CYCLE}${x_rev}", "a:c0044${x_rev}", 1 },
    { "a:${circle}", "a:${circle}", 1 },
  };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2026");
  const CwRepository *repository = cw_procedure_get_repository (procedure, "docker-compose-ops");
  const CwSiteFiles *files = cw_procedure_get_site_files (procedure, repository, "summit")->pdata[0];
  static const char text[] = "export CYCLE=c0043\nexport CYCLE=c0044\nrev=.002\nempty=\ninner=${CYCLE}${rev}\n"
                             "circle=${circle}\n";
  static const char *const paths[] = { "summit/setup.env", "tucson-teststand/setup.env", NULL };
  g_autoptr (GBytes) env = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GHashTable) variables = cw_compose_read_variables (files, paths, COMPOSE, find_env, env);
  g_autoptr (GHashTable) none = cw_compose_read_variables (files, paths, "summit/more/compose.yaml", find_env, env);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) undefined = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *resolved = cw_compose_resolve (variables, cases[i].word, undefined);

      g_assert_cmpstr (resolved, ==, cases[i].resolved);
      g_assert_cmpuint (undefined->len, ==, cases[i].n_undefined);
    }
  g_assert_cmpuint (g_hash_table_size (none), ==, 0);
}

/* What speaks of much in few words, or has no end, ends all the same. */
static void
test_endless (void)
{
  g_autoptr (GHashTable) variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) undefined = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) nested = g_string_new (NULL);
  g_autofree char *bomb = NULL, *deep = NULL;

  for (char name = 'A'; name < 'Z'; name++)
    {
      g_autoptr (GString) value = g_string_new (NULL);

      for (guint i = 0; i < 20; i++)
        g_string_append_printf (value, "${%c}", name + 1);
      g_hash_table_insert (variables, g_strdup_printf ("%c", name), g_strdup (value->str));
    }
  bomb = cw_compose_resolve (variables, "${A}", undefined);
  g_assert_cmpuint (strlen (bomb), <, 100000);
  for (guint i = 0; i < 100000; i++)
    g_string_append (nested, "${x:-");
  deep = cw_compose_resolve (variables, nested->str, undefined);
  g_assert_cmpuint (undefined->len, >, 0);
}

static void
test_find_tag (void)
{
  g_assert_cmpstr (cw_compose_find_tag ("host:5000/a:c0044"), ==, ":c0044");
  g_assert_cmpstr (cw_compose_find_tag ("a:${CYCLE}${rev:-.000}"), ==, ":${CYCLE}${rev:-.000}");
  g_assert_null (cw_compose_find_tag ("host:5000/a"));
  g_assert_null (cw_compose_find_tag ("${IMAGE:-a}"));
}

#define ENVIRONMENT "export CYCLE=c0044\nexport mtm1m3_rev=.002\n# Where it runs\nexport LSST_SITE=summit\n"

static const CwTestFile files[] = {
  { COMPOSE,
    "services:\n"
    "  mtm1m3:\n    image: " REGISTRY "mtm1m3:${CYCLE}${mtm1m3_rev}\n"
    "  mtrotator:\n    image: " REGISTRY "mtrotator:${CYCLE}${rotator_rev}\n"
    "  hexapod:\n    image: " REGISTRY "mthexapod:c0044.003\n"
    "  other:\n    image: example.org/other:${CYCLE}\n"
    "  redis:\n    image: redis:5.0.3\n" },
  { "summit/setup.env", ENVIRONMENT },
  { "summit/more.env", "export CYCLE=c0001\n" },
  { NULL },
};

static void
assert_image (CwPlan     *plan,
              const char *component,
              const char *before,
              const char *after)
{
  GPtrArray *all = cw_plan_get_resolutions (plan);

  for (guint i = 0; i < all->len; i++)
    {
      const CwResolution *one = g_ptr_array_index (all, i);

      if (!g_str_equal (one->component, component))
        continue;
      g_assert_cmpstr (one->path, ==, COMPOSE);
      g_assert_cmpstr (one->before, ==, before);
      g_assert_cmpstr (one->after, ==, after);
      return;
    }
  g_assert_not_reached ();
}

static void
test_images (void)
{
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2026", "docker-compose-ops", "summit", "45", files, NULL, NULL);
  GPtrArray *images = cw_plan_get_images (plan);

  g_assert_cmpuint (cw_plan_get_resolutions (plan)->len, ==, 4);
  assert_image (plan, "mtm1m3", "mtm1m3:c0044.002", "mtm1m3:c0045.000");
  assert_image (plan, "mtrotator", "mtrotator:c0044${rotator_rev}", "mtrotator:c0045${rotator_rev}");
  assert_image (plan, "hexapod", "mthexapod:c0044.003", "mthexapod:c0044.003");
  assert_image (plan, "other", "example.org/other:c0044", "example.org/other:c0045");
  /* Of what nobody knows, and of what isn't the registry's own, it isn't asked. */
  g_assert_cmpuint (images->len, ==, 2);
  g_assert_cmpstr (images->pdata[0], ==, "mthexapod:c0044.003");
  g_assert_cmpstr (images->pdata[1], ==, "mtm1m3:c0045.000");
  g_assert_true (cw_test_has_warning (plan, "undefined-docker-compose-ops/" COMPOSE ":rotator_rev"));
  g_assert_false (cw_test_has_warning (plan, "undefined-docker-compose-ops/" COMPOSE ":CYCLE"));
}

/* An image may come by an alias, or by one merge or several; the service's own one counts before those. */
static void
test_merged (void)
{
  static const CwTestFile merged[] = {
    { COMPOSE,
      "x-image: &image " REGISTRY "mtrotator:${CYCLE}\n"
      "x-m1m3: &m1m3\n  restart: \"no\"\n  image: " REGISTRY "mtm1m3:${CYCLE}${mtm1m3_rev}\n"
      "x-more: &more\n  <<: *m1m3\n"
      "services:\n"
      "  mtm1m3:\n    <<: *m1m3\n"
      "  listed:\n    <<: [*more]\n"
      "  inline:\n    <<: *m1m3\n    image: " REGISTRY "own:${CYCLE}\n"
      "  mtrotator:\n    image: *image\n"
      "  same: *m1m3\n"
      "  none:\n    restart: \"no\"\n" },
    { "summit/setup.env", ENVIRONMENT },
    { NULL },
  };
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2026", "docker-compose-ops", "summit", "45", merged, NULL, NULL);

  g_assert_cmpuint (cw_plan_get_resolutions (plan)->len, ==, 5);
  assert_image (plan, "mtm1m3", "mtm1m3:c0044.002", "mtm1m3:c0045.000");
  assert_image (plan, "listed", "mtm1m3:c0044.002", "mtm1m3:c0045.000");
  assert_image (plan, "inline", "own:c0044", "own:c0045");
  assert_image (plan, "mtrotator", "mtrotator:c0044", "mtrotator:c0045");
  assert_image (plan, "same", "mtm1m3:c0044.002", "mtm1m3:c0045.000");
}

/* Aliases that stand for themselves come to an end. */
static void
test_merged_endless (void)
{
  static const CwTestFile endless[] = {
    { COMPOSE, "services:\n  a: &a\n    <<: *a\n    more: ${CYCLE}\n  b: &b\n    image: *b\n" },
    { "summit/setup.env", ENVIRONMENT },
    { NULL },
  };
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2026", "docker-compose-ops", "summit", "45", endless, NULL, NULL);

  g_assert_cmpuint (cw_plan_get_resolutions (plan)->len, ==, 0);
}

/* While it is open whether the site goes back, the images are the present ones. */
static void
test_way_back (void)
{
  g_autoptr (CwPlan) plan = cw_test_plan_with ("rubin-2026", "docker-compose-ops", "summit", "43", files, NULL, NULL);
  g_autoptr (GHashTable) answers = cw_test_answer ("summit/" CW_QUESTION_BACK, "c0043");
  g_autoptr (CwPlan) back = NULL;

  back = cw_test_plan_with ("rubin-2026", "docker-compose-ops", "summit", "43", files, NULL, answers);

  assert_image (plan, "mtm1m3", "mtm1m3:c0044.002", "mtm1m3:c0044.002");
  assert_image (back, "mtm1m3", "mtm1m3:c0044.002", "mtm1m3:c0043.000");
}

/* What a person wrote into the env file counts. */
static void
test_by_hand (void)
{
  g_autoptr (CwHandEdit) edit = cw_test_hand_edit ("docker-compose-ops", "summit/setup.env", ENVIRONMENT,
                                                   ENVIRONMENT "export rotator_rev=.001\n");
  g_autoptr (CwPlan) plan = cw_test_plan_edited ("docker-compose-ops", "c0045", files, NULL, edit);

  assert_image (plan, "mtm1m3", "mtm1m3:c0044.002", "mtm1m3:c0045.000");
  assert_image (plan, "mtrotator", "mtrotator:c0044${rotator_rev}", "mtrotator:c0045.001");
  g_assert_false (cw_test_has_warning (plan, "undefined-"));
}

#define SETUP "summit/setup.env"

static CwPlan *
plan_revision (const char *component,
               GHashTable *answers)
{
  static const CwTestFile revisions[] = {
    { "summit/docker-compose-auxtel.yaml",
      "services:\n"
      "  atspectrograph:\n    image: " REGISTRY "atspec:${CYCLE}${atspec_rev}\n"
      "  atmcs:\n    image: " REGISTRY "atmcs-sim:${CYCLE}${rev}\n"
      "  atdome:\n    image: " REGISTRY "atdome:${CYCLE}\n" },
    { "summit/docker-compose-maintel.yaml",
      "services:\n"
      "  mtrotator:\n    image: " REGISTRY "mtrotator:${CYCLE}${rev}\n"
      "  mthexapod:\n    image: " REGISTRY "mthexapod:c0044.003\n"
      "  mtdome:\n    image: " REGISTRY "mtdome:${CYCLE}${mtdome_rev:-$rev}\n" },
    { SETUP, "export CYCLE=c0044\nexport rev=.000\nexport atspec_rev=.000\nexport mtdome_rev=.006\n" },
    { NULL },
  };
  const char *names[] = { component, strcmp (component, "ATMCS") == 0 && answers != NULL ? "MTRotator" : NULL, NULL };

  return cw_test_plan_with ("rubin-2026", "docker-compose-ops", "summit", "c0044.006", revisions, names, answers);
}

/* The revision of a component is the variable that its service uses, whatever it is called. */
static void
test_own_revision (void)
{
  g_autoptr (CwPlan) plan = plan_revision ("ATSpectrograph", NULL), there = plan_revision ("MTDome", NULL);

  cw_test_assert_after (plan, SETUP, "export CYCLE=c0044\nexport rev=.000\nexport atspec_rev=.006\n"
                                     "export mtdome_rev=.006\n");
  g_assert_cmpint (cw_test_get_mention (plan, SETUP, 2)->fate, ==, CW_FATE_KEPT);
  /* It is there already, and its default isn't used. */
  g_assert_cmpuint (cw_plan_get_change_set (there, "docker-compose-ops")->files->len, ==, 0);
  g_assert_cmpuint (cw_plan_count (there, NULL, CW_FATE_QUESTION), ==, 0);
}

/* One that others share moves these, too: they are named, and a person decides. */
static void
test_shared_revision (void)
{
  const char *const options[] = { ".000", ".006", NULL };
  g_autoptr (CwPlan) plan = plan_revision ("ATMCS", NULL);
  g_autoptr (GHashTable) answers = cw_test_answer ("docker-compose-ops/" SETUP "#rev", ".006");
  g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (CwPlan) moved = plan_revision ("MTRotator", answers), both = plan_revision ("ATMCS", none);
  const CwMention *asked = cw_test_get_mention (plan, SETUP, 2);

  g_assert_cmpint (asked->fate, ==, CW_FATE_QUESTION);
  g_assert_cmpstr (asked->target, ==, ".000");
  g_assert_cmpstrv (asked->options, options);
  g_assert_nonnull (strstr (asked->reason, "mtrotator"));
  g_assert_null (strstr (asked->reason, "mtdome"));
  cw_test_assert_after (moved, SETUP, "export CYCLE=c0044\nexport rev=.006\nexport atspec_rev=.000\n"
                                      "export mtdome_rev=.006\n");
  /* Of those that are all named nobody is asked. */
  g_assert_cmpint (cw_test_get_mention (both, SETUP, 2)->fate, ==, CW_FATE_CHANGED);
  g_assert_false (cw_test_has_warning (both, "unpinned-"));
}

/* What nothing moves isn't passed over: a bare tag floats, one that names a revision itself doesn't. */
static void
test_stuck_revision (void)
{
  g_autoptr (CwPlan) bare = plan_revision ("ATDome", NULL), stuck = plan_revision ("MTHexapod", NULL);

  g_assert_true (cw_test_has_warning (bare, "nothing-pinned"));
  g_assert_false (cw_test_has_warning (bare, "stuck-"));
  g_assert_true (cw_test_has_warning (stuck, "stuck-docker-compose-ops/summit/docker-compose-maintel.yaml:MTHexapod"));
  g_assert_false (cw_test_has_warning (stuck, "nothing-pinned"));
  g_assert_false (cw_test_has_warning (stuck, "unpinned-"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/compose/resolve", test_resolve);
  g_test_add_func ("/compose/endless", test_endless);
  g_test_add_func ("/compose/find-tag", test_find_tag);
  g_test_add_func ("/compose/images", test_images);
  g_test_add_func ("/compose/merged", test_merged);
  g_test_add_func ("/compose/merged-endless", test_merged_endless);
  g_test_add_func ("/compose/way-back", test_way_back);
  g_test_add_func ("/compose/by-hand", test_by_hand);
  g_test_add_func ("/compose/own-revision", test_own_revision);
  g_test_add_func ("/compose/shared-revision", test_shared_revision);
  g_test_add_func ("/compose/stuck-revision", test_stuck_revision);

  return g_test_run ();
}
