/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-process"

#include "config.h"

#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-rehearsal-process.h"
#include "cw-worker.h"

#define PROGRAM "cyclewright-rehearsal"

struct _CwRehearsalProcess
{
  GObject parent_instance;

  GSubprocess *process;
  JsonNode *ready;  /* the line it printed: addresses and the token */
};

G_DEFINE_FINAL_TYPE (CwRehearsalProcess, cw_rehearsal_process, G_TYPE_OBJECT)

static void
cw_rehearsal_process_finalize (GObject *object)
{
  CwRehearsalProcess *self = CW_REHEARSAL_PROCESS (object);

  if (self->process != NULL)
    {
      /* Its state is on the disk after each answer; waiting keeps a next one from meeting its lock. */
      g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
      g_subprocess_wait (self->process, NULL, NULL);
    }
  g_clear_object (&self->process);
  g_clear_pointer (&self->ready, json_node_unref);

  G_OBJECT_CLASS (cw_rehearsal_process_parent_class)->finalize (object);
}

static void
cw_rehearsal_process_class_init (CwRehearsalProcessClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_rehearsal_process_finalize;
}

static void
cw_rehearsal_process_init (CwRehearsalProcess *self)
{
}

/* Installed it stands in libexec; in a build folder beside the program that runs: build/src/{cli,app}/../rehearsal/. */
static char *
find_program (GError **error)
{
  g_autofree char *installed = g_build_filename (CW_LIBEXEC_DIR, PROGRAM, NULL);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : g_strdup (".");
  g_autofree char *built = g_build_filename (folder, "..", "rehearsal", PROGRAM, NULL);
  const char *wanted = g_getenv ("CYCLEWRIGHT_REHEARSAL");

  if (wanted != NULL && g_file_test (wanted, G_FILE_TEST_IS_EXECUTABLE))
    return g_strdup (wanted);
  if (g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&built);
  if (g_file_test (installed, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&installed);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
               _ ("The rehearsal’s program %s is missing: it belongs at %s; install Cyclewright again"), PROGRAM,
               installed);
  return NULL;
}

static char *
read_ready_line (GSubprocess  *process,
                 GCancellable *cancellable,
                 GError      **error)
{
  g_autoptr (GDataInputStream) stream = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *complaint = NULL;
  char *line = g_data_input_stream_read_line_utf8 (stream, NULL, cancellable, error);

  if (line != NULL || (error != NULL && *error != NULL))
    return line;
  g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &complaint, NULL);
  g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The rehearsal’s services did not start: %s"),
               complaint != NULL ? g_strstrip (complaint) : "");
  return NULL;
}

/* In a process group of its own, so that Ctrl+C in a terminal doesn't end the services under a running request. */
static void
leave_group (gpointer user_data)
{
  setpgid (0, 0);
}

static GSubprocess *
spawn (const char *const *argv,
       GError           **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                               | G_SUBPROCESS_FLAGS_STDERR_PIPE);

  g_subprocess_launcher_set_child_setup (launcher, leave_group, NULL, NULL);
  return g_subprocess_launcher_spawnv (launcher, argv, error);
}

/**
 * cw_rehearsal_process_start:
 * @state_dir: where the services keep their state; one running rehearsal for each
 * @now: (nullable): another "now", ISO 8601
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Returns: (transfer full) (nullable): the running services
 */
CwRehearsalProcess *
cw_rehearsal_process_start (const char   *state_dir,
                            const char   *now,
                            GCancellable *cancellable,
                            GError      **error)
{
  g_autoptr (CwRehearsalProcess) self = NULL;
  g_autofree char *program = NULL, *line = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();

  g_return_val_if_fail (state_dir != NULL, NULL);
  cw_assert_in_worker ();

  program = find_program (error);
  if (program == NULL)
    return NULL;
  g_ptr_array_add (argv, program);
  g_ptr_array_add (argv, (gpointer) "--state");
  g_ptr_array_add (argv, (gpointer) state_dir);
  if (now != NULL)
    {
      g_ptr_array_add (argv, (gpointer) "--now");
      g_ptr_array_add (argv, (gpointer) now);
    }
  g_ptr_array_add (argv, NULL);

  self = g_object_new (CW_TYPE_REHEARSAL_PROCESS, NULL);
  self->process = spawn ((const char *const *) argv->pdata, error);
  if (self->process == NULL)
    return NULL;
  line = read_ready_line (self->process, cancellable, error);
  if (line == NULL)
    return NULL;
  self->ready = cw_json_parse (line, -1, 0, error);
  if (self->ready == NULL || !JSON_NODE_HOLDS_OBJECT (self->ready))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * cw_rehearsal_process_get_address:
 * @self: running services
 *
 * Returns: (transfer none): where a browser sees what was created
 */
const char *
cw_rehearsal_process_get_address (CwRehearsalProcess *self)
{
  g_return_val_if_fail (CW_IS_REHEARSAL_PROCESS (self), NULL);

  return cw_json_get_string (json_node_get_object (self->ready), "address", "");
}

/**
 * cw_rehearsal_process_dup_accounts:
 * @self: running services
 * @error: where to store what is wrong with its addresses
 *
 * Returns: (transfer full) (nullable): the accounts by which the same client code reaches them as it would the real ones
 */
CwAccounts *
cw_rehearsal_process_dup_accounts (CwRehearsalProcess *self,
                                   GError            **error)
{
  g_return_val_if_fail (CW_IS_REHEARSAL_PROCESS (self), NULL);

  return cw_accounts_new_for_rehearsal (json_node_get_object (self->ready), error);
}
