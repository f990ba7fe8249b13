/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-reach"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-inventory.h"
#include "cw-reach.h"
#include "cw-yaml-proof.h"

/* How many components are named before the others are only counted. */
#define MANY 3
#define FILE_SCHEME "file://"

void
cw_reach_free (CwReach *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->components);
  g_free (self);
}

static GHashTable *
new_keys (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* The name under which a chart takes another one in, which is the key of its values. */
static const char *
get_alias (const CwYamlNode *dependency)
{
  const CwYamlNode *alias = NULL;

  if (dependency->kind != CW_YAML_MAPPING)
    return NULL;
  alias = cw_yaml_node_get_child (dependency, "alias");
  if (alias == NULL)
    alias = cw_yaml_node_get_child (dependency, "name");
  return alias != NULL && alias->kind == CW_YAML_SCALAR ? alias->value : NULL;
}

/* Whether @path lies in the chart that a dependency of the application in @folder names, as Helm has it by a path. */
static gboolean
is_of_chart (const CwYamlNode *dependency,
             const char       *folder,
             const char       *path)
{
  const CwYamlNode *node = dependency->kind == CW_YAML_MAPPING
                             ? cw_yaml_node_get_child (dependency, "repository") : NULL;
  g_autofree char *base = NULL, *chart = NULL, *begin = NULL;

  if (node == NULL || node->kind != CW_YAML_SCALAR || !g_str_has_prefix (node->value, FILE_SCHEME))
    return FALSE;
  base = g_strconcat ("/", folder, NULL);
  chart = g_canonicalize_filename (node->value + strlen (FILE_SCHEME), base);
  begin = g_strconcat (chart + 1, "/", NULL);
  return g_str_has_prefix (path, begin);
}

/* The applications that take in the chart that the file @path is part of, and under which names. */
static void
find_takers (CwSnapshot *snapshot,
             const char *path,
             GHashTable *folders)
{
  const char *const *paths = cw_snapshot_get_paths (snapshot, NULL);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr (CwYaml) yaml = g_str_has_suffix (paths[i], "/Chart.yaml")
                                  ? cw_yaml_read (cw_snapshot_get_bytes (snapshot, paths[i]), NULL) : NULL;
      const CwYamlNode *list = yaml != NULL ? cw_yaml_lookup (yaml, "dependencies") : NULL;
      g_autofree char *folder = g_path_get_dirname (paths[i]);
      g_autoptr (GHashTable) keys = new_keys ();

      for (guint j = 0; list != NULL && list->kind == CW_YAML_SEQUENCE && j < list->children->len; j++)
        {
          const CwYamlNode *dependency = list->children->pdata[j];

          if (is_of_chart (dependency, folder, path) && get_alias (dependency) != NULL)
            g_hash_table_add (keys, g_strdup (get_alias (dependency)));
        }
      if (g_hash_table_size (keys) > 0)
        g_hash_table_replace (folders, g_steal_pointer (&folder), g_steal_pointer (&keys));
    }
}

/* Adds to @keys what stands on only one side of two mappings, or differs there. */
static void
add_different (GHashTable       *keys,
               const CwYamlNode *left,
               const CwYamlNode *right)
{
  for (guint i = 0; left->kind == CW_YAML_MAPPING && i < left->children->len; i++)
    {
      const CwYamlNode *child = left->children->pdata[i];
      const char *key = cw_yaml_node_get_key (child);
      const CwYamlNode *other = right->kind == CW_YAML_MAPPING ? cw_yaml_node_get_child (right, key) : NULL;

      if (other == NULL || !cw_yaml_is_content (child, other))
        g_hash_table_add (keys, g_strdup (key));
    }
}

static const CwYamlNode *
find_dependency (const CwYamlNode *list,
                 const char       *alias)
{
  for (guint i = 0; i < list->children->len; i++)
    if (g_strcmp0 (get_alias (list->children->pdata[i]), alias) == 0)
      return list->children->pdata[i];
  return NULL;
}

static void
add_different_dependencies (GHashTable       *keys,
                            const CwYamlNode *left,
                            const CwYamlNode *right)
{
  for (guint i = 0; i < left->children->len; i++)
    {
      const char *alias = get_alias (left->children->pdata[i]);
      const CwYamlNode *other = alias != NULL ? find_dependency (right, alias) : NULL;

      if (alias != NULL && (other == NULL || !cw_yaml_is_content (left->children->pdata[i], other)))
        g_hash_table_add (keys, g_strdup (alias));
    }
}

/* Which keys of the sites' values a change of values or dependencies is about; %NULL where it may be about all. */
static GHashTable *
find_keys (const char *name,
           GBytes     *before,
           GBytes     *after)
{
  g_autoptr (CwYaml) old = before != NULL ? cw_yaml_read (before, NULL) : NULL;
  g_autoptr (CwYaml) new = after != NULL ? cw_yaml_read (after, NULL) : NULL;
  const CwYamlNode *left = old != NULL ? cw_yaml_get_root (old) : NULL;
  const CwYamlNode *right = new != NULL ? cw_yaml_get_root (new) : NULL;
  g_autoptr (GHashTable) keys = new_keys ();

  if (left == NULL || right == NULL)
    return NULL;
  add_different (keys, left, right);
  add_different (keys, right, left);
  if (!g_str_equal (name, "Chart.yaml"))
    return g_str_equal (name, "values.yaml") ? g_steal_pointer (&keys) : NULL;
  if (!g_hash_table_remove (keys, "dependencies") || g_hash_table_size (keys) > 0)
    return NULL;
  left = cw_yaml_lookup (old, "dependencies");
  right = cw_yaml_lookup (new, "dependencies");
  if (left == NULL || right == NULL || left->kind != CW_YAML_SEQUENCE || right->kind != CW_YAML_SEQUENCE)
    return NULL;
  add_different_dependencies (keys, left, right);
  add_different_dependencies (keys, right, left);
  return g_steal_pointer (&keys);
}

