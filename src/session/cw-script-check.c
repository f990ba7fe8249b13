/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-script-check"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-command.h"
#include "cw-error.h"
#include "cw-script-check.h"
#include "cw-worker.h"

/* Seconds in which a program must have said how it is used. */
#define PATIENCE 10

/**
 * cw_script_check:
 * @program: the announcements' script: its path, or a name to look for on PATH
 * @cancellable: (nullable): a cancellable
 * @error: where to store what is wrong with it
 *
 * Runs the script with `--help`, which writes no announcement, as a person asked for.
 *
 * Returns: (transfer full) (nullable): the first line of its answer; %NULL where it isn't found, can't be run, or
 *   doesn't say how it is used
 */
char *
cw_script_check (const char    *program,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autofree char *path = NULL;
  g_autoptr (CwCommandResult) result = NULL;

  g_return_val_if_fail (program != NULL && *program != '\0', NULL);
  cw_assert_in_worker ();

  path = cw_command_find (program);
  if (path == NULL && g_file_test (program, G_FILE_TEST_IS_REGULAR))
    g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” is there, but not executable: “chmod +x” makes it so"),
                 program);
  else if (path == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("“%s” is not found: give its whole path"), program);
  if (path == NULL)
    return NULL;
  result = cw_command_run ((const char *const[]) { path, "--help", NULL }, PATIENCE, cancellable, error);
  if (result == NULL)
    return NULL;
  g_strstrip (result->output);
  if (result->status != 0 || *result->output == '\0')
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA,
                   _ ("“%s --help” ended with status %d and says: %s"), path, result->status,
                   *g_strstrip (result->errors) != '\0' ? result->errors : _ ("nothing"));
      return NULL;
    }
  return g_strndup (result->output, strcspn (result->output, "\n"));
}
