/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "cw-branch-check.h"
#include "cw-cli-fixes.h"
#include "cw-cli-plan.h"
#include "cw-error.h"
#include "cw-json.h"

/* A branch that somebody made by hand, looked at as the planner would: what it would still change was left behind. */

static gboolean
is_finding (const CwMention *mention)
{
  return mention->fate == CW_FATE_CHANGED || mention->fate == CW_FATE_QUESTION;
}

static void
print_mention (CwCli           *cli,
               const CwMention *mention)
{
  g_autofree char *what = NULL;

  if (mention->fate == CW_FATE_QUESTION)
    what = g_strdup_printf (_ ("“%s” needs a person"), mention->value);
  else if (mention->removed)
    what = g_strdup_printf (_ ("“%s” was left behind: it would go"), mention->value);
  else
    what = g_strdup_printf (_ ("“%s” was left behind: it would become “%s”"), mention->value, mention->target);
  cw_cli_print (cli, "%s: %s:%u: %s (%s)\n", mention->repository, mention->path, mention->line, what, mention->reason);
}

static void
print_check (CwCli               *cli,
             const CwPlanWarning *warning)
{
  cw_cli_print (cli, "%s: %s (%s)\n", warning->repository, warning->text, warning->reason);
}

static void
print_sums (CwCli  *cli,
            CwPlan *plan)
{
  GPtrArray *change_sets = cw_plan_get_change_sets (plan);

  for (guint i = 0; i < change_sets->len; i++)
    {
      const CwChangeSet *changes = g_ptr_array_index (change_sets, i);

      cw_cli_print (cli, ngettext ("%s, %s: %u file; mentions: %u left behind, %u right, %u not part of the cycle, "
                                   "%u odd, %u open\n",
                                   "%s, %s: %u files; mentions: %u left behind, %u right, %u not part of the cycle, "
                                   "%u odd, %u open\n", changes->n_files),
                    changes->repository, changes->base_name, changes->n_files,
                    cw_plan_count (plan, changes->repository, CW_FATE_CHANGED),
                    cw_plan_count (plan, changes->repository, CW_FATE_KEPT),
                    cw_plan_count (plan, changes->repository, CW_FATE_NOT_PART),
                    cw_plan_count (plan, changes->repository, CW_FATE_ODD),
                    cw_plan_count (plan, changes->repository, CW_FATE_QUESTION));
    }
}

/* Pins are worth a look each, since what they resolve to must have been built; those at a cycle's first revision are
 * mostly many, and counted. */
static void
print_pins (CwCli  *cli,
            CwPlan *plan)
{
  GPtrArray *resolutions = cw_plan_get_resolutions (plan);
  guint n_first = 0;

  for (guint i = 0; i < resolutions->len; i++)
    {
      const CwResolution *one = g_ptr_array_index (resolutions, i);
      const char *image = one->before != NULL ? one->before : one->after, *tag = strrchr (image, ':');
      CwCycle cycle;

      if (tag == NULL || !cw_cycle_parse (tag + 1, &cycle, NULL) || cycle.revision == CW_CYCLE_NO_REVISION)
        continue;
      if (cycle.revision == 0)
        n_first++;
      else
        cw_cli_print (cli, _ ("%s: %s:%u: pinned to %s\n"), one->repository, one->path, one->line, image);
    }
  if (n_first > 0)
    cw_cli_print (cli, ngettext ("%u component is pinned to the first revision.\n",
                                 "%u components are pinned to the first revision.\n", n_first), n_first);
}

/* What a test stand learned since its deployment, and the branch would repeat: a check takes nothing over, so it comes
 * last. How many nobody answered. */
