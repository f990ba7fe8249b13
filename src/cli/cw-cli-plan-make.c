/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "cw-cli-answers.h"
#include "cw-cli-fixes.h"
#include "cw-cli-plan.h"
#include "cw-error.h"
#include "cw-file.h"
#include "cw-fix-answer.h"
#include "cw-json.h"

void
cw_cli_plan_clear (CwCliPlan *self)
{
  g_free (self->site);
  g_free (self->cycle);
  g_free (self->components);
  g_strfreev (self->repositories);
  g_strfreev (self->answers);
  g_free (self->branch);
  g_free (self->pull);
  g_free (self->preparation);
  g_clear_pointer (&self->images, json_object_unref);
  g_clear_pointer (&self->fixes, g_ptr_array_unref);
  g_clear_pointer (&self->source, cw_plan_source_free);
  g_clear_pointer (&self->validations, g_ptr_array_unref);
}

/* Named twice, a repository would be planned twice. */
static gboolean
stands_before (GStrv repositories,
               guint index)
{
  gsize length = (gsize) (strchr (repositories[index], '=') + 1 - repositories[index]);

  for (guint i = 0; i < index; i++)
    if (strncmp (repositories[i], repositories[index], length) == 0)
      return TRUE;
  return FALSE;
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
        {
          if (!stands_before (repositories, i))
            continue;
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("“%.*s” is named twice"),
                       (int) (equals - repositories[i]), repositories[i]);
          return FALSE;
        }
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("“%s” is no repository: write NAME=GITDIR@REVISION"), repositories[i]);
      return FALSE;
    }
  return TRUE;
}

/**
 * cw_cli_plan_parse:
 * @self: what “plan” or “check” was asked for; filled
 * @checks: whether it is “check”, which may name a branch
 * @argc: number of words
 * @argv: the command's words
 * @error: where to store the reason
 *
 * Reads the words of “plan” and “check”, and refuses what can't be meant.
 *
 * Returns: %FALSE with @error set where they can't be understood
 */
gboolean
cw_cli_plan_parse (CwCliPlan *self,
                   gboolean   checks,
                   int       *argc,
                   char    ***argv,
                   GError   **error)
{
  const GOptionEntry entries[] = {
    { "site", 0, 0, G_OPTION_ARG_STRING, &self->site, N_ ("The site"), "SITE" },
    { "cycle", 0, 0, G_OPTION_ARG_STRING, &self->cycle, N_ ("The target: 45, c0045, c0045.003 or k0004"), "TAG" },
    { "components", 0, 0, G_OPTION_ARG_STRING, &self->components, N_ ("Components of a revision"), "A,B" },
    { "repository", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->repositories,
      N_ ("A git directory to plan on, offline"), "NAME=GITDIR@REV" },
    { "answer", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->answers,
      N_ ("The answer to a question, or a JSON file of answers"), "QUESTION=ANSWER|FILE" },
    { "registry", 0, 0, G_OPTION_ARG_NONE, &self->registry,
      N_ ("Ask the registry which images it has, also where all else is offline"), NULL },
    /* “plan” ends here. */
    { checks ? "branch" : NULL, 0, 0, G_OPTION_ARG_STRING, &self->branch,
      N_ ("A branch that somebody made, in the procedure’s repositories"), "BRANCH" },
    { "pull", 0, 0, G_OPTION_ARG_STRING, &self->pull,
      N_ ("A pull request that somebody made: 12, NAME#12, or its address"), "PULL" },
    { "preparation", 0, 0, G_OPTION_ARG_STRING, &self->preparation, N_ ("In a preparation’s repositories"), "ID" },
    { NULL },
  };

  self->fixes = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->validations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_validation_free);
  if (!cw_cli_parse (entries, argc, argv, error) || !check_repositories (self->repositories, error))
    return FALSE;
  if (!checks || self->answers == NULL || self->repositories != NULL)
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _ ("--answer needs --repository: a preparation keeps its answers by “set”"));
  return FALSE;
}

/* (nullable): the question of the plan that is open under this id */
static const CwMention *
find_open (CwPlan     *plan,
           const char *question)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan);

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = g_ptr_array_index (mentions, i);

      if (mention->fate == CW_FATE_QUESTION && g_strcmp0 (mention->question, question) == 0)
        return mention;
    }
  return NULL;
}

