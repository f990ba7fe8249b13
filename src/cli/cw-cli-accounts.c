/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "cw-account-book.h"
#include "cw-cli.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-log.h"

#define MAX_SECRET 4096

static gboolean
find_kind (const char    *name,
           CwAccountKind *kind,
           int           *status)
{
  if (cw_account_kind_find (name, kind))
    return TRUE;
  *status = cw_cli_usage (_ ("There is no service “%s”: it is jira, confluence, github, slack, registry or git"), name);
  return FALSE;
}

static const char *
name_source (const CwAccountEntry *entry)
{
  switch (entry->source)
    {
    case CW_ACCOUNT_GIVEN:
      return _ ("from the environment");
    case CW_ACCOUNT_KEPT:
      return _ ("from the keyring");
    case CW_ACCOUNT_SHARED:
      return entry->kind == CW_ACCOUNT_GIT ? _ ("that of GitHub") : _ ("that of Jira");
    case CW_ACCOUNT_NONE:
    default:
      return _ ("none");
    }
}

static const char *
code_source (const CwAccountEntry *entry)
{
  static const char *const codes[] = { "none", "environment", "keyring", "shared" };

  return codes[entry->source];
}

static int
list (CwCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProcedure) procedure = cw_cli_load_procedure (cli, &error);
  g_autoptr (GPtrArray) entries = NULL;
  JsonArray *array;

  if (procedure == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  entries = cw_account_book_list (cli->accounts, procedure, cli->stop, &error);
  if (entries == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  array = json_array_new ();
  for (guint i = 0; i < entries->len; i++)
    {
      const CwAccountEntry *entry = g_ptr_array_index (entries, i);
      gboolean none = entry->source == CW_ACCOUNT_NONE;
      JsonObject *object = cw_json_object ("service", cw_account_kind_get_id (entry->kind), "source",
                                           code_source (entry), "url", none ? NULL : entry->url, "user", entry->user,
                                           NULL);

      json_array_add_object_element (array, object);
      cw_cli_print (cli, "%-12s %s%s%s%s%s\n", cw_account_kind_get_id (entry->kind), name_source (entry),
                    none ? "" : " · ", none ? "" : entry->url, entry->user != NULL ? " · " : "",
                    entry->user != NULL ? entry->user : "");
    }
  if (cli->json)
    {
      g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), array);

      cw_cli_print_json (node);
    }
  json_array_unref (array);
  return CW_EXIT_DONE;
}

static JsonObject *
proof_to_json (CwAccountKind         kind,
               const CwAccountProof *proof,
               const GError         *trouble)
{
  JsonObject *object = cw_json_object ("service", cw_account_kind_get_id (kind), "who",
                                       proof != NULL ? proof->who : NULL, "trouble",
                                       trouble != NULL ? trouble->message : NULL, NULL);
  JsonArray *missing = json_array_new ();

  for (guint i = 0; proof != NULL && i < proof->missing->len; i++)
    json_array_add_string_element (missing, g_ptr_array_index (proof->missing, i));
  json_object_set_array_member (object, "missing", missing);
  return object;
}

/* Tries one account; FALSE when it can't do the work. */
static gboolean
test_one (CwCli         *cli,
          CwAccountKind  kind,
          CwProcedure   *procedure,
          JsonArray     *array)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (CwAccountProof) proof = cw_account_book_test (cli->accounts, kind, procedure, cli->stop, &trouble);

  json_array_add_object_element (array, proof_to_json (kind, proof, trouble));
  if (proof == NULL)
    {
      cw_cli_print (cli, "%-12s %s\n", cw_account_kind_get_id (kind), trouble->message);
      return FALSE;
    }
  cw_cli_print (cli, _ ("%-12s signed in as %s\n"), cw_account_kind_get_id (kind), proof->who);
  for (guint i = 0; i < proof->missing->len; i++)
    cw_cli_print (cli, "%-12s %s\n", "", (const char *) g_ptr_array_index (proof->missing, i));
  return proof->missing->len == 0;
}

/* Those that were named, else all that there are. */
static gboolean
choose_kinds (CwCli       *cli,
              int          argc,
              char       **argv,
              CwProcedure *procedure,
              GArray      *kinds,
              int         *status)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  CwAccountKind kind;

  for (int i = 2; i < argc; i++)
    {
      if (!find_kind (argv[i], &kind, status))
        return FALSE;
      g_array_append_val (kinds, kind);
    }
  if (argc > 2)
    return TRUE;
  entries = cw_account_book_list (cli->accounts, procedure, cli->stop, &error);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const CwAccountEntry *entry = g_ptr_array_index (entries, i);

      if (entry->source != CW_ACCOUNT_NONE)
        g_array_append_val (kinds, entry->kind);
    }
  if (entries != NULL && kinds->len == 0)
    g_set_error_literal (&error, CW_ERROR, CW_ERROR_NOT_FOUND,
                         _ ("There is no account: “accounts set” keeps one, “accounts import” takes those of the "
                            "scripts"));
  if (error != NULL)
    *status = cw_cli_fail (g_steal_pointer (&error));
  return entries != NULL && kinds->len > 0;
}

static int
test (CwCli *cli,
      int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProcedure) procedure = cw_cli_load_procedure (cli, &error);
  g_autoptr (GArray) kinds = g_array_new (FALSE, FALSE, sizeof (CwAccountKind));
  g_autoptr (JsonArray) array = json_array_new ();
  int status = CW_EXIT_DONE;

  if (procedure == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  if (!choose_kinds (cli, argc, argv, procedure, kinds, &status))
    return status;
  for (guint i = 0; i < kinds->len; i++)
    if (!test_one (cli, g_array_index (kinds, CwAccountKind, i), procedure, array))
      status = CW_EXIT_FAILED;
  if (cli->json)
    {
      g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), array);

      cw_cli_print_json (node);
    }
  return status;
}

