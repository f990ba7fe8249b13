/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml"

#include "config.h"

#include <string.h>

#include "cw-yaml-private.h"

/* Nodes and strings of a file come by the ten thousand and go all at once; of most files they are few. */
#define FIRST_BLOCK 32
#define LAST_BLOCK 1024
#define STRING_BLOCK 4096

/* How many nodes a block has room for: each twice as many as the one before it. */
static guint
get_room (guint block)
{
  return block < 5 ? FIRST_BLOCK << block : LAST_BLOCK;
}

/* For the reader, which fills it. */
CwYaml *
cw_yaml_new_empty (GBytes *text)
{
  CwYaml *self = g_new0 (CwYaml, 1);

  g_atomic_ref_count_init (&self->references);
  self->text = g_bytes_ref (text);
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->strings = g_string_chunk_new (STRING_BLOCK);
  self->nodes = g_ptr_array_new ();
  self->duplicates = g_ptr_array_new ();
  return self;
}

/* For the reader: a node that lives as long as the tree. */
CwYamlNode *
cw_yaml_make_node (CwYaml *self)
{
  CwYamlNode *block = NULL;

  if (self->blocks->len == 0 || self->used == get_room (self->blocks->len - 1))
    {
      g_ptr_array_add (self->blocks, g_new0 (CwYamlNode, get_room (self->blocks->len)));
      self->used = 0;
    }
  block = self->blocks->pdata[self->blocks->len - 1];
  return block + self->used++;
}

/* For the reader: a copy of a string up to its first NUL that lives as long as the tree. */
char *
cw_yaml_keep (CwYaml     *self,
              const char *text,
              gsize       length)
{
  return g_string_chunk_insert_len (self->strings, text, (gssize) length);
}

static void
free_children (CwYaml *self)
{
  for (guint i = 0; i < self->blocks->len; i++)
    {
      CwYamlNode *block = self->blocks->pdata[i];

      for (guint j = 0; j < (i + 1 < self->blocks->len ? get_room (i) : self->used); j++)
        g_clear_pointer (&block[j].children, g_ptr_array_unref);
    }
}

