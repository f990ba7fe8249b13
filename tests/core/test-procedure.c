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

static void
test_2026 (void)
{
  g_autoptr (CwProcedure) procedure = load_shipped ("rubin-2026");
  const CwRepository *phalanx = cw_procedure_get_repository (procedure, "phalanx");
  const CwRepository *love = cw_procedure_get_repository (procedure, "LOVE-integration-tools");
  CwCycle full = { .series = 'c', .number = 45, .revision = CW_CYCLE_NO_REVISION };
  JsonObject *project;

  g_assert_cmpuint (cw_procedure_get_repositories (procedure)->len, ==, 3);
  g_assert_null (cw_procedure_get_repository (procedure, "argocd-csc"));
  g_assert_null (cw_procedure_get_notice (procedure));
  g_assert_cmpstr (phalanx->stage, ==, "configuration");
  g_assert_cmpstr (phalanx->pull->title, ==, "{ticket}: {cycle_text} {site} configuration");
  g_assert_null (cw_procedure_get_site_files (procedure, love, "tts"));
  g_assert_cmpuint (cw_procedure_get_site_files (procedure, love, "summit")->len, ==, 1);
  g_assert_cmpstr (cw_procedure_get_site (procedure, "bts")->channel, ==, "#base-teststand");
  g_assert_cmpstr (cw_procedure_get_schedule (procedure, &full)->time, ==, "09:00");
  g_assert_null (cw_procedure_get_schedule (procedure, &full)->not_before);
  project = json_object_get_object_member (cw_procedure_get_ticket (procedure, "configuration")->fields, "project");
  g_assert_cmpstr (json_object_get_string_member (project, "key"), ==, "OSW");
}

/* What a procedure hands out as its text is read again anywhere, without the files that it extends. */
static void
test_text (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProcedure) procedure = load_shipped ("rubin-2026");
  g_autoptr (CwProcedure) again = cw_procedure_parse (cw_procedure_get_text (procedure), -1, "kept", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cw_procedure_get_text (again), ==, cw_procedure_get_text (procedure));
  g_assert_cmpuint (cw_procedure_get_repositories (again)->len, ==, 3);
}

static void
test_extends (void)
{
  static const char text[]
    = "{\"format\": 1, \"extends\": \"rubin-2023\", \"id\": \"closed\", "
      "\"sites\": [{\"id\": \"nts\", \"name\": \"NTS\","
      "\"phrase\": \"closed stand\", \"traits\": [\"test-stand\"], \"channel\": \"\"}], \"repositories\": [{\"id\":"
      "\"argocd-csc\", \"sites\": {\"nts\": [{\"id\": \"ncsa\", \"values\": {\"file\": \"ncsa-teststand\"}, "
      "\"rules\": [{"
      "\"id\": \"image-tags\", \"kind\": \"image-tag\", \"files\": [\"one/values-{file}.yaml\"], \"keys\": [\"tag\"],"
      "\"reason\": \"Its own.\"}]}]}}]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProcedure) procedure = cw_procedure_parse (text, -1, "closed.json", &error);
  const CwSiteFiles *files, *other;

  g_assert_no_error (error);
  g_assert_cmpuint (cw_procedure_get_sites (procedure)->len, ==, 4);
  files = get_files (procedure, "argocd-csc", "nts", 0);
  g_assert_cmpstr (files->include[0], ==, "*/*/values-ncsa-teststand*.yaml");
  other = get_files (procedure, "argocd-csc", "bts", 0);
  g_assert_cmpuint (files->rules->len, ==, other->rules->len);
  g_assert_cmpstr (find_rule (files, "image-tags")->files[0], ==, "one/values-ncsa-teststand.yaml");
  g_assert_cmpstr (find_rule (other, "image-tags")->files[0], !=, "one/values-ncsa-teststand.yaml");
}

