/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-component.h"
#include "cw-place.h"

G_BEGIN_DECLS

/**
 * CW_LEFT_OUT:
 *
 * Begins the keys of the answers that are no answers: the reason why the edit of that id is left out.
 */
#define CW_LEFT_OUT "left-out."

/**
 * CwScope:
 * @procedure: the procedure
 * @repository: the repository
 * @site: id of the site
 * @files: the deployment
 * @snapshot: the repository's files
 * @target: where the plan leads
 * @components: (element-type CwComponent): the components of a revision and their companions
 * @answers: (nullable) (element-type utf8 JsonNode): question id → answer
 * @edits: (nullable) (element-type CwHandEdit): the files that a person edited
 * @plan_files: (element-type CwPlanFile): the deployment's files, by path
 * @n_files: how many files belong to the deployment; most mention nothing and are not kept
 * @present: the commonest cycle of the deployment; its number is 0 where there is none
 * @left: the cycle that the deployment leaves: @present, or the one before where the branch that is planned on has
 *   moved it to the target; its number is 0 where it leaves none
 * @retired: whether this is a second deployment that stayed behind
 * @back: whether the target lies below the present cycle
 * @stays: whether a person said that the site does not go back
 * @held: whether nobody said yet whether it does
 *
 * One deployment of a site in one repository, while it is planned.
 */
typedef struct {
  CwProcedure        *procedure;
  const CwRepository *repository;
  const char         *site;
  const CwSiteFiles  *files;
  CwSnapshot         *snapshot;
  const CwCycle      *target;
  GPtrArray          *components;
  GHashTable         *answers;
  GPtrArray          *edits;
  GPtrArray          *plan_files;
  guint               n_files;
  CwCycle             present;
  CwCycle             left;
  gboolean            retired;
  gboolean            back;
  gboolean            stays;
  gboolean            held;
} CwScope;

void        cw_scope_find_cycles  (CwScope          *self,
                                   const CwScope    *first);
void        cw_scope_decide       (CwScope          *self);
gboolean    cw_scope_has_places   (const CwScope    *self);
char       *cw_scope_dup_question (const CwScope    *self,
                                   const char       *path,
                                   const char       *key);
char       *cw_scope_dup_choice   (const CwScope    *self,
                                   const CwPlanFile *file,
                                   const CwPlace    *place);
const char *cw_scope_get_answer   (const CwScope    *self,
                                   const char       *question);
GPtrArray  *cw_scope_find_sibling (const CwScope    *self,
                                   const CwPlanFile *file,
                                   const CwPlace    *place);

gboolean    cw_cycle_is_below     (const CwCycle    *cycle,
                                   const CwCycle    *target);
gboolean    cw_place_names_cycle  (const CwPlace    *place);

G_END_DECLS
