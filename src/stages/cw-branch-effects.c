/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-branch-fixes.h"
#include "cw-branch-payload.h"
#include "cw-branch-questions.h"
#include "cw-stage-private.h"

/* The branches that a stage pushes: one for each site and repository with work to do. Configuration and science
 * platform share this; the procedure says which repository belongs to which. */

/**
 * cw_stage_branch_name:
 * @input: the stage's input
 * @result: where trouble is noted
 * @site: the site
 * @repository: the repository
 *
 * Returns: (transfer full): the branch, named by the site's ticket; empty while there is no ticket
 */
char *
cw_stage_branch_name (const CwStageInput *input,
                      CwStageResult      *result,
                      const CwSite       *site,
                      const CwRepository *repository)
{
  const char *form = cw_procedure_get_branch (cw_deployment_get_procedure (input->deployment));
  const char *ticket = cw_stage_get_ticket (input, site->id, "configuration");
  g_autoptr (GHashTable) variables = NULL;

  if (ticket == NULL || *ticket == '\0')
    return g_strdup ("");
  variables = cw_stage_get_variables (input, site);
  return cw_stage_expand (result, "branch", form, variables);
}

static const CwChangeSet *
find_changes (const CwStageInput *input,
              const CwSite       *site,
              const CwRepository *repository)
{
  CwPlan *plan = g_hash_table_lookup (input->plans, site->id);

  return plan != NULL ? cw_plan_get_change_set (plan, repository->id) : NULL;
}

/* Why nothing could be planned there, where that is so. */
static const char *
find_trouble (const CwStageInput *input,
              const CwSite       *site,
              const CwRepository *repository)
{
  const char *trouble = cw_stage_observe_text (input, "git-trouble.%s.%s", site->id, repository->id);
  const char *unfetched = cw_stage_observe_text (input, "fetch-trouble.%s", repository->id);

  /* That it can't be fetched explains better than that nothing was found in its cache. */
  return trouble != NULL && unfetched != NULL ? unfetched : trouble;
}

/**
 * cw_stage_has_branch:
 * @input: the stage's input
 * @site: the site
 * @repository: the repository
 *
 * Returns: whether there is, or will be, a branch of @site in @repository: something is to change there, or nobody can
 *   tell because it is out of reach
 */
gboolean
cw_stage_has_branch (const CwStageInput *input,
                     const CwSite       *site,
                     const CwRepository *repository)
{
  const CwChangeSet *changes = find_changes (input, site, repository);

  return changes != NULL ? changes->files->len > 0 : find_trouble (input, site, repository) != NULL;
}

static gboolean
has_open_question (const CwStageInput *input,
                   const CwSite       *site,
                   const CwRepository *repository)
{
  CwPlan *plan = g_hash_table_lookup (input->plans, site->id);

  return cw_plan_count (plan, repository->id, CW_FATE_QUESTION) > 0 || cw_branch_is_base_open (input, site, repository)
         || cw_branch_has_open_fix (input, site, repository);
}

/* Somebody pushed it already: nothing is made twice, and who wants to add to it can. */
static void
check_there (const CwStageInput *input,
             CwStageResult      *result,
             const CwSite       *site,
             const CwRepository *repository,
             const CwChangeSet  *changes)
{
  const char *there = cw_stage_observe_text (input, "there.%s.%s", site->id, repository->id);
  const char *merged = cw_stage_observe_text (input, "merged.%s.%s", site->id, repository->id);
  g_autofree char *id = g_strdup_printf ("there-%s-%s", site->id, repository->id);

  if (there != NULL)
    cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS,
                    _ ("%s, %s: %s is there already, on %s: it is taken over where it has what is planned here, else "
                       "shown with what differs. To add to it, choose it as the base (and begin anew, where it asks "
                       "already)"),
                    site->name, repository->id, there, changes->base_name);
  if (merged != NULL)
    cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS,
                    _ ("%s, %s: %s was merged into %s already: what is planned here is taken over from there"),
                    site->name, repository->id, merged, changes->base_name);
}