static void
test_syntax (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProcedure) procedure = cw_procedure_parse ("{\n  \"format\": 1,\n  \"id\" 2\n}", -1, "own.json", &error);

  g_assert_null (procedure);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
  g_assert_true (g_str_has_prefix (error->message, "own.json: Line 3, column 8: "));

  g_clear_error (&error);
  g_assert_null (cw_procedure_parse ("[]", -1, "own.json", &error));
  g_assert_cmpstr (error->message, ==, "own.json: /: expected an object");
}

static void
write_file (const char *folder,
            const char *name,
            const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
test_find (void)
{
  g_autofree char *folder = cw_test_directory ();
  g_autofree char *path = cw_test_source ("data/procedures/rubin-2026.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProcedure) own = NULL, same = NULL, shipped = NULL, given = NULL, missing = NULL;
  g_auto (GStrv) names = NULL;

  write_file (folder, "rubin-2023.json",
              "{\"format\": 1, \"extends\": \"rubin-2026\", \"id\": \"mine\", \"title\": \"Mine\"}");
  own = cw_procedure_find ("rubin-2023", folder, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_procedure_get_title (own), ==, "Mine");
  shipped = cw_procedure_find ("rubin-2023", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_procedure_get_id (shipped), ==, "rubin-2023");
  given = cw_procedure_find (path, folder, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_procedure_get_id (given), ==, "rubin-2026");

  write_file (folder, "rubin-2023.json", "{\"format\": 1, \"extends\": \"rubin-2023\", \"id\": \"same-name\"}");
  same = cw_procedure_find ("rubin-2023", folder, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_procedure_get_id (same), ==, "same-name");

  write_file (folder, "zz.json", "{}");
  names = cw_procedure_list (folder);
  g_assert_true (g_strv_equal ((const char *const *) names,
                               (const char *const[]) { "rubin-2023", "rubin-2026", "zz", NULL }));
  missing = cw_procedure_find ("rubin", folder, &error);
  g_assert_null (missing);
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "rubin-2023, rubin-2026, zz"));
}

static void
test_conditions (void)
{
  const char *const words[] = { "full", "test-stand", NULL };

  g_assert_true (cw_procedure_condition_holds (NULL, words));
  g_assert_true (cw_procedure_condition_holds (NULL, NULL));
  g_assert_true (cw_procedure_condition_holds ((const char *const[]) { "full", "!production", NULL }, words));
  g_assert_false (cw_procedure_condition_holds ((const char *const[]) { "full", "production", NULL }, words));
  g_assert_false (cw_procedure_condition_holds ((const char *const[]) { "!full", NULL }, words));
  g_assert_true (cw_procedure_condition_holds ((const char *const[]) { "!full", NULL }, NULL));
}