/* A typing error in a question would leave it open silently, and so would one in an answer. */
static gboolean
check_answers (CwCliPlan  *self,
               CwPlan     *plan,
               GHashTable *answers,
               GError    **error)
{
  g_autoptr (GList) questions = g_list_sort (g_hash_table_get_keys (answers), (GCompareFunc) strcmp);

  for (GList *question = questions; question != NULL; question = question->next)
    {
      const char *id = question->data, *answer = json_node_get_string (g_hash_table_lookup (answers, id));
      JsonObject *fix = cw_cli_fixes_find (self->fixes, id);
      g_autoptr (GError) trouble = NULL;

      /* A branch that isn't there was found out by fetching. */
      if (cw_plan_source_asks_base (self->source, self->site, id))
        continue;
      if (fix != NULL)
        {
          if (cw_fix_check_answer (fix, answer, &trouble))
            continue;
          g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, trouble->message);
        }
      else if (!cw_plan_offers (plan, id))
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("Nobody asks “%s” in this plan"), id);
      else if (!cw_plan_check_answer (plan, id, answer, &trouble))
        g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, trouble->message);
      else if (find_open (plan, id) != NULL)
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                     _ ("“%s” can’t be the answer to “%s”: it stays open"), answer, id);
      else
        continue;
      return FALSE;
    }
  return TRUE;
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

/**
 * cw_cli_choose_procedure:
 * @cli: what every command knows
 * @site: id of a site
 * @repositories: (nullable): `NAME=GITDIR@REV` each
 * @error: where to store the reason
 *
 * Chooses the procedure that the person named, else the newest that knows all @repositories at @site, so that the
 * layouts of every year can be read without naming theirs.
 *
 * Returns: (transfer full) (nullable): the procedure
 */
CwProcedure *
cw_cli_choose_procedure (CwCli             *cli,
                         const char        *site,
                         const char *const *repositories,
                         GError           **error)
{
  g_autofree char *own = g_build_filename (cli->data_dir, "procedures", NULL);
  g_auto (GStrv) names = NULL;

  if (cli->procedure != NULL || repositories == NULL)
    return cw_cli_load_procedure (cli, error);
  names = cw_procedure_list (own);
  for (guint i = g_strv_length (names); i > 0; i--)
    {
      g_autoptr (CwProcedure) procedure = cw_procedure_find (names[i - 1], own, error);

      if (procedure == NULL)
        return NULL;
      if (has_all (procedure, site, repositories))
        return g_steal_pointer (&procedure);
    }
  return cw_cli_load_procedure (cli, error);
}

static CwProcedure *
load_for_site (CwCli      *cli,
               const char *site,
               GError    **error)
{
  g_autoptr (CwProcedure) procedure = cw_cli_load_procedure (cli, error);

  if (procedure == NULL || cw_procedure_get_site (procedure, site) != NULL)
    return g_steal_pointer (&procedure);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("The procedure “%s” has no site “%s”"),
               cw_procedure_get_id (procedure), site);
  return NULL;
}

/* How many mentions a rule of the procedure decides; the others stay because nothing knows them, or stand apart. */
static guint
count_known (CwPlan *plan)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan);
  guint known = 0;

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = g_ptr_array_index (mentions, i);

      known += mention->fate != CW_FATE_NOT_PART && !g_str_equal (mention->rule, CW_PLAN_COMPLETENESS);
    }
  return known;
}

static GStrv
split_components (const CwCliPlan *self)
{
  return self->components != NULL ? g_strsplit (self->components, ",", -1) : NULL;
}

/* By the procedure whose rules know the most of what is there, the newest of several: a repository has the same name in
 * every year, its layout has not. */
static CwPlan *
plan_by_best (CwCli         *cli,
              CwCliPlan     *self,
              const CwCycle *target,
              GHashTable    *answers,
              GError       **error)
{
  g_autofree char *own = g_build_filename (cli->data_dir, "procedures", NULL);
  g_auto (GStrv) names = cw_procedure_list (own);
  g_autoptr (CwPlan) best = NULL;
  g_auto (GStrv) components = split_components (self);
  const char *newest = NULL, *chosen = NULL;

  for (guint i = g_strv_length (names); i > 0; i--)
    {
      g_autoptr (CwProcedure) procedure = cw_procedure_find (names[i - 1], own, error);
      g_autoptr (CwPlanSource) source = NULL;
      g_autoptr (CwPlan) plan = NULL;

      if (procedure == NULL)
        return NULL;
      if (!has_all (procedure, self->site, (const char *const *) self->repositories))
        continue;
      source = cw_plan_source_open (procedure, (const char *const *) self->repositories, cli->stop, error);
      plan = source != NULL ? cw_plan_source_plan (source, self->site, target, (const char *const *) components, answers,
                                                   error) : NULL;
      if (plan == NULL)
        return NULL;
      if (newest == NULL)
        newest = names[i - 1];
      if (best != NULL && count_known (plan) <= count_known (best))
        continue;
      chosen = names[i - 1];
      g_set_object (&best, plan);
      g_clear_pointer (&self->source, cw_plan_source_free);
      self->source = g_steal_pointer (&source);
    }
  if (chosen != newest)
    g_printerr (_ ("Planned by “%s”, whose rules know most of what is there; --procedure names another.\n"), chosen);
  return g_steal_pointer (&best);
}

/* Asks what was fixed at a test stand, and plans again with what is taken over. A history that can't be read stops
 * nothing. */
