/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-decide"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-scope.h"

static void
keep (CwPlace    *place,
      const char *reason)
{
  place->fate = CW_FATE_KEPT;
  place->reason = g_strdup (reason);
}

static void
change (CwPlace *place,
        char    *target)
{
  place->target = target;
  if (g_str_equal (target, place->value))
    {
      keep (place, _ ("It says so already."));
      g_clear_pointer (&place->target, g_free);
      return;
    }
  place->fate = CW_FATE_CHANGED;
  place->reason = g_strdup (place->rule->reason);
}

/* Whether @answer can stand where @place stands. */
static gboolean
is_possible (const CwPlace *place,
             const char    *answer)
{
  CwTag tag;

  if (place->rule->kind == CW_RULE_PIN || place->tag.form == CW_TAG_NUMBER)
    return g_ascii_string_to_unsigned (answer, 10, 0, 9999, NULL, NULL);
  if (place->rule->kind == CW_RULE_ENV_REVISION)
    return answer[0] == '.' && strlen (answer) == 4 && g_ascii_string_to_unsigned (answer + 1, 10, 0, 999, NULL, NULL);
  return cw_tag_read (answer, &tag);
}

/* Takes ownership of @suggested and @reason. The person's answer is the word that shall stand there; the present one,
 * or none, keeps it. */
static void
ask (const CwScope    *self,
     const CwPlanFile *file,
     CwPlace          *place,
     char             *suggested,
     char             *reason)
{
  g_autofree char *question = cw_scope_dup_question (self, file->path, place->key);
  const char *answer = cw_scope_get_answer (self, question);

  if (answer != NULL && (*answer == '\0' || g_str_equal (answer, place->value)))
    keep (place, _ ("Kept by a person's decision."));
  else if (answer != NULL && is_possible (place, answer))
    {
      place->fate = CW_FATE_CHANGED;
      place->target = g_strdup (answer);
      place->reason = g_strdup (_ ("Changed by a person's decision."));
    }
  else
    {
      place->fate = CW_FATE_QUESTION;
      place->target = g_steal_pointer (&suggested);
      place->reason = g_steal_pointer (&reason);
      place->question = g_steal_pointer (&question);
    }
  g_free (suggested);
  g_free (reason);
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
  return g_steal_pointer (&tag);
}

static void
decide_version (const CwScope    *self,
                const CwPlanFile *file,
                CwPlace          *place)
{
  g_autoptr (GPtrArray) found = cw_scope_find_sibling (self, file, place);
  g_autofree char *tag = NULL;

  if (found->len == 1)
    {
      change (place, g_strdup (found->pdata[0]));
      return;
    }
  tag = cw_cycle_to_bare_tag (self->target);
  if (found->len == 0)
    ask (self, file, place, NULL,
         g_strdup_printf (_ ("This tag has a version of its own, and no other site has this image at %s yet: which tag "
                             "was built?"), tag));
  else
    ask (self, file, place, g_strdup (found->pdata[0]),
         g_strdup_printf (_ ("This tag has a version of its own, and other sites differ about this image at %s."),
                          tag));
}

/* A mention of the target's own cycle. */
static void
decide_there (const CwScope    *self,
              const CwPlanFile *file,
              CwPlace          *place)
{
  if (place->tag.form == CW_TAG_REVISION && cw_cycle_is_incremental (self->target)
      && place->tag.cycle.revision != self->target->revision)
    ask (self, file, place, cw_cycle_to_tag (self->target),
         g_strdup (_ ("This tag names another revision of the cycle: shall it follow?")));
  else if (place->tag.form == CW_TAG_REVISION)
    keep (place, _ ("It names a revision of the target cycle."));
  else if (cw_cycle_is_incremental (self->target))
    keep (place, _ ("The bare tag already means the newest revision of this cycle."));
  else
    keep (place, _ ("It is at the target already."));
}

static void
decide_cycle (const CwScope    *self,
              const CwPlanFile *file,
              CwPlace          *place)
{
  const CwCycle *cycle = &place->tag.cycle;
  gboolean same = cycle->series == self->current.series;
  g_autofree char *current = NULL;

  if (cycle->number == 0)
    {
      change (place, write_target (self, place));
      return;
    }
  if (cycle->series == self->target->series && cycle->number == self->target->number
      && (place->tag.form != CW_TAG_NUMBER || self->target->series == 'c'))
    {
      decide_there (self, file, place);
      return;
    }
  if (!cw_cycle_is_below (cycle, self->target) && !(same && cycle->number == self->current.number))
    {
      keep (place, _ ("It is newer than the target."));
      return;
    }
  if (place->rule->kind == CW_RULE_IMAGE_TAG && same && cycle->number < self->current.number)
    {
      current = cw_cycle_to_bare_tag (&self->current);
      ask (self, file, place, g_strdup (place->value),
           g_strdup_printf (_ ("It is older than the site's present %s: somebody pinned it, or forgot it."), current));
      return;
    }
  if (place->rule->kind == CW_RULE_IMAGE_TAG && place->tag.form == CW_TAG_VERSION)
    decide_version (self, file, place);
  else
    change (place, write_target (self, place));
}

