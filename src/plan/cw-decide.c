/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-decide"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-decide.h"

/**
 * cw_place_keep:
 * @place: a place that mentions a cycle
 * @reason: a sentence, translated
 *
 * Decides that the place stays as it is.
 */
void
cw_place_keep (CwPlace    *place,
               const char *reason)
{
  place->fate = CW_FATE_KEPT;
  place->reason = g_strdup (reason);
}

/**
 * cw_place_change:
 * @place: a place that mentions a cycle
 * @target: (transfer full): the word that shall stand there
 * @reason: a sentence, translated
 *
 * Decides that the place changes, or stays where it says so already.
 */
void
cw_place_change (CwPlace    *place,
                 char       *target,
                 const char *reason)
{
  if (g_str_equal (target, place->value))
    {
      cw_place_keep (place, _ ("It says so already."));
      g_free (target);
      return;
    }
  place->fate = CW_FATE_CHANGED;
  place->target = target;
  place->reason = g_strdup (reason);
}

/* A rule of the procedure moves it. */
static void
change (CwPlace *place,
        char    *target)
{
  cw_place_change (place, target, place->rule->reason);
}

/**
 * cw_place_get_form:
 * @self: a place that mentions a cycle
 *
 * Returns: what a person's word for it is like
 */
CwAnswerForm
cw_place_get_form (const CwPlace *self)
{
  if (self->rule->kind == CW_RULE_OWN_SCHEDULE)
    return CW_ANSWER_FORM_FOLLOW;
  if (self->rule->kind == CW_RULE_PIN)
    return self->absent ? CW_ANSWER_FORM_NEW_PIN : CW_ANSWER_FORM_PIN;
  if (self->tag.form == CW_TAG_NUMBER)
    return CW_ANSWER_FORM_NUMBER;
  return self->rule->kind == CW_RULE_ENV_REVISION ? CW_ANSWER_FORM_SUFFIX : CW_ANSWER_FORM_TAG;
}

static gboolean
is_possible (const CwPlace *place,
             const char    *answer)
{
  return !g_str_equal (answer, CW_ANSWER_REMOVE) && cw_answer_form_accepts (cw_place_get_form (place), answer);
}

/* What a person said about the place: the word that shall stand there; the present one, or none, keeps it. */
static gboolean
take_answer (const CwScope    *self,
             const CwPlanFile *file,
             CwPlace          *place)
{
  g_autofree char *choice = cw_scope_dup_choice (self, file, place);
  const char *answer = cw_scope_get_answer (self, choice);
  gboolean keeps = answer != NULL && (*answer == '\0' || g_str_equal (answer, place->value)
                                      || (place->absent && g_str_equal (answer, CW_ANSWER_KEEP)));

  if (answer == NULL || (!keeps && !is_possible (place, answer) && !cw_pin_can_go (file, place, answer)))
    return FALSE;
  g_clear_pointer (&place->target, g_free);
  g_clear_pointer (&place->reason, g_free);
  place->removed = !keeps && g_str_equal (answer, CW_ANSWER_REMOVE);
  place->fate = keeps ? CW_FATE_KEPT : CW_FATE_CHANGED;
  place->target = keeps || place->removed ? NULL : g_strdup (answer);
  place->reason = g_strdup (keeps ? _ ("Kept by a person’s decision.") : _ ("Changed by a person’s decision."));
  return TRUE;
}

/**
 * cw_scope_ask:
 * @self: the scope of a plan
 * @file: the file of @place
 * @place: a place that mentions a cycle
 * @suggested: (transfer full) (nullable): what the answer may be
 * @reason: (transfer full): a sentence, translated
 *
 * Asks a person about the place, or takes the answer that was given.
 */
void
cw_scope_ask (const CwScope    *self,
              const CwPlanFile *file,
              CwPlace          *place,
              char             *suggested,
              char             *reason)
{
  if (take_answer (self, file, place))
    {
      g_free (suggested);
      g_free (reason);
      return;
    }
  place->fate = CW_FATE_QUESTION;
  place->target = suggested;
  place->reason = reason;
  place->question = cw_scope_dup_choice (self, file, place);
}