CwYaml *
cw_yaml_ref (CwYaml *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
cw_yaml_unref (CwYaml *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_ptr_array_unref (self->duplicates);
  g_ptr_array_unref (self->nodes);
  free_children (self);
  g_ptr_array_unref (self->blocks);
  g_string_chunk_free (self->strings);
  g_bytes_unref (self->text);
  g_free (self);
}

/**
 * cw_yaml_get_text:
 * @self: a tree
 *
 * Returns: (transfer none): the text that it was read from
 */
GBytes *
cw_yaml_get_text (const CwYaml *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

/**
 * cw_yaml_get_root:
 * @self: a tree
 *
 * Returns: (transfer none) (nullable): the document's node; %NULL for a text without one
 */
const CwYamlNode *
cw_yaml_get_root (const CwYaml *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->root;
}

/**
 * cw_yaml_get_nodes:
 * @self: a tree
 *
 * Returns: (transfer none) (element-type CwYamlNode): all nodes but keys, in the order of the text
 */
GPtrArray *
cw_yaml_get_nodes (const CwYaml *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->nodes;
}

/**
 * cw_yaml_get_duplicates:
 * @self: a tree
 *
 * Keys that stand twice in one mapping, but for `<<`, of which there may be several. YAML forbids it and readers
 * differ: the person should know.
 *
 * Returns: (transfer none) (element-type CwYamlNode): the later key of each pair
 */
GPtrArray *
cw_yaml_get_duplicates (const CwYaml *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->duplicates;
}

/**
 * cw_yaml_find_at:
 * @self: a tree
 * @offset: a byte offset in its text
 *
 * Returns: (transfer none) (nullable): the scalar that @offset lies in; %NULL for keys, comments and blanks
 */
const CwYamlNode *
cw_yaml_find_at (const CwYaml *self,
                 gsize         offset)
{
  const CwYamlNode *node = NULL;
  guint low = 0, high = 0;

  g_return_val_if_fail (self != NULL, NULL);

  high = self->nodes->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const CwYamlNode *candidate = self->nodes->pdata[middle];

      if (candidate->start <= offset)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == 0)
    return NULL;
  node = self->nodes->pdata[low - 1];
  if (node->kind != CW_YAML_SCALAR || offset < node->content || offset >= node->end)
    return NULL;
  return node;
}

/**
 * cw_yaml_node_get_key:
 * @self: a node
 *
 * Returns: (transfer none) (nullable): the key under which it stands; %NULL for list items and the document
 */
const char *
cw_yaml_node_get_key (const CwYamlNode *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->key != NULL ? self->key->value : NULL;
}

/**
 * cw_yaml_node_is_block:
 * @self: a node
 *
 * Returns: whether it is a block scalar (`|` or `>`)
 */
gboolean
cw_yaml_node_is_block (const CwYamlNode *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->kind == CW_YAML_SCALAR && (self->style == CW_YAML_LITERAL || self->style == CW_YAML_FOLDED);
}

static const CwYamlNode *
find_child (const CwYamlNode *self,
            const char       *key,
            guint             turn)
{
  if (self->kind != CW_YAML_MAPPING)
    return NULL;
  for (guint i = 0; i < self->children->len; i++)
    {
      const CwYamlNode *child = self->children->pdata[i];

      if (child->turn == turn && strcmp (child->key->value, key) == 0)
        return child;
    }
  return NULL;
}

/**
 * cw_yaml_node_get_child:
 * @self: a node
 * @key: a key; merge keys and aliases aren't followed
 *
 * Returns: (transfer none) (nullable): the value that a mapping has under @key, the first one of several
 */
const CwYamlNode *
cw_yaml_node_get_child (const CwYamlNode *self,
                        const char       *key)
{
  g_return_val_if_fail (self != NULL && key != NULL, NULL);

  return find_child (self, key, 0);
}

static void
append_key (GString          *path,
            const CwYamlNode *node)
{
  const char *key = node->key->value;

  if (*key == '\0')
    g_string_append (path, "\\e");
  for (; *key != '\0'; key++)
    {
      if (strchr (".[]\\\"", *key) != NULL)
        g_string_append_c (path, '\\');
      g_string_append_c (path, *key);
    }
  if (node->turn > 0)
    g_string_append_printf (path, "\\%u", node->turn + 1);
}

/**
 * cw_yaml_node_dup_path:
 * @self: a node
 *
 * Its place in the document: keys parted by dots, list items as `[0]`. In a key `.`, `[`, `]`, `"` and `\` have a
 * backslash before them; an empty key is `\e`, the second of two equal keys ends in `\2`. Each node of a document has
 * its own.
 *
 * Returns: (transfer full): the path; empty for the document's node
 */
char *
cw_yaml_node_dup_path (const CwYamlNode *self)
{
  g_autoptr (GPtrArray) chain = NULL;
  g_autoptr (GString) path = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  chain = g_ptr_array_new ();
  for (const CwYamlNode *node = self; node->parent != NULL; node = node->parent)
    g_ptr_array_add (chain, (gpointer) node);
  path = g_string_new (NULL);
  for (guint i = chain->len; i > 0; i--)
    {
      const CwYamlNode *node = chain->pdata[i - 1];

      if (node->parent->kind == CW_YAML_SEQUENCE)
        {
          g_string_append_printf (path, "[%u]", node->index);
          continue;
        }
      if (path->len > 0)
        g_string_append_c (path, '.');
      append_key (path, node);
    }
  return g_string_free (g_steal_pointer (&path), FALSE);
}

/* Reads "[3]" at *path; moves behind it. */
static gboolean
read_index (const char **path,
            guint       *index)
{
  char *end = NULL;
  guint64 value = 0;

  if (!g_ascii_isdigit ((*path)[1]))
    return FALSE;
  value = g_ascii_strtoull (*path + 1, &end, 10);
  if (*end != ']' || value > CW_YAML_MAX_NODES)
    return FALSE;
  *index = (guint) value;
  *path = end + 1;
  return TRUE;
}

/* Reads an escaped key at *path; moves to the dot, bracket or end behind it. */
static char *
read_key (const char **path,
          guint       *turn)
{
  g_autoptr (GString) key = g_string_new (NULL);
  const char *p = *path;

  *turn = 0;
  while (*p != '\0' && *p != '.' && *p != '[')
    {
      if (*p == '\\' && g_ascii_isdigit (p[1]))
        {
          char *end = NULL;

          *turn = (guint) g_ascii_strtoull (p + 1, &end, 10) - 1;
          p = end;
          break;
        }
      if (*p == '\\' && p[1] == 'e')
        {
          p += 2;
          continue;
        }
      if (*p == '\\' && p[1] != '\0')
        p++;
      g_string_append_c (key, *p++);
    }
  *path = p;
  return g_string_free (g_steal_pointer (&key), FALSE);
}

/**
 * cw_yaml_lookup:
 * @self: a tree
 * @path: a path as cw_yaml_node_dup_path() writes it
 *
 * Returns: (transfer none) (nullable): the node at @path
 */
const CwYamlNode *
cw_yaml_lookup (const CwYaml *self,
                const char   *path)
{
  const CwYamlNode *node = NULL;
  gboolean first = TRUE;

  g_return_val_if_fail (self != NULL && path != NULL, NULL);

  node = self->root;
  while (node != NULL && *path != '\0')
    {
      guint index = 0, turn = 0;

      if (*path == '[')
        {
          if (!read_index (&path, &index))
            return NULL;
          node = node->kind == CW_YAML_SEQUENCE && index < node->children->len ? node->children->pdata[index] : NULL;
        }
      else
        {
          g_autofree char *key = NULL;

          if (!first && *path++ != '.')
            return NULL;
          key = read_key (&path, &turn);
          node = find_child (node, key, turn);
        }
      first = FALSE;
    }
  return node;
}
