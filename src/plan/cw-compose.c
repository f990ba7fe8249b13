/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-compose"

#include "config.h"

#include <string.h>

#include "cw-compose.h"
#include "cw-env.h"
#include "cw-snapshot.h"

/* Compose files take what they don't say from variables, and these from the env files beside them. */

/* An env file may speak of itself in a circle, and of much in few words. */
#define MAX_DEPTH 16
#define MAX_STEPS 1000
#define MAX_LENGTH 4096

#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

/**
 * cw_compose_list_services:
 * @yaml: a file
 *
 * Returns: (transfer full) (element-type CwYamlNode): the services of a compose file that have an image, also by an
 *   alias or a merge; empty where it is none
 */
GPtrArray *
cw_compose_list_services (const CwYaml *yaml)
{
  GPtrArray *found = g_ptr_array_new ();
  const CwYamlNode *root = cw_yaml_get_root (yaml), *services = NULL;

  if (root != NULL && root->kind == CW_YAML_MAPPING)
    services = cw_yaml_node_find_value (root, "services");
  for (guint i = 0; services != NULL && services->kind == CW_YAML_MAPPING && i < services->children->len; i++)
    {
      const CwYamlNode *one = services->children->pdata[i];

      if (cw_compose_find_image (one) != NULL)
        g_ptr_array_add (found, (gpointer) one);
    }
  return found;
}

/**
 * cw_compose_find_image:
 * @service: a service of a compose file
 *
 * Returns: (transfer none) (nullable): its image, where that is written
 */
const CwYamlNode *
cw_compose_find_image (const CwYamlNode *service)
{
  const CwYamlNode *image = cw_yaml_node_find_value (service, "image");

  return image != NULL && image->kind == CW_YAML_SCALAR ? image : NULL;
}

/* Whether the plan moves the cycle in that file: it is the one that its hosts read. */
static gboolean
is_moved (const CwSiteFiles *files,
          const char        *path)
{
  for (guint i = 0; i < files->rules->len; i++)
    {
      const CwTagRule *rule = g_ptr_array_index (files->rules, i);

      if (rule->kind == CW_RULE_ENV_TAG && cw_path_matches_any ((const char *const *) rule->files, path))
        return TRUE;
    }
  return FALSE;
}

/* Of one file the last word counts, of several files the first one's. */
static void
add_variables (GHashTable *variables,
               GBytes     *bytes)
{
  g_autoptr (GPtrArray) entries = bytes != NULL ? cw_env_read (bytes, NULL) : NULL;

  for (guint i = entries != NULL ? entries->len : 0; i > 0; i--)
    {
      const CwEnvEntry *entry = g_ptr_array_index (entries, i - 1);

      if (!g_hash_table_contains (variables, entry->key))
        g_hash_table_insert (variables, g_strdup (entry->key), g_strdup (entry->value));
    }
}

static gboolean
is_beside (const char *path,
           const char *compose)
{
  g_autofree char *folder = NULL, *own = NULL;

  if (!g_str_has_suffix (path, ".env"))
    return FALSE;
  folder = g_path_get_dirname (path);
  own = g_path_get_dirname (compose);
  return g_str_equal (folder, own);
}

/**
 * cw_compose_read_variables:
 * @files: a deployment
 * @paths: (array zero-terminated=1): the repository's files
 * @compose: path of a compose file of it
 * @find: finds a file's content
 * @data: for @find
 *
 * Reads the env files beside a compose file. Where two of them set a variable the one counts in which the cycle stands.
 *
 * Returns: (transfer full) (element-type utf8 utf8): name → value as it stands there
 */
GHashTable *
cw_compose_read_variables (const CwSiteFiles *files,
                           const char *const *paths,
                           const char        *compose,
                           CwComposeFind      find,
                           gpointer           data)
{
  GHashTable *variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint turn = 0; turn < 2; turn++)
    for (guint i = 0; paths[i] != NULL; i++)
      if (is_beside (paths[i], compose) && is_moved (files, paths[i]) == (turn == 0))
        add_variables (variables, find (paths[i], data));
  return variables;
}

