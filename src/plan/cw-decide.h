/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan-private.h"
#include "cw-scope.h"

G_BEGIN_DECLS

/**
 * CwStanding:
 * @CW_STANDING_LEFT: the branch left it as it was, or took it in from elsewhere: it is one of the cycle before
 * @CW_STANDING_SET: the branch set it with the cycle, or afterwards
 * @CW_STANDING_REVIEWED: the branch was reviewed with it
 * @CW_STANDING_UNSURE: the commits don't tell
 *
 * How a revision stands to the cycle that a branch moved.
 */
typedef enum {
  CW_STANDING_LEFT,
  CW_STANDING_SET,
  CW_STANDING_REVIEWED,
  CW_STANDING_UNSURE,
} CwStanding;

/* What the two ways of deciding, for a cycle and for a revision, have in common. */

CwAnswerForm cw_place_get_form (const CwPlace *self);
void cw_place_keep      (CwPlace          *place,
                         const char       *reason);
void cw_place_change    (CwPlace          *place,
                         char             *target,
                         const char       *reason);
void cw_scope_ask       (const CwScope    *self,
                         const CwPlanFile *file,
                         CwPlace          *place,
                         char             *suggested,
                         char             *reason);

void     cw_scope_decide_revision (CwScope          *self);
void     cw_scope_ask_unpinned    (const CwScope    *self);
CwCycle  cw_scope_find_owning_cycle (const CwScope  *self,
                                   const CwPlanFile *file,
                                   const CwPlace    *place);
CwComponent *cw_scope_find_service (const CwScope    *self,
                                   const CwPlanFile *file,
                                   const CwPlace    *place,
                                   CwComponentMatch *match,
                                   GPtrArray        *others);
void     cw_scope_decide_apart    (const CwScope    *self,
                                   const CwPlanFile *file,
                                   CwPlace          *place);
gboolean cw_scope_has_pins        (const CwScope    *self);
gboolean cw_scope_cycle_moves     (const CwScope    *self);
void     cw_scope_decide_pin      (const CwScope    *self,
                                   const CwPlanFile *file,
                                   CwPlace          *place,
                                   gboolean          moves,
                                   const guint      *mover);
gboolean cw_pin_can_go            (const CwPlanFile *file,
                                   const CwPlace    *place,
                                   const char       *answer);

gboolean   cw_scope_find_earlier  (const CwScope    *self,
                                   const CwPlanFile *file,
                                   const CwPlace    *place,
                                   CwCycle          *cycle);
gboolean   cw_scope_find_mover    (const CwScope    *self,
                                   guint            *mover);
gboolean   cw_scope_find_mover_of (const CwScope    *self,
                                   const CwPlanFile *file,
                                   const CwPlace    *place,
                                   guint            *mover);
CwStanding cw_scope_find_standing (const CwScope    *self,
                                   const CwPlanFile *file,
                                   const CwPlace    *place,
                                   guint             mover);
void       cw_scope_ask_standing  (const CwScope    *self,
                                   const CwPlanFile *file,
                                   CwPlace          *place,
                                   char             *suggested);

G_END_DECLS
