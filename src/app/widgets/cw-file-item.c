/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-file-item"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-file-item.h"

struct _CwFileItem
{
  GObject parent_instance;

  char *path;
  char *folded;  /* @path without regard to case, for the search */
  CwOwner owner;
  gboolean changed;
  gboolean edited;
  gboolean unsaved;
};

G_DEFINE_FINAL_TYPE (CwFileItem, cw_file_item, G_TYPE_OBJECT)

static void
cw_file_item_finalize (GObject *object)
{
  CwFileItem *self = CW_FILE_ITEM (object);

  g_free (self->path);
  g_free (self->folded);
  G_OBJECT_CLASS (cw_file_item_parent_class)->finalize (object);
}

static void
cw_file_item_class_init (CwFileItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_file_item_finalize;
}

static void
cw_file_item_init (CwFileItem *self)
{
}

/**
 * cw_file_item_new:
 * @entry: a file of a repository
 *
 * Makes a list's item of a copy of @entry.
 *
 * Returns: (transfer full): the item
 */
CwFileItem *
cw_file_item_new (const CwFileEntry *entry)
{
  CwFileItem *self;

  g_return_val_if_fail (entry != NULL, NULL);

  self = g_object_new (CW_TYPE_FILE_ITEM, NULL);
  self->path = g_strdup (entry->path);
  self->folded = g_utf8_casefold (entry->path, -1);
  self->owner = entry->owner;
  self->changed = entry->changed;
  self->edited = entry->edited;
  self->unsaved = entry->unsaved;
  return self;
}

const char *
cw_file_item_get_path (CwFileItem *self)
{
  g_return_val_if_fail (CW_IS_FILE_ITEM (self), NULL);

  return self->path;
}

gboolean
cw_file_item_is_unsaved (CwFileItem *self)
{
  g_return_val_if_fail (CW_IS_FILE_ITEM (self), FALSE);

  return self->unsaved;
}

/**
 * cw_file_item_describe:
 * @self: a file
 *
 * Returns: (transfer full): what a person should know before they open it; may be empty
 */
char *
cw_file_item_describe (CwFileItem *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  g_return_val_if_fail (CW_IS_FILE_ITEM (self), NULL);

  if (self->unsaved)
    g_strv_builder_add (builder, _ ("Unsaved changes"));
  if (self->edited)
    g_strv_builder_add (builder, _ ("Edited by hand"));
  else if (self->changed)
    g_strv_builder_add (builder, _ ("Changed by the plan"));
  if (self->owner == CW_OWNER_ALL)
    g_strv_builder_add (builder, _ ("Concerns every site"));
  if (self->owner == CW_OWNER_NONE)
    g_strv_builder_add (builder, _ ("Concerns none of the sites"));
  parts = g_strv_builder_end (builder);
  return g_strjoinv (" · ", parts);
}

/**
 * cw_file_item_matches:
 * @self: a file
 * @words: (array zero-terminated=1): folded words
 *
 * Returns: whether the path has all of them
 */
gboolean
cw_file_item_matches (CwFileItem        *self,
                      const char *const *words)
{
  g_return_val_if_fail (CW_IS_FILE_ITEM (self) && words != NULL, FALSE);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (self->folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}
