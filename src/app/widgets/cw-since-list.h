/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-view.h"

G_BEGIN_DECLS

/**
 * CwSinceChange:
 * @what: what changed: a field by its name, a file by its path
 * @before: (nullable): as it was reviewed, as text; %NULL where only @note says what became of it
 * @after: (nullable): as it would be sent now
 * @note: (nullable): what became of it, in words
 * @code: whether both are a file's content
 *
 * One thing that isn't any more what a person reviewed last.
 */
typedef struct {
  char    *what;
  char    *before;
  char    *after;
  char    *note;
  gboolean code;
} CwSinceChange;

GPtrArray *cw_since_list_new (CwProcedure      *procedure,
                              const CwViewItem *item,
                              CwEffect         *reviewed);
GPtrArray *cw_since_list_new_between (CwProcedure *procedure,
                                      CwEffect    *before,
                                      CwEffect    *after);

G_END_DECLS
