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

/* A block of a collector's values that configures a component. */
static gboolean
is_component (const CwTagRule  *rule,
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

static gboolean
has_block (GBytes     *bytes,
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
      if (!has_block (cw_snapshot_get_bytes (before, paths[i]), component))
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

      if (!is_component (self->rule, block) || g_hash_table_contains (names, block->key->value)
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

/* Names as producers write them, folded: `ESS:309` is ess and ess309. */
static char *
fold (const char *name,
      gsize       length)
{
  GString *folded = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    if (g_ascii_isalnum (name[i]))
      g_string_append_c (folded, g_ascii_tolower (name[i]));
  return g_string_free (folded, FALSE);
}

static void
add_producer (GHashTable       *names,
              const CwYamlNode *node)
{
  gsize base = strcspn (node->value, ": "), whole = strcspn (node->value, " ");
  const CwYamlNode *name = cw_yaml_node_get_child (node->parent, "name");

  if (g_str_has_suffix (node->value, ":0") || whole == base || strncmp (node->value + base, ":0 ", 3) == 0)
    g_hash_table_add (names, fold (node->value, base));
  g_hash_table_add (names, fold (node->value, whole));
  if (node->parent->key != NULL)
    g_hash_table_add (names, fold (node->parent->key->value, strlen (node->parent->key->value)));
  if (name != NULL && name->kind == CW_YAML_SCALAR)
    g_hash_table_add (names, fold (name->value, strlen (name->value)));
}

/* (element-type CwYamlNode): what a file's producers are for. */
static GPtrArray *
list_producers (const CwTagRule *rule,
                CwYaml          *yaml)
{
  GPtrArray *nodes = yaml != NULL ? cw_yaml_get_nodes (yaml) : NULL, *producers = g_ptr_array_new ();

  for (guint i = 0; nodes != NULL && i < nodes->len; i++)
    {
      CwYamlNode *node = nodes->pdata[i];
      g_autofree char *path = node->kind == CW_YAML_SCALAR && node->key != NULL ? cw_yaml_node_dup_path (node) : NULL;

      if (path != NULL)
        g_strdelimit (path, "[]", '.');
      if (path != NULL && cw_check_is_path (rule, path))
        g_ptr_array_add (producers, node);
    }
  return producers;
}

static void
add_producers (GHashTable      *names,
               const CwTagRule *rule,
               CwYaml          *yaml)
{
  g_autoptr (GPtrArray) producers = list_producers (rule, yaml);

  for (guint i = 0; i < producers->len; i++)
    add_producer (names, producers->pdata[i]);
}

/* The list, or the mapping, that a producer is an entry of. */
static const CwYamlNode *
get_list (const CwYamlNode *node)
{
  const CwYamlNode *parent = node->parent;

  return parent->parent != NULL && parent->parent->kind == CW_YAML_SEQUENCE ? parent->parent : parent;
}

/* Two producers for the same component: mostly one of them was copied, and still names the other's. */
static void
check_twice (CwCheckWork *self,
             CwCheckFile *file)
{
  g_autoptr (GPtrArray) producers = list_producers (self->rule, cw_check_file_get_yaml (file));

  for (guint i = 0; i < producers->len; i++)
    for (guint j = 0; j < i; j++)
      {
        const CwYamlNode *node = producers->pdata[i], *other = producers->pdata[j];
        g_autofree char *path = NULL, *text = NULL;

        if (!g_str_equal (node->value, other->value) || get_list (node) != get_list (other))
          continue;
        path = cw_yaml_node_dup_path (node);
        text = g_strdup_printf (_ ("“%s” has a producer in line %u already"), node->value, other->line);
        cw_check_alarm (self, file->path, node->line, path, node->value, text);
        break;
      }
}

static const CwTagRule *
find_rule (const CwSiteFiles *files,
           CwRuleKind         kind)
{
  for (guint i = 0; i < files->rules->len; i++)
    if (((const CwTagRule *) files->rules->pdata[i])->kind == kind)
      return files->rules->pdata[i];
  return NULL;
}

/* What the other sites have producers for. */
static GHashTable *
read_elsewhere (const CwCheckWork *self)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *const *paths = cw_snapshot_get_paths (self->scope->snapshot, NULL);
  GHashTableIter iter;
  gpointer deployments;

  g_hash_table_iter_init (&iter, self->scope->repository->sites);
  while (g_hash_table_iter_next (&iter, NULL, &deployments))
    for (guint i = 0; i < ((GPtrArray *) deployments)->len; i++)
      {
        const CwSiteFiles *files = ((GPtrArray *) deployments)->pdata[i];
        const CwTagRule *rule = files != self->scope->files ? find_rule (files, CW_RULE_CHECK_PRODUCER) : NULL;

        for (guint j = 0; rule != NULL && paths[j] != NULL; j++)
          if (cw_path_matches_any ((const char *const *) rule->files, paths[j]))
            {
              g_autoptr (CwYaml) yaml = cw_yaml_read (cw_snapshot_get_bytes (self->scope->snapshot, paths[j]), NULL);

              add_producers (names, rule, yaml);
            }
      }
  return names;
}

static void
check_components (CwCheckWork     *self,
                  CwCheckFile     *file,
                  const CwTagRule *chart,
                  GHashTable      *here,
                  GHashTable      *elsewhere)
{
  CwYaml *yaml = cw_check_file_get_yaml (file);
  const CwYamlNode *root = yaml != NULL ? cw_yaml_get_root (yaml) : NULL;

  for (guint i = 0; root != NULL && root->kind == CW_YAML_MAPPING && i < root->children->len; i++)
    {
      const CwYamlNode *block = root->children->pdata[i];
      g_autofree char *name = NULL, *text = NULL;

      if (!is_component (chart, block))
        continue;
      name = fold (block->key->value, strlen (block->key->value));
      if (g_hash_table_contains (here, name) || !g_hash_table_contains (elsewhere, name))
        continue;
      text = g_strdup_printf (_ ("“%s” has no producer at this site, though it has one at another"),
                              block->key->value);
      cw_check_alarm (self, file->path, block->key->line, block->key->value, block->key->value, text);
    }
}

/**
 * cw_check_producers:
 * @self: a check's work
 *
 * Looks for components without a LOVE producer where siblings have one, and for those that have two. For
 * cw_scope_check(); components are what the check of charts looks at.
 */
void
cw_check_producers (CwCheckWork *self)
{
  const CwTagRule *chart = find_rule (self->scope->files, CW_RULE_CHECK_CHART);
  g_autoptr (GHashTable) here = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), elsewhere = NULL;

  for (guint i = 0; i < self->files->len; i++)
    if (cw_check_concerns (self, self->files->pdata[i]))
      {
        check_twice (self, self->files->pdata[i]);
        add_producers (here, self->rule, cw_check_file_get_yaml (self->files->pdata[i]));
      }
  if (chart == NULL || g_hash_table_size (here) == 0)
    return;
  elsewhere = read_elsewhere (self);
  for (guint i = 0; i < self->files->len; i++)
    {
      CwCheckFile *file = self->files->pdata[i];

      if (cw_path_matches_any ((const char *const *) chart->files, file->path))
        check_components (self, file, chart, here, elsewhere);
    }
}
