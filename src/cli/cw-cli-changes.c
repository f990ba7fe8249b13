/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-json.h"

/* The planned changes of a preparation: every mention with its fate, and another round of changes. */

typedef struct {
  char *site;
  char *fate;
} MentionOptions;

static void
mention_options_clear (MentionOptions *options)
{
  g_free (options->site);
  g_free (options->fate);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MentionOptions, mention_options_clear)

static void
print_mention (CwCli           *cli,
               const CwMention *mention)
{
  /* What a person wrote where nothing stood was never anything else. */
  gboolean becomes = mention->target != NULL && !g_str_equal (mention->target, mention->value);

  cw_cli_print (cli, "%s/%s:%u\n  %s%s%s, %s: %s\n", mention->repository, mention->path, mention->line, mention->value,
                becomes ? " → " : "", becomes ? mention->target : "", cw_cli_fate_word (mention), mention->reason);
  if (mention->edit != NULL)
    cw_cli_print (cli, "  left-out.%s\n", mention->edit);
  if (mention->question != NULL)
    cw_cli_print (cli, "  answer.%s\n", mention->question);
}

static void
list_mentions (CwCli      *cli,
               CwPlan     *plan,
               const char *fate,
               JsonArray  *all)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan);

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = g_ptr_array_index (mentions, i);
      JsonObject *object;

      if (fate != NULL && !g_str_equal (cw_cli_fate_word (mention), fate))
        continue;
      if (!cli->json)
        {
          print_mention (cli, mention);
          continue;
        }
      object = cw_cli_mention_to_json (plan, mention);
      json_object_set_string_member (object, "site", cw_plan_get_site (plan));
      json_array_add_object_element (all, object);
    }
}

static gboolean
is_fate (const char *text)
{
  static const char *const fates[] = { "changed", "kept", "left-out", "question", "not-part", "odd", NULL };

  return g_strv_contains (fates, text);
}

/**
 * cw_cli_mentions:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Prints every mention of a cycle in the sites' files with what becomes of it and why.
 *
 * Returns: the exit status
 */
int
cw_cli_mentions (CwCli *cli,
                 int    argc,
                 char **argv)
{
  g_auto (MentionOptions) options = { NULL, NULL };
  const GOptionEntry entries[] = {
    { "site", 0, 0, G_OPTION_ARG_STRING, &options.site, N_ ("Only this site’s"), "SITE" },
    { "fate", 0, 0, G_OPTION_ARG_STRING, &options.fate,
      N_ ("Only these: changed, kept, left-out, question, not-part or odd"), "FATE" },
    { NULL },
  };
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GPtrArray) sites = NULL;
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), NULL);
  g_autoptr (GError) error = NULL;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc != 2)
    return cw_cli_usage (_ ("“mentions” needs a preparation"));
  if (options.fate != NULL && !is_fate (options.fate))
    return cw_cli_usage (_ ("There is no fate “%s”: it is changed, kept, left-out, question, not-part or odd"),
                         options.fate);
  session = cw_cli_open (cli, argv[1], &error);
  if (session == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  json_node_take_array (node, json_array_new ());
  sites = cw_deployment_get_sites (cw_view_get_deployment (cw_session_get_view (session)));
  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      CwPlan *plan = cw_view_get_plan (cw_session_get_view (session), site->id);

      if (plan != NULL && (options.site == NULL || g_str_equal (options.site, site->id)))
        list_mentions (cli, plan, options.fate, json_node_get_array (node));
    }
  if (cli->json)
    cw_cli_print_json (node);
  return CW_EXIT_DONE;
}

/**
 * cw_cli_round:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Starts another change on a site's ticket.
 *
 * Returns: the exit status
 */
int
cw_cli_round (CwCli *cli,
              int    argc,
              char **argv)
{
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  guint round;

  if (!cw_cli_parse (NULL, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc != 4)
    return cw_cli_usage (_ ("“round” needs a preparation, a site and a repository"));
  session = cw_cli_open (cli, argv[1], &error);
  if (session == NULL || !cw_session_start_round (session, argv[2], argv[3], cli->stop, &error))
    return cw_cli_fail (g_steal_pointer (&error));
  round = cw_deployment_get_round (cw_view_get_deployment (cw_session_get_view (session)), argv[2], argv[3]);
  if (cli->json)
    cw_cli_print_view (cli, cw_session_get_view (session));
  else
    cw_cli_print (cli, _ ("%s, %s: round %u begins\n"), argv[2], argv[3], round);
  return CW_EXIT_DONE;
}
