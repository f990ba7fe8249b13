/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-plan-images"

#include "config.h"

#include "cw-plan-changes.h"
#include "cw-planner.h"
#include "cw-yaml-path.h"

/* Components that join with the plan: a person brought them, by an edit or on the branch, and nothing ran before. */

void
cw_plan_earlier_clear (CwPlanEarlier *self)
{
  g_clear_pointer (&self->yaml, cw_yaml_unref);
  self->file = NULL;
}

static gboolean
is_same_cycle (const CwCycle *one,
               const CwCycle *other)
{
  return one->series == other->series && one->number == other->number;
}

/* A branch that moved the cycle, and not to the target, is what the hosts run: what it brought is there. A revision is
 * one of the cycle that they run. */
static gboolean
is_deployed (const CwScope *scope)
{
  CwSnapshot *before = cw_snapshot_get_before (scope->snapshot);
  CwCycle parted;

  if (before == scope->snapshot
      || (!cw_cycle_is_incremental (scope->target) && is_same_cycle (&scope->present, scope->target)))
    return FALSE;
  parted = cw_planner_find_present (scope->procedure, scope->site, before);
  return parted.number > 0 && !is_same_cycle (&parted, &scope->present);
}

static void
look_at (CwPlanEarlier    *self,
         const CwScope    *scope,
         const CwPlanFile *file)
{
  CwSnapshot *snapshot = scope->snapshot;
  GBytes *text = NULL;

  cw_plan_earlier_clear (self);
  self->file = file;
  if (!self->looked)
    self->deployed = is_deployed (scope);
  self->looked = TRUE;
  text = cw_snapshot_get_bytes (self->deployed ? snapshot : cw_snapshot_get_before (snapshot), file->path);
  self->there = text != NULL;
  if (text != NULL && !g_bytes_equal (text, file->bytes))
    self->yaml = cw_yaml_read (text, NULL);
}

/**
 * cw_plan_earlier_has:
 * @self: what was looked at last
 * @scope: a deployment
 * @file: one of its files, as a person left it
 * @block: (nullable): a component's block in it; %NULL where the whole file is the block
 *
 * Returns: whether the component was there before anybody brought anything, or nobody knows
 */
gboolean
cw_plan_earlier_has (CwPlanEarlier    *self,
                     const CwScope    *scope,
                     const CwPlanFile *file,
                     const CwYamlNode *block)
{
  g_autofree char *place = NULL;

  if (self->file != file)
    look_at (self, scope, file);
  if (!self->there || self->yaml == NULL || block == NULL || block->parent == NULL)
    return self->there;
  place = cw_yaml_node_dup_path (block);
  return cw_yaml_find (self->yaml, place, NULL) != NULL;
}