/* What is known of the branch before we have anything to do with it. */
static char *
describe_standing (const CwStageInput *input,
                   const CwSite       *site,
                   const CwRepository *repository,
                   const char         *detail)
{
  if (cw_stage_observe_text (input, "merged.%s.%s", site->id, repository->id) != NULL)
    /* Translators: a branch's repository, files and base; somebody pushed it, and it was merged into the base */
    return g_strdup_printf (_ ("%s · merged already"), detail);
  if (cw_stage_observe_text (input, "there.%s.%s", site->id, repository->id) != NULL)
    /* Translators: a branch's repository, files and base; somebody pushed it already */
    return g_strdup_printf (_ ("%s · there already"), detail);
  return g_strdup (detail);
}

static void
add_branch (const CwStageInput *input,
            CwStageResult      *result,
            const CwSite       *site,
            const char         *stage,
            const CwRepository *repository,
            const CwChangeSet  *changes)
{
  guint round = cw_deployment_get_round (input->deployment, site->id, repository->id);
  g_autofree char *title = g_strdup_printf (_ ("Branch on %s, %s"), repository->id, site->name);
  g_autofree char *branch = cw_stage_branch_name (input, result, site, repository);
  g_autofree char *ticket_id = cw_stage_effect_id (input, site->id, "tickets", "configuration", 1);
  guint n_files = changes->files->len;
  g_autofree char *detail = NULL, *standing = NULL;
  CwBranchPayload payload = { site, repository, changes, branch, repository->subject,
                              cw_stage_observe_text (input, "tip.%s.%s", site->id, repository->id),
                              cw_stage_observe_text (input, "parent.%s.%s", site->id, repository->id), repository->id };
  g_autoptr (CwEffect) effect = NULL;

  effect = cw_stage_new_effect (input, site, stage, repository->id, round, CW_EFFECT_KIND_GIT_BRANCH, title);
  cw_effect_add_precondition (effect, ticket_id);
  detail = g_strdup_printf (ngettext ("%s · %u file · on %s", "%s · %u files · on %s", n_files), repository->name,
                            n_files, changes->base_name);
  standing = describe_standing (input, site, repository, detail);
  cw_effect_set_detail (effect, standing);
  if (*branch == '\0')
    cw_effect_set_waiting (effect, _ ("Waits for the ticket, whose key names the branch"));
  else if (has_open_question (input, site, repository))
    cw_effect_set_waiting (effect, _ ("Waits for an answer"));
  else
    cw_branch_give_payload (input, result, effect, &payload);
  check_there (input, result, site, repository, changes);
  cw_branch_name_moves (input, result, site, repository->id, effect);
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}

/* A repository out of reach stops nothing: its branch can be made by hand. */
static void
add_branch_out_of_reach (const CwStageInput *input,
                         CwStageResult      *result,
                         const CwSite       *site,
                         const char         *stage,
                         const CwRepository *repository,
                         const char         *trouble)
{
  guint round = cw_deployment_get_round (input->deployment, site->id, repository->id);
  g_autofree char *title = g_strdup_printf (_ ("Branch on %s, %s"), repository->id, site->name);
  g_autofree char *id = g_strdup_printf ("repository-%s-%s", site->id, repository->id);
  g_autoptr (CwEffect) effect = cw_stage_new_effect (input, site, stage, repository->id, round,
                                                     CW_EFFECT_KIND_GIT_BRANCH, title);
  gboolean settled = cw_stage_is_settled (input, cw_effect_get_id (effect));

  cw_effect_set_detail (effect, repository->name);
  cw_effect_set_waiting (effect, _ ("Out of reach: refresh once it is there again, or do it by hand"));
  cw_stage_check (input, result, id, site->id, settled ? CW_CHECK_UNKNOWN : CW_CHECK_OPEN,
                  _ ("%s, %s: out of reach: %s"), site->name, repository->id, trouble);
  cw_stage_result_add_out_of_reach (result, repository->id, site->id, trouble, FALSE);
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}

