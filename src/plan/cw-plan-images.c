/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-plan-images"

#include "config.h"

#include "cw-plan-changes.h"

/* What the files of a deployment resolve to: the image of each component, before and after. */

/* The shared tag, where there is such a thing. */
typedef struct
{
  const CwScope *scope;
  CwPlan        *plan;
  const CwPlace *shared;        /* (nullable) */
  const char    *shared_before; /* (nullable) */
  CwPlanEarlier  earlier;
} Images;

static const char *
word_after (const CwPlace *place)
{
  return place->fate == CW_FATE_CHANGED && place->target != NULL ? place->target : place->value;
}

/* What a person calls it: the block that holds the image, else the file's folder. */
static char *
dup_component (const CwPlanFile *file,
               const CwYamlNode *image)
{
  const CwYamlNode *block = image != NULL ? image->parent : NULL;
  g_autofree char *folder = g_path_get_dirname (file->path);

  if (block != NULL && block->key != NULL)
    return g_strdup (block->key->value);
  return g_path_get_basename (folder);
}

/* (nullable): what stood at @key before a person edited the file by hand */
static const CwPlace *
find_former (const CwPlanFile *file,
             const char       *key)
{
  for (guint i = 0; i < file->former->places->len; i++)
    {
      const CwPlace *place = file->former->places->pdata[i];

      if (g_str_equal (place->key, key))
        return place;
    }
  return NULL;
}

/* Takes ownership of @before and @after. */
static void
add_resolution (Images           *self,
                const CwPlanFile *file,
                const CwYamlNode *image,
                const CwPlace    *place,
                guint             line,
                char             *before,
                char             *after)
{
  CwResolution *resolution = g_new0 (CwResolution, 1);

  resolution->repository = g_strdup (self->scope->repository->id);
  resolution->path = g_strdup (file->path);
  resolution->line = line;
  resolution->choice = place != NULL ? cw_scope_dup_choice (self->scope, file, place) : NULL;
  resolution->component = dup_component (file, image);
  if (cw_plan_earlier_has (&self->earlier, self->scope, file, image != NULL ? image->parent : NULL))
    resolution->before = g_steal_pointer (&before);
  g_free (before);
  resolution->after = after;
  cw_plan_take_resolution (self->plan, resolution);
  cw_plan_take_image (self->plan, g_strdup (after));
}

static const CwPlace *
find_pin (CwPlanFile       *file,
          const CwYamlNode *block)
{
  const CwYamlNode *pin = cw_yaml_node_get_child (block, "revision");

  for (guint i = 0; i < file->places->len; i++)
    {
      const CwPlace *place = file->places->pdata[i];

      if (place->rule->kind == CW_RULE_PIN && place->node == (place->absent ? block : pin))
        return place;
    }
  return NULL;
}

/* (nullable): the revision that @pin names */
static const char *
get_revision (const CwPlace *pin,
              gboolean       after)
{
  const char *revision = pin == NULL ? NULL : after ? word_after (pin) : pin->value;

  return revision == NULL || *revision == '\0' || (after && pin->removed) ? NULL : revision;
}

/* (nullable): the pin of @block before a person edited the file by hand */
static const CwPlace *
find_pin_before (const CwPlanFile *file,
                 const CwYamlNode *block,
                 const CwPlace    *pin)
{
  g_autofree char *path = NULL, *key = NULL;

  if (file->former == NULL || file->former->trouble != NULL)
    return pin;
  path = cw_yaml_node_dup_path (block);
  key = g_strconcat (path, ".revision", NULL);
  return find_former (file, key);
}

/* What the place said before a person edited the file by hand; where nothing stood there, what it says. */
static const char *
get_before (const CwPlanFile *file,
            const CwPlace    *place)
{
  const CwPlace *former = file->former != NULL ? find_former (file, place->key) : NULL;

  return former != NULL ? former->value : place->value;
}

static char *
compose (const char *image,
         const char *tag,
         const char *pin)
{
  return pin != NULL ? g_strdup_printf ("%s:%s.%03d", image, tag, atoi (pin)) : g_strdup_printf ("%s:%s", image, tag);
}

/* A block `image:` with a repository and no tag takes the shared one; its pin makes it a revision. */
static void
add_composed_image (Images           *self,
                    CwPlanFile       *file,
                    const CwYamlNode *repository)
{
  g_autofree char *image = cw_place_dup_image (repository);
  const CwYamlNode *block = repository->parent;
  const CwPlace *pin = NULL;

  if (image == NULL || cw_yaml_node_get_child (block, "tag") != NULL)
    return;
  pin = find_pin (file, block);
  add_resolution (self, file, block, pin,
                  pin == NULL ? repository->line : pin->absent ? block->key->line : pin->node->line,
                  compose (image, self->shared_before, get_revision (find_pin_before (file, block, pin), FALSE)),
                  compose (image, word_after (self->shared), get_revision (pin, TRUE)));
}

static void
add_composed_images (Images     *self,
                     CwPlanFile *file)
{
  GPtrArray *nodes = cw_yaml_get_nodes (file->yaml);

  for (guint i = 0; i < nodes->len; i++)
    {
      const CwYamlNode *node = nodes->pdata[i];

      if (node->kind == CW_YAML_SCALAR && g_strcmp0 (cw_yaml_node_get_key (node), "repository") == 0
          && g_strcmp0 (cw_yaml_node_get_key (node->parent), "image") == 0)
        add_composed_image (self, file, node);
    }
}

static void
add_tagged_images (Images     *self,
                   CwPlanFile *file)
{
  for (guint i = 0; i < file->places->len; i++)
    {
      const CwPlace *place = file->places->pdata[i];
      g_autofree char *image = place->rule->kind == CW_RULE_IMAGE_TAG ? cw_place_dup_image (place->node) : NULL;

      if (image != NULL)
        add_resolution (self, file, place->node->parent, place, place->node->line,
                        compose (image, get_before (file, place), NULL),
                        compose (image, word_after (place), NULL));
    }
}

/* The one tag that all components of the site share. */
static void
find_shared_tag (Images *self)
{
  for (guint i = 0; i < self->scope->plan_files->len; i++)
    {
      const CwPlanFile *file = self->scope->plan_files->pdata[i];

      for (guint j = 0; j < file->places->len; j++)
        {
          const CwPlace *place = file->places->pdata[j];

          if (place->rule->kind != CW_RULE_SCALAR)
            continue;
          self->shared = place;
          self->shared_before = get_before (file, place);
          return;
        }
    }
}

static gboolean
may_be_pinned (const CwScope    *self,
               const CwPlanFile *file)
{
  for (guint i = 0; i < self->files->rules->len; i++)
    {
      const CwTagRule *rule = self->files->rules->pdata[i];

      if (rule->kind == CW_RULE_PIN && cw_path_matches_any ((const char *const *) rule->files, file->path))
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_scope_add_images:
 * @self: a deployment that was decided
 * @plan: the plan
 *
 * Adds the images that its files name, before and after the change.
 */
void
cw_scope_add_images (CwScope *self,
                     CwPlan  *plan)
{
  Images images = { self, plan };

  if (self->retired)
    return;
  find_shared_tag (&images);
  for (guint i = 0; i < self->plan_files->len; i++)
    {
      CwPlanFile *file = self->plan_files->pdata[i];

      add_tagged_images (&images, file);
      if (images.shared != NULL && file->yaml != NULL && may_be_pinned (self, file))
        add_composed_images (&images, file);
    }
  cw_plan_earlier_clear (&images.earlier);
}