/* Each broken example, and how the message goes on after the file's name. */
static const struct {
  const char *file;
  const char *message;
} broken[] = {
  { "broken/bad-time.json",
    "/schedules/0/time: “25:00” is not right here: expected a time from 00:00 to 23:59" },
  { "broken/bad-weekday.json", "/schedules/0/weekdays/1: expected a whole number from 1 to 7" },
  { "broken/channel-is-number.json", "/sites/0/channel: expected a text such as “#" },
  { "broken/days-and-minutes.json", "/announcements/0: " },
  { "broken/insecure-address.json", "/registry/url: " },
  { "broken/missing-rule-keys.json", "/repositories/0/rules/0: “keys” is missing" },
  { "broken/missing-title.json", "/stages/0: “title” is missing: expected a text" },
  { "broken/no-production-step.json", "/schedules/0: expected a step whose “site” is production" },
  { "broken/person-role-and-roles.json", "/jira/tickets/0/people/0: expected either “role” or “roles”" },
  { "broken/pin-without-reset.json", "/repositories/0/rules/0: “reset” is missing" },
  { "broken/stage-unknown.json", "/repositories/0/stage: " },
  { "broken/template-brace.json", "/wiki/title: " },
  { "broken/unknown-kind.json",
    "/repositories/0/rules/0/kind: expected one of: image-tag, env-tag, env-revision," },
  { "broken/unknown-member.json", "/sites/0/chanel: there is no such member here: expected one of: id," },
  { "broken/unknown-top-member.json", "/repositorys: there is no such member here: expected one of: $sc" },
  { "broken/validator-without-file.json",
    "/repositories/0/validators/0: “command” says which files: expected either an argument {paths}, or {path} or" },
  { "broken/wrong-format.json", "/format: expected the number 1" },
  { "unresolved/circle-back.json", "/extends: these files extend one another in a circle" },
  { "unresolved/circle.json", "/extends: these files extend one another in a circle" },
  { "unresolved/duplicate-id.json", "/sites/1: the id “tts2” stands twice" },
  { "unresolved/missing-value.json", "/repositories/0/sites/bts/0: " },
  { "unresolved/omit-nothing.json", "/repositories/0/omit: there is no such member here: expected one of: id," },
  { "unresolved/site-of-repository.json", "/repositories/0/sites/nts: " },
  { "unresolved/site-of-ticket.json",
    "/jira/tickets/0/sites/1: “nts” is not right here: expected one of: bts, summit, tts" },
  { "unresolved/text-of-script.json", "/scripts/0/texts/0: " },
  { "unresolved/unknown-base.json", "/extends: " },
  { "unresolved/unknown-condition.json", "/announcements/0/paragraphs/1/when/0: " },
  { "unresolved/unknown-person.json", "/jira/tickets/0/people/0/role: " },
  { "unresolved/unknown-task.json", "/wiki/base-artifacts/1: " },
  { "unresolved/unknown-trait.json", "/schedules/0/steps/0/site: " },
  { "unresolved/unknown-variable.json", "/jira/tickets/0/fields/components/0/name: " },
  { "unresolved/unknown-zone.json", "/time-zone: " },
  { "unresolved/variable-of-program.json", "/sites/0/variables/cycle: " },
  { "unresolved/wrong-reset.json", "/repositories/0/sites/bts/0: “reset” of the rule “pins” is “drop”" },
};

static void
test_broken (gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  g_autofree char *file = g_build_filename ("tests/core/procedures", broken[index].file, NULL);
  g_autofree char *path = cw_test_source (file);
  g_autofree char *start = g_strconcat (path, ": ", broken[index].message, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProcedure) procedure = cw_procedure_load (path, &error);

  g_assert_null (procedure);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
  if (!g_str_has_prefix (error->message, start))
    g_error ("“%s” does not begin with “%s”", error->message, start);
}

static void
test_all_broken_are_known (void)
{
  static const char *const folders[] = { "broken", "unresolved" };
  guint n_files = 0;

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *below = g_build_filename ("tests/core/procedures", folders[i], NULL);
      g_autofree char *path = cw_test_source (below);
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

      g_assert_nonnull (dir);
      while (g_dir_read_name (dir) != NULL)
        n_files++;
    }
  g_assert_cmpuint (n_files, ==, G_N_ELEMENTS (broken));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data = NULL;

  cw_test_init (&argc, &argv);
  data = cw_test_source ("data");
  g_setenv ("CYCLEWRIGHT_SOURCE_DATA", data, TRUE);

  g_test_add_func ("/procedure/rubin-2023", test_2023);
  g_test_add_func ("/procedure/rubin-2026", test_2026);
  g_test_add_func ("/procedure/text", test_text);
  g_test_add_func ("/procedure/extends", test_extends);
  g_test_add_func ("/procedure/syntax", test_syntax);
  g_test_add_func ("/procedure/find", test_find);
  g_test_add_func ("/procedure/conditions", test_conditions);
  g_test_add_func ("/procedure/broken/all", test_all_broken_are_known);
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *name = g_strconcat ("/procedure/", broken[i].file, NULL);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_broken);
    }

  return g_test_run ();
}
