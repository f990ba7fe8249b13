/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-procedure.h"

G_BEGIN_DECLS

char *cw_branch_tell_others (CwProcedure        *procedure,
                             const CwRepository *repository,
                             const char         *site,
                             const char *const  *changed);

G_END_DECLS
