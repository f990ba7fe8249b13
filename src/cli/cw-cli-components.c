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

/* What was read of the sites that the command line names. */
typedef struct {
  CwProcedure *procedure;  /* (owned) */
  char **sites;
  guint n_sites;
  GPtrArray *inventories;  /* (owned) (element-type GPtrArray): a site's components each */
  GPtrArray *snapshots;    /* (owned) (element-type GPtrArray): a site's files each */
} Look;

static void
look_clear (Look *look)
{
  g_clear_object (&look->procedure);
  g_clear_pointer (&look->inventories, g_ptr_array_unref);
  g_clear_pointer (&look->snapshots, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

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
  if (item->resolved != NULL)
    json_object_set_string_member (object, "resolved-tag", item->resolved);
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
    if (i == CW_INVENTORY_TAG && item->resolved != NULL)
      cw_cli_print (cli, "    %s: %s (%s)\n", cw_inventory_field_to_word (i), item->resolved, item->fields[i]);
    else if (item->fields[i] != NULL)
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
block_to_json (const CwInventoryItem *item)
{
  JsonObject *object = cw_json_object ("path", item->path, "place", item->place, NULL);

  json_object_set_int_member (object, "line", item->line);
  return object;
}

/* A list where a site has it in several repositories. */
static void
add_component (JsonObject           *at,
               const char           *site,
               const CwInventoryRow *row,
               guint                 index)
{
  JsonObject *first = cw_cli_component_to_json (row->items[index]);
  JsonArray *several = NULL;

  for (guint i = 0; row->also != NULL && i < row->also->len; i++)
    {
      const CwInventoryAlso *also = &g_array_index (row->also, CwInventoryAlso, i);

      if (also->site != index)
        continue;
      if (several == NULL)
        {
          several = json_array_new ();
          json_array_add_object_element (several, json_object_ref (first));
        }
      json_array_add_object_element (several, cw_cli_component_to_json (also->item));
    }
  if (several != NULL)
    json_object_set_array_member (at, site, several);
  else
    json_object_set_object_member (at, site, json_object_ref (first));
  json_object_unref (first);
}

static JsonObject *
row_to_json (const CwInventoryRow *row,
             char                **sites,
             guint                 n_sites)
{
  JsonObject *object = cw_json_object ("name", row->name, "repository", row->repository, NULL);
  JsonObject *at = json_object_new ();
  JsonArray *differs = json_array_new ();

  if (row->blocks != NULL)
    json_object_set_boolean_member (object, "block", TRUE);
  for (guint i = 0; i < CW_INVENTORY_N_FIELDS; i++)
    if (row->differs[i])
      json_array_add_string_element (differs, cw_inventory_field_to_word (i));
  if (cw_inventory_row_is_apart (row, NULL, n_sites))
    json_array_add_string_element (differs, "repository");
  for (guint i = 0; i < n_sites; i++)
    if (row->items[i] != NULL && row->blocks != NULL)
      json_object_set_object_member (at, sites[i], block_to_json (row->items[i]));
    else if (row->items[i] != NULL)
      add_component (at, sites[i], row, i);
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
  return find_missing (row, sites, n_sites) == NULL && !cw_inventory_row_is_apart (row, NULL, n_sites);
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

static const CwInventoryItem *
find_any (const CwInventoryRow *row,
          guint                 n_sites)
{
  for (guint i = 0; i < n_sites; i++)
    if (row->items[i] != NULL)
      return row->items[i];
  g_return_val_if_reached (NULL);
}

/* A block that only some have is one line, with the place where it is found; a whole file has no place in it. */
static void
print_block (CwCli                *cli,
             const CwInventoryRow *row,
             char                **sites,
             guint                 n_sites)
{
  const CwInventoryItem *item = find_any (row, n_sites);
  g_autoptr (GString) missing = g_string_new (NULL);

  for (guint i = 0; i < n_sites; i++)
    if (row->lacks[i])
      g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", sites[i]);
  if (*item->place == '\0')
    cw_cli_print (cli, _ ("%s, the file  %s: not at %s\n"), item->path, item->repository, missing->str);
  else
    cw_cli_print (cli, _ ("%s  %s, %s:%u: not at %s\n"), item->place, item->repository, item->path, item->line,
                  missing->str);
}

/* By which file of which repository each site runs it. */
static void
print_places (CwCli                *cli,
              const CwInventoryRow *row,
              char                **sites,
              guint                 n_sites)
{
  for (guint i = 0; i < n_sites; i++)
    {
      if (row->items[i] != NULL)
        cw_cli_print (cli, _ ("    at %s by %s, %s:%u\n"), sites[i], row->items[i]->repository, row->items[i]->path,
                      row->items[i]->line);
      for (guint j = 0; row->also != NULL && j < row->also->len; j++)
        {
          const CwInventoryAlso *also = &g_array_index (row->also, CwInventoryAlso, j);

          if (also->site == i)
            cw_cli_print (cli, _ ("    at %s also by %s, %s:%u\n"), sites[i], also->item->repository, also->item->path,
                          also->item->line);
        }
    }
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
  const CwInventoryItem *any = find_any (row, n_sites);

  if (cw_inventory_row_is_apart (row, NULL, n_sites))
    {
      cw_cli_print (cli, "%s\n", row->name);
      print_places (cli, row, sites, n_sites);
    }
  else if (find_missing (row, sites, n_sites) != NULL)
    cw_cli_print (cli, "%s  %s, %s:%u\n", row->name, row->repository, any->path, any->line);
  else if (is_twice (rows, index))
    cw_cli_print (cli, "%s  %s, %s\n", row->name, row->repository, any->path);
  else
    cw_cli_print (cli, "%s  %s\n", row->name, row->repository);
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
                      cw_inventory_item_get_value (row->items[j], i) != NULL
                        ? cw_inventory_item_get_value (row->items[j], i) : "–");
}

static int
compare_sites (CwCli      *cli,
               const Look *look)
{
  g_autoptr (GPtrArray) rows = cw_inventory_compare ((GPtrArray *const *) look->inventories->pdata, look->n_sites);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *all = json_array_new ();
  guint n_equal = 0;

  cw_inventory_add_blocks (rows, look->procedure, look->sites, (GPtrArray *const *) look->snapshots->pdata,
                           look->n_sites);
  json_node_take_array (node, all);
  for (guint i = 0; i < rows->len; i++)
    {
      const CwInventoryRow *row = g_ptr_array_index (rows, i);

      if (row->part)
        continue;
      json_array_add_object_element (all, row_to_json (row, look->sites, look->n_sites));
      if (is_equal (row, look->sites, look->n_sites))
        n_equal++;
      else if (!cli->json && row->blocks != NULL)
        print_block (cli, row, look->sites, look->n_sites);
      else if (!cli->json)
        print_row (cli, rows, i, look->sites, look->n_sites);
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
static gboolean
read_offline (CwCli   *cli,
              GStrv    repositories,
              Look    *look,
              GError **error)
{
  g_autoptr (GPtrArray) snapshots = NULL;

  look->procedure = load (cli, look->sites, look->n_sites, repositories, error);
  if (look->procedure != NULL)
    snapshots = cw_plan_read_snapshots (look->procedure, (const char *const *) repositories, cli->stop, error);
  if (snapshots == NULL)
    return FALSE;
  for (guint i = 0; i < look->n_sites; i++)
    {
      g_autoptr (GPtrArray) unread = cw_inventory_list_unread (look->procedure, look->sites[i], snapshots);

      warn_of_unread (unread);
      g_ptr_array_add (look->inventories, cw_inventory_new (look->procedure, look->sites[i], snapshots));
      g_ptr_array_add (look->snapshots, g_ptr_array_ref (snapshots));
    }
  return TRUE;
}

/* From a preparation; the first site is one of those that it prepares. */
static gboolean
read_prepared (CwCli       *cli,
               const char  *preparation,
               Look        *look,
               GError     **error)
{
  g_autoptr (CwSession) session = cw_cli_open (cli, preparation, error);
  g_autoptr (CwComponentTable) table = NULL;

  if (session != NULL)
    table = cw_session_read_components (session, look->sites[0], cli->stop, error);
  if (table == NULL || !cw_session_mark_changes (session, look->sites[0], table, cli->stop, error))
    return FALSE;
  look->procedure = g_object_ref (cw_deployment_get_procedure (cw_view_get_deployment (cw_session_get_view (session))));
  for (guint i = 0; i < look->n_sites; i++)
    {
      guint index = cw_component_table_find_site (table, look->sites[i]);

      if (index == G_MAXUINT)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("The preparation’s procedure has no site “%s”"),
                       look->sites[i]);
          return FALSE;
        }
      warn_of_unread (g_ptr_array_index (table->unread, index));
      g_ptr_array_add (look->inventories, g_ptr_array_ref (g_ptr_array_index (table->inventories, index)));
      g_ptr_array_add (look->snapshots, g_ptr_array_ref (g_ptr_array_index (table->snapshots, index)));
    }
  return TRUE;
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
  g_auto (Look) look = {
    .inventories = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref),
    .snapshots = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref),
  };

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc - 1 < min_sites || argc - 1 > max_sites || (repositories == NULL) == (preparation == NULL))
    return cw_cli_usage (min_sites == 1 ? _ ("“components” needs a site, and --preparation or --repository")
                                        : _ ("“compare” needs two sites, and --preparation or --repository"));
  look.sites = argv + 1;
  look.n_sites = (guint) argc - 1;
  if (!(preparation != NULL ? read_prepared (cli, preparation, &look, &error)
                            : read_offline (cli, repositories, &look, &error)))
    return cw_cli_fail (g_steal_pointer (&error));
  return min_sites == 1 ? list_components (cli, g_ptr_array_index (look.inventories, 0)) : compare_sites (cli, &look);
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
