/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-origin"

#include "config.h"

#include <string.h>

#include "cw-yaml-origin.h"

/* A few aliases of aliases can stand for billions of places. */
#define MAX_DEPENDENTS 200
#define MAX_DEPTH 16

typedef struct
{
  const CwYaml *yaml;
  GHashTable   *seen;  /* (owned): paths */
  GPtrArray    *paths; /* (owned) (element-type utf8) */
} Search;

/* Whether the mapping that merges an anchor has a key of its own in the anchor's place. */
static gboolean
is_overridden (const CwYamlNode *mapping,
               const char       *rest)
{
  g_autofree char *key = g_strndup (rest, strcspn (rest, ".["));

  return cw_yaml_node_get_child (mapping, key) != NULL;
}

static char *
join (const char *path,
      const char *rest)
{
  if (*rest == '\0' || *rest == '[' || *path == '\0')
    return g_strconcat (path, rest, NULL);
  return g_strconcat (path, ".", rest, NULL);
}

/* The mapping that an alias is merged into: the `<<` itself or an item of its list. */
static const CwYamlNode *
merged_into (const CwYamlNode *alias)
{
  const CwYamlNode *value = alias->key == NULL && alias->parent != NULL && alias->parent->kind == CW_YAML_SEQUENCE
                              ? alias->parent : alias;

  return value->key != NULL && strcmp (value->key->value, "<<") == 0 ? value->parent : NULL;
}

static void add_dependents (Search           *self,
                            const CwYamlNode *node,
                            const char       *rest,
                            guint             depth);

static void
add_alias (Search           *self,
           const CwYamlNode *alias,
           const char       *rest,
           guint             depth)
{
  const CwYamlNode *mapping = merged_into (alias), *at = mapping != NULL ? mapping : alias;
  g_autofree char *path = cw_yaml_node_dup_path (at), *full = join (path, rest);

  if (mapping != NULL && *rest != '\0' && is_overridden (mapping, rest))
    return;
  if (self->paths->len >= MAX_DEPENDENTS || !g_hash_table_add (self->seen, g_strdup (full)))
    return;
  g_ptr_array_add (self->paths, g_steal_pointer (&full));
  if (depth < MAX_DEPTH)
    add_dependents (self, at, rest, depth + 1);
}

/* All that stands for @node or for something around it; @rest leads from @node to what changes. */
static void
add_dependents (Search           *self,
                const CwYamlNode *node,
                const char       *rest,
                guint             depth)
{
  GPtrArray *nodes = cw_yaml_get_nodes (self->yaml);
  g_autofree char *own = cw_yaml_node_dup_path (node), *whole = join (own, rest);

  for (const CwYamlNode *above = node; above != NULL; above = above->parent)
    {
      g_autofree char *path = cw_yaml_node_dup_path (above);
      const char *inner = whole + strlen (path);

      if (above->anchor == NULL)
        continue;
      inner += *inner == '.';
      for (guint i = 0; i < nodes->len && self->paths->len < MAX_DEPENDENTS; i++)
        {
          const CwYamlNode *alias = nodes->pdata[i];

          if (alias->kind == CW_YAML_ALIAS && alias->target == above)
            add_alias (self, alias, inner, depth);
        }
    }
}

/**
 * cw_yaml_list_dependents:
 * @yaml: a tree
 * @node: one of its nodes
 *
 * Where @node shows as well, because an alias or a merge stands for it or for something around it. Places that have a
 * key of their own instead don't count. At most 200 are listed.
 *
 * Returns: (transfer full) (element-type utf8): their paths
 */
GPtrArray *
cw_yaml_list_dependents (const CwYaml     *yaml,
                         const CwYamlNode *node)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Search self = { .yaml = yaml, .seen = seen };

  g_return_val_if_fail (yaml != NULL && node != NULL, NULL);

  self.paths = g_ptr_array_new_with_free_func (g_free);
  add_dependents (&self, node, "", 0);
  return self.paths;
}

static gboolean
is_within (const CwYamlNode *node,
           const CwYamlNode *above)
{
  while (node != NULL && node != above)
    node = node->parent;
  return node != NULL;
}

/**
 * cw_yaml_find_alias_into:
 * @yaml: a tree
 * @node: one of its nodes
 *
 * Returns: (transfer none) (nullable): an alias outside of @node that stands for @node or for something in it
 */
const CwYamlNode *
cw_yaml_find_alias_into (const CwYaml     *yaml,
                         const CwYamlNode *node)
{
  GPtrArray *nodes = NULL;

  g_return_val_if_fail (yaml != NULL && node != NULL, NULL);

  nodes = cw_yaml_get_nodes (yaml);
  for (guint i = 0; i < nodes->len; i++)
    {
      const CwYamlNode *alias = nodes->pdata[i];
      const CwYamlNode *target = alias->target;

      if (target == NULL || is_within (alias, node))
        continue;
      if (is_within (target, node) || (node->key != NULL && target == node->key))
        return alias;
    }
  return NULL;
}
