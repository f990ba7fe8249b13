/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-language"

#include "config.h"

#include "cw-language.h"

#define RESOURCES "resource:///io/github/cyclewright/Cyclewright/highlight/"

static gboolean
has_ending (const char        *path,
            const char *const *endings)
{
  for (guint i = 0; endings[i] != NULL; i++)
    if (g_str_has_suffix (path, endings[i]))
      return TRUE;
  return FALSE;
}

/**
 * cw_language_find:
 * @path: a file's path
 * @form: how its text is written down
 *
 * The languages are our own: those of GtkSourceView don't know a diff's signs, and hundreds of files would be read from
 * disk to find one of them.
 *
 * Returns: (transfer none) (nullable): how to colour it
 */
GtkSourceLanguage *
cw_language_find (const char     *path,
                  CwLanguageForm  form)
{
  static const char *const yaml[] = { ".yaml", ".yml", NULL };
  static const char *const settings[] = { ".env", ".sh", ".ini", ".cfg", ".conf", ".toml", NULL };
  static const char *const search_path[] = { RESOURCES, NULL };
  static GtkSourceLanguageManager *manager = NULL; /* shared by all views, for the program's life */
  gboolean diff = form == CW_LANGUAGE_DIFF;

  g_return_val_if_fail (path != NULL, NULL);

  if (manager == NULL)
    {
      manager = gtk_source_language_manager_new ();
      gtk_source_language_manager_set_search_path (manager, search_path);
    }
  if (has_ending (path, yaml))
    return gtk_source_language_manager_get_language (manager, diff ? "cw-diff-yaml" : "cw-yaml");
  if (has_ending (path, settings))
    return gtk_source_language_manager_get_language (manager, diff ? "cw-diff-env" : "cw-env");
  return diff ? gtk_source_language_manager_get_language (manager, "cw-diff-lines") : NULL;
}
