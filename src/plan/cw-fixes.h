/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-inventory.h"

G_BEGIN_DECLS

/**
 * CwFix:
 * @theirs: (unowned): the other site's component, as it is now
 * @added: whether it was added there; else @field changed
 * @field: what changed
 * @value: (nullable): what this site would say with it: of resources only the amounts change that changed there
 *
 * Something that was changed at another site after its deployment, and that this site hasn't got.
 */
typedef struct {
  const CwInventoryItem *theirs;
  gboolean               added;
  CwInventoryField       field;
  char                  *value;
} CwFix;

GArray *cw_fixes_find (GPtrArray *then,
                       GPtrArray *now,
                       GPtrArray *ours);

G_END_DECLS
