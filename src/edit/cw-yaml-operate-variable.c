/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-operate-variable"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-yaml-operate.h"
#include "cw-yaml-write.h"

/*
 * Environment variables stand in YAML in three ways: `env:` with keys, a list of `NAME=value` (compose files), and a
 * list of items with `name` and `value` (Kubernetes). Each becomes the operation that does it there.
 */

static const CwYamlNode *
find_assignment (const CwYamlNode *list,
                 const char       *name)
{
  gsize length = strlen (name);

  for (guint i = 0; i < list->children->len; i++)
    {
      const CwYamlNode *item = list->children->pdata[i];

      if (item->kind == CW_YAML_SCALAR && strncmp (item->value, name, length) == 0
          && (item->value[length] == '=' || item->value[length] == '\0'))
        return item;
    }
  return NULL;
}

static const CwYamlNode *
find_named (const CwYamlNode *list,
            const char       *name)
{
  for (guint i = 0; i < list->children->len; i++)
    {
      const CwYamlNode *field = cw_yaml_node_get_child (list->children->pdata[i], "name");

      if (field != NULL && g_strcmp0 (field->value, name) == 0)
        return list->children->pdata[i];
    }
  return NULL;
}

static gboolean
lists_assignments (const CwYamlNode *list)
{
  return list->children->len > 0 && ((const CwYamlNode *) list->children->pdata[0])->kind == CW_YAML_SCALAR;
}

/* Does @kind at @node, or at a place below it that isn't there yet. */
static CwYaml *
operate_below (const CwYaml      *yaml,
               const CwOperation *operation,
               CwOperationKind    kind,
               const CwYamlNode  *node,
               const char        *below,
               const char        *value,
               gboolean           is_yaml,
               GPtrArray         *notes,
               GError           **error)
{
  g_autofree char *place = cw_yaml_node_dup_path (node), *path = g_strconcat (place, below, NULL);
  g_autoptr (CwOperation) one = cw_operation_new (kind, path, value);

  one->is_yaml = is_yaml;
  one->before = g_strdup (operation->before);
  one->after = g_strdup (operation->after);
  one->origin = operation->origin;
  one->retypes = operation->retypes;
  one->prunes = operation->prunes;
  return cw_yaml_operate (yaml, one, notes, error);
}

static CwYaml *
set_in_list (const CwYaml      *yaml,
             const CwOperation *operation,
             const CwYamlNode  *list,
             GPtrArray         *notes,
             GError           **error)
{
  const CwYamlNode *node = NULL;
  g_autofree char *assignment = g_strdup_printf ("%s=%s", operation->part, operation->value), *item = NULL;
  g_autofree char *name = NULL, *value = NULL;
  gboolean is_text = cw_yaml_type_of (operation->value, CW_YAML_PLAIN) == CW_YAML_TYPE_TEXT;

  if (lists_assignments (list))
    {
      node = find_assignment (list, operation->part);
      if (node != NULL)
        return operate_below (yaml, operation, CW_OPERATION_SET, node, "", assignment, FALSE, notes, error);
      return operate_below (yaml, operation, CW_OPERATION_ADD, list, "[+]", assignment, FALSE, notes, error);
    }
  node = find_named (list, operation->part);
  if (node != NULL && cw_yaml_node_get_child (node, "value") != NULL)
    return operate_below (yaml, operation, CW_OPERATION_SET, node, ".value", operation->value, FALSE, notes, error);
  if (node != NULL)
    return operate_below (yaml, operation, CW_OPERATION_ADD, node, ".value", operation->value, FALSE, notes, error);
  name = cw_yaml_write_scalar (operation->part, CW_YAML_PLAIN, FALSE);
  value = cw_yaml_write_scalar (operation->value, is_text ? CW_YAML_PLAIN : CW_YAML_DOUBLE_QUOTED, FALSE);
  item = g_strdup_printf ("name: %s\nvalue: %s\n", name, value);
  return operate_below (yaml, operation, CW_OPERATION_ADD, list, "[+]", item, TRUE, notes, error);
}

static CwYaml *
operate_keyed (const CwYaml      *yaml,
               const CwOperation *operation,
               gboolean           sets,
               gboolean           is_there,
               GPtrArray         *notes,
               GError           **error)
{
  CwOperation one = *operation;
  g_autoptr (GString) path = g_string_new (operation->part);

  g_string_replace (path, "\\", "\\\\", 0);
  g_string_replace (path, "\"", "\\\"", 0);
  g_string_prepend (path, *operation->path != '\0' ? ".\"" : "\"");
  g_string_prepend (path, operation->path);
  g_string_append_c (path, '"');
  one.path = path->str;
  one.kind = !sets ? CW_OPERATION_REMOVE : is_there ? CW_OPERATION_SET : CW_OPERATION_ADD;
  return cw_yaml_operate (yaml, &one, notes, error);
}

/**
 * cw_yaml_operate_variable:
 * @yaml: a document
 * @operation: sets, adds or removes an environment variable in the block at its path
 * @notes: (element-type utf8): gets what the person should know
 * @error: return location
 *
 * Does an operation on an environment variable, in whichever of the layouts the block has.
 *
 * Returns: (transfer full) (nullable): the changed document
 */
CwYaml *
cw_yaml_operate_variable (const CwYaml      *yaml,
                          const CwOperation *operation,
                          GPtrArray         *notes,
                          GError           **error)
{
  gboolean sets = operation->kind == CW_OPERATION_SET_VARIABLE;
  g_autoptr (GArray) steps = cw_yaml_path_read (operation->path, error);
  g_autoptr (CwYaml) resolved = NULL;
  const CwYamlNode *block = NULL, *item = NULL;
  CwYamlPlace place = { 0 };

  resolved = steps != NULL ? cw_yaml_resolve (yaml, operation, steps, &place, error) : NULL;
  if (resolved == NULL)
    return NULL;
  block = place.depth == steps->len ? place.node : NULL;
  if (block == NULL || block->kind != CW_YAML_SEQUENCE)
    return operate_keyed (resolved, operation, sets,
                          block != NULL && cw_yaml_node_get_child (block, operation->part) != NULL, notes, error);
  if (sets)
    return set_in_list (resolved, operation, block, notes, error);
  item = lists_assignments (block) ? find_assignment (block, operation->part) : find_named (block, operation->part);
  if (item == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("Line %u: there is no variable “%s”"), block->line,
                   operation->part);
      return NULL;
    }
  return operate_below (resolved, operation, CW_OPERATION_REMOVE, item, "", NULL, FALSE, notes, error);
}
