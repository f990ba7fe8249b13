/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-patch.h"
#include "cw-plan-alone.h"

typedef struct {
  char *site;
  char *cycle;
  char *components;
  GStrv repositories;
} PlanOptions;

static void
plan_options_clear (PlanOptions *options)
{
  g_free (options->site);
  g_free (options->cycle);
  g_free (options->components);
  g_strfreev (options->repositories);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlanOptions, plan_options_clear)

static const char *
fate_word (CwFate fate)
{
  static const char *const words[] = { "changed", "kept", "question", "not-part" };

  return words[fate];
}

static JsonObject *
mention_to_json (const CwMention *mention)
{
  JsonObject *object = cw_json_object ("repository", mention->repository, "path", mention->path, "text", mention->text,
                                       "value", mention->value, "target", mention->target, "fate",
                                       fate_word (mention->fate), "rule", mention->rule, "reason", mention->reason,
                                       "question", mention->question, NULL);

  json_object_set_int_member (object, "line", mention->line);
  return object;
}

static gboolean
print_json (CwPlan  *plan,
            GError **error)
{
  GPtrArray *change_sets = cw_plan_get_change_sets (plan);
  GPtrArray *mentions = cw_plan_get_mentions (plan);
  GPtrArray *warnings = cw_plan_get_warnings (plan);
  g_autofree char *tag = cw_cycle_to_tag (cw_plan_get_target (plan));
  JsonObject *object = cw_json_object ("site", cw_plan_get_site (plan), "target", tag, NULL);
  g_autoptr (JsonNode) node = cw_json_node_object (object);
  JsonArray *repositories = json_array_new (), *all = json_array_new (), *texts = json_array_new ();

  json_object_set_array_member (object, "repositories", repositories);
  json_object_set_array_member (object, "mentions", all);
  json_object_set_array_member (object, "warnings", texts);
  for (guint i = 0; i < change_sets->len; i++)
    {
      const CwChangeSet *changes = g_ptr_array_index (change_sets, i);
      g_autofree char *patch = cw_change_set_to_patch (changes, error);
      g_autofree char *present = changes->present.number > 0 ? cw_cycle_to_tag (&changes->present) : NULL;
      JsonObject *repository;

      if (patch == NULL)
        return FALSE;
      repository = cw_json_object ("id", changes->repository, "base", changes->base, "base-name", changes->base_name,
                                   "current", present, "diff", patch, NULL);
      json_object_set_int_member (repository, "files", changes->n_files);
      json_object_set_int_member (repository, "changed", changes->files->len);
      json_array_add_object_element (repositories, repository);
    }
  for (guint i = 0; i < mentions->len; i++)
    json_array_add_object_element (all, mention_to_json (g_ptr_array_index (mentions, i)));
  for (guint i = 0; i < warnings->len; i++)
    json_array_add_string_element (texts, ((const CwPlanWarning *) g_ptr_array_index (warnings, i))->text);
  cw_cli_print_json (node);
  return TRUE;
}

static gboolean
print_diff (CwCli    *cli,
            CwPlan   *plan,
            gboolean *any,
            GError  **error)
{
  GPtrArray *change_sets = cw_plan_get_change_sets (plan);

  *any = FALSE;
  for (guint i = 0; i < change_sets->len; i++)
    {
      const CwChangeSet *changes = g_ptr_array_index (change_sets, i);
      g_autofree char *patch = NULL;

      if (changes->files->len == 0)
        continue;
      patch = cw_change_set_to_patch (changes, error);
      if (patch == NULL)
        return FALSE;
      cw_cli_print (cli, "%s", patch);
      *any = TRUE;
    }
  return TRUE;
}

static guint
print_remarks (CwPlan *plan)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan);
  GPtrArray *warnings = cw_plan_get_warnings (plan);
  g_autoptr (GHashTable) asked = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < warnings->len; i++)
    g_printerr (_ ("Warning: %s\n"), ((const CwPlanWarning *) g_ptr_array_index (warnings, i))->text);
  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = g_ptr_array_index (mentions, i);

      if (mention->fate == CW_FATE_QUESTION && g_hash_table_add (asked, mention->question))
        g_printerr (_ ("Open: “%s” in %s, line %u (%s)\n"), mention->value, mention->path, mention->line,
                    mention->reason);
    }
  return g_hash_table_size (asked);
}

