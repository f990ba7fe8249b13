/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-check-charts"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-check.h"

/* Checks that a component which is configured also has what makes it work elsewhere. */

static gboolean
is_key (const CwTagRule *rule,
        const char      *key)
{
  for (guint i = 0; rule->keys[i] != NULL; i++)
    if (g_str_equal (rule->keys[i], key))
      return TRUE;
  return FALSE;
}

/**
 * cw_check_is_component:
 * @rule: the check of charts
 * @block: an entry of a file that it looks at
 *
 * Returns: whether the block of a collector's values configures a component
 */
gboolean
cw_check_is_component (const CwTagRule  *rule,
                       const CwYamlNode *block)
{
  if (block->kind != CW_YAML_MAPPING || block->key == NULL || g_str_equal (block->key->value, "global"))
    return FALSE;
  for (guint i = 0; i < block->children->len; i++)
    if (is_key (rule, cw_yaml_node_get_key (block->children->pdata[i])))
      return TRUE;
  return FALSE;
}

/**
 * cw_check_runs:
 * @block: a component's block
 *
 * Returns: whether the component runs: one that is switched off needs nothing
 */
gboolean
cw_check_runs (const CwYamlNode *block)
{
  const CwYamlNode *enabled = block->kind == CW_YAML_MAPPING ? cw_yaml_node_get_child (block, "enabled") : NULL;

  return enabled == NULL || enabled->kind != CW_YAML_SCALAR || !g_str_equal (enabled->value, "false");
}

static void
add_name (GHashTable       *names,
          const CwYamlNode *dependency,
          const char       *key)
{
  const CwYamlNode *node = dependency->kind == CW_YAML_MAPPING ? cw_yaml_node_get_child (dependency, key) : NULL;

  if (node != NULL && node->kind == CW_YAML_SCALAR)
    g_hash_table_add (names, g_strdup (node->value));
}

/* The names under which a chart takes others in; %NULL where it doesn't say. */
static GHashTable *
read_dependencies (const CwYaml *chart)
{
  const CwYamlNode *list = chart != NULL ? cw_yaml_lookup (chart, "dependencies") : NULL;
  GHashTable *names = NULL;

  if (list == NULL || list->kind != CW_YAML_SEQUENCE)
    return NULL;
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < list->children->len; i++)
    {
      add_name (names, list->children->pdata[i], "name");
      add_name (names, list->children->pdata[i], "alias");
    }
  return names;
}

/* Whether the application has a chart of that name below its own one, which helm takes in unasked. */
static gboolean
has_own_chart (const CwCheckWork *self,
               const char        *folder,
               const char        *component)
{
  g_autofree char *path = g_build_filename (folder, "charts", component, "Chart.yaml", NULL);

  return cw_check_get_result (self, path) != NULL;
}

/**
 * cw_check_has_block:
 * @bytes: (nullable): a file's content
 * @component: name of a component
 *
 * Returns: whether the file has a block for it
 */
gboolean
cw_check_has_block (GBytes     *bytes,
                    const char *component)
{
  g_autoptr (CwYaml) yaml = bytes != NULL ? cw_yaml_read (bytes, NULL) : NULL;
  const CwYamlNode *root = yaml != NULL ? cw_yaml_get_root (yaml) : NULL;

  return root != NULL && root->kind == CW_YAML_MAPPING && cw_yaml_node_get_child (root, component) != NULL;
}

/* Whether every site had the block before: where the chart didn't name it either, that is how the repository does it,
 * by its own templates, and nobody's oversight. What a person brings is none of that. */
static gboolean
is_settled (CwSnapshot *before,
            const char *folder,
            const char *component)
{
  g_autofree char *glob = g_build_filename (folder, "values-*", NULL);
  const char *const *paths = cw_snapshot_get_paths (before, NULL);
  guint n_files = 0;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      if (!cw_path_matches (glob, paths[i]))
        continue;
      if (!cw_check_has_block (cw_snapshot_get_bytes (before, paths[i]), component))
        return FALSE;
      n_files++;
    }
  return n_files > 1;
}

