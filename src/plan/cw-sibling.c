/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-sibling"

#include "config.h"

#include <string.h>

#include "cw-scope.h"

/* What is looked for: the tag of one image at the target's cycle, in the files of other sites. */
typedef struct
{
  const CwCycle *target;
  const char    *image;  /* (nullable) */
  const char    *folder;
  GPtrArray     *found;  /* (element-type utf8): each once, sorted */
} Search;

static gboolean
same_image (const Search     *search,
            const char       *path,
            const CwYamlNode *node)
{
  g_autofree char *image = cw_place_dup_image (node);
  g_autofree char *folder = NULL;

  if (image != NULL && search->image != NULL)
    return g_str_equal (image, search->image);
  folder = g_path_get_dirname (path);
  return g_str_equal (folder, search->folder);
}

static gboolean
is_at (const CwTag   *tag,
       const CwCycle *target)
{
  return tag->cycle.series == target->series && tag->cycle.number == target->number;
}

/* Most files of other sites don't mention the target yet: these needn't be parsed. */
static gboolean
mentions (const CwPlanFile *file,
          const CwCycle    *target)
{
  for (guint i = 0; i < file->tags->len; i++)
    if (is_at (&g_array_index (file->tags, CwTag, i), target))
      return TRUE;
  return FALSE;
}

static void
look_in_file (Search          *search,
              const char      *path,
              GBytes          *bytes,
              const CwTagRule *rule)
{
  CwPlanFile *file = cw_plan_file_new (path, bytes);

  if (mentions (file, search->target) && cw_plan_file_read (file, rule))
    cw_plan_file_find_places (file, rule);
  for (guint i = 0; i < file->places->len; i++)
    {
      const CwPlace *place = file->places->pdata[i];

      if (is_at (&place->tag, search->target) && same_image (search, path, place->node)
          && !g_ptr_array_find_with_equal_func (search->found, place->value, g_str_equal, NULL))
        g_ptr_array_add (search->found, g_strdup (place->value));
    }
  cw_plan_file_free (file);
}

static const CwTagRule *
find_image_rule (const CwSiteFiles *files,
                 const char        *path)
{
  for (guint i = 0; i < files->rules->len; i++)
    {
      const CwTagRule *rule = files->rules->pdata[i];

      if (rule->kind == CW_RULE_IMAGE_TAG && cw_path_matches_any ((const char *const *) rule->files, path))
        return rule;
    }
  return NULL;
}

static const CwTagRule *
find_rule_elsewhere (const CwScope *self,
                     const char    *path)
{
  GHashTableIter iter;
  gpointer deployments;

  g_hash_table_iter_init (&iter, self->repository->sites);
  while (g_hash_table_iter_next (&iter, NULL, &deployments))
    for (guint i = 0; i < ((GPtrArray *) deployments)->len; i++)
      {
        const CwSiteFiles *files = ((GPtrArray *) deployments)->pdata[i];
        const CwTagRule *rule = files != self->files ? find_image_rule (files, path) : NULL;

        if (rule != NULL)
          return rule;
      }
  return NULL;
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * cw_scope_find_sibling:
 * @self: a deployment
 * @file: a file of it
 * @place: a tag with a version of its own in it
 *
 * Looks at what tag the same image has at the target's cycle where other sites are configured for it already.
 *
 * Returns: (transfer full) (element-type utf8): the different tags found, sorted
 */
GPtrArray *
cw_scope_find_sibling (const CwScope    *self,
                       const CwPlanFile *file,
                       const CwPlace    *place)
{
  g_autofree char *image = cw_place_dup_image (place->node), *folder = g_path_get_dirname (file->path);
  Search search = { self->target, image, folder, g_ptr_array_new_with_free_func (g_free) };
  const char *const *paths = cw_snapshot_get_paths (self->snapshot, NULL);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      const CwTagRule *rule = NULL;

      if (cw_path_matches_any ((const char *const *) self->files->include, paths[i]))
        continue;
      rule = find_rule_elsewhere (self, paths[i]);
      if (rule != NULL)
        look_in_file (&search, paths[i], cw_snapshot_get_bytes (self->snapshot, paths[i]), rule);
    }
  g_ptr_array_sort (search.found, compare_texts);
  return search.found;
}
