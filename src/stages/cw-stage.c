/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-stage-private.h"

static const CwStage stages[] = {
  { "cycle", cw_cycle_stage },
  { "tickets", cw_tickets_stage },
  { "configuration", cw_configuration_stage },
  { "build", cw_build_stage },
  { "page", cw_page_stage },
  { "announcement", cw_announcement_stage },
  { "science-platform", cw_science_platform_stage },
  { "handover", cw_handover_stage },
};

/**
 * cw_stages_get:
 * @n_stages: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_stages): the stages in the specification's order
 */
const CwStage *
cw_stages_get (guint *n_stages)
{
  g_return_val_if_fail (n_stages != NULL, NULL);

  *n_stages = G_N_ELEMENTS (stages);
  return stages;
}

/**
 * cw_stages_find:
 * @id: id of a stage
 *
 * Returns: (transfer none) (nullable): the stage, %NULL where there is none of that id
 */
const CwStage *
cw_stages_find (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    if (g_str_equal (stages[i].id, id))
      return &stages[i];
  return NULL;
}

static void
check_free (gpointer data)
{
  CwCheck *check = data;

  g_free (check->id);
  g_free (check->site);
  g_free (check->text);
  g_free (check);
}

static void
missing_free (gpointer data)
{
  CwMissing *missing = data;

  g_free (missing->name);
  g_free (missing);
}

static void
out_of_reach_free (gpointer data)
{
  CwOutOfReach *one = data;

  g_free (one->name);
  g_free (one->site);
  g_free (one->reason);
  g_free (one);
}

static void
question_free (gpointer data)
{
  CwQuestion *question = data;

  g_free (question->fact);
  g_free (question->site);
  g_free (question->text);
  g_free (question->details);
  g_free (question->group);
  g_strfreev (question->values);
  g_strfreev (question->labels);
  g_free (question->accepted);
  g_free (question->explained);
  g_free (question->suggested);
  g_free (question->path);
  g_free (question->draft);
  g_free (question->answer);
  g_free (question);
}

/**
 * cw_check_is_settled:
 * @self: a check
 *
 * Returns: whether nobody need look at it any more
 */
gboolean
cw_check_is_settled (const CwCheck *self)
{
  return self->state == CW_CHECK_HOLDS || self->state == CW_CHECK_WAVED || self->state == CW_CHECK_SKIPPED;
}

/**
 * cw_question_label:
 * @self: a question
 * @value: an answer to it
 *
 * Returns: (transfer none): what a person reads for @value
 */
const char *
cw_question_label (const CwQuestion *self,
                   const char       *value)
{
  g_return_val_if_fail (self != NULL && value != NULL, NULL);

  for (guint i = 0; self->values != NULL && self->labels != NULL && self->values[i] != NULL; i++)
    if (g_str_equal (self->values[i], value))
      return self->labels[i];
  return value;
}

/**
 * cw_question_get_answer_label:
 * @self: a question that was answered
 *
 * Returns: (transfer none): what a person reads for its answer
 */
const char *
cw_question_get_answer_label (const CwQuestion *self)
{
  g_return_val_if_fail (self != NULL && self->answer != NULL, NULL);

  return cw_question_label (self, self->answer);
}

/**
 * cw_stage_result_count_open:
 * @self: a result
 * @site: (nullable): id of the site whose things are counted; %NULL for all
 *
 * Returns: how many of its checks and questions wait for somebody; the one count that is shown, wherever it is
 */
guint
cw_stage_result_count_open (const CwStageResult *self,
                            const char          *site)
{
  guint open = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->questions->len; i++)
    open += site == NULL || g_strcmp0 (((const CwQuestion *) g_ptr_array_index (self->questions, i))->site, site) == 0;
  for (guint i = 0; i < self->checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (self->checks, i);

      open += (site == NULL || g_strcmp0 (check->site, site) == 0)
              && (check->state == CW_CHECK_OPEN || check->state == CW_CHECK_WARNING);
    }
  return open;
}

/**
 * cw_stage_result_waits:
 * @self: a result
 * @site: id of the site
 *
 * Returns: whether something about the site can't be known yet, or must be done first: the stage isn't done there then,
 *   even where nothing is open
 */
gboolean
cw_stage_result_waits (const CwStageResult *self,
                       const char          *site)
{
  g_return_val_if_fail (self != NULL && site != NULL, FALSE);

  for (guint i = 0; i < self->checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (self->checks, i);

      if (g_strcmp0 (check->site, site) == 0 && !cw_check_is_settled (check))
        return TRUE;
    }
  return FALSE;
}

