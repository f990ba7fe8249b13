/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-inventory"

#include "config.h"

#include <string.h>

#include "cw-compose.h"
#include "cw-inventory.h"
#include "cw-place.h"

/* The components of a site, as its files name them: a block with an image, a switch or a launch command-line is one. */

/* A file of the site, while it is looked through. */
typedef struct {
  CwSnapshot *snapshot;
  const CwSiteFiles *files;
  const char *path;
  const char *shared;     /* (nullable): the tag that all components share */
  GHashTable *variables;  /* (nullable) (owned): what the env files beside it set, once something needed it */
  GPtrArray *items;
} Look;

void
cw_inventory_item_free (CwInventoryItem *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->repository);
  g_free (self->path);
  g_free (self->place);
  g_free (self->id);
  g_free (self->name);
  for (guint i = 0; i < CW_INVENTORY_N_FIELDS; i++)
    g_free (self->fields[i]);
  g_free (self->resolved);
  g_free (self);
}

CwInventoryItem *
cw_inventory_item_copy (const CwInventoryItem *self)
{
  CwInventoryItem *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (CwInventoryItem, 1);
  copy->repository = g_strdup (self->repository);
  copy->path = g_strdup (self->path);
  copy->line = self->line;
  copy->place = g_strdup (self->place);
  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  for (guint i = 0; i < CW_INVENTORY_N_FIELDS; i++)
    {
      copy->fields[i] = g_strdup (self->fields[i]);
      copy->changed[i] = self->changed[i];
    }
  copy->resolved = g_strdup (self->resolved);
  copy->added = self->added;
  copy->block = self->block;
  return copy;
}

static const char *
get_scalar (const CwYamlNode *block,
            const char       *key)
{
  const CwYamlNode *child = block->kind == CW_YAML_MAPPING ? cw_yaml_node_get_child (block, key) : NULL;

  return child != NULL && child->kind == CW_YAML_SCALAR ? child->value : NULL;
}

/* Keys as `a.b=1`, lists one after the other. */
static void
flatten (const CwYamlNode *node,
         const char       *prefix,
         GString          *text)
{
  if (node->kind == CW_YAML_SCALAR)
    g_string_append_printf (text, "%s%s%s%s", text->len > 0 ? " " : "", prefix, *prefix != '\0' ? "=" : "",
                            node->value);
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    {
      const CwYamlNode *child = g_ptr_array_index (node->children, i);
      const char *key = node->kind == CW_YAML_MAPPING ? cw_yaml_node_get_key (child) : NULL;
      g_autofree char *longer = key == NULL        ? g_strdup (prefix)
                                : *prefix != '\0' ? g_strconcat (prefix, ".", key, NULL)
                                                  : g_strdup (key);

      flatten (child, longer, text);
    }
}

