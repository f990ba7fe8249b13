/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-fixes"

#include "config.h"

#include <string.h>

#include "cw-fixes.h"

static void
fix_clear (gpointer data)
{
  g_free (((CwFix *) data)->value);
}

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

/* `limits.cpu=1 requests.memory=200Mi` by its names. */
static GHashTable *
read_amounts (const char *text)
{
  GHashTable *amounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *equals = strchr (words[i], '=');

      if (equals != NULL)
        g_hash_table_replace (amounts, g_strndup (words[i], (gsize) (equals - words[i])), g_strdup (equals + 1));
    }
  return amounts;
}

static char *
write_amounts (GHashTable *amounts)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (amounts), (GCompareFunc) g_strcmp0);
  g_autoptr (GString) text = g_string_new (NULL);

  for (GList *name = names; name != NULL; name = name->next)
    g_string_append_printf (text, "%s%s=%s", text->len > 0 ? " " : "", (const char *) name->data,
                            (const char *) g_hash_table_lookup (amounts, name->data));
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* Each amount is a fix of its own: a limit that differs between the sites hides no request that was raised. */
static gboolean
merge_amounts (const CwInventoryItem *before,
               const CwInventoryItem *theirs,
               const CwInventoryItem *ours,
               char                 **value)
{
  g_autoptr (GHashTable) then = read_amounts (before->fields[CW_INVENTORY_RESOURCES]);
  g_autoptr (GHashTable) now = read_amounts (theirs->fields[CW_INVENTORY_RESOURCES]);
  g_autoptr (GHashTable) here = read_amounts (ours->fields[CW_INVENTORY_RESOURCES]);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTable *sides[] = { then, now };
  gboolean any = FALSE;
  GHashTableIter iter;
  gpointer name, amount;

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_hash_table_iter_init (&iter, sides[i]);
      while (g_hash_table_iter_next (&iter, &name, NULL))
        g_hash_table_add (names, name);
    }
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      amount = g_hash_table_lookup (now, name);
      if (g_strcmp0 (g_hash_table_lookup (then, name), amount) == 0
          || g_strcmp0 (g_hash_table_lookup (then, name), g_hash_table_lookup (here, name)) != 0)
        continue;
      any = TRUE;
      if (amount != NULL)
        g_hash_table_replace (here, g_strdup (name), g_strdup (amount));
      else
        g_hash_table_remove (here, name);
    }
  *value = any ? write_amounts (here) : NULL;
  return any;
}

/* Tags and pins follow the cycle: the plan sees to them. */
static gboolean
is_fix (CwInventoryField       field,
        const CwInventoryItem *before,
        const CwInventoryItem *theirs,
        const CwInventoryItem *ours,
        char                 **value)
{
  if (field == CW_INVENTORY_RESOURCES)
    return merge_amounts (before, theirs, ours, value);
  *value = g_strdup (theirs->fields[field]);
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
 * value that this site still has, and what was added there. Of resources each amount counts by itself.
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

  g_array_set_clear_func (fixes, fix_clear);
  for (guint i = 0; i < now->len; i++)
    {
      const CwInventoryItem *theirs = g_ptr_array_index (now, i), *before = find (then, theirs);
      const CwInventoryItem *own = find (ours, theirs);
      CwFix fix = { theirs, before == NULL, 0, NULL };

      if (before == NULL && own == NULL)
        g_array_append_val (fixes, fix);
      for (guint j = 0; before != NULL && own != NULL && j < CW_INVENTORY_N_FIELDS; j++)
        if (is_fix (j, before, theirs, own, &fix.value))
          {
            fix.field = j;
            g_array_append_val (fixes, fix);
          }
        else
          g_free (fix.value);
    }
  return fixes;
}
