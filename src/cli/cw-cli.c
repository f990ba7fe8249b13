/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <stdio.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-error.h"
#include "cw-fact-keys.h"
#include "cw-json.h"
#include "cw-log.h"
#include "cw-preparations.h"

static char *
describe_facts (void)
{
  g_autofree char *keys = cw_fact_keys_describe ();

  return g_strdup_printf (_ ("Keys:\n%s\nVALUE null takes a fact, and so an answer, back.\n"), keys);
}

static char *
describe_edits (void)
{
  return g_strdup (_ ("Deeds at a path of a YAML file, or with a variable of an env file:\n"
                      "  set KEY VALUE      give it another value\n"
                      "  add KEY VALUE      add it, in the style of its neighbours\n"
                      "  remove KEY         take it out\n"
                      "  copy [KEY]         take it, or a whole new file, from --from-site, that site’s name replaced\n"
                      "KEY is written as image.tag, env[0] or env[name=RUN_ARG].value\n"));
}

static const CwCliCommand commands[] = {
  { "plan", N_ ("--site SITE --cycle TAG [--components A,B] [--repository NAME=GITDIR@REV]… "
                "[--answer QUESTION=ANSWER|FILE]… [--registry]"),
    N_ ("The change of a site’s configuration, as a unified diff"), cw_cli_plan, NULL },
  { "check", N_ ("--site SITE [--cycle TAG] {--branch BRANCH|--pull PULL [--preparation ID]|--repository NAME=GITDIR@REV… "
                 "[--components A,B] [--answer QUESTION=ANSWER|FILE]…}"),
    N_ ("What a branch made by hand left behind, or has odd"), cw_cli_check, NULL },
  { "new", N_ ("--cycle TAG --site SITE=DATE[THH:MM]… [--components A,B] [--again]"),
    N_ ("Begin a preparation"), cw_cli_new, NULL },
  { "list", "", N_ ("List the preparations"), cw_cli_list, NULL },
  { "show", N_ ("PREPARATION [EFFECT] [--follow]"), N_ ("Show a preparation, or all of one effect"), cw_cli_show, NULL },
  { "mentions", N_ ("PREPARATION [--site SITE] [--fate FATE]"),
    N_ ("Every mention of a cycle in the sites’ files, and what becomes of it"), cw_cli_mentions, NULL },
  { "set", N_ ("PREPARATION KEY VALUE"), N_ ("Answer a question, or give another fact"), cw_cli_set, describe_facts },
  { "components", N_ ("SITE {--preparation ID|--repository NAME=GITDIR@REV…}"),
    N_ ("List what runs at a site, as its files say"), cw_cli_components, NULL },
  { "compare", N_ ("SITE SITE… {--preparation ID|--repository NAME=GITDIR@REV…}"),
    N_ ("Put the components of sites side by side"), cw_cli_compare, NULL },
  { "component", N_ ("PREPARATION --site SITE NAME [FIELD=VALUE…|--from-site SITE [FIELD…]|--as NAME]"),
    N_ ("Change what a site’s files say of a component, or add one"), cw_cli_component, NULL },
  { "fixes", N_ ("PREPARATION --site SITE [--take-over]"),
    N_ ("List what was fixed elsewhere since its deployment, and isn’t here"), cw_cli_fixes, NULL },
  { "pins", N_ ("PREPARATION --site SITE [--all]"),
    N_ ("What components resolve to, whether the registry has it, and what becomes of pins"), cw_cli_pins, NULL },
  { "edit", N_ ("PREPARATION [--site SITE --repository NAME [PATH --from FILE|--editor|--remove|--undo|DEED]]"),
    N_ ("Edit a file by hand: it joins the change set"), cw_cli_edit, describe_edits },
  { "round", N_ ("PREPARATION SITE REPOSITORY"), N_ ("Begin another change on the site’s ticket"), cw_cli_round, NULL },
  { "rebase", N_ ("PREPARATION [--site SITE] [--repository NAME] [--answer QUESTION=ANSWER|FILE]… [--withdraw]"),
    N_ ("Bring branches onto a base that moved"), cw_cli_rebase, NULL },
  { "revert", N_ ("PREPARATION --site SITE [--repository NAME] [--base BRANCH] [--withdraw]"),
    N_ ("Take back what was pushed for a site"), cw_cli_revert, NULL },
  { "approve", N_ ("PREPARATION EFFECT[@HASH]…|--all"),
    N_ ("Approve payloads as they are shown"), cw_cli_approve, NULL },
  { "withdraw", N_ ("PREPARATION EFFECT…"), N_ ("Take approvals back"), cw_cli_withdraw, NULL },
  { "run", N_ ("PREPARATION [EFFECT…]"), N_ ("Send what is approved"), cw_cli_run, NULL },
  { "by-hand", N_ ("PREPARATION EFFECT [--key KEY] [--url LINK] [--word TEXT]"),
    N_ ("Record that a person did it"), cw_cli_by_hand, NULL },
  { "leave-out", N_ ("PREPARATION EFFECT --reason TEXT"),
    N_ ("Leave something out, with a reason"), cw_cli_leave_out, NULL },
  { "restore", N_ ("PREPARATION EFFECT…"), N_ ("Take “left out” or “by hand” back"), cw_cli_restore, NULL },
  { "adopt", N_ ("PREPARATION EFFECT [NUMBER]"),
    N_ ("“It is this one”: take what is there already"), cw_cli_adopt, NULL },
  { "send-again", N_ ("PREPARATION EFFECT"),
    N_ ("Begin another attempt of what is in doubt or there"), cw_cli_send_again, NULL },
  { "retract", N_ ("PREPARATION EFFECT"), N_ ("Take something back where its service can"), cw_cli_retract, NULL },
  { "refresh", N_ ("PREPARATION"), N_ ("Look outside, and verify what was sent"), cw_cli_refresh, NULL },
  { "note", N_ ("PREPARATION TEXT"), N_ ("Write a note into the journal"), cw_cli_note, NULL },
  { "give-up", N_ ("PREPARATION --reason TEXT"),
    N_ ("Give a preparation up, and list what must be taken back"), cw_cli_give_up, NULL },
  { "take-up", N_ ("PREPARATION"), N_ ("Go on with a preparation that was given up"), cw_cli_take_up, NULL },
  { "export", N_ ("PREPARATION [--as markdown|json|pdf|preparation] [--output FILE]"),
    N_ ("Write the handover sheet, or all of it for another machine"), cw_cli_export, NULL },
  { "import", N_ ("FILE [--look]"),
    N_ ("Take over a preparation that another machine exported"), cw_cli_import, NULL },
  { "announce", N_ ("--cycle TAG --site SITE=DATE[THH:MM]… [--components A,B]"),
    N_ ("Print the announcements’ texts alone"), cw_cli_announce, NULL },
  { "accounts", N_ ("[test [SERVICE]…|import|set SERVICE|forget SERVICE]"),
    N_ ("List, try, keep and forget accounts; a token is read from standard input"), cw_cli_accounts, NULL },
  { "rehearse", N_ ("[--cycle TAG] [--site SITE=DATE[THH:MM]]… [--components A,B]"),
    N_ ("A whole preparation against services on this computer"), cw_cli_rehearse, NULL },
};