/* The word with its cycle replaced: numbers stay numbers, a name before the tag stays, everything else goes bare. */
static char *
write_target (const CwScope *self,
              const CwPlace *place)
{
  g_autofree char *tag = cw_cycle_to_bare_tag (self->target);

  if (place->tag.form == CW_TAG_NUMBER)
    return self->target->series == 'c' ? g_strdup_printf ("%u", self->target->number) : g_strdup ("null");
  if (place->tag.form == CW_TAG_NAMED)
    return g_strdup_printf ("%.*s%s", (int) (place->tag.cycle_start - place->tag.start), place->value, tag);
  if (place->tag.form == CW_TAG_REVISION && g_strcmp0 (place->rule->reset, "zero") == 0)
    return g_strconcat (tag, ".000", NULL);
  return g_steal_pointer (&tag);
}

/* Another site's file of the same image knows which tag was built. */
static void
decide_version (const CwScope    *self,
                const CwPlanFile *file,
                CwPlace          *place)
{
  g_autoptr (GPtrArray) found = cw_scope_find_sibling (self, file, place);
  g_autofree char *tag = cw_cycle_to_bare_tag (self->target);

  if (found->len == 1)
    {
      change (place, g_strdup (found->pdata[0]));
      return;
    }
  if (found->len == 0)
    {
      cw_scope_ask (self, file, place, NULL,
                    g_strdup_printf (_ ("This tag has a version of its own, and no other site has this image at %s "
                                        "yet: which tag was built?"), tag));
      return;
    }
  cw_scope_ask (self, file, place, g_strdup (found->pdata[0]),
                g_strdup_printf (_ ("This tag has a version of its own, and other sites differ about this image at "
                                    "%s: which tag is right?"), tag));
  g_ptr_array_add (found, NULL);
  place->options = (GStrv) g_ptr_array_free (g_steal_pointer (&found), FALSE);
}

/* Takes ownership of @second. */
static GStrv
make_options (const char *first,
              char       *second)
{
  GStrv options = g_new0 (char *, 3);

  options[0] = g_strdup (first);
  options[1] = second;
  return options;
}

/* Whether the site goes back past @cycle, which its files are at or were before. */
static gboolean
goes_back_past (const CwScope *self,
                const CwCycle *cycle)
{
  return self->back && cycle->series == self->present.series && cycle->number <= self->present.number;
}

/* Whether everything else of the site is known to have been at @cycle, too. */
static gboolean
comes_from (const CwScope *self,
            const CwCycle *cycle)
{
  g_autofree char *key = g_strconcat (self->site, "/", CW_QUESTION_FROM, NULL);
  const char *tag = cw_scope_get_answer (self, key);
  CwCycle from;

  return tag != NULL && cw_cycle_parse (tag, &from, NULL) && from.series == cycle->series
         && from.number == cycle->number;
}

static void
decide_cycle (const CwScope    *self,
              const CwPlanFile *file,
              CwPlace          *place)
{
  const CwCycle *cycle = &place->tag.cycle;
  g_autofree char *present = NULL;

  if (cycle->number == 0)
    {
      change (place, write_target (self, place));
      return;
    }
  if (cycle->series == self->target->series && cycle->number == self->target->number
      && (place->tag.form != CW_TAG_NUMBER || self->target->series == 'c'))
    {
      cw_place_keep (place, place->tag.form == CW_TAG_REVISION ? _ ("It names a revision of the target cycle.")
                                                               : _ ("It is at the target already."));
      return;
    }
  if (!cw_cycle_is_below (cycle, self->target) && !goes_back_past (self, cycle))
    {
      cw_place_keep (place, _ ("It is newer than the target."));
      return;
    }
  if (place->rule->kind == CW_RULE_IMAGE_TAG && cycle->series == self->present.series
      && cycle->number < self->present.number)
    {
      if (comes_from (self, cycle))
        {
          cw_place_change (place, write_target (self, place),
                           _ ("Everything else moved on from that cycle: it was left behind."));
          return;
        }
      present = cw_cycle_to_bare_tag (&self->present);
      place->options = make_options (place->value, write_target (self, place));
      cw_scope_ask (self, file, place, g_strdup (place->value),
                    g_strdup_printf (_ ("It is older than the site’s present %s: was it pinned, or forgotten?"),
                                     present));
      return;
    }
  if (place->rule->kind == CW_RULE_IMAGE_TAG && place->tag.form == CW_TAG_VERSION)
    decide_version (self, file, place);
  else
    change (place, write_target (self, place));
}

