/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-component-services"

#include "config.h"

#include <string.h>

#include "cw-component.h"
#include "cw-compose.h"
#include "cw-decide.h"

/* Whose revision a variable of an env file is: of the services whose images change with it. */

/* A word that no env file has. */
#define OTHER_WORD "\001"

static GBytes *
find_bytes (const char *path,
            gpointer    snapshot)
{
  return cw_snapshot_get_bytes (snapshot, path);
}

/* Whether what @image resolves to hangs on @variable. */
static gboolean
uses (GHashTable *variables,
      GHashTable *others,
      const char *image)
{
  g_autoptr (GPtrArray) undefined = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *present = cw_compose_resolve (variables, image, undefined);
  g_autofree char *other = cw_compose_resolve (others, image, undefined);

  return !g_str_equal (present, other);
}

/* Adds the services of a compose file that use the variable of @place. */
static void
add_users (const CwScope    *self,
           const CwPlanFile *compose,
           const CwPlace    *place,
           GPtrArray        *users)
{
  const char *const *paths = cw_snapshot_get_paths (self->snapshot, NULL);
  g_autoptr (GPtrArray) services = cw_compose_list_services (compose->yaml);
  g_autoptr (GHashTable) variables = NULL, others = NULL;

  if (services->len == 0)
    return;
  variables = cw_compose_read_variables (self->files, paths, compose->path, find_bytes, self->snapshot);
  others = cw_compose_read_variables (self->files, paths, compose->path, find_bytes, self->snapshot);
  g_hash_table_replace (others, g_strdup (place->entry->key), g_strdup (OTHER_WORD));
  for (guint i = 0; i < services->len; i++)
    {
      const CwYamlNode *service = services->pdata[i];

      if (uses (variables, others, cw_compose_find_image (service)->value))
        g_ptr_array_add (users, (gpointer) service);
    }
}

static GPtrArray *
list_users (const CwScope    *self,
            const CwPlanFile *file,
            const CwPlace    *place)
{
  g_autofree char *folder = g_path_get_dirname (file->path);
  GPtrArray *users = g_ptr_array_new ();

  for (guint i = 0; i < self->plan_files->len; i++)
    {
      const CwPlanFile *other = self->plan_files->pdata[i];
      g_autofree char *beside = g_path_get_dirname (other->path);

      if (other->yaml != NULL && g_str_equal (beside, folder))
        add_users (self, other, place, users);
    }
  return users;
}

/* Which of the components a service is; all that it is are known to be pinned. */
static CwComponent *
find_component (GPtrArray        *components,
                const CwYamlNode *service,
                CwComponentMatch *match)
{
  CwComponent *best = NULL;

  *match = CW_COMPONENT_OTHER;
  for (guint i = 0; i < components->len; i++)
    {
      CwComponent *component = components->pdata[i];
      CwComponentMatch found = cw_component_match_service (component, service);

      component->pinned |= found == CW_COMPONENT_SAME;
      if (found <= *match)
        continue;
      *match = found;
      best = component;
    }
  return best;
}

/**
 * cw_scope_find_service:
 * @self: a deployment
 * @file: an env file of it
 * @place: a revision in it
 * @match: (out): how sure that is
 * @others: (element-type utf8): where the services are added that are none of the components and would move along
 *
 * Finds the component whose service, in a compose file beside @file, takes its revision from @place.
 *
 * Returns: (transfer none) (nullable): the component, %NULL where it is none of them
 */
CwComponent *
cw_scope_find_service (const CwScope    *self,
                       const CwPlanFile *file,
                       const CwPlace    *place,
                       CwComponentMatch *match,
                       GPtrArray        *others)
{
  g_autoptr (GPtrArray) users = list_users (self, file, place);
  CwComponent *best = NULL;

  *match = CW_COMPONENT_OTHER;
  for (guint i = 0; i < users->len; i++)
    {
      CwComponentMatch found = CW_COMPONENT_OTHER;
      CwComponent *component = find_component (self->components, users->pdata[i], &found);

      if (found != CW_COMPONENT_SAME)
        g_ptr_array_add (others, g_strdup (cw_yaml_node_get_key (users->pdata[i])));
      if (found <= *match)
        continue;
      *match = found;
      best = component;
    }
  return best;
}
