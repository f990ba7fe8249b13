/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-inventory"

#include "config.h"

#include <string.h>

#include "cw-inventory.h"
#include "cw-yaml-items.h"
#include "cw-yaml-path.h"

/*
 * What stands at some sites and not at the others, and is no component: an environment, a volume, a file. A block is
 * told once, not key by key, and only where what it stands in is there.
 */

/* A block that is empty; also a file that isn't there, where it has components, which are told each. */
static const CwYamlNode nothing = { .kind = CW_YAML_MAPPING };

/* A file of the sites, side by side; where a site hasn't got it there is nothing. */
typedef struct {
  const char *repository;
  guint n_sites;
  char **paths;          /* (owned) (element-type utf8): of each site */
  CwYaml **trees;        /* (owned): of each site */
  gboolean *unknown;     /* (owned): of each site, whether nobody knows what stands there */
  GHashTable *places;    /* (unowned): where components stand, and in which files: `REPOSITORY LINE-FEED ID` each */
  char *id;              /* (owned) */
  GPtrArray *rows;
} Sides;

static void
sides_free (gpointer data)
{
  Sides *self = data;

  for (guint i = 0; i < self->n_sites; i++)
    {
      g_free (self->paths[i]);
      g_clear_pointer (&self->trees[i], cw_yaml_unref);
    }
  g_free (self->paths);
  g_free (self->trees);
  g_free (self->unknown);
  g_free (self->id);
  g_free (self);
}

static Sides *
sides_new (const char *repository,
           const char *id,
           guint       n_sites,
           GHashTable *places,
           GPtrArray  *rows)
{
  Sides *self = g_new0 (Sides, 1);

  self->repository = repository;
  self->n_sites = n_sites;
  self->paths = g_new0 (char *, n_sites);
  self->trees = g_new0 (CwYaml *, n_sites);
  self->unknown = g_new0 (gboolean, n_sites);
  self->places = places;
  self->id = g_strdup (id);
  self->rows = rows;
  return self;
}

static const CwYamlNode *
follow (const CwYamlNode *node)
{
  return node != NULL && node->kind == CW_YAML_ALIAS && node->target != NULL ? node->target : node;
}

/* Also one that comes by a merge. */
static const CwYamlNode *
get_child (const CwYamlNode *mapping,
           const char       *key)
{
  const CwYamlNode *child = mapping->children != NULL ? cw_yaml_node_get_child (mapping, key) : NULL;
  const CwYamlNode *merged = NULL;

  if (child == NULL && mapping->children != NULL)
    merged = follow (cw_yaml_node_get_child (mapping, "<<"));
  return merged != NULL && merged->kind == CW_YAML_MAPPING && merged != mapping ? cw_yaml_node_get_child (merged, key)
                                                                               : child;
}

/* What counts as a whole: more than one line, mostly. */
static gboolean
is_block (const CwYamlNode *node)
{
  node = follow (node);
  if (node->kind == CW_YAML_SCALAR)
    return node->style == CW_YAML_LITERAL || node->style == CW_YAML_FOLDED;
  return node->children != NULL && node->children->len > 0;
}

/* A key that is there without a value, or with an empty one. */
static gboolean
is_empty (const CwYamlNode *node)
{
  node = follow (node);
  return node->kind == CW_YAML_SCALAR ? node->style == CW_YAML_PLAIN
                                          && (*node->value == '\0' || g_str_equal (node->value, "~")
                                              || g_str_equal (node->value, "null"))
                                      : node->children == NULL || node->children->len == 0;
}

/* Components are rows of their own. */
static gboolean
is_component (const Sides             *self,
              const CwYamlNode *const *nodes)
{
  for (guint i = 0; i < self->n_sites; i++)
    if (nodes[i] != NULL)
      {
        g_autofree char *place = cw_yaml_node_dup_path (nodes[i]);
        g_autofree char *key = g_strdup_printf ("%s\n%s#%s", self->repository, self->id, place);

        if (g_hash_table_contains (self->places, key))
          return TRUE;
      }
  return FALSE;
}

