/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-component-copy"

#include "config.h"

#include <string.h>

#include "cw-component-names.h"

/* How a component is called in files that aren't its own. */

/**
 * cw_component_fold:
 * @text: how a component is called somewhere
 *
 * `lsst.sal.ATAOS`, `ATAOS:0`, `at-aos` and `ataos` are the same component.
 *
 * Returns: (transfer full): the word by which it is compared
 */
char *
cw_component_fold (const char *text)
{
  const char *end = strchr (text, ':'), *start = text;
  g_autoptr (GString) word = g_string_new (NULL);

  end = end != NULL ? end : text + strlen (text);
  for (const char *at = text; at < end; at++)
    if (*at == '.' || *at == '/')
      start = at + 1;
  for (const char *at = start; at < end; at++)
    if (*at != '-' && *at != '_')
      g_string_append_c (word, g_ascii_tolower (*at));
  return g_string_free (g_steal_pointer (&word), FALSE);
}

/**
 * cw_component_find_index:
 * @name: how a component is called
 *
 * Returns: (transfer none): the digits at its end, its index; empty where it has none
 */
const char *
cw_component_find_index (const char *name)
{
  const char *end;

  g_return_val_if_fail (name != NULL, NULL);

  end = name + strlen (name);
  while (end > name && g_ascii_isdigit (end[-1]))
    end--;
  return end;
}

/**
 * cw_component_find_indices:
 * @name: how a component is called
 * @other: how another one is
 * @index: (out) (transfer none): the index of @name
 * @other_index: (out) (transfer none): that of @other
 *
 * Returns: whether the names have an index and are the same without: electrometer102 and electrometer104
 */
gboolean
cw_component_find_indices (const char  *name,
                           const char  *other,
                           const char **index,
                           const char **other_index)
{
  *index = cw_component_find_index (name);
  *other_index = cw_component_find_index (other);
  return **index != '\0' && **other_index != '\0' && *index - name == *other_index - other
         && strncmp (name, other, (gsize) (*index - name)) == 0;
}

static gboolean
is_one_of (char *const *words,
           const char  *text)
{
  g_autofree char *word = text != NULL ? cw_component_fold (text) : NULL;

  for (guint i = 0; word != NULL && *word != '\0' && words[i] != NULL; i++)
    if (g_str_equal (words[i], word))
      return TRUE;
  return FALSE;
}

/**
 * cw_component_is_named:
 * @node: an entry of a mapping or a list
 * @words: (array zero-terminated=1): what a component is called, folded
 *
 * Returns: whether @node names it: an item by itself or by one of its fields, a mapping's entry by its key
 */
