/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cw-cli-component.h"
#include "cw-error.h"
#include "cw-inventory.h"
#include "cw-json.h"
#include "cw-plan-alone.h"
#include "cw-session-components.h"

/* What runs where: the components of a site, and of several sites side by side; offline, as they stand in the files, or
 * as they are in a preparation, whose sites' files are taken as they will be. */

/**
 * cw_cli_component_to_json:
 * @item: a component
 *
 * Returns: (transfer full): what is said of it, and where
 */
JsonObject *
cw_cli_component_to_json (const CwInventoryItem *item)
{
  JsonObject *object = cw_json_object ("name", item->name, "repository", item->repository, "path", item->path, NULL);
  g_autoptr (JsonArray) changed = json_array_new ();

  json_object_set_int_member (object, "line", item->line);
  for (guint i = 0; i < CW_INVENTORY_N_FIELDS; i++)
    if (item->fields[i] != NULL)
      json_object_set_string_member (object, cw_inventory_field_to_word (i), item->fields[i]);
  for (guint i = 0; i < CW_INVENTORY_N_FIELDS; i++)
    if (item->changed[i])
      json_array_add_string_element (changed, cw_inventory_field_to_word (i));
  if (item->added)
    json_object_set_boolean_member (object, "added-since", TRUE);
  if (json_array_get_length (changed) > 0)
    json_object_set_array_member (object, "changed-since", g_steal_pointer (&changed));
  return object;
}

/**
 * cw_cli_component_print:
 * @cli: what every command knows
 * @item: a component
 *
 * Prints what is said of it, and where.
 */
void
cw_cli_component_print (CwCli                 *cli,
                        const CwInventoryItem *item)
{
  cw_cli_print (cli, "%s  %s, %s:%u\n", item->name, item->repository, item->path, item->line);
  for (guint i = 0; i < CW_INVENTORY_N_FIELDS; i++)
    if (item->fields[i] != NULL)
      cw_cli_print (cli, "    %s: %s\n", cw_inventory_field_to_word (i), item->fields[i]);
}

static CwProcedure *
load (CwCli        *cli,
      char        **sites,
      guint         n_sites,
      GStrv         repositories,
      GError      **error)
{
  g_autoptr (CwProcedure) procedure = cw_cli_choose_procedure (cli, sites[0], (const char *const *) repositories, error);

  for (guint i = 0; procedure != NULL && i < n_sites; i++)
    if (cw_procedure_get_site (procedure, sites[i]) == NULL)
      {
        g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("The procedure “%s” has no site “%s”"),
                     cw_procedure_get_id (procedure), sites[i]);
        return NULL;
      }
  return g_steal_pointer (&procedure);
}

static int
list_components (CwCli     *cli,
                 GPtrArray *items)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *all = json_array_new ();

  json_node_take_array (node, all);
  for (guint i = 0; i < items->len; i++)
    {
      const CwInventoryItem *item = g_ptr_array_index (items, i);

      json_array_add_object_element (all, cw_cli_component_to_json (item));
      if (!cli->json)
        cw_cli_component_print (cli, item);
    }
  if (cli->json)
    cw_cli_print_json (node);
  else if (items->len == 0)
    g_printerr (_ ("No component stands in the site’s files.\n"));
  return CW_EXIT_DONE;
}

static JsonObject *
row_to_json (const CwInventoryRow *row,
             char                **sites,
             guint                 n_sites)
{
  JsonObject *object = cw_json_object ("name", row->name, "repository", row->repository, NULL);
  JsonObject *at = json_object_new ();
  JsonArray *differs = json_array_new ();

  for (guint i = 0; i < CW_INVENTORY_N_FIELDS; i++)
    if (row->differs[i])
      json_array_add_string_element (differs, cw_inventory_field_to_word (i));
  for (guint i = 0; i < n_sites; i++)
    if (row->items[i] != NULL)
      json_object_set_object_member (at, sites[i], cw_cli_component_to_json (row->items[i]));
  json_object_set_array_member (object, "differs", differs);
  json_object_set_object_member (object, "sites", at);
  return object;
}

