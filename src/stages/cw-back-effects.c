/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-branch-payload.h"
#include "cw-branch-questions.h"

/* Going back: a branch that takes back what the site's branch brought there. */

/**
 * cw_branch_find_back:
 * @input: the stage's input
 * @site: the site
 * @repository: the repository
 *
 * Returns: (transfer none) (nullable): how the site goes back there; %NULL where it doesn't, or nobody can tell
 */
const CwBack *
cw_branch_find_back (const CwStageInput *input,
                     const CwSite       *site,
                     const CwRepository *repository)
{
  g_autofree char *key = g_strdup_printf ("%s/%s", site->id, repository->id);

  return input->backs != NULL ? g_hash_table_lookup (input->backs, key) : NULL;
}

/**
 * cw_branch_name_back:
 * @input: the stage's input
 * @result: where trouble is noted
 * @site: the site
 *
 * Returns: (transfer full): the name of the branch that takes a cycle back
 */
char *
cw_branch_name_back (const CwStageInput *input,
                     CwStageResult      *result,
                     const CwSite       *site)
{
  const CwBackTemplate *template = cw_procedure_get_back (cw_deployment_get_procedure (input->deployment));
  g_autoptr (GHashTable) variables = cw_stage_get_variables (input, site);

  return template != NULL ? cw_stage_expand (result, "branch", template->branch, variables) : g_strdup ("");
}

static void
fill_question (CwQuestion           *question,
               const CwSite         *site,
               const CwRepository   *repository,
               const CwBackConflict *conflict)
{
  const char *const values[] = { CW_ANSWER_STAYS, CW_ANSWER_BEFORE, NULL };
  const char *const labels[] = { _ ("Stays as it is now"), _ ("Becomes what it was before"), NULL };
  g_autofree char *text = cw_conflict_describe (conflict->conflict, conflict->path);

  question->fact = g_strconcat ("answer.", conflict->question, NULL);
  question->site = g_strdup (site->id);
  question->text = g_strdup_printf (_ ("%s goes back, %s: %s"), site->name, repository->id, text);
  question->values = g_strdupv ((char **) values);
  question->labels = g_strdupv ((char **) labels);
  question->blocking = TRUE;
}

static void
ask_conflicts (CwStageResult      *result,
               const CwSite       *site,
               const CwRepository *repository,
               const CwBack       *back)
{
  for (guint i = 0; i < back->conflicts->len; i++)
    {
      const CwBackConflict *conflict = g_ptr_array_index (back->conflicts, i);
      CwQuestion *question = g_new0 (CwQuestion, 1);

      fill_question (question, site, repository, conflict);
      if (conflict->conflict->side == CW_CARRY_ASK)
        cw_stage_result_add_question (result, question);
      else
        cw_stage_result_add_answered (result, question,
                                      conflict->conflict->side == CW_CARRY_TAKE ? CW_ANSWER_BEFORE : CW_ANSWER_STAYS);
    }
}

static void
add_effect (const CwStageInput *input,
            CwStageResult      *result,
            const CwSite       *site,
            const CwRepository *repository,
            const CwBack       *back)
{
  const CwBackTemplate *template = cw_procedure_get_back (cw_deployment_get_procedure (input->deployment));
  guint n_files = back->changes->files->len;
  g_autofree char *name = g_strconcat (repository->id, "-back", NULL);
  g_autofree char *branch = cw_branch_name_back (input, result, site);
  g_autofree char *title = g_strdup_printf (_ ("Way back on %s, %s"), repository->id, site->name);
  g_autofree char *detail = NULL;
  CwBranchPayload payload = { site, repository, back->changes, branch, template->subject,
                              cw_stage_observe_text (input, "back-tip.%s.%s", site->id, repository->id),
                              cw_stage_observe_text (input, "back-parent.%s.%s", site->id, repository->id), name };
  g_autoptr (CwEffect) effect = NULL;

  effect = cw_stage_new_effect (input, site, repository->stage, name, back->round, CW_EFFECT_KIND_GIT_BRANCH, title);
  detail = g_strdup_printf (ngettext ("%s · %u file · on %s", "%s · %u files · on %s", n_files), repository->name,
                            n_files, back->changes->base_name);
  cw_effect_set_detail (effect, detail);
  if (back->n_open > 0)
    cw_effect_set_waiting (effect, _ ("Waits for an answer"));
  else
    cw_branch_give_payload (input, result, effect, &payload);
  cw_branch_name_moves (input, result, site, name, effect);
  cw_branch_name_joined (input, result, site, name, TRUE);
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}

/**
 * cw_branch_add_back:
 * @input: the stage's input
 * @result: where it is added
 * @site: the site
 * @repository: the repository
 *
 * Adds, where the site goes back there, the branch that does it and the questions before it.
 */
void
cw_branch_add_back (const CwStageInput *input,
                    CwStageResult      *result,
                    const CwSite       *site,
                    const CwRepository *repository)
{
  const CwBack *back = cw_branch_find_back (input, site, repository);
  const char *trouble = cw_stage_observe_text (input, "back-trouble.%s.%s", site->id, repository->id);
  g_autofree char *id = g_strdup_printf ("back-%s-%s", site->id, repository->id);

  if (trouble != NULL)
    cw_stage_check (input, result, id, site->id, CW_CHECK_OPEN, _ ("%s, %s: the way back can’t be planned: %s"),
                    site->name, repository->id, trouble);
  if (back == NULL)
    return;
  ask_conflicts (result, site, repository, back);
  if (back->changes->files->len > 0 || back->n_open > 0)
    add_effect (input, result, site, repository, back);
  else
    cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS,
                    _ ("%s, %s: nothing of the cycle is left on %s that could be taken back"), site->name,
                    repository->id, back->changes->base_name);
}