static int
import (CwCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProcedure) procedure = cw_cli_load_procedure (cli, &error);
  g_autoptr (GPtrArray) files = cw_account_files_find (g_get_home_dir ());
  int status = CW_EXIT_DONE;

  if (procedure == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  if (files->len == 0)
    {
      g_set_error_literal (&error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no ~/.auth/jira and no ~/.gh_token"));
      return cw_cli_fail (g_steal_pointer (&error));
    }
  for (guint i = 0; i < files->len; i++)
    {
      const CwAccountFile *file = g_ptr_array_index (files, i);

      if (cw_account_book_import (file, procedure, cli->stop, &error))
        cw_cli_print (cli, _ ("The account for %s in %s is kept now\n"), cw_account_kind_get_title (file->kind),
                      file->path);
      else
        status = cw_cli_fail (g_steal_pointer (&error));
    }
  return status;
}

/* One line of standard input; a terminal doesn't show it. */
static char *
read_secret (CwAccountKind kind,
             GError      **error)
{
  gboolean terminal = isatty (STDIN_FILENO);
  struct termios before, hidden;
  char line[MAX_SECRET];
  gboolean read;

  if (terminal)
    {
      g_printerr (_ ("Token for %s: "), cw_account_kind_get_title (kind));
      terminal = tcgetattr (STDIN_FILENO, &before) == 0;
    }
  if (terminal)
    {
      hidden = before;
      hidden.c_lflag &= (tcflag_t) ~ECHO;
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden);
    }
  read = fgets (line, sizeof line, stdin) != NULL;
  if (terminal)
    {
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
      g_printerr ("\n");
    }
  g_strstrip (read ? line : strcpy (line, ""));
  if (*line != '\0')
    {
      cw_redact_add (line);
      return g_strdup (line);
    }
  g_set_error_literal (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("Give the token as a line on standard input"));
  return NULL;
}

static const char *
find_likely_url (GPtrArray    *entries,
                 CwAccountKind kind)
{
  const CwAccountEntry *entry = g_ptr_array_index (entries, kind);

  return entry->url;
}

static int
set (CwCli        *cli,
     CwAccountKind kind,
     const char   *url,
     const char   *web,
     const char   *user)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProcedure) procedure = cw_cli_load_procedure (cli, &error);
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *secret = NULL;
  gboolean ssh = url != NULL && g_str_has_prefix (url, "ssh://");

  if (procedure == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  if (user != NULL && (kind == CW_ACCOUNT_GITHUB || kind == CW_ACCOUNT_SLACK))
    return cw_cli_usage (_ ("%s knows by the token alone who signs in: leave --user out"),
                         cw_account_kind_get_title (kind));
  entries = cw_account_book_list (NULL, procedure, cli->stop, &error);
  if (entries != NULL && url == NULL)
    url = find_likely_url (entries, kind);
  if (entries != NULL && url == NULL)
    return cw_cli_usage (_ ("Say where %s is, with --url"), cw_account_kind_get_title (kind));
  if (entries != NULL && !ssh && !(kind == CW_ACCOUNT_REGISTRY && user == NULL))
    secret = read_secret (kind, &error);
  if (error != NULL || !cw_account_book_keep (kind, url, web, user, secret, cli->stop, &error))
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_print (cli, _ ("The account for %s is kept now\n"), cw_account_kind_get_title (kind));
  return CW_EXIT_DONE;
}

static int
forget (CwCli        *cli,
        CwAccountKind kind)
{
  g_autoptr (GError) error = NULL;

  if (!cw_account_book_forget (kind, cli->stop, &error))
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_print (cli, _ ("No account for %s is kept now\n"), cw_account_kind_get_title (kind));
  return CW_EXIT_DONE;
}

/**
 * cw_cli_accounts:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Lists, tries, keeps and forgets accounts. A token comes from standard input alone.
 *
 * Returns: the exit status
 */
int
cw_cli_accounts (CwCli *cli,
                 int    argc,
                 char **argv)
{
  g_autofree char *url = NULL, *web = NULL, *user = NULL;
  const GOptionEntry entries[] = {
    { "url", 0, 0, G_OPTION_ARG_STRING, &url, N_ ("Where the service is"), "URL" },
    { "web", 0, 0, G_OPTION_ARG_STRING, &web, N_ ("Where a person reads, if that is elsewhere"), "URL" },
    { "user", 0, 0, G_OPTION_ARG_STRING, &user, N_ ("Who signs in: e-mail address or user name"), "USER" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  CwAccountKind kind;
  int status = CW_EXIT_USAGE;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc == 1)
    return list (cli);
  if (g_str_equal (argv[1], "test"))
    return test (cli, argc, argv);
  if (g_str_equal (argv[1], "import") && argc == 2)
    return import (cli);
  if (argc != 3 || !(g_str_equal (argv[1], "set") || g_str_equal (argv[1], "forget")))
    return cw_cli_usage (_ ("“accounts” takes: test [SERVICE]…, import, set SERVICE, forget SERVICE; or nothing, which "
                            "lists them"));
  if (!find_kind (argv[2], &kind, &status))
    return status;
  return g_str_equal (argv[1], "set") ? set (cli, kind, url, web, user) : forget (cli, kind);
}
