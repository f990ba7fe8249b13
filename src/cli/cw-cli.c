/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <unistd.h>

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-error.h"
#include "cw-json.h"

static const CwCliCommand commands[] = {
  { "plan", N_ ("--site SITE --cycle TAG [--components A,B] [--repository NAME=GITDIR@REV]…"),
    N_ ("The change of a site's configuration, as a unified diff"), cw_cli_plan },
  { "new", N_ ("--cycle TAG --site SITE=DATE[THH:MM]… [--components A,B]"), N_ ("Begin a preparation"), cw_cli_new },
  { "list", "", N_ ("List the preparations"), cw_cli_list },
  { "show", N_ ("PREPARATION [EFFECT]"), N_ ("Show a preparation, or all of one effect"), cw_cli_show },
  { "set", N_ ("PREPARATION KEY VALUE"), N_ ("Answer a question, or give another fact"), cw_cli_set },
  { "approve", N_ ("PREPARATION EFFECT[@HASH]…|--all"), N_ ("Approve payloads as they are shown"), cw_cli_approve },
  { "withdraw", N_ ("PREPARATION EFFECT…"), N_ ("Take approvals back"), cw_cli_withdraw },
  { "run", N_ ("PREPARATION [EFFECT…]"), N_ ("Send what is approved"), cw_cli_run },
  { "by-hand", N_ ("PREPARATION EFFECT [--key KEY] [--url LINK] [--word TEXT]"),
    N_ ("Record that a person did it"), cw_cli_by_hand },
  { "leave-out", N_ ("PREPARATION EFFECT --reason TEXT"), N_ ("Leave something out, with a reason"), cw_cli_leave_out },
  { "restore", N_ ("PREPARATION EFFECT…"), N_ ("Take “left out” or “by hand” back"), cw_cli_restore },
  { "adopt", N_ ("PREPARATION EFFECT [NUMBER]"), N_ ("“It is this one”: take what is there already"), cw_cli_adopt },
  { "send-again", N_ ("PREPARATION EFFECT"), N_ ("Begin another attempt of what is in doubt or there"), cw_cli_send_again },
  { "retract", N_ ("PREPARATION EFFECT"), N_ ("Take something back where its service can"), cw_cli_retract },
  { "refresh", N_ ("PREPARATION"), N_ ("Look outside, and verify what was sent"), cw_cli_refresh },
  { "note", N_ ("PREPARATION TEXT"), N_ ("Write a note into the journal"), cw_cli_note },
  { "give-up", N_ ("PREPARATION --reason TEXT"), N_ ("Give a preparation up, and list what must be taken back"), cw_cli_give_up },
  { "export", N_ ("PREPARATION [--as markdown|json|pdf] [--output FILE]"), N_ ("Write the handover sheet"), cw_cli_export },
  { "announce", N_ ("--site SITE=DATE[THH:MM] --cycle TAG"), N_ ("Print the announcements' texts alone"), cw_cli_announce },
  { "rehearse", N_ ("[--cycle TAG] [--site SITE=DATE[THH:MM]]…"),
    N_ ("A whole preparation against services on this computer"), cw_cli_rehearse },
};

const CwCliCommand *
cw_cli_commands_get (guint *n_commands)
{
  *n_commands = G_N_ELEMENTS (commands);
  return commands;
}

const CwCliCommand *
cw_cli_commands_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}

/**
 * cw_cli_fail:
 * @error: (transfer full): why
 *
 * Returns: the exit status: a person is needed, or it failed; the reason stands on standard error
 */
int
cw_cli_fail (GError *error)
{
  g_autoptr (GError) owned = error;

  if (cw_error_is_cancelled (owned))
    {
      g_printerr (_ ("Stopped.\n"));
      return CW_EXIT_FAILED;
    }
  g_printerr ("cyclewright-cli: %s\n", owned->message);
  return g_error_matches (owned, CW_ERROR, CW_ERROR_NEEDS_PERSON) ? CW_EXIT_PERSON : CW_EXIT_FAILED;
}

/**
 * cw_cli_usage:
 * @format: printf-like: what is wrong with the command line
 * @...: its arguments
 *
 * Returns: the exit status of wrong usage
 */
int
cw_cli_usage (const char *format,
              ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("cyclewright-cli: %s\n", text);
  return CW_EXIT_USAGE;
}

