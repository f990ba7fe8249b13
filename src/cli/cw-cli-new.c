/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-preparations.h"
#include "cw-preview.h"

typedef struct {
  char *cycle;
  char *components;
  GStrv sites;
} NewOptions;

static void
new_options_clear (NewOptions *options)
{
  g_free (options->cycle);
  g_free (options->components);
  g_strfreev (options->sites);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NewOptions, new_options_clear)

static JsonNode *
text_node (const char *text)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, text);
  return node;
}

static GHashTable *
read_facts (CwCli       *cli,
            NewOptions  *options,
            GError     **error)
{
  g_autoptr (GHashTable) facts = NULL;
  g_autoptr (CwProcedure) procedure = NULL;
  g_autofree char *tag = NULL;
  CwCycle cycle;

  if (!cw_cycle_parse (options->cycle, &cycle, error))
    return NULL;
  procedure = cw_cli_load_procedure (cli, error);
  if (procedure == NULL)
    return NULL;
  tag = cw_cycle_to_tag (&cycle);
  facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  g_hash_table_replace (facts, g_strdup ("cycle"), text_node (tag));
  if (options->components != NULL)
    g_hash_table_replace (facts, g_strdup ("components"), text_node (options->components));
  for (guint i = 0; options->sites != NULL && options->sites[i] != NULL; i++)
    if (!cw_cli_add_site (procedure, facts, options->sites[i], error))
      return NULL;
  return g_steal_pointer (&facts);
}

static gboolean
parse_new (NewOptions   *options,
           const char   *what,
           int          *argc,
           char       ***argv,
           int          *status)
{
  const GOptionEntry entries[] = {
    { "cycle", 0, 0, G_OPTION_ARG_STRING, &options->cycle, N_ ("The cycle or revision"), "TAG" },
    { "site", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->sites, N_ ("A site and its date, in the procedure's time"),
      "SITE=DATE[THH:MM]" },
    { "components", 0, 0, G_OPTION_ARG_STRING, &options->components, N_ ("Components of a revision"), "A,B" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;

  if (!cw_cli_parse (entries, argc, argv, &error))
    *status = cw_cli_usage ("%s", error->message);
  else if (options->cycle == NULL || options->sites == NULL || *argc > 1)
    *status = cw_cli_usage (_ ("“%s” needs --cycle and at least one --site, and takes no other words"), what);
  else
    return TRUE;
  return FALSE;
}

/**
 * cw_cli_new:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Returns: the exit status
 */
int
cw_cli_new (CwCli *cli,
            int    argc,
            char **argv)
{
  g_auto (NewOptions) options = { 0 };
  g_autoptr (GHashTable) facts = NULL;
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  CwSessionConfig config;
  int status;

  if (!parse_new (&options, "new", &argc, &argv, &status))
    return status;
  facts = read_facts (cli, &options, &error);
  if (facts == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_config (cli, &config);
  session = cw_session_create (&config, facts, cli->stop, &error);
  if (session == NULL || !cw_session_refresh (session, FALSE, cli->stop, &error))
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_print_view (cli, cw_session_get_view (session));
  return CW_EXIT_DONE;
}

static void
print_texts (CwCli  *cli,
             CwView *view)
{
  const CwViewStage *stage = cw_view_get_stage (view, "announcement");
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *all = json_array_new ();

  json_node_take_array (node, all);
  for (guint i = 0; i < stage->result->checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (stage->result->checks, i);

      if (check->state == CW_CHECK_WARNING)
        g_printerr ("%s\n", check->text);
    }
  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);
      const char *title = cw_effect_get_title (item->effect);
      const char *detail = cw_effect_get_detail (item->effect);
      const char *text = cw_effect_get_preview (item->effect);

      if (cli->json)
        json_array_add_object_element (all, cw_json_object ("title", title, "where", detail, "text", text, NULL));
      else
        cw_cli_print ("== %s (%s)\n%s\n\n", title, detail, text);
    }
  if (cli->json)
    cw_cli_print_json (node);
}

/**
 * cw_cli_announce:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Prints the announcements' texts without a preparation: nothing is kept, nothing is sent.
 *
 * Returns: the exit status
 */
int
cw_cli_announce (CwCli *cli,
                 int    argc,
                 char **argv)
{
  g_auto (NewOptions) options = { 0 };
  g_autoptr (GHashTable) facts = NULL;
  g_autoptr (CwView) view = NULL;
  g_autoptr (GError) error = NULL;
  CwSessionConfig config;
  int status;

  if (!parse_new (&options, "announce", &argc, &argv, &status))
    return status;
  facts = read_facts (cli, &options, &error);
  if (facts == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_config (cli, &config);
  view = cw_preview (&config, facts, cli->stop, &error);
  if (view == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  print_texts (cli, view);
  return CW_EXIT_DONE;
}

static JsonObject *
info_to_json (const CwPreparationInfo *info)
{
  JsonObject *object = cw_json_object ("id", info->id, "path", info->path, "procedure", info->procedure, "cycle",
                                       info->tag, "given-up", info->given_up, "trouble", info->trouble, NULL);

  json_object_set_boolean_member (object, "rehearsal", info->rehearsal);
  return object;
}

/**
 * cw_cli_list:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Returns: the exit status
 */
int
cw_cli_list (CwCli *cli,
             int    argc,
             char **argv)
{
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *all = json_array_new ();

  json_node_take_array (node, all);
  if (!cw_cli_parse (NULL, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  infos = cw_preparations_list (cli->data_dir, &error);
  if (infos == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  for (guint i = 0; i < infos->len; i++)
    {
      const CwPreparationInfo *info = g_ptr_array_index (infos, i);

      if (cli->json)
        json_array_add_object_element (all, info_to_json (info));
      else
        cw_cli_print ("%s%s%s%s%s\n", info->id, info->rehearsal ? _ (" (rehearsal)") : "",
                      info->given_up != NULL ? _ (" (given up)") : "", info->trouble != NULL ? ": " : "",
                      info->trouble != NULL ? info->trouble : "");
    }
  if (cli->json)
    cw_cli_print_json (node);
  else if (infos->len == 0)
    g_printerr (_ ("There are no preparations yet; “new” begins one, “rehearse” tries one.\n"));
  return CW_EXIT_DONE;
}
