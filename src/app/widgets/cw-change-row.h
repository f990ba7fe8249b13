/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan.h"

G_BEGIN_DECLS

/**
 * CwChangeRowKind:
 * @CW_CHANGE_ROW_QUESTION: a mention that a person must decide on
 * @CW_CHANGE_ROW_WARNING: a warning of the planner
 * @CW_CHANGE_ROW_WAVED: one that a person waved through
 * @CW_CHANGE_ROW_FILE: a changed file
 * @CW_CHANGE_ROW_GROUP: files with equal edits
 * @CW_CHANGE_ROW_LEFT_OUT: edits that a person left out, or one of them
 *
 * What a row of the list of changes is.
 */
typedef enum {
  CW_CHANGE_ROW_QUESTION,
  CW_CHANGE_ROW_WARNING,
  CW_CHANGE_ROW_WAVED,
  CW_CHANGE_ROW_FILE,
  CW_CHANGE_ROW_GROUP,
  CW_CHANGE_ROW_LEFT_OUT,
} CwChangeRowKind;

/**
 * CwChangeRow:
 *
 * A row of the list of changes; it keeps the plan that it speaks of alive.
 */
#define CW_TYPE_CHANGE_ROW (cw_change_row_get_type ())
G_DECLARE_FINAL_TYPE (CwChangeRow, cw_change_row, CW, CHANGE_ROW, GObject)

CwChangeRow         *cw_change_row_new            (CwPlan              *plan,
                                                   CwChangeRowKind      kind,
                                                   const char          *repository,
                                                   const char          *title,
                                                   const char          *subtitle);
void                 cw_change_row_set_mention    (CwChangeRow         *self,
                                                   const CwMention     *mention);
void                 cw_change_row_set_warning    (CwChangeRow         *self,
                                                   const CwPlanWarning *warning);
void                 cw_change_row_set_file       (CwChangeRow         *self,
                                                   const CwFileChange  *file);
void                 cw_change_row_add_child      (CwChangeRow         *self,
                                                   CwChangeRow         *child);

GStrv                cw_change_row_list_edits     (CwChangeRow         *self);
CwPlan              *cw_change_row_get_plan       (CwChangeRow         *self);
CwChangeRowKind      cw_change_row_get_kind       (CwChangeRow         *self);
const char          *cw_change_row_get_repository (CwChangeRow         *self);
const char          *cw_change_row_get_title      (CwChangeRow         *self);
const char          *cw_change_row_get_subtitle   (CwChangeRow         *self);
const CwMention     *cw_change_row_get_mention    (CwChangeRow         *self);
const CwPlanWarning *cw_change_row_get_warning    (CwChangeRow         *self);
const CwFileChange  *cw_change_row_get_file       (CwChangeRow         *self);
GListModel          *cw_change_row_get_children   (CwChangeRow         *self);

G_END_DECLS