static guint
print_fixes (CwCli           *cli,
             const CwCliPlan *options)
{
  g_autoptr (GPtrArray) open = cw_cli_fixes_list_open (options->fixes);

  if (!cli->json && open->len > 0)
    cw_cli_print (cli, ngettext ("%u thing was fixed at a test stand and isn’t there; a plan takes it over:\n",
                                 "%u things were fixed at test stands and aren’t there; a plan takes them over:\n",
                                 open->len), open->len);
  for (guint i = 0; !cli->json && i < open->len; i++)
    {
      JsonObject *fix = g_ptr_array_index (open, i);
      g_autofree char *details = cw_cli_fix_indent (fix);

      cw_cli_print (cli, "%s: %s", cw_json_get_string (fix, "repository", ""), cw_json_get_string (fix, "text", ""));
      /* Of git directories alone it can be answered here. */
      if (options->repositories != NULL)
        cw_cli_print (cli, " (%s)", cw_json_get_string (fix, "id", ""));
      cw_cli_print (cli, "\n");
      cw_cli_print (cli, "%s", details);
    }
  return open->len;
}

/* How many validators are not content, or gave no report. */
static guint
print_validations (CwCli     *cli,
                   GPtrArray *validations)
{
  guint findings = 0;

  for (guint i = 0; i < validations->len; i++)
    {
      const CwValidation *report = g_ptr_array_index (validations, i);
      g_autofree char *text = cw_validation_describe (report);

      findings += report->state == CW_VALIDATION_COMPLAINS || report->state == CW_VALIDATION_FAILED;
      if (cli->json)
        continue;
      cw_cli_print (cli, "%s\n", text);
      for (guint j = 0; j < report->complaints->len; j++)
        {
          g_autofree char *finding = cw_complaint_describe (g_ptr_array_index (report->complaints, j));

          cw_cli_print (cli, "%s: %s\n", report->repository, finding);
        }
    }
  return findings;
}

static guint
print_text (CwCli  *cli,
            CwPlan *plan)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan), *warnings = cw_plan_get_warnings (plan);
  guint findings = 0;

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = g_ptr_array_index (mentions, i);

      if (!is_finding (mention))
        continue;
      findings++;
      if (!cli->json)
        print_mention (cli, mention);
    }
  for (guint i = 0; i < warnings->len; i++)
    {
      const CwPlanWarning *warning = g_ptr_array_index (warnings, i);

      findings += warning->check != NULL;
      if (warning->check == NULL)
        g_printerr (_ ("Warning: %s\n"), warning->text);
      else if (!cli->json)
        print_check (cli, warning);
    }
  if (!cli->json)
    {
      print_pins (cli, plan);
      print_sums (cli, plan);
    }
  return findings;
}

/* The cycle that most of the site's files are at, over all repositories the latest. */
static gboolean
find_target (CwCli     *cli,
             CwCliPlan *options,
             CwCycle   *target,
             GError   **error)
{
  const CwCycle first = { 'c', 1, CW_CYCLE_NO_REVISION };
  g_auto (GStrv) answers = g_steal_pointer (&options->answers);
  g_autoptr (GPtrArray) fixes = g_steal_pointer (&options->fixes);
  g_autoptr (CwPlan) plan = cw_cli_plan_make (cli, options, &first, error);
  GPtrArray *change_sets = plan != NULL ? cw_plan_get_change_sets (plan) : NULL;

  options->answers = g_steal_pointer (&answers);
  options->fixes = g_steal_pointer (&fixes);
  if (plan == NULL)
    return FALSE;
  *target = (CwCycle) { 'c', 0, CW_CYCLE_NO_REVISION };
  for (guint i = 0; i < change_sets->len; i++)
    {
      const CwCycle *present = &((const CwChangeSet *) g_ptr_array_index (change_sets, i))->present;

      if (present->number > 0 && (target->number == 0 || cw_cycle_compare (present, target) > 0))
        *target = *present;
    }
  if (target->number > 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("No file of “%s” says a cycle there: name one with --cycle"),
               options->site);
  return FALSE;
}

/* A bare number is that of a pull request. */
static char *
name_place (const CwCliPlan *options)
{
  if (options->pull == NULL)
    return g_strdup (options->branch);
  return strchr (options->pull, '#') == NULL && strstr (options->pull, "://") == NULL
           ? g_strconcat ("#", options->pull, NULL)
           : g_strdup (options->pull);
}