/* The suffix belongs to the tag of its own file. */
static void
decide_suffix (const CwScope    *self,
               const CwPlanFile *file,
               CwPlace          *place)
{
  for (guint i = 0; i < file->places->len; i++)
    {
      const CwPlace *tag = file->places->pdata[i];

      if (tag->rule->kind == CW_RULE_ENV_TAG && tag->fate == CW_FATE_CHANGED)
        {
          change (place, g_strdup (".000"));
          return;
        }
    }
  if (cw_cycle_is_incremental (self->target) && place->tag.cycle.revision != self->target->revision)
    ask (self, file, place, g_strdup_printf (".%03d", self->target->revision),
         g_strdup (_ ("This file names a revision: shall it follow?")));
  else
    keep (place, _ ("The tag in this file does not move."));
}

static gboolean
is_component (const CwScope *self,
              const CwPlace *place)
{
  for (const CwYamlNode *node = place->node; node != NULL; node = node->parent)
    for (guint i = 0; self->components != NULL && self->components[i] != NULL; i++)
      if (cw_yaml_node_get_key (node) != NULL
          && g_ascii_strcasecmp (cw_yaml_node_get_key (node), self->components[i]) == 0)
        return TRUE;
  return FALSE;
}

static void
decide_pin (const CwScope    *self,
            const CwPlanFile *file,
            CwPlace          *place,
            gboolean          moves)
{
  g_autofree char *revision = NULL;

  if (moves && g_strcmp0 (place->rule->reset, "remove") == 0)
    ask (self, file, place, g_strdup ("0"),
         g_strdup (_ ("A pin of the old cycle, which this site removes: take it out by hand, or set it to 0.")));
  else if (moves)
    change (place, g_strdup ("0"));
  else if (!cw_cycle_is_incremental (self->target) || place->tag.cycle.revision == self->target->revision)
    keep (place, _ ("The cycle does not move, so its pins stay."));
  else if (self->components == NULL)
    ask (self, file, place, g_strdup_printf ("%d", self->target->revision),
         g_strdup (_ ("Does this component take part in the incremental upgrade?")));
  else if (is_component (self, place))
    change (place, g_strdup_printf ("%d", self->target->revision));
  else
    keep (place, _ ("Not among the components of this upgrade."));
}

/* Takes a whole deployment out of the plan; a held one is asked about once, at its first mention. */
static void
set_aside (CwScope *self)
{
  g_autofree char *present = cw_cycle_to_bare_tag (&self->present), *target = cw_cycle_to_bare_tag (self->target);
  gboolean asked = self->retired;

  for (guint i = 0; i < self->plan_files->len; i++)
    {
      CwPlanFile *file = self->plan_files->pdata[i];

      for (guint j = 0; j < file->places->len; j++)
        {
          CwPlace *place = file->places->pdata[j];

          place->fate = self->retired ? CW_FATE_NOT_PART : CW_FATE_KEPT;
          if (self->retired)
            place->reason = g_strdup_printf (_ ("The second deployment stayed at %s and looks retired."), present);
          else
            place->reason = g_strdup_printf (_ ("The target %s is older than the site's present %s."), target, present);
          if (asked)
            continue;
          place->fate = CW_FATE_QUESTION;
          place->question = cw_scope_dup_question (self, self->files->id, "back");
          place->target = g_strdup (target);
          asked = TRUE;
        }
    }
}

/**
 * cw_scope_decide:
 * @self: a deployment whose places and cycles are known
 *
 * Gives each place its fate: first what names a cycle, then what belongs to it.
 */
void
cw_scope_decide (CwScope *self)
{
  gboolean moves = FALSE;

  if (self->retired || self->held)
    {
      set_aside (self);
      return;
    }
  for (guint i = 0; i < self->plan_files->len; i++)
    {
      const CwPlanFile *file = self->plan_files->pdata[i];

      for (guint j = 0; j < file->places->len; j++)
        {
          CwPlace *place = file->places->pdata[j];

          if (!cw_place_names_cycle (place))
            continue;
          decide_cycle (self, file, place);
          moves |= place->fate == CW_FATE_CHANGED;
        }
    }
  for (guint i = 0; i < self->plan_files->len; i++)
    {
      const CwPlanFile *file = self->plan_files->pdata[i];

      for (guint j = 0; j < file->places->len; j++)
        {
          CwPlace *place = file->places->pdata[j];

          if (place->rule->kind == CW_RULE_ENV_REVISION)
            decide_suffix (self, file, place);
          else if (place->rule->kind == CW_RULE_PIN)
            decide_pin (self, file, place, moves);
        }
    }
}
