/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-error.h"
#include "cw-procedure.h"
#include "cw-test.h"

static CwProcedure *
load_shipped (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_strdup_printf ("data/procedures/%s.json", name);
  g_autofree char *path = cw_test_source (file);
  CwProcedure *procedure = cw_procedure_load (path, &error);

  g_assert_no_error (error);
  return procedure;
}

static const CwTagRule *
find_rule (const CwSiteFiles *files,
           const char        *id)
{
  for (guint i = 0; i < files->rules->len; i++)
    {
      const CwTagRule *rule = g_ptr_array_index (files->rules, i);

      if (g_str_equal (rule->id, id))
        return rule;
    }
  return NULL;
}

static const CwSiteFiles *
get_files (CwProcedure *procedure,
           const char  *repository,
           const char  *site,
           guint        index)
{
  const CwRepository *found = cw_procedure_get_repository (procedure, repository);
  GPtrArray *files = cw_procedure_get_site_files (procedure, found, site);

  g_assert_nonnull (files);
  g_assert_cmpuint (index, <, files->len);
  return g_ptr_array_index (files, index);
}

static void
test_2023 (void)
{
  g_autoptr (CwProcedure) procedure = load_shipped ("rubin-2023");
  const CwSiteFiles *files;
  const CwTagRule *rule;

  g_assert_cmpstr (cw_procedure_get_id (procedure), ==, "rubin-2023");
  g_assert_cmpuint (cw_procedure_get_sites (procedure)->len, ==, 3);
  g_assert_cmpuint (cw_procedure_get_repositories (procedure)->len, ==, 4);
  g_assert_cmpuint (cw_procedure_get_stages (procedure)->len, ==, 8);
  g_assert_nonnull (cw_procedure_get_notice (procedure));
  g_assert_nonnull (cw_procedure_get_repository (procedure, "lsst-sqre/phalanx"));
  g_assert_null (cw_procedure_get_repository (procedure, "elsewhere"));

  files = get_files (procedure, "LOVE-integration-tools", "summit", 1);
  g_assert_cmpstr (files->id, ==, "summit2");
  g_assert_true (files->second);
  g_assert_cmpstr (files->include[0], ==, "deploy/summit2/**");
  g_assert_cmpstr (find_rule (files, "cycle")->files[0], ==, "deploy/summit2/.env");
  g_assert_cmpint (find_rule (files, "cycle")->kind, ==, CW_RULE_ENV_TAG);

  rule = find_rule (get_files (procedure, "argocd-csc", "tts", 0), "image-tags");
  g_assert_cmpstr (rule->files[0], ==, "*/*/values-tucson-teststand*.yaml");
  rule = find_rule (get_files (procedure, "phalanx", "summit", 0), "pins");
  g_assert_cmpstr (rule->reset, ==, "zero");
  rule = find_rule (get_files (procedure, "phalanx", "bts", 0), "pins");
  g_assert_cmpstr (rule->reset, ==, "remove");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);

  g_test_add_func ("/procedure/rubin-2023", test_2023);

  return g_test_run ();
}
