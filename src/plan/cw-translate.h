/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-procedure.h"
#include "cw-snapshot.h"

G_BEGIN_DECLS

GPtrArray *cw_translate_learn (CwProcedure        *procedure,
                               const CwRepository *repository,
                               CwSnapshot         *snapshot,
                               const char         *from,
                               const char         *to);
GPtrArray *cw_translate_list_words (GPtrArray         *learned,
                               const char         *path,
                               const char         *other_path,
                               const char         *word,
                               const char         *other_word);
void       cw_translate_add_names (GPtrArray      *replacements,
                               const char         *path,
                               const char         *other_path,
                               const char         *word,
                               const char         *other_word);

G_END_DECLS