static void
add_row (const Sides             *self,
         const char              *place,
         const CwYamlNode *const *nodes,
         const gboolean          *lacks)
{
  CwInventoryRow *row = g_new0 (CwInventoryRow, 1);
  g_autoptr (GArray) steps = *place != '\0' ? cw_yaml_path_read (place, NULL) : NULL;
  g_autofree char *plain = steps != NULL ? cw_yaml_path_write (steps, steps->len) : g_strdup (place);

  row->repository = g_strdup (self->repository);
  row->items = g_new0 (const CwInventoryItem *, self->n_sites);
  row->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_inventory_item_free);
  row->lacks = g_memdup2 (lacks, self->n_sites * sizeof *lacks);
  for (guint i = 0; i < self->n_sites; i++)
    {
      CwInventoryItem *item;

      /* A file is there also where it can't be read. */
      if (lacks[i] || (nodes[i] == NULL && (*place != '\0' || self->paths[i] == NULL)))
        continue;
      item = g_new0 (CwInventoryItem, 1);
      item->repository = g_strdup (self->repository);
      item->path = g_strdup (self->paths[i]);
      item->line = *place != '\0' ? (nodes[i]->key != NULL ? nodes[i]->key : nodes[i])->line : 1;
      item->place = g_strdup (plain);
      item->id = g_strdup_printf ("%s#%s", self->id, plain);
      item->name = g_strdup (*plain != '\0' ? plain : self->id);
      item->block = TRUE;
      row->name = row->name != NULL ? row->name : g_strdup (item->name);
      row->items[i] = item;
      g_ptr_array_add (row->blocks, item);
    }
  g_ptr_array_add (self->rows, row);
}

static void compare_nodes (const Sides             *self,
                           const char              *place,
                           const CwYamlNode *const *nodes);

/* What the sites have at one place below blocks that they have; @parents: %NULL where a site hasn't got that. */
static void
compare_place (const Sides             *self,
               const char              *place,
               const CwYamlNode *const *parents,
               const CwYamlNode       **nodes)
{
  g_autofree gboolean *lacks = g_new0 (gboolean, self->n_sites);
  gboolean any_block = FALSE, any_lacks = FALSE;

  for (guint i = 0; i < self->n_sites; i++)
    {
      lacks[i] = parents[i] != NULL && (nodes[i] == NULL || is_empty (nodes[i]));
      any_lacks = any_lacks || lacks[i];
      any_block = any_block || (nodes[i] != NULL && is_block (nodes[i]));
    }
  if (!any_block)
    return;
  if (any_lacks && !is_component (self, nodes))
    add_row (self, place, nodes, lacks);
  for (guint i = 0; i < self->n_sites; i++)
    if (nodes[i] != NULL && (lacks[i] || nodes[i]->kind == CW_YAML_ALIAS))
      nodes[i] = NULL;
  compare_nodes (self, place, nodes);
}

static void
compare_mappings (const Sides             *self,
                  const char              *place,
                  const CwYamlNode *const *nodes)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree const CwYamlNode **below = g_new0 (const CwYamlNode *, self->n_sites);

  for (guint i = 0; i < self->n_sites; i++)
    for (guint j = 0; nodes[i] != NULL && nodes[i]->children != NULL && j < nodes[i]->children->len; j++)
      {
        const char *key = cw_yaml_node_get_key (nodes[i]->children->pdata[j]);
        g_autofree char *quoted = NULL, *path = NULL;

        if (key == NULL || g_str_equal (key, "<<") || !g_hash_table_add (seen, (gpointer) key))
          continue;
        for (guint k = 0; k < self->n_sites; k++)
          below[k] = nodes[k] != NULL ? get_child (nodes[k], key) : NULL;
        quoted = cw_yaml_quote_key (key);
        path = g_strconcat (place, *place != '\0' ? "." : "", quoted, NULL);
        compare_place (self, path, nodes, below);
      }
}

