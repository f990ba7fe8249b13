/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-hand-edit.h"
#include "cw-plan-private.h"
#include "cw-scope.h"

G_BEGIN_DECLS

/* How the planner takes the files that a person edited; nobody else calls these. */

/**
 * CwHandWork:
 * @scope: what is planned; its deployment is not set: a person edits any file of the repository
 * @edit: the edit
 * @origin: who and when, for the person
 * @plan: the plan
 * @changes: the repository's change set
 * @planned: (nullable): what the planner alone changes in the file
 * @base: (nullable): the file as it is; %NULL where there is none
 * @mended: whether nobody can read @base, and the plan was made on what the person made of it
 *
 * One edited file, while it is taken into a plan.
 */
typedef struct {
  const CwScope    *scope;
  const CwHandEdit *edit;
  const char       *origin;
  CwPlan           *plan;
  CwChangeSet      *changes;
  CwFileChange     *planned;
  GBytes           *base;
  gboolean          mended;
} CwHandWork;

gboolean cw_hand_changes_add     (const CwScope    *scope,
                                  CwChangeSet      *changes,
                                  CwPlan           *plan,
                                  GError          **error);
GPtrArray *cw_hand_make_edits    (const CwHandWork *work,
                                  GBytes           *result,
                                  GPtrArray        *runs,
                                  GPtrArray        *planned_runs);
void     cw_hand_adjust_mentions (const CwHandWork *work,
                                  GPtrArray        *runs,
                                  GPtrArray        *planned_runs);

G_END_DECLS
