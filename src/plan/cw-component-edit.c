/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-component-edit"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-component-edit.h"
#include "cw-compose.h"
#include "cw-error.h"
#include "cw-operation.h"
#include "cw-yaml-path.h"

/* What is said of a component, written where its file says it. */

static char *
join (const char *place,
      const char *key)
{
  return *place != '\0' ? g_strconcat (place, ".", key, NULL) : g_strdup (key);
}

/* Sets, adds or removes the value of a key, whichever it takes; nothing where it says so already. */
static void
put (const CwYamlNode *block,
     const char       *place,
     const char       *key,
     const char       *value,
     GPtrArray        *operations)
{
  const CwYamlNode *child = block != NULL ? cw_yaml_node_get_child (block, key) : NULL;
  g_autofree char *path = join (place, key);
  CwOperation *operation;

  if (value == NULL && child == NULL)
    return;
  if (value != NULL && child != NULL && child->kind == CW_YAML_SCALAR && g_strcmp0 (child->value, value) == 0)
    return;
  operation = cw_operation_new (value == NULL   ? CW_OPERATION_REMOVE
                                : child == NULL ? CW_OPERATION_ADD
                                                : CW_OPERATION_SET,
                                path, value);
  operation->retypes = TRUE;
  operation->prunes = value == NULL;
  g_ptr_array_add (operations, operation);
}

static const CwYamlNode *
get_mapping (const CwYamlNode *block,
             const char       *key)
{
  const CwYamlNode *child = cw_yaml_node_get_child (block, key);

  return child != NULL && child->kind == CW_YAML_MAPPING ? child : NULL;
}

/* A part of the word that the image and its tag are, the other part as it stands there now: it may have been changed
 * just before. */
static char *
put_part (const char       *word,
          CwInventoryField  field,
          const char       *value)
{
  const char *colon = cw_compose_find_tag (word);
  g_autofree char *name = colon != NULL ? g_strndup (word, (gsize) (colon - word)) : g_strdup (word);

  if (field == CW_INVENTORY_TAG)
    return value != NULL ? g_strconcat (name, ":", value, NULL) : g_steal_pointer (&name);
  return value != NULL ? g_strconcat (value, colon, NULL) : NULL;
}

/* The image and its tag stand in one word, or as keys of `image`. */
static void
put_image (const CwInventoryItem *item,
           const CwYamlNode      *block,
           CwInventoryField       field,
           const char            *value,
           GPtrArray             *operations)
{
  static const char *const keys[] = { "repository", "tag", "revision" };
  const CwYamlNode *image = cw_yaml_node_get_child (block, "image");
  g_autofree char *place = join (item->place, "image");

  if (image != NULL && image->kind == CW_YAML_SCALAR && field != CW_INVENTORY_PIN)
    {
      g_autofree char *word = put_part (image->value, field, value);

      put (block, item->place, "image", word, operations);
    }
  else
    put (get_mapping (block, "image"), place, keys[field], value, operations);
}

static gboolean
put_command (const CwInventoryItem *item,
             const CwYamlNode      *block,
             const char            *value,
             GPtrArray             *operations,
             GError               **error)
{
  static const char *const lists[] = { "env", "envs", "environment" };
  const CwYamlNode *arguments = cw_yaml_node_get_child (block, "args");
  const char *key = arguments != NULL ? "args" : "command", *list = "env";
  g_autofree char *path = NULL;
  CwOperation *operation;

  arguments = arguments != NULL ? arguments : cw_yaml_node_get_child (block, "command");
  if (arguments != NULL && arguments->kind == CW_YAML_SCALAR)
    {
      put (block, item->place, key, value, operations);
      return TRUE;
    }
  if (arguments != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("%s, line %u: the command of %s is a list of words; edit it in the file"), item->path,
                   arguments->line, item->name);
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (cw_yaml_node_get_child (block, lists[i]) != NULL)
      list = lists[i];
  if (value == NULL && item->fields[CW_INVENTORY_COMMAND] == NULL)
    return TRUE;
  path = join (item->place, list);
  operation = cw_operation_new (value != NULL ? CW_OPERATION_SET_VARIABLE : CW_OPERATION_REMOVE_VARIABLE, path, value);
  operation->part = g_strdup ("RUN_ARG");
  operation->retypes = TRUE;
  g_ptr_array_add (operations, operation);
  return TRUE;
}

/* Of `limits.cpu=1`, @key is where the equals sign ends it. */
static const char *
find_resource (char      **words,
               const char *key)
{
  gsize length = strlen (key);

  for (guint i = 0; words[i] != NULL; i++)
    if (strncmp (words[i], key, length) == 0 && words[i][length] == '=')
      return words[i] + length + 1;
  return NULL;
}

static void
put_resource (const CwInventoryItem *item,
              const CwYamlNode      *block,
              const char            *key,
              const char            *value,
              GPtrArray             *operations)
{
  const char *dot = strrchr (key, '.');
  const CwYamlNode *resources = get_mapping (block, "resources"), *inner = resources;
  g_autofree char *first = dot != NULL ? g_strndup (key, (gsize) (dot - key)) : NULL;
  g_autofree char *relative = first != NULL ? g_strconcat ("resources.", first, NULL) : g_strdup ("resources");
  g_autofree char *place = join (item->place, relative);

  if (first != NULL)
    inner = resources != NULL ? get_mapping (resources, first) : NULL;
  put (inner, place, dot != NULL ? dot + 1 : key, value, operations);
}

