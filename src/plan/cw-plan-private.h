/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan.h"

G_BEGIN_DECLS

/* How the planner fills a plan; nobody else changes one. */

CwPlan       *cw_plan_new              (const char       *site,
                                        const CwCycle    *target);
void          cw_plan_take_change_set  (CwPlan           *self,
                                        CwChangeSet      *changes);
void          cw_plan_note_odd         (CwPlan           *self,
                                        CwMention        *mention);
void          cw_plan_take_mention     (CwPlan           *self,
                                        CwMention        *mention);
void          cw_plan_add_warning      (CwPlan           *self,
                                        const char       *repository,
                                        char             *id,
                                        char             *text);
void          cw_plan_warn_unreadable  (CwPlan           *self,
                                        const char       *repository,
                                        const char       *path,
                                        const char       *trouble);
void          cw_plan_take_warning     (CwPlan           *self,
                                        CwPlanWarning    *warning);
CwPlanWarning *cw_plan_add_line        (CwPlan           *self,
                                        const char       *stem,
                                        guint             line,
                                        const char       *text);
char         *cw_plan_warning_dup_lines (const CwPlanWarning *self);
void          cw_plan_warning_free     (CwPlanWarning    *self);
void          cw_plan_take_resolution  (CwPlan           *self,
                                        CwResolution     *resolution);
void          cw_plan_take_image       (CwPlan           *self,
                                        char             *image);
void          cw_plan_take_hand_change (CwPlan          *self,
                                        CwHandChange     *hand);
void          cw_plan_seal             (CwPlan           *self);

CwChangeSet  *cw_change_set_new        (const char       *repository,
                                        const char       *base,
                                        const char       *base_name);
void          cw_change_set_free       (CwChangeSet      *self);
void          cw_mention_free          (CwMention        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwChangeSet, cw_change_set_free)

gboolean cw_answer_form_accepts (CwAnswerForm  self,
                                 const char   *answer);

G_END_DECLS
