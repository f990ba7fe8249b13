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
read_dependencies (GBytes *bytes)
{
  g_autoptr (CwYaml) chart = bytes != NULL ? cw_yaml_read (bytes, NULL) : NULL;
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

/* Whether every site had the block before, and the chart named it no more than now: then that is how the repository
 * does it, by its own templates, and nobody's oversight. What a person brings is none of that. */
static gboolean
is_settled (CwSnapshot *before,
            const char *folder,
            const char *component)
{
  g_autofree char *chart = g_build_filename (folder, "Chart.yaml", NULL);
  g_autofree char *glob = g_build_filename (folder, "values-*", NULL);
  g_autoptr (GHashTable) names = read_dependencies (cw_snapshot_get_bytes (before, chart));
  const char *const *paths = cw_snapshot_get_paths (before, NULL);
  guint n_files = 0;

  if (names != NULL && g_hash_table_contains (names, component))
    return FALSE;
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

static void
check_chart (CwCheckWork *self,
             CwCheckFile *file)
{
  g_autofree char *folder = g_path_get_dirname (file->path), *path = g_build_filename (folder, "Chart.yaml", NULL);
  g_autoptr (GHashTable) names = read_dependencies (cw_check_get_result (self, path));
  CwYaml *yaml = names != NULL ? cw_check_file_get_yaml (file) : NULL;
  const CwYamlNode *root = yaml != NULL ? cw_yaml_get_root (yaml) : NULL;

  for (guint i = 0; root != NULL && root->kind == CW_YAML_MAPPING && i < root->children->len; i++)
    {
      const CwYamlNode *block = root->children->pdata[i];
      g_autofree char *text = NULL;

      if (!cw_check_is_component (self->rule, block) || g_hash_table_contains (names, block->key->value)
          || has_own_chart (self, folder, block->key->value)
          || is_settled (cw_snapshot_get_before (self->scope->snapshot), folder, block->key->value))
        continue;
      text = g_strdup_printf (_ ("“%s” is no dependency in the Chart.yaml beside it"), block->key->value);
      cw_check_alarm (self, file->path, block->key->line, block->key->value, block->key->value, text);
    }
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
