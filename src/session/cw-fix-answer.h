/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-branch-fixes.h"
#include "cw-fix.h"

G_BEGIN_DECLS

char    *cw_fix_list_answers (JsonObject  *fix);
char    *cw_fix_tell_own     (const CwFix *fix);
char    *cw_fix_tell_instead (CwProcedure *procedure,
                              const CwFix *fix);
char    *cw_fix_tell_unread  (CwProcedure *procedure,
                              const CwFix *fix);
char    *cw_fix_tell_aside   (CwProcedure *procedure,
                              const CwFix *fix);
gboolean cw_fix_is_take      (const char  *answer);
void     cw_fix_list_parts   (JsonObject  *fix,
                              const char  *answer,
                              GPtrArray   *parts);
void     cw_fix_list_places  (JsonObject  *fix,
                              GPtrArray   *parts);
gboolean cw_fix_has_place    (GPtrArray   *parts,
                              JsonObject  *like);
gboolean cw_fix_check_answer (JsonObject  *fix,
                              const char  *answer,
                              GError     **error);

G_END_DECLS
