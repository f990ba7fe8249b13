/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-scratch"

#include "config.h"

#include <errno.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "cw-error.h"
#include "cw-scratch.h"

struct _CwScratch
{
  char *path;
};

/* A program may have left links behind: they go, what they lead to stays. */
static void
remove_all (const char *path)
{
  g_autoptr (GDir) folder = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      remove_all (below);
    }
  g_remove (path);
}

/**
 * cw_scratch_new:
 * @error: where to store why there is none
 *
 * Returns: (transfer full) (nullable): an empty folder
 */
CwScratch *
cw_scratch_new (GError **error)
{
  CwScratch *self;
  char *path = g_dir_make_tmp ("cyclewright-XXXXXX", error);

  if (path == NULL)
    {
      if (error != NULL)
        cw_error_convert (error, _ ("Making a temporary folder"));
      return NULL;
    }
  self = g_new0 (CwScratch, 1);
  self->path = path;
  return self;
}

/**
 * cw_scratch_free:
 * @self: a folder
 *
 * Takes it away with all that is in it.
 */
void
cw_scratch_free (CwScratch *self)
{
  g_return_if_fail (self != NULL);

  remove_all (self->path);
  g_free (self->path);
  g_free (self);
}

/**
 * cw_scratch_get_path:
 * @self: a folder
 *
 * Returns: (transfer none): where it is
 */
const char *
cw_scratch_get_path (CwScratch *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->path;
}

/* Whoever makes a tree by hand can call a file "..". */
static gboolean
stays_inside (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] == '\0' || g_str_equal (parts[i], ".") || g_str_equal (parts[i], ".."))
      return FALSE;
  return parts[0] != NULL;
}

/**
 * cw_scratch_put:
 * @self: a folder
 * @path: a path in it; its folders are made
 * @bytes: what shall stand there
 * @error: where to store why it doesn't
 *
 * Returns: whether it stands there; never for a path that leads out of the folder
 */
gboolean
cw_scratch_put (CwScratch   *self,
                const char  *path,
                GBytes      *bytes,
                GError     **error)
{
  g_autofree char *whole = NULL, *folder = NULL;
  gsize size = 0;
  const char *data = NULL;

  g_return_val_if_fail (self != NULL && path != NULL && bytes != NULL, FALSE);

  if (!stays_inside (path))
    return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("“%s” is no path below a folder"), path);
  whole = g_build_filename (self->path, path, NULL);
  folder = g_path_get_dirname (whole);
  data = g_bytes_get_data (bytes, &size);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int reason = errno;

      g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("Making “%s”: %s"), folder, g_strerror (reason));
      return FALSE;
    }
  if (g_file_set_contents_full (whole, data != NULL ? data : "", (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, error))
    return TRUE;
  if (error != NULL)
    cw_error_convert (error, _ ("Writing a temporary file"));
  return FALSE;
}