/* Whether the component is meant: one whose values stand under one of @keys, or that has the file to itself. */
static gboolean
is_meant (const CwInventoryItem *item,
          GHashTable            *keys)
{
  g_autofree char *first = g_strndup (item->place, strcspn (item->place, ".["));

  return keys == NULL || *first == '\0' || g_hash_table_contains (keys, first);
}

/* Whether the values of @item stand in @folder. */
static gboolean
is_in (const CwInventoryItem *item,
       const char            *folder)
{
  g_autofree char *own = g_path_get_dirname (item->path);

  return g_str_equal (own, folder);
}

static void
add_components (GPtrArray  *components,
                GPtrArray  *items,
                const char *folder,
                GHashTable *keys)
{
  for (guint i = 0; i < items->len; i++)
    {
      const CwInventoryItem *item = g_ptr_array_index (items, i);

      if (is_in (item, folder) && is_meant (item, keys)
          && !g_ptr_array_find_with_equal_func (components, item->name, g_str_equal, NULL))
        g_ptr_array_add (components, g_strdup (item->name));
    }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Goes up from @path to a folder where values of components stand. */
static char *
find_application (GPtrArray  *items,
                  const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  while (strchr (folder, '/') != NULL)
    {
      char *up;

      for (guint i = 0; i < items->len; i++)
        if (is_in (g_ptr_array_index (items, i), folder))
          return g_steal_pointer (&folder);
      up = g_path_get_dirname (folder);
      g_free (folder);
      folder = up;
    }
  return NULL;
}

/* What the file counts for among the components @items of one site. */
static GPtrArray *
find_at_site (GPtrArray  *items,
              GHashTable *takers,
              const char *path,
              GHashTable *keys)
{
  g_autofree char *folder = find_application (items, path);
  GPtrArray *components = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer taker, names;

  if (folder != NULL)
    add_components (components, items, folder, keys);
  g_hash_table_iter_init (&iter, takers);
  while (g_hash_table_iter_next (&iter, &taker, &names))
    add_components (components, items, taker, names);
  g_ptr_array_sort (components, compare_names);
  return components;
}

/**
 * cw_reach_find:
 * @procedure: what the observatory does
 * @snapshot: the files of all sites in one repository
 * @path: path of a file that concerns every site
 * @before: (nullable): the file as it was
 * @after: (nullable): the file as it will be
 *
 * Finds out whose components a change of a shared chart (by the applications that depend on it), of an
 * application's values or dependencies, or of anything else below an application changes.
 *
 * Returns: (transfer full) (element-type CwReach): the sites, in the procedure's order, with the components there; none
 *   where nobody can tell
 */
GPtrArray *
cw_reach_find (CwProcedure *procedure,
               CwSnapshot  *snapshot,
               const char  *path,
               GBytes      *before,
               GBytes      *after)
{
  GPtrArray *reach = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_reach_free);
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new ();
  g_autoptr (GHashTable) takers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                         (GDestroyNotify) g_hash_table_unref);
  g_autofree char *name = NULL;
  g_autoptr (GHashTable) keys = NULL;
  GPtrArray *sites;

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure) && CW_IS_SNAPSHOT (snapshot) && path != NULL, reach);

  name = g_path_get_basename (path);
  keys = find_keys (name, before, after);
  sites = cw_procedure_get_sites (procedure);
  g_ptr_array_add (snapshots, snapshot);
  find_takers (snapshot, path, takers);
  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      g_autoptr (GPtrArray) items = cw_inventory_new (procedure, site->id, snapshots);
      g_autoptr (GPtrArray) components = find_at_site (items, takers, path, keys);
      CwReach *one;

      if (components->len == 0)
        continue;
      one = g_new0 (CwReach, 1);
      one->site = site;
      one->components = g_steal_pointer (&components);
      g_ptr_array_add (reach, one);
    }
  return reach;
}

static void
append_site (GString       *text,
             const CwReach *one)
{
  guint shown = one->components->len <= MANY ? one->components->len : MANY - 1;

  if (text->len > 0)
    g_string_append (text, "; ");
  g_string_append_printf (text, "%s: ", one->site->name);
  for (guint i = 0; i < shown; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (const char *) one->components->pdata[i]);
  if (shown < one->components->len)
    g_string_append_printf (text, ngettext (" and %u more", " and %u more", one->components->len - shown),
                            one->components->len - shown);
}

/**
 * cw_reach_say:
 * @reach: (element-type CwReach): what cw_reach_find() found
 *
 * Returns: (transfer full): for a person: “Summit: atdome, dream and 3 more; BTS: …”; empty where nobody can
 *   tell
 */
char *
cw_reach_say (GPtrArray *reach)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (reach != NULL, NULL);

  for (guint i = 0; i < reach->len; i++)
    append_site (text, g_ptr_array_index (reach, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
