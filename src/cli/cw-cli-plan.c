/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "cw-cli-fixes.h"
#include "cw-cli-plan.h"
#include "cw-fix-answer.h"
#include "cw-json.h"
#include "cw-patch.h"

static gboolean
print_json (CwPlan           *plan,
            const CwCliPlan  *options,
            GError          **error)
{
  g_autoptr (JsonNode) node = cw_cli_plan_to_json (plan, options->validations, options->images, options->fixes,
                                                   options->source->bases, error);

  if (node == NULL)
    return FALSE;
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

static void
print_validations (GPtrArray *validations)
{
  for (guint i = 0; i < validations->len; i++)
    {
      const CwValidation *report = g_ptr_array_index (validations, i);
      g_autofree char *text = cw_validation_describe (report);

      if (report->state == CW_VALIDATION_COMPLAINS || report->state == CW_VALIDATION_FAILED)
        g_printerr (_ ("Warning: %s\n"), text);
      else
        g_printerr ("%s.\n", text);
      for (guint j = 0; j < report->complaints->len; j++)
        {
          g_autofree char *finding = cw_complaint_describe (g_ptr_array_index (report->complaints, j));

          g_printerr ("  %s\n", finding);
        }
    }
}

/* On which branches it could have been planned instead, where nobody said. */
static guint
print_bases (GPtrArray *bases)
{
  for (guint i = 0; bases != NULL && i < bases->len; i++)
    {
      JsonObject *base = g_ptr_array_index (bases, i);
      JsonArray *options = json_object_get_array_member (base, "options");

      g_printerr (_ ("Open: %s Planned on %s (%s)\n"), cw_json_get_string (base, "text", ""),
                  cw_json_get_string (base, "suggested", ""), cw_json_get_string (base, "id", ""));
      for (guint j = 0; j < json_array_get_length (options); j++)
        g_printerr ("  %s\n", cw_json_get_string (json_array_get_object_element (options, j), "label", ""));
    }
  return bases != NULL ? bases->len : 0;
}

/* How many are open: the plan opens with them. */
static guint
print_fixes (GPtrArray *fixes)
{
  g_autoptr (GPtrArray) open = cw_cli_fixes_list_open (fixes);

  for (guint i = 0; i < open->len; i++)
    {
      JsonObject *fix = g_ptr_array_index (open, i);
      g_autofree char *answers = cw_fix_list_answers (fix), *details = cw_cli_fix_indent (fix);

      g_printerr (_ ("Open: %s (%s: %s)\n"), cw_json_get_string (fix, "text", ""), cw_json_get_string (fix, "id", ""),
                  answers);
      g_printerr ("%s", details);
    }
  return open->len;
}

/* What is asked, and by which name it is answered with which words. */
static void
print_edited (CwPlan *plan)
{
  GPtrArray *hands = cw_plan_get_hand_changes (plan);

  for (guint i = 0; i < hands->len; i++)
    {
      const CwHandChange *hand = g_ptr_array_index (hands, i);

      /* Translators: a file, and “by Vera, Tue 1 Dec, 12:00 CLT, taken over from BTS’s fix, commit 1a2b3c4” */
      g_printerr (_ ("%s: edited %s\n"), hand->path, hand->origin);
    }
}

static void
print_question (CwPlan          *plan,
                const CwMention *mention)
{
  g_auto (GStrv) words = cw_plan_dup_options (plan, mention);
  g_autofree char *options = words != NULL ? g_strjoinv (", ", words) : NULL;

  g_printerr (_ ("Open: “%s” in %s, line %u (%s)\n"), mention->value, mention->path, mention->line, mention->reason);
  if (options != NULL && *options != '\0')
    g_printerr ("  %s: %s\n", mention->question, options);
  else
    g_printerr ("  %s\n", mention->question);
}

static guint
print_remarks (CwPlan *plan)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan);
  GPtrArray *warnings = cw_plan_get_warnings (plan);
  g_autoptr (GHashTable) asked = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_more = 0;

  for (guint i = 0; i < warnings->len; i++)
    {
      const CwPlanWarning *warning = g_ptr_array_index (warnings, i);

      g_printerr (_ ("Warning: %s\n"), warning->text);
      n_more += g_str_has_prefix (warning->id, CW_PLAN_UNKNOWN_COMPONENT)
                || g_strcmp0 (warning->check, CW_PLAN_UNREADABLE) == 0;
      if (warning->reason != NULL)
        g_printerr ("  %s\n", warning->reason);
    }
  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = g_ptr_array_index (mentions, i);

      if (mention->fate == CW_FATE_QUESTION && g_hash_table_add (asked, mention->question))
        print_question (plan, mention);
    }
  return g_hash_table_size (asked) + n_more;
}

/* Components belong to a revision, and a revision to its components. */
static const char *
find_misuse (const CwCliPlan *options,
             const CwCycle   *target)
{
  gboolean named = options->components != NULL && strspn (options->components, ", \t") < strlen (options->components);

  if (named && !cw_cycle_is_incremental (target))
    return _ ("A full cycle is for all components: --components goes with a revision, such as c0045.003");
  if (!named && cw_cycle_is_incremental (target))
    return _ ("A revision needs the components that it brings: --components A,B");
  return NULL;
}

/**
 * cw_cli_plan:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Returns: 0 planned, 3 planned with open questions, a component that nothing names or a file that couldn't be read, a
 *   stand's too (the diff is printed all the same)
 */
int
cw_cli_plan (CwCli *cli,
             int    argc,
             char **argv)
{
  g_auto (CwCliPlan) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;
  gboolean any = TRUE;
  CwCycle target;
  guint open;

  if (!cw_cli_plan_parse (&options, FALSE, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (options.site == NULL || options.cycle == NULL || argc > 1)
    return cw_cli_usage (_ ("“plan” needs --site and --cycle, and takes no other words"));
  if (cw_cli_read_cycle (options.cycle, &target, &error))
    {
      const char *misuse = find_misuse (&options, &target);

      if (misuse != NULL)
        return cw_cli_usage ("%s", misuse);
      plan = cw_cli_plan_make (cli, &options, &target, &error);
    }
  if (plan == NULL || !cw_cli_plan_validate (cli, &options, plan, CW_VALIDATE_CHANGED, &error)
      || !cw_cli_plan_ask_registry (cli, &options, plan, &error)
      || !(cli->json ? print_json (plan, &options, &error) : print_diff (cli, plan, &any, &error)))
    return cw_cli_fail (g_steal_pointer (&error));
  open = print_bases (options.source->bases) + print_fixes (options.fixes)
         + cw_fixes_count_unread (options.source->aside);
  print_edited (plan);
  print_validations (options.validations);
  open += print_remarks (plan) + cw_cli_plan_print_images (plan, options.images);
  if (!any)
    g_printerr (_ ("Nothing to change.\n"));
  return open > 0 ? CW_EXIT_PERSON : CW_EXIT_DONE;
}
