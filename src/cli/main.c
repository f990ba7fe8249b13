/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <signal.h>

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-clock.h"
#include "cw-data.h"
#include "cw-error.h"
#include "cw-log.h"

/* Ctrl+C: the running request is finished, none is started. A second one ends the program at once; the journal
 * survives that as well. */
static gpointer
wait_for_interrupt (gpointer data)
{
  GCancellable *stop = data;
  sigset_t interrupts;
  int signal_number;

  sigemptyset (&interrupts);
  sigaddset (&interrupts, SIGINT);
  sigaddset (&interrupts, SIGTERM);
  if (sigwait (&interrupts, &signal_number) != 0)
    return NULL;
  g_cancellable_cancel (stop);
  signal (SIGINT, SIG_DFL);
  signal (SIGTERM, SIG_DFL);
  pthread_sigmask (SIG_UNBLOCK, &interrupts, NULL);
  sigwait (&interrupts, &signal_number);
  _exit (CW_EXIT_FAILED);
}

static void
watch_interrupts (GCancellable *stop)
{
  sigset_t interrupts;

  sigemptyset (&interrupts);
  sigaddset (&interrupts, SIGINT);
  sigaddset (&interrupts, SIGTERM);
  pthread_sigmask (SIG_BLOCK, &interrupts, NULL);
  g_thread_unref (g_thread_new ("interrupts", wait_for_interrupt, stop));
}

static char *
describe_commands (void)
{
  g_autoptr (GString) text = g_string_new (_ ("Commands:\n"));
  guint n_commands;
  const CwCliCommand *commands = cw_cli_commands_get (&n_commands);

  for (guint i = 0; i < n_commands; i++)
    g_string_append_printf (text, "  %-10s %s\n", commands[i].name, _ (commands[i].summary));
  g_string_append (text, _ ("\n“cyclewright-cli COMMAND --help” explains a command.\n"
                            "Exit status: 0 done, 1 refused or failed, 2 wrong usage, 3 waits for a person.\n"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
check_now (CwCli   *cli,
           GError **error)
{
  g_autoptr (GDateTime) now = NULL;

  if (cli->now == NULL)
    return TRUE;
  now = cw_clock_parse (cli->now, error);
  return now != NULL;
}

static gboolean
parse_options (CwCli   *cli,
               int     *argc,
               char  ***argv,
               GError **error)
{
  g_autofree char *format = NULL;
  g_autofree char *commands = describe_commands ();
  gboolean version = FALSE, debug = FALSE;
  const GOptionEntry entries[] = {
    { "procedure", 0, 0, G_OPTION_ARG_STRING, &cli->procedure, N_ ("The procedure, by name or as a file"),
      "NAME|FILE" },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &cli->data_dir, N_ ("Where preparations are kept"), "FOLDER" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_ ("How to print: text or json"), "FORMAT" },
    { "rehearsal", 0, 0, G_OPTION_ARG_NONE, &cli->rehearsal,
      N_ ("Work on rehearsals: nothing leaves this computer"), NULL },
    { "rehearsal-now", 0, 0, G_OPTION_ARG_STRING, &cli->now, N_ ("Another “now” for a rehearsal, ISO 8601"), "TIME" },
    { "script", 0, 0, G_OPTION_ARG_FILENAME, &cli->script,
      N_ ("The announcements’ script, else looked for on PATH"), "FILE" },
    { "actor", 0, 0, G_OPTION_ARG_STRING, &cli->actor, N_ ("Who decides, for the journal"), "NAME" },
    { "debug", 0, 0, G_OPTION_ARG_NONE, &debug, N_ ("Say on standard error what is done, secrets removed"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Print the version"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("COMMAND …"));

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_description (context, commands);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  cw_log_init (debug);
  if (version)
    {
      g_print ("Cyclewright %s\n", CW_VERSION);
      exit (CW_EXIT_DONE);
    }
  if (format != NULL && !g_str_equal (format, "text") && !g_str_equal (format, "json"))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("There is no format “%s”: it is text or json"), format);
      return FALSE;
    }
  cli->json = g_strcmp0 (format, "json") == 0;
  return check_now (cli, error);
}

static void
fill_defaults (CwCli *cli)
{
  const char *name = g_get_real_name ();

  if (cli->data_dir == NULL)
    cli->data_dir = g_build_filename (g_get_user_data_dir (), "cyclewright", NULL);
  if (cli->now != NULL)
    cli->rehearsal = TRUE;
  if (cli->actor == NULL)
    cli->actor = g_strdup (name != NULL && *name != '\0' && !g_str_equal (name, "Unknown") ? name : g_get_user_name ());
}

static int
run_command (CwCli *cli,
             int    argc,
             char **argv)
{
  g_auto (GStrv) environment = g_get_environ ();
  g_autoptr (GError) error = NULL;
  const CwCliCommand *command;
  int status;

  if (argc < 2)
    return cw_cli_usage (_ ("Name a command; --help lists them"));
  command = cw_cli_commands_find (argv[1]);
  if (command == NULL)
    return cw_cli_usage (_ ("There is no command “%s”; --help lists them"), argv[1]);
  cli->accounts = cw_accounts_new_from_environment ((const char *const *) environment, &error);
  if (cli->accounts == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  status = command->run (cli, argc - 1, argv + 1);
  cw_cli_end_effects (cli);
  return status;
}

static void
cli_clear (CwCli *cli)
{
  g_free (cli->procedure);
  g_free (cli->chosen);
  g_free (cli->data_dir);
  g_free (cli->now);
  g_free (cli->script);
  g_free (cli->actor);
  g_clear_pointer (&cli->accounts, cw_accounts_free);
  g_clear_pointer (&cli->effects, json_array_unref);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *locale_folder = cw_data_locale_folder ();
  g_autoptr (GError) error = NULL;
  CwCli cli = { 0 };
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  cw_cli_guard_terminal ();

  if (!parse_options (&cli, &argc, &argv, &error))
    status = cw_cli_usage ("%s", error->message);
  else
    {
      /* The cancellable lives as long as the thread that waits: as long as the process. */
      cli.stop = g_cancellable_new ();
      watch_interrupts (cli.stop);
      fill_defaults (&cli);
      status = run_command (&cli, argc, argv);
    }
  cli_clear (&cli);
  return status;
}
