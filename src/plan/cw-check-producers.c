/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-check-producers"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-side.h"

/* Checks that LOVE shows each component that is configured, and once. */

/* Of so many components at least, so many in a hundred with a producer are nearly all of them. */
#define MIN_SIBLINGS 2
#define NEARLY_ALL 80

/* Folded names that producers are for. */
typedef struct {
  GHashTable *here;
  GHashTable *before;
  GHashTable *elsewhere;
} Producers;

/**
 * cw_check_add_producer:
 * @names: (element-type utf8 CwYamlNode): where the folded names go under which a component may be meant
 * @node: what a producer is for
 *
 * A producer has a name of its own as well.
 */
void
cw_check_add_producer (GHashTable       *names,
                       const CwYamlNode *node)
{
  gsize base = strcspn (node->value, ": "), whole = strcspn (node->value, " ");
  const CwYamlNode *name = cw_yaml_node_get_child (node->parent, "name"), *key = node->parent->key;

  if (g_str_has_suffix (node->value, ":0") || whole == base || strncmp (node->value + base, ":0 ", 3) == 0)
    g_hash_table_insert (names, cw_side_fold (node->value, base), (gpointer) node);
  g_hash_table_insert (names, cw_side_fold (node->value, whole), (gpointer) node);
  if (key != NULL)
    g_hash_table_insert (names, cw_side_fold (key->value, strlen (key->value)), (gpointer) node);
  if (name != NULL && name->kind == CW_YAML_SCALAR)
    g_hash_table_insert (names, cw_side_fold (name->value, strlen (name->value)), (gpointer) node);
}

/**
 * cw_check_list_producers:
 * @rule: a check of producers
 * @yaml: (nullable): a file that it looks at
 *
 * Returns: (transfer full) (element-type CwYamlNode): what the file's producers are for
 */
GPtrArray *
cw_check_list_producers (const CwTagRule *rule,
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
  g_autoptr (GPtrArray) producers = cw_check_list_producers (rule, yaml);

  for (guint i = 0; i < producers->len; i++)
    cw_check_add_producer (names, producers->pdata[i]);
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
  g_autoptr (GPtrArray) producers = cw_check_list_producers (self->rule, cw_check_file_get_yaml (file));

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

/* What this site had producers for before a person brought anything. */
static GHashTable *
read_before (const CwCheckWork *self)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  CwSnapshot *earlier = cw_snapshot_get_before (self->scope->snapshot);
  const char *const *paths = cw_snapshot_get_paths (earlier, NULL);

  for (guint i = 0; i < self->files->len; i++)
    {
      GBytes *bytes = NULL;
      g_autoptr (CwYaml) yaml = NULL;

      if (cw_check_concerns (self, self->files->pdata[i])
          && cw_check_find_before (self, self->files->pdata[i], &bytes) && bytes != NULL)
        yaml = cw_yaml_read (bytes, NULL);
      add_producers (names, self->rule, yaml);
    }
  for (guint i = 0; paths[i] != NULL; i++)
    if (cw_path_matches_any ((const char *const *) self->rule->files, paths[i])
        && cw_check_get_result (self, paths[i]) == NULL)
      {
        g_autoptr (CwYaml) yaml = cw_yaml_read (cw_snapshot_get_bytes (earlier, paths[i]), NULL);

        add_producers (names, self->rule, yaml);
      }
  return names;
}

static gboolean
has_producer (GHashTable       *producers,
              const CwYamlNode *block)
{
  g_autofree char *name = cw_side_fold (block->key->value, strlen (block->key->value));

  return g_hash_table_contains (producers, name);
}

/* Whether a person brought the component into a file whose other ones have producers, but for a few. */
static gboolean
is_brought_among_shown (const CwCheckWork *self,
                        const CwCheckFile *file,
                        const CwTagRule   *chart,
                        const CwYamlNode  *block,
                        GHashTable        *here)
{
  guint n_siblings = 0, n_shown = 0;
  GBytes *before = NULL;

  if (!cw_check_find_before (self, file, &before) || cw_check_has_block (before, block->key->value))
    return FALSE;
  for (guint i = 0; i < block->parent->children->len; i++)
    {
      const CwYamlNode *sibling = block->parent->children->pdata[i];

      if (sibling == block || !cw_check_is_component (chart, sibling) || !cw_check_runs (sibling))
        continue;
      n_siblings++;
      n_shown += has_producer (here, sibling);
    }
  return n_siblings >= MIN_SIBLINGS && n_shown * 100 >= n_siblings * NEARLY_ALL;
}

/* (transfer full) (nullable): why the component ought to have a producer, translated. */
static char *
explain_lack (const CwCheckWork *self,
              const CwCheckFile *file,
              const CwTagRule   *chart,
              const CwYamlNode  *block,
              const Producers   *producers)
{
  const char *name = block->key->value;

  if (has_producer (producers->here, block))
    return NULL;
  if (cw_check_runs (block) && has_producer (producers->before, block))
    return g_strdup_printf (_ ("“%s” has no producer at this site any more"), name);
  if (has_producer (producers->elsewhere, block))
    return g_strdup_printf (_ ("“%s” has no producer at this site, though it has one at another"), name);
  if (cw_check_runs (block) && is_brought_among_shown (self, file, chart, block, producers->here))
    return g_strdup_printf (_ ("“%s” has no producer at this site, though the components beside it have"), name);
  return NULL;
}

static void
check_components (CwCheckWork     *self,
                  CwCheckFile     *file,
                  const CwTagRule *chart,
                  const Producers *producers)
{
  CwYaml *yaml = cw_check_file_get_yaml (file);
  const CwYamlNode *root = yaml != NULL ? cw_yaml_get_root (yaml) : NULL;

  for (guint i = 0; root != NULL && root->kind == CW_YAML_MAPPING && i < root->children->len; i++)
    {
      const CwYamlNode *block = root->children->pdata[i];
      g_autofree char *text = NULL;

      if (cw_check_is_component (chart, block))
        text = explain_lack (self, file, chart, block, producers);
      if (text != NULL)
        cw_check_alarm (self, file->path, block->key->line, block->key->value, block->key->value, text);
    }
}

/**
 * cw_check_producers:
 * @self: a check's work
 *
 * Looks for components without a LOVE producer where they had one or siblings have one, and for those that have two.
 * For cw_scope_check(); components are what the check of charts looks at.
 */
void
cw_check_producers (CwCheckWork *self)
{
  const CwTagRule *chart = find_rule (self->scope->files, CW_RULE_CHECK_CHART);
  g_autoptr (GHashTable) here = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) before = read_before (self), elsewhere = NULL;
  Producers producers = { here, before, NULL };

  for (guint i = 0; i < self->files->len; i++)
    if (cw_check_concerns (self, self->files->pdata[i]))
      {
        check_twice (self, self->files->pdata[i]);
        add_producers (here, self->rule, cw_check_file_get_yaml (self->files->pdata[i]));
      }
  if (chart == NULL || g_hash_table_size (here) + g_hash_table_size (before) == 0)
    return;
  producers.elsewhere = elsewhere = read_elsewhere (self);
  for (guint i = 0; i < self->files->len; i++)
    {
      CwCheckFile *file = self->files->pdata[i];

      if (cw_path_matches_any ((const char *const *) chart->files, file->path))
        check_components (self, file, chart, &producers);
    }
}
