/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-file"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-file.h"
#include "cw-worker.h"

#define CHUNK ((gsize) 64 * 1024)

static GBytes *
read_up_to (GInputStream *stream,
            gsize         limit,
            GError      **error)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  gssize n_read;

  do
    {
      guint8 chunk[CHUNK];

      n_read = g_input_stream_read (stream, chunk, MIN (CHUNK, limit - content->len), NULL, error);
      if (n_read < 0)
        return NULL;
      g_byte_array_append (content, chunk, (guint) n_read);
    }
  while (n_read > 0 && content->len < limit);
  return g_byte_array_free_to_bytes (g_steal_pointer (&content));
}

/**
 * cw_file_read:
 * @path: a file
 * @max_bytes: the most that it may hold
 * @error: where to store why it can't be read: %CW_ERROR_NOT_FOUND, %CW_ERROR_FORBIDDEN, %CW_ERROR_INVALID_DATA when it
 *   is too large …
 *
 * Reads a whole file, but never more than @max_bytes of it, whatever the file system says about its size. Blocking.
 *
 * Returns: (transfer full): the content, or %NULL with @error set
 */
GBytes *
cw_file_read (const char *path,
              gsize       max_bytes,
              GError    **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *shown = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (max_bytes < G_MAXUINT, NULL);

  cw_assert_in_worker ();
  shown = g_filename_display_name (path);
  file = g_file_new_for_path (path);
  stream = g_file_read (file, NULL, &local_error);
  if (stream != NULL)
    bytes = read_up_to (G_INPUT_STREAM (stream), max_bytes + 1, &local_error);
  if (bytes == NULL)
    {
      g_autofree char *what = g_strdup_printf (_ ("Reading %s"), shown);

      cw_error_convert (&local_error, what);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (g_bytes_get_size (bytes) > max_bytes)
    {
      g_autofree char *limit = g_format_size_full (max_bytes, G_FORMAT_SIZE_IEC_UNITS);

      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("%s is larger than %s, which is too large to be read"),
                   shown, limit);
      return NULL;
    }
  return g_steal_pointer (&bytes);
}
