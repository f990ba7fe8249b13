/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-items"

#include "config.h"

#include <string.h>

#include "cw-yaml-items.h"

/* Items of lists have no key: what tells one from the others is its value, the variable that it sets, or one of its
 * fields, mostly its name. */

/* The text, and how much of it counts; %NULL where the item can't be told from others. */
static const char *
identity_of (const CwYamlItems *self,
             const CwYamlNode  *item,
             gsize             *length)
{
  const CwYamlNode *field = item->kind == CW_YAML_MAPPING ? cw_yaml_node_get_child (item, self->key) : item;
  gsize name;

  if (field == NULL || field->kind != CW_YAML_SCALAR)
    return NULL;
  *length = strlen (field->value);
  name = strspn (field->value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
  if (self->assigns && field == item && name > 0 && field->value[name] == '=')
    *length = name + 1;
  return field->value;
}

/* Whether each item can be told from the others. */
static gboolean
is_set (const CwYamlItems *self,
        const CwYamlNode  *list)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < list->children->len; i++)
    {
      gsize length = 0;
      const char *identity = identity_of (self, list->children->pdata[i], &length);

      if (identity == NULL || !g_hash_table_add (seen, g_strndup (identity, length)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
try_lists (CwYamlItems             *self,
           const char              *key,
           gboolean                 assigns,
           const CwYamlNode *const *lists,
           guint                    n_lists)
{
  self->key = key;
  self->assigns = assigns;
  for (guint i = 0; i < n_lists; i++)
    if (!is_set (self, lists[i]))
      return FALSE;
  return TRUE;
}

/* Another field than the name may be different in each item. */
static gboolean
try_fields (CwYamlItems             *self,
            const CwYamlNode *const *lists,
            guint                    n_lists)
{
  const CwYamlNode *first = lists[0]->children->len > 0 ? lists[0]->children->pdata[0] : NULL;

  for (guint i = 0; first != NULL && first->kind == CW_YAML_MAPPING && i < first->children->len; i++)
    if (try_lists (self, ((const CwYamlNode *) first->children->pdata[i])->key->value, FALSE, lists, n_lists))
      return TRUE;
  return FALSE;
}

/**
 * cw_yaml_items_choose:
 * @self: (out caller-allocates): how the items are told apart; its key belongs to the first list
 * @lists: (array length=n_lists): lists of several texts that are to be compared
 * @n_lists: how many
 *
 * Returns: whether there is a way in which each item of each list can be told from the others
 */
gboolean
cw_yaml_items_choose (CwYamlItems             *self,
                      const CwYamlNode *const *lists,
                      guint                    n_lists)
{
  g_return_val_if_fail (self != NULL && lists != NULL && n_lists > 0, FALSE);

  return try_lists (self, "name", TRUE, lists, n_lists) || try_lists (self, "name", FALSE, lists, n_lists)
         || try_fields (self, lists, n_lists);
}

/**
 * cw_yaml_items_find:
 * @self: how items are told apart
 * @list: a list
 * @like: an item of another one
 *
 * Returns: (nullable): the same item in @list
 */
const CwYamlNode *
cw_yaml_items_find (const CwYamlItems *self,
                    const CwYamlNode  *list,
                    const CwYamlNode  *like)
{
  gsize length = 0, other = 0;
  const char *identity = identity_of (self, like, &length);

  g_return_val_if_fail (identity != NULL, NULL);

  for (guint i = 0; i < list->children->len; i++)
    {
      const char *one = identity_of (self, list->children->pdata[i], &other);

      if (one != NULL && other == length && strncmp (one, identity, length) == 0)
        return list->children->pdata[i];
    }
  return NULL;
}

/**
 * cw_yaml_items_step:
 * @self: how items are told apart
 * @item: an item
 *
 * Returns: (transfer full): what leads to it behind the path of its list
 */
char *
cw_yaml_items_step (const CwYamlItems *self,
                    const CwYamlNode  *item)
{
  const CwYamlNode *field = item->kind == CW_YAML_MAPPING ? cw_yaml_node_get_child (item, self->key) : item;
  g_autofree char *value = cw_yaml_quote_key (field->value);
  g_autofree char *key = field == item || g_str_equal (self->key, "name")
                           ? g_strdup (field == item ? "" : "name") : cw_yaml_quote_key (self->key);

  return g_strdup_printf ("[%s=%s]", key, value);
}

/**
 * cw_yaml_quote_key:
 * @word: a key, or a value
 *
 * Returns: (transfer full): it in double quotes, as paths have it
 */
char *
cw_yaml_quote_key (const char *word)
{
  g_autoptr (GString) quoted = g_string_new (word);

  g_string_replace (quoted, "\\", "\\\\", 0);
  g_string_replace (quoted, "\"", "\\\"", 0);
  g_string_prepend_c (quoted, '"');
  g_string_append_c (quoted, '"');
  return g_string_free (g_steal_pointer (&quoted), FALSE);
}