/* (nullable): the file as it was before a person changed it or took it away. */
static GBytes *
get_earlier (const CwCheckWork *self,
             const char        *path)
{
  GBytes *bytes = cw_snapshot_get_bytes (cw_snapshot_get_before (self->scope->snapshot), path);

  return bytes != NULL ? bytes : cw_snapshot_get_bytes (self->scope->snapshot, path);
}

/* Whether a dependency, or a chart below the application's, was there for the component, and isn't any more. */
static gboolean
was_taken_out (const CwCheckWork *self,
               const char        *folder,
               const char        *component)
{
  g_autofree char *chart = g_build_filename (folder, "Chart.yaml", NULL);
  g_autofree char *own = g_build_filename (folder, "charts", component, "Chart.yaml", NULL);
  GBytes *bytes = get_earlier (self, chart);
  g_autoptr (CwYaml) yaml = bytes != NULL ? cw_yaml_read (bytes, NULL) : NULL;
  g_autoptr (GHashTable) names = read_dependencies (yaml);

  return (names != NULL && g_hash_table_contains (names, component)) || get_earlier (self, own) != NULL;
}

/* One alarm for all that the chart stood for: (nullable): the first component that the file configures. */
static const CwYamlNode *
find_first_component (const CwCheckWork *self,
                      const CwYamlNode  *root)
{
  for (guint i = 0; i < root->children->len; i++)
    if (cw_check_is_component (self->rule, root->children->pdata[i]))
      return root->children->pdata[i];
  return NULL;
}

static void
check_blocks (CwCheckWork      *self,
              CwCheckFile      *file,
              const char       *folder,
              const CwYamlNode *root,
              GHashTable       *names)
{
  for (guint i = 0; i < root->children->len; i++)
    {
      const CwYamlNode *block = root->children->pdata[i];
      g_autofree char *text = NULL;
      const char *name;

      if (!cw_check_is_component (self->rule, block))
        continue;
      name = block->key->value;
      if ((names != NULL && g_hash_table_contains (names, name)) || has_own_chart (self, folder, name))
        continue;
      if (!was_taken_out (self, folder, name)
          && (names == NULL || is_settled (cw_snapshot_get_before (self->scope->snapshot), folder, name)))
        continue;
      text = g_strdup_printf (_ ("“%s” is no dependency in the Chart.yaml beside it"), name);
      cw_check_alarm (self, file->path, block->key->line, name, name, text);
    }
}

static void
check_chart (CwCheckWork *self,
             CwCheckFile *file)
{
  g_autofree char *folder = g_path_get_dirname (file->path), *path = g_build_filename (folder, "Chart.yaml", NULL);
  GBytes *bytes = cw_check_get_result (self, path);
  g_autoptr (CwYaml) chart = bytes != NULL ? cw_yaml_read (bytes, NULL) : NULL;
  g_autoptr (GHashTable) names = read_dependencies (chart);
  CwYaml *yaml = chart != NULL || get_earlier (self, path) != NULL ? cw_check_file_get_yaml (file) : NULL;
  const CwYamlNode *root = yaml != NULL ? cw_yaml_get_root (yaml) : NULL, *first = NULL;

  if (root == NULL || root->kind != CW_YAML_MAPPING)
    return;
  if (chart != NULL)
    check_blocks (self, file, folder, root, names);
  else if (bytes == NULL)
    first = find_first_component (self, root);
  if (first != NULL)
    cw_check_alarm (self, file->path, first->key->line, "Chart.yaml", "Chart.yaml",
                    _ ("the Chart.yaml beside it is gone, without which nothing of this file runs"));
}

/**
 * cw_check_charts:
 * @self: a check's work
 *
 * Looks for components without a chart dependency where siblings have one. For cw_scope_check().
 */
void
cw_check_charts (CwCheckWork *self)
{
  for (guint i = 0; i < self->files->len; i++)
    if (cw_check_concerns (self, self->files->pdata[i]))
      check_chart (self, self->files->pdata[i]);
}
