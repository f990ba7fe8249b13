/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-procedure"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-data.h"
#include "cw-error.h"
#include "cw-procedure-private.h"

#define SUFFIX ".json"

/* Beside the procedures stands the schema that describes them. */
#define SCHEMA_SUFFIX ".schema.json"

/* The folders in which a name is looked for; the first that has it wins: @folder, then the program's own. */
static GStrv
list_folders (const char *folder)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *data = cw_data_folder ();
  g_autofree char *shipped = g_build_filename (data, "procedures", NULL);

  if (folder != NULL)
    g_strv_builder_add (builder, folder);
  g_strv_builder_add (builder, shipped);
  return g_strv_builder_end (builder);
}

/**
 * cw_procedure_path_for_name:
 * @name: a procedure's name
 * @folder: (nullable): the folder that comes before those of the program
 *
 * Returns: (transfer full) (nullable): where its file is, %NULL where there is none
 */
char *
cw_procedure_path_for_name (const char *name,
                            const char *folder)
{
  g_auto (GStrv) folders = list_folders (folder);
  g_autofree char *file = g_strconcat (name, SUFFIX, NULL);

  if (strchr (name, '/') != NULL)
    return NULL;
  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folders[i], file, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }
  return NULL;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * cw_procedure_list:
 * @user_folder: (nullable): the folder of a person's own procedures
 *
 * Returns: (transfer full): the names of all procedures there are, sorted
 */
GStrv
cw_procedure_list (const char *user_folder)
{
  g_auto (GStrv) folders = list_folders (user_folder);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autoptr (GDir) dir = g_dir_open (folders[i], 0, NULL);
      const char *file;

      while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *name = g_str_has_suffix (file, SUFFIX) && !g_str_has_suffix (file, SCHEMA_SUFFIX)
                                    ? g_strndup (file, strlen (file) - strlen (SUFFIX)) : NULL;

          if (name != NULL && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
            g_ptr_array_add (names, g_steal_pointer (&name));
        }
    }
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/**
 * cw_procedure_find:
 * @name_or_path: a procedure's name, or the path of its file (with a `/` or ending in `.json`)
 * @user_folder: (nullable): the folder of a person's own procedures, which come first
 * @error: where to store a %CW_ERROR_NOT_FOUND that names the procedures there are, or what is wrong with the file
 *
 * Names are looked for in @user_folder, then among those that the program brings (see cw_data_folder()).
 *
 * Returns: (transfer full) (nullable): the procedure
 */
CwProcedure *
cw_procedure_find (const char *name_or_path,
                   const char *user_folder,
                   GError    **error)
{
  g_autofree char *path = NULL;
  g_autofree char *list = NULL;
  g_autofree char *data = cw_data_folder ();
  g_auto (GStrv) names = NULL;

  g_return_val_if_fail (name_or_path != NULL, NULL);

  if (strchr (name_or_path, '/') != NULL || g_str_has_suffix (name_or_path, SUFFIX))
    return cw_procedure_load (name_or_path, error);

  path = cw_procedure_path_for_name (name_or_path, user_folder);
  if (path != NULL)
    return cw_procedure_load (path, error);

  names = cw_procedure_list (user_folder);
  if (names[0] == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
                   _ ("There is no procedure “%s”, nor any other in %s: install Cyclewright again, or name a file"),
                   name_or_path, data);
      return NULL;
    }
  list = g_strjoinv (", ", names);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no procedure “%s”; there are: %s"), name_or_path,
               list);
  return NULL;
}
