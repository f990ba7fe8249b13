/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-history.h"
#include "cw-journal-copy.h"
#include "cw-procedure.h"

G_BEGIN_DECLS

char *cw_transfer_summarise (CwJournalCopy *copy,
                             CwHistory     *history,
                             CwProcedure   *procedure,
                             guint          n_here,
                             GDateTime     *now);

G_END_DECLS
