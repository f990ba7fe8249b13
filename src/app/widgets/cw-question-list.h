/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwQuestionList:
 *
 * The questions of a stage: the open ones, and folded away what was answered, to be changed or taken back. Nothing is
 * shown where there are none.
 */
#define CW_TYPE_QUESTION_LIST (cw_question_list_get_type ())
G_DECLARE_FINAL_TYPE (CwQuestionList, cw_question_list, CW, QUESTION_LIST, AdwBin)

void cw_question_list_update (CwQuestionList    *self,
                              CwDesk            *desk,
                              const CwViewStage *stage,
                              const char        *site);

G_END_DECLS