/**
 * cw_component_is_quantity:
 * @text: what stands for an amount of CPU or memory
 *
 * Returns: whether it is a number with or without one of Kubernetes's suffixes: `100m`, `1.5`, `200Mi`, `1e3`
 */
gboolean
cw_component_is_quantity (const char *text)
{
  return g_regex_match_simple ("^[0-9]+(\\.[0-9]*)?([eE][+-]?[0-9]+|m|k|[MGTPE]|[KMGTPE]i)?$", text, 0, 0);
}

/* Whether what stands at @key is an amount: cpu, memory and storage are; others may hold a word. */
static gboolean
is_amount (const char *key)
{
  const char *dot = strrchr (key, '.'), *name = dot != NULL ? dot + 1 : key;

  return g_str_equal (name, "cpu") || g_str_equal (name, "memory") || g_str_equal (name, "ephemeral-storage");
}

static gboolean
put_resources (const CwInventoryItem *item,
               const CwYamlNode      *block,
               const char            *value,
               GPtrArray             *operations,
               GError               **error)
{
  const char *old = item->fields[CW_INVENTORY_RESOURCES];
  g_auto (GStrv) before = g_strsplit_set (old != NULL ? old : "", " ", -1);
  g_auto (GStrv) after = g_strsplit_set (value != NULL ? value : "", " ", -1);

  for (guint i = 0; after[i] != NULL; i++)
    {
      const char *equals = strchr (after[i], '=');
      g_autofree char *key = equals != NULL ? g_strndup (after[i], (gsize) (equals - after[i])) : NULL;

      if (*after[i] == '\0')
        continue;
      if (key == NULL || *key == '\0' || equals[1] == '\0')
        {
          g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                       _ ("Resources are written like “limits.cpu=1 requests.memory=200Mi”; “%s” is not"), after[i]);
          return FALSE;
        }
      if (is_amount (key) && !cw_component_is_quantity (equals + 1))
        {
          g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” is no amount; write it like 1, 100m or 200Mi"),
                       equals + 1);
          return FALSE;
        }
      put_resource (item, block, key, equals + 1, operations);
    }
  for (guint i = 0; before[i] != NULL; i++)
    {
      const char *equals = strchr (before[i], '=');
      g_autofree char *key = equals != NULL ? g_strndup (before[i], (gsize) (equals - before[i])) : NULL;

      if (key != NULL && find_resource (after, key) == NULL)
        put_resource (item, block, key, NULL, operations);
    }
  return TRUE;
}

/* A colon before the last slash is that of a registry's port. */
static gboolean
has_tag (const char *image)
{
  const char *slash = strrchr (image, '/');

  return strchr (slash != NULL ? slash : image, ':') != NULL || strchr (image, '@') != NULL;
}

static gboolean
check_value (CwInventoryField field,
             const char      *value,
             GError         **error)
{
  if (value == NULL)
    return TRUE;
  if (field == CW_INVENTORY_ENABLED && !g_str_equal (value, "true") && !g_str_equal (value, "false"))
    g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("Whether a component runs is “true” or “false”, not “%s”"),
                 value);
  else if (field == CW_INVENTORY_PIN && !g_ascii_string_to_unsigned (value, 10, 0, 9999, NULL, NULL))
    g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("A pin is the number of a revision, such as 3, not “%s”"),
                 value);
  else if (field == CW_INVENTORY_IMAGE && has_tag (value))
    g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                 _ ("“%s” has a tag in it: an image is named without, and its tag is set by itself"), value);
  else if (field <= CW_INVENTORY_PIN && strpbrk (value, " \t\n") != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” has a space in it; images, tags and pins have none"),
                 value);
  else
    return TRUE;
  return FALSE;
}

/**
 * cw_component_edit:
 * @item: a component, as cw_inventory_new() found it in @text
 * @field: what is said of it
 * @value: (nullable): what shall be said; %NULL takes it away
 * @text: its file
 * @operations: (element-type CwOperation): where what is to be done in the file is added
 * @error: where to store the reason: a value that can't stand, a component that isn't there any more
 *
 * Finds out where a component's file says a thing, and what has to change there. Nothing is added where it says so
 * already.
 *
 * Returns: whether it can be done
 */
gboolean
cw_component_edit (const CwInventoryItem *item,
                   CwInventoryField       field,
                   const char            *value,
                   GBytes                *text,
                   GPtrArray             *operations,
                   GError               **error)
{
  g_autoptr (CwYaml) yaml = NULL;
  const CwYamlNode *block = NULL;

  g_return_val_if_fail (item != NULL && text != NULL && operations != NULL, FALSE);

  if (!check_value (field, value, error))
    return FALSE;
  yaml = cw_yaml_read (text, error);
  if (yaml != NULL)
    block = *item->place != '\0' ? cw_yaml_find (yaml, item->place, error) : cw_yaml_get_root (yaml);
  if (block == NULL || block->kind != CW_YAML_MAPPING)
    {
      g_prefix_error (error, "%s: ", item->path);
      if (error != NULL && *error == NULL)
        g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT, _ ("%s: the block of %s is not there any more"), item->path,
                     item->name);
      return FALSE;
    }
  if (field == CW_INVENTORY_COMMAND)
    return put_command (item, block, value, operations, error);
  if (field == CW_INVENTORY_RESOURCES)
    return put_resources (item, block, value, operations, error);
  if (field == CW_INVENTORY_ENABLED)
    put (block, item->place, "enabled", value, operations);
  else
    put_image (item, block, field, value, operations);
  return TRUE;
}
