/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-cli.h"
#include "cw-fix-question.h"

G_BEGIN_DECLS

void        cw_cli_fix_set_answers (JsonObject *fix,
                                    GHashTable *answers);
JsonObject *cw_cli_fixes_find      (GPtrArray  *fixes,
                                    const char *id);
GPtrArray  *cw_cli_fixes_list_open (GPtrArray  *fixes);
char       *cw_cli_fix_indent      (JsonObject *fix);
void        cw_cli_print_fix       (CwCli      *cli,
                                    const CwFixQuestion *fix);
void        cw_cli_print_offers    (CwCli      *cli,
                                    GPtrArray  *offers);

G_END_DECLS
