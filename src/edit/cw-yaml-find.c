/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-find"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-yaml-path.h"

#define MAX_NAMED 12
#define MAX_KEY 60
#define MAX_MERGES 16

static const CwYamlNode *
find_key (const CwYamlNode *node,
          const CwYamlStep *step,
          GError          **error)
{
  const CwYamlNode *found = NULL;

  for (guint i = 0; node->kind == CW_YAML_MAPPING && i < node->children->len; i++)
    {
      const CwYamlNode *child = node->children->pdata[i];

      if (strcmp (child->key->value, step->key) != 0 || (step->turn > 0 && child->turn + 1 != step->turn))
        continue;
      if (found != NULL)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                       _ ("Lines %u and %u: the key “%s” stands twice; name one of them as “%s\\1”, “%s\\2”"),
                       found->key->line, child->key->line, step->key, step->key, step->key);
          return NULL;
        }
      found = child;
    }
  return found;
}

static gboolean
is_match (const CwYamlNode *item,
          const CwYamlStep *step)
{
  const CwYamlNode *field = step->key != NULL ? cw_yaml_node_get_child (item, step->key) : item;

  return field != NULL && field->kind == CW_YAML_SCALAR && strcmp (field->value, step->value) == 0;
}

static const CwYamlNode *
find_item (const CwYamlNode *node,
           const CwYamlStep *step,
           GError          **error)
{
  const CwYamlNode *found = NULL;

  if (node->kind != CW_YAML_SEQUENCE || step->kind == CW_YAML_STEP_APPEND)
    return NULL;
  if (step->kind == CW_YAML_STEP_INDEX)
    {
      gint64 index = step->index < 0 ? (gint64) node->children->len + step->index : step->index;

      return index >= 0 && index < node->children->len ? node->children->pdata[index] : NULL;
    }
  for (guint i = 0; i < node->children->len; i++)
    {
      const CwYamlNode *item = node->children->pdata[i];

      if (!is_match (item, step))
        continue;
      if (found != NULL)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                       _ ("Lines %u and %u: both items match “%s”; name one by its place, [%u] or [%u]"), found->line,
                       item->line, step->value, found->index, item->index);
          return NULL;
        }
      found = item;
    }
  return found;
}

/**
 * cw_yaml_path_enter:
 * @node: where the step begins
 * @step: a key or an item
 * @error: return location
 *
 * Goes one step down; aliases and merges are not followed.
 *
 * Returns: (transfer none) (nullable): the node there; %NULL without an error where nothing is
 */
const CwYamlNode *
cw_yaml_path_enter (const CwYamlNode *node,
                    const CwYamlStep *step,
                    GError          **error)
{
  return step->kind == CW_YAML_STEP_KEY ? find_key (node, step, error) : find_item (node, step, error);
}

static gboolean
has_key (const CwYamlNode *node,
         const char       *key,
         guint             depth);

static const CwYamlNode *
find_merge (const CwYamlNode *node,
            const char       *key,
            guint             depth)
{
  for (guint i = 0; node->kind == CW_YAML_MAPPING && i < node->children->len; i++)
    {
      const CwYamlNode *child = node->children->pdata[i];

      if (strcmp (child->key->value, "<<") != 0)
        continue;
      if (child->kind == CW_YAML_ALIAS && child->target != NULL && has_key (child->target, key, depth))
        return child;
      for (guint j = 0; child->kind == CW_YAML_SEQUENCE && j < child->children->len; j++)
        {
          const CwYamlNode *item = child->children->pdata[j];

          if (item->kind == CW_YAML_ALIAS && item->target != NULL && has_key (item->target, key, depth))
            return item;
        }
    }
  return NULL;
}

static gboolean
has_key (const CwYamlNode *node,
         const char       *key,
         guint             depth)
{
  if (depth > MAX_MERGES)
    return FALSE;
  return cw_yaml_node_get_child (node, key) != NULL || find_merge (node, key, depth + 1) != NULL;
}

static const CwYamlNode *
follow (const CwYamlNode *node)
{
  for (guint i = 0; node != NULL && node->kind == CW_YAML_ALIAS && i < MAX_MERGES; i++)
    node = node->target;
  return node;
}

static const CwYamlNode *
find_value (const CwYamlNode *node,
            const char       *key,
            guint             depth)
{
  const CwYamlNode *mapping = follow (node), *child = NULL, *merge = NULL;

  if (mapping == NULL || mapping->kind != CW_YAML_MAPPING || depth > MAX_MERGES)
    return NULL;
  child = cw_yaml_node_get_child (mapping, key);
  if (child != NULL)
    return follow (child);
  merge = find_merge (mapping, key, 0);
  return merge != NULL ? find_value (merge, key, depth + 1) : NULL;
}