static const char *
find_missing (const CwInventoryRow *row,
              char                **sites,
              guint                 n_sites)
{
  for (guint i = 0; i < n_sites; i++)
    if (row->items[i] == NULL)
      return sites[i];
  return NULL;
}

static gboolean
is_equal (const CwInventoryRow *row,
          char                **sites,
          guint                 n_sites)
{
  for (guint i = 0; i < CW_INVENTORY_N_FIELDS; i++)
    if (row->differs[i])
      return FALSE;
  return find_missing (row, sites, n_sites) == NULL;
}

/* The same name twice in one repository is told apart by the file. */
static gboolean
is_twice (GPtrArray *rows,
          guint      index)
{
  const CwInventoryRow *row = g_ptr_array_index (rows, index);

  for (guint i = 0; i < rows->len; i++)
    {
      const CwInventoryRow *other = g_ptr_array_index (rows, i);

      if (i != index && g_str_equal (other->name, row->name) && g_str_equal (other->repository, row->repository))
        return TRUE;
    }
  return FALSE;
}

static const char *
find_path (const CwInventoryRow *row,
           guint                 n_sites)
{
  for (guint i = 0; i < n_sites; i++)
    if (row->items[i] != NULL)
      return row->items[i]->path;
  return "";
}

/* A component is named once, and of its fields those that differ, a site each. */
static void
print_row (CwCli     *cli,
           GPtrArray *rows,
           guint      index,
           char     **sites,
           guint      n_sites)
{
  const CwInventoryRow *row = g_ptr_array_index (rows, index);
  gboolean twice = is_twice (rows, index);

  cw_cli_print (cli, "%s  %s%s%s\n", row->name, row->repository, twice ? ", " : "",
                twice ? find_path (row, n_sites) : "");
  for (guint i = 0; i < n_sites; i++)
    if (row->items[i] == NULL)
      cw_cli_print (cli, _ ("    not at %s\n"), sites[i]);
    else if (row->items[i]->added)
      cw_cli_print (cli, _ ("    at %s since its last deployment\n"), sites[i]);
  for (guint i = 0; i < CW_INVENTORY_N_FIELDS; i++)
    for (guint j = 0; row->differs[i] && j < n_sites; j++)
      if (row->items[j] != NULL)
        cw_cli_print (cli, row->items[j]->changed[i] ? _ ("    %s, %s: %s (changed since its last deployment)\n")
                                                     : "    %s, %s: %s\n",
                      cw_inventory_field_to_word (i), sites[j],
                      row->items[j]->fields[i] != NULL ? row->items[j]->fields[i] : "–");
}

static int
compare_sites (CwCli     *cli,
               char     **sites,
               GPtrArray *inventories)
{
  g_autoptr (GPtrArray) rows = cw_inventory_compare ((GPtrArray *const *) inventories->pdata, inventories->len);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *all = json_array_new ();
  guint n_equal = 0;

  json_node_take_array (node, all);
  for (guint i = 0; i < rows->len; i++)
    {
      const CwInventoryRow *row = g_ptr_array_index (rows, i);

      json_array_add_object_element (all, row_to_json (row, sites, inventories->len));
      if (is_equal (row, sites, inventories->len))
        n_equal++;
      else if (!cli->json)
        print_row (cli, rows, i, sites, inventories->len);
    }
  if (cli->json)
    cw_cli_print_json (node);
  else
    g_printerr (ngettext ("%u component has the same image, tag, pin, switch, command-line and resources everywhere.\n",
                          "%u components have the same image, tag, pin, switch, command-line and resources everywhere.\n",
                          n_equal),
                n_equal);
  return CW_EXIT_DONE;
}

/* What nobody can read has components that nobody knows. */
static void
warn_of_unread (GPtrArray *unread)
{
  for (guint i = 0; i < unread->len; i++)
    g_printerr (_ ("Warning: a file can’t be read, and what runs by it isn’t known: %s\n"),
                (const char *) g_ptr_array_index (unread, i));
}

