/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-plan"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-plan-private.h"
#include "cw-tag.h"

/* Which answers can be one: another one would leave its question open without a word. */

static gboolean
is_suffix (const char *answer)
{
  return answer[0] == '.' && strlen (answer) == 4 && g_ascii_string_to_unsigned (answer + 1, 10, 0, 999, NULL, NULL);
}

/**
 * cw_answer_form_accepts:
 * @self: what is accepted
 * @answer: a person's word
 *
 * Returns: whether @answer can stand there
 */
gboolean
cw_answer_form_accepts (CwAnswerForm  self,
                        const char   *answer)
{
  CwTag tag;

  switch (self)
    {
    case CW_ANSWER_FORM_NUMBER:
      return g_ascii_string_to_unsigned (answer, 10, 0, 9999, NULL, NULL);
    case CW_ANSWER_FORM_PIN:
      return g_str_equal (answer, CW_ANSWER_REMOVE) || g_ascii_string_to_unsigned (answer, 10, 0, 9999, NULL, NULL);
    case CW_ANSWER_FORM_NEW_PIN:
      return g_str_equal (answer, CW_ANSWER_KEEP) || g_ascii_string_to_unsigned (answer, 10, 0, 9999, NULL, NULL);
    case CW_ANSWER_FORM_SUFFIX:
      return is_suffix (answer);
    case CW_ANSWER_FORM_KEEP:
      return g_str_equal (answer, CW_ANSWER_KEEP);
    case CW_ANSWER_FORM_SIDE:
      return g_str_equal (answer, CW_ANSWER_MINE) || g_str_equal (answer, CW_ANSWER_PLANNED);
    case CW_ANSWER_FORM_FOLLOW:
      return g_str_equal (answer, CW_ANSWER_FOLLOW);
    case CW_ANSWER_FORM_TAG:
    default:
      return cw_tag_read (answer, &tag);
    }
}

static const char *
describe_form (CwAnswerForm form)
{
  switch (form)
    {
    case CW_ANSWER_FORM_NUMBER:
      return _ ("a number");
    case CW_ANSWER_FORM_PIN:
      return _ ("a revision’s number, or “remove”");
    case CW_ANSWER_FORM_NEW_PIN:
      return _ ("a revision’s number, or “keep”");
    case CW_ANSWER_FORM_SUFFIX:
      return _ ("a revision, written as .003");
    case CW_ANSWER_FORM_KEEP:
      return _ ("“keep”; whatever else it shall be, edit it by hand");
    case CW_ANSWER_FORM_SIDE:
      return _ ("“mine” or “planned”");
    case CW_ANSWER_FORM_FOLLOW:
      return _ ("“follow”; without an answer it stays");
    case CW_ANSWER_FORM_TAG:
    default:
      return _ ("a tag that names a cycle, such as c0045");
    }
}

static gboolean
refuse (const char  *choice,
        const char  *answer,
        const char  *accepted,
        GError     **error)
{
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("“%s” can’t be the answer to “%s”: it takes %s"), answer,
                          choice, accepted);
}

/* The present cycle, or a later one, lets the site stay. */
static gboolean
check_back (CwPlan      *self,
            const char  *choice,
            const char  *answer,
            GError     **error)
{
  const CwCycle *target = cw_plan_get_target (self);
  g_autofree char *tag = cw_cycle_to_bare_tag (target), *accepted = NULL;
  CwCycle cycle;

  if (cw_cycle_parse (answer, &cycle, NULL) && cycle.series == target->series && cycle.number >= target->number)
    return TRUE;
  accepted = g_strdup_printf (_ ("%s, to go back, or the present cycle, to stay"), tag);
  return refuse (choice, answer, accepted, error);
}

static gboolean
check_mention (const CwMention  *mention,
               const char       *choice,
               const char       *answer,
               GError          **error)
{
  g_autofree char *options = NULL, *accepted = NULL;

  if (g_str_equal (answer, mention->value) || cw_answer_form_accepts (mention->form, answer)
      || (mention->options != NULL && g_strv_contains ((const char *const *) mention->options, answer)))
    return TRUE;
  if (mention->form == CW_ANSWER_FORM_KEEP || mention->form == CW_ANSWER_FORM_FOLLOW || mention->options == NULL
      || mention->options[0] == NULL)
    return refuse (choice, answer, describe_form (mention->form), error);
  options = g_strjoinv (", ", mention->options);
  accepted = g_strdup_printf (_ ("%s (here: %s)"), describe_form (mention->form), options);
  return refuse (choice, answer, accepted, error);
}

/**
 * cw_plan_dup_options:
 * @self: a plan
 * @mention: one of its mentions
 *
 * A line can hang on a question of the whole site, which takes other words than the line itself.
 *
 * Returns: (transfer full) (nullable): the words that an open question about @mention takes; of what isn't asked those
 *   of its choice
 */
GStrv
cw_plan_dup_options (CwPlan          *self,
                     const CwMention *mention)
{
  g_autofree char *back = NULL, *target = NULL, *present = NULL;
  const CwChangeSet *changes;

  g_return_val_if_fail (CW_IS_PLAN (self) && mention != NULL, NULL);

  back = g_strconcat (cw_plan_get_site (self), "/", CW_QUESTION_BACK, NULL);
  changes = cw_plan_get_change_set (self, mention->repository);
  if (mention->fate != CW_FATE_QUESTION || g_strcmp0 (mention->question, back) != 0 || changes == NULL)
    return g_strdupv (mention->options);
  target = cw_cycle_to_bare_tag (cw_plan_get_target (self));
  present = cw_cycle_to_bare_tag (&changes->present);
  return g_strdupv ((char *[]) { target, present, NULL });
}

/**
 * cw_plan_check_answer:
 * @self: a plan
 * @choice: the id of a question or choice
 * @answer: a person's word; an empty one keeps what is there
 * @error: where to store a %CW_ERROR_VALIDATION that says what is accepted
 *
 * Returns: whether @answer can be one; what the plan doesn't ask takes any
 */
gboolean
cw_plan_check_answer (CwPlan      *self,
                      const char  *choice,
                      const char  *answer,
                      GError     **error)
{
  static const char *const habits[] = { CW_ANSWER_KEEP, CW_ANSWER_ZERO, CW_ANSWER_REMOVE, NULL };
  g_autofree char *back = NULL, *pins = NULL;
  GPtrArray *mentions;

  g_return_val_if_fail (CW_IS_PLAN (self) && choice != NULL && answer != NULL, FALSE);

  back = g_strconcat (cw_plan_get_site (self), "/", CW_QUESTION_BACK, NULL);
  pins = g_strconcat (cw_plan_get_site (self), "/", CW_QUESTION_PINS, NULL);
  if (g_str_equal (choice, back))
    return check_back (self, choice, answer, error);
  if (g_str_equal (choice, pins) && !g_strv_contains (habits, answer))
    return refuse (choice, answer, _ ("“keep”, “zero” or “remove”"), error);
  mentions = cw_plan_get_mentions (self);
  for (guint i = 0; *answer != '\0' && i < mentions->len; i++)
    {
      const CwMention *mention = g_ptr_array_index (mentions, i);

      if (g_strcmp0 (mention->choice, choice) == 0 || g_strcmp0 (mention->question, choice) == 0)
        return check_mention (mention, choice, answer, error);
    }
  return TRUE;
}