/* The tag that the suffixes of a file belong to. */
static const CwPlace *
find_env_tag (const CwPlanFile *file,
              gboolean          changed)
{
  for (guint i = 0; i < file->places->len; i++)
    {
      const CwPlace *tag = file->places->pdata[i];

      if (tag->rule->kind == CW_RULE_ENV_TAG && (!changed || tag->fate == CW_FATE_CHANGED))
        return tag;
    }
  return NULL;
}

/* The suffix belongs to the tag of its own file, which a branch may have moved already. */
static void
decide_suffix (const CwScope    *self,
               const CwPlanFile *file,
               CwPlace          *place)
{
  const CwPlace *tag = find_env_tag (file, FALSE);
  const char *options[] = { ".000", place->value, NULL };
  guint mover = 0;

  if (find_env_tag (file, TRUE) != NULL)
    {
      change (place, g_strdup (".000"));
      return;
    }
  if (tag == NULL || !cw_scope_find_mover_of (self, file, tag, &mover))
    {
      cw_place_keep (place, _ ("The tag in this file does not move."));
      return;
    }
  switch (cw_scope_find_standing (self, file, place, mover))
    {
    case CW_STANDING_SET:
      cw_place_keep (place, _ ("The branch that moved the cycle set this revision, too."));
      return;
    case CW_STANDING_REVIEWED:
      cw_place_keep (place, _ ("The branch that moved the cycle was reviewed with this revision."));
      return;
    case CW_STANDING_UNSURE:
      place->options = g_str_equal (place->value, ".000") ? NULL : g_strdupv ((char **) options);
      cw_scope_ask_standing (self, file, place, g_strdup (".000"));
      return;
    case CW_STANDING_LEFT:
    default:
      cw_place_change (place, g_strdup (".000"), _ ("The branch moved the cycle and left this revision behind, which "
                                                    "names an image of the cycle before."));
    }
}

/**
 * cw_scope_decide_apart:
 * @self: the scope of a plan
 * @file: the file of @place
 * @place: a place of an application that its own team bumps
 *
 * Such an application moves along only where a person ticks it.
 */
void
cw_scope_decide_apart (const CwScope    *self,
                       const CwPlanFile *file,
                       CwPlace          *place)
{
  static const char *const options[] = { CW_ANSWER_FOLLOW, NULL };
  g_autofree char *choice = cw_scope_dup_choice (self, file, place);
  gboolean below = cw_cycle_is_below (&place->tag.cycle, self->target);

  place->options = below ? g_strdupv ((GStrv) options) : NULL;
  if (below && g_strcmp0 (cw_scope_get_answer (self, choice), CW_ANSWER_FOLLOW) == 0)
    {
      cw_place_change (place, write_target (self, place), _ ("A person decided that this application follows."));
      return;
    }
  place->fate = CW_FATE_NOT_PART;
  place->reason = g_strdup (place->rule->reason);
}

