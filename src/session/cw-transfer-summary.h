/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-journal-copy.h"
#include "cw-procedure.h"

G_BEGIN_DECLS

char *cw_transfer_summarise (CwJournalCopy *copy,
                             CwProcedure   *procedure,
                             guint          n_here,
                             GDateTime     *now);

G_END_DECLS