/* Without git directories the real repositories are fetched, into the same caches that preparations use. */
static CwPlan *
plan_online (CwCli         *cli,
             CwProcedure   *procedure,
             PlanOptions   *options,
             const CwCycle *target,
             GError       **error)
{
  CwSessionConfig config;

  cw_cli_config (cli, &config);
  return cw_plan_online (&config, procedure, options->site, target, options->components, cli->stop, error);
}

static gboolean
has_all (CwProcedure       *procedure,
         const char        *site,
         const char *const *repositories)
{
  for (guint i = 0; repositories[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (repositories[i], "=", 2);
      const CwRepository *repository = cw_procedure_get_repository (procedure, parts[0]);

      if (repository == NULL || cw_procedure_get_site_files (procedure, repository, site) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* When none is named: the newest procedure that knows all the named repositories at the site, so that the layouts of
 * every year can be planned without naming theirs. */
static CwProcedure *
choose_procedure (CwCli       *cli,
                  PlanOptions *options,
                  GError     **error)
{
  g_autofree char *own = g_build_filename (cli->data_dir, "procedures", NULL);
  g_auto (GStrv) names = NULL;

  if (cli->procedure != NULL || options->repositories == NULL)
    return cw_cli_load_procedure (cli, error);
  names = cw_procedure_list (own);
  for (guint i = g_strv_length (names); i > 0; i--)
    {
      g_autoptr (CwProcedure) procedure = cw_procedure_find (names[i - 1], own, error);

      if (procedure == NULL)
        return NULL;
      if (has_all (procedure, options->site, (const char *const *) options->repositories))
        return g_steal_pointer (&procedure);
    }
  return cw_cli_load_procedure (cli, error);
}

static gboolean
check_repositories (GStrv    repositories,
                    GError **error)
{
  for (guint i = 0; repositories != NULL && repositories[i] != NULL; i++)
    {
      const char *equals = strchr (repositories[i], '=');
      const char *at = strrchr (repositories[i], '@');

      if (equals != NULL && equals > repositories[i] && at != NULL && at > equals && at[1] != '\0')
        continue;
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("“%s” is no repository: write NAME=GITDIR@REVISION"), repositories[i]);
      return FALSE;
    }
  return TRUE;
}

static CwPlan *
make_plan (CwCli       *cli,
           PlanOptions *options,
           GError     **error)
{
  g_autoptr (CwProcedure) procedure = NULL;
  g_auto (GStrv) components = NULL;
  CwCycle target;

  if (!cw_cli_read_cycle (options->cycle, &target, error) || !check_repositories (options->repositories, error))
    return NULL;
  procedure = choose_procedure (cli, options, error);
  if (procedure == NULL)
    return NULL;
  if (cw_procedure_get_site (procedure, options->site) == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("The procedure “%s” has no site “%s”"),
                   cw_procedure_get_id (procedure), options->site);
      return NULL;
    }
  if (options->repositories == NULL)
    return plan_online (cli, procedure, options, &target, error);
  if (options->components != NULL)
    components = g_strsplit (options->components, ",", -1);
  return cw_plan_offline (procedure, options->site, &target, (const char *const *) components,
                          (const char *const *) options->repositories, cli->stop, error);
}

/**
 * cw_cli_plan:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Returns: 0 planned, 3 planned with open questions (the diff is printed all the same)
 */
int
cw_cli_plan (CwCli *cli,
             int    argc,
             char **argv)
{
  g_auto (PlanOptions) options = { 0 };
  const GOptionEntry entries[] = {
    { "site", 0, 0, G_OPTION_ARG_STRING, &options.site, N_ ("The site"), "SITE" },
    { "cycle", 0, 0, G_OPTION_ARG_STRING, &options.cycle, N_ ("The target: 45, c0045, c0045.003 or k0004"), "TAG" },
    { "components", 0, 0, G_OPTION_ARG_STRING, &options.components, N_ ("Components of a revision"), "A,B" },
    { "repository", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.repositories,
      N_ ("A git directory to plan on, offline"), "NAME=GITDIR@REV" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;
  gboolean any = TRUE;
  guint open;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (options.site == NULL || options.cycle == NULL || argc > 1)
    return cw_cli_usage (_ ("“plan” needs --site and --cycle, and takes no other words"));
  plan = make_plan (cli, &options, &error);
  if (plan == NULL || !(cli->json ? print_json (plan, &error) : print_diff (cli, plan, &any, &error)))
    return cw_cli_fail (g_steal_pointer (&error));
  open = print_remarks (plan);
  if (!any)
    g_printerr (_ ("Nothing to change.\n"));
  return open > 0 ? CW_EXIT_PERSON : CW_EXIT_DONE;
}