/* What is open, and where nothing is, how much was done. */
static char *
describe (const CwStageInput  *input,
          const CwStageResult *result)
{
  guint open = cw_stage_result_count_open (result, NULL), settled = 0;

  for (guint i = 0; i < result->effects->len; i++)
    settled += cw_effect_state_is_settled (cw_stage_get_state (input, g_ptr_array_index (result->effects, i)));
  if (open > 0)
    return g_strdup_printf (ngettext ("%u open", "%u open", open), open);
  return settled > 0 ? g_strdup_printf (ngettext ("%u done", "%u done", settled), settled) : NULL;
}

/**
 * cw_stage_run:
 * @stage: a stage
 * @input: all that it may know
 *
 * Returns: (transfer full): its effects, checks and questions; equal for equal inputs, to the byte
 */
CwStageResult *
cw_stage_run (const CwStage      *stage,
              const CwStageInput *input)
{
  CwStageResult *result;

  g_return_val_if_fail (stage != NULL && input != NULL, NULL);

  result = g_new0 (CwStageResult, 1);
  result->effects = g_ptr_array_new_with_free_func (g_object_unref);
  result->checks = g_ptr_array_new_with_free_func (check_free);
  result->questions = g_ptr_array_new_with_free_func (question_free);
  result->missing = g_ptr_array_new_with_free_func (missing_free);
  result->answered = g_ptr_array_new_with_free_func (question_free);
  result->out_of_reach = g_ptr_array_new_with_free_func (out_of_reach_free);
  result->skip_reason = g_strdup (cw_deployment_get_text (input->deployment, "skipped.%s", stage->id));
  result->skipped = result->skip_reason != NULL || cw_deployment_get_flag (input->deployment, "skipped.%s", stage->id);
  if (!result->skipped)
    stage->run (input, result);
  cw_stage_add_remains (input, stage->id, result);
  cw_stage_add_uncompared (input, result);
  if (result->skipped && cw_stage_result_count_open (result, NULL) == 0)
    result->fact = g_strdup (_ ("left out"));
  if (result->fact == NULL)
    result->fact = describe (input, result);
  return result;
}

void
cw_stage_result_free (CwStageResult *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->effects);
  g_ptr_array_unref (self->checks);
  g_ptr_array_unref (self->questions);
  g_ptr_array_unref (self->missing);
  g_ptr_array_unref (self->answered);
  g_ptr_array_unref (self->out_of_reach);
  g_free (self->skip_reason);
  g_free (self->fact);
  g_free (self->hole);
  g_free (self);
}

/**
 * cw_stage_result_add_effect:
 * @self: a result
 * @effect: (transfer full): an effect, whole
 */
void
cw_stage_result_add_effect (CwStageResult *self,
                            CwEffect      *effect)
{
  g_return_if_fail (self != NULL && CW_IS_EFFECT (effect));

  g_ptr_array_add (self->effects, effect);
}

/**
 * cw_stage_result_add_check:
 * @self: a result
 * @id: unique in the stage
 * @site: (nullable): the site that it is about
 * @state: where it stands
 * @text: one sentence
 */
void
cw_stage_result_add_check (CwStageResult *self,
                           const char    *id,
                           const char    *site,
                           CwCheckState   state,
                           const char    *text)
{
  CwCheck *check;

  g_return_if_fail (self != NULL && id != NULL && text != NULL);

  check = g_new0 (CwCheck, 1);
  check->id = g_strdup (id);
  check->site = g_strdup (site);
  check->state = state;
  check->text = g_strdup (text);
  g_ptr_array_add (self->checks, check);
}

/**
 * cw_stage_result_add_question:
 * @self: a result
 * @question: (transfer full): a question without an answer
 */
void
cw_stage_result_add_question (CwStageResult *self,
                              CwQuestion    *question)
{
  g_return_if_fail (self != NULL && question != NULL);

  g_ptr_array_add (self->questions, question);
}

/**
 * cw_stage_result_add_answered:
 * @self: a result
 * @question: (transfer full): a question that a person answered
 * @answer: what they said
 */
void
cw_stage_result_add_answered (CwStageResult *self,
                              CwQuestion    *question,
                              const char    *answer)
{
  g_return_if_fail (self != NULL && question != NULL && answer != NULL);

  question->answer = g_strdup (answer);
  g_ptr_array_add (self->answered, question);
}

/**
 * cw_stage_result_add_out_of_reach:
 * @self: a result
 * @name: what can't be reached
 * @site: (nullable): the site for which it was asked
 * @reason: why
 * @known: whether what was learnt earlier still serves
 */
void
cw_stage_result_add_out_of_reach (CwStageResult *self,
                                  const char    *name,
                                  const char    *site,
                                  const char    *reason,
                                  gboolean       known)
{
  CwOutOfReach *one;

  g_return_if_fail (self != NULL && name != NULL && reason != NULL);

  one = g_new0 (CwOutOfReach, 1);
  one->name = g_strdup (name);
  one->site = g_strdup (site);
  one->reason = g_strdup (reason);
  one->known = known;
  g_ptr_array_add (self->out_of_reach, one);
}