static char *
dup_flat (const CwYamlNode *block,
          const char       *key)
{
  const CwYamlNode *child = cw_yaml_node_get_child (block, key);
  g_autoptr (GString) text = g_string_new (NULL);

  if (child == NULL)
    return NULL;
  flatten (child, "", text);
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* An environment is written as keys, or as a list of names and values. */
static const char *
find_variable (const CwYamlNode *block,
               const char       *name)
{
  static const char *const keys[] = { "env", "envs", "environment" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const CwYamlNode *env = cw_yaml_node_get_child (block, keys[i]);
      const char *value = env != NULL ? get_scalar (env, name) : NULL;

      for (guint j = 0; value == NULL && env != NULL && env->kind == CW_YAML_SEQUENCE && j < env->children->len; j++)
        {
          const CwYamlNode *entry = g_ptr_array_index (env->children, j);

          if (g_strcmp0 (get_scalar (entry, "name"), name) == 0)
            value = get_scalar (entry, "value");
        }
      if (value != NULL)
        return value;
    }
  return NULL;
}

static char *
find_command (const CwYamlNode *block)
{
  const char *argument = find_variable (block, "RUN_ARG");

  if (argument != NULL)
    return g_strdup (argument);
  return cw_yaml_node_get_child (block, "args") != NULL ? dup_flat (block, "args") : dup_flat (block, "command");
}

static GBytes *
find_bytes (const char *path,
            gpointer    snapshot)
{
  return cw_snapshot_get_bytes (snapshot, path);
}

/* (nullable): the tag that the variables of an image make, where all of them are set */
static char *
resolve_tag (Look       *look,
             const char *text)
{
  g_autoptr (GPtrArray) undefined = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *resolved = NULL;
  const char *colon;

  if (look->variables == NULL)
    look->variables = cw_compose_read_variables (look->files, cw_snapshot_get_paths (look->snapshot, NULL), look->path,
                                                 find_bytes, look->snapshot);
  resolved = cw_compose_resolve (look->variables, text, undefined);
  colon = cw_compose_find_tag (resolved);
  return colon != NULL && undefined->len == 0 ? g_strdup (colon + 1) : NULL;
}

static void
read_image (Look             *look,
            const CwYamlNode *block,
            CwInventoryItem  *item)
{
  const CwYamlNode *image = cw_yaml_node_get_child (block, "image");
  const char *text = get_scalar (block, "image"), *colon = text != NULL ? cw_compose_find_tag (text) : NULL;

  if (colon != NULL)
    {
      item->fields[CW_INVENTORY_IMAGE] = g_strndup (text, (gsize) (colon - text));
      item->fields[CW_INVENTORY_TAG] = g_strdup (colon + 1);
      item->resolved = strchr (colon, '$') != NULL ? resolve_tag (look, text) : NULL;
    }
  else if (text != NULL)
    item->fields[CW_INVENTORY_IMAGE] = g_strdup (text);
  else if (image != NULL && image->kind == CW_YAML_MAPPING)
    {
      item->fields[CW_INVENTORY_IMAGE] = g_strdup (get_scalar (image, "repository"));
      item->fields[CW_INVENTORY_TAG] = g_strdup (get_scalar (image, "tag"));
      item->fields[CW_INVENTORY_PIN] = g_strdup (get_scalar (image, "revision"));
    }
  if (image != NULL && item->fields[CW_INVENTORY_TAG] == NULL)
    item->fields[CW_INVENTORY_TAG] = g_strdup (look->shared);
}

/**
 * cw_inventory_is_component:
 * @node: any node of a file of a site
 *
 * Returns: whether it is a component's block
 */
gboolean
cw_inventory_is_component (const CwYamlNode *node)
{
  const CwYamlNode *image;

  if (node->kind != CW_YAML_MAPPING)
    return FALSE;
  image = cw_yaml_node_get_child (node, "image");
  if (image != NULL && (image->kind == CW_YAML_SCALAR
                        || (image->kind == CW_YAML_MAPPING && (get_scalar (image, "repository") != NULL
                                                                || get_scalar (image, "tag") != NULL
                                                                || get_scalar (image, "pullPolicy") != NULL
                                                                || get_scalar (image, "revision") != NULL))))
    return TRUE;
  return find_variable (node, "RUN_ARG") != NULL;
}

/**
 * cw_inventory_dup_file_id:
 * @files: a deployment of a site
 * @path: path of one of its files
 *
 * Returns: (transfer full): what the file is called at every site
 */
char *
cw_inventory_dup_file_id (const CwSiteFiles *files,
                          const char        *path)
{
  const char *at = g_strrstr (path, files->id);
  g_autofree char *head = NULL;

  if (at == NULL)
    return g_strdup (path);
  head = g_strndup (path, (gsize) (at - path));
  return g_strconcat (head, "*", at + strlen (files->id), NULL);
}

static char *
dup_id (const Look       *look,
        const CwYamlNode *node)
{
  g_autofree char *file = cw_inventory_dup_file_id (look->files, look->path);
  g_autofree char *place = cw_yaml_node_dup_path (node);

  return g_strconcat (file, "#", place, NULL);
}

static char *
dup_name (const Look       *look,
          const CwYamlNode *node)
{
  const char *key = cw_yaml_node_get_key (node);
  g_autofree char *folder = g_path_get_dirname (look->path);

  return key != NULL ? g_strdup (key) : g_path_get_basename (folder);
}

static void
add_item (Look             *look,
          const CwYamlNode *node)
{
  CwInventoryItem *item = g_new0 (CwInventoryItem, 1);

  item->repository = g_strdup (cw_snapshot_get_repository (look->snapshot));
  item->path = g_strdup (look->path);
  item->line = node->line;
  item->place = cw_yaml_node_dup_path (node);
  item->id = dup_id (look, node);
  item->name = dup_name (look, node);
  read_image (look, node, item);
  item->fields[CW_INVENTORY_ENABLED] = g_strdup (get_scalar (node, "enabled"));
  item->fields[CW_INVENTORY_COMMAND] = find_command (node);
  item->fields[CW_INVENTORY_RESOURCES] = dup_flat (node, "resources");
  g_ptr_array_add (look->items, item);
}

static void
look_through (Look   *look,
              GBytes *bytes)
{
  g_autoptr (CwYaml) yaml = cw_yaml_read (bytes, NULL);
  GPtrArray *nodes = yaml != NULL ? cw_yaml_get_nodes (yaml) : NULL;

  for (guint i = 0; nodes != NULL && i < nodes->len; i++)
    if (cw_inventory_is_component (g_ptr_array_index (nodes, i)))
      add_item (look, g_ptr_array_index (nodes, i));
}

static char *
find_shared_in (CwSnapshot        *snapshot,
                const CwTagRule   *rule,
                const CwSiteFiles *files)
{
  const char *const *paths = cw_snapshot_get_paths (snapshot, NULL);
  char *shared = NULL;

  for (guint i = 0; paths[i] != NULL && shared == NULL; i++)
    {
      CwPlanFile *file;

      if (!cw_path_matches_any ((const char *const *) files->include, paths[i])
          || !cw_path_matches_any ((const char *const *) rule->files, paths[i]))
        continue;
      file = cw_plan_file_new (paths[i], cw_snapshot_get_bytes (snapshot, paths[i]));
      if (cw_plan_file_read (file, rule) && cw_plan_file_find_places (file, rule))
        shared = g_strdup (((const CwPlace *) g_ptr_array_index (file->places, 0))->value);
      cw_plan_file_free (file);
    }
  return shared;
}

/* The one tag that all components of a deployment share, where there is such a thing. */
static char *
find_shared (CwSnapshot        *snapshot,
             const CwSiteFiles *files)
{
  for (guint i = 0; i < files->rules->len; i++)
    {
      const CwTagRule *rule = g_ptr_array_index (files->rules, i);

      if (rule->kind == CW_RULE_SCALAR)
        return find_shared_in (snapshot, rule, files);
    }
  return NULL;
}

gboolean
cw_inventory_is_yaml (const char *path)
{
  return g_str_has_suffix (path, ".yaml") || g_str_has_suffix (path, ".yml");
}

static void
look_at_deployment (CwSnapshot        *snapshot,
                    const CwSiteFiles *files,
                    GHashTable        *taken,
                    GPtrArray         *items)
{
  const char *const *paths = cw_snapshot_get_paths (snapshot, NULL);
  g_autofree char *shared = find_shared (snapshot, files);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      Look look = { snapshot, files, paths[i], shared, NULL, items };

      if (cw_inventory_is_yaml (paths[i])
          && cw_path_matches_any ((const char *const *) files->include, paths[i])
          && g_hash_table_add (taken, (gpointer) paths[i]))
        look_through (&look, cw_snapshot_get_bytes (snapshot, paths[i]));
      g_clear_pointer (&look.variables, g_hash_table_unref);
    }
}