/* What a person left out is named with the reason, wherever the checks are read. */
static void
check_left_out (const CwStageInput *input,
                CwStageResult      *result,
                const CwSite       *site,
                const CwRepository *repository,
                CwPlan             *plan)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan);

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = g_ptr_array_index (mentions, i);
      g_autofree char *id = NULL;

      if (!mention->left_out || !g_str_equal (mention->repository, repository->id))
        continue;
      id = g_strdup_printf ("left-out-%s-%s:%u", site->id, mention->edit, mention->line);
      cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS, "%s, %s, %s:%u, %s: %s", site->name, repository->id,
                      mention->path, mention->line, mention->value, mention->reason);
    }
}

static void
check_completeness (const CwStageInput *input,
                    CwStageResult      *result,
                    const CwSite       *site,
                    const CwRepository *repository,
                    CwPlan             *plan,
                    const CwChangeSet  *changes)
{
  g_autofree char *id = g_strdup_printf ("complete-%s-%s", site->id, repository->id);
  guint open = cw_plan_count (plan, repository->id, CW_FATE_QUESTION);
  guint kept = cw_plan_count (plan, repository->id, CW_FATE_KEPT);
  guint apart = cw_plan_count (plan, repository->id, CW_FATE_NOT_PART);
  guint changed = cw_plan_count (plan, repository->id, CW_FATE_CHANGED);
  guint odd = cw_plan_count (plan, repository->id, CW_FATE_ODD);
  g_autofree char *sums = g_strdup_printf (
    ngettext ("%s, %s: %u file; mentions: %u changed, %u kept, %u not part of the cycle, %u open",
              "%s, %s: %u files; mentions: %u changed, %u kept, %u not part of the cycle, %u open", changes->n_files),
    site->name, repository->id, changes->n_files, changed, kept, apart, open);
  g_autofree char *more = odd > 0 ? g_strdup_printf (_ (", %u odd"), odd) : g_strdup ("");

  cw_stage_check (input, result, id, site->id, open > 0 ? CW_CHECK_OPEN : CW_CHECK_HOLDS, "%s%s", sums, more);
  if (cw_branch_find_back (input, site, repository) == NULL)
    cw_branch_name_joined (input, result, site, repository->id, FALSE);
  check_left_out (input, result, site, repository, plan);
}

/* What was fetched before still serves, but nobody knows what has moved since; who has pushed waits for nothing. */
static void
check_stale (const CwStageInput *input,
             CwStageResult      *result,
             const CwSite       *site,
             const char         *stage,
             const CwRepository *repository,
             const char         *trouble)
{
  guint round = cw_deployment_get_round (input->deployment, site->id, repository->id);
  g_autofree char *effect = cw_stage_effect_id (input, site->id, stage, repository->id, round);
  g_autofree char *id = g_strdup_printf ("stale-%s-%s", site->id, repository->id);

  cw_stage_check (input, result, id, site->id,
                  cw_stage_is_settled (input, effect) ? CW_CHECK_UNKNOWN : CW_CHECK_WARNING,
                  _ ("%s, %s: planned on what was fetched before; it is out of reach now: %s"), site->name,
                  repository->id, trouble);
  cw_stage_result_add_out_of_reach (result, repository->id, site->id, trouble, TRUE);
}

/* What a person edited by hand is named where completeness is. */
static void
name_edits_by_hand (const CwStageInput *input,
                    CwStageResult      *result,
                    const CwSite       *site,
                    const CwRepository *repository,
                    CwPlan             *plan)
{
  GPtrArray *hands = cw_plan_get_hand_changes (plan);

  for (guint i = 0; i < hands->len; i++)
    {
      const CwHandChange *hand = g_ptr_array_index (hands, i);
      g_autofree char *id = g_strdup_printf ("hand-%s-%s-%u", site->id, repository->id, i + 1);

      if (g_str_equal (hand->repository, repository->id))
        cw_stage_check (input, result, id, site->id, hand->question != NULL ? CW_CHECK_OPEN : CW_CHECK_HOLDS,
                        _ ("%s, %s: %s edited %s"), site->name, repository->id, hand->path, hand->origin);
    }
}