static void
decide_follower (const CwScope    *self,
                 const CwPlanFile *file,
                 CwPlace          *place,
                 gboolean          moves,
                 const guint      *mover)
{
  if (place->rule->kind == CW_RULE_ENV_REVISION)
    decide_suffix (self, file, place);
  else if (place->rule->kind == CW_RULE_PIN)
    cw_scope_decide_pin (self, file, place, moves, mover);
  else
    cw_scope_decide_apart (self, file, place);
  if (place->rule->kind != CW_RULE_OWN_SCHEDULE && place->fate != CW_FATE_QUESTION)
    take_answer (self, file, place);
}

/* Whether a place of @kind is at the target already. */
static gboolean
is_there (const CwScope *self,
          CwRuleKind     kind)
{
  for (guint i = 0; i < self->plan_files->len; i++)
    {
      const CwPlanFile *file = self->plan_files->pdata[i];

      for (guint j = 0; j < file->places->len; j++)
        {
          const CwPlace *place = file->places->pdata[j];

          if (place->rule->kind == kind && place->fate == CW_FATE_KEPT
              && place->tag.cycle.series == self->target->series && place->tag.cycle.number == self->target->number)
            return TRUE;
        }
    }
  return FALSE;
}

/* The shared tag and the notebook's cycle are two halves of one thing: one that stayed behind is brought along, and
 * says so. */
static void
explain_halves (CwScope *self)
{
  gboolean shared = is_there (self, CW_RULE_SCALAR), notebook = is_there (self, CW_RULE_CYCLE_NUMBER);

  for (guint i = 0; i < self->plan_files->len; i++)
    {
      const CwPlanFile *file = self->plan_files->pdata[i];

      for (guint j = 0; j < file->places->len; j++)
        {
          CwPlace *place = file->places->pdata[j];

          if (place->fate != CW_FATE_CHANGED || !((place->rule->kind == CW_RULE_SCALAR && notebook)
                                                  || (place->rule->kind == CW_RULE_CYCLE_NUMBER && shared)))
            continue;
          g_free (place->reason);
          place->reason = g_strdup (_ ("This half stayed behind: the other one is at the target already."));
        }
    }
}

/* For the decisions: whether a file of the deployment has a pin. */
gboolean
cw_scope_has_pins (const CwScope *self)
{
  for (guint i = 0; i < self->plan_files->len; i++)
    {
      const CwPlanFile *file = self->plan_files->pdata[i];

      for (guint j = 0; j < file->places->len; j++)
        if (((const CwPlace *) file->places->pdata[j])->rule->kind == CW_RULE_PIN)
          return TRUE;
    }
  return FALSE;
}

/* First what names a cycle, then what belongs to it. */
static void
decide_all (CwScope *self)
{
  gboolean moves = FALSE, moved = FALSE;
  guint mover = 0;

  for (guint i = 0; i < self->plan_files->len; i++)
    {
      const CwPlanFile *file = self->plan_files->pdata[i];

      for (guint j = 0; j < file->places->len; j++)
        {
          CwPlace *place = file->places->pdata[j];

          if (!cw_place_names_cycle (place))
            continue;
          decide_cycle (self, file, place);
          if (place->fate != CW_FATE_QUESTION)
            take_answer (self, file, place);
        }
    }
  explain_halves (self);
  moves = cw_scope_cycle_moves (self);
  moved = !moves && cw_scope_has_pins (self) && cw_scope_find_mover (self, &mover);
  for (guint i = 0; i < self->plan_files->len; i++)
    {
      const CwPlanFile *file = self->plan_files->pdata[i];

      for (guint j = 0; j < file->places->len; j++)
        if (!cw_place_names_cycle (file->places->pdata[j]))
          decide_follower (self, file, file->places->pdata[j], moves, moved ? &mover : NULL);
    }
}

