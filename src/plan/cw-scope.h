/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-place.h"

G_BEGIN_DECLS

/**
 * CwScope:
 * @procedure: the procedure
 * @repository: the repository
 * @files: the deployment
 * @snapshot: the repository's files
 * @target: where the plan leads
 * @components: (nullable) (array zero-terminated=1): the components of an incremental upgrade
 * @answers: (nullable) (element-type utf8 JsonNode): question id → answer
 * @plan_files: (element-type CwPlanFile): the deployment's files, by path
 * @present: the commonest cycle of the deployment; its number is 0 where there is none
 * @current: the commonest one below the target, which counts as the one to move
 * @retired: whether this is a second deployment that stayed behind
 * @held: whether the target lies below the present cycle and nobody said yes to that
 *
 * One deployment of a site in one repository, while it is planned.
 */
typedef struct {
  CwProcedure        *procedure;
  const CwRepository *repository;
  const CwSiteFiles  *files;
  CwSnapshot         *snapshot;
  const CwCycle      *target;
  const char *const  *components;
  GHashTable         *answers;
  GPtrArray          *plan_files;
  CwCycle             present;
  CwCycle             current;
  gboolean            retired;
  gboolean            held;
} CwScope;

void        cw_scope_find_cycles  (CwScope          *self,
                                   const CwScope    *first);
void        cw_scope_decide       (CwScope          *self);
char       *cw_scope_dup_question (const CwScope    *self,
                                   const char       *path,
                                   const char       *key);
const char *cw_scope_get_answer   (const CwScope    *self,
                                   const char       *question);
GPtrArray  *cw_scope_find_sibling (const CwScope    *self,
                                   const CwPlanFile *file,
                                   const CwPlace    *place);

gboolean    cw_cycle_is_below     (const CwCycle    *cycle,
                                   const CwCycle    *target);
gboolean    cw_place_names_cycle  (const CwPlace    *place);

G_END_DECLS
