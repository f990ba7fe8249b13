/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "cw-scratch.h"
#include "cw-test.h"

static void
test_lifetime (void)
{
  g_autoptr (GError) error = NULL;
  CwScratch *scratch = cw_scratch_new (&error);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a: 1\n", 5);
  g_autofree char *path = g_strdup (cw_scratch_get_path (scratch));
  g_autofree char *kept = cw_test_directory ();
  g_autofree char *file = g_build_filename (kept, "kept", NULL);
  g_autofree char *link = g_build_filename (path, "link", NULL);
  g_autofree char *inside = g_build_filename (path, "apps", "a.yaml", NULL);
  GStatBuf status;

  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0700);
  g_assert_true (cw_scratch_put (scratch, "apps/a.yaml", bytes, &error));
  g_assert_true (g_file_test (inside, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_cmpint (symlink (kept, link), ==, 0);
  cw_scratch_free (scratch);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
}

static void
test_outside (void)
{
  static const char *const paths[] = { "../a", "a/../../b", "/etc/x", "a//b", "", ".", "a/." };
  g_autoptr (CwScratch) scratch = cw_scratch_new (NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("", 0);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_assert_false (cw_scratch_put (scratch, paths[i], bytes, NULL));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/services/scratch/lifetime", test_lifetime);
  g_test_add_func ("/services/scratch/outside", test_outside);
  return g_test_run ();
}