/* Takes a whole deployment out of the plan, because it is retired or because a person said so. */
static void
set_aside (const CwScope *self,
           CwPlace       *place)
{
  g_autofree char *present = cw_cycle_to_bare_tag (&self->present), *target = cw_cycle_to_tag (self->target);

  place->fate = self->retired || place->rule->kind == CW_RULE_OWN_SCHEDULE ? CW_FATE_NOT_PART : CW_FATE_KEPT;
  if (place->rule->kind == CW_RULE_OWN_SCHEDULE)
    place->reason = g_strdup (place->rule->reason);
  else if (self->retired)
    place->reason = g_strdup_printf (_ ("The second deployment stayed at %s and looks retired."), present);
  else
    {
      place->reason = g_strdup_printf (_ ("A person decided that the site stays at %s and does not go back to %s."),
                                       present, target);
      place->question = g_strconcat (self->site, "/", CW_QUESTION_BACK, NULL);
    }
}

/* What moves because a person said that the site goes back hangs on that answer. */
static void
tie_to_answer (const CwScope *self,
               CwPlace       *place)
{
  if (place->fate == CW_FATE_CHANGED && place->question == NULL)
    place->question = g_strconcat (self->site, "/", CW_QUESTION_BACK, NULL);
}

/* What would change, or be asked, hangs on one question: its edit stays planned, so that the person sees what going
 * back would mean. Nothing is suggested. */
static void
hold (const CwScope *self,
      CwPlace       *place)
{
  g_autofree char *present = cw_cycle_to_bare_tag (&self->present), *target = cw_cycle_to_tag (self->target);
  gboolean ahead = cw_place_names_cycle (place) && cw_cycle_is_below (self->target, &place->tag.cycle);

  if ((place->fate == CW_FATE_KEPT && !ahead) || place->fate == CW_FATE_NOT_PART)
    return;
  place->held = place->fate == CW_FATE_CHANGED;
  place->fate = CW_FATE_QUESTION;
  if (!place->held)
    g_clear_pointer (&place->target, g_free);
  g_free (place->reason);
  g_free (place->question);
  place->reason = g_strdup_printf (_ ("The target %s is older than the site’s present %s: shall the site go back?"),
                                   target, present);
  place->question = g_strconcat (self->site, "/", CW_QUESTION_BACK, NULL);
}

/* A person may leave any edit out, with a reason; what was planned stays known, so that it can be undone. */
static void
leave_out (const CwScope    *self,
           const CwPlanFile *file,
           CwPlace          *place)
{
  g_autofree char *edit = cw_scope_dup_choice (self, file, place);
  g_autofree char *key = g_strconcat (CW_LEFT_OUT, edit, NULL);
  const char *reason = cw_scope_get_answer (self, key);

  if (reason == NULL || (place->fate != CW_FATE_CHANGED && place->fate != CW_FATE_QUESTION))
    return;
  place->left_out = TRUE;
  place->removed = FALSE;
  place->fate = CW_FATE_KEPT;
  g_clear_pointer (&place->question, g_free);
  g_free (place->reason);
  place->reason = g_strdup_printf (_ ("Left out: %s"), reason);
}

static void
leave_edits_out (const CwScope *self)
{
  for (guint i = 0; i < self->plan_files->len; i++)
    {
      const CwPlanFile *file = self->plan_files->pdata[i];

      for (guint j = 0; j < file->places->len; j++)
        leave_out (self, file, file->places->pdata[j]);
    }
}

static void
foreach_place (const CwScope *self,
               void         (*visit) (const CwScope *self, CwPlace *place))
{
  for (guint i = 0; i < self->plan_files->len; i++)
    {
      const CwPlanFile *file = self->plan_files->pdata[i];

      for (guint j = 0; j < file->places->len; j++)
        visit (self, file->places->pdata[j]);
    }
}

/**
 * cw_scope_decide:
 * @self: a deployment whose places and cycles are known
 *
 * Gives each place its fate.
 */
void
cw_scope_decide (CwScope *self)
{
  if (self->retired || self->stays)
    {
      foreach_place (self, set_aside);
      return;
    }
  if (cw_cycle_is_incremental (self->target))
    cw_scope_decide_revision (self);
  else
    decide_all (self);
  leave_edits_out (self);
  if (self->held)
    foreach_place (self, hold);
  else if (self->back)
    foreach_place (self, tie_to_answer);
}
