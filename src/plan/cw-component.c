/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-component"

#include "config.h"

#include <string.h>

#include "cw-component.h"
#include "cw-compose.h"

static void
free_component (gpointer data)
{
  CwComponent *component = data;

  g_free (component->name);
  g_free (component->base);
  g_free (component->index);
  g_free (component);
}

/* People write MTMount, files say mtmount, and some love-manager for LOVE's love_manager. */
static char *
fold (const char *name)
{
  GString *folded = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p++)
    if (*p != '-' && *p != '_')
      g_string_append_c (folded, g_ascii_tolower (*p));
  return g_string_free (folded, FALSE);
}

static void
add_names (GPtrArray         *components,
           const char *const *names,
           gboolean           companions)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (names[i], ":", 2);
      CwComponent *component = NULL;

      if (parts[0] == NULL || *g_strstrip (parts[0]) == '\0')
        continue;
      component = g_new0 (CwComponent, 1);
      component->name = g_strstrip (g_strdup (names[i]));
      component->base = fold (parts[0]);
      component->index = parts[1] != NULL ? g_strdup (g_strstrip (parts[1])) : NULL;
      component->companion = companions;
      g_ptr_array_add (components, component);
    }
}

/**
 * cw_components_new:
 * @names: (nullable) (array zero-terminated=1): the components that a person named, as people write them: without
 *   regard to case, with the index behind a colon where there is one
 * @companions: (nullable) (array zero-terminated=1): those that go along with any others
 *
 * Returns: (transfer full) (element-type CwComponent): the named ones, then their companions; empty where none is named
 */
GPtrArray *
cw_components_new (const char *const *names,
                   const char *const *companions)
{
  GPtrArray *components = g_ptr_array_new_with_free_func (free_component);

  add_names (components, names, FALSE);
  if (components->len > 0)
    add_names (components, companions, TRUE);
  return components;
}

static gsize
skip_digits_back (const char *name)
{
  gsize length = strlen (name);

  while (length > 0 && g_ascii_isdigit (name[length - 1]))
    length--;
  return length;
}

/* Whether @name is the component's, with or without a number at its end. */
static gboolean
has_base (const CwComponent *component,
          const char        *name)
{
  g_autofree char *folded = name != NULL ? fold (name) : NULL;

  if (folded == NULL)
    return FALSE;
  return g_str_equal (folded, component->base)
         || (strlen (component->base) == skip_digits_back (folded) && g_str_has_prefix (folded, component->base));
}

static gboolean
is_base (const CwComponent *component,
         const char        *name)
{
  g_autofree char *folded = name != NULL ? fold (name) : NULL;

  return g_strcmp0 (folded, component->base) == 0;
}

static const char *
get_text (const CwYamlNode *block,
          const char       *key)
{
  const CwYamlNode *node = block != NULL ? cw_yaml_node_get_child (block, key) : NULL;

  return node != NULL && node->kind == CW_YAML_SCALAR ? node->value : NULL;
}

/* The words by which a block of a values file may be called. */
typedef struct
{
  const char *key;        /* (nullable): its key, or its file's folder */
  const char *classifier; /* (nullable) */
  char       *image;      /* (nullable) (owned): the image's name without what stands before it, or its tag */
  const char *argument;   /* (nullable): the launch command-line, which begins with the index */
} Names;

