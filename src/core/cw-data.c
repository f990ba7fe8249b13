/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-data"

#include "config.h"

#include "cw-data.h"

/* A program that was built but not installed stands in BUILD/src/FOLDER/. */
static char *
find_build (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;

  return folder != NULL ? g_build_filename (folder, "..", "..", NULL) : NULL;
}

/* The build folder stands in the source. */
static char *
find_beside_build (void)
{
  g_autofree char *build = find_build ();
  g_autofree char *data = build != NULL ? g_build_filename (build, "..", "data", NULL) : NULL;
  g_autofree char *procedures = data != NULL ? g_build_filename (data, "procedures", NULL) : NULL;

  if (procedures == NULL || !g_file_test (procedures, G_FILE_TEST_IS_DIR))
    return NULL;
  return g_canonicalize_filename (data, NULL);
}

/**
 * cw_data_folder:
 *
 * Returns: (transfer full): where the program's own data files are: where CYCLEWRIGHT_SOURCE_DATA points, else beside
 *   the build of a program that isn't installed, else where they were installed
 */
char *
cw_data_folder (void)
{
  const char *source = g_getenv ("CYCLEWRIGHT_SOURCE_DATA");
  g_autofree char *built = NULL;

  if (source != NULL)
    return g_strdup (source);
  built = find_beside_build ();
  return built != NULL ? g_steal_pointer (&built) : g_strdup (CW_DATA_DIR);
}

/**
 * cw_data_locale_folder:
 *
 * Returns: (transfer full): where the translations are: those of the build for a program that isn't installed, else
 *   where they were installed
 */
char *
cw_data_locale_folder (void)
{
  g_autofree char *build = find_build ();
  g_autofree char *config = build != NULL ? g_build_filename (build, "config.h", NULL) : NULL;
  g_autofree char *translations = build != NULL ? g_build_filename (build, "po", NULL) : NULL;

  if (config == NULL || !g_file_test (config, G_FILE_TEST_IS_REGULAR))
    return g_strdup (CW_LOCALE_DIR);
  return g_canonicalize_filename (translations, NULL);
}