/* In repositories that are fetched: those of a preparation, or the procedure's. */
static CwPlan *
check_branch (CwCli          *cli,
              CwCliPlan      *options,
              const CwCycle  *target,
              GError        **error)
{
  g_autoptr (CwProcedure) procedure = NULL;
  g_autoptr (CwSession) session = NULL;
  g_autofree char *place = name_place (options);
  g_autoptr (CwBranchReport) report = NULL;
  CwSessionConfig config;

  if (options->preparation != NULL)
    {
      session = cw_cli_open (cli, options->preparation, error);
      if (session != NULL)
        report = cw_session_check_branch (session, options->site, place, target, options->registry, cli->stop,
                                          error);
    }
  else
    {
      procedure = cw_cli_load_procedure (cli, error);
      cw_cli_config (cli, &config);
      if (procedure != NULL)
        report = cw_branch_check (&config, procedure, options->site, place, target, options->registry, cli->stop,
                                  error);
    }
  if (report == NULL)
    return NULL;
  for (guint i = 0; i < report->notes->len; i++)
    g_printerr ("%s.\n", (const char *) g_ptr_array_index (report->notes, i));
  options->images = g_steal_pointer (&report->images);
  g_ptr_array_extend_and_steal (options->validations, g_steal_pointer (&report->validations));
  g_ptr_array_extend_and_steal (options->fixes, g_steal_pointer (&report->fixes));
  return g_object_ref (report->plan);
}

static CwPlan *
make_plan (CwCli      *cli,
           CwCliPlan  *options,
           GError    **error)
{
  CwCycle target;

  if (options->cycle != NULL && !cw_cli_read_cycle (options->cycle, &target, error))
    return NULL;
  if (options->repositories == NULL)
    return check_branch (cli, options, options->cycle != NULL ? &target : NULL, error);
  if (options->cycle == NULL && !find_target (cli, options, &target, error))
    return NULL;
  return cw_cli_plan_make (cli, options, &target, error);
}

/* Of git directories alone; where they were fetched, the report's notes have said it. */
static void
print_others (const CwCliPlan *options)
{
  g_autoptr (GPtrArray) others = options->repositories != NULL
                                   ? cw_plan_source_list_others (options->source, options->site) : NULL;

  for (guint i = 0; others != NULL && i < others->len; i++)
    g_printerr ("%s.\n", (const char *) g_ptr_array_index (others, i));
}

static const char *
find_misuse (const CwCliPlan *options,
             int              argc)
{
  guint n_places = (options->repositories != NULL) + (options->branch != NULL) + (options->pull != NULL);

  if (options->site == NULL || n_places != 1 || argc > 1)
    return _ ("“check” needs --site, and one of --branch, --pull and --repository, and takes no other words");
  if (options->preparation != NULL && options->repositories != NULL)
    return _ ("--preparation says where a --branch or --pull is: name it");
  return NULL;
}

/**
 * cw_cli_check:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Returns: 0 nothing is left behind, open or odd; 3 something needs a person
 */
int
cw_cli_check (CwCli *cli,
              int    argc,
              char **argv)
{
  g_auto (CwCliPlan) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (JsonNode) node = NULL;
  guint n_findings;

  if (!cw_cli_plan_parse (&options, TRUE, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (find_misuse (&options, argc) != NULL)
    return cw_cli_usage ("%s", find_misuse (&options, argc));
  plan = make_plan (cli, &options, &error);
  if (plan == NULL || !cw_cli_plan_validate (cli, &options, plan, CW_VALIDATE_ALL, &error)
      || !cw_cli_plan_ask_registry (cli, &options, plan, &error))
    return cw_cli_fail (g_steal_pointer (&error));
  print_others (&options);
  if (cli->json)
    node = cw_cli_plan_to_json (plan, options.validations, options.images, options.fixes, NULL, &error);
  if (cli->json && node == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  if (node != NULL)
    cw_cli_print_json (node);
  n_findings = print_text (cli, plan) + print_validations (cli, options.validations);
  n_findings += cw_cli_plan_print_images (plan, options.images);
  n_findings += print_fixes (cli, &options);
  return n_findings > 0 ? CW_EXIT_PERSON : CW_EXIT_DONE;
}