/**
 * cw_cli_commands_get:
 * @n_commands: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_commands): all commands
 */
const CwCliCommand *
cw_cli_commands_get (guint *n_commands)
{
  *n_commands = G_N_ELEMENTS (commands);
  return commands;
}

/**
 * cw_cli_commands_find:
 * @name: a command's name
 *
 * Returns: (transfer none) (nullable): the command
 */
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
 * Returns: the exit status: a person is needed, a value could not be read, or it failed; the reason stands on standard
 *   error
 */
int
cw_cli_fail (GError *error)
{
  g_autoptr (GError) owned = error;
  g_autofree char *message = NULL;

  if (cw_error_is_cancelled (owned))
    {
      g_printerr (_ ("Stopped.\n"));
      return CW_EXIT_FAILED;
    }
  message = cw_redact (owned->message);
  g_printerr ("cyclewright-cli: %s\n", message);
  if (owned->domain == G_OPTION_ERROR)
    return CW_EXIT_USAGE;
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
 * cw_cli_refuse_value:
 * @error: why a value of the command line can't be read
 *
 * Makes it wrong usage (see cw_cli_fail()).
 *
 * Returns: %FALSE
 */
gboolean
cw_cli_refuse_value (GError **error)
{
  g_autoptr (GError) owned = NULL;

  if (error == NULL || *error == NULL)
    return FALSE;
  owned = g_steal_pointer (error);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, owned->message);
  return FALSE;
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
  if (command->more != NULL)
    {
      g_autofree char *more = command->more ();

      g_option_context_set_description (context, more);
    }
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return g_option_context_parse (context, argc, argv, error);
}

/* Past the guard of cw_cli_guard_terminal(): this is for the terminal to obey. */
static void
clear_line (void)
{
  if (isatty (STDERR_FILENO))
    fputs ("\r\033[K", stderr);
}

