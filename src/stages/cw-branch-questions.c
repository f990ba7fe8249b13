/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-branch-questions.h"
#include "cw-json.h"
#include "cw-stage-private.h"

/**
 * cw_branch_find_author:
 * @input: the stage's input
 *
 * The author is a fact of the preparation, else what the session found in git's configuration.
 *
 * Returns: (transfer none) (nullable): the author of the commits
 */
JsonObject *
cw_branch_find_author (const CwStageInput *input)
{
  JsonObject *author = cw_deployment_get_object (input->deployment, "author");
  JsonNode *seen = cw_stage_observe (input, "author");

  if (author == NULL && seen != NULL && JSON_NODE_HOLDS_OBJECT (seen))
    author = json_node_get_object (seen);
  return author;
}

static gboolean
lists_fact (GPtrArray  *questions,
            const char *site,
            const char *fact)
{
  for (guint i = 0; i < questions->len; i++)
    {
      const CwQuestion *question = g_ptr_array_index (questions, i);

      if (g_strcmp0 (question->site, site) == 0 && g_str_equal (question->fact, fact))
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_branch_ask_author:
 * @input: the stage's input
 * @result: where the question is added
 *
 * Asks for the author of the commits.
 * Once for all branches. Who git says it is, is not asked for.
 */
void
cw_branch_ask_author (const CwStageInput *input,
                      CwStageResult      *result)
{
  JsonObject *given = cw_deployment_get_object (input->deployment, "author");
  g_autofree char *answer = NULL;
  CwQuestion *question;

  if ((given == NULL && cw_branch_find_author (input) != NULL) || lists_fact (result->questions, NULL, "author")
      || lists_fact (result->answered, NULL, "author"))
    return;
  question = g_new0 (CwQuestion, 1);
  question->fact = g_strdup ("author");
  question->text = g_strdup (_ ("Who is the author of the commits? Write it as “Name <name@example.org>”"));
  question->blocking = TRUE;
  if (given == NULL)
    {
      cw_stage_result_add_question (result, question);
      return;
    }
  answer = g_strdup_printf ("%s <%s>", cw_json_get_string (given, "name", ""), cw_json_get_string (given, "email", ""));
  cw_stage_result_add_answered (result, question, answer);
}

/* Among several branches a person chooses, unless the preparation goes on with a branch of its own; and anew where the
 * branch of their choice is gone. */
gboolean
cw_branch_is_base_open (const CwStageInput *input,
                        const CwSite       *site,
                        const CwRepository *repository)
{
  JsonNode *node = cw_stage_observe (input, "bases.%s.%s", site->id, repository->id);
  JsonArray *bases = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (bases != NULL && cw_stage_observe_text (input, "gone.%s.%s", site->id, repository->id) != NULL)
    return TRUE;
  if (bases == NULL || json_array_get_length (bases) < 2
      || cw_deployment_get_text (input->deployment, "base.%s.%s", site->id, repository->id) != NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (bases); i++)
    if (cw_json_get_bool (json_array_get_object_element (bases, i), "own", FALSE))
      return FALSE;
  return TRUE;
}

static void
add_bases (CwQuestion *question,
           JsonArray  *bases)
{
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (bases); i++)
    {
      JsonObject *base = json_array_get_object_element (bases, i);
      const char *name = cw_json_get_string (base, "name", "");

      g_strv_builder_add (values, name);
      g_strv_builder_add (labels, cw_json_get_string (base, "label", ""));
      if (cw_json_get_bool (base, "suggested", FALSE))
        question->suggested = g_strdup (name);
    }
  question->values = g_strv_builder_end (values);
  question->labels = g_strv_builder_end (labels);
}

/**
 * cw_branch_ask_base:
 * @input: the stage's input
 * @result: where the question is added
 * @site: the site
 * @repository: the repository
 * @changes: what would change there
 *
 * Asks on which branch the change is planned.
 * The base is always a choice, also where there is only one to choose from; it is asked while it is open.
 */
void
cw_branch_ask_base (const CwStageInput *input,
                    CwStageResult      *result,
                    const CwSite       *site,
                    const CwRepository *repository,
                    const CwChangeSet  *changes)
{
  JsonNode *node = cw_stage_observe (input, "bases.%s.%s", site->id, repository->id);
  const char *gone = cw_stage_observe_text (input, "gone.%s.%s", site->id, repository->id);
  const char *chosen = cw_deployment_get_text (input->deployment, "base.%s.%s", site->id, repository->id);
  CwQuestion *question;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return;
  question = g_new0 (CwQuestion, 1);
  question->fact = g_strdup_printf ("base.%s.%s", site->id, repository->id);
  question->site = g_strdup (site->id);
  if (gone != NULL)
    /* Translators: a branch that isn't there any more, a repository, a site */
    question->text = g_strdup_printf (_ ("%s is gone. On which branch of %s is the %s’s configuration planned now?"),
                                      gone, repository->name, site->name);
  else
    question->text = g_strdup_printf (_ ("On which branch of %s is the %s’s configuration planned?"), repository->name,
                                      site->name);
  add_bases (question, json_node_get_array (node));
  question->blocking = TRUE;
  if (cw_branch_is_base_open (input, site, repository))
    cw_stage_result_add_question (result, question);
  else
    cw_stage_result_add_answered (result, question, changes != NULL ? changes->base_name
                                                     : chosen != NULL ? chosen : question->values[0]);
}

/* Where an edit by hand and the plan met. */
static void
add_sides (CwQuestion *question)
{
  const char *const values[] = { CW_ANSWER_MINE, CW_ANSWER_PLANNED, NULL };
  const char *const labels[] = { _ ("The edit by hand"), _ ("What the plan says now"), NULL };

  question->values = g_strdupv ((char **) values);
  question->labels = g_strdupv ((char **) labels);
}

/* What can't be read can stay; any other deed needs another editor. */
static void
add_keep (CwQuestion *question)
{
  const char *const values[] = { CW_ANSWER_KEEP, NULL };
  const char *const labels[] = { _ ("It stays as it is"), NULL };

  question->values = g_strdupv ((char **) values);
  question->labels = g_strdupv ((char **) labels);
}

static char *
say_option (const CwMention *mention,
            const char      *option)
{
  if (mention->form == CW_ANSWER_FORM_NEW_PIN)
    return g_str_equal (option, CW_ANSWER_KEEP) ? g_strdup (_ ("It stays without a pin"))
                                                : g_strdup_printf (_ ("It is pinned to the revision %s"), option);
  if (g_str_equal (option, CW_ANSWER_REMOVE))
    return g_strdup (_ ("It is taken out"));
  return g_strdup_printf (g_str_equal (option, mention->value) ? _ ("It stays “%s”") : _ ("It becomes “%s”"), option);
}

/* What stays, and what it becomes, in words; a tag of another kind can still be typed. */
static void
add_words (CwQuestion      *question,
           const CwMention *mention)
{
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();

  for (guint i = 0; mention->options[i] != NULL; i++)
    {
      g_autofree char *label = say_option (mention, mention->options[i]);

      g_strv_builder_add (labels, label);
    }
  question->values = g_strdupv (mention->options);
  question->labels = g_strv_builder_end (labels);
  question->other = TRUE;
}

/* (nullable): the present cycle, which is ahead of the plan's target, where the site's way back is asked. */
static const CwCycle *
find_way_back (CwPlan          *plan,
               const CwSite    *site,
               const CwMention *mention)
{
  g_autofree char *back = g_strconcat (site->id, "/", CW_QUESTION_BACK, NULL);
  const CwChangeSet *changes = cw_plan_get_change_set (plan, mention->repository);

  if (g_strcmp0 (mention->question, back) != 0 || changes == NULL || changes->present.number == 0)
    return NULL;
  return &changes->present;
}

static void
add_ways (CwQuestion    *question,
          CwPlan        *plan,
          const CwCycle *present)
{
  g_autofree char *target = cw_cycle_to_bare_tag (cw_plan_get_target (plan)), *stays = cw_cycle_to_bare_tag (present);
  g_autofree char *back = g_strdup_printf (_ ("The site goes back to %s"), target);
  g_autofree char *stay = g_strdup_printf (_ ("It stays at %s"), stays);
  const char *const values[] = { target, stays, NULL };
  const char *const labels[] = { back, stay, NULL };

  question->values = g_strdupv ((char **) values);
  question->labels = g_strdupv ((char **) labels);
}

/* Many mentions can hang on one question of the site. What was answered stays in sight, and can be answered anew. */
static void
ask_mention (const CwStageInput *input,
             CwStageResult      *result,
             const CwSite       *site,
             CwPlan             *plan,
             const CwMention    *mention)
{
  const CwCycle *present = find_way_back (plan, site, mention);
  const char *id = mention->question != NULL ? mention->question : mention->choice;
  g_autofree char *fact = g_strconcat ("answer.", id, NULL);
  const char *answer = cw_deployment_get_text (input->deployment, "%s", fact);
  gboolean open = mention->fate == CW_FATE_QUESTION;
  CwQuestion *question;

  if ((!open && answer == NULL) || lists_fact (result->questions, site->id, fact)
      || lists_fact (result->answered, site->id, fact))
    return;
  question = g_new0 (CwQuestion, 1);
  question->fact = g_steal_pointer (&fact);
  question->site = g_strdup (site->id);
  question->text = g_strdup_printf ("%s, %s:%u, %s: %s", site->name, mention->path, mention->line, mention->value,
                                    mention->reason);
  question->blocking = TRUE;
  if (mention->form == CW_ANSWER_FORM_KEEP)
    add_keep (question);
  else if (g_strcmp0 (mention->rule, CW_RULE_BY_HAND) == 0)
    add_sides (question);
  else if (present != NULL)
    add_ways (question, plan, present);
  else if (mention->options != NULL && mention->options[0] != NULL && mention->question != NULL)
    add_words (question, mention);
  if (open)
    {
      question->suggested = g_strdup (mention->target);
      cw_stage_result_add_question (result, question);
    }
  else
    cw_stage_result_add_answered (result, question, *answer != '\0' ? answer : mention->value);
}

/**
 * cw_branch_ask_mentions:
 * @input: the stage's input
 * @result: where the questions are added
 * @site: the site
 * @repository: the repository
 * @plan: the site's plan
 *
 * Asks what the plan can't decide there.
 */
void
cw_branch_ask_mentions (const CwStageInput *input,
                        CwStageResult      *result,
                        const CwSite       *site,
                        const CwRepository *repository,
                        CwPlan             *plan)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan);

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = g_ptr_array_index (mentions, i);

      if ((mention->question != NULL || mention->choice != NULL) && g_str_equal (mention->repository, repository->id))
        ask_mention (input, result, site, plan, mention);
    }
}