/* A word, while its variables are replaced. */
typedef struct
{
  GHashTable *variables;
  GString    *text;
  GPtrArray  *undefined;
  guint       n_steps;
} Resolving;

static void resolve (Resolving  *self,
                     const char *word,
                     gsize       length,
                     guint       depth);

/* The length of what stands between braces, others within it included; the text's length where none closes. */
static gsize
find_closing (const char *text,
              gsize       length)
{
  guint depth = 1;

  for (gsize i = 0; i < length; i++)
    {
      depth += text[i] == '{';
      depth -= text[i] == '}';
      if (depth == 0)
        return i;
    }
  return length;
}

/* @operation: what follows the name within braces: `:-WORD`, `-WORD`, `:+WORD`, `+WORD`, `:?WORD`, `?WORD` */
static void
resolve_variable (Resolving  *self,
                  const char *name,
                  const char *operation,
                  gsize       length,
                  guint       depth)
{
  const char *value = g_hash_table_lookup (self->variables, name);
  gsize colon = length > 0 && *operation == ':' ? 1 : 0;
  gboolean set = value != NULL && (colon == 0 || *value != '\0'), endless = depth >= MAX_DEPTH;
  char kind = length > colon ? operation[colon] : '\0';

  endless = endless || ++self->n_steps > MAX_STEPS || self->text->len > MAX_LENGTH;
  if (!endless && (kind == '+' || (kind == '-' && !set)))
    {
      if (kind == '-' || set)
        resolve (self, operation + colon + 1, length - colon - 1, depth + 1);
    }
  else if (!endless && value != NULL)
    resolve (self, value, strlen (value), depth + 1);
  else
    {
      g_string_append_printf (self->text, "${%s}", name);
      g_ptr_array_add (self->undefined, g_strdup (name));
    }
}

static void
resolve (Resolving  *self,
         const char *word,
         gsize       length,
         guint       depth)
{
  for (gsize i = 0; i < length; i++)
    {
      gboolean braces = word[i] == '$' && i + 1 < length && word[i + 1] == '{';
      gsize start = i + (braces ? 2 : 1), size = 0, n = 0;
      g_autofree char *name = NULL;

      if (word[i] == '$' && start < length)
        n = MIN (strspn (word + start, NAME_CHARACTERS), length - start);
      if (n == 0)
        {
          g_string_append_c (self->text, word[i]);
          /* Two of them are one. */
          i += word[i] == '$' && i + 1 < length && word[i + 1] == '$';
          continue;
        }
      size = braces ? find_closing (word + start, length - start) : n;
      name = g_strndup (word + start, n);
      resolve_variable (self, name, word + start + n, size - n, depth);
      i = start + size - (braces ? 0 : 1);
    }
}

/**
 * cw_compose_resolve:
 * @variables: what cw_compose_read_variables() gave
 * @word: a word of a compose file
 * @undefined: (element-type utf8): where the names are added that nothing sets; they stay in the word
 *
 * Returns: (transfer full): the word with the values in the place of its variables
 */
char *
cw_compose_resolve (GHashTable *variables,
                    const char *word,
                    GPtrArray  *undefined)
{
  Resolving work = { variables, g_string_new (NULL), undefined, 0 };

  resolve (&work, word, strlen (word), 0);
  return g_string_free (work.text, FALSE);
}

/**
 * cw_compose_find_tag:
 * @image: an image with its tag in one word, variables and all
 *
 * Returns: (transfer none) (nullable): the colon before its tag; %NULL where it has none
 */
const char *
cw_compose_find_tag (const char *image)
{
  const char *colon = NULL;
  guint depth = 0;

  for (const char *at = image; *at != '\0'; at++)
    {
      depth += *at == '{';
      depth -= *at == '}' && depth > 0;
      if (depth == 0 && *at == '/')
        colon = NULL;
      else if (depth == 0 && *at == ':')
        colon = at;
    }
  return colon;
}
