/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-check-images"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-check.h"

/* A check that a component's block, where it is new or changed, has what those of its siblings have. */

/* How many siblings tell what is usual, and how many of a hundred must have it. */
#define MIN_SIBLINGS 3
#define MIN_SHARE 90

typedef struct
{
  const CwCheckFile *file;
  const CwYamlNode  *node;
} Block;

static gboolean
has_child (const CwYamlNode *node,
           const char       *key,
           gboolean          scalar)
{
  const CwYamlNode *child = cw_yaml_node_get_child (node, key);

  return child != NULL && (child->kind == CW_YAML_SCALAR) == scalar;
}

/* A block with an image, variables or a classifier is a component's. */
static gboolean
is_component (const CwYamlNode *node)
{
  if (node->kind != CW_YAML_MAPPING || has_child (node, "image", TRUE))
    return FALSE;
  return has_child (node, "image", FALSE) || has_child (node, "env", FALSE) || has_child (node, "classifier", TRUE);
}

/* Components within another one are its parts. */
static void
add_blocks (GArray            *blocks,
            const CwCheckFile *file,
            const CwYamlNode  *node)
{
  Block block = { file, node };

  if (is_component (node))
    g_array_append_val (blocks, block);
  else if (node->kind == CW_YAML_MAPPING)
    for (guint i = 0; i < node->children->len; i++)
      add_blocks (blocks, file, node->children->pdata[i]);
}

/* Whether the block has something at the path @key; what comes through a merge is not followed, but may be there. */
static gboolean
has_key (const CwYamlNode *node,
         const char       *key)
{
  g_auto (GStrv) words = g_strsplit (key, ".", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (node->kind != CW_YAML_MAPPING || cw_yaml_node_get_child (node, "<<") != NULL)
        return node->kind != CW_YAML_SCALAR;
      node = cw_yaml_node_get_child (node, words[i]);
      if (node == NULL)
        return FALSE;
    }
  return node->kind != CW_YAML_SCALAR || (*node->value != '\0' && strcmp (node->value, "null") != 0);
}

static char *
dup_name (const Block *block)
{
  g_autofree char *folder = g_path_get_dirname (block->file->path);

  return block->node->key != NULL ? g_strdup (block->node->key->value) : g_path_get_basename (folder);
}

/* What lacked it before is settled: some components have their image from elsewhere. */
static gboolean
lacked_it (const CwCheckWork *self,
           const Block       *block,
           const char        *place,
           const char        *key)
{
  GBytes *bytes = cw_snapshot_get_bytes (cw_snapshot_get_before (self->scope->snapshot), block->file->path);
  g_autoptr (CwYaml) before = NULL;
  const CwYamlNode *node = NULL;

  if (bytes != NULL && g_bytes_equal (bytes, block->file->bytes))
    return TRUE;
  before = bytes != NULL ? cw_yaml_read (bytes, NULL) : NULL;
  if (before != NULL)
    node = *place != '\0' ? cw_yaml_lookup (before, place) : cw_yaml_get_root (before);
  return node != NULL && !has_key (node, key);
}

static void
look_for_key (CwCheckWork *self,
              GArray      *blocks,
              const char  *key)
{
  guint n_with = 0;

  for (guint i = 0; i < blocks->len; i++)
    n_with += has_key (g_array_index (blocks, Block, i).node, key);
  if (n_with < MIN_SIBLINGS || n_with * 100 < blocks->len * MIN_SHARE)
    return;
  for (guint i = 0; i < blocks->len; i++)
    {
      const Block *block = &g_array_index (blocks, Block, i);
      g_autofree char *name = NULL, *place = NULL, *path = NULL, *text = NULL;

      if (has_key (block->node, key))
        continue;
      name = dup_name (block);
      place = cw_yaml_node_dup_path (block->node);
      if (lacked_it (self, block, place, key))
        continue;
      path = *place != '\0' ? g_strconcat (place, ".", key, NULL) : g_strdup (key);
      text = g_strdup_printf (_ ("“%s” has no “%s”, which %u of the site’s other components have"), name, key, n_with);
      cw_check_alarm (self, block->file->path, block->node->key != NULL ? block->node->key->line : block->node->line,
                      path, name, text);
    }
}

/**
 * cw_check_images:
 * @self: a check's work
 *
 * Looks for components that are left without an image, or without its tag, where the others have it. For
 * cw_scope_check().
 */
void
cw_check_images (CwCheckWork *self)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (Block));

  if (!cw_check_is_anything_brought (self))
    return;
  for (guint i = 0; i < self->files->len; i++)
    {
      CwCheckFile *file = self->files->pdata[i];
      CwYaml *yaml = cw_check_concerns (self, file) ? cw_check_file_get_yaml (file) : NULL;

      if (yaml != NULL && cw_yaml_get_root (yaml) != NULL)
        add_blocks (blocks, file, cw_yaml_get_root (yaml));
    }
  for (guint i = 0; self->rule->keys[i] != NULL; i++)
    look_for_key (self, blocks, self->rule->keys[i]);
}
