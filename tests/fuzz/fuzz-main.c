/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz.h"

/* Stands in for libFuzzer: runs one target over the files of the folders that it is given, and says so in TAP. */

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_files (GPtrArray  *files,
           const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) directory = g_dir_open (folder, 0, &error);
  const char *name = NULL;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (directory)) != NULL)
    g_ptr_array_add (files, g_build_filename (folder, name, NULL));
}

static void
run_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new (text, length);
  LLVMFuzzerTestOneInput (g_bytes_get_data (bytes, NULL), length);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);

  LLVMFuzzerInitialize (&argc, &argv);
  for (int i = 1; i < argc; i++)
    add_files (files, argv[i]);
  g_ptr_array_sort (files, compare_names);
  g_assert_cmpuint (files->len, >, 0);
  g_print ("1..%u\n", files->len + 1);
  LLVMFuzzerTestOneInput (NULL, 0);
  g_print ("ok 1 nothing\n");
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *name = g_path_get_basename (files->pdata[i]);

      run_file (files->pdata[i]);
      g_print ("ok %u %s\n", i + 2, name);
    }
  return 0;
}