static void
names_clear (Names *self)
{
  g_clear_pointer (&self->image, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Names, names_clear)

/* (nullable): the image of a block, or of a compose file's service, whose tag stands in the same word */
static char *
dup_image (const CwYamlNode *block)
{
  const CwYamlNode *node = cw_yaml_node_find_value (block, "image");
  const char *image = node != NULL && node->kind == CW_YAML_SCALAR ? node->value : get_text (node, "repository");
  const char *tag = image != NULL ? cw_compose_find_tag (image) : NULL;
  g_autofree char *whole = tag != NULL ? g_strndup (image, (gsize) (tag - image)) : g_strdup (image);
  const char *slash = whole != NULL ? strrchr (whole, '/') : NULL;

  return g_strdup (slash != NULL ? slash + 1 : whole);
}

static void
read_names (const CwYamlNode *block,
            const char       *folder,
            Names            *names)
{
  names->key = block->parent == NULL ? folder : cw_yaml_node_get_key (block);
  names->classifier = get_text (block, "classifier");
  names->image = dup_image (block);
  names->argument = get_text (cw_yaml_node_get_child (block, "env"), "RUN_ARG");
}

/* The number at the end of a name that isn't the component's own: `ess301`, `m2ess106`. */
static const char *
find_number (const CwComponent *component,
             const char        *name)
{
  const char *number = name != NULL && !is_base (component, name) ? name + skip_digits_back (name) : "";

  return *number != '\0' ? number : NULL;
}

static const char *
find_index (const CwComponent *component,
            const Names       *names)
{
  const char *number = NULL;

  if (names->argument != NULL && g_ascii_isdigit (*names->argument))
    return names->argument;
  number = find_number (component, names->classifier);
  return number != NULL ? number : find_number (component, names->key);
}

/* For a block that is called like the component: whether it is that index. */
static CwComponentMatch
match_index (const CwComponent *component,
             const Names       *names)
{
  const char *index = find_index (component, names);

  if (component->index == NULL)
    return CW_COMPONENT_SAME;
  if (index != NULL)
    return g_ascii_isdigit (*component->index)
           && g_ascii_strtoull (index, NULL, 10) == g_ascii_strtoull (component->index, NULL, 10)
             ? CW_COMPONENT_SAME : CW_COMPONENT_OTHER;
  return is_base (component, names->key) || is_base (component, names->classifier) ? CW_COMPONENT_SAME
                                                                                   : CW_COMPONENT_UNSURE;
}

static gboolean
is_called (const CwComponent *component,
           const Names       *names)
{
  return has_base (component, names->key) || has_base (component, names->classifier)
         || has_base (component, names->image);
}

/* The innermost block that is called like the component says whether it is the one. */
static CwComponentMatch
match_node (const CwComponent *component,
            const char        *folder,
            const CwYamlNode  *node)
{
  for (; node != NULL; node = node->parent)
    {
      g_auto (Names) names = { 0 };

      if (node->kind != CW_YAML_MAPPING)
        continue;
      read_names (node, folder, &names);
      if (is_called (component, &names))
        return match_index (component, &names);
    }
  return CW_COMPONENT_OTHER;
}

/**
 * cw_component_match_service:
 * @self: a component
 * @service: a service of a compose file
 *
 * Returns: what the component's name has to do with the service
 */
CwComponentMatch
cw_component_match_service (const CwComponent *self,
                            const CwYamlNode  *service)
{
  g_auto (Names) names = { 0 };

  read_names (service, NULL, &names);
  return is_called (self, &names) ? match_index (self, &names) : CW_COMPONENT_OTHER;
}

/* `manager_rev` is the manager's revision. One for a whole file belongs to what the repository is named after. */
static CwComponentMatch
match_key (const CwComponent *component,
           const char        *repository,
           const char        *key)
{
  const char *end = g_str_has_suffix (key, "_rev") ? key + strlen (key) - strlen ("_rev") : key;
  g_autofree char *owner = g_strndup (key, (gsize) (end - key));
  g_autofree char *product = g_strndup (repository, strcspn (repository, "-"));

  return is_base (component, owner) || is_base (component, product) ? CW_COMPONENT_SAME : CW_COMPONENT_OTHER;
}

static CwComponentMatch
match_place (const CwComponent *component,
             const char        *repository,
             const char        *folder,
             const CwPlace     *place)
{
  if (place->entry != NULL)
    return match_key (component, repository, place->entry->key);
  return match_node (component, folder, place->node);
}

static char *
dup_folder (const CwPlanFile *file)
{
  g_autofree char *directory = g_path_get_dirname (file->path);

  return g_path_get_basename (directory);
}

static gboolean
is_in_file (const CwComponent *component,
            const char        *repository,
            const char        *folder,
            const CwPlanFile  *file)
{
  GPtrArray *nodes = file->yaml != NULL ? cw_yaml_get_nodes (file->yaml) : NULL;

  if (is_base (component, folder))
    return TRUE;
  for (guint i = 0; nodes != NULL && i < nodes->len; i++)
    {
      const CwYamlNode *node = nodes->pdata[i];

      if (node->kind == CW_YAML_MAPPING && match_node (component, folder, node) != CW_COMPONENT_OTHER)
        return TRUE;
    }
  for (guint i = 0; file->env != NULL && i < file->env->len; i++)
    if (match_key (component, repository, ((const CwEnvEntry *) file->env->pdata[i])->key) != CW_COMPONENT_OTHER)
      return TRUE;
  return FALSE;
}

/**
 * cw_components_see:
 * @components: (element-type CwComponent): components
 * @repository: id of the file's repository
 * @file: a file of the site
 *
 * Notes which of them the file speaks of, whether or not it mentions a revision.
 */
void
cw_components_see (GPtrArray        *components,
                   const char       *repository,
                   const CwPlanFile *file)
{
  g_autofree char *folder = dup_folder (file);

  for (guint i = 0; i < components->len; i++)
    {
      CwComponent *component = components->pdata[i];

      if (!component->found)
        component->found = is_in_file (component, repository, folder, file);
    }
}

/**
 * cw_components_find:
 * @components: (element-type CwComponent): components
 * @repository: id of the file's repository
 * @file: a file of the site
 * @place: a place in it
 * @match: (out): how sure that is
 *
 * Finds the component whose place it is: by the keys above it, the classifier, the image's name or the file's folder;
 * the index by the launch command-line or the number at the end of a name.
 *
 * Returns: (transfer none) (nullable): the component, %NULL where it is none of them
 */
CwComponent *
cw_components_find (GPtrArray        *components,
                    const char       *repository,
                    const CwPlanFile *file,
                    const CwPlace    *place,
                    CwComponentMatch *match)
{
  g_autofree char *folder = dup_folder (file);
  CwComponent *best = NULL;

  *match = CW_COMPONENT_OTHER;
  for (guint i = 0; i < components->len && *match != CW_COMPONENT_SAME; i++)
    {
      CwComponentMatch found = match_place (components->pdata[i], repository, folder, place);

      if (found <= *match)
        continue;
      *match = found;
      best = components->pdata[i];
    }
  return best;
}