static CwPlan *
ask_fixes (CwCli      *cli,
           CwCliPlan  *self,
           CwPlan     *plan,
           GHashTable *answers,
           GError    **error)
{
  g_auto (GStrv) components = split_components (self);
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GPtrArray) questions = NULL;
  CwPlan *whole;

  if (self->fixes == NULL)
    return g_object_ref (plan);
  questions = cw_plan_source_find_fixes (self->source, plan, answers, cli->stop, &trouble);
  if (questions == NULL && cw_error_is_cancelled (trouble))
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return NULL;
    }
  if (questions == NULL)
    g_printerr (_ ("Warning: what was fixed at a test stand isn’t known: %s\n"), trouble->message);
  if (self->source->n_unasked > 0)
    g_printerr (ngettext ("Warning: %u more fix of a test stand is left for later\n",
                          "Warning: %u more fixes of test stands are left for later\n",
                          self->source->n_unasked), self->source->n_unasked);
  for (guint i = 0; i < self->source->aside->len; i++)
    {
      g_autofree char *aside = cw_fix_tell_aside (self->source->procedure, g_ptr_array_index (self->source->aside, i));

      g_printerr (_ ("Warning: %s\n"), aside);
    }
  if (questions == NULL)
    return g_object_ref (plan);
  whole = cw_plan_source_take_fixes (self->source, plan, (const char *const *) components, answers, questions, error);
  /* Only now it is known what can't be taken over. */
  for (guint i = 0; i < questions->len; i++)
    {
      JsonObject *fix = cw_plan_describe_fix (self->source->procedure, plan, g_ptr_array_index (questions, i));

      cw_cli_fix_set_answers (fix, answers);
      g_ptr_array_add (self->fixes, fix);
    }
  return whole;
}

/* What the person's words are planned on, where no procedure is to be chosen. */
static gboolean
open_source (CwCli          *cli,
             CwCliPlan      *self,
             const CwCycle  *target,
             GHashTable     *answers,
             GError        **error)
{
  g_autoptr (CwProcedure) procedure = load_for_site (cli, self->site, error);
  CwSessionConfig config;

  if (procedure == NULL)
    return FALSE;
  cw_cli_config (cli, &config);
  self->source = self->repositories != NULL
                   ? cw_plan_source_open (procedure, (const char *const *) self->repositories, cli->stop, error)
                   : cw_plan_source_fetch (&config, procedure, self->site, target, answers, cli->stop, error);
  return self->source != NULL;
}

static CwPlan *
plan_first (CwCli          *cli,
            CwCliPlan      *self,
            const CwCycle  *target,
            GHashTable     *answers,
            GError        **error)
{
  g_auto (GStrv) components = split_components (self);

  g_clear_pointer (&self->source, cw_plan_source_free);
  if (cli->procedure == NULL && self->repositories != NULL)
    {
      g_autoptr (GError) trouble = NULL;
      g_autoptr (CwPlan) best = plan_by_best (cli, self, target, answers, &trouble);

      if (trouble != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&trouble));
          return NULL;
        }
      if (best != NULL)
        return g_steal_pointer (&best);
    }
  return open_source (cli, self, target, answers, error)
           ? cw_plan_source_plan (self->source, self->site, target, (const char *const *) components, answers, error)
           : NULL;
}

/**
 * cw_cli_plan_make:
 * @cli: what every command knows
 * @self: what the person says
 * @target: the cycle or revision
 * @error: where to store the reason
 *
 * Plans on the git directories that are named; without any the real repositories are fetched, into the same caches
 * that preparations use.
 *
 * Returns: (transfer full) (nullable): the plan
 */
CwPlan *
cw_cli_plan_make (CwCli         *cli,
                  CwCliPlan     *self,
                  const CwCycle *target,
                  GError       **error)
{
  g_autoptr (GHashTable) answers = cw_cli_answers_read (self->answers, error);
  g_autoptr (CwPlan) first = answers != NULL ? plan_first (cli, self, target, answers, error) : NULL;
  g_autoptr (CwPlan) whole = first != NULL ? ask_fixes (cli, self, first, answers, error) : NULL;

  return whole != NULL && check_answers (self, whole, answers, error) ? g_steal_pointer (&whole) : NULL;
}

/**
 * cw_cli_plan_validate:
 * @cli: what every command knows
 * @self: what the person says
 * @plan: what came of it
 * @which: what validators look at
 * @error: where to store that it was stopped
 *
 * Asks the procedure's validators about a plan; of a branch in fetched repositories they were asked.
 *
 * Returns: %FALSE when it was stopped
 */
gboolean
cw_cli_plan_validate (CwCli          *cli,
                      CwCliPlan      *self,
                      CwPlan         *plan,
                      CwValidateFiles which,
                      GError        **error)
{
  return self->source == NULL
         || cw_plan_source_validate (self->source, plan, which, self->validations, cli->stop, error);
}
