/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-folder"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/file.h>
#include <unistd.h>

#include "cw-error.h"

#include "cw-rehearsal-folder.h"

#define TOKEN_BYTES 24

/* How long a rehearsal whose command was killed may take to notice that, and to end. */
#define PATIENCE_US (3 * G_USEC_PER_SEC)
#define PAUSE_US (20 * 1000)

static gboolean
take_lock (int lock)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_US;

  while (flock (lock, LOCK_EX | LOCK_NB) != 0)
    {
      if ((errno != EWOULDBLOCK && errno != EINTR) || g_get_monotonic_time () > deadline)
        return FALSE;
      g_usleep (PAUSE_US);
    }
  return TRUE;
}

/**
 * cw_rehearsal_folder_lock:
 * @directory: the folder of a rehearsal's state
 * @error: where to store an error
 *
 * Takes the folder's lock, which the kernel gives back when the program ends, however it ends. A program that is just
 * ending is waited for.
 *
 * Returns: the descriptor that holds it, to be closed; -1 with @error set, %CW_ERROR_BUSY when somebody has it
 */
int
cw_rehearsal_folder_lock (const char *directory,
                          GError    **error)
{
  g_autofree char *path = NULL;
  int lock;

  g_return_val_if_fail (directory != NULL, -1);

  path = g_build_filename (directory, "lock", NULL);
  lock = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("Opening “%s”: %s"), path, g_strerror (errno));
      return -1;
    }
  if (take_lock (lock))
    return lock;
  close (lock);
  g_set_error (error, CW_ERROR, CW_ERROR_BUSY,
               _ ("Another rehearsal is running on “%s”: end that one, or name another folder"), directory);
  return -1;
}

static char *
make_token (GError **error)
{
  guint8 bytes[TOKEN_BYTES];
  g_autofree char *text = NULL;
  g_autoptr (GFile) file = g_file_new_for_path ("/dev/urandom");
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  gsize got = 0;

  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, sizeof bytes, &got, NULL, error))
    return NULL;
  text = g_base64_encode (bytes, got);
  g_strdelimit (text, "+/=", 'x');
  return g_strconcat ("rehearsal-", text, NULL);
}

/**
 * cw_rehearsal_folder_token:
 * @directory: the folder of a rehearsal's state
 * @error: where to store an error
 *
 * Reads the secret that the services ask for, or makes one and keeps it, readable by its owner alone.
 *
 * Returns: (transfer full): the token, or %NULL with @error set
 */
char *
cw_rehearsal_folder_token (const char *directory,
                           GError    **error)
{
  g_autofree char *path = NULL;
  g_autofree char *token = NULL;

  g_return_val_if_fail (directory != NULL, NULL);

  path = g_build_filename (directory, "token", NULL);
  if (g_file_get_contents (path, &token, NULL, NULL) && *g_strstrip (token) != '\0')
    return g_steal_pointer (&token);
  g_free (token);
  token = make_token (error);
  if (token == NULL || !g_file_set_contents_full (path, token, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    {
      cw_error_convert (error, _ ("Making the rehearsal’s token"));
      return NULL;
    }
  return g_steal_pointer (&token);
}

/**
 * cw_rehearsal_folder_port:
 * @directory: the folder of a rehearsal's state
 *
 * Returns: the port on which the services listened last, 0 where there is none: links that were written into tickets,
 *   pages and messages lead somewhere again after a restart
 */
guint
cw_rehearsal_folder_port (const char *directory)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  guint64 port = 0;

  g_return_val_if_fail (directory != NULL, 0);

  path = g_build_filename (directory, "port", NULL);
  if (!g_file_get_contents (path, &text, NULL, NULL)
      || !g_ascii_string_to_unsigned (g_strstrip (text), 10, 1024, 65535, &port, NULL))
    return 0;
  return (guint) port;
}

/**
 * cw_rehearsal_folder_keep_port:
 * @directory: the folder of a rehearsal's state
 * @port: the port on which the services listen
 *
 * Remembers @port for the next start; where that can't be written, the next start takes another one.
 */
void
cw_rehearsal_folder_keep_port (const char *directory,
                               guint       port)
{
  g_autofree char *path = NULL;
  g_autofree char *text = g_strdup_printf ("%u\n", port);

  g_return_if_fail (directory != NULL);

  path = g_build_filename (directory, "port", NULL);
  g_file_set_contents (path, text, -1, NULL);
}
