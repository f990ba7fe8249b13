/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwQuestionRow:
 *
 * A question that the stage asks, with its answers to choose from, or an entry.
 */
#define CW_TYPE_QUESTION_ROW (cw_question_row_get_type ())
G_DECLARE_FINAL_TYPE (CwQuestionRow, cw_question_row, CW, QUESTION_ROW, AdwPreferencesRow)

GtkWidget  *cw_question_row_new      (CwDesk           *desk,
                                      const CwQuestion *question);
const char *cw_question_row_get_fact (CwQuestionRow    *self);
void        cw_question_row_update   (CwQuestionRow    *self);

G_END_DECLS
