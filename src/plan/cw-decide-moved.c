/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-decide-moved"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-decide.h"

/* What a branch that had moved the cycle left behind: a revision is one of the new cycle where the branch itself set it
 * when the cycle moved, or later. What it set before, and what came with a merge of the default branch, is not. */

/* What stands in the place in other files. */
static char *
dup_value_in (CwSnapshot       *snapshot,
              const CwPlanFile *file,
              const CwPlace    *place,
              CwCycle          *cycle)
{
  GBytes *bytes = cw_snapshot_get_bytes (snapshot, file->path);
  CwPlanFile *other = bytes != NULL ? cw_plan_file_new (file->path, bytes) : NULL;
  char *value = NULL;

  if (other != NULL && cw_plan_file_read (other, place->rule))
    cw_plan_file_find_places (other, place->rule);
  for (guint i = 0; other != NULL && value == NULL && i < other->places->len; i++)
    {
      const CwPlace *earlier = other->places->pdata[i];

      if (!g_str_equal (earlier->key, place->key))
        continue;
      value = g_strdup (earlier->value);
      *cycle = earlier->tag.cycle;
    }
  g_clear_pointer (&other, cw_plan_file_free);
  return value;
}

/* Whether the place says at a step of the branch what it says at its end. */
static gboolean
says_so (const CwScope    *self,
         const CwStep     *step,
         const CwPlanFile *file,
         const CwPlace    *place)
{
  const char *blob = cw_snapshot_get_blob (self->snapshot, file->path);
  CwCycle none = { 0 };
  g_autofree char *value = NULL;

  if (step->files == NULL || g_strcmp0 (cw_snapshot_get_blob (step->files, file->path), blob) == 0)
    return TRUE;
  value = dup_value_in (step->files, file, place, &none);
  return g_strcmp0 (value, place->value) == 0;
}

/* From which of its parents the step @at has what the place says: @at where it has it from none. */
static guint
find_source (const CwScope    *self,
             GPtrArray        *steps,
             guint             at,
             const CwPlanFile *file,
             const CwPlace    *place)
{
  const CwStep *step = g_ptr_array_index (steps, at);
  guint source = at;

  for (guint i = 0; i < step->parents->len; i++)
    {
      guint parent = g_array_index (step->parents, guint, i);

      if (parent == CW_STEP_UNKNOWN)
        source = CW_STEP_UNKNOWN;
      else if (says_so (self, g_ptr_array_index (steps, parent), file, place))
        return parent;
    }
  return source;
}

/* The step that last set what the place says: one that isn't the branch's own where it was there before, or came with a
 * merge. */
static guint
find_setter (const CwScope    *self,
             GPtrArray        *steps,
             const CwPlanFile *file,
             const CwPlace    *place)
{
  guint at = steps->len > 0 ? 0 : CW_STEP_UNKNOWN;

  while (at != CW_STEP_UNKNOWN && ((const CwStep *) g_ptr_array_index (steps, at))->own)
    {
      guint source = find_source (self, steps, at, file, place);

      if (source == at)
        return at;
      at = source;
    }
  return at;
}

/**
 * cw_scope_find_earlier:
 * @self: a deployment
 * @file: a file of it
 * @place: a place in it that names a cycle
 * @cycle: (out): the cycle that it named where the branch parted
 *
 * Returns: whether the branch that is planned on gave the place another cycle than it had
 */
gboolean
cw_scope_find_earlier (const CwScope    *self,
                       const CwPlanFile *file,
                       const CwPlace    *place,
                       CwCycle          *cycle)
{
  CwSnapshot *earlier = cw_snapshot_get_before (self->snapshot);
  g_autofree char *before = NULL;

  if (earlier == self->snapshot
      || g_strcmp0 (cw_snapshot_get_blob (earlier, file->path), cw_snapshot_get_blob (self->snapshot, file->path)) == 0)
    return FALSE;
  before = dup_value_in (earlier, file, place, cycle);
  return before != NULL && (cycle->series != place->tag.cycle.series || cycle->number != place->tag.cycle.number);
}

/**
 * cw_scope_find_mover_of:
 * @self: a deployment
 * @file: a file of it
 * @place: a place in it that names a cycle
 * @mover: (out): the step of the branch that is planned on by which the place got its cycle; %CW_STEP_UNKNOWN for one
 *   further back than what is known
 *
 * Returns: whether the branch gave the place another cycle than it had where the branch parted
 */
