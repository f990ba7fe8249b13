/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cw-carry.h"
#include "cw-plan.h"

G_BEGIN_DECLS

/* The rule of an edit that takes something back. */
#define CW_RULE_BACK "back"

/* The answers where something else happened since: it stays as it is, or becomes what it was before the cycle. */
#define CW_ANSWER_STAYS "stays"
#define CW_ANSWER_BEFORE "before"

/**
 * CwBackStep:
 * @before: the files before a round of the preparation was pushed
 * @after: the files as that round pushed them
 * @paths: (array zero-terminated=1): which files it pushed
 *
 * One round that is taken back.
 */
typedef struct {
  CwSnapshot *before;
  CwSnapshot *after;
  GStrv       paths;
} CwBackStep;

/**
 * CwBackRequest:
 * @site: id of the site that goes back
 * @repository: id of the repository
 * @round: number of the newest round that is taken back
 * @now: the files as they are now, on the branch that its reference names
 * @steps: (element-type CwBackStep): the rounds, the newest first
 * @answers: (nullable) (element-type utf8 JsonNode): question → answer
 * @target: the cycle that is taken back
 */
typedef struct {
  const char *site;
  const char *repository;
  guint       round;
  CwSnapshot *now;
  GPtrArray  *steps;
  GHashTable *answers;
  CwCycle     target;
} CwBackRequest;

/**
 * CwBackConflict:
 * @question: id of the question; `answer.ID` is %CW_ANSWER_STAYS or %CW_ANSWER_BEFORE
 * @path: path of the file
 * @conflict: the place, its three values, and what a person decided
 */
typedef struct {
  char       *question;
  char       *path;
  CwConflict *conflict;
} CwBackConflict;

/**
 * CwBack:
 * @round: number of the newest round that is taken back
 * @plan: what changes, as a plan of its own
 * @changes: (not owned): its change set; what is in question stays
 * @conflicts: (element-type CwBackConflict): where something else happened since
 * @n_open: how many of them nobody decided
 *
 * A site's way back in one repository.
 */
typedef struct {
  guint        round;
  CwPlan      *plan;
  CwChangeSet *changes;
  GPtrArray   *conflicts;
  guint        n_open;
} CwBack;

CwBackStep *cw_back_step_new  (CwSnapshot          *before,
                               CwSnapshot          *after,
                               const char *const   *paths);
void        cw_back_step_free (CwBackStep          *self);

CwBack     *cw_back_plan      (const CwBackRequest *request,
                               GError             **error);
void        cw_back_free      (CwBack              *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwBack, cw_back_free)

G_END_DECLS