/* A site's components each, from git directories. */
static GPtrArray *
read_offline (CwCli   *cli,
              char   **sites,
              guint    n_sites,
              GStrv    repositories,
              GError **error)
{
  g_autoptr (GPtrArray) inventories = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (CwProcedure) procedure = load (cli, sites, n_sites, repositories, error);
  g_autoptr (GPtrArray) snapshots = NULL;

  if (procedure != NULL)
    snapshots = cw_plan_read_snapshots (procedure, (const char *const *) repositories, cli->stop, error);
  if (snapshots == NULL)
    return NULL;
  for (guint i = 0; i < n_sites; i++)
    {
      g_autoptr (GPtrArray) unread = cw_inventory_list_unread (procedure, sites[i], snapshots);

      warn_of_unread (unread);
      g_ptr_array_add (inventories, cw_inventory_new (procedure, sites[i], snapshots));
    }
  return g_steal_pointer (&inventories);
}

/* From a preparation; the first site is one of those that it prepares. */
static GPtrArray *
read_prepared (CwCli       *cli,
               const char  *preparation,
               char       **sites,
               guint        n_sites,
               GError     **error)
{
  g_autoptr (GPtrArray) inventories = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (CwSession) session = cw_cli_open (cli, preparation, error);
  g_autoptr (CwComponentTable) table = NULL;

  if (session != NULL)
    table = cw_session_read_components (session, sites[0], cli->stop, error);
  if (table == NULL || !cw_session_mark_changes (session, sites[0], table, cli->stop, error))
    return NULL;
  for (guint i = 0; i < n_sites; i++)
    {
      guint index = cw_component_table_find_site (table, sites[i]);

      if (index == G_MAXUINT)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("The preparation’s procedure has no site “%s”"),
                       sites[i]);
          return NULL;
        }
      warn_of_unread (g_ptr_array_index (table->unread, index));
      g_ptr_array_add (inventories, g_ptr_array_ref (g_ptr_array_index (table->inventories, index)));
    }
  return g_steal_pointer (&inventories);
}

/* The words behind the command are sites. */
static int
run (CwCli *cli,
     int    argc,
     char **argv,
     int    min_sites,
     int    max_sites)
{
  g_auto (GStrv) repositories = NULL;
  g_autofree char *preparation = NULL;
  const GOptionEntry entries[] = {
    { "repository", 0, 0, G_OPTION_ARG_STRING_ARRAY, &repositories, N_ ("A git directory to look into"),
      "NAME=GITDIR@REV" },
    { "preparation", 0, 0, G_OPTION_ARG_STRING, &preparation, N_ ("A preparation, as its sites will be"), "ID" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) inventories = NULL;
  guint n_sites;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc - 1 < min_sites || argc - 1 > max_sites || (repositories == NULL) == (preparation == NULL))
    return cw_cli_usage (min_sites == 1 ? _ ("“components” needs a site, and --preparation or --repository")
                                        : _ ("“compare” needs two sites, and --preparation or --repository"));
  n_sites = (guint) argc - 1;
  inventories = preparation != NULL ? read_prepared (cli, preparation, argv + 1, n_sites, &error)
                                    : read_offline (cli, argv + 1, n_sites, repositories, &error);
  if (inventories == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  return min_sites == 1 ? list_components (cli, g_ptr_array_index (inventories, 0))
                        : compare_sites (cli, argv + 1, inventories);
}

/**
 * cw_cli_components:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Returns: the exit status
 */
int
cw_cli_components (CwCli *cli,
                   int    argc,
                   char **argv)
{
  return run (cli, argc, argv, 1, 1);
}

/**
 * cw_cli_compare:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Returns: the exit status
 */
int
cw_cli_compare (CwCli *cli,
                int    argc,
                char **argv)
{
  return run (cli, argc, argv, 2, G_MAXINT);
}