static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  const CwInventoryItem *left = *(const CwInventoryItem *const *) a, *right = *(const CwInventoryItem *const *) b;
  int order = strcmp (left->name, right->name);

  order = order != 0 ? order : strcmp (left->repository, right->repository);
  return order != 0 ? order : strcmp (left->id, right->id);
}

/**
 * cw_inventory_new:
 * @procedure: what the observatory does
 * @site: id of a site
 * @snapshots: (element-type CwSnapshot): the repositories' files
 *
 * Lists the components of a site over all repositories. Files that can't be read have none.
 *
 * Returns: (transfer full) (element-type CwInventoryItem): by name
 */
GPtrArray *
cw_inventory_new (CwProcedure *procedure,
                  const char  *site,
                  GPtrArray   *snapshots)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_inventory_item_free);

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure) && site != NULL && snapshots != NULL, items);

  for (guint i = 0; i < snapshots->len; i++)
    {
      CwSnapshot *snapshot = g_ptr_array_index (snapshots, i);
      const CwRepository *repository = cw_procedure_get_repository (procedure, cw_snapshot_get_repository (snapshot));
      GPtrArray *deployments = repository != NULL ? cw_procedure_get_site_files (procedure, repository, site) : NULL;
      g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint j = 0; deployments != NULL && j < deployments->len; j++)
        look_at_deployment (snapshot, g_ptr_array_index (deployments, j), taken, items);
    }
  g_ptr_array_sort (items, compare_items);
  return items;
}

void
cw_inventory_row_free (CwInventoryRow *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->repository);
  g_free (self->name);
  g_free (self->items);
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_free (self->lacks);
  g_clear_pointer (&self->also, g_array_unref);
  g_free (self);
}