static void
add_repository (const CwStageInput *input,
                CwStageResult      *result,
                const CwSite       *site,
                const char         *stage,
                const CwRepository *repository)
{
  CwPlan *plan = g_hash_table_lookup (input->plans, site->id);
  const CwChangeSet *changes = find_changes (input, site, repository);
  const char *trouble = find_trouble (input, site, repository);
  const char *stale = cw_stage_observe_text (input, "fetch-trouble.%s", repository->id);
  g_autofree char *id = g_strdup_printf ("repository-%s-%s", site->id, repository->id);

  cw_branch_ask_fixes (input, result, site, repository);
  cw_branch_ask_base (input, result, site, repository, changes);
  if (changes == NULL && trouble != NULL)
    add_branch_out_of_reach (input, result, site, stage, repository, trouble);
  else if (changes == NULL)
    cw_stage_check (input, result, id, site->id, CW_CHECK_OPEN, _ ("%s, %s: not planned yet"), site->name,
                    repository->id);
  if (changes == NULL)
    return;
  if (stale != NULL)
    check_stale (input, result, site, stage, repository, stale);
  cw_branch_ask_mentions (input, result, site, repository, plan);
  check_completeness (input, result, site, repository, plan, changes);
  name_edits_by_hand (input, result, site, repository, plan);
  cw_branch_check_validators (input, result, site, changes);
  if (changes->files->len > 0)
    add_branch (input, result, site, stage, repository, changes);
  else
    cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS, _ ("%s, %s: nothing to change"), site->name,
                    repository->id);
}

static void
add_warnings (const CwStageInput *input,
              CwStageResult      *result,
              const CwSite       *site,
              CwPlan             *plan)
{
  GPtrArray *warnings = cw_plan_get_warnings (plan);

  for (guint i = 0; i < warnings->len; i++)
    {
      const CwPlanWarning *warning = g_ptr_array_index (warnings, i);
      g_autofree char *id = cw_plan_warning_name_check (warning, site->id);

      if (warning->reason != NULL)
        cw_stage_check (input, result, id, site->id, CW_CHECK_WARNING, "%s: %s (%s)", site->name, warning->text,
                        warning->reason);
      else
        cw_stage_check (input, result, id, site->id, CW_CHECK_WARNING, "%s: %s", site->name, warning->text);
    }
}

/**
 * cw_stage_add_branches:
 * @input: the stage's input
 * @result: where they are added
 * @stage: id of the stage whose repositories are meant
 *
 * Adds, for each site and each repository of @stage, the branch to push, the questions before it and the proof of
 * completeness.
 */
void
cw_stage_add_branches (const CwStageInput *input,
                       CwStageResult      *result,
                       const char         *stage)
{
  CwProcedure *procedure = cw_deployment_get_procedure (input->deployment);
  GPtrArray *repositories = cw_procedure_get_repositories (procedure);
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (input->deployment);

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      CwPlan *plan = g_hash_table_lookup (input->plans, site->id);

      for (guint j = 0; j < repositories->len; j++)
        {
          const CwRepository *repository = g_ptr_array_index (repositories, j);

          if (!g_str_equal (repository->stage, stage)
              || cw_procedure_get_site_files (procedure, repository, site->id) == NULL)
            continue;
          add_repository (input, result, site, stage, repository);
          cw_branch_add_rebase (input, result, site, repository);
          cw_branch_add_back (input, result, site, repository);
        }
      if (plan != NULL && g_str_equal (stage, "configuration"))
        add_warnings (input, result, site, plan);
    }
}