/**
 * cw_cli_parse:
 * @entries: the command's own options
 * @argc: (inout): the command's words
 * @argv: (inout): the command's words; @argv[0] is its name
 * @error: where to store what is wrong
 *
 * Returns: %FALSE on wrong usage
 */
gboolean
cw_cli_parse (const GOptionEntry  *entries,
              int                 *argc,
              char              ***argv,
              GError             **error)
{
  const CwCliCommand *command = cw_cli_commands_find ((*argv)[0]);
  g_autoptr (GOptionContext) context = g_option_context_new (_ (command->arguments));
  g_autofree char *program = g_strconcat ("cyclewright-cli ", command->name, NULL);

  g_set_prgname (program);
  g_option_context_set_summary (context, _ (command->summary));
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return g_option_context_parse (context, argc, argv, error);
}

static void
say_progress (const char *what,
              gpointer    data)
{
  if (isatty (STDERR_FILENO))
    g_printerr ("\r\033[K%s…", what);
}

static void
end_progress (void)
{
  if (isatty (STDERR_FILENO))
    g_printerr ("\r\033[K");
}

void
cw_cli_config (CwCli           *cli,
               CwSessionConfig *config)
{
  *config = (CwSessionConfig) {
    .data_dir = cli->data_dir,
    .rehearsal = cli->rehearsal,
    .now = cli->now,
    .procedure = cli->procedure != NULL ? cli->procedure : cli->rehearsal ? "rubin-2023" : "rubin-2026",
    .accounts = cli->accounts,
    .actor = cli->actor,
    .script = cli->script,
    .progress = say_progress,
  };
}

CwProcedure *
cw_cli_load_procedure (CwCli   *cli,
                       GError **error)
{
  g_autofree char *own = g_build_filename (cli->data_dir, "procedures", NULL);
  CwSessionConfig config;

  cw_cli_config (cli, &config);
  return cw_procedure_find (config.procedure, own, error);
}

CwSession *
cw_cli_open (CwCli       *cli,
             const char  *id,
             GError     **error)
{
  CwSessionConfig config;

  cw_cli_config (cli, &config);
  return cw_session_open (&config, id, cli->stop, error);
}

/**
 * cw_cli_print:
 * @format: printf-like text
 * @...: its arguments
 *
 * Prints to standard output, a progress line on the terminal cleared before it.
 */
void
cw_cli_print (const char *format,
              ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  end_progress ();
  g_print ("%s", text);
}

void
cw_cli_print_json (JsonNode *node)
{
  g_autofree char *text = cw_json_to_text (node, TRUE);

  cw_cli_print ("%s\n", text);
}

static gboolean
split_site (const char  *text,
            char       **site,
            char       **date,
            char       **time)
{
  const char *equals = strchr (text, '=');
  const char *letter = equals != NULL ? strchr (equals, 'T') : NULL;

  if (equals == NULL || equals == text || equals[1] == '\0')
    return FALSE;
  *site = g_strndup (text, (gsize) (equals - text));
  *date = letter != NULL ? g_strndup (equals + 1, (gsize) (letter - equals - 1)) : g_strdup (equals + 1);
  *time = letter != NULL ? g_strdup (letter + 1) : NULL;
  return TRUE;
}

/**
 * cw_cli_add_site:
 * @procedure: the procedure, for the usual time of day
 * @facts: where the site's fact goes
 * @text: `SITE=2027-01-12` or `SITE=2027-01-12T09:00`
 * @error: where to store what is wrong
 *
 * Returns: whether @text could be read
 */
gboolean
cw_cli_add_site (CwProcedure  *procedure,
                 GHashTable   *facts,
                 const char   *text,
                 GError      **error)
{
  JsonNode *cycle = g_hash_table_lookup (facts, "cycle");
  g_autofree char *site = NULL, *date = NULL, *time = NULL;
  CwCycle value = { 'c', 1, CW_CYCLE_NO_REVISION };
  const CwScheduleTemplate *schedule;

  if (!split_site (text, &site, &date, &time))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("“%s” names no site and date: write SITE=2027-01-12 or SITE=2027-01-12T09:00"), text);
      return FALSE;
    }
  if (cycle != NULL && !cw_cycle_parse (json_node_get_string (cycle), &value, error))
    return FALSE;
  schedule = cw_procedure_get_schedule (procedure, &value);
  g_hash_table_replace (facts, g_strconcat ("site.", site, NULL),
                        cw_json_node_object (cw_json_object ("date", date, "time",
                                                             time != NULL ? time : schedule->time, NULL)));
  return TRUE;
}