gboolean
cw_scope_find_mover_of (const CwScope    *self,
                        const CwPlanFile *file,
                        const CwPlace    *place,
                        guint            *mover)
{
  GPtrArray *steps = cw_snapshot_get_steps (self->snapshot);
  CwCycle cycle = { 0 };

  if (!cw_scope_find_earlier (self, file, place, &cycle))
    return FALSE;
  *mover = steps != NULL ? find_setter (self, steps, file, place) : CW_STEP_UNKNOWN;
  return TRUE;
}

/**
 * cw_scope_find_mover:
 * @self: a deployment
 * @mover: (out): as for cw_scope_find_mover_of(); of several the first
 *
 * Returns: whether the branch that the deployment is planned on moved the cycle that its pins belong to, where it is
 *   known from what the branch parted
 */
gboolean
cw_scope_find_mover (const CwScope *self,
                     guint         *mover)
{
  gboolean shared = FALSE, moved[2] = { FALSE, FALSE };
  guint movers[2] = { 0, 0 };

  for (guint i = 0; i < self->plan_files->len; i++)
    {
      const CwPlanFile *file = self->plan_files->pdata[i];

      for (guint j = 0; j < file->places->len; j++)
        {
          const CwPlace *place = file->places->pdata[j];
          gboolean scalar = place->rule->kind == CW_RULE_SCALAR;
          guint step = 0;

          if (!cw_place_names_cycle (place))
            continue;
          shared |= scalar;
          if ((!scalar && shared) || !cw_scope_find_mover_of (self, file, place, &step))
            continue;
          moved[scalar] = TRUE;
          movers[scalar] = MAX (movers[scalar], step);
        }
    }
  *mover = movers[shared];
  return moved[shared];
}

/* Whether the branch was reviewed here as the place is now, and no earlier than its cycle moved. */
static gboolean
was_reviewed (const CwScope    *self,
              GPtrArray        *steps,
              const CwPlanFile *file,
              const CwPlace    *place,
              guint             mover)
{
  for (guint i = 0; i < steps->len && i <= mover; i++)
    {
      const CwStep *step = g_ptr_array_index (steps, i);

      if (step->reviewed && says_so (self, step, file, place))
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_scope_find_standing:
 * @self: a deployment
 * @file: a file of it
 * @place: a revision in it
 * @mover: the step of the branch that moved the cycle of the revision
 *
 * Revisions are small numbers: one that is as it was may have been set again, and one that isn't may have come with a
 * merge. So what counts is by which commit it got there.
 *
 * Returns: how the revision stands to the cycle that the branch moved
 */
CwStanding
cw_scope_find_standing (const CwScope    *self,
                        const CwPlanFile *file,
                        const CwPlace    *place,
                        guint             mover)
{
  CwCycle none = { 0 };
  g_autofree char *before = dup_value_in (cw_snapshot_get_before (self->snapshot), file, place, &none);
  gboolean same = g_strcmp0 (before, place->value) == 0;
  GPtrArray *steps = cw_snapshot_get_steps (self->snapshot);
  guint setter = CW_STEP_UNKNOWN;

  if (steps != NULL && was_reviewed (self, steps, file, place, mover))
    return CW_STANDING_REVIEWED;
  if (steps != NULL)
    setter = find_setter (self, steps, file, place);
  if (setter == CW_STEP_UNKNOWN && mover == CW_STEP_UNKNOWN)
    return same ? CW_STANDING_UNSURE : CW_STANDING_SET;
  if (setter != CW_STEP_UNKNOWN && !((const CwStep *) g_ptr_array_index (steps, setter))->own)
    return CW_STANDING_LEFT;
  if (setter <= mover)
    return CW_STANDING_SET;
  return same ? CW_STANDING_LEFT : CW_STANDING_UNSURE;
}

/**
 * cw_scope_ask_standing:
 * @self: a deployment
 * @file: a file of it
 * @place: a revision in it whose standing nobody knows
 * @suggested: (transfer full): what it may become
 *
 * Asks a person about it.
 */
void
cw_scope_ask_standing (const CwScope    *self,
                       const CwPlanFile *file,
                       CwPlace          *place,
                       char             *suggested)
{
  cw_scope_ask (self, file, place, suggested,
                g_strdup (_ ("The branch moved the cycle, and its commits don’t tell whether this pin is one of the "
                             "new cycle: was it left behind?")));
}