gboolean
cw_component_is_named (const CwYamlNode *node,
                 char *const      *words)
{
  const char *key = node->parent->kind == CW_YAML_MAPPING ? cw_yaml_node_get_key (node) : NULL;

  if (node->parent->kind == CW_YAML_MAPPING)
    return is_one_of (words, key);
  if (node->kind == CW_YAML_SCALAR)
    return is_one_of (words, node->value);
  for (guint i = 0; node->kind == CW_YAML_MAPPING && i < node->children->len; i++)
    {
      const CwYamlNode *field = g_ptr_array_index (node->children, i);

      if (field->kind == CW_YAML_SCALAR && is_one_of (words, field->value))
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_component_is_in:
 * @container: a mapping or a list
 * @words: (array zero-terminated=1): what a component is called, folded
 *
 * Returns: whether one of its entries names it
 */
gboolean
cw_component_is_in (const CwYamlNode *container,
               char *const      *words)
{
  for (guint i = 0; i < container->children->len; i++)
    if (cw_component_is_named (g_ptr_array_index (container->children, i), words))
      return TRUE;
  return FALSE;
}

/**
 * cw_component_find_word:
 * @text: words, such as the list of a producer's components
 * @words: (array zero-terminated=1): what a component is called, folded
 * @found: (out) (optional): the word as it stands there
 *
 * Returns: whether one of the words names it
 */
gboolean
cw_component_find_word (const char  *text,
          char *const *words,
          char       **found)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " \n\t", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (is_one_of (words, parts[i]))
      {
        if (found != NULL)
          *found = g_strdup (parts[i]);
        return TRUE;
      }
  return FALSE;
}

/**
 * cw_component_get_item_name:
 * @item: an item of a list
 *
 * Returns: (transfer none) (nullable): what it is called: itself, or its name
 */
const char *
cw_component_get_item_name (const CwYamlNode *item)
{
  const CwYamlNode *name = item->kind == CW_YAML_MAPPING ? cw_yaml_node_get_child (item, "name") : item;

  return name != NULL && name->kind == CW_YAML_SCALAR ? name->value : NULL;
}

/* `Electrometer:101` is electrometer101, and `ATDome:0` is atdome. */
static gboolean
is_strange (const CwYamlNode *field,
            const char       *folded)
{
  const char *colon = field->kind == CW_YAML_SCALAR ? strchr (field->value, ':') : NULL;
  gsize digits = colon != NULL ? strspn (colon + 1, "0123456789") : 0;
  g_autofree char *name = digits > 0 ? cw_component_fold (field->value) : NULL;
  g_autofree char *full = digits > 0 ? g_strdup_printf ("%s%.*s", name, (int) digits, colon + 1) : NULL;

  return name != NULL && cw_yaml_node_get_key (field) != NULL && !g_str_equal (full, folded)
         && !g_str_equal (name, folded);
}

/**
 * cw_component_find_strange:
 * @list: a list
 * @name: name of one of its items
 *
 * Looks for a field of the item that names another component, with an index, than the item's name does.
 *
 * Returns: (transfer none) (nullable): the field
 */
const CwYamlNode *
cw_component_find_strange (const CwYamlNode *list,
                           const char       *name)
{
  g_autofree char *folded = cw_component_fold (name);

  for (guint i = 0; i < list->children->len; i++)
    {
      const CwYamlNode *item = g_ptr_array_index (list->children, i);

      if (item->kind != CW_YAML_MAPPING || g_strcmp0 (cw_component_get_item_name (item), name) != 0)
        continue;
      for (guint j = 0; j < item->children->len; j++)
        if (is_strange (g_ptr_array_index (item->children, j), folded))
          return g_ptr_array_index (item->children, j);
    }
  return NULL;
}

/* `ESS:301`, with or without what it is called with: how a producer is told what it is for. */
static gboolean
is_producer_field (const CwYamlNode *node)
{
  const char *key = cw_yaml_node_get_key (node);
  gsize word = node->kind == CW_YAML_SCALAR ? strspn (node->value, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS) : 0;
  gsize digits = word > 0 && node->value[word] == ':' ? strspn (node->value + word + 1, G_CSET_DIGITS) : 0;

  return key != NULL && !g_str_equal (key, "image") && digits > 0
         && strchr (" ", node->value[word + 1 + digits]) != NULL;
}

/**
 * cw_component_find_producer:
 * @node: what stands under a key
 *
 * Returns: (transfer none) (nullable): the field in it that says of what component it is the producer
 */
const CwYamlNode *
cw_component_find_producer (const CwYamlNode *node)
{
  const CwYamlNode *found = NULL;

  for (guint i = 0; node->kind == CW_YAML_MAPPING && found == NULL && i < node->children->len; i++)
    {
      const CwYamlNode *child = g_ptr_array_index (node->children, i);

      found = is_producer_field (child) ? child : cw_component_find_producer (child);
    }
  return found;
}

/**
 * cw_component_dup_prefix:
 * @node: an entry of a mapping
 * @words: (array zero-terminated=1): what a component is called, folded
 *
 * A producer may be an entry of its own, such as a service `producer-ess301`.
 *
 * Returns: (transfer full) (nullable): what stands before the component's name in the entry's key; %NULL where the
 *   entry is no producer for it
 */
char *
cw_component_dup_prefix (const CwYamlNode *node,
                         char *const      *words)
{
  const char *key = node->kind == CW_YAML_MAPPING && node->key != NULL ? node->key->value : NULL;
  const char *at = key != NULL ? strpbrk (key, "-_") : NULL;

  for (; at != NULL; at = strpbrk (at + 1, "-_"))
    if (is_one_of (words, at + 1) && cw_component_find_producer (node) != NULL)
      return g_strndup (key, (gsize) (at + 1 - key));
  return NULL;
}

/**
 * cw_component_find_prefixed:
 * @container: a mapping
 * @prefix: what stands before a component's name, as cw_component_dup_prefix() says
 * @words: (array zero-terminated=1): what the component is called, folded
 *
 * Returns: (transfer none) (nullable): the component's entry
 */
const CwYamlNode *
cw_component_find_prefixed (const CwYamlNode *container,
                            const char       *prefix,
                            char *const      *words)
{
  for (guint i = 0; container->kind == CW_YAML_MAPPING && i < container->children->len; i++)
    {
      const CwYamlNode *child = g_ptr_array_index (container->children, i);
      const char *key = cw_yaml_node_get_key (child);

      if (g_str_has_prefix (key, prefix) && is_one_of (words, key + strlen (prefix)))
        return child;
    }
  return NULL;
}

/**
 * cw_component_find_strange_producer:
 * @node: an entry of a mapping
 * @name: name of the component that it is the producer for
 *
 * Returns: (transfer none) (nullable): the field in it that says another component
 */
const CwYamlNode *
cw_component_find_strange_producer (const CwYamlNode *node,
                                    const char       *name)
{
  const CwYamlNode *field = cw_component_find_producer (node);
  g_autofree char *folded = cw_component_fold (name);

  return field != NULL && is_strange (field, folded) ? field : NULL;
}
