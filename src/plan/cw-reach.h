/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-procedure.h"
#include "cw-snapshot.h"

G_BEGIN_DECLS

/**
 * CwReach:
 * @site: the site; the procedure's
 * @components: (owned) (element-type utf8): what a person calls its components
 *
 * What a change of a file of every site changes at one of them.
 */
typedef struct {
  const CwSite *site;
  GPtrArray    *components;
} CwReach;

void       cw_reach_free (CwReach     *self);
GPtrArray *cw_reach_find (CwProcedure *procedure,
                          CwSnapshot  *snapshot,
                          const char  *path,
                          GBytes      *before,
                          GBytes      *after);
char      *cw_reach_say  (GPtrArray   *reach);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwReach, cw_reach_free)

G_END_DECLS
