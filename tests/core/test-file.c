/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-file.h"
#include "cw-test.h"

static char *
make_file (gsize size)
{
  g_autofree char *directory = cw_test_directory ();
  g_autofree char *content = g_strnfill (size, 'x');
  char *path = g_build_filename (directory, "file", NULL);

  g_assert_true (g_file_set_contents (path, content, (gssize) size, NULL));
  return path;
}

static void
test_read (void)
{
  static const gsize sizes[] = { 0, 1, 65535, 65536, 65537, 200000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *path = make_file (sizes[i]);
      g_autoptr (GBytes) bytes = cw_file_read (path, sizes[i], &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (bytes), ==, sizes[i]);
    }
}

static void
test_too_large (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_file (1025);

  g_assert_null (cw_file_read (path, 1024, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_endless (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_file_read ("/dev/zero", 100000, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
}

static void
test_absent (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) folder_error = NULL;
  g_autofree char *directory = cw_test_directory ();
  g_autofree char *path = g_build_filename (directory, "absent", NULL);

  g_assert_null (cw_file_read (path, 10, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_assert_true (g_str_has_prefix (error->message, "Reading "));
  g_assert_nonnull (strstr (error->message, path));
  g_assert_null (cw_file_read (directory, 10, &folder_error));
  g_assert_error (folder_error, CW_ERROR, CW_ERROR_FAILED);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/file/read", test_read);
  g_test_add_func ("/file/too-large", test_too_large);
  g_test_add_func ("/file/endless", test_endless);
  g_test_add_func ("/file/absent", test_absent);
  return g_test_run ();
}
