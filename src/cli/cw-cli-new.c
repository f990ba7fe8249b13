/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-preparations.h"
#include "cw-preview.h"

static GHashTable *
read_facts (CwCli              *cli,
            const CwCliChoice  *choice,
            GError            **error)
{
  g_autoptr (CwProcedure) procedure = NULL;
  CwCycle cycle;

  if (!cw_cli_read_cycle (choice->cycle, &cycle, error))
    return NULL;
  procedure = cw_cli_load_procedure (cli, error);
  return procedure != NULL ? cw_cli_choice_get_facts (choice, procedure, error) : NULL;
}

/* Two preparations of the same would work on the same tickets and branches: that must be meant. */
static gboolean
check_others (const CwSessionConfig *config,
              GHashTable            *facts,
              GError               **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwPreparationInfo) other = cw_preparations_find_same (config->data_dir, config->rehearsal, facts, &local);
  g_autofree char *sites = other != NULL ? g_strjoinv (", ", other->sites) : NULL;

  if (other != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
                 _ ("“%s” prepares %s for %s already: go on with that one, or begin another with --again"), other->id,
                 other->tag, sites);
  else if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
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
  g_auto (CwCliChoice) choice = { 0 };
  g_autoptr (GHashTable) facts = NULL;
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  CwSessionConfig config;
  int status;

  if (!cw_cli_choice_parse (&choice, TRUE, &argc, &argv, &status))
    return status;
  facts = read_facts (cli, &choice, &error);
  if (facts == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_config (cli, &config);
  if (!choice.again && !check_others (&config, facts, &error))
    return cw_cli_fail (g_steal_pointer (&error));
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
        cw_cli_print (cli, "== %s (%s)\n%s\n\n", title, detail, text);
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
  g_auto (CwCliChoice) choice = { 0 };
  g_autoptr (GHashTable) facts = NULL;
  g_autoptr (CwView) view = NULL;
  g_autoptr (GError) error = NULL;
  CwSessionConfig config;
  int status;

  if (!cw_cli_choice_parse (&choice, TRUE, &argc, &argv, &status))
    return status;
  facts = read_facts (cli, &choice, &error);
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
  if (info->n_stages > 0)
    {
      json_object_set_int_member (object, "stages-done", info->n_done);
      json_object_set_int_member (object, "stages", info->n_stages);
    }
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
        cw_cli_print (cli, "%s%s%s%s%s\n", info->id, info->rehearsal ? _ (" (rehearsal)") : _ (" (real)"),
                      info->given_up != NULL ? _ (" (given up)") : "", info->trouble != NULL ? ": " : "",
                      info->trouble != NULL ? info->trouble : "");
    }
  if (cli->json)
    cw_cli_print_json (node);
  else if (infos->len == 0)
    g_printerr (_ ("There are no preparations yet; “new” begins one, “rehearse” tries one.\n"));
  return CW_EXIT_DONE;
}
