/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-fixes"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-carry-lines.h"
#include "cw-error.h"
#include "cw-fix.h"

static void
clear (gpointer data)
{
  CwFix *self = data;

  g_free (self->repository);
  g_free (self->path);
  g_free (self->name);
  g_free (self->stand);
  g_clear_pointer (&self->added, cw_inventory_item_free);
  g_free (self->place);
  g_free (self->before);
  g_free (self->after);
  g_free (self->replaced);
  g_free (self->also);
  g_clear_pointer (&self->operation, cw_operation_free);
  g_free (self->trouble);
  g_clear_pointer (&self->from, g_bytes_unref);
  g_clear_pointer (&self->to, g_bytes_unref);
}

/**
 * cw_fix_new_added:
 * @item: the other site's component; copied
 *
 * Returns: (transfer full): that it was added there
 */
CwFix *
cw_fix_new_added (const CwInventoryItem *item)
{
  CwFix *self = g_atomic_rc_box_new0 (CwFix);

  self->repository = g_strdup (item->repository);
  self->path = g_strdup (item->path);
  self->name = g_strdup (item->name);
  self->added = cw_inventory_item_copy (item);
  return self;
}

/**
 * cw_fix_new_instead:
 * @repository: the repository
 * @path: path of this site's file
 * @name: what a person calls the component
 * @stand: id of the site where it went
 * @after: (nullable): what came there in its place
 *
 * Returns: (transfer full): that it was built otherwise there
 */
CwFix *
cw_fix_new_instead (const CwRepository *repository,
                    const char         *path,
                    const char         *name,
                    const char         *stand,
                    const char         *after)
{
  CwFix *self = g_atomic_rc_box_new0 (CwFix);

  self->repository = g_strdup (repository->id);
  self->path = g_strdup (path);
  self->name = g_strdup (name);
  self->stand = g_strdup (stand);
  self->after = g_strdup (after);
  return self;
}

/**
 * cw_fix_new_unread:
 * @repository: the repository
 * @path: path of the other site's file
 * @stand: id of that site
 * @trouble: why it can't be read
 *
 * Returns: (transfer full): that nobody knows what was fixed in it
 */
CwFix *
cw_fix_new_unread (const CwRepository *repository,
                   const char         *path,
                   const char         *stand,
                   const char         *trouble)
{
  CwFix *self = g_atomic_rc_box_new0 (CwFix);

  self->repository = g_strdup (repository->id);
  self->path = g_strdup (path);
  self->name = g_strdup ("");
  self->stand = g_strdup (stand);
  self->trouble = g_strdup (trouble);
  return self;
}

/**
 * cw_fixes_count_unread:
 * @aside: (element-type CwFix): what was found of the other sites and isn't asked
 *
 * Returns: how many files among them can't be read, so that nobody knows what was fixed in them
 */
guint
cw_fixes_count_unread (GPtrArray *aside)
{
  guint n_unread = 0;

  g_return_val_if_fail (aside != NULL, 0);

  for (guint i = 0; i < aside->len; i++)
    n_unread += ((const CwFix *) g_ptr_array_index (aside, i))->trouble != NULL;
  return n_unread;
}

/**
 * cw_fix_new_gone:
 * @repository: the repository
 * @path: path of this site's file
 * @name: what a person calls the component, or the file
 * @place: where the component stands; empty where the whole file went
 * @before: what stands there; empty of a file
 *
 * Returns: (transfer full): that it went at the other site
 */
CwFix *
cw_fix_new_gone (const CwRepository *repository,
                 const char         *path,
                 const char         *name,
                 const char         *place,
                 const char         *before)
{
  CwFix *self = g_atomic_rc_box_new0 (CwFix);

  self->repository = g_strdup (repository->id);
  self->path = g_strdup (path);
  self->name = g_strdup (name);
  self->gone = TRUE;
  self->place = g_strdup (place);
  self->before = g_strdup (before);
  self->operation = *place != '\0' ? cw_operation_new (CW_OPERATION_REMOVE, place, NULL) : NULL;
  return self;
}

/**
 * cw_fix_takes_file:
 * @self: a fix
 *
 * Returns: whether it takes this site's whole file away: then there is no text for cw_fix_apply() to make
 */
gboolean
cw_fix_takes_file (const CwFix *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->gone && self->operation == NULL;
}

CwFix *
cw_fix_ref (CwFix *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
cw_fix_unref (CwFix *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static GBytes *
operate (const CwFix  *self,
         GBytes       *text,
         GError      **error)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new ();
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);

  g_ptr_array_add (operations, self->operation);
  return cw_operations_apply (self->path, text, operations, notes, error);
}

/**
 * cw_fix_apply:
 * @self: a fix that is no component
 * @text: (nullable): this site's file; %NULL where it hasn't got it
 * @error: where to store the reason
 *
 * Returns: (transfer full) (nullable): the file with the fix
 */
GBytes *
cw_fix_apply (const CwFix  *self,
              GBytes       *text,
              GError      **error)
{
  GBytes *merged = NULL;

  g_return_val_if_fail (self != NULL && self->added == NULL && !cw_fix_takes_file (self), NULL);

  if (self->operation != NULL && text != NULL)
    return operate (self, text, error);
  if (self->from == NULL && self->to != NULL && text == NULL)
    merged = g_bytes_ref (self->to);
  else if (self->from != NULL && text != NULL)
    merged = cw_carry_lines_clean (self->from, self->to, text);
  if (merged == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT, _ ("%s says something else where the fix belongs"), self->path);
  return merged;
}

/**
 * cw_fix_narrow:
 * @before: (inout): a text of many lines
 * @after: (inout): another one
 *
 * Leaves of both only the lines from the first that differs to the last.
 */
void
cw_fix_narrow (char **before,
               char **after)
{
  g_auto (GStrv) old = g_strsplit (*before, "\n", -1), new = g_strsplit (*after, "\n", -1);
  guint n_old = g_strv_length (old), n_new = g_strv_length (new), start = 0;

  while (start < n_old && start < n_new && g_str_equal (old[start], new[start]))
    start++;
  while (n_old > start && n_new > start && g_str_equal (old[n_old - 1], new[n_new - 1]))
    {
      g_clear_pointer (&old[--n_old], g_free);
      g_clear_pointer (&new[--n_new], g_free);
    }
  g_free (*before);
  *before = g_strjoinv ("\n", old + start);
  g_free (*after);
  *after = g_strjoinv ("\n", new + start);
}
