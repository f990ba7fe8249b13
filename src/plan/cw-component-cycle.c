/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-component-cycle"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-component-cycle.h"
#include "cw-cycle.h"
#include "cw-operation.h"
#include "cw-yaml-path.h"

/* A component that comes from another site brings that site's cycle along. It follows the cycle of the site that it
 * comes to, as the components beside it do. */

/**
 * cw_component_find_cycle:
 * @items: (element-type CwInventoryItem): the components of a site
 * @repository: id of a repository
 *
 * Returns: (transfer none) (nullable): the cycle's tag that most of the site's components have there
 */
const char *
cw_component_find_cycle (GPtrArray  *items,
                         const char *repository)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  const char *best = NULL;
  guint most = 0;

  g_return_val_if_fail (items != NULL && repository != NULL, NULL);

  for (guint i = 0; i < items->len; i++)
    {
      const CwInventoryItem *item = g_ptr_array_index (items, i);
      const char *tag = item->fields[CW_INVENTORY_TAG];
      CwCycle cycle;
      guint n;

      if (tag == NULL || !g_ascii_isalpha (*tag) || !g_str_equal (item->repository, repository)
          || !cw_cycle_parse (tag, &cycle, NULL))
        continue;
      n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, tag)) + 1;
      g_hash_table_replace (counts, (gpointer) tag, GUINT_TO_POINTER (n));
      if (n > most)
        {
          most = n;
          best = tag;
        }
    }
  return best;
}

/* Whether the blocks beside it have images, and none of them a tag: they take the one that all share. */
static gboolean
shares_tag (const CwYamlNode *block)
{
  guint n_images = 0;

  for (guint i = 0; block->parent != NULL && i < block->parent->children->len; i++)
    {
      const CwYamlNode *one = g_ptr_array_index (block->parent->children, i);
      const CwYamlNode *image = one != block && one->kind == CW_YAML_MAPPING ? cw_yaml_node_get_child (one, "image")
                                                                             : NULL;

      if (image == NULL || image->kind != CW_YAML_MAPPING)
        continue;
      n_images++;
      if (cw_yaml_node_get_child (image, "tag") != NULL)
        return FALSE;
    }
  return n_images > 0;
}

/* (nullable): what the value becomes: a tag alone, or an image's behind its name */
static char *
dup_followed (const char *value,
              const char *from,
              const char *to)
{
  gsize head = strlen (value) - MIN (strlen (from), strlen (value));

  if (!g_str_equal (value + head, from) || (head > 0 && value[head - 1] != ':'))
    return NULL;
  return g_strdup_printf ("%.*s%s", (int) head, value, to);
}

static void
look_at (const CwYamlNode *node,
         const CwYamlNode *block,
         const char       *from,
         const char       *to,
         GPtrArray        *operations,
         GPtrArray        *notes)
{
  g_autofree char *value = node->kind == CW_YAML_SCALAR ? dup_followed (node->value, from, to) : NULL;
  g_autofree char *path = value != NULL ? cw_yaml_node_dup_path (node) : NULL;

  if (value != NULL && node->parent->parent == block && g_strcmp0 (cw_yaml_node_get_key (node), "tag") == 0
      && g_strcmp0 (cw_yaml_node_get_key (node->parent), "image") == 0 && shares_tag (block))
    {
      g_ptr_array_add (operations, cw_operation_new (CW_OPERATION_REMOVE, path, NULL));
      g_ptr_array_add (notes, g_strdup_printf (_ ("Leaves out “%s”: the components beside it share one tag"), path));
    }
  else if (value != NULL && !g_str_equal (value, node->value))
    {
      g_ptr_array_add (operations, cw_operation_new (CW_OPERATION_SET, path, value));
      g_ptr_array_add (notes, g_strdup_printf (_ ("“%s” became “%s”, the cycle of this site"), from, to));
    }
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    look_at (g_ptr_array_index (node->children, i), block, from, to, operations, notes);
}

/**
 * cw_component_follow_cycle:
 * @path: path of a file
 * @text: its text, with a component that was copied into it
 * @place: where the component stands; empty where the whole file is it
 * @from: the tag of the site that it comes from
 * @to: the tag of the site that it comes to
 * @notes: (element-type utf8): where is said what was done
 * @error: where to store the reason
 *
 * Lets a copied component follow the cycle of its new site: a tag of its own changes, and one that the components
 * beside it don't have is left out. Tags with a version of their own stay.
 *
 * Returns: (transfer full) (nullable): the text
 */
GBytes *
cw_component_follow_cycle (const char  *path,
                           GBytes      *text,
                           const char  *place,
                           const char  *from,
                           const char  *to,
                           GPtrArray   *notes,
                           GError     **error)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_free);
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
  g_autoptr (CwYaml) yaml = NULL;
  const CwYamlNode *block;

  g_return_val_if_fail (path != NULL && text != NULL && place != NULL && from != NULL && to != NULL, NULL);

  yaml = cw_yaml_read (text, error);
  if (yaml == NULL)
    return NULL;
  block = *place != '\0' ? cw_yaml_find (yaml, place, NULL) : cw_yaml_get_root (yaml);
  if (block != NULL)
    look_at (block, block, from, to, operations, notes);
  return operations->len > 0 ? cw_operations_apply (path, text, operations, said, error) : g_bytes_ref (text);
}