/* The items, where each can be told from the others. */
static void
compare_lists (const Sides             *self,
               const char              *place,
               const CwYamlNode *const *nodes)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree const CwYamlNode **below = g_new0 (const CwYamlNode *, self->n_sites);
  CwYamlItems items = { 0 };

  for (guint i = 0; i < self->n_sites; i++)
    if (nodes[i] != NULL)
      g_ptr_array_add (lists, (gpointer) nodes[i]);
  if (!cw_yaml_items_choose (&items, (const CwYamlNode *const *) lists->pdata, lists->len))
    return;
  for (guint i = 0; i < self->n_sites; i++)
    for (guint j = 0; nodes[i] != NULL && j < nodes[i]->children->len; j++)
      {
        const CwYamlNode *item = nodes[i]->children->pdata[j];
        g_autofree char *step = cw_yaml_items_step (&items, item), *path = g_strconcat (place, step, NULL);

        for (guint k = 0; k < self->n_sites; k++)
          below[k] = nodes[k] != NULL ? cw_yaml_items_find (&items, nodes[k], item) : NULL;
        if (g_hash_table_add (seen, g_steal_pointer (&step)))
          compare_place (self, path, nodes, below);
      }
}

/* @nodes: of each site; %NULL where what they stand in isn't there, or is said in another way */
static void
compare_nodes (const Sides             *self,
               const char              *place,
               const CwYamlNode *const *nodes)
{
  g_autofree const CwYamlNode **alike = g_new0 (const CwYamlNode *, self->n_sites);
  CwYamlKind kind = CW_YAML_SCALAR;
  guint n_alike = 0;

  for (guint i = 0; i < self->n_sites && kind == CW_YAML_SCALAR; i++)
    if (nodes[i] != NULL)
      kind = nodes[i]->kind;
  for (guint i = 0; i < self->n_sites; i++)
    {
      alike[i] = nodes[i] != NULL && nodes[i]->kind == kind ? nodes[i] : NULL;
      n_alike += alike[i] != NULL;
    }
  if (n_alike < 2)
    return;
  if (kind == CW_YAML_MAPPING)
    compare_mappings (self, place, alike);
  else if (kind == CW_YAML_SEQUENCE)
    compare_lists (self, place, alike);
}

/* A file that has components is told by them, and by what stands beside them. */
static gboolean
has_components (const Sides *self)
{
  g_autofree char *key = g_strdup_printf ("%s\n%s", self->repository, self->id);

  return g_hash_table_contains (self->places, key);
}

static void
compare_file (const Sides *self)
{
  g_autofree const CwYamlNode **roots = g_new0 (const CwYamlNode *, self->n_sites);
  g_autofree gboolean *lacks = g_new0 (gboolean, self->n_sites);
  gboolean apart = has_components (self), whole, any_lacks = FALSE;

  for (guint i = 0; i < self->n_sites; i++)
    roots[i] = self->trees[i] != NULL ? cw_yaml_get_root (self->trees[i]) : NULL;
  whole = is_component (self, roots);
  for (guint i = 0; i < self->n_sites; i++)
    {
      lacks[i] = self->paths[i] == NULL && !self->unknown[i];
      any_lacks = any_lacks || lacks[i];
      if (roots[i] == NULL && !self->unknown[i] && (!lacks[i] || (apart && !whole)))
        roots[i] = &nothing;
    }
  if (any_lacks && !apart)
    add_row (self, "", roots, lacks);
  compare_nodes (self, "", roots);
}

