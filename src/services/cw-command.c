/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-command"

#include "config.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cw-command.h"
#include "cw-error.h"

#define CHUNK 8192

/* What a program may know of our surroundings; all else (tokens above all) stays here. */
static const char *const kept[] = { "HOME", "LANG", "LANGUAGE", "LD_LIBRARY_PATH", "LOGNAME", "PATH", "SHELL", "TMPDIR",
                                    "TZ", "USER", "VIRTUAL_ENV", NULL };
static const char *const kept_prefixes[] = { "CONDA_", "LC_", "PYTHON", "XDG_", NULL };

/* One run; all its sources stand in a main context of its own, which only this call iterates. */
typedef struct
{
  GMainContext *context;
  GPid pid;               /* it leads a process group of that number, so that what it started goes with it */
  int wait_status;
  GInputStream *pipes[2]; /* (owned): standard output and error */
  GByteArray *texts[2];   /* (owned): what they said */
  guint open;             /* streams that have not ended */
  gboolean ended;
  GError *error;          /* (owned) (nullable): why it was ended by us */
} Run;

/* One of its two streams. */
typedef struct
{
  Run *run;
  GByteArray *text;
} Stream;

static void
run_clear (Run *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->texts); i++)
    {
      g_clear_object (&self->pipes[i]);
      g_clear_pointer (&self->texts[i], g_byte_array_unref);
    }
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/**
 * cw_command_result_free:
 * @self: a result
 */
void
cw_command_result_free (CwCommandResult *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->output);
  g_free (self->errors);
  g_free (self);
}

/**
 * cw_command_find:
 * @program: a program's name, or a path
 *
 * Returns: (transfer full) (nullable): its path, or %NULL when it is not installed
 */
char *
cw_command_find (const char *program)
{
  g_return_val_if_fail (program != NULL, NULL);

  return *program != '\0' ? g_find_program_in_path (program) : NULL;
}

static GStrv
make_environment (void)
{
  g_auto (GStrv) all = g_get_environ ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; all[i] != NULL; i++)
    {
      g_autofree char *name = g_strndup (all[i], strcspn (all[i], "="));
      gboolean keep = g_strv_contains (kept, name);

      for (guint j = 0; kept_prefixes[j] != NULL; j++)
        keep = keep || g_str_has_prefix (name, kept_prefixes[j]);
      if (keep)
        g_strv_builder_add (builder, all[i]);
    }
  return g_strv_builder_end (builder);
}

static void
lead_group (gpointer data)
{
  setpgid (0, 0);
}

/* Ends the program and what it started, also when only the latter is left and holds a stream open. The first reason
 * counts. */
static void
end_run (Run    *run,
         GError *why)
{
  if (run->error != NULL)
    {
      g_error_free (why);
      return;
    }
  run->error = why;
  kill (-run->pid, SIGKILL);
}

static gboolean
on_readable (GObject *pollable,
             gpointer data)
{
  Stream *stream = data;
  g_autoptr (GError) error = NULL;
  guchar chunk[CHUNK];
  gssize count;

  count = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (pollable), chunk, sizeof chunk, NULL,
                                                    &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  if (count <= 0)
    {
      stream->run->open--;
      return G_SOURCE_REMOVE;
    }
  if (stream->text->len + (gsize) count <= CW_COMMAND_MAX_OUTPUT)
    g_byte_array_append (stream->text, chunk, (guint) count);
  else
    end_run (stream->run, g_error_new (CW_ERROR, CW_ERROR_INVALID_DATA, _ ("It writes more than %d KiB"),
                                       (int) (CW_COMMAND_MAX_OUTPUT / 1024)));
  return G_SOURCE_CONTINUE;
}

static gboolean
on_timeout (gpointer data)
{
  end_run (data, g_error_new (CW_ERROR, CW_ERROR_TIMED_OUT, _ ("It does not come to an end")));
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      data)
{
  end_run (data, g_error_new (CW_ERROR, CW_ERROR_CANCELLED, _ ("It was stopped")));
  return G_SOURCE_REMOVE;
}

static void
on_ended (GPid     pid,
          int      wait_status,
          gpointer data)
{
  Run *run = data;

  run->wait_status = wait_status;
  run->ended = TRUE;
}

/* Attaches @source (transfer full) to the run's context. */
static GSource *
attach (Run        *run,
        GSource    *source,
        GSourceFunc func,
        gpointer    data)
{
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, run->context);
  return source;
}

