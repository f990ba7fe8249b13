/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-stage.h"

G_BEGIN_DECLS

/* Between the site's id and the fix in the id of a question: what was fixed at a test stand since its deployment. */
#define CW_QUESTION_FIX "fix"

/* Its answers: it joins the change set, as the stand has it that may follow a colon; a person adds it by hand; it stays
 * away, for the reason that may follow a colon; its places are asked one by one; it stays though its stand took it
 * back. */
#define CW_ANSWER_TAKE "take"
#define CW_ANSWER_ADDED "by-hand"
#define CW_ANSWER_LEAVE "leave"
#define CW_ANSWER_EACH "each"
#define CW_ANSWER_STILL "still"

void     cw_branch_ask_fixes    (const CwStageInput *input,
                                 CwStageResult      *result,
                                 const CwSite       *site,
                                 const CwRepository *repository);
char    *cw_branch_describe_fix (CwProcedure        *procedure,
                                 const char         *site,
                                 JsonObject         *fix);
char    *cw_branch_detail_fix   (CwProcedure        *procedure,
                                 JsonObject         *fix);
char    *cw_branch_label_choice (CwProcedure        *procedure,
                                 JsonObject         *choice);
char    *cw_branch_name_stands  (CwProcedure        *procedure,
                                 JsonObject         *fix);
gboolean cw_branch_has_open_fix (const CwStageInput *input,
                                 const CwSite       *site,
                                 const CwRepository *repository);

G_END_DECLS