static void
say_progress (const char *what,
              gpointer    data)
{
  clear_line ();
  if (isatty (STDERR_FILENO))
    g_printerr ("%s…", what);
}

/**
 * cw_cli_config:
 * @cli: what every command knows
 * @config: (out): filled; it borrows from @cli
 *
 * Says where and as whom a session works.
 */
void
cw_cli_config (CwCli           *cli,
               CwSessionConfig *config)
{
  *config = (CwSessionConfig) {
    .data_dir = cli->data_dir,
    .rehearsal = cli->rehearsal,
    .now = cli->now,
    .procedure = cli->chosen,
    .accounts = cli->accounts,
    .actor = cli->actor,
    .script = cli->script,
    .progress = say_progress,
  };
}

/* The procedure that a person named; else in a rehearsal that of its world, for real work the newest. */
static char *
choose_procedure (CwCli       *cli,
                  const char  *own,
                  GError     **error)
{
  g_auto (GStrv) names = NULL;

  if (cli->procedure != NULL)
    return g_strdup (cli->procedure);
  if (cli->rehearsal)
    return cw_cli_world_get_text ("procedure", error);
  names = cw_procedure_list (own);
  if (names[0] != NULL)
    return g_strdup (names[g_strv_length (names) - 1]);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
               _ ("There is no procedure, not in %s either: install Cyclewright again, or name a file with --procedure"),
               own);
  return NULL;
}

/**
 * cw_cli_load_procedure:
 * @cli: what every command knows
 * @error: where to store the reason
 *
 * Chooses the procedure, for cw_cli_config() too.
 *
 * Returns: (transfer full) (nullable): the procedure
 */
CwProcedure *
cw_cli_load_procedure (CwCli   *cli,
                       GError **error)
{
  g_autofree char *own = g_build_filename (cli->data_dir, "procedures", NULL);

  if (cli->chosen == NULL)
    cli->chosen = choose_procedure (cli, own, error);
  return cli->chosen != NULL ? cw_procedure_find (cli->chosen, own, error) : NULL;
}

static gboolean
exists (CwCli      *cli,
        gboolean    rehearsal,
        const char *id)
{
  g_autofree char *path = cw_preparations_get_journal (cli->data_dir, rehearsal, id);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static CwSession *
open_session (CwCli       *cli,
              const char  *id,
              gboolean     reading,
              GError     **error)
{
  CwSessionConfig config;

  if (!cli->rehearsal && !exists (cli, FALSE, id) && exists (cli, TRUE, id))
    {
      g_printerr (_ ("Rehearsal: “%s” is one, and nothing of it leaves this computer.\n"), id);
      cli->rehearsal = TRUE;
    }
  cw_cli_config (cli, &config);
  config.reading = reading;
  return cw_session_open (&config, id, cli->stop, error);
}

/**
 * cw_cli_open:
 * @cli: what every command knows
 * @id: a preparation's name
 * @error: where to store the reason
 *
 * Opens the preparation of that name; where there is none, the rehearsal of that name.
 *
 * Returns: (transfer full) (nullable): the preparation at work
 */
CwSession *
cw_cli_open (CwCli       *cli,
             const char  *id,
             GError     **error)
{
  return open_session (cli, id, FALSE, error);
}

/**
 * cw_cli_read:
 * @cli: what every command knows
 * @id: a preparation's name
 * @error: where to store the reason
 *
 * As cw_cli_open(), for a command that only shows: it reads along while a window or another command works on it.
 *
 * Returns: (transfer full) (nullable): the preparation as its journal has it
 */
CwSession *
cw_cli_read (CwCli       *cli,
             const char  *id,
             GError     **error)
{
  return open_session (cli, id, TRUE, error);
}

/**
 * cw_cli_text_node:
 * @text: a text
 *
 * Returns: (transfer full): it as JSON
 */
JsonNode *
cw_cli_text_node (const char *text)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, text);
  return node;
}

/**
 * cw_cli_print:
 * @cli: what every command knows
 * @format: printf-like text
 * @...: its arguments
 *
 * Prints for a person, a progress line on the terminal cleared before it: to standard output, or to standard error
 * where that belongs to a JSON document.
 */
void
cw_cli_print (CwCli      *cli,
              const char *format,
              ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  clear_line ();
  if (cli->json)
    g_printerr ("%s", text);
  else
    g_print ("%s", text);
}

/**
 * cw_cli_print_json:
 * @node: what a command answers
 *
 * Prints @node on standard output, and a new line.
 */
void
cw_cli_print_json (JsonNode *node)
{
  g_autofree char *text = cw_json_to_text (node, TRUE);

  clear_line ();
  g_print ("%s\n", text);
}