static void
drop (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

/* Reads both streams until they and the program end. What a killed program leaves behind may hold the streams open:
 * then its own end counts. */
static void
watch (Run          *run,
       guint         timeout,
       GCancellable *cancellable)
{
  Stream streams[G_N_ELEMENTS (run->pipes)];
  GSource *sources[G_N_ELEMENTS (run->pipes) + 3];
  guint count = 0;

  for (guint i = 0; i < G_N_ELEMENTS (run->pipes); i++)
    {
      GPollableInputStream *pipe = G_POLLABLE_INPUT_STREAM (run->pipes[i]);

      streams[i] = (Stream) { .run = run, .text = run->texts[i] };
      run->open++;
      sources[count++] = attach (run, g_pollable_input_stream_create_source (pipe, NULL), G_SOURCE_FUNC (on_readable),
                                 &streams[i]);
    }
  sources[count++] = attach (run, g_child_watch_source_new (run->pid), G_SOURCE_FUNC (on_ended), run);
  sources[count++] = attach (run, g_timeout_source_new_seconds (timeout), on_timeout, run);
  if (cancellable != NULL)
    sources[count++] = attach (run, g_cancellable_source_new (cancellable), G_SOURCE_FUNC (on_cancelled), run);
  while (!run->ended || (run->open > 0 && run->error == NULL))
    g_main_context_iteration (run->context, TRUE);
  for (guint i = 0; i < count; i++)
    drop (sources[i]);
}

/* Starts the program. Nobody but the run's own source reaps it, so its number stays its own until then. */
static gboolean
start (Run               *run,
       const char        *folder,
       const char *const *argv,
       GError           **error)
{
  g_auto (GStrv) environment = make_environment ();
  int fds[G_N_ELEMENTS (run->pipes)] = { -1, -1 };

  if (!g_spawn_async_with_pipes (folder, (char **) argv, environment,
                                 G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH | G_SPAWN_CLOEXEC_PIPES, lead_group,
                                 NULL, &run->pid, NULL, &fds[0], &fds[1], error))
    {
      if (error != NULL)
        cw_error_convert (error, _ ("Starting a program"));
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    run->pipes[i] = g_unix_input_stream_new (fds[i], TRUE);
  return TRUE;
}

static char *
take_text (GByteArray *bytes)
{
  return g_utf8_make_valid (bytes->len > 0 ? (const char *) bytes->data : "", bytes->len);
}

/**
 * cw_command_run_in:
 * @folder: (nullable): the folder in which it runs; %NULL for ours
 * @argv: (array zero-terminated=1): the program and its arguments; no shell ever sees them
 * @timeout: seconds after which it is ended
 * @cancellable: (nullable): ends it
 * @error: where to store %CW_ERROR_NOT_FOUND when it is not there, %CW_ERROR_TIMED_OUT, %CW_ERROR_CANCELLED, or
 *   %CW_ERROR_INVALID_DATA when it writes too much
 *
 * Runs a program to its end, without input and without our tokens in its surroundings.
 *
 * Returns: (transfer full): its exit status and what it wrote, or %NULL with @error set
 */
CwCommandResult *
cw_command_run_in (const char        *folder,
                   const char *const *argv,
                   guint              timeout,
                   GCancellable      *cancellable,
                   GError           **error)
{
  g_auto (Run) run = { NULL };
  g_autofree char *program = NULL, *path = NULL;
  g_auto (GStrv) words = NULL;
  CwCommandResult *result;

  g_return_val_if_fail (argv != NULL && argv[0] != NULL && timeout > 0, NULL);

  program = cw_command_find (argv[0]);
  if (program == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("The program %s is not installed"), argv[0]);
      return NULL;
    }
  /* What lies in @folder is never run for having the program's name. */
  path = g_canonicalize_filename (program, NULL);
  words = g_strdupv ((char **) argv);
  g_free (words[0]);
  words[0] = g_steal_pointer (&path);
  run.context = g_main_context_new ();
  for (guint i = 0; i < G_N_ELEMENTS (run.texts); i++)
    run.texts[i] = g_byte_array_new ();
  if (!start (&run, folder, (const char *const *) words, error))
    return NULL;
  watch (&run, timeout, cancellable);
  if (run.error != NULL)
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&run.error), "%s: ", argv[0]);
      return NULL;
    }
  result = g_new0 (CwCommandResult, 1);
  result->status = WIFEXITED (run.wait_status) ? WEXITSTATUS (run.wait_status) : -1;
  result->output = take_text (run.texts[0]);
  result->errors = take_text (run.texts[1]);
  return result;
}

/**
 * cw_command_run:
 * @argv: (array zero-terminated=1): the program and its arguments
 * @timeout: seconds after which it is ended
 * @cancellable: (nullable): ends it
 * @error: where to store the reason, as cw_command_run_in() has it
 *
 * The same in our own folder.
 *
 * Returns: (transfer full): its exit status and what it wrote, or %NULL with @error set
 */
CwCommandResult *
cw_command_run (const char *const *argv,
                guint              timeout,
                GCancellable      *cancellable,
                GError           **error)
{
  return cw_command_run_in (NULL, argv, timeout, cancellable, error);
}