/**
 * cw_yaml_node_find_value:
 * @self: a mapping, or an alias of one
 * @key: a key
 *
 * Looks a key up as those do who read the file: also what comes through an alias or a merge.
 *
 * Returns: (transfer none) (nullable): what stands under the key, where it is written
 */
const CwYamlNode *
cw_yaml_node_find_value (const CwYamlNode *self,
                         const char       *key)
{
  g_return_val_if_fail (self != NULL && key != NULL, NULL);

  return find_value (self, key, 0);
}

/**
 * cw_yaml_path_walk:
 * @yaml: a tree
 * @steps: (element-type CwYamlStep): the steps of a path
 * @place: (out): how far it leads; aliases and merges stop it
 * @error: where to store a %CW_ERROR_VALIDATION: a step could mean two things
 *
 * Returns: whether no step was ambiguous
 */
gboolean
cw_yaml_path_walk (const CwYaml *yaml,
                   GArray       *steps,
                   CwYamlPlace  *place,
                   GError      **error)
{
  g_autoptr (GError) problem = NULL;

  g_return_val_if_fail (yaml != NULL && steps != NULL && place != NULL, FALSE);

  *place = (CwYamlPlace) { .node = cw_yaml_get_root (yaml) };
  while (place->node != NULL)
    {
      const CwYamlStep *step = NULL;
      const CwYamlNode *next = NULL;

      if (place->node->kind == CW_YAML_ALIAS)
        place->via = place->node;
      if (place->via != NULL || place->depth == steps->len)
        return TRUE;
      step = &g_array_index (steps, CwYamlStep, place->depth);
      next = cw_yaml_path_enter (place->node, step, &problem);
      if (problem != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (next == NULL)
        {
          place->via = step->kind == CW_YAML_STEP_KEY ? find_merge (place->node, step->key, 0) : NULL;
          return TRUE;
        }
      place->node = next;
      place->depth++;
    }
  return TRUE;
}

/* The keys that are there, so that a person sees the slip. */
static char *
list_keys (const CwYamlNode *node)
{
  g_autoptr (GString) names = g_string_new (NULL);

  if (node == NULL || node->kind == CW_YAML_SCALAR || node->kind == CW_YAML_ALIAS)
    return g_strdup (_ ("it has no keys"));
  if (node->kind == CW_YAML_SEQUENCE)
    return g_strdup_printf (ngettext ("it is a list of %u item", "it is a list of %u items", node->children->len),
                            node->children->len);
  for (guint i = 0; i < MIN (node->children->len, MAX_NAMED); i++)
    {
      const CwYamlNode *child = node->children->pdata[i];

      g_autofree char *shown = g_utf8_substring (child->key->value, 0,
                                                 MIN (MAX_KEY, g_utf8_strlen (child->key->value, -1)));

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", shown);
    }
  if (node->children->len > MAX_NAMED)
    g_string_append (names, ", …");
  return g_strdup_printf (_ ("it has %s"), names->str);
}

/**
 * cw_yaml_find:
 * @yaml: a tree
 * @path: a path as a person writes it
 * @error: where to store a %CW_ERROR_VALIDATION: it can't be read, or could mean two things; a %CW_ERROR_NOT_FOUND that
 *   names what is there instead; a %CW_ERROR_NEEDS_PERSON: it leads through an alias or a merge
 *
 * Returns: (transfer none) (nullable): the node at @path
 */
const CwYamlNode *
cw_yaml_find (const CwYaml *yaml,
              const char   *path,
              GError      **error)
{
  g_autoptr (GArray) steps = cw_yaml_path_read (path, error);
  g_autofree char *reached = NULL, *missing = NULL, *keys = NULL;
  CwYamlPlace place = { 0 };

  g_return_val_if_fail (yaml != NULL, NULL);

  if (steps == NULL || !cw_yaml_path_walk (yaml, steps, &place, error))
    return NULL;
  if (place.via != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON, _ ("Line %u: “%s” comes from the anchor “&%s”"),
                   place.via->line, path, place.via->value);
      return NULL;
    }
  if (place.node != NULL && place.depth == steps->len)
    return place.node;
  reached = cw_yaml_path_write (steps, place.depth);
  missing = cw_yaml_path_write (steps, MIN (place.depth + 1, steps->len));
  keys = list_keys (place.node);
  if (place.node == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no “%s”: the file is empty"), missing);
  else if (*reached == '\0')
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no “%s” in the file: %s"), missing, keys);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no “%s” in “%s”, line %u: %s"), missing, reached,
                 place.node->key != NULL ? place.node->key->line : place.node->line, keys);
  return NULL;
}