/* What is in the files of one site's deployment; a second one is no site's own. */
static void
add_files (GHashTable        *files,
           CwSnapshot        *snapshot,
           const CwSiteFiles *deployment,
           guint              site,
           guint              n_sites,
           GHashTable        *places,
           GPtrArray         *rows)
{
  const char *const *paths = cw_snapshot_get_paths (snapshot, NULL);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *id = NULL;
      Sides *sides;

      if (!cw_inventory_is_yaml (paths[i])
          || !cw_path_matches_any ((const char *const *) deployment->include, paths[i]))
        continue;
      id = cw_inventory_dup_file_id (deployment, paths[i]);
      sides = g_hash_table_lookup (files, id);
      if (sides == NULL)
        {
          sides = sides_new (cw_snapshot_get_repository (snapshot), id, n_sites, places, rows);
          g_hash_table_insert (files, sides->id, sides);
        }
      if (sides->paths[site] != NULL)
        continue;
      sides->paths[site] = g_strdup (paths[i]);
      sides->trees[site] = cw_yaml_read (cw_snapshot_get_bytes (snapshot, paths[i]), NULL);
      sides->unknown[site] = sides->trees[site] == NULL;
    }
}

static GHashTable *
list_places (GPtrArray *rows,
             guint      n_sites)
{
  GHashTable *places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const CwInventoryRow *row = g_ptr_array_index (rows, i);

      for (guint j = 0; j < n_sites; j++)
        if (row->items[j] != NULL)
          {
            const CwInventoryItem *item = row->items[j];
            int length = (int) (strlen (item->id) - strlen (item->place)) - 1;

            g_hash_table_add (places, g_strdup_printf ("%s\n%s", item->repository, item->id));
            g_hash_table_add (places, g_strdup_printf ("%s\n%.*s", item->repository, length, item->id));
          }
    }
  return places;
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  const Sides *left = *(const Sides *const *) a, *right = *(const Sides *const *) b;
  int order = strcmp (left->repository, right->repository);

  return order != 0 ? order : strcmp (left->id, right->id);
}

static void
compare_repository (GPtrArray         *rows,
                    CwProcedure       *procedure,
                    const char        *id,
                    char *const       *sites,
                    GPtrArray *const  *snapshots,
                    guint              n_sites,
                    GHashTable        *places)
{
  const CwRepository *repository = cw_procedure_get_repository (procedure, id);
  g_autoptr (GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, sides_free);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; repository != NULL && i < n_sites; i++)
    {
      GPtrArray *deployments = cw_procedure_get_site_files (procedure, repository, sites[i]);
      CwSnapshot *snapshot = cw_snapshot_find (snapshots[i], id);

      for (guint j = 0; deployments != NULL && snapshot != NULL && j < deployments->len; j++)
        if (!((const CwSiteFiles *) deployments->pdata[j])->second)
          add_files (files, snapshot, deployments->pdata[j], i, n_sites, places, rows);
    }
  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (sorted, value);
  g_ptr_array_sort (sorted, compare_ids);
  for (guint i = 0; i < sorted->len; i++)
    {
      Sides *sides = g_ptr_array_index (sorted, i);

      for (guint j = 0; j < n_sites; j++)
        sides->unknown[j] |= cw_procedure_get_site_files (procedure, repository, sites[j]) == NULL;
      compare_file (sides);
    }
}

/**
 * cw_inventory_add_blocks:
 * @rows: (element-type CwInventoryRow): the components of several sites, as cw_inventory_compare() put them
 * @procedure: what the observatory does
 * @sites: (array length=n_sites): the sites' ids
 * @snapshots: (array length=n_sites) (element-type CwSnapshot): for each site, the repositories' files
 * @n_sites: how many sites
 *
 * Adds what stands as a whole at some of the sites only and is no component: blocks, items of lists, files; each once,
 * where what it stands in is there.
 */
void
cw_inventory_add_blocks (GPtrArray        *rows,
                         CwProcedure      *procedure,
                         char *const      *sites,
                         GPtrArray *const *snapshots,
                         guint             n_sites)
{
  g_autoptr (GHashTable) places = NULL;

  g_return_if_fail (rows != NULL && CW_IS_PROCEDURE (procedure) && sites != NULL && snapshots != NULL && n_sites > 0);

  places = list_places (rows, n_sites);
  for (guint i = 0; i < snapshots[0]->len; i++)
    compare_repository (rows, procedure, cw_snapshot_get_repository (snapshots[0]->pdata[i]), sites, snapshots, n_sites,
                        places);
}
