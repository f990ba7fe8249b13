/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <signal.h>
#include <string.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "cw-cli-edit.h"
#include "cw-error.h"
#include "cw-file.h"
#include "cw-hand-edit.h"

/* The person's own editor, on a file of its own in a new folder; what it holds is lost only once it was saved. */

/* The program keeps interrupts to itself; an editor wants its own. */
static void
give_interrupts (gpointer data)
{
  sigset_t interrupts;

  sigemptyset (&interrupts);
  sigaddset (&interrupts, SIGINT);
  sigaddset (&interrupts, SIGTERM);
  sigprocmask (SIG_UNBLOCK, &interrupts, NULL);
}

static const char *
find_editor (void)
{
  static const char *const names[] = { "VISUAL", "EDITOR" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_getenv (names[i]) != NULL && *g_getenv (names[i]) != '\0')
      return g_getenv (names[i]);
  return "vi";
}

/* An editor's setting may carry options of its own: the shell takes it apart, as git does. */
static gboolean
run_editor (const char  *path,
            GError     **error)
{
  g_autofree char *script = g_strconcat (find_editor (), " \"$@\"", NULL);
  const char *const argv[] = { "/bin/sh", "-c", script, "editor", path, NULL };
  g_autoptr (GError) local = NULL;
  int status = 0;

  if (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_CHILD_INHERITS_STDIN, give_interrupts, NULL, NULL, NULL, &status,
                    &local)
      && g_spawn_check_wait_status (status, &local))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The editor “%s” failed (%s); what it saved is in %s"),
               find_editor (), local->message, path);
  return FALSE;
}

static char *
write_checkout (CwCli       *cli,
                const char  *of,
                GBytes      *text,
                GError     **error)
{
  g_autofree char *parent = g_build_filename (cli->data_dir, "checkouts", NULL);
  g_autofree char *folder = g_build_filename (parent, "edit-XXXXXX", NULL);
  g_autofree char *name = g_path_get_basename (of);
  g_autofree char *path = NULL;
  gsize size = 0;
  const char *data = text != NULL ? g_bytes_get_data (text, &size) : "";

  if (g_mkdir_with_parents (parent, 0700) != 0 || g_mkdtemp_full (folder, 0700) == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("The folder %s can’t be made: %s"), folder,
                   g_strerror (errno));
      return NULL;
    }
  path = g_build_filename (folder, name, NULL);
  return g_file_set_contents (path, data != NULL ? data : "", (gssize) size, error) ? g_steal_pointer (&path) : NULL;
}

/**
 * cw_cli_edit_call:
 * @cli: what every command knows
 * @of: the file's path
 * @text: (nullable): the file as it stands
 * @edited: (out): what the person made of it
 * @error: where to store the reason
 *
 * Writes the file into a folder of its own and waits until the person's editor has ended.
 *
 * Returns: (transfer full) (nullable): where the text is; cw_cli_edit_forget() removes it
 */
char *
cw_cli_edit_call (CwCli       *cli,
                  const char  *of,
                  GBytes      *text,
                  GBytes     **edited,
                  GError     **error)
{
  g_autofree char *path = write_checkout (cli, of, text, error);

  if (path == NULL || !run_editor (path, error))
    return NULL;
  *edited = cw_file_read (path, CW_HAND_EDIT_MAX_BYTES, error);
  if (*edited != NULL)
    return g_steal_pointer (&path);
  g_prefix_error (error, _ ("Your text is kept in %s. "), path);
  return NULL;
}

/**
 * cw_cli_edit_forget:
 * @path: what cw_cli_edit_call() gave
 *
 * Removes it with its folder, also what the editor left beside it.
 */
void
cw_cli_edit_forget (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *other = g_build_filename (folder, name, NULL);

      g_unlink (other);
    }
  g_rmdir (folder);
}
