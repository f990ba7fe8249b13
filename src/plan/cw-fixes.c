/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-fixes"

#include "config.h"

#include "cw-fixes.h"

static const CwInventoryItem *
find (GPtrArray             *items,
      const CwInventoryItem *like)
{
  for (guint i = 0; i < items->len; i++)
    {
      const CwInventoryItem *item = g_ptr_array_index (items, i);

      if (g_str_equal (item->repository, like->repository) && g_str_equal (item->id, like->id))
        return item;
    }
  return NULL;
}

/* Tags and pins follow the cycle: the plan sees to them. */
static gboolean
is_fix (CwInventoryField       field,
        const CwInventoryItem *before,
        const CwInventoryItem *theirs,
        const CwInventoryItem *ours)
{
  return field != CW_INVENTORY_TAG && field != CW_INVENTORY_PIN
         && g_strcmp0 (before->fields[field], theirs->fields[field]) != 0
         && g_strcmp0 (before->fields[field], ours->fields[field]) == 0;
}

/**
 * cw_fixes_find:
 * @then: (element-type CwInventoryItem): the other site's components when its cycle began there
 * @now: (element-type CwInventoryItem): its components now
 * @ours: (element-type CwInventoryItem): this site's components, as they will be
 *
 * Finds what a test stand learned after its deployment and this site is about to repeat: what was changed there from a
 * value that this site still has, and what was added there.
 *
 * Returns: (transfer full) (element-type CwFix): the fixes; @now must outlive them
 */
GArray *
cw_fixes_find (GPtrArray *then,
               GPtrArray *now,
               GPtrArray *ours)
{
  GArray *fixes = g_array_new (FALSE, FALSE, sizeof (CwFix));

  g_return_val_if_fail (then != NULL && now != NULL && ours != NULL, fixes);

  for (guint i = 0; i < now->len; i++)
    {
      const CwInventoryItem *theirs = g_ptr_array_index (now, i), *before = find (then, theirs);
      const CwInventoryItem *own = find (ours, theirs);
      CwFix fix = { theirs, before == NULL, 0 };

      if (before == NULL && own == NULL)
        g_array_append_val (fixes, fix);
      for (guint j = 0; before != NULL && own != NULL && j < CW_INVENTORY_N_FIELDS; j++)
        if (is_fix (j, before, theirs, own))
          {
            fix.field = j;
            g_array_append_val (fixes, fix);
          }
    }
  return fixes;
}