static void
find_differences (CwInventoryRow *row,
                  guint           n_items)
{
  const CwInventoryItem *first = NULL;

  for (guint i = 0; i < n_items; i++)
    {
      const CwInventoryItem *item = row->items[i];

      for (guint j = 0; item != NULL && first != NULL && j < CW_INVENTORY_N_FIELDS; j++)
        row->differs[j] |= g_strcmp0 (cw_inventory_item_get_value (item, j),
                                      cw_inventory_item_get_value (first, j)) != 0;
      first = first != NULL ? first : item;
    }
}

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const CwInventoryRow *left = *(const CwInventoryRow *const *) a, *right = *(const CwInventoryRow *const *) b;
  int order = strcmp (left->name, right->name);

  return order != 0 ? order : strcmp (left->repository, right->repository);
}

/**
 * cw_inventory_compare:
 * @inventories: (array length=n_inventories) (element-type CwInventoryItem): the sites' components
 * @n_inventories: how many sites
 *
 * Puts the components of several sites side by side. The items stay those of the inventories, which must outlive them.
 *
 * Returns: (transfer full) (element-type CwInventoryRow): by name
 */
GPtrArray *
cw_inventory_compare (GPtrArray *const *inventories,
                      guint             n_inventories)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_inventory_row_free);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_return_val_if_fail (inventories != NULL, rows);

  for (guint i = 0; i < n_inventories; i++)
    for (guint j = 0; j < inventories[i]->len; j++)
      {
        const CwInventoryItem *item = g_ptr_array_index (inventories[i], j);
        g_autofree char *key = g_strconcat (item->repository, "\n", item->id, NULL);
        CwInventoryRow *row = g_hash_table_lookup (known, key);

        if (row == NULL)
          {
            row = g_new0 (CwInventoryRow, 1);
            row->repository = g_strdup (item->repository);
            row->name = g_strdup (item->name);
            row->items = g_new0 (const CwInventoryItem *, n_inventories);
            g_hash_table_insert (known, g_steal_pointer (&key), row);
            g_ptr_array_add (rows, row);
          }
        row->items[i] = item;
      }
  cw_inventory_join (rows, n_inventories);
  for (guint i = 0; i < rows->len; i++)
    find_differences (g_ptr_array_index (rows, i), n_inventories);
  g_ptr_array_sort (rows, compare_rows);
  return rows;
}

/**
 * cw_inventory_item_get_value:
 * @self: a component
 * @field: a field
 *
 * Returns: (transfer none) (nullable): what counts there: a tag of variables is what these make of it
 */
const char *
cw_inventory_item_get_value (const CwInventoryItem *self,
                             CwInventoryField       field)
{
  g_return_val_if_fail (self != NULL && field < CW_INVENTORY_N_FIELDS, NULL);

  return field == CW_INVENTORY_TAG && self->resolved != NULL ? self->resolved : self->fields[field];
}

static const char *const field_words[] = { "image", "tag", "pin", "enabled", "command", "resources" };

/**
 * cw_inventory_find:
 * @items: (element-type CwInventoryItem): components of a site
 * @like: a component, of this site or another one
 *
 * Returns: (transfer none) (nullable): the same component among them
 */
const CwInventoryItem *
cw_inventory_find (GPtrArray             *items,
                   const CwInventoryItem *like)
{
  g_return_val_if_fail (items != NULL && like != NULL, NULL);

  for (guint i = 0; i < items->len; i++)
    {
      const CwInventoryItem *item = g_ptr_array_index (items, i);

      if (g_str_equal (item->repository, like->repository) && g_str_equal (item->id, like->id))
        return item;
    }
  return NULL;
}

/**
 * cw_inventory_field_to_word:
 * @field: a field of a component
 *
 * Returns: (transfer none): its word on the command line and in JSON
 */
const char *
cw_inventory_field_to_word (CwInventoryField field)
{
  g_return_val_if_fail (field < CW_INVENTORY_N_FIELDS, field_words[0]);

  return field_words[field];
}

/**
 * cw_inventory_field_from_word:
 * @word: a field's word
 * @field: (out): the field
 *
 * Returns: whether there is such a field
 */
gboolean
cw_inventory_field_from_word (const char       *word,
                              CwInventoryField *field)
{
  g_return_val_if_fail (word != NULL && field != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (field_words); i++)
    if (g_str_equal (field_words[i], word))
      {
        *field = i;
        return TRUE;
      }
  return FALSE;
}
