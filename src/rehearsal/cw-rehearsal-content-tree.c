/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-content"

#include "config.h"

#include <git2.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json.h"

#include "cw-rehearsal-content-tree.h"
#include "cw-rehearsal-json.h"

/* The member by which an entry asks for a file at each site. */
#define SITES "sites"

/* One walk through the files, at one entry of the description. */
typedef struct
{
  const CwRehearsalTree *tree;
  JsonObject *entry;
  CwRehearsalTreeFunc func;
  gpointer data;
} Walk;

static gboolean
is_wanted (Walk                   *walk,
           const CwRehearsalScope *scope,
           gboolean               *wanted,
           GError                **error)
{
  JsonArray *conditions = cw_json_get_array (walk->entry, "when");

  *wanted = TRUE;
  for (guint i = 0; conditions != NULL && *wanted && i < json_array_get_length (conditions); i++)
    if (!cw_rehearsal_scope_matches (scope, json_array_get_string_element (conditions, i), wanted, error))
      return FALSE;
  return TRUE;
}

static guint
mode_of (JsonObject *entry)
{
  const char *mode = cw_json_get_string (entry, "mode", NULL);

  if (g_strcmp0 (mode, "link") == 0)
    return GIT_FILEMODE_LINK;
  return g_strcmp0 (mode, "executable") == 0 ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
}

/* The text of a file, from a template or, where there is no more to it, from the entry itself. */
static char *
make_text (Walk                   *walk,
           const CwRehearsalScope *scope,
           GError                **error)
{
  const char *template = cw_json_get_string (walk->entry, "template", NULL);
  const char *text = cw_json_get_string (walk->entry, "text", NULL);
  g_autofree char *name = NULL;
  char *made;

  if (text != NULL)
    return cw_rehearsal_scope_format (scope, text, error);
  if (template == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("A file needs a “template” or a “text”"));
      return NULL;
    }
  name = cw_rehearsal_scope_format (scope, template, error);
  made = name != NULL ? cw_rehearsal_templates_expand (walk->tree->templates, name, scope, error) : NULL;
  /* Some of the real files lack their last newline. */
  if (made != NULL && cw_json_get_bool (walk->entry, "chomp", FALSE) && g_str_has_suffix (made, "\n"))
    made[strlen (made) - 1] = '\0';
  return made;
}

static gboolean
emit (Walk                   *walk,
      const CwRehearsalScope *parent,
      GError                **error)
{
  CwRehearsalScope scope = { parent, cw_json_get_object (walk->entry, "values") };
  const char *pattern = cw_json_get_string (walk->entry, "path", NULL);
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  gboolean wanted;

  if (!is_wanted (walk, &scope, &wanted, error))
    return FALSE;
  if (!wanted)
    return TRUE;
  path = cw_rehearsal_scope_format (&scope, pattern != NULL ? pattern : "", error);
  if (path == NULL)
    return FALSE;
  text = make_text (walk, &scope, error);
  if (text == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  return walk->func (path, mode_of (walk->entry), text, walk->data, error);
}

/* Goes through the items of the entry's list, if it names one besides the sites. */
static gboolean
emit_each (Walk                   *walk,
           const CwRehearsalScope *parent,
           GError                **error)
{
  const char *name = cw_json_get_string (walk->entry, "each", NULL);
  JsonArray *list;

  if (name == NULL)
    return emit (walk, parent, error);
  list = cw_rehearsal_templates_list (walk->tree->templates, name, error);
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      CwRehearsalScope scope = { parent, cw_rehearsal_json_item (list, i) };

      if (!emit (walk, &scope, error))
        return FALSE;
    }
  return list != NULL;
}

static gboolean
emit_entry (Walk    *walk,
            GError **error)
{
  CwRehearsalScope everywhere = { NULL, walk->tree->values };
  g_autoptr (GList) sites = NULL;

  if (!cw_json_get_bool (walk->entry, SITES, FALSE))
    return emit_each (walk, &everywhere, error);
  sites = json_object_get_values (walk->tree->sites);
  for (GList *item = sites; item != NULL; item = item->next)
    {
      CwRehearsalScope site = { &everywhere, json_node_get_object (item->data) };

      if (!emit_each (walk, &site, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * cw_rehearsal_tree_walk:
 * @self: what the files are made of
 * @func: called for each file, with its `git_filemode_t`; a later file replaces an earlier one of the same path
 * @data: for @func
 * @error: where to store why a file can't be made, or @func's error
 *
 * Makes every file of one commit.
 *
 * Returns: whether all were made
 */
gboolean
cw_rehearsal_tree_walk (const CwRehearsalTree  *self,
                        CwRehearsalTreeFunc     func,
                        gpointer                data,
                        GError                **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  for (guint i = 0; i < json_array_get_length (self->files); i++)
    {
      Walk walk = { self, cw_rehearsal_json_item (self->files, i), func, data };

      if (!emit_entry (&walk, error))
        return FALSE;
    }
  return TRUE;
}
